package main

import (
	"path/filepath"
	"testing"
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
