package fiction_test

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/fiction"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/promise"
)

// digest is that of all records of a graph as they are written to files.
func digest(t *testing.T, g fiction.Graph) string {
	t.Helper()
	sum := sha256.New()
	for r := range g.Records() {
		body, err := journal.Encode(r)
		if err != nil {
			t.Fatal(err)
		}
		sum.Write(body)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// The number stands for every byte. It changes with what is made up, and must
// not change with the machine or the version of Go.
func TestTheSameSeedGivesTheSameBytes(t *testing.T) {
	const want = "3ed48b4348d489d1"
	if got := digest(t, fiction.Graph{Seed: 1, Scale: 0.01}); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if digest(t, fiction.Graph{Seed: 2, Scale: 0.01}) == want {
		t.Error("another seed gives the same graph")
	}
}

func TestScalesAreBounded(t *testing.T) {
	for _, scale := range []float64{0, -1, 0.0001, 1e9, math.NaN(), math.Inf(1)} {
		if (fiction.Graph{Scale: scale}).Check() == nil {
			t.Errorf("scale %v is accepted", scale)
		}
	}
	if err := (fiction.Graph{Scale: 1}).Check(); err != nil {
		t.Error(err)
	}
}

// Every size and seed gives records that are right alone and refer only to
// records that came before.
func TestRecordsAreValidAndInOrder(t *testing.T) {
	for _, g := range []fiction.Graph{{Seed: 1, Scale: fiction.MinScale}, {Seed: 2, Scale: 0.001}, {Seed: math.MaxUint64, Scale: 0.0777}} {
		kinds := map[string]fact.Kind{}
		for r := range g.Records() {
			id := r.RecordID()
			if _, twice := kinds[id]; twice {
				t.Fatalf("%+v: %s comes twice", g, id)
			}
			for _, f := range r.Check() {
				t.Errorf("%+v: %s: %s: %s", g, id, f.Field, f.Reason)
			}
			for _, ref := range r.Refs() {
				if kind, known := kinds[ref.ID]; !known || len(ref.Kinds) > 0 && !slices.Contains(ref.Kinds, kind) {
					t.Errorf("%+v: %s: %s refers to %q (%s)", g, id, ref.Field, ref.ID, kind)
				}
			}
			kinds[id] = r.RecordKind()
			if t.Failed() {
				return
			}
		}
	}
}

func TestASizeHasTheNumbersItTells(t *testing.T) {
	g := fiction.Graph{Seed: 1, Scale: 0.1}
	have := map[fact.Kind]int{}
	total, ties := 0, 0
	for r := range g.Records() {
		have[r.RecordKind()]++
		total++
		switch r := r.(type) {
		case *promise.Promise:
			ties += 2 // who said it, of whom
		case *promise.Evidence:
			ties += len(r.BearsOn) + min(len(r.Sources), 1)
		case *ownership.Stake:
			ties++
		}
	}
	for kind, want := range map[fact.Kind]int{
		fact.Person: 2000, fact.Company: 3000, fact.Source: 4000, fact.Position: 3000, fact.Promise: 6000, fact.Evidence: 18000, fact.Event: 500,
	} {
		if have[kind] != want {
			t.Errorf("%d of kind %s, want %d", have[kind], kind, want)
		}
	}
	near := func(what string, got, want int) {
		if math.Abs(float64(got-want)) > 0.05*float64(want) {
			t.Errorf("%d %s, want about %d", got, what, want)
		}
	}
	near("stakes", have[fact.Stake], 12_000)
	near("rulings", have[fact.Ruling], 1_400)
	near("records", total, 50_000)
	things := have[fact.Person] + have[fact.Company] + have[fact.Source] + have[fact.Promise] + have[fact.Evidence]
	near("things and ties", things+ties, 93_000)
}

// All that can become of a promise occurs, and all that records can say.
func TestEveryStatusOccurs(t *testing.T) {
	dossiers := map[string]*promise.Dossier{}
	var sources []*promise.Source
	var promises []*promise.Promise
	said := map[string]map[string]bool{}
	say := func(what, value string) {
		if said[what] == nil {
			said[what] = map[string]bool{}
		}
		said[what][value] = true
	}
	var order []string
	for r := range (fiction.Graph{Seed: 1, Scale: 0.03}).Records() {
		switch r := r.(type) {
		case *promise.Source:
			sources = append(sources, r)
		case *promise.Promise:
			dossiers[r.ID] = &promise.Dossier{Promise: r}
			order = append(order, r.ID)
			promises = append(promises, r)
		case *promise.Evidence:
			for _, b := range r.BearsOn {
				d := dossiers[b.Promise]
				d.Evidence = append(d.Evidence, r)
			}
		case *promise.Ruling:
			d := dossiers[r.Promise]
			d.Rulings = append(d.Rulings, r)
		case *ownership.Stake:
			say("basis", string(r.Basis))
			if r.Share != nil {
				say("share", string(r.Share.Qualifier))
			}
		case *promise.Event:
			say("event", string(r.Kind))
		}
	}
	for _, later := range promises {
		for _, earlier := range slices.Concat(later.Restates, later.Narrows, later.Replaces) {
			dossiers[earlier].Later = append(dossiers[earlier].Later, promise.LaterOf(later, earlier)...)
		}
	}
	origins := promise.TraceOrigins(sources)
	for _, id := range order {
		d := dossiers[id]
		d.Origins = origins
		s, ok := promise.At(promise.Steps(*d), "2026-06-30")
		if !ok {
			t.Fatalf("%s has no standing", id)
		}
		say("status", string(s.Status))
		say("balance", string(s.Balance))
		say("rule", string(s.Because.Rule))
	}
	for what, want := range map[string][]string{
		"status":  {"not_yet_rated", "in_progress", "stalled", "due", "kept", "kept_late", "partly_kept", "not_kept", "abandoned", "superseded", "unverifiable"},
		"balance": {"none", "supported", "mixed", "contradicted"},
		"rule":    {"no-promise", "ruled", "replaced", "met", "met-late", "not-met", "differ", "due", "in-progress", "doubted", "nothing"},
		"basis":   {"equity", "votes", "as_converted", "economic", "debt"},
		"share":   {"exact", "about", "range", "more_than"},
		"event":   {"diversion", "supply", "funding", "hire", "acquisition", "lawsuit", "other"},
	} {
		for _, value := range want {
			if !said[what][value] {
				t.Errorf("no %s %s", what, value)
			}
		}
	}
}

func TestNamesComeInManyScripts(t *testing.T) {
	scripts := map[string]bool{}
	for r := range (fiction.Graph{Seed: 3, Scale: 0.01}).Records() {
		if p, ok := r.(*promise.Person); ok {
			for _, n := range p.Names {
				for name, table := range map[string]*unicode.RangeTable{
					"Cyrillic": unicode.Cyrillic, "Greek": unicode.Greek, "Han": unicode.Han, "Hangul": unicode.Hangul, "Arabic": unicode.Arabic, "Devanagari": unicode.Devanagari,
				} {
					if strings.ContainsFunc(n.Text, func(c rune) bool { return unicode.Is(table, c) }) {
						scripts[name] = true
					}
				}
			}
		}
	}
	if len(scripts) != 6 {
		t.Errorf("only %v", scripts)
	}
}

// The k-th in popularity is met about as often as a power of k says.
func TestDegreesFollowAPowerLaw(t *testing.T) {
	evidence, said := map[string]int{}, map[string]int{}
	for r := range (fiction.Graph{Seed: 1, Scale: 0.2}).Records() {
		switch r := r.(type) {
		case *promise.Evidence:
			evidence[r.BearsOn[0].Promise]++
		case *promise.Promise:
			said[r.Speaker]++
		}
	}
	for _, c := range []struct {
		what          string
		degrees       map[string]int
		low, high     float64 // of the slope of the ranks from 4 to 400
		atLeast, most int     // of the first
	}{
		{"evidence on promises", evidence, -0.6, -0.4, 200, 500},
		{"promises of speakers", said, -1.0, -0.75, 300, 1200},
	} {
		var sorted []int
		for _, n := range c.degrees {
			sorted = append(sorted, n)
		}
		slices.Sort(sorted)
		slices.Reverse(sorted)
		slope := math.Log(float64(sorted[399])/float64(sorted[3])) / math.Log(100)
		if slope < c.low || slope > c.high || sorted[0] < c.atLeast || sorted[0] > c.most {
			t.Errorf("%s: slope %.2f, the first has %d", c.what, slope, sorted[0])
		}
	}
}

// Companies hold each other in circles, yet most of them do not.
func TestStakesMakeLoops(t *testing.T) {
	held := map[string][]string{}
	sum := map[string]float64{}
	for r := range (fiction.Graph{Seed: 1, Scale: 0.2}).Records() {
		s, ok := r.(*ownership.Stake)
		if !ok || s.Holding == ownership.Indirect {
			continue
		}
		if strings.HasPrefix(s.Holders[0], "company") {
			held[s.Company] = append(held[s.Company], s.Holders[0])
		}
		if s.Share != nil && s.To == "" && s.AlternativeTo == nil {
			sum[s.Company] += max(s.Share.Percent, s.Share.Min)
		}
	}
	round := 0
	for company := range held {
		if behind := above(held, company); behind[company] {
			round++
		}
	}
	if part := float64(round) / float64(len(held)); part < 0.005 || part > 0.2 {
		t.Errorf("%d of %d companies are in a loop", round, len(held))
	}
	over := 0
	for _, s := range sum {
		if s > 101 { // rounded
			over++
		}
	}
	if part := float64(over) / float64(len(sum)); part > 0.02 {
		t.Errorf("%d of %d companies are held at more than all of them", over, len(sum))
	}
}

// above are all companies from which stakes lead to one.
func above(held map[string][]string, company string) map[string]bool {
	found := map[string]bool{}
	for todo := slices.Clone(held[company]); len(todo) > 0; {
		next := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !found[next] {
			found[next] = true
			todo = append(todo, held[next]...)
		}
	}
	return found
}
