package store_test

import (
	"slices"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
)

// A graph that an earlier version laid out otherwise is laid out anew from the
// journal, and ends as if this version had written it.
func TestRecordsOfAnEarlierLayoutAreLaidOutAnew(t *testing.T) {
	l := openLedger(t)
	l.apply(t, seedSet(t))
	want, revision := l.all(t), l.revision(t)
	l.Run(t, "MATCH (s:Standing) DETACH DELETE s", nil)
	l.Run(t, "MATCH (:Company)-[r:ISSUED]->() DELETE r", nil)
	l.Run(t, "MATCH (n:Record) REMOVE n.publicFrom, n.ownPublic, n.ownDate, n.recordedOn, n.timeFirst, n.timeLast, n.timeOn SET n.old = true", nil)
	l.Run(t, "MATCH (v:Version) REMOVE v.kind", nil)
	l.Run(t, "MATCH (j:Journal) SET j.layout = 0", nil)
	if err := l.Migrated(t.Context()); err == nil {
		t.Error("a graph of an earlier layout passes for migrated")
	}
	told := 0
	if _, err := l.Migrate(t.Context(), func(done, all int) { told = done; _ = all }); err != nil {
		t.Fatal(err)
	}
	if told == 0 {
		t.Error("no progress was told")
	}
	if err := l.Migrated(t.Context()); err != nil {
		t.Error(err)
	}
	sameLines(t, "the graph laid out anew", l.all(t), want)
	if now := l.revision(t); now != revision {
		t.Errorf("revision %d became %d", revision, now)
	}
}

// What is stored with each promise is what the rules derive from the files,
// and follows each change: of evidence, of a ruling, of a source's origin.
func TestStoredStandingsAreThoseOfTheRules(t *testing.T) {
	l := openLedger(t)
	set := seedSet(t)
	l.apply(t, set)
	l.standings(t, "the seed", set)

	records := map[string]journal.Record{}
	for _, e := range set.Entries {
		records[e.ID] = e.Record
	}
	email := *records["nvidia-email-bookings-2024"].(*promise.Evidence)
	email.BearsOn = []promise.Bearing{{Promise: "tesla-ai-spend-2024", Stance: promise.Supports}}
	memo := *records["cnbc-orig"].(*promise.Source)
	memo.PublishedOn, memo.ReportsOn = "2024-07-01", nil
	changed := corrects(&email, &memo)
	l.apply(t, changed)
	l.standings(t, "after corrections", together(set, changed))
	gone := retracts("tesla-h100-count-2024-ruling", "h100-diversion-2023")
	l.apply(t, gone)
	l.standings(t, "after retractions", together(set, changed, gone))
}

// standings compares the stored standings of all promises with fresh ones.
func (l ledger) standings(t *testing.T, when string, set journal.ChangeSet) {
	t.Helper()
	now := map[string]journal.Record{}
	for _, e := range set.Entries {
		now[e.ID] = e.Record // later entries take the place of earlier ones; nil for a retraction
	}
	var sources []*promise.Source
	for _, r := range now {
		if s, ok := r.(*promise.Source); ok {
			sources = append(sources, s)
		}
	}
	origins := promise.TraceOrigins(sources)
	recorded := map[string]fact.Date{}
	for _, r := range l.Run(t, "MATCH (n:Record) WHERE n.recordedOn IS NOT NULL RETURN n.id, n.recordedOn", nil) {
		recorded[r.Values[0].(string)] = fact.Date(r.Values[1].(string))
	}
	n := 0
	for id, r := range now {
		p, ok := r.(*promise.Promise)
		if !ok {
			continue
		}
		d := promise.Dossier{Promise: p, Origins: origins, RecordedOn: recorded}
		for _, r := range now {
			switch r := r.(type) {
			case *promise.Evidence:
				d.Evidence = append(d.Evidence, r)
			case *promise.Ruling:
				d.Rulings = append(d.Rulings, r)
			case *promise.Promise:
				d.Later = append(d.Later, promise.LaterOf(r, id)...)
			}
		}
		stored := l.Run(t, "MATCH (s:Standing)-[:STANDING_OF]->(:Promise {id: $id}) RETURN s.from, s.status, s.balance, s.supportItems, s.supportOrigins, s.contradictItems, s.contradictOrigins, s.sentence, s.flags ORDER BY s.order", map[string]any{"id": id})
		fresh := promise.Steps(d)
		if len(stored) != len(fresh) {
			t.Errorf("%s: %s has %d standings, want %d", when, id, len(stored), len(fresh))
			continue
		}
		for i, step := range fresh {
			s := step.Standing
			flags := []any{}
			for _, f := range s.Flags {
				flags = append(flags, string(f))
			}
			v := stored[i].Values
			want := []any{
				string(step.From), string(s.Status), string(s.Balance), int64(s.Supports.Items), int64(s.Supports.Origins),
				int64(s.Contradicts.Items), int64(s.Contradicts.Origins), s.Sentence(),
			}
			if !slices.Equal(v[:8], want) || !slices.Equal(v[8].([]any), flags) {
				t.Errorf("%s: standing %d of %s is\n%v\nwant\n%v %v", when, i, id, v, want, flags)
			}
		}
		n++
	}
	if n < 80 {
		t.Errorf("%s: only %d promises were compared", when, n)
	}
}
