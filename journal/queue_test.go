package journal_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/fiction"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/ownership"
)

// stake refers to other stakes, which may refer back.
func stake(id string, others ...string) *ownership.Stake {
	return &ownership.Stake{
		ID: id, Holders: []string{"ann"}, Company: "acme", Basis: ownership.Equity, Holding: ownership.Direct,
		AlternativeTo: others, Provenance: fact.Provenance{Unverified: true},
	}
}

func taken(entries []journal.Entry) string {
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = e.ID
	}
	return strings.Join(ids, " ")
}

func TestEntriesWaitForWhatTheyReferTo(t *testing.T) {
	parties := map[string]journal.Known{"ann": {Kind: fact.Person}, "acme": {Kind: fact.Company}}
	for _, c := range []struct {
		name  string
		most  int
		steps []any // entries to add; what a Take gives
		rest  string
	}{
		{"in order", 10, []any{create(source("blick")), create(person("bob", "Bob", "blick")), "blick bob", ""}, ""},
		{"what is known", 10, []any{create(stake("a")), "a"}, ""},
		{"the other way round, in one part", 10, []any{create(person("bob", "Bob", "blick")), create(source("blick")), "bob blick"}, ""},
		{"what comes later", 10, []any{create(person("bob", "Bob", "blick")), "", create(source("welt")), "welt", create(source("blick")), "bob blick"}, ""},
		{"through others", 10, []any{create(stake("a", "b")), create(stake("b", "c")), create(stake("x")), "x", create(stake("c")), "a b c"}, ""},
		{"a circle", 10, []any{create(stake("a", "b")), "", create(stake("b", "a")), "a b"}, ""},
		{"never", 10, []any{create(stake("a", "b")), create(stake("b", "z")), create(stake("c")), "c", ""}, "a b"},
		{"so many at once", 2, []any{create(stake("a")), create(stake("b")), create(stake("c")), "a b", "c", ""}, ""},
		{"what is needed first", 2, []any{create(stake("a", "e")), create(stake("b")), create(stake("c")), create(stake("d")), create(stake("e")), "a e", "b c", "d"}, ""},
		{"what was taken before", 1, []any{create(stake("a")), create(stake("b", "a")), create(stake("c", "b")), "a", "b", "c"}, ""},
		{"a circle that is too long", 2, []any{create(stake("a", "b")), create(stake("b", "c")), create(stake("c", "a")), create(stake("d")), "a b c", "d"}, ""},
		{"a circle after others", 2, []any{create(stake("d")), create(stake("a", "b")), create(stake("b", "a")), "d", "a b"}, ""},
		{"retractions and corrections", 10, []any{retract("ann"), correct(person("ann", "Ann", "blick")), "ann", create(source("blick")), "ann blick"}, ""},
		{"an id twice goes by the first", 10, []any{create(stake("a", "b")), create(stake("a")), "a", create(stake("b")), "a b"}, ""},
		{"a broken entry waits for nothing", 10, []any{journal.Entry{Op: journal.Create, ID: "a", Record: stake("a", "b"), Broken: []journal.Fault{{Field: "basis"}}}, "a"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var q journal.Queue
			for _, step := range c.steps {
				switch step := step.(type) {
				case journal.Entry:
					q.Add([]journal.Entry{step}, parties)
				case string:
					before := q.Clone()
					if got := taken(q.Take(c.most)); got != step {
						t.Fatalf("took %q, want %q", got, step)
					}
					if got := taken(before.Take(c.most)); got != step {
						t.Errorf("a clone gives %q", got)
					}
				}
			}
			if q.Len() > 0 {
				if _, id := q.Lacking(); id == "" {
					t.Error("nothing is lacking")
				}
			}
			if got := taken(q.Rest()); got != c.rest || q.Len() != 0 {
				t.Errorf("left %q, want %q", got, c.rest)
			}
		})
	}
}

// In whatever order the records of a graph come, each comes out once, in sets
// that refer to nothing that is not there.
func TestAQueueGivesSetsThatCanBeApplied(t *testing.T) {
	var entries []journal.Entry
	for r := range (fiction.Graph{Seed: 6, Scale: 0.002}).Records() {
		entries = append(entries, create(r))
	}
	r := rand.New(rand.NewPCG(8, 8))
	for round := range 12 {
		order := slices.Clone(entries)
		switch round % 3 {
		case 1:
			slices.Reverse(order)
		case 2:
			r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		}
		most := 1 + r.IntN(200)
		known := map[string]journal.Known{}
		var q journal.Queue
		apply := func(set []journal.Entry) {
			writes, faults := journal.ChangeSet{Entries: set}.Resolve(known)
			if len(faults) > 0 || len(writes) != len(set) {
				t.Fatalf("a set of %d gives %d writes and %v", len(set), len(writes), faults)
			}
			if len(set) > most+40 { // a record of this graph needs few others
				t.Fatalf("a set of %d, want about %d", len(set), most)
			}
			for _, w := range writes {
				known[w.ID] = journal.Known{Kind: w.Kind, Digest: w.Digest, Created: w.Digest}
			}
		}
		for part := range slices.Chunk(order, 50) {
			q.Add(part, known)
			for q.Len() >= most {
				set := q.Take(most)
				if len(set) == 0 {
					break
				}
				apply(set)
			}
		}
		for set := q.Take(most); len(set) > 0; set = q.Take(most) {
			apply(set)
		}
		if q.Len() > 0 || len(known) != len(entries) {
			t.Fatal(fmt.Sprint(round, ": ", q.Len(), " are left, ", len(known), " of ", len(entries), " came out"))
		}
	}
}
