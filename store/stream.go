package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"

	"github.com/promisegraph/promisegraph/journal"
)

// Streamed tells what the change sets of a stream did together.
type Streamed struct {
	// Applied are the counts of all, and the revision of the last.
	Applied
	// Sets is how many got a revision of their own.
	Sets int `json:"sets"`
	// First is the revision of the first of them.
	First int64 `json:"first,omitempty"`
}

func (s *Streamed) add(a Applied) {
	s.Revision = a.Revision
	s.Created += a.Created
	s.Corrected += a.Corrected
	s.Retracted += a.Retracted
	s.Unchanged += a.Unchanged
	if a.Changed() {
		if s.Sets++; s.First == 0 {
			s.First = a.Revision
		}
	}
}

// maxWaiting is how many records may wait for what they refer to.
const maxWaiting = 100_000

// ApplyAll applies a stream of records of any length in the memory of a few
// parts. Next gives it part by part, and ends it with io.EOF. One part alone
// is a change set as for Apply. Of more, sets of about so many records are
// made, in order: each is applied whole, as a revision of its own, before the
// next. A record that refers to what has not come yet waits for it.
//
// With an error, what is told was applied all the same: a *journal.Refusal
// means that the set after that was refused. The same stream again goes on
// where it was broken off, since what is there already changes nothing.
//
// Next is called in another goroutine, ahead of need, and may still be at work
// when ApplyAll returns with an error. Told hears of each set, and progress of
// the rows of one part alone.
func (s *Store) ApplyAll(ctx context.Context, most int, next func() (journal.ChangeSet, error), progress Progress, told func(Streamed)) (Streamed, error) {
	if told == nil {
		told = func(Streamed) {}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	parts := ahead(ctx, next)
	var done Streamed
	first, err := parts()
	if err != nil && !errors.Is(err, io.EOF) {
		return done, err
	}
	part, err := parts()
	if errors.Is(err, io.EOF) {
		applied, err := s.Apply(ctx, first, progress)
		if err == nil {
			done.add(applied)
			told(done)
		}
		return done, err
	}
	stream := stream{store: s, most: most, done: &done, told: told, queue: new(journal.Queue)}
	if err := stream.take(ctx, first); err != nil {
		return done, err
	}
	for ; err == nil; part, err = parts() {
		if err := stream.take(ctx, part); err != nil {
			return done, err
		}
	}
	if !errors.Is(err, io.EOF) {
		return done, err
	}
	return done, stream.end(ctx)
}

// ahead calls next before its result is needed.
func ahead(ctx context.Context, next func() (journal.ChangeSet, error)) func() (journal.ChangeSet, error) {
	type part struct {
		set journal.ChangeSet
		err error
	}
	parts := make(chan part, 1)
	go func() {
		for {
			var p part
			p.set, p.err = next()
			select {
			case parts <- p:
			case <-ctx.Done():
				return
			}
			if p.err != nil {
				close(parts)
				return
			}
		}
	}()
	return func() (journal.ChangeSet, error) {
		select {
		case p, ok := <-parts:
			if !ok {
				return journal.ChangeSet{}, io.EOF
			}
			return p.set, p.err
		case <-ctx.Done():
			return journal.ChangeSet{}, ctx.Err()
		}
	}
}

// stream is a stream of records on its way into the graph.
type stream struct {
	store *Store
	most  int
	queue *journal.Queue
	head  journal.ChangeSet // by, why and when
	sets  int
	done  *Streamed
	told  func(Streamed)
}

// take applies what can be applied once a part has come.
func (s *stream) take(ctx context.Context, part journal.ChangeSet) error {
	s.head = journal.ChangeSet{By: part.By, Why: part.Why, At: part.At}
	if faults := part.Check(); len(faults) > 0 {
		return &journal.Refusal{Faults: faults}
	}
	if _, err := s.apply(ctx, part.Entries); err != nil {
		return err
	}
	for s.queue.Len() >= s.most {
		if some, err := s.apply(ctx, nil); err != nil || !some {
			return err
		}
	}
	if n := s.queue.Len(); n > maxWaiting {
		e, id := s.queue.Lacking()
		return &journal.Refusal{Faults: []journal.Fault{e.Fault("", "%d records like this one wait for others that have not come, here for %q: "+
			"list records after those they refer to, or apply all as one change set", n, id)}}
	}
	return nil
}

// end applies what is left. What still waits is refused.
func (s *stream) end(ctx context.Context) error {
	for s.queue.Len() > 0 {
		some, err := s.apply(ctx, nil)
		if err != nil {
			return err
		}
		if !some {
			break
		}
	}
	left := s.head
	if left.Entries = s.queue.Rest(); len(left.Entries) == 0 {
		return nil
	}
	_, err := s.store.Apply(ctx, left, nil)
	return err
}

// without are those of entries that have waited since an earlier part.
func without(entries, part []journal.Entry) []journal.Entry {
	came := make(map[string]bool, len(part))
	for _, e := range part {
		came[e.ID] = true
	}
	var waited []journal.Entry
	for _, e := range entries {
		if !came[e.ID] {
			waited = append(waited, e)
		}
	}
	return waited
}

// apply adds entries to those that wait, and applies the next set. It tells
// whether there was one.
func (s *stream) apply(ctx context.Context, entries []journal.Entry) (some bool, err error) {
	var queue *journal.Queue
	var applied Applied
	set := s.head
	set.Why = fmt.Sprintf("%s (part %d)", set.Why, s.sets+1)
	err = s.store.inTransaction(ctx, len(entries)+s.queue.Len(), nil, func(w *writer) error {
		revision, err := w.lock(ctx)
		if err != nil {
			return err
		}
		known, err := w.known(ctx, journal.ChangeSet{Entries: entries})
		if err != nil {
			return err
		}
		queue = s.queue.Clone()
		queue.Add(entries, known)
		set.Entries = queue.Take(s.most)
		more, err := w.known(ctx, journal.ChangeSet{Entries: without(set.Entries, entries)})
		if err != nil {
			return err
		}
		maps.Copy(known, more)
		applied = Applied{Revision: revision}
		if len(set.Entries) > 0 {
			applied, err = w.applyKnown(ctx, set, known, revision)
		}
		return err
	})
	if err != nil {
		return false, err
	}
	s.queue = queue
	if len(set.Entries) > 0 {
		s.sets++
		s.done.add(applied)
		s.told(*s.done)
	}
	return len(set.Entries) > 0, nil
}
