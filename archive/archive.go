// Package archive is the form of a backup: lines of JSON, compressed, that
// begin with what the file is and end with how much it holds and a checksum.
// It is pure and knows no record: what the lines mean is the store's matter.
package archive

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"slices"
	"strings"
)

// version numbers the form of the file.
const version = 1

// format is what the first line says a backup is.
const format = "promisegraph backup"

// maxLine is the greatest length of a line. A record has at most 1 MiB.
const maxLine = 16 << 20

// ErrNotWhole says that a file is no backup, or not all of one: cut off,
// altered, or not ended yet.
var ErrNotWhole = errors.New("not a whole backup")

// Head is the first line of a backup.
type Head struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	// Revision is the one of which the backup is.
	Revision int64 `json:"revision"`
	// At is when it was made.
	At string `json:"at"`
	// LeftOut says in words what of the database is not in it.
	LeftOut []string `json:"left_out,omitempty"`
}

// Item is one line between the first and the last.
type Item struct {
	// Kind is what it is.
	Kind string `json:"kind"`
	// Of names what it belongs to, if anything.
	Of string `json:"of,omitempty"`
	// Props are its properties: texts, whole numbers, truth values, lists of texts.
	Props map[string]any `json:"props"`
}

// Tally is the last line: what all before it must add up to.
type Tally struct {
	// Counts says how many items of each kind there are.
	Counts map[string]int64 `json:"counts"`
	// Checksum is the SHA-256 of all lines before, in hexadecimal digits.
	Checksum string `json:"sha256"`
}

// String lists the counts in words.
func (t Tally) String() string {
	var parts []string
	for _, kind := range slices.Sorted(maps.Keys(t.Counts)) {
		parts = append(parts, fmt.Sprintf("%s: %d", kind, t.Counts[kind]))
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// Writer writes a backup.
type Writer struct {
	zip   *gzip.Writer
	buf   *bufio.Writer
	sum   hash.Hash
	tally Tally
}

// NewWriter begins a backup.
func NewWriter(to io.Writer, head Head) (*Writer, error) {
	w := &Writer{zip: gzip.NewWriter(to), sum: sha256.New(), tally: Tally{Counts: map[string]int64{}}}
	w.buf = bufio.NewWriterSize(w.zip, 64<<10)
	head.Format, head.Version = format, version
	return w, w.line(head)
}

// Add writes an item.
func (w *Writer) Add(item Item) error {
	for name, value := range item.Props {
		if !writable(value) {
			return fmt.Errorf("write backup: %s: a property %s of type %T", item.Kind, name, value)
		}
	}
	w.tally.Counts[item.Kind]++
	return w.line(item)
}

// writable reports whether a value is read again as it was.
func writable(value any) bool {
	switch v := value.(type) {
	case string, int64, bool:
		return true
	case []any:
		return !slices.ContainsFunc(v, func(one any) bool { _, ok := one.(string); return !ok })
	}
	return false
}

func (w *Writer) line(value any) error {
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	if line.Len() > maxLine {
		return fmt.Errorf("write backup: an item of %d bytes is longer than a line can be (%d)", line.Len(), maxLine)
	}
	_, _ = w.sum.Write(line.Bytes())
	if _, err := w.buf.Write(line.Bytes()); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	return nil
}

// Close ends the backup. A file that was not closed is not taken for one.
func (w *Writer) Close() (Tally, error) {
	w.tally.Checksum = hex.EncodeToString(w.sum.Sum(nil))
	if err := w.line(struct {
		End Tally `json:"end"`
	}{w.tally}); err != nil {
		return Tally{}, err
	}
	if err := errors.Join(w.buf.Flush(), w.zip.Close()); err != nil {
		return Tally{}, fmt.Errorf("write backup: %w", err)
	}
	return w.tally, nil
}

// Reader reads a backup.
type Reader struct {
	Head
	lines *bufio.Reader
	sum   hash.Hash
	tally Tally
	line  int
}

// NewReader begins to read. It returns ErrNotWhole for what is no backup.
func NewReader(from io.Reader) (*Reader, error) {
	zip, err := gzip.NewReader(from)
	if err != nil {
		return nil, fmt.Errorf("%w: it is not compressed as backups are: %w", ErrNotWhole, err)
	}
	r := &Reader{lines: bufio.NewReaderSize(zip, 64<<10), sum: sha256.New(), tally: Tally{Counts: map[string]int64{}}}
	first, err := r.next()
	if err != nil {
		return nil, err
	}
	if json.Unmarshal(first, &r.Head) != nil || r.Format != format {
		return nil, fmt.Errorf("%w: the first line does not say so", ErrNotWhole)
	}
	if r.Version != version {
		return nil, fmt.Errorf("the backup has form %d, and this program reads form %d: take the program that made it", r.Version, version)
	}
	_, _ = r.sum.Write(first)
	return r, nil
}

// Next gives the next item. After the last it returns io.EOF, once the counts
// and the checksum have been found right; else ErrNotWhole.
func (r *Reader) Next() (Item, error) {
	line, err := r.next()
	if err != nil {
		return Item{}, err
	}
	var entry struct {
		Item
		End *Tally `json:"end"`
	}
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	if err := dec.Decode(&entry); err != nil {
		return Item{}, fmt.Errorf("%w: line %d: %w", ErrNotWhole, r.line, err)
	}
	if entry.End != nil {
		return Item{}, r.end(*entry.End)
	}
	_, _ = r.sum.Write(line)
	r.tally.Counts[entry.Kind]++
	for name, value := range entry.Props {
		number, ok := value.(json.Number)
		if !ok {
			continue
		}
		if entry.Props[name], err = number.Int64(); err != nil {
			return Item{}, fmt.Errorf("%w: line %d: %s: %w", ErrNotWhole, r.line, name, err)
		}
	}
	return entry.Item, nil
}

// end compares what was read with what the last line says.
func (r *Reader) end(want Tally) error {
	r.tally.Checksum = hex.EncodeToString(r.sum.Sum(nil))
	if r.tally.Checksum != want.Checksum {
		return fmt.Errorf("%w: the checksum is %s, not %s as its last line says: it was altered", ErrNotWhole, r.tally.Checksum, want.Checksum)
	}
	if !maps.Equal(r.tally.Counts, want.Counts) {
		return fmt.Errorf("%w: it holds %s, not %s as its last line says", ErrNotWhole, r.tally, want)
	}
	if _, err := r.lines.ReadByte(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: something comes after its last line, or its end is damaged", ErrNotWhole)
	}
	return io.EOF
}

// Tally is what was read so far; after the end, what the backup holds.
func (r *Reader) Tally() Tally { return r.tally }

func (r *Reader) next() ([]byte, error) {
	r.line++
	var line []byte
	for {
		part, err := r.lines.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case err == nil:
			return line, nil
		case len(line) > maxLine:
			return nil, fmt.Errorf("%w: line %d is too long", ErrNotWhole, r.line)
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil, fmt.Errorf("%w: it was cut off in line %d", ErrNotWhole, r.line)
		default:
			return nil, fmt.Errorf("%w: line %d: %w", ErrNotWhole, r.line, err)
		}
	}
}

// Check reads a backup to its end and tells what it is and holds.
func Check(from io.Reader) (Head, Tally, error) {
	r, err := NewReader(from)
	if err != nil {
		return Head{}, Tally{}, err
	}
	for err == nil {
		_, err = r.Next()
	}
	if !errors.Is(err, io.EOF) {
		return Head{}, Tally{}, err
	}
	return r.Head, r.Tally(), nil
}
