package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/promisegraph/promisegraph/quote"
)

var update = flag.Bool("update", false, "write golden files again")

const (
	quoteFiles = "testdata/check-quotes"
	seedFiles  = "../../seed"
)

// output runs the command line and returns what it prints.
func output(t *testing.T, args ...string) (code int, out string) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	before := os.Stdout
	os.Stdout = w
	defer func() { os.Stdout = before }()
	read := make(chan string)
	go func() {
		text, _ := io.ReadAll(r)
		read <- string(text)
	}()
	code = run(t.Context(), args)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return code, <-read
}

// TestCheckQuotes checks quotes of the seed against the article that the
// project began with, as it stands and with other words.
func TestCheckQuotes(t *testing.T) {
	for _, c := range []struct {
		golden string
		code   int
		args   []string
	}{
		{"found.txt", 0, []string{"--data", seedFiles, "article.txt"}},
		{"missing.txt", 4, []string{"--data", seedFiles, "altered.html"}},
		{"missing.json", 4, []string{"--data", seedFiles, "--json", "altered.html"}},
		{"two-files.txt", 0, []string{"--data", seedFiles, "altered.html", "article.txt"}},
		{"ellipsis.txt", 4, []string{"--data", filepath.Join(quoteFiles, "data.yaml"), "article.txt"}},
	} {
		t.Run(c.golden, func(t *testing.T) {
			args := []string{"check-quotes", "--source", "seed-de"}
			for _, a := range c.args {
				if ext := filepath.Ext(a); ext == ".txt" || ext == ".html" {
					a = filepath.Join(quoteFiles, a)
				}
				args = append(args, a)
			}
			code, got := output(t, args...)
			if code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			if filepath.Ext(c.golden) == ".json" {
				var indented bytes.Buffer
				if err := json.Indent(&indented, []byte(got), "", "  "); err != nil {
					t.Fatal(err)
				}
				got = indented.String()
			}
			path := filepath.Join(quoteFiles, "want-"+c.golden)
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s (write again with -update)\nwant\n%s\ngot\n%s", path, want, got)
			}
		})
	}
}

// TestCheckQuotesFails tells which exit code each failure has.
func TestCheckQuotesFails(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	article := filepath.Join(quoteFiles, "article.txt")
	for _, c := range []struct {
		name string
		code int
		args []string
	}{
		{"no source", 2, []string{"--data", seedFiles, article}},
		{"no file", 2, []string{"--data", seedFiles, "--source", "seed-de"}},
		{"no such file", 1, []string{"--data", seedFiles, "--source", "seed-de", filepath.Join(dir, "none.txt")}},
		{"no such data", 1, []string{"--data", filepath.Join(dir, "none.yaml"), "--source", "seed-de", article}},
		{"no such source", 1, []string{"--data", seedFiles, "--source", "nowhere", article}},
		{"no text", 1, []string{"--data", seedFiles, "--source", "seed-de", file("a.pdf", "%PDF-1.7 …")}},
		{"broken data", 3, []string{"--data", file("broken.yaml", "promises:\n  - id: A B\n"), "--source", "seed-de", article}},
		{"a source without quotes", 0, []string{"--data", seedFiles, "--source", "cnbc-orig", article}},
		{"a source without words", 4, []string{"--data", seedFiles, "--source", "seed-de", file("empty.txt", "")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if code, _ := output(t, append([]string{"check-quotes"}, c.args...)...); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
		})
	}
}

func TestQuotesOfCorrectionsAreChecked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data.yaml")
	const data = `by: Jane Doe
why: a test
correct:
  evidence:
    - id: corrected
      summary: A finding.
      by: elon-musk
      quotes:
        - text: after
          lang: en
          source: a-paper
      sources: [a-paper]
retract:
  - id: retracted
    reason: A test.
`
	if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
	quotes, err := quotesOfFiles([]string{path}, "a-paper")
	if err != nil {
		t.Fatal(err)
	}
	if len(quotes) != 1 || quotes[0].Text != "after" {
		t.Errorf("got %v", quotes)
	}
}

func TestPageText(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"inline", "<p>a<b>b</b>c<br>d</p>", "abc d"},
		{"blocks", "<div>a</div><div>b</div><td>c<td>d", "a b c d"},
		{"entities", "&bdquo;a&amp;b&ldquo; &#8212; &unknown;", "„a&b“ — &unknown;"},
		{"not read", "a<script>if (1 < 2) x('</p>')</script><style>b</style><template><p>c</template><noscript>d</noscript>e", "ae"},
		{"nested templates", "<template>a<template>b</template>c</template>d", "d"},
		{"comments", "a<!-- b -->c", "ac"},
		{"unclosed", "a<script>b", "a"},
		{"broken", "a < b <c", "a < b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := folded(pageText(c.page)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestReadText(t *testing.T) {
	for _, c := range []struct{ name, file, content, want string }{
		{"plain", "a.txt", "für <b>", "für <b>"},
		{"no ending", "a", "für", "für"},
		{"page by its beginning", "a.txt", "\ufeff <!-- x --> <!DOCTYPE html><p>für", "für"},
		{"page by its name", "a.HTM", "f&uuml;r", "für"},
		{"Windows-1252", "a.txt", "f\xfcr \x84ja\x93", "für „ja“"},
		{"page in the encoding that it names", "a.html", "<meta charset=iso-8859-2><p>\xb9koda", "škoda"},
		{"UTF-16", "a.txt", "\xff\xfef\x00\xfc\x00r\x00", "für"},
		{"empty", "a.txt", "", ""},
		{"binary", "a.txt", "a\x00b", "error"},
		{"binary and not UTF-8", "a.txt", "a\x00b\xff", "error"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), c.file)
			if err := os.WriteFile(path, []byte(c.content), 0o644); err != nil {
				t.Fatal(err)
			}
			got, err := readText(path)
			if err != nil {
				got = "error"
			}
			if got = folded(quote.Normal(got)); got != folded(quote.Normal(c.want)) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestATextMayNotBeHuge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "huge.txt")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(maxTextFile + 1); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := readText(path); err == nil {
		t.Error("it is read")
	}
}
