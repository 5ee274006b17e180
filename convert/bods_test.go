package convert_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/convert"
	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/seed"
)

var published = convert.Publication{Publisher: "promisegraph", URL: "https://example.org", License: "https://creativecommons.org/publicdomain/zero/1.0/", On: "2026-11-24"}

func readBODS(t testing.TB, name string, raw []byte) (journal.ChangeSet, []convert.Oddity) {
	t.Helper()
	set, odd, err := convert.BODS(seed.File{Name: name, Content: bytes.NewReader(raw)})
	if err != nil {
		t.Fatal(err)
	}
	return set, odd
}

func openBODS(t testing.TB, path string) (journal.ChangeSet, []convert.Oddity) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return readBODS(t, filepath.Base(path), raw)
}

// bodsFiles are the excerpt, the forms, and the whole data when it is there.
func bodsFiles() []string {
	paths := []string{filepath.Join("testdata", "bods.jsonl"), filepath.Join("testdata", "bods-forms.jsonl")}
	if *data != "" {
		paths = append(paths, filepath.Join(*data, "bods-opencheck", "all_demo.jsonl"))
	}
	return paths
}

func TestBODSConversion(t *testing.T) {
	for _, path := range bodsFiles() {
		set, odd := openBODS(t, path)
		if _, faults := set.Resolve(nil); len(faults) > 0 {
			t.Fatal(&journal.Refusal{Faults: faults})
		}
		text := written(t, set)
		again, _ := openBODS(t, path)
		if text != written(t, again) {
			t.Errorf("%s is converted differently the second time", path)
		}
		if name, ok := strings.CutSuffix(path, ".jsonl"); ok && strings.HasPrefix(path, "testdata") {
			for _, o := range odd {
				text += fmt.Sprintf("# %s\n", o)
			}
			golden(t, filepath.Base(name)+".golden", text)
		}
		// What is converted could as well have been a file of the format.
		file, err := seed.Read(seed.File{Name: "f.yaml", Content: strings.NewReader(text)})
		if err != nil {
			t.Fatal(err)
		}
		if faults := file.Check(); len(faults) > 0 {
			t.Error(&journal.Refusal{Faults: faults})
		}
		kinds := map[fact.Kind]int{}
		for _, e := range set.Entries {
			kinds[e.Record.RecordKind()]++
			if e.Place.File == "" || e.Place.Line < 1 {
				t.Errorf("%s comes from nowhere", e.ID)
			}
		}
		t.Logf("%s: %v, %d oddities", path, kinds, len(odd))
	}
}

func TestBODSOrderDoesNotMatter(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("testdata", "bods-forms.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	sorted := func(set journal.ChangeSet) string {
		slices.SortFunc(set.Entries, func(a, b journal.Entry) int { return strings.Compare(a.ID, b.ID) })
		return written(t, set)
	}
	set, _ := readBODS(t, "f.jsonl", raw)
	want := sorted(set)
	slices.Reverse(lines)
	set, _ = readBODS(t, "f.jsonl", []byte(strings.Join(lines, "\n")))
	if got := sorted(set); got != want {
		t.Error("statements in another order are converted otherwise")
	}
	set, _ = readBODS(t, "f.json", []byte("["+strings.Join(lines, ",\n")+"]"))
	if got := sorted(set); got != want {
		t.Error("statements in a list are converted otherwise")
	}
}

func TestBadBODSIsRefusedWithEveryFault(t *testing.T) {
	set, _ := openBODS(t, filepath.Join("testdata", "bods-bad.jsonl"))
	_, faults := set.Resolve(nil)
	if len(set.Entries) > 0 {
		t.Errorf("%d entries of a set that is wrong", len(set.Entries))
	}
	lines := make([]string, len(faults))
	for i, f := range faults {
		lines[i] = f.String()
	}
	golden(t, "bods-bad.golden", strings.Join(lines, "\n")+"\n")
	for _, c := range []struct{ name, content, want string }{
		{"nothing", " \n", "f.jsonl:1: there is no statement in it"},
		{"cut off", "[{}", "f.jsonl:1: not valid JSON: unexpected end of JSON input"},
		{"not UTF-8", "{\"\xff\":1}", "f.jsonl:1: not valid JSON: the text is not UTF-8: each line must be one statement"},
		{"no statement", "\n7", "f.jsonl:2: must be an object, not a number"},
	} {
		set, _ := readBODS(t, "f.jsonl", []byte(c.content))
		if faults := set.Check(); len(faults) != 1 || faults[0].String() != c.want {
			t.Errorf("%s: got %v, want %s", c.name, faults, c.want)
		}
	}
}

