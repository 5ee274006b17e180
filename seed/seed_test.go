package seed_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/seed"
)

func read(t testing.TB, name, content string) journal.ChangeSet {
	t.Helper()
	set, err := seed.Read(seed.File{Name: name, Content: strings.NewReader(content)})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func readSeed(t testing.TB) journal.ChangeSet {
	t.Helper()
	set, err := seed.ReadFS(seed.Data())
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestTheSeedHasNoFault(t *testing.T) {
	set := readSeed(t)
	if _, faults := set.Resolve(nil); len(faults) > 0 {
		t.Error(&journal.Refusal{Faults: faults})
	}
	kinds := map[fact.Kind]int{}
	for _, e := range set.Entries {
		kinds[e.Record.RecordKind()]++
	}
	for _, k := range fact.Kinds() {
		if kinds[k] == 0 {
			t.Errorf("the seed has no %s", k)
		}
	}
}

// Editors check files against the schema as a whole; the reader looks at one
// record after the other. Both must agree that the seed is right.
func TestTheSeedIsValidUnderItsSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(seed.Schema))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(seed.Data(), "*.yaml")
	if err != nil || len(names) < len(fact.Kinds()) {
		t.Fatalf("%v, %v", names, err)
	}
	for _, name := range names {
		content, err := fs.ReadFile(seed.Data(), name)
		if err != nil {
			t.Fatal(err)
		}
		var node yaml.Node
		if err := yaml.Unmarshal(content, &node); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := schema.Validate(plain(t, node.Content[0])); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// plain is a node as JSON has it; dates are texts.
func plain(t *testing.T, n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			m[n.Content[i].Value] = plain(t, n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		s := []any{}
		for _, c := range n.Content {
			s = append(s, plain(t, c))
		}
		return s
	}
	var v any
	if n.Tag == "!!timestamp" {
		return n.Value
	}
	if err := n.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// written is a record with its encoded form.
type written struct {
	kind fact.Kind
	body string
}

func encode(t testing.TB, set journal.ChangeSet) []written {
	t.Helper()
	var all []written
	for _, e := range set.Entries {
		body, err := journal.Encode(e.Record)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, written{e.Record.RecordKind(), string(body)})
	}
	return all
}

// formats write records and name a file that holds them.
var formats = map[string]func(*bytes.Buffer) func(fact.Kind, []byte) error{
	"set.yaml":  func(b *bytes.Buffer) func(fact.Kind, []byte) error { return seed.NewYAMLWriter(b).Write },
	"set.jsonl": func(b *bytes.Buffer) func(fact.Kind, []byte) error { return seed.NewLinesWriter(b).Write },
}

func write(t testing.TB, format string, records []written) string {
	t.Helper()
	var out bytes.Buffer
	w := formats[format](&out)
	for _, r := range records {
		if err := w(r.kind, []byte(r.body)); err != nil {
			t.Fatalf("%s: %v", format, err)
		}
	}
	return out.String()
}

func checkRoundTrip(t *testing.T, format string, records []written) {
	t.Helper()
	text := write(t, format, records)
	set := read(t, format, text)
	if faults := set.Check(); len(faults) > 0 {
		t.Fatalf("%s: what was written has faults: %v\n%s", format, faults[0], text[:min(len(text), 2000)])
	}
	got := encode(t, set)
	if len(got) != len(records) {
		t.Fatalf("%s: %d records were written and %d read", format, len(records), len(got))
	}
	for i, want := range records {
		if got[i] != want {
			t.Fatalf("%s:\nwrote %s\n read %s\n%s", format, want.body, got[i].body, text[:min(len(text), 2000)])
		}
	}
	if again := write(t, format, got); again != text {
		t.Errorf("%s: writing what was read gives another file", format)
	}
}

func TestTheSeedComesBackAsItWasWritten(t *testing.T) {
	records := encode(t, readSeed(t))
	for format := range formats {
		checkRoundTrip(t, format, records)
	}
}

// Texts that YAML would read as something else, break or trim if they were
// written carelessly.
var oddTexts = []string{
	"no", "No", "NO", "yes", "on", "off", "y", "n", "true", "True", "null", "Null", "~", "2024", "2024-04", "2024-04-28", "2024-04-28T10:00:00Z", "12:30", "1e5", "0x1F",
	"0o17", "017", "1_000", "+1", "-1", ".5", "1.", ".inf", ".nan", "-", "- a", "--- a", "---", "...", "a: b", "a:", ":a", ": ", "a #b", "#a", "# a", "&a", "*a",
	"!a", "!!str a", "|", ">", "| a", "> a", "%a", "@a", "`a`", "'", "''", `"`, `""`, `\`, `\n`, `"a" b`, "'a' b", "[a", "]", "{a", "}", "{a: b}", "[a, b]", "a, b", "? a", "?",
	"<<", "=", " leading", "trailing ", "  both  ", "\ttab", "tab\t", "a\tb", "two\nlines", "\nbegins", "ends\n", "ends\n\n", "\n", "a\n b\n  c", " a\nb", "a \nb ", "a\n\n\nb", "a\r\nb",
	"a\rb", "\r", "#a\n#b", "- a\n- b", "a: b\nc: d", "---\na", "a\n---\nb", "a\n...\nb", "\u00a0nbsp\u00a0", "\u0085", "a\u0085b", "\u2028", "a\u2028b\u2029c", "\ufeffbom", "\u200bzero\u200b",
	"Маск", "イーロン・マスク", "埃隆·马斯克", "إيلون ماسك", "\u202eright to left\u202c", "👩‍🚀🚀", "e\u0301", "\U0010ffff", "\ufffd", "\u0000", "\u0001", "\u001b[31m", "\u007f", "\u009f", "a\u0000b",
	"<b>&amp;</b>", "$ref", "${HOME}", "{{x}}", "%s %d", strings.Repeat("long words ", 40), strings.Repeat("x", 3000), strings.Repeat("line\n", 50),
}

func odd(text string) written {
	p := &promise.Person{
		ID: "ann", Name: text + ".", Names: []promise.Name{{Text: "x" + text, Kind: promise.NameFull, Provenance: fact.Provenance{Unverified: true, UnverifiedFields: []string{text, text + "x"}}}},
		Provenance: fact.Provenance{Unverified: true},
	}
	p.Note = text
	body, err := journal.Encode(p)
	if err != nil {
		panic(err)
	}
	return written{fact.Person, string(body)}
}

func TestOddTextsComeBackAsTheyWereWritten(t *testing.T) {
	for format := range formats {
		for i, text := range oddTexts {
			t.Run(fmt.Sprintf("%s/%d", format, i), func(t *testing.T) { checkRoundTrip(t, format, []written{odd(text)}) })
		}
		t.Run(format+"/mixed", func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			for range 1500 {
				var text strings.Builder
				for range 1 + r.IntN(4) {
					text.WriteString(oddTexts[r.IntN(len(oddTexts)-3)])
				}
				checkRoundTrip(t, format, []written{odd(text.String())})
			}
		})
	}
}

func TestNumbersComeBackAsTheyWereWritten(t *testing.T) {
	for _, number := range []string{"0", "-1", "0.1", "85000", "10000000000", "1e20", "123456789012345", "9007199254740992", "1e-7", "0.30000000000000004", "-0.5"} {
		in := `{"record":"stake","id":"s","holders":["a"],"company":"b","basis":"equity","holding":"direct","shares":` + number + `,"unverified":true}`
		records := encode(t, read(t, "set.jsonl", in))
		for format := range formats {
			set := read(t, format, write(t, format, records))
			if got := encode(t, set); len(got) != 1 || got[0] != records[0] {
				t.Errorf("%s: %s became %v", format, number, got)
			}
		}
		var want, got struct{ Shares float64 }
		if json.Unmarshal([]byte(in), &want) != nil || json.Unmarshal([]byte(records[0].body), &got) != nil || want != got {
			t.Errorf("%s was read as %v", number, got.Shares)
		}
	}
}

func TestFilesOfOneSetAreReadTogether(t *testing.T) {
	files := []seed.File{
		{Name: "a.yaml", Content: strings.NewReader("by: Jane\nwhy: because\nat: 2026-11-24T09:00:00Z\npeople:\n  - {id: ann, name: Ann, unverified: true}\n")},
		{Name: "b.JSON", Content: strings.NewReader("\ufeff{\"by\": \"Jane\", \"retract\": [{\"id\": \"eve\", \"reason\": \"gone\"}]}")},
		{Name: "c.jsonl", Content: strings.NewReader("\ufeff{\"why\":\"because\",\"at\":\"2026-11-24T10:00:00+01:00\"}\r\n\r\n{\"op\":\"correct\",\"record\":\"person\",\"id\":\"bob\",\"name\":\"Bob\",\"unverified\":true}\r\n")},
		{Name: "empty.yaml", Content: strings.NewReader("")},
		{Name: "comment.yml", Content: strings.NewReader("# nothing yet\n")},
		{Name: "null.yaml", Content: strings.NewReader("---\n")},
		{Name: "empty.json", Content: strings.NewReader(" \n")},
		{Name: "empty.ndjson", Content: strings.NewReader("\n\n")},
	}
	set, err := seed.Read(files...)
	if err != nil {
		t.Fatal(err)
	}
	if faults := set.Check(); len(faults) > 0 {
		t.Fatal(faults)
	}
	if set.By != "Jane" || set.Why != "because" || set.At.Unix() != 1795510800 || len(set.Entries) != 3 {
		t.Errorf("%+v", set)
	}
	for i, want := range []string{"create ann", "retract eve", "correct bob"} {
		if got := string(set.Entries[i].Op) + " " + set.Entries[i].ID; got != want {
			t.Errorf("entry %d is %s, want %s", i, got, want)
		}
	}
}

func TestFilesOfOneSetMustAgreeOnWhoAndWhen(t *testing.T) {
	set, err := seed.Read(
		seed.File{Name: "a.yaml", Content: strings.NewReader("by: Jane\nat: 2026-11-24T09:00:00Z\n")},
		seed.File{Name: "b.yaml", Content: strings.NewReader("\nby: John\nat: 2026-11-25T09:00:00Z\n")},
	)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(set.Check())
	if want := `[b.yaml:2: by: differs from "Jane" given before b.yaml:3: at: differs from 2026-11-24T09:00:00Z given before]`; got != want {
		t.Errorf("got %s", got)
	}
}

// Files from strangers: what is told of them is short, and reading them takes
// neither long nor much memory.
func TestHostileFilesAreRefused(t *testing.T) {
	bomb := "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
	for i := 1; i < 30; i++ {
		bomb += fmt.Sprintf("a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i, i, i-1, i-1, i-1, i-1, i-1, i-1, i-1)
	}
	deep := func(open string) string { return "people: " + strings.Repeat(open, 200_000) }
	for name, file := range map[string]seed.File{
		"bomb":           {Name: "x.yaml", Content: strings.NewReader(bomb)},
		"bomb in record": {Name: "x.yaml", Content: strings.NewReader("people:\n  - id: &a ann\n    name: &b [&c [x, x], *a]\n    note: [*b, *b, *c]\n")},
		"alias at top":   {Name: "x.yaml", Content: strings.NewReader("people: &p [{id: ann}]\ncompanies: *p\n")},
		"merge":          {Name: "x.yaml", Content: strings.NewReader("people:\n  - &a {id: ann, name: Ann, unverified: true}\n  - {<<: *a, id: bob}\n")},
		"endless alias":  {Name: "x.yaml", Content: strings.NewReader("people:\n  - &a [*a]\n")},
		"deep lists":     {Name: "x.yaml", Content: strings.NewReader(deep("["))},
		"deep groups":    {Name: "x.yaml", Content: strings.NewReader(deep("{a: "))},
		"deep block":     {Name: "x.yaml", Content: strings.NewReader(strings.Repeat("- ", 200_000))},
		"deep json":      {Name: "x.json", Content: strings.NewReader(`{"people":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "}")},
		"deeper json":    {Name: "x.json", Content: strings.NewReader(strings.Repeat(`{"a":`, 500_000))},
		"deep line":      {Name: "x.jsonl", Content: strings.NewReader(`{"record":"person","id":"a","name":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + "}")},
		"long line":      {Name: "x.jsonl", Content: strings.NewReader(`{"record":"person","id":"ann","unverified":true,"name":"` + strings.Repeat("a", 2<<20) + `"}`)},
		"large":          {Name: "x.yaml", Content: strings.NewReader("# " + strings.Repeat("a", 40<<20))},
		"long key":       {Name: "x.yaml", Content: strings.NewReader("people:\n  - ? " + strings.Repeat("a", 1<<20) + "\n    : b\n")},
		"long value":     {Name: "x.yaml", Content: strings.NewReader("people:\n  - {id: " + strings.Repeat("a", 1<<20) + ", name: a, lang: " + strings.Repeat("b", 1<<20) + "}\n")},
		"many items":     {Name: "x.yaml", Content: strings.NewReader("people:\n" + strings.Repeat("- a\n", 300_000))},
		"many fields":    {Name: "x.yaml", Content: strings.NewReader("people:\n- {" + manyNames(100_000) + "}")},
		"many lists":     {Name: "x.yaml", Content: strings.NewReader("{" + manyNames(100_000) + "}")},
		"many twice":     {Name: "x.yaml", Content: strings.NewReader("people:\n- {" + strings.Repeat("a: 1, ", 30_000) + "}")},
		"many lines":     {Name: "x.jsonl", Content: strings.NewReader(strings.Repeat("x\n", 300_000))},
		"many refs":      {Name: "x.yaml", Content: strings.NewReader("people:\n- {id: ann, name: Ann, sources: [" + manyNames(100_000) + "]}")},
		"not utf-8":      {Name: "x.jsonl", Content: strings.NewReader("{\"record\":\"person\",\"id\":\"ann\",\"name\":\"\xff\",\"unverified\":true}")},
	} {
		t.Run(name, func(t *testing.T) {
			set, err := seed.Read(file)
			if err != nil {
				t.Fatal(err)
			}
			_, faults := set.Resolve(nil)
			if len(faults) == 0 || (len(faults) > 2000 && name != "many refs") {
				t.Errorf("%d faults were found", len(faults))
			}
			for _, f := range faults {
				if len(f.String()) > 1000 {
					t.Errorf("a fault takes %d bytes: %s…", len(f.String()), f.String()[:200])
				}
			}
		})
	}
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d, ", i)
	}
	return b.String()
}

func TestALongLineDoesNotHideTheNext(t *testing.T) {
	set := read(t, "x.jsonl", strings.Repeat("a", 3<<20)+"\n{\"record\":\"person\",\"id\":\"ann\",\"name\":\"Ann\",\"unverified\":true}")
	if faults := set.Check(); len(faults) != 1 || faults[0].Line != 1 || len(set.Entries) != 1 || set.Entries[0].Place.Line != 2 {
		t.Errorf("%v, %v", faults, set.Entries)
	}
}

func FuzzRead(f *testing.F) {
	names := []string{"x.yaml", "x.json", "x.jsonl"}
	for i, text := range []string{
		"people:\n  - id: ann\n    name: Ann\n    unverified: true\n", `{"people":[{"id":"ann","name":"Ann","unverified":true}]}`,
		"{\"record\":\"person\",\"id\":\"ann\",\"name\":\"Ann\",\"unverified\":true}\n{\"op\":\"retract\",\"id\":\"bob\",\"reason\":\"r\"}",
		"a: &a [*a, *a]\n", "? [a]\n: b\n", "stakes: [{id: s, share: {min: 1, max: 2}, value: {value: 1e3}}]\n", "---\n...\n---\n", "retract:\n- {id: a, reason: b}\n", "correct: {people: [{}]}\n",
		"by: |\n  a\nwhy: >-\n  b\nat: 2024-01-01T00:00:00Z\n", "!!binary people: !!set {a}\n",
	} {
		f.Add(byte(i), text)
	}
	f.Fuzz(func(t *testing.T, which byte, text string) {
		set := read(t, names[int(which)%len(names)], text)
		for _, fault := range set.Check() {
			_ = fault.String()
		}
		writes, faults := set.Resolve(nil)
		for _, fault := range faults {
			if fault.Line < 1 || fault.Line > strings.Count(text, "\n")+strings.Count(text, "\r")+2 {
				t.Errorf("%q: line %d: %s", text, fault.Line, fault)
			}
		}
		// What has no fault comes back the same in every format.
		var records []written
		for _, w := range writes {
			records = append(records, written{w.Kind, string(w.Body)})
		}
		for format := range formats {
			got := encode(t, read(t, format, write(t, format, records)))
			if fmt.Sprint(got) != fmt.Sprint(records) {
				t.Errorf("%s:\nwrote %v\n read %v", format, records, got)
			}
		}
	})
}
