package archive_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/archive"
)

var items = []archive.Item{
	{Kind: "account", Props: map[string]any{"name": "Ann <&> Ü\u2028", "role": "editor"}},
	{Kind: "token", Of: "ann", Props: map[string]any{"scopes": []any{"apply"}}},
	{Kind: "change", Props: map[string]any{"revision": int64(1) << 60, "undone": true}},
	{Kind: "version", Props: map[string]any{"content": strings.Repeat("long ", 15_000)}},
	{Kind: "version", Props: map[string]any{}},
}

func backup(t *testing.T) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := archive.NewWriter(&file, archive.Head{Revision: 7, At: "2026-11-24T12:00:00Z", LeftOut: []string{"sessions"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range items {
		if err := w.Add(item); err != nil {
			t.Fatal(err)
		}
	}
	for _, odd := range []any{1.5, nil, []any{1}, map[string]any{}, time.Time{}} {
		if w.Add(archive.Item{Kind: "odd", Props: map[string]any{"p": odd}}) == nil {
			t.Errorf("%#v can be written", odd)
		}
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestWhatWasWrittenIsRead(t *testing.T) {
	file := backup(t)
	r, err := archive.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if r.Revision != 7 || r.At != "2026-11-24T12:00:00Z" || len(r.LeftOut) != 1 {
		t.Errorf("%+v", r.Head)
	}
	for _, want := range items {
		if got, err := r.Next(); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if _, err := r.Next(); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	_, tally, err := archive.Check(bytes.NewReader(file))
	if err != nil || tally.String() != "account: 1, change: 1, token: 1, version: 2" {
		t.Errorf("%s, %v", tally, err)
	}
}

// A backup that was cut off anywhere, or in which any byte of the content was
// altered, is told from a whole one.
func TestADamagedBackupIsRefused(t *testing.T) {
	file := backup(t)
	for n := range file {
		if _, _, err := archive.Check(bytes.NewReader(file[:n])); !errors.Is(err, archive.ErrNotWhole) {
			t.Fatalf("cut off after %d of %d bytes: %v", n, len(file), err)
		}
		if n < 10 {
			continue // what gzip says of time and system is no content
		}
		changed := bytes.Clone(file)
		changed[n] ^= 1
		if _, _, err := archive.Check(bytes.NewReader(changed)); err == nil {
			t.Fatalf("byte %d of %d altered, and nobody saw", n, len(file))
		}
	}
	zip, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(zip)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	last := len(lines) - 2
	for what, c := range map[string]struct{ text, err string }{
		"a line less":     {strings.Join(append(append([]string{}, lines[:2]...), lines[3:]...), ""), "checksum"},
		"another value":   {strings.Replace(string(text), "editor", "admins", 1), "checksum"},
		"other counts":    {strings.Replace(string(text), `"account":1`, `"account":2`, 1), "holds"},
		"more at the end": {string(text) + "{}\n", "after its last line"},
		"no end":          {strings.Join(lines[:last], ""), "cut off"},
		"no head":         {strings.Join(lines[1:], ""), "first line"},
		"another form":    {strings.Replace(string(text), `"version":1`, `"version":2`, 1), "form 2"},
		"something else":  {"hello\n", "first line"},
		"nothing":         {"", "cut off"},
		"a broken number": {strings.Replace(string(text), "1152921504606846976", "1.5", 1), "revision"},
		"not JSON":        {strings.Replace(string(text), `{"kind":"token"`, `{"kind":`, 1), "line 3"},
	} {
		var again bytes.Buffer
		zip := gzip.NewWriter(&again)
		_, _ = io.WriteString(zip, c.text)
		_ = zip.Close()
		if _, _, err := archive.Check(&again); err == nil || !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, _, err := archive.Check(strings.NewReader("by: Ann\n")); !errors.Is(err, archive.ErrNotWhole) {
		t.Error(err)
	}
}