func stakesOf(records []journal.Record) []ownership.Stake {
	var list []ownership.Stake
	for _, r := range records {
		if s, ok := r.(*ownership.Stake); ok {
			list = append(list, *s)
		}
	}
	slices.SortFunc(list, func(a, b ownership.Stake) int { return strings.Compare(a.ID, b.ID) })
	return list
}

func recordsOf(set journal.ChangeSet) []journal.Record {
	records := make([]journal.Record, len(set.Entries))
	for i, e := range set.Entries {
		records[i] = e.Record
	}
	return records
}

// exports are the record sets that are written and read again.
func exports(t *testing.T) map[string][]journal.Record {
	t.Helper()
	all := map[string][]journal.Record{}
	for _, path := range bodsFiles() {
		set, _ := openBODS(t, path)
		all[path] = recordsOf(set)
	}
	set, err := seed.ReadFS(os.DirFS(filepath.Join("..", "seed")))
	if err != nil {
		t.Fatal(err)
	}
	all["seed"] = recordsOf(set)
	return all
}

func exported(t testing.TB, records []journal.Record) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := convert.WriteBODS(&out, records, published); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// comparable is a record without what an export does not carry: sources become
// those that their addresses make, and links to records that are left out go.
func comparable(t *testing.T, r journal.Record, there map[string]bool) map[string]any {
	t.Helper()
	body, err := journal.Encode(r)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(body, &fields); err != nil {
		t.Fatal(err)
	}
	delete(fields, "sources")
	if names, ok := fields["names"].([]any); ok {
		for _, n := range names {
			delete(n.(map[string]any), "sources")
		}
	}
	for _, key := range []string{"alternative_to", "part_of"} {
		if list, ok := fields[key].([]any); ok {
			list = slices.DeleteFunc(list, func(id any) bool { return !there[id.(string)] })
			if fields[key] = list; len(list) == 0 {
				delete(fields, key)
			}
		}
	}
	return fields
}

// What is written as BODS and read again into nothing is the same: every
// person, company and stake in force, with the same ids; and every position on
// a board or at the head of the management.
func TestExportIsReadAgainAsItWas(t *testing.T) {
	for name, records := range exports(t) {
		raw := exported(t, records)
		set, odd := readBODS(t, "export.jsonl", raw)
		if _, faults := set.Resolve(nil); len(faults) > 0 {
			t.Fatalf("%s: %v", name, &journal.Refusal{Faults: faults[:min(len(faults), 5)]})
		}
		for _, o := range odd {
			if o.Reason != "is missing: the company is called Unnamed company" && o.Reason != "is missing: the person is called Unnamed person" {
				t.Errorf("%s: odd in an export: %s", name, o)
			}
		}
		again := map[string]journal.Record{}
		there := map[string]bool{}
		for _, r := range recordsOf(set) {
			again[r.RecordID()], there[r.RecordID()] = r, true
		}
		counts := map[fact.Kind]int{}
		posts := 0
		for _, r := range records {
			switch r := r.(type) {
			case *promise.Source, *promise.Promise, *promise.Evidence, *promise.Event, *promise.Ruling:
				continue
			case *ownership.Stake:
				if r.Status != "" && r.Status != ownership.InForce {
					if again[r.ID] != nil {
						t.Errorf("%s: %s is %s and was exported", name, r.ID, r.Status)
					}
					continue
				}
			case *ownership.Position:
				if again[r.ID] == nil {
					posts++
					continue
				}
			}
			counts[r.RecordKind()]++
			back := again[r.RecordID()]
			if back == nil {
				t.Errorf("%s: %s %s is gone", name, r.RecordKind(), r.RecordID())
				continue
			}
			want, got := comparable(t, r, there), comparable(t, back, there)
			if !reflect.DeepEqual(want, got) {
				t.Errorf("%s: %s\nwant %v\ngot  %v", name, r.RecordID(), want, got)
			}
			if lost := lostSources(t, r, records, back, recordsOf(set)); len(lost) > 0 {
				t.Errorf("%s: %s lost its sources %v", name, r.RecordID(), lost)
			}
			delete(again, r.RecordID())
		}
		for id, r := range again {
			if r.RecordKind() != fact.Source {
				t.Errorf("%s: %s %s came out of nowhere", name, r.RecordKind(), id)
			}
		}
		t.Logf("%s: %v the same, %d posts left out", name, counts, posts)
	}
}

