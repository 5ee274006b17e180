package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/internal/neo4jtest"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/seed"
	"github.com/promisegraph/promisegraph/store"
)

// ledger is a database with the store that writes to it.
type ledger struct {
	*neo4jtest.Handle
	*store.Store
}

func openStore(t testing.TB, db *neo4jtest.Handle) *store.Store {
	t.Helper()
	s, err := store.Open(store.Config{URI: db.URI, Username: db.Username, Password: db.Password})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close(context.Background()) })
	return s
}

// openLedger gives an empty, migrated database.
func openLedger(t testing.TB) ledger {
	t.Helper()
	db := neo4jtest.Open(t)
	l := ledger{db, openStore(t, db)}
	if _, err := l.Migrate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return l
}

func (l ledger) apply(t testing.TB, set journal.ChangeSet) store.Applied {
	t.Helper()
	applied, err := l.Apply(t.Context(), set, nil)
	if err != nil {
		t.Fatal(err)
	}
	return applied
}

// value is the first value of the first record of a statement.
func (l ledger) value(t testing.TB, cypher string) any {
	t.Helper()
	return l.Run(t, cypher, nil)[0].Values[0]
}

func (l ledger) revision(t testing.TB) int64 {
	t.Helper()
	revision, _ := l.value(t, "OPTIONAL MATCH (j:Journal) RETURN coalesce(j.revision, 0)").(int64)
	return revision
}

// all is every node and relationship with everything it holds, one on a line.
func (l ledger) all(t testing.TB) string {
	t.Helper()
	return l.lines(t, "true", nil)
}

// facts is the graph without the journal: what follows from the records in
// force, however they came there.
func (l ledger) facts(t testing.TB) string {
	t.Helper()
	return l.lines(t, "(n:Record OR n:Part)", []string{"revision", "created"})
}

func (l ledger) lines(t testing.TB, which string, without []string) string {
	t.Helper()
	var lines []string
	add := func(cypher string) {
		for _, r := range l.Run(t, cypher, nil) {
			for _, v := range r.Values {
				if props, ok := v.(map[string]any); ok {
					for _, name := range without {
						delete(props, name)
					}
				}
			}
			line, err := json.Marshal(r.Values)
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, string(line))
		}
	}
	const name = "coalesce(%[1]s.id, %[1]s.key, %[1]s.number)"
	add("MATCH (n) WHERE " + which + " RETURN labels(n), properties(n)")
	add("MATCH (n)-[r]->(m) WHERE " + which + " RETURN " + fmt.Sprintf(name, "n") + ", type(r), " + fmt.Sprintf(name, "m") + ", properties(r)")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// sameLines tells the first few lines in which two dumps differ.
func sameLines(t testing.TB, what, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	missing := slices.DeleteFunc(slices.Clone(w), func(line string) bool { _, ok := slices.BinarySearch(g, line); return ok })
	extra := slices.DeleteFunc(slices.Clone(g), func(line string) bool { _, ok := slices.BinarySearch(w, line); return ok })
	t.Errorf("%s: %d lines are missing and %d too many (%d and %d in all)\nmissing\n%s\ntoo many\n%s", what, len(missing), len(extra), len(w), len(g),
		strings.Join(missing[:min(5, len(missing))], "\n"), strings.Join(extra[:min(5, len(extra))], "\n"))
}

func seedSet(t testing.TB) journal.ChangeSet {
	t.Helper()
	set, err := seed.ReadFS(seed.Data())
	if err != nil {
		t.Fatal(err)
	}
	set.By, set.Why = seed.By, seed.Why
	return set
}

func source(id string) *promise.Source {
	return &promise.Source{ID: id, Publisher: "Blick", Title: "Titel", Lang: "de", URL: "https://blick.example/" + id}
}

func person(id, name string, sources ...string) *promise.Person {
	return &promise.Person{ID: id, Name: name, Provenance: fact.Provenance{Sources: sources, Unverified: len(sources) == 0}}
}

func entries(op journal.Op, records ...journal.Record) []journal.Entry {
	var list []journal.Entry
	for _, r := range records {
		list = append(list, journal.Entry{Op: op, ID: r.RecordID(), Record: r})
	}
	return list
}

func creates(records ...journal.Record) journal.ChangeSet {
	return journal.ChangeSet{By: "test", Why: "to see", Entries: entries(journal.Create, records...)}
}

