package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/store"
)

func TestDataSetsOfOthersAreConverted(t *testing.T) {
	excerpt := func(name string) string { return filepath.Join("..", "..", "convert", "testdata", name) }
	for _, c := range []struct {
		args []string
		want int
	}{
		{[]string{"--format", "nz-promises", excerpt("nz-promises.json")}, 0},
		{[]string{"--format", "nz-promises", excerpt("nz-promises-bad.json")}, 3},
		{[]string{"--format", "nz-promises", excerpt("nothing.json")}, 1},
		{[]string{"--format", "nz-promises", "--ruled-on", "2018-08-27", excerpt("nz-promises.json")}, 2},
		{[]string{"--format", "trumptracker", "--ruled-on", "2018-08-27", excerpt("trumptracker.json")}, 0},
		{[]string{"--format", "trumptracker", "--ruled-on", "2018-08-27", excerpt("trumptracker-bad.json")}, 3},
		{[]string{"--format", "trumptracker", "--ruled-on", "27 August", excerpt("trumptracker.json")}, 2},
		{[]string{"--format", "trumptracker", excerpt("trumptracker.json")}, 2},
		{[]string{"--format", "bods", excerpt("bods.jsonl"), excerpt("bods-forms.jsonl")}, 0},
		{[]string{"--format", "bods", excerpt("bods-bad.jsonl")}, 3},
		{[]string{"--format", "bods", excerpt("bods.jsonl"), excerpt("bods.jsonl")}, 3},
		{[]string{"--format", "politifact", excerpt("trumptracker.json")}, 2},
		{[]string{excerpt("trumptracker.json")}, 3},
	} {
		if got := run(t.Context(), append([]string{"import", "--check"}, c.args...)); got != c.want {
			t.Errorf("%q: exit code %d, want %d", c.args, got, c.want)
		}
	}
}

func TestAGeneratedGraphIsWellFormed(t *testing.T) {
	code, graph, stderr := program(t, "", nil, "generate", "--scale", "0.001")
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d, %s", code, stderr)
	}
	records := strings.Count(graph, "\n") - 1 // the first line is the header
	code, stdout, stderr := program(t, graph, nil, "import", "--check", "-")
	want := func(n int) string { return fmt.Sprintf("%d records are well-formed\n", n) }
	if code != 0 || stdout != want(records) || records < 400 {
		t.Errorf("exit code %d, %q, %s", code, stdout, stderr)
	}
	if code, stdout, _ := program(t, graph, nil, "import", "--check", "--batch", "50", "-"); code != 0 || stdout != want(records) {
		t.Errorf("in parts: exit code %d, %q", code, stdout)
	}
	twice := graph + strings.SplitAfter(graph, "\n")[3]
	code, _, stderr = program(t, twice, nil, "import", "--check", "--batch", "50", "-")
	if !strings.Contains(stderr, `id: "source-2" is used twice, first at line 4`) || code != 3 {
		t.Errorf("an id twice: exit code %d, %q", code, stderr)
	}
	file := filepath.Join(t.TempDir(), "graph.jsonl")
	if code, _, stderr := program(t, "", nil, "generate", "--scale", "0.001", "--to", file); code != 0 {
		t.Fatal(stderr)
	}
	if written, err := os.ReadFile(file); err != nil || string(written) != graph {
		t.Errorf("the file holds another graph, %v", err)
	}
	for _, args := range [][]string{{"generate", "--scale", "0"}, {"generate", "--scale", "x"}, {"generate", "--seed", "-1"}} {
		if code, _, _ := program(t, "", nil, args...); code != 2 {
			t.Errorf("%q: exit code %d, want 2", args, code)
		}
	}
}

func TestExportInFormatsOfOthersFromFiles(t *testing.T) {
	people := filepath.Join("..", "..", "seed", "people.yaml")
	for _, c := range []struct {
		args []string
		want int
	}{
		{[]string{"--format", "bods", "--on", "2026-11-24", "--from", people}, 0},
		{[]string{"--format", "bods", "--on", "2026", "--from", people}, 1},
		{[]string{"--format", "ftm", "--from", people}, 0},
		{[]string{"--format", "ftm", "--from", filepath.Join("..", "..", "convert", "testdata", "bods.jsonl")}, 1},
		{[]string{"--format", "ftm", "--from", "nothing.yaml"}, 1},
		{[]string{"--format", "ftm", "--to", "folder", "--from", people}, 2},
		{[]string{"--format", "yaml", "--from", people}, 2},
	} {
		if got := run(t.Context(), append([]string{"export"}, c.args...)); got != c.want {
			t.Errorf("%q: exit code %d, want %d", c.args, got, c.want)
		}
	}
}

func TestALongImportTellsHowFarItIs(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	s := newSofar(os.Stderr, 1000, func() time.Time { return now })
	now = now.Add(20 * time.Second)
	done := store.Streamed{Applied: store.Applied{Created: 30_000, Unchanged: 10_000}, Sets: 8}
	if got, want := s.line(done, 250), "40000 records, 2000 a second, 25%, about 1m0s left"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	s.size = 0 // of a pipe
	if got, want := s.line(done, 250), "40000 records, 2000 a second"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