// lostSources are the addresses that a record cited before and not after.
func lostSources(t *testing.T, before journal.Record, all []journal.Record, after journal.Record, allAfter []journal.Record) []string {
	t.Helper()
	addresses := func(r journal.Record, all []journal.Record) []string {
		var fields fact.Provenance
		body, err := journal.Encode(r)
		if err == nil {
			err = json.Unmarshal(body, &fields)
		}
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, other := range all {
			if s, ok := other.(*promise.Source); ok && s.URL != "" && slices.Contains(fields.Sources, s.ID) {
				list = append(list, s.URL)
			}
		}
		return list
	}
	have := addresses(after, allAfter)
	return slices.DeleteFunc(addresses(before, all), func(address string) bool {
		page := address
		if _, copied, ok := strings.Cut(address, "/web/"); ok && strings.Contains(address, "web.archive.org") {
			_, page, _ = strings.Cut(copied, "/") // read as a copy of its page
		}
		return slices.Contains(have, address) || slices.Contains(have, page)
	})
}

// A record that ended is over, also for what earlier statements said of it.
func TestEndedInterestsAreOver(t *testing.T) {
	set, _ := openBODS(t, filepath.Join("testdata", "bods-forms.jsonl"))
	for _, c := range []struct {
		day    fact.Date
		lo, hi float64
	}{{"2019-12-31", -1, -1}, {"2020-12-31", 0.25, 0.5}, {"2021-06-30", 0.5, 0.75}, {"2022-12-31", 0.5, 0.75}, {"2023-09-01", 0.5, 0.75}, {"2023-09-02", -1, -1}} {
		w, err := ownership.NewWeb(stakesOf(recordsOf(set)), c.day, ownership.Options{})
		if err != nil {
			t.Fatal(err)
		}
		lo, hi := -1.0, -1.0
		for _, o := range w.Owners("bods-ex-1", 0, 10).Items {
			lo, hi = o.Effective.Lo, o.Effective.Hi
		}
		if lo != c.lo || hi != c.hi {
			t.Errorf("on %s the ministry owns %v to %v, want %v to %v", c.day, lo, hi, c.lo, c.hi)
		}
	}
}

// Effective ownership and control are the same before and after.
func TestOwnershipIsTheSameAfterExport(t *testing.T) {
	for name, records := range exports(t) {
		set, _ := readBODS(t, "export.jsonl", exported(t, records))
		before, after := stakesOf(records), stakesOf(recordsOf(set))
		asked := 0
		for _, day := range []fact.Date{"2017-06-30", "2020-12-31", "2023-12-15", "2025-03-06"} {
			for _, measure := range []ownership.Basis{ownership.Equity, ownership.Votes} {
				opts := ownership.Options{Measure: measure}
				a, err := ownership.NewWeb(before, day, opts)
				if err != nil {
					t.Fatal(err)
				}
				b, err := ownership.NewWeb(after, day, opts)
				if err != nil {
					t.Fatal(err)
				}
				seen := map[string]bool{}
				for _, s := range before {
					if seen[s.Company] {
						continue
					}
					seen[s.Company] = true
					asked++
					if x, y := a.Owners(s.Company, 0, 20), b.Owners(s.Company, 0, 20); !reflect.DeepEqual(x, y) {
						t.Errorf("%s: owners of %s on %s: %+v, then %+v", name, s.Company, day, x, y)
					}
					if x, y := a.Controllers(s.Company, 0.5, 20), b.Controllers(s.Company, 0.5, 20); !reflect.DeepEqual(x, y) {
						t.Errorf("%s: controllers of %s on %s: %+v, then %+v", name, s.Company, day, x, y)
					}
				}
			}
		}
		t.Logf("%s: %d answers on %d stakes", name, asked, len(before))
	}
}

