package convert_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/promisegraph/promisegraph/convert"
	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/seed"
)

var (
	update = flag.Bool("update", false, "write golden files again")
	data   = flag.String("data", "", "folder of the whole data sets: test them as well as the excerpts")
)

// ruledOn is the day of the version of TrumpTracker's data that the excerpt is from.
const ruledOn = fact.Date("2018-08-27")

func trumpTracker(files ...seed.File) (journal.ChangeSet, error) {
	return convert.TrumpTracker(ruledOn, files...)
}

// dataSet is a format with what its verdicts mean.
type dataSet struct {
	name    string // of the excerpt in testdata
	whole   string // name of the whole data in the folder of the flag
	records int    // promises in the whole data
	read    func(...seed.File) (journal.ChangeSet, error)
	id      func(record map[string]any) string // what tells its promises apart
	means   map[string]promise.Status
}

var dataSets = []dataSet{
	{
		name: "nz-promises", whole: "nz-promised-vs-did/promises.json", records: 347, read: convert.NZPromises,
		id: func(r map[string]any) string { return "nz-" + r["id"].(string) },
		means: map[string]promise.Status{
			"delivered": "kept", "largely": "kept", "partly": "partly_kept", "not-delivered": "not_kept", "abandoned": "abandoned",
			"in-progress": "in_progress", "superseded": "superseded",
		},
	},
	{
		name: "trumptracker", whole: "trumptracker/data.json", records: 174, read: trumpTracker,
		id: func(r map[string]any) string { return r["url"].(string) },
		means: map[string]promise.Status{
			"Achieved": "kept", "Compromised": "partly_kept", "Broken": "not_kept", "In progress": "in_progress", "Not started": "not_yet_rated",
		},
	},
}

func (s dataSet) paths() []string {
	paths := []string{filepath.Join("testdata", s.name+".json")}
	if *data != "" {
		paths = append(paths, filepath.Join(*data, s.whole))
	}
	return paths
}

func (s dataSet) open(t testing.TB, paths ...string) journal.ChangeSet {
	t.Helper()
	var files []seed.File
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, seed.File{Name: filepath.Base(path), Content: bytes.NewReader(raw)})
	}
	set, err := s.read(files...)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// dossiers are those of the promises of a change set, by id.
func dossiers(set journal.ChangeSet) map[string]promise.Dossier {
	all := map[string]promise.Dossier{}
	var sources []*promise.Source
	for _, e := range set.Entries {
		switch r := e.Record.(type) {
		case *promise.Promise:
			all[r.ID] = promise.Dossier{Promise: r}
		case *promise.Source:
			sources = append(sources, r)
		}
	}
	origins := promise.TraceOrigins(sources)
	for id, d := range all {
		d.Origins = origins
		for _, e := range set.Entries {
			switch r := e.Record.(type) {
			case *promise.Evidence:
				if r.BearsOn[0].Promise == id {
					d.Evidence = append(d.Evidence, r)
				}
			case *promise.Ruling:
				if r.Promise == id {
					d.Rulings = append(d.Rulings, r)
				}
			}
		}
		all[id] = d
	}
	return all
}

// published are the verdicts of a file, read without the converter.
func (s dataSet) published(t testing.TB, path string) (verdicts map[string]string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Promises []map[string]any `json:"promises"`
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	verdicts = map[string]string{}
	for _, r := range file.Promises {
		verdicts[s.id(r)] = r["status"].(string)
	}
	if len(verdicts) != len(file.Promises) {
		t.Fatalf("%s: %d promises under %d names", path, len(file.Promises), len(verdicts))
	}
	return verdicts
}

