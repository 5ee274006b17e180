package cache

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// How old what is known of the newest revision may be: after the first span it
// is asked for beside the requests, after the second requests wait for it.
const (
	askAgain  = 500 * time.Millisecond
	tooOld    = time.Second
	askingFor = time.Second // time for the database to say
)

// Revisions knows the newest revision of the graph, not older than a second.
// It asks the database when somebody wants to know, at most twice a second,
// and learns from every answer. It is safe for concurrent use.
type Revisions struct {
	// newest asks the database.
	newest func(context.Context) (int64, error)
	// whole waits until the newest change is committed as a whole.
	whole func(context.Context) (int64, error)
	now   func() time.Time

	known   atomic.Int64 // the newest revision seen anywhere
	settled atomic.Int64 // the newest revision known to be whole
	heard   atomic.Int64 // when it was asked for the last time with success, in nanoseconds
	failed  atomic.Int64 // the same without success; 0 after a success

	mu     sync.Mutex
	asking chan struct{} // closed when the question under way is answered; nil when there is none
	err    error         // of the last question
}

// NewRevisions knows revisions by what a database tells. Newest gives the
// revision of what is committed now; whole does so after it has waited for
// the change that is being committed, so that all of that can be read.
func NewRevisions(newest, whole func(context.Context) (int64, error), now func() time.Time) *Revisions {
	r := &Revisions{newest: newest, whole: whole, now: now}
	r.known.Store(-1)
	r.settled.Store(-1)
	r.heard.Store(now().Add(-time.Hour).UnixNano())
	return r
}

// Current is the newest revision, not older than a second. The error says that
// the database did not tell. Once it did not, nobody waits for it: it is asked
// beside the requests until it tells again.
func (r *Revisions) Current(ctx context.Context) (int64, error) {
	now := r.now().UnixNano()
	age := now - r.heard.Load()
	if age < int64(askAgain) {
		return r.known.Load(), nil
	}
	failed := r.failed.Load()
	if failed == 0 || now-failed >= int64(askAgain) {
		done := r.ask()
		if age < int64(tooOld) {
			return r.known.Load(), nil
		}
		if failed == 0 {
			select {
			case <-done:
			case <-ctx.Done():
				return 0, ctx.Err()
			}
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.known.Load(), r.err
}

// Seen takes note of the revision of an answer. A new one is asked about at
// once, so that answers can be kept soon.
func (r *Revisions) Seen(revision int64) {
	if r.raise(revision) {
		r.ask()
	}
}

// raise takes note of a revision and reports whether it is new.
func (r *Revisions) raise(revision int64) bool {
	for {
		known := r.known.Load()
		if revision <= known {
			return false
		}
		if r.known.CompareAndSwap(known, revision) {
			return true
		}
	}
}

// Known is the newest revision seen anywhere.
func (r *Revisions) Known() int64 { return r.known.Load() }

// Lag is how long ago the database last told its newest revision. It is asked
// when that is half a second ago.
func (r *Revisions) Lag(ctx context.Context) time.Duration {
	_, _ = r.Current(ctx) // what matters is when it last told
	return r.now().Sub(time.Unix(0, r.heard.Load()))
}

// Settled is the newest revision that is known to be committed as a whole:
// what is read of it from now on is never a part of it.
func (r *Revisions) Settled() int64 { return r.settled.Load() }

// ask asks the database unless that is under way, and gives what is closed
// when it has answered.
func (r *Revisions) ask() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.asking != nil {
		return r.asking
	}
	done := make(chan struct{})
	r.asking = done
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), askingFor)
		defer cancel()
		begun := r.now().UnixNano() // what is committed later need not be in the answer
		revision, err := r.newest(ctx)
		if err == nil {
			r.raise(revision)
			r.heard.Store(begun)
			r.failed.Store(0)
		} else {
			r.failed.Store(r.now().UnixNano())
		}
		r.mu.Lock()
		r.err = err
		r.asking = nil
		r.mu.Unlock()
		close(done)
		if err == nil && r.settled.Load() < r.known.Load() {
			r.settle(ctx)
		}
	}()
	return done
}

// settle waits for the change that is being committed. When that takes too
// long the next question tries again.
func (r *Revisions) settle(ctx context.Context) {
	revision, err := r.whole(ctx)
	if err != nil {
		return
	}
	r.raise(revision)
	for {
		settled := r.settled.Load()
		if revision <= settled || r.settled.CompareAndSwap(settled, revision) {
			return
		}
	}
}