func corrects(records ...journal.Record) journal.ChangeSet {
	return journal.ChangeSet{By: "test", Why: "to see", Entries: entries(journal.Correct, records...)}
}

func retracts(ids ...string) journal.ChangeSet {
	set := journal.ChangeSet{By: "test", Why: "to see"}
	for _, id := range ids {
		set.Entries = append(set.Entries, journal.Entry{Op: journal.Retract, ID: id, Reason: "it was wrong"})
	}
	return set
}

func together(sets ...journal.ChangeSet) journal.ChangeSet {
	all := sets[0]
	for _, s := range sets[1:] {
		all.Entries = slices.Concat(all.Entries, s.Entries)
	}
	return all
}

// export is what the graph holds as a file of one format.
func (l ledger) export(t testing.TB, format string) []byte {
	t.Helper()
	var out bytes.Buffer
	write := seed.NewYAMLWriter(&out).Write
	if format == "jsonl" {
		write = seed.NewLinesWriter(&out).Write
	}
	if err := l.Export(t.Context(), write); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestExportGivesBackWhatWasImported(t *testing.T) {
	l := openLedger(t)
	set := seedSet(t)
	if applied := l.apply(t, set); applied != (store.Applied{Revision: 1, Created: len(set.Entries)}) {
		t.Fatalf("%+v", applied)
	}
	want := map[string]string{}
	for _, e := range set.Entries {
		body, err := journal.Encode(e.Record)
		if err != nil {
			t.Fatal(err)
		}
		want[e.ID] = string(body)
	}
	before := l.all(t)
	facts := l.facts(t)
	if applied := l.apply(t, set); applied != (store.Applied{Revision: 1, Unchanged: len(set.Entries)}) {
		t.Errorf("the second time: %+v", applied)
	}
	sameLines(t, "the graph after applying the seed twice", l.all(t), before)

	exported := map[string][]byte{"yaml": l.export(t, "yaml"), "jsonl": l.export(t, "jsonl")}
	var again journal.ChangeSet
	for format, content := range exported {
		var err error
		if again, err = seed.Read(seed.File{Name: "export." + format, Content: bytes.NewReader(content)}); err != nil {
			t.Fatal(err)
		}
		if len(again.Entries) != len(want) {
			t.Errorf("%s: %d records of %d", format, len(again.Entries), len(want))
		}
		for _, e := range again.Entries {
			if body, err := journal.Encode(e.Record); err != nil || string(body) != want[e.ID] {
				t.Fatalf("%s: %s, %v\n got %s\nwant %s", format, e.ID, err, body, want[e.ID])
			}
		}
	}
	l.Wipe(t)
	l.apply(t, again)
	for format, content := range exported {
		if !bytes.Equal(l.export(t, format), content) {
			t.Errorf("%s: the export of an imported export is another one", format)
		}
	}
	sameLines(t, "the graph made of an export", l.facts(t), facts)
}

// sample is a part of the seed: some records, and those named, with all that
// they refer to.
func sample(t testing.TB, size int, ids ...string) journal.ChangeSet {
	t.Helper()
	set := seedSet(t)
	byID, chosen := map[string]journal.Entry{}, map[string]bool{}
	for _, e := range set.Entries {
		byID[e.ID] = e
	}
	var choose func(id string)
	choose = func(id string) {
		if !chosen[id] {
			chosen[id] = true
			for _, ref := range byID[id].Record.Refs() {
				choose(ref.ID)
			}
		}
	}
	r := rand.New(rand.NewPCG(3, 3))
	for _, i := range r.Perm(len(set.Entries))[:size] {
		choose(set.Entries[i].ID)
	}
	for _, id := range ids {
		choose(id)
	}
	set.Entries = slices.DeleteFunc(set.Entries, func(e journal.Entry) bool { return !chosen[e.ID] })
	return set
}

// swap gives each record what another one of its kind says, where that makes
// sense.
func swap(t *testing.T, set journal.ChangeSet) (swapped journal.ChangeSet) {
	t.Helper()
	byKind := map[fact.Kind][]journal.Record{}
	for _, e := range set.Entries {
		byKind[e.Record.RecordKind()] = append(byKind[e.Record.RecordKind()], e.Record)
	}
	r := rand.New(rand.NewPCG(7, 7))
	for _, kind := range fact.Kinds() {
		other := slices.Clone(byKind[kind])
		r.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		for i, record := range byKind[kind] {
			body, err := journal.Encode(other[i])
			if err != nil {
				t.Fatal(err)
			}
			next, err := journal.Decode(kind, body)
			if err != nil {
				t.Fatal(err)
			}
			reflect.ValueOf(next).Elem().FieldByName("ID").SetString(record.RecordID())
			if len(next.Check()) == 0 {
				swapped.Entries = append(swapped.Entries, entries(journal.Correct, next)...)
			}
		}
	}
	if len(swapped.Entries) < len(set.Entries)*9/10 {
		t.Fatalf("only %d of %d records could be swapped", len(swapped.Entries), len(set.Entries))
	}
	return swapped
}

func TestACorrectedRecordStandsAsIfItHadBeenCreatedSo(t *testing.T) {
	l := openLedger(t)
	set := sample(t, 60)
	l.apply(t, set)
	original := l.facts(t)

	swapped := swap(t, set)
	applied := l.apply(t, swapped)
	if applied.Corrected+applied.Unchanged != len(swapped.Entries) || applied.Corrected < len(swapped.Entries)*9/10 {
		t.Errorf("swapping %d records: %+v", len(swapped.Entries), applied)
	}
	corrected, journalled := l.facts(t), l.value(t, "MATCH (v:Version) RETURN count(v)")
	if want := int64(len(set.Entries) + applied.Corrected); journalled != want {
		t.Errorf("the journal has %v versions, want %d", journalled, want)
	}

	var back journal.ChangeSet
	for _, e := range set.Entries {
		back.Entries = append(back.Entries, journal.Entry{Op: journal.Correct, ID: e.ID, Record: e.Record})
	}
	l.apply(t, back)
	sameLines(t, "the graph after correcting all records back", l.facts(t), original)

	l.Wipe(t)
	fresh := map[string]journal.Record{}
	for _, e := range set.Entries {
		fresh[e.ID] = e.Record
	}
	for _, e := range swapped.Entries {
		fresh[e.ID] = e.Record
	}
	var created journal.ChangeSet
	for _, e := range set.Entries {
		created.Entries = append(created.Entries, entries(journal.Create, fresh[e.ID])...)
	}
	l.apply(t, created)
	sameLines(t, "corrected records beside the same created", corrected, l.facts(t))
}

func TestACorrectionKeepsTheEarlierVersion(t *testing.T) {
	l := openLedger(t)
	first, second := person("ann", "Ann", "blick"), person("ann", "Anna")
	second.Note = "corrected"
	l.apply(t, creates(source("blick"), first))
	if applied := l.apply(t, corrects(second)); applied != (store.Applied{Revision: 2, Corrected: 1}) {
		t.Errorf("%+v", applied)
	}
	if applied := l.apply(t, corrects(second)); applied != (store.Applied{Revision: 2, Unchanged: 1}) {
		t.Errorf("again: %+v", applied)
	}
	if applied := l.apply(t, creates(first)); applied != (store.Applied{Revision: 2, Unchanged: 1}) {
		t.Errorf("creating what was corrected since: %+v", applied)
	}
	var got []string
	for _, r := range l.Run(t, "MATCH (c:Change)-[:MADE]->(v:Version)-[:VERSION_OF]->(n {id: 'ann'}) RETURN c.revision, c.by, c.why, v.op, v.content, n.name ORDER BY c.revision", nil) {
		got = append(got, fmt.Sprint(r.Values...))
	}
	want := []string{
		`1testto seecreate{"id":"ann","name":"Ann","sources":["blick"]}Anna`,
		`2testto seecorrect{"id":"ann","name":"Anna","unverified":true,"note":"corrected"}Anna`,
	}
	if !slices.EqualFunc(got, want, func(a, b string) bool { return strings.ReplaceAll(a, " ", "") == strings.ReplaceAll(b, " ", "") }) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	// What the first version cited is free now.
	l.apply(t, retracts("blick"))
}

func TestRetracting(t *testing.T) {
	l := openLedger(t)
	l.apply(t, creates(source("blick"), source("welt"), person("ann", "Ann", "blick")))
	l.apply(t, corrects(person("ann", "Ann", "blick", "welt")))

	refuse(t, l, retracts("blick"), `id: "blick" is still referred to by ann: correct or retract those as well`)
	refuse(t, l, together(retracts("blick"), corrects(person("ann", "Anna", "blick"))), `sources[0]: this change set retracts "blick"`)
	// Creating ann as she was first changes nothing, so she still cites welt.
	refuse(t, l, together(retracts("welt"), creates(person("ann", "Ann", "blick"))), `id: "welt" is still referred to by ann: correct or retract those as well`)

	if applied := l.apply(t, together(retracts("welt"), corrects(person("ann", "Ann", "blick")))); applied != (store.Applied{Revision: 3, Corrected: 1, Retracted: 1}) {
		t.Errorf("%+v", applied)
	}
	if applied := l.apply(t, retracts("welt")); applied != (store.Applied{Revision: 3, Unchanged: 1}) {
		t.Errorf("again: %+v", applied)
	}
	if applied := l.apply(t, retracts("ann", "blick")); applied != (store.Applied{Revision: 4, Retracted: 2}) {
		t.Errorf("%+v", applied)
	}
	if out := l.export(t, "jsonl"); len(out) != 0 {
		t.Errorf("what was retracted is exported: %s", out)
	}
	if parts := l.value(t, "MATCH (p:Part) RETURN count(p)"); parts != int64(0) {
		t.Errorf("%v parts are left", parts)
	}
	if edges := l.value(t, "MATCH (a:Record)-[r]->() RETURN count(r)"); edges != int64(0) {
		t.Errorf("%v relationships are left", edges)
	}
	got := l.Run(t, "MATCH (n:Retracted:Record {id: 'ann'}) RETURN labels(n), n.reason, n.recordKind, count { (n)<-[:VERSION_OF]-() }", nil)
	if len(got) != 1 || fmt.Sprint(got[0].Values...) != "[Record Retracted] it was wrong person 4" && fmt.Sprint(got[0].Values...) != "[Record Retracted]it was wrongperson4" {
		t.Errorf("%v", got)
	}
	refuse(t, l, creates(person("ann", "Another Ann")), `id: "ann" was retracted: take another id`)
	refuse(t, l, corrects(person("ann", "Another Ann")), `id: "ann" was retracted and cannot be corrected`)
	refuse(t, l, creates(person("bob", "Bob", "blick")), `sources[0]: the record "blick" was retracted`)
	// The file that created them, applied again, still changes nothing.
	if applied := l.apply(t, creates(source("blick"), source("welt"), person("ann", "Ann", "blick"))); applied != (store.Applied{Revision: 4, Unchanged: 3}) {
		t.Errorf("%+v", applied)
	}
}

func TestRetractingWhatManyRecordsCite(t *testing.T) {
	l := openLedger(t)
	citing, freed := []journal.Record{source("blick"), source("welt")}, []journal.Record{}
	for i := range 120 {
		citing = append(citing, person(fmt.Sprintf("p%d", i), "P", "blick"))
		freed = append(freed, person(fmt.Sprintf("p%d", i), "P", "welt"))
	}
	l.apply(t, creates(citing...))
	refuse(t, l, retracts("blick"), `id: "blick" is still referred to by p0, p1, p10, p100, p101: correct or retract those as well`)
	refuse(t, l, together(retracts("blick"), corrects(freed[:119]...)), `id: "blick" is still referred to by p119: correct or retract those as well`)
	if applied := l.apply(t, together(retracts("blick"), corrects(freed...))); applied.Retracted != 1 || applied.Corrected != 120 {
		t.Errorf("%+v", applied)
	}
}

// refuse applies a set that must be refused for one reason, without a trace.
func refuse(t *testing.T, l ledger, set journal.ChangeSet, want string) {
	t.Helper()
	before := l.all(t)
	applied, err := l.Apply(t.Context(), set, func(int, int) { t.Error("something is written") })
	var refusal *journal.Refusal
	if !errors.As(err, &refusal) || applied != (store.Applied{}) {
		t.Errorf("want %q, got %+v, %v", want, applied, err)
		return
	}
	if len(refusal.Faults) != 1 || refusal.Faults[0].Field+": "+refusal.Faults[0].Reason != want {
		t.Errorf("want %q, got %v", want, refusal)
	}
	sameLines(t, "the graph after a refusal", l.all(t), before)
}

func TestAFaultAnywhereInASetWritesNothing(t *testing.T) {
	l := openLedger(t)
	set := sample(t, 60)
	broken := set
	broken.Entries = slices.Concat(set.Entries, entries(journal.Create, person("last", "Last", "nowhere")))
	refuse(t, l, broken, `sources[0]: there is no record "nowhere"`)
	broken.Entries = slices.Concat(set.Entries, []journal.Entry{{Op: journal.Create, ID: "x", Record: new(promise.Person), Broken: []journal.Fault{{Field: "name", Reason: "is missing"}}}})
	refuse(t, l, broken, `name: is missing`)
	broken.Entries, broken.Broken = set.Entries, []journal.Fault{{Reason: "not valid YAML"}}
	refuse(t, l, broken, `: not valid YAML`)
	if revision := l.revision(t); revision != 0 {
		t.Errorf("revision %d", revision)
	}
	l.apply(t, set)
	refuse(t, l, creates(person("new", "New"), person("tesla", "Other")), "id: \"tesla\" is taken by a company with other content: list the record under `correct` to change it")
	refuse(t, l, together(creates(person("new", "New")), retracts("tesla-inc")), `id: there is no record "tesla-inc" to retract`)
	if revision := l.revision(t); revision != 1 {
		t.Errorf("revision %d", revision)
	}
}

func TestASetWithATimeIsAppliedOnce(t *testing.T) {
	l := openLedger(t)
	l.apply(t, creates(person("ann", "Ann")))
	at := corrects(person("ann", "Anna"))
	at.At = time.Date(2026, 11, 24, 9, 0, 0, 0, time.FixedZone("", 3600))
	if applied := l.apply(t, at); applied != (store.Applied{Revision: 2, Corrected: 1}) {
		t.Errorf("%+v", applied)
	}
	l.apply(t, corrects(person("ann", "Anne")))
	before := l.all(t)
	at.At = at.At.UTC() // the same moment
	if applied := l.apply(t, at); applied != (store.Applied{Revision: 3, Unchanged: 1}) {
		t.Errorf("the second time: %+v", applied)
	}
	sameLines(t, "the graph after the second time", l.all(t), before)
	if when := l.value(t, "MATCH (c:Change {revision: 2}) RETURN c.at"); when != "2026-11-24T08:00:00Z" {
		t.Errorf("made at %v", when)
	}
	at.Why = "for another reason"
	if applied := l.apply(t, at); applied != (store.Applied{Revision: 4, Corrected: 1}) {
		t.Errorf("another set of the same moment: %+v", applied)
	}
}

func TestAnEmptySetChangesNothing(t *testing.T) {
	l := openLedger(t)
	if applied := l.apply(t, journal.ChangeSet{By: "test"}); applied != (store.Applied{}) {
		t.Errorf("%+v", applied)
	}
	if empty, err := l.Empty(t.Context()); err != nil || !empty {
		t.Errorf("empty is %v, %v", empty, err)
	}
	l.apply(t, creates(person("ann", "Ann")))
	if empty, err := l.Empty(t.Context()); err != nil || empty {
		t.Errorf("empty is %v, %v", empty, err)
	}
}

func TestWritersAtTheSameTimeQueue(t *testing.T) {
	const writers, each = 20, 4
	l := openLedger(t)
	s := openStore(t, l.Handle) // a second server
	revisions := make([][]int64, writers)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			at := []*store.Store{l.Store, s}[w%2]
			for i := range each {
				set := creates(person(fmt.Sprintf("p-%d-%d", w, i), "P"), source(fmt.Sprintf("s-%d-%d", w, i)))
				if i > 0 {
					set = together(set, corrects(person(fmt.Sprintf("p-%d-%d", w, i-1), "Q", fmt.Sprintf("s-%d-%d", w, i-1))))
				}
				applied, err := at.Apply(t.Context(), set, nil)
				if err != nil {
					t.Errorf("writer %d, set %d: %v", w, i, err)
					return
				}
				revisions[w] = append(revisions[w], applied.Revision)
			}
		})
	}
	wg.Wait()
	var all []int64
	for w, list := range revisions {
		if !slices.IsSorted(list) {
			t.Errorf("the sets of writer %d got the revisions %v", w, list)
		}
		all = append(all, list...)
	}
	slices.Sort(all)
	for i, revision := range all {
		if revision != int64(i+1) {
			t.Fatalf("revisions are %v", all)
		}
	}
	for cypher, want := range map[string]int64{
		"MATCH (j:Journal) RETURN count(j)":                                      1,
		"MATCH (j:Journal) RETURN j.revision":                                    writers * each,
		"MATCH (c:Change) RETURN count(c)":                                       writers * each,
		"MATCH (c:Change) RETURN max(c.revision)":                                writers * each,
		"MATCH (:Change)-[:MADE]->(v:Version)-[:VERSION_OF]->() RETURN count(v)": writers * (each*3 - 1),
		"MATCH (n:Record) RETURN count(n)":                                       writers * each * 2,
		"MATCH (n:Person {name: 'Q'})-[:CITES]->() RETURN count(n)":              writers * (each - 1),
	} {
		if got := l.value(t, cypher); got != want {
			t.Errorf("%s: %v, want %d", cypher, got, want)
		}
	}
}