// The status derived from what was imported must be what was published, on the
// day of the verdicts and on any later one.
func TestEachStatusIsThePublishedVerdict(t *testing.T) {
	for _, s := range dataSets {
		for _, path := range s.paths() {
			set := s.open(t, path)
			verdicts := s.published(t, path)
			counts := map[string]int{}
			seen := 0
			all := dossiers(set)
			for id, d := range all {
				name := id
				if s.name == "trumptracker" {
					for _, e := range set.Entries {
						if p, ok := e.Record.(*promise.Source); ok && p.ID == id+"-page" {
							name = p.URL
						}
					}
				}
				said, ok := verdicts[name]
				if !ok {
					t.Errorf("%s: %s is not in the data", path, id)
					continue
				}
				seen++
				want := s.means[said]
				on := ruledOn
				for _, r := range d.Rulings {
					on = r.RuledOn
				}
				for _, day := range []fact.Date{on, "2026-11-24", "2099"} {
					got, ok := promise.Derive(d, day)
					step, stepOK := promise.At(promise.Steps(d), day)
					if !ok || !stepOK || got.Status != want || step.Status != want {
						t.Errorf("%s: %s on %s: derived %q, in steps %q, published %q", path, id, day, got.Status, step.Status, said)
					}
				}
				counts[fmt.Sprintf("%s -> %s", said, want)]++
			}
			if seen != len(verdicts) {
				t.Errorf("%s: %d of %d promises converted", path, seen, len(verdicts))
			}
			if strings.HasSuffix(path, s.whole) && seen != s.records {
				t.Errorf("%s: %d promises, want %d", path, seen, s.records)
			}
			t.Logf("%s: %d promises %v", path, seen, counts)
		}
	}
}

func TestConvertedSetsAreWholeAndTheSameEachTime(t *testing.T) {
	for _, s := range dataSets {
		for _, path := range s.paths() {
			set := s.open(t, path)
			if _, faults := set.Resolve(nil); len(faults) > 0 {
				t.Error(&journal.Refusal{Faults: faults})
			}
			if text := written(t, set); text != written(t, s.open(t, path)) {
				t.Errorf("%s is converted differently the second time", path)
			}
			kinds := map[fact.Kind]int{}
			for _, e := range set.Entries {
				kinds[e.Record.RecordKind()]++
				if e.Place.File == "" || e.Place.Line < 1 {
					t.Errorf("%s comes from nowhere", e.ID)
				}
			}
			t.Logf("%s: %v", path, kinds)
		}
	}
}

