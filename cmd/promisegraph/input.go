package main

import (
	"bufio"
	"bytes"
	"fmt"
	"hash/maphash"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/promisegraph/promisegraph/convert"
	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/seed"
)

// input is what the files of an import hold.
type input struct {
	// next gives it part by part; io.EOF ends it. All that is in one part
	// belongs together.
	next func() (journal.ChangeSet, error)
	// size is that of all files in bytes, 0 when it is not known.
	size int64
	// read is how much of it was read.
	read  atomic.Int64
	files []seed.File
	open  []io.Closer
}

func (in *input) close() {
	for _, f := range in.open {
		_ = f.Close() // only read
	}
}

// counted counts what is read.
type counted struct {
	from io.Reader
	read *atomic.Int64
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.read.Add(int64(n))
	return n, err
}

// input opens the files. JSON Lines are read as they come, all else as a whole.
func (c importCommand) input() (*input, error) {
	endings := []string{".yaml", ".yml", ".jsonl", ".ndjson"}
	switch c.Format {
	case formatSeed:
	case "bods":
		endings = []string{".json", ".jsonl", ".ndjson"}
	default:
		endings = []string{".json"}
	}
	names, err := fileNames(c.Files, endings)
	if err != nil {
		return nil, err
	}
	in := new(input)
	lines, known := c.Format == formatSeed && c.Batch > 0, true
	for _, name := range names {
		f := os.Stdin
		if name == stdin {
			known = false
		} else {
			if f, err = os.Open(name); err != nil {
				in.close()
				return nil, fmt.Errorf("read change set: %w", err)
			}
			in.open = append(in.open, f)
			if info, err := f.Stat(); err == nil {
				in.size += info.Size()
			}
		}
		content := bufio.NewReaderSize(counted{f, &in.read}, 1<<16)
		if name == stdin {
			name = "stdin" + ending(content)
		}
		in.files = append(in.files, seed.File{Name: name, Content: content})
		lines = lines && slices.Contains([]string{".jsonl", ".ndjson"}, strings.ToLower(filepath.Ext(name)))
	}
	if !known {
		in.size = 0
	}
	if !lines {
		in.next = c.whole(in)
		return in, nil
	}
	stream, err := seed.NewLines(in.files...)
	if err != nil {
		in.close()
		return nil, err
	}
	in.next = func() (journal.ChangeSet, error) { return stream.Next(c.Batch) }
	return in, nil
}

// whole reads all and gives it in parts, unless there is something wrong.
func (c importCommand) whole(in *input) func() (journal.ChangeSet, error) {
	var set journal.ChangeSet
	var parts [][]journal.Entry
	begun := false
	return func() (journal.ChangeSet, error) {
		if !begun {
			begun = true
			var err error
			if set, err = c.convert(in); err != nil {
				return journal.ChangeSet{}, err
			}
			if len(set.Entries) <= c.most() || len(set.Check()) > 0 {
				return set, nil
			}
			parts = slices.Collect(slices.Chunk(set.Entries, c.Batch))
		}
		if len(parts) == 0 {
			return journal.ChangeSet{}, io.EOF
		}
		set.Entries, parts = parts[0], parts[1:]
		return set, nil
	}
}

// convert reads all as one change set.
func (c importCommand) convert(in *input) (journal.ChangeSet, error) {
	switch c.Format {
	case "nz-promises":
		return convert.NZPromises(in.files...)
	case "bods":
		set, odd, err := convert.BODS(in.files...)
		for _, o := range odd {
			fmt.Fprintln(os.Stderr, "odd:", o)
		}
		return set, err
	case formatTrumpTracker:
		return convert.TrumpTracker(fact.Date(c.RuledOn), in.files...)
	}
	return seed.Read(in.files...)
}

// readSet reads change set files and folders of them as one change set.
func readSet(paths []string) (journal.ChangeSet, error) {
	c := importCommand{Files: paths, Format: formatSeed}
	in, err := c.input()
	if err != nil {
		return journal.ChangeSet{}, err
	}
	defer in.close()
	return c.convert(in)
}

// ids finds ids that come twice among very many. It keeps fingerprints of 128
// bits, of which no two are the same by chance.
type ids struct {
	seeds [2]maphash.Seed
	lines map[[2]uint64]uint32
}

func newIDs() ids {
	return ids{[2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, map[[2]uint64]uint32{}}
}

// twice tells which entries have ids of earlier parts.
func (s ids) twice(part journal.ChangeSet) []journal.Fault {
	var faults []journal.Fault
	prints := make([][2]uint64, len(part.Entries))
	for i, e := range part.Entries {
		prints[i] = [2]uint64{maphash.String(s.seeds[0], e.ID), maphash.String(s.seeds[1], e.ID)}
		if line, twice := s.lines[prints[i]]; twice && e.ID != "" {
			faults = append(faults, e.Fault("id", "%q is used twice, first at line %d", e.ID, line))
		}
	}
	for i, e := range part.Entries {
		s.lines[prints[i]] = uint32(min(max(e.Place.Line, 0), math.MaxUint32))
	}
	return faults
}

// stdin is the name that stands for standard input.
const stdin = "-"

var firstLine = regexp.MustCompile(`^\s*\{\s*"(record|op)"\s*:|^\s*\{[^{}\[\]\n]*\}[ \t\r]*\n`)

// ending tells the format of what comes through a pipe: YAML, or JSON Lines
// when it begins with the line of a record or of a header, or JSON.
func ending(in *bufio.Reader) string {
	start, _ := in.Peek(4096)
	switch {
	case firstLine.Match(start):
		return ".jsonl"
	case bytes.HasPrefix(bytes.TrimSpace(start), []byte("{")):
		return ".json"
	}
	return ".yaml"
}

// fileNames lists files, and of folders those with one of the endings.
func fileNames(paths, endings []string) ([]string, error) {
	var names []string
	for _, path := range paths {
		if path == stdin {
			names = append(names, path)
			continue
		}
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("read change set: %w", err)
		}
		if !info.IsDir() {
			names = append(names, path)
			continue
		}
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, fmt.Errorf("read change set: %w", err)
		}
		for _, e := range entries {
			if slices.Contains(endings, strings.ToLower(filepath.Ext(e.Name()))) {
				names = append(names, filepath.Join(path, e.Name()))
			}
		}
	}
	return names, nil
}
