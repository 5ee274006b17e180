package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/internal/neo4jtest"
	"github.com/promisegraph/promisegraph/journal"
)

const brokenFile = `people:
  - id: ann
    name: Ann
    birthday: 1970
  - id: bob
    name: Bob
    sources: [blick]
stakes:
  - id: s
    holders: [ann]
    company: tesla
    share: {about: 120}
    basis: equity
    holding: direct
    from: 2024-02-30
    unverified: true
`

// Faults that are known without the database, and those that are not.
var (
	formFaults = []string{
		`broken.yaml:4: person ann: birthday: there is no such field`,
		`broken.yaml:12: stake s: share: {"about":120} is not a share: give exact, about, more_than, less_than, at_least or at_most with a percentage from 0 to 100, or min and max`,
		`broken.yaml:15: stake s: from: "2024-02-30" is not a date: use 2024-04-28, 2024-04 or 2024`,
	}
	allFaults = []string{
		formFaults[0],
		`broken.yaml:7: person bob: sources[0]: there is no record "blick"`,
		`broken.yaml:11: stake s: company: there is no record "tesla"`,
		formFaults[1], formFaults[2],
	}
)

func TestImportAndExport(t *testing.T) {
	db := neo4jtest.Open(t)
	env := []string{"NEO4J_URI=" + db.URI, "NEO4J_USERNAME=" + db.Username, "NEO4J_PASSWORD=" + db.Password}
	folder := t.TempDir()
	broken := filepath.Join(folder, "broken.yaml")
	if err := os.WriteFile(broken, []byte(brokenFile), 0o600); err != nil {
		t.Fatal(err)
	}
	ok := func(input string, args ...string) string {
		t.Helper()
		code, stdout, stderr := program(t, input, env, args...)
		if code != 0 {
			t.Fatalf("%q: exit code %d, %s%s", args, code, stdout, stderr)
		}
		return stdout
	}
	ok("", "migrate")

	t.Run("broken file", func(t *testing.T) {
		for _, c := range []struct {
			args []string
			want []string
		}{{[]string{"import", "--check"}, formFaults}, {[]string{"import"}, allFaults}} {
			code, stdout, stderr := program(t, "", env, append(c.args, broken)...)
			told := strings.Split(strings.ReplaceAll(strings.TrimSpace(stderr), folder+string(filepath.Separator), ""), "\n")
			if code != 3 || stdout != "" || !strings.HasPrefix(told[0], "change set refused, nothing was written: ") || !slices.Equal(told[1:], c.want) {
				t.Errorf("%v: exit code %d, %q\n got %s\nwant %s", c.args, code, stdout, strings.Join(told, "\n"), strings.Join(c.want, "\n"))
			}
			code, stdout, stderr = program(t, "", env, append(c.args, "--json", broken)...)
			var answer struct{ Faults []journal.Fault }
			if err := json.Unmarshal([]byte(stdout), &answer); err != nil || code != 3 || stderr != "" {
				t.Fatalf("%v --json: exit code %d, %q, %q, %v", c.args, code, stdout, stderr, err)
			}
			var lines []string
			for _, f := range answer.Faults {
				f.File = filepath.Base(f.File)
				lines = append(lines, f.String())
			}
			if !slices.Equal(lines, c.want) {
				t.Errorf("%v --json: %s", c.args, stdout)
			}
		}
		if n := db.Run(t, "MATCH (n) WHERE NOT n:Migration RETURN count(n)", nil)[0].Values[0]; n != int64(0) {
			t.Errorf("%v nodes were written", n)
		}
	})

	t.Run("missing file", func(t *testing.T) {
		code, _, stderr := program(t, "", env, "import", filepath.Join(folder, "nowhere.yaml"))
		if code != 1 || !strings.Contains(stderr, "nowhere.yaml") {
			t.Errorf("exit code %d, %q", code, stderr)
		}
	})

	t.Run("through a pipe", func(t *testing.T) {
		first := "by: Jane\nwhy: to see\npeople:\n  - id: ann\n    name: 'Ann: the first'\n    sources: [blick]\nsources:\n  - {id: blick, url: 'https://blick.example', publisher: Blick, title: Titel, lang: de}\n"
		if out := ok(first, "import", "--check", "-"); out != "2 records are well-formed\n" {
			t.Errorf("%q", out)
		}
		if out := ok(first, "import", "-"); out != "revision 1: 2 created, 0 corrected, 0 retracted, 0 unchanged\n" {
			t.Errorf("%q", out)
		}
		if got := db.Run(t, "MATCH (c:Change) RETURN c.by + ', ' + c.why", nil)[0].Values[0]; got != "Jane, to see" {
			t.Errorf("made by %v", got)
		}
		yaml, lines := ok("", "export"), ok("", "export", "--format", "jsonl")
		for _, exported := range []string{yaml, lines} {
			if out := ok(exported, "import", "-"); out != "nothing to change: all 2 records are there already (revision 1)\n" {
				t.Errorf("%q", out)
			}
		}
		db.Run(t, "MATCH (n) WHERE NOT n:Migration DETACH DELETE n", nil)
		if out := ok(`{"by":"Joe"}`+"\n"+lines, "import", "--json", "-"); out != `{"revision":1,"created":2,"corrected":0,"retracted":0,"unchanged":0}`+"\n" {
			t.Errorf("%q", out)
		}
		if again := ok("", "export"); again != yaml {
			t.Errorf("%s\nbecame\n%s", yaml, again)
		}
		to := filepath.Join(folder, "export")
		ok("", "export", "--to", to)
		if out := ok("", "import", to); out != "nothing to change: all 2 records are there already (revision 1)\n" {
			t.Errorf("%q", out)
		}
	})

	t.Run("more than one change set", func(t *testing.T) {
		db.Run(t, "MATCH (n) WHERE NOT n:Migration DETACH DELETE n", nil)
		graph := ok("", "generate", "--scale", "0.001")
		records := strings.Count(graph, "\n") - 1
		sets := (records + 99) / 100
		want := fmt.Sprintf("revisions 1 to %d: %d created, 0 corrected, 0 retracted, 0 unchanged\n", sets, records)
		if out := ok(graph, "import", "--batch", "100", "-"); out != want {
			t.Errorf("%q, want %q", out, want)
		}
		lines, yaml := ok("", "export", "--format", "jsonl"), filepath.Join(folder, "graph.yaml")
		if err := os.WriteFile(yaml, []byte(ok("", "export")), 0o600); err != nil {
			t.Fatal(err)
		}
		// An export lists records by kind and id: some come before what they refer to.
		for name, args := range map[string][]string{"lines": {"-"}, "YAML": {yaml}} {
			db.Run(t, "MATCH (n) WHERE NOT n:Migration DETACH DELETE n", nil)
			if out := ok(lines, append([]string{"import", "--batch", "100"}, args...)...); !strings.HasPrefix(out, "revisions 1 to ") {
				t.Errorf("%s: %q", name, out)
			}
			if again := ok("", "export", "--format", "jsonl"); again != lines {
				t.Errorf("%s: the export of an imported export is another one", name)
			}
		}
		db.Run(t, "MATCH (n) WHERE NOT n:Migration DETACH DELETE n", nil)
		if out := ok(graph, "import", "--batch", "0", "-"); !strings.HasPrefix(out, "revision 1: ") {
			t.Errorf("%q", out)
		}

		// A fault in the third set; the header is a line too.
		db.Run(t, "MATCH (n) WHERE NOT n:Migration DETACH DELETE n", nil)
		all := strings.SplitAfter(graph, "\n")
		all[250] = strings.Replace(all[250], `"id":`, `"nom":1,"id":`, 1)
		code, stdout, stderr := program(t, strings.Join(all, ""), env, "import", "--batch", "100", "-")
		for _, part := range []string{
			"change set refused, nothing was written: ", "stdin.jsonl:251: ", "there is no such field\n",
			"before that: revisions 1 to 2: 199 created, 0 corrected, 0 retracted, 0 unchanged\n", "import the same again to go on\n",
		} {
			if code != 3 || stdout != "" || !strings.Contains(stderr, part) {
				t.Errorf("exit code %d, %q, %q, want %q", code, stdout, stderr, part)
			}
		}
		code, stdout, _ = program(t, strings.Join(all, ""), env, "import", "--batch", "100", "--json", "-")
		var answer struct {
			Faults  []journal.Fault
			Applied struct{ Revision, Sets, Unchanged int }
		}
		if err := json.Unmarshal([]byte(stdout), &answer); err != nil || code != 3 || len(answer.Faults) == 0 {
			t.Errorf("exit code %d, %s, %v", code, stdout, err)
		}
		if out := ok(graph, "import", "--batch", "100", "--json", "-"); !strings.HasPrefix(out, fmt.Sprintf(`{"revision":%d,"created":%d,"corrected":0,"retracted":0,"unchanged":199,"sets":%d,"first":3}`, sets, records-199, sets-2)) {
			t.Errorf("%q", out)
		}
	})
}
