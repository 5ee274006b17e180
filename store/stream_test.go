package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/fiction"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/store"
)

// made is a made-up graph as entries.
func made(scale float64) []journal.Entry {
	var list []journal.Entry
	for r := range (fiction.Graph{Seed: 11, Scale: scale}).Records() {
		list = append(list, entries(journal.Create, r)...)
	}
	return list
}

// parts gives entries in parts of a size.
func parts(list []journal.Entry, size int) func() (journal.ChangeSet, error) {
	chunks := slices.Collect(slices.Chunk(list, size))
	return func() (journal.ChangeSet, error) {
		if len(chunks) == 0 {
			return journal.ChangeSet{}, io.EOF
		}
		set := journal.ChangeSet{By: "test", Why: "to see", Entries: chunks[0]}
		chunks = chunks[1:]
		return set, nil
	}
}

// A stream ends as one change set would, in whatever order its records come.
func TestAStreamEndsAsOneChangeSet(t *testing.T) {
	list := made(0.003)
	l := openLedger(t)
	l.apply(t, journal.ChangeSet{By: "test", Entries: list})
	want, exported := l.facts(t), l.export(t, "jsonl")

	r := rand.New(rand.NewPCG(2, 2))
	shuffled, reversed := slices.Clone(list), slices.Clone(list)
	r.Shuffle(len(list), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	slices.Reverse(reversed)
	for name, order := range map[string][]journal.Entry{"as it was made": list, "the other way round": reversed, "shuffled": shuffled} {
		l.Wipe(t)
		var heard []store.Streamed
		done, err := l.ApplyAll(t.Context(), 200, parts(order, 200), nil, func(s store.Streamed) { heard = append(heard, s) })
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if done.Created != len(list) || done.First != 1 || done.Revision != int64(done.Sets) || done.Sets < len(list)/220 {
			t.Errorf("%s: %+v", name, done)
		}
		if len(heard) != done.Sets || heard[len(heard)-1] != done {
			t.Errorf("%s: heard %+v", name, heard)
		}
		sameLines(t, name, l.facts(t), want)
		if string(l.export(t, "jsonl")) != string(exported) {
			t.Errorf("%s: the export is another one", name)
		}
		if bad := l.Run(t, "MATCH (c:Change) WHERE c.why <> 'to see (part ' + toString(c.revision) + ')' RETURN c.why", nil); len(bad) > 0 {
			t.Errorf("%s: %v", name, bad[0].Values)
		}
		again, err := l.ApplyAll(t.Context(), 200, parts(order, 200), nil, nil)
		if err != nil || again.Sets != 0 || again.Unchanged != len(list) || again.Revision != done.Revision {
			t.Errorf("%s, again: %+v, %v", name, again, err)
		}
	}
}

func TestAShortStreamIsOneChangeSet(t *testing.T) {
	l := openLedger(t)
	set := creates(person("ann", "Ann", "blick"), source("blick"))
	done, err := l.ApplyAll(t.Context(), 10, parts(set.Entries, 10), nil, nil)
	if err != nil || done != (store.Streamed{Applied: store.Applied{Revision: 1, Created: 2}, Sets: 1, First: 1}) {
		t.Errorf("%+v, %v", done, err)
	}
	if why := l.value(t, "MATCH (c:Change) RETURN c.why"); why != "to see" {
		t.Errorf("why: %v", why)
	}
	before := l.all(t)
	broken := creates(person("bob", "Bob", "blick"), person("eve", "Eve", "nowhere"))
	done, err = l.ApplyAll(t.Context(), 10, parts(broken.Entries, 10), nil, nil)
	var refusal *journal.Refusal
	if !errors.As(err, &refusal) || done.Sets != 0 {
		t.Errorf("%+v, %v", done, err)
	}
	sameLines(t, "after a refusal", l.all(t), before)
	if done, err := l.ApplyAll(t.Context(), 10, parts(nil, 10), nil, nil); err != nil || done.Sets != 0 {
		t.Errorf("an empty stream: %+v, %v", done, err)
	}
}

// crowdOf is people who cite one source, which comes first.
func crowdOf(n int) []journal.Entry {
	list := entries(journal.Create, source("blick"))
	for i := range n {
		list = append(list, entries(journal.Create, person(fmt.Sprintf("p%d", i), "P", "blick"))...)
	}
	return list
}

// A fault stops a stream at the set that has it: what came before is applied
// and told. The stream put right goes on from there.
func TestARefusedSetStopsAStream(t *testing.T) {
	l := openLedger(t)
	good := crowdOf(99)
	for name, spoil := range map[string]struct {
		change func(list []journal.Entry)
		want   string
		sets   int
	}{
		"a fault in a record":      {func(list []journal.Entry) { list[57].Record = person("p56", "") }, "name: is empty", 5},
		"a reference to nothing":   {func(list []journal.Entry) { list[57].Record = person("p56", "P", "blik") }, `sources[0]: there is no record "blik"`, 10},
		"an id that was taken":     {func(list []journal.Entry) { list[57] = entries(journal.Create, person("p3", "Other"))[0] }, `id: "p3" is taken by a person with other content: list the record under ` + "`correct` to change it", 5},
		"a retraction of the used": {func(list []journal.Entry) { list[57] = retracts("blick").Entries[0] }, `id: "blick" is still referred to by p0, p1, p10, p11, p12: correct or retract those as well`, 5},
	} {
		t.Run(name, func(t *testing.T) {
			l.Wipe(t)
			list := slices.Clone(good)
			spoil.change(list)
			done, err := l.ApplyAll(t.Context(), 10, parts(list, 10), nil, nil)
			var refusal *journal.Refusal
			if !errors.As(err, &refusal) || !slices.ContainsFunc(refusal.Faults, func(f journal.Fault) bool { return f.Field+": "+f.Reason == spoil.want }) {
				t.Fatalf("%v", err)
			}
			if done.Sets != spoil.sets || done.Revision != int64(done.Sets) || l.revision(t) != done.Revision {
				t.Errorf("%+v", done)
			}
			if n := l.value(t, "MATCH (n:Record) RETURN count(n)"); n != int64(done.Created) {
				t.Errorf("%v records, told were %+v", n, done)
			}
			rest, err := l.ApplyAll(t.Context(), 10, parts(good, 10), nil, nil)
			if err != nil || rest.Created+done.Created != len(good) || rest.Unchanged != done.Created {
				t.Errorf("gone on: %+v, %v", rest, err)
			}
		})
	}
}

// A stream that is broken off leaves whole sets, and goes on where it was.
func TestABrokenOffStreamGoesOn(t *testing.T) {
	l := openLedger(t)
	list := made(0.003)
	l.apply(t, journal.ChangeSet{By: "test", Entries: list})
	want := l.facts(t)
	l.Wipe(t)

	ctx, cancel := context.WithCancel(t.Context())
	done, err := l.ApplyAll(ctx, 100, parts(list, 100), nil, func(s store.Streamed) {
		if s.Sets == 4 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || done.Sets != 4 {
		t.Errorf("%+v, %v", done, err)
	}
	failed := errors.New("the disk is gone")
	some := parts(list, 100)
	calls := 0
	second, err := l.ApplyAll(t.Context(), 100, func() (journal.ChangeSet, error) {
		if calls++; calls > 7 {
			return journal.ChangeSet{}, failed
		}
		return some()
	}, nil, nil)
	if !errors.Is(err, failed) || second.Sets != 3 || second.First != 5 || second.Unchanged != done.Created {
		t.Errorf("%+v, %v", second, err)
	}
	third, err := l.ApplyAll(t.Context(), 100, parts(list, 100), nil, nil)
	if err != nil || done.Created+second.Created+third.Created != len(list) || third.First != 8 {
		t.Errorf("%+v, %v", third, err)
	}
	sameLines(t, "in three goes", l.facts(t), want)
}

// Others may write between the sets of a stream, and be in its way.
func TestAStreamMeetsOtherWriters(t *testing.T) {
	l := openLedger(t)
	list := crowdOf(60)
	done, err := l.ApplyAll(t.Context(), 10, parts(list, 10), nil, func(s store.Streamed) {
		if s.Sets == 2 {
			l.apply(t, creates(person("p30", "P", "blick"), person("other", "Other", "blick")))
		}
	})
	if err != nil || done.Created != len(list)-1 || done.Unchanged != 1 || done.Sets != 7 || done.Revision != 8 {
		t.Errorf("%+v, %v", done, err)
	}
	l.Wipe(t)
	_, err = l.ApplyAll(t.Context(), 10, parts(list, 10), nil, func(s store.Streamed) {
		if s.Sets == 2 {
			l.apply(t, creates(person("p30", "Another P", "blick")))
		}
	})
	if err == nil || !strings.Contains(err.Error(), `"p30" is taken by a person with other content`) {
		t.Errorf("%v", err)
	}
}