func TestWritersOfOneIDAtTheSameTime(t *testing.T) {
	const writers = 8
	l := openLedger(t)
	run := func(set func(w int) journal.ChangeSet) (applied, refused int) {
		var mu sync.Mutex
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				a, err := l.Apply(t.Context(), set(w), nil)
				mu.Lock()
				defer mu.Unlock()
				var refusal *journal.Refusal
				switch {
				case err == nil && a.Changed():
					applied++
				case errors.As(err, &refusal):
					refused++
				case err != nil:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		return applied, refused
	}
	name := func(w int) *promise.Person { return person("ann", fmt.Sprintf("Ann %d", w)) }
	if applied, refused := run(func(w int) journal.ChangeSet { return creates(name(w)) }); applied != 1 || refused != writers-1 {
		t.Errorf("created: %d applied, %d refused", applied, refused)
	}
	l.apply(t, corrects(person("ann", "Ann")))
	if applied, refused := run(func(w int) journal.ChangeSet { return corrects(name(w)) }); applied != writers || refused != 0 {
		t.Errorf("corrected: %d applied, %d refused", applied, refused)
	}
	if applied, refused := run(func(int) journal.ChangeSet { return retracts("ann") }); applied != 1 || refused != 0 {
		t.Errorf("retracted: %d applied, %d refused", applied, refused)
	}
	got := l.Run(t, "MATCH (v:Version {record: 'ann'}) WITH v ORDER BY v.revision RETURN collect(v.op)[0..2] + collect(v.op)[-1], collect(v.revision)", nil)[0].Values
	if fmt.Sprint(got...) != "[create correct retract] [1 2 3 4 5 6 7 8 9 10 11]" {
		t.Errorf("%v", got)
	}
}

func TestProgressCountsUpToTheEnd(t *testing.T) {
	l := openLedger(t)
	last, total, calls := 0, 0, 0
	if _, err := l.Apply(t.Context(), sample(t, 60), func(done, all int) {
		if done <= last || done > all || (total != 0 && all != total) {
			t.Errorf("%d of %d after %d of %d", done, all, last, total)
		}
		last, total = done, all
		calls++
	}); err != nil {
		t.Fatal(err)
	}
	if last != total || calls < 4 {
		t.Errorf("ended at %d of %d after %d calls", last, total, calls)
	}
}

func TestALeavingCallerLeavesNothingBehind(t *testing.T) {
	l := openLedger(t)
	set := sample(t, 60)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := l.Apply(ctx, set, func(done, all int) {
		if done > all/2 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrUnavailable) {
		t.Errorf("%v", err)
	}
	if applied := l.apply(t, creates(person("ann", "Ann"))); applied.Revision != 1 {
		t.Errorf("%+v", applied)
	}
	if records := l.value(t, "MATCH (n:Record) RETURN count(n)"); records != int64(1) {
		t.Errorf("%v records", records)
	}
}

func TestAWriterDoesNotWaitLongerThanItsTime(t *testing.T) {
	l := openLedger(t)
	l.apply(t, creates(person("ann", "Ann")))
	session := l.Driver.NewSession(t.Context(), neo4j.SessionConfig{})
	defer session.Close(context.Background())
	slow, err := session.BeginTransaction(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := slow.Run(t.Context(), "MATCH (j:Journal) SET j.held = true", nil); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := l.Apply(ctx, creates(person("bob", "Bob")), nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	if err := slow.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if applied := l.apply(t, creates(person("bob", "Bob"))); applied.Revision != 2 {
		t.Errorf("%+v", applied)
	}
}
