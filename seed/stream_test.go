package seed_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/fiction"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/seed"
)

// asWritten is a graph of many forms of records as LinesWriter writes it.
func asWritten(t testing.TB, scale float64) []string {
	t.Helper()
	var out bytes.Buffer
	lines := seed.NewLinesWriter(&out)
	write := func(kind fact.Kind, r journal.Record) {
		body, err := journal.Encode(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := lines.Write(kind, body); err != nil {
			t.Fatal(err)
		}
	}
	for r := range (fiction.Graph{Seed: 4, Scale: scale}).Records() {
		write(r.RecordKind(), r)
	}
	set, err := seed.ReadFS(seed.Data())
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range set.Entries {
		write(e.Record.RecordKind(), e.Record)
	}
	return strings.Split(strings.TrimSpace(out.String()), "\n")
}

// told is all that a set says, on lines.
func told(t testing.TB, set journal.ChangeSet) string {
	t.Helper()
	var out strings.Builder
	fmt.Fprintln(&out, set.By, set.Why, set.At, set.Incomplete)
	for _, e := range set.Entries {
		fmt.Fprintln(&out, e.Op, e.ID, e.Reason, e.Place.File, e.Place.Line)
		if e.Record != nil {
			body, err := journal.Encode(e.Record)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&out, e.Record.RecordKind(), string(body))
			if e.Body != nil && !bytes.Equal(e.Body, body) {
				t.Errorf("%s holds the body %s", e.ID, e.Body)
			}
		}
	}
	for _, f := range set.Check() {
		fmt.Fprintln(&out, f)
	}
	return out.String()
}

// Lines just as we write them are read by a shorter way. A blank more takes
// the way of all others: both must say the same, also of what is wrong.
func TestTheShortWayReadsTheSame(t *testing.T) {
	lines := asWritten(t, 0.002)
	r := rand.New(rand.NewPCG(5, 5))
	bytesOf := []byte(`{}[]",:0123456789.-+eE nulltruefalse<&\` + "\x00\x7f\u2028é")
	for range 4000 {
		line := pick(r, lines)
		switch r.IntN(8) {
		case 0: // as it is
		case 1, 2, 3: // another byte
			raw := []byte(line)
			raw[r.IntN(len(raw))] = bytesOf[r.IntN(len(bytesOf))]
			line = string(raw)
		case 4: // a piece of another line
			other := pick(r, lines)
			at, from := r.IntN(len(line)), r.IntN(len(other))
			line = line[:at] + other[from:from+r.IntN(len(other)-from)] + line[at:]
		case 5: // a piece less
			at := r.IntN(len(line))
			line = line[:at] + line[at+r.IntN(len(line)-at):]
		case 6: // a field twice, or one that is not known
			line = strings.Replace(line, `"id"`, pick(r, []string{`"id":"twice","id"`, `"other":1,"id"`, `"id":null,"id"`, `"ID":"big","id"`}), 1)
		case 7: // another number or word
			line = strings.NewReplacer(`"value":`, `"value":`+pick(r, []string{"1e30,\"min\":", "1e+30,\"min\":", "-", "0.10,\"x\":", "12345678901234567890,\"max\":"}),
				`"kind":"`, `"kind":"`+pick(r, []string{"", "un"})).Replace(line)
		}
		if strings.ContainsAny(line, "\n\r") || !strings.HasPrefix(line, "{") {
			continue
		}
		short, long := told(t, read(t, "a.jsonl", line)), told(t, read(t, "a.jsonl", "{ "+line[1:]))
		if short != long {
			t.Fatalf("%s\nshort %s\nlong  %s", line, short, long)
		}
	}
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// Part by part, from one file or several, the same is read as at once.
func TestAStreamIsReadLikeAFile(t *testing.T) {
	lines := asWritten(t, 0.001)
	text := func(lines []string) string { return strings.Join(lines, "\n") + "\n" }
	header := `{"by":"Jane","at":"2026-11-24T09:00:00Z","why":"because"}`
	broken := slices.Clone(lines)
	broken[7], broken[100], broken[200] = `{"record":"planet","id":"mars"}`, `{"by":"Jim"}`, "{\"record\":\"person\",\"id\":\"x\",\n"
	for name, c := range map[string]struct {
		files []string
		most  int
	}{
		"one file":         {[]string{header + "\n" + text(lines)}, 100},
		"odd size":         {[]string{header + "\n" + text(lines)}, 37},
		"line by line":     {[]string{text(lines[:50])}, 1},
		"several files":    {[]string{header + "\n" + text(lines[:150]), text(lines[150:151]), "", "\n\n", "\ufeff" + text(lines[151:])}, 64},
		"faults":           {[]string{header + "\n" + text(broken)}, 90},
		"no end of line":   {[]string{strings.TrimSpace(text(lines[:20]))}, 6},
		"blank lines":      {[]string{"\n \n" + strings.Join(lines[:20], "\n\n\t\n")}, 3},
		"larger than file": {[]string{text(lines[:20])}, 1000},
		"nothing":          {[]string{""}, 10},
	} {
		t.Run(name, func(t *testing.T) {
			files := func() (list []seed.File) {
				for i, content := range c.files {
					list = append(list, seed.File{Name: fmt.Sprintf("%d.jsonl", i), Content: strings.NewReader(content)})
				}
				return list
			}
			want, err := seed.Read(files()...)
			if err != nil {
				t.Fatal(err)
			}
			stream, err := seed.NewLines(files()...)
			if err != nil {
				t.Fatal(err)
			}
			var got journal.ChangeSet
			for {
				part, err := stream.Next(c.most)
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				if len(part.Entries) > c.most {
					t.Errorf("a part of %d entries", len(part.Entries))
				}
				got.By, got.Why, got.At = part.By, part.Why, part.At
				got.Entries = append(got.Entries, part.Entries...)
				got.Broken = append(got.Broken, part.Broken...)
				got.Incomplete = got.Incomplete || part.Incomplete
			}
			if a, b := told(t, got), told(t, want); a != b {
				t.Errorf("got\n%s\nwant\n%s", a, b)
			}
		})
	}
}

// failing gives some text and then an error.
type failing struct{ text io.Reader }

func (f failing) Read(p []byte) (int, error) {
	if n, err := f.text.Read(p); err == nil {
		return n, nil
	}
	return 0, errors.New("the disk is gone")
}

func TestAStreamTellsThatReadingFailed(t *testing.T) {
	stream, err := seed.NewLines(seed.File{Name: "a.jsonl", Content: failing{strings.NewReader("{\"by\":\"Jane\"}\n")}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Next(10); err == nil || err.Error() != "read a.jsonl: line 2: the disk is gone" {
		t.Errorf("%v", err)
	}
}