// A chain that is told once as a whole and once by its steps is not added up.
func TestComponentsAreNotCountedTwice(t *testing.T) {
	set, _ := openBODS(t, filepath.Join("testdata", "bods-forms.jsonl"))
	w, err := ownership.NewWeb(stakesOf(recordsOf(set)), "2024-01-10", ownership.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a := w.Account("bods-ex-p-1", "bods-ex-3")
	if got := a.Readings[0].Effective; got.Lo < 0.48-1e-9 || got.Hi > 0.48+1e-9 {
		t.Errorf("80%% of 60%% is %v", got)
	}
}

func TestExportGolden(t *testing.T) {
	set, _ := openBODS(t, filepath.Join("testdata", "bods-forms.jsonl"))
	golden(t, "bods-forms.bods.golden", string(exported(t, recordsOf(set))))
	var out bytes.Buffer
	if err := convert.WriteFTM(&out, recordsOf(set)); err != nil {
		t.Fatal(err)
	}
	golden(t, "bods-forms.ftm.golden", out.String())
}

// Everything that a statement or entity refers to is in the same export, and
// comes before it where readers need that.
func TestExportsReferToWhatTheyHold(t *testing.T) {
	for name, records := range exports(t) {
		there := map[string]string{}
		ids := map[string]bool{}
		for line := range bytes.Lines(exported(t, records)) {
			var s struct {
				StatementID, RecordID, RecordType, DeclarationSubject string
				RecordDetails                                         struct {
					Subject, InterestedParty string
					ComponentRecords         []string
				}
			}
			if err := json.Unmarshal(line, &s); err != nil {
				t.Fatal(err)
			}
			if len(s.StatementID) < 32 || len(s.StatementID) > 64 || ids[s.StatementID] || there[s.RecordID] != "" {
				t.Errorf("%s: the statement %s of %s is twice or misnamed", name, s.StatementID, s.RecordID)
			}
			ids[s.StatementID] = true
			if s.RecordType == "relationship" && (there[s.RecordDetails.Subject] != "entity" || there[s.RecordDetails.InterestedParty] == "") {
				t.Errorf("%s: %s refers to what is not there", name, s.RecordID)
			}
			for _, part := range s.RecordDetails.ComponentRecords {
				if there[part] == "" {
					t.Errorf("%s: %s lists %s, which does not come before it", name, s.RecordID, part)
				}
			}
			there[s.RecordID] = s.RecordType
		}
		var out bytes.Buffer
		if err := convert.WriteFTM(&out, records); err != nil {
			t.Fatal(err)
		}
		schemas := map[string]string{}
		var entities []struct {
			ID, Schema string
			Properties map[string][]string
		}
		dec := json.NewDecoder(&out)
		for dec.More() {
			entities = append(entities, struct {
				ID, Schema string
				Properties map[string][]string
			}{})
			e := &entities[len(entities)-1]
			if err := dec.Decode(e); err != nil {
				t.Fatal(err)
			}
			if schemas[e.ID] != "" {
				t.Errorf("%s: %s is written twice", name, e.ID)
			}
			schemas[e.ID] = e.Schema
		}
		for _, e := range entities {
			for _, p := range []string{"owner", "asset", "controller", "controlled", "creditor", "debtor", "director", "organization", "member", "document", "entity", "proof", "involved", "predecessor", "successor"} {
				for _, id := range e.Properties[p] {
					if schemas[id] == "" {
						t.Errorf("%s: %s of %s is %s, which is not there", name, p, e.ID, id)
					}
					if p == "asset" && schemas[id] != "Company" {
						t.Errorf("%s: %s is held and is a %s", name, id, schemas[id])
					}
				}
			}
		}
	}
}

func TestExportNeedsADay(t *testing.T) {
	for _, day := range []fact.Date{"", "2024", "tomorrow"} {
		if err := convert.WriteBODS(&bytes.Buffer{}, nil, convert.Publication{On: day}); err == nil {
			t.Errorf("%q was taken as a day of publication", day)
		}
	}
}

func FuzzBODS(f *testing.F) {
	for _, name := range []string{"bods.jsonl", "bods-forms.jsonl", "bods-bad.jsonl"} {
		raw, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
		for line := range bytes.Lines(raw) { // small inputs are tried faster
			f.Add(line)
		}
	}
	set, _ := openBODS(f, filepath.Join("testdata", "bods-forms.jsonl"))
	f.Add(exported(f, recordsOf(set)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		set, odd := readBODS(t, "f.jsonl", raw)
		_, faults := set.Resolve(nil)
		for _, fault := range faults {
			if fault.File != "f.jsonl" || fault.Line < 1 || fault.Line > 1+bytes.Count(raw, []byte("\n")) || fault.Reason == "" {
				t.Errorf("%+v has no place or no reason", fault)
			}
		}
		for _, o := range odd {
			if o.File == "" || o.Line < 1 || o.Reason == "" || o.Count < 1 {
				t.Errorf("%+v has no place or no reason", o)
			}
		}
		if len(faults) > 0 {
			// What the converter lets pass is a change set without a fault, but for
			// what annotations in the name of this program refer to.
			if len(set.Broken) == 0 && !bytes.Contains(raw, []byte("promisegraph")) {
				t.Errorf("converted without a fault, then refused: %v", faults)
			}
			return
		}
		out := exported(t, recordsOf(set))
		again, _ := readBODS(t, "f.jsonl", out)
		if len(again.Broken) > 0 && len(set.Entries) > 0 && !bytes.Contains(raw, []byte("promisegraph")) {
			t.Errorf("the export is refused: %v\n%s", again.Broken, out)
		}
		if err := convert.WriteFTM(&bytes.Buffer{}, recordsOf(set)); err != nil {
			t.Error(err)
		}
	})
}