// written is a change set as YAML, kind by kind.
func written(t testing.TB, set journal.ChangeSet) string {
	t.Helper()
	entries := slices.Clone(set.Entries)
	order := fact.Kinds()
	slices.SortStableFunc(entries, func(a, b journal.Entry) int {
		return cmp.Compare(slices.Index(order, a.Record.RecordKind()), slices.Index(order, b.Record.RecordKind()))
	})
	var out bytes.Buffer
	fmt.Fprintf(&out, "why: %q\n", set.Why)
	w := seed.NewYAMLWriter(&out)
	for _, e := range entries {
		body, err := journal.Encode(e.Record)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(e.Record.RecordKind(), body); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

func TestConversion(t *testing.T) {
	for _, s := range dataSets {
		text := written(t, s.open(t, s.paths()[0]))
		golden(t, s.name+".golden", text)
		// What is converted could as well have been a file of the format.
		set, err := seed.Read(seed.File{Name: s.name + ".yaml", Content: strings.NewReader(text)})
		if err != nil {
			t.Fatal(err)
		}
		if faults := set.Check(); len(faults) > 0 {
			t.Error(&journal.Refusal{Faults: faults})
		}
	}
}

func TestBadDataIsRefusedWithEveryFault(t *testing.T) {
	for _, s := range dataSets {
		set := s.open(t, filepath.Join("testdata", s.name+"-bad.json"))
		_, faults := set.Resolve(nil)
		lines := make([]string, len(faults))
		for i, f := range faults {
			lines[i] = f.String()
			if f.Line < 1 || f.File == "" || f.Reason == "" {
				t.Errorf("%+v lacks a place or a reason", f)
			}
		}
		golden(t, s.name+"-bad.golden", strings.Join(lines, "\n")+"\n")
	}
}

func TestFilesThatAreNotTheDataSetAreRefused(t *testing.T) {
	deep := strings.Repeat("[", 100) + strings.Repeat("]", 100)
	for _, c := range []struct{ name, content, want string }{
		{"nothing", "", "f.json:1: not valid JSON: unexpected end of JSON input"},
		{"cut off", "{\n\"promises\": [\n", "f.json:3: not valid JSON: unexpected end of JSON input"},
		{"no object", "\n[1]", "f.json:2: must be an object, not a list"},
		{"null", "null", "f.json:1: must be an object, not null"},
		{"not UTF-8", "{\"promises\":\"\xff\"}", "f.json:1: not valid JSON: the text is not UTF-8"},
		{"too deep", `{"promises":` + deep + `}`, "f.json:1: not valid JSON: nested too deeply"},
		{"no promises", `{"generated":"2026-08-18"}`, "f.json:1: promises: is missing"},
		{"promises of another kind", "{\"generated\":\"2026-08-18\",\n\"promises\":{}}", "f.json:2: promises: must be a list, not an object"},
	} {
		for _, s := range dataSets {
			set, err := s.read(seed.File{Name: "f.json", Content: strings.NewReader(c.content)})
			if err != nil {
				t.Fatal(err)
			}
			faults := set.Check()
			if len(faults) != 1 || faults[0].String() != c.want {
				t.Errorf("%s, %s: got %v, want %s", s.name, c.name, faults, c.want)
			}
		}
	}
}

func TestErrorsOfReadingAreErrors(t *testing.T) {
	broken := errors.New("the disk is on fire")
	for _, s := range dataSets {
		_, err := s.read(seed.File{Name: "f.json", Content: io.MultiReader(strings.NewReader("{"), iotest.ErrReader(broken))})
		if !errors.Is(err, broken) || !strings.Contains(err.Error(), "f.json") {
			t.Errorf("%s: got %v", s.name, err)
		}
	}
}

func TestVerdictsWithoutADayAreRefused(t *testing.T) {
	for _, day := range []fact.Date{"", "yesterday", "2018-02-30"} {
		set, err := convert.TrumpTracker(day, seed.File{Name: "f.json", Content: strings.NewReader(`{"promises":[]}`)})
		if err != nil {
			t.Fatal(err)
		}
		if faults := set.Check(); len(faults) != 1 || !strings.Contains(faults[0].Reason, "the data has no dates") {
			t.Errorf("%q: %v", day, faults)
		}
	}
}

func TestTheSameFileTwiceIsRefused(t *testing.T) {
	for _, s := range dataSets {
		path := s.paths()[0]
		faults := s.open(t, path, path).Check()
		if want := len(s.published(t, path)); len(faults) != want {
			t.Errorf("%s: %d faults, want one for each of %d promises: %v", s.name, len(faults), want, faults)
		}
	}
}

func TestFilesOfDifferentDaysAreRefused(t *testing.T) {
	set, err := convert.NZPromises(
		seed.File{Name: "a.json", Content: strings.NewReader(`{"generated":"2026-08-18","promises":[]}`)},
		seed.File{Name: "b.json", Content: strings.NewReader(`{"generated":"2026-09-01","promises":[]}`)})
	if err != nil {
		t.Fatal(err)
	}
	want := "b.json:1: generated: differs from 2026-08-18 of another file: the days of one change set must be the same"
	if faults := set.Check(); len(faults) != 1 || faults[0].String() != want {
		t.Errorf("got %v, want %s", faults, want)
	}
}

// golden compares text with a file of testdata, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	have, want := strings.Split(got, "\n"), strings.Split(string(raw), "\n")
	for i := range max(len(have), len(want)) {
		a, b := "", ""
		if i < len(want) {
			a = want[i]
		}
		if i < len(have) {
			b = have[i]
		}
		if a != b {
			t.Errorf("%s:%d (write again with -update)\nwant %s\ngot  %s", path, i+1, a, b)
		}
	}
}

func fuzz(f *testing.F, s dataSet) {
	for _, name := range []string{s.name + ".json", s.name + "-bad.json"} {
		raw, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		var file map[string]any
		if err := json.Unmarshal(raw, &file); err != nil {
			f.Fatal(err)
		}
		for _, one := range file["promises"].([]any) { // small inputs are tried faster
			small, err := json.Marshal(map[string]any{"generated": "2026-08-18", "promises": []any{one}})
			if err != nil {
				f.Fatal(err)
			}
			f.Add(small)
		}
	}
	f.Add([]byte(`{"promises":[{"":[]}],"generated":"2026"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		set, err := s.read(seed.File{Name: "f.json", Content: bytes.NewReader(raw)})
		if err != nil {
			t.Fatal(err)
		}
		_, faults := set.Resolve(nil)
		for _, fault := range faults {
			if fault.File != "f.json" || fault.Line < 1 || fault.Line > 1+bytes.Count(raw, []byte("\n")) || fault.Reason == "" {
				t.Errorf("%+v has no place or no reason", fault)
			}
		}
		// The converter tells what is wrong with the data in the data's own
		// terms: what it lets pass is a change set without a fault.
		if len(set.Broken) == 0 && len(faults) > 0 {
			t.Errorf("converted without a fault, then refused: %v", faults)
		}
	})
}

func FuzzNZPromises(f *testing.F) { fuzz(f, dataSets[0]) }

func FuzzTrumpTracker(f *testing.F) { fuzz(f, dataSets[1]) }
