package seed

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"

	"github.com/promisegraph/promisegraph/journal"
)

// Lines reads JSON Lines of any length, a part at a time: what is read is the
// same as with Read, in the memory of one part.
type Lines struct {
	files   []File
	source  *lineSource
	readers []*reader // one for each processor
	header  *reader
}

// NewLines reads the files one after the other.
func NewLines(files ...File) (*Lines, error) {
	shapes, err := newShapes()
	if err != nil {
		return nil, err
	}
	l := &Lines{files: files, header: &reader{shapes: shapes}}
	for range runtime.GOMAXPROCS(0) {
		l.readers = append(l.readers, &reader{shapes: shapes})
	}
	return l, nil
}

// Next reads up to so many lines as a change set. By, Why and At are those of
// the headers read so far. Faults are part of the set, as with Read; where
// they are very many, what follows them is left out. The end is io.EOF; other
// errors are those of reading.
func (l *Lines) Next(most int) (journal.ChangeSet, error) {
	lines, err := l.lines(most)
	if err != nil {
		return journal.ChangeSet{}, err
	}
	if len(lines) == 0 {
		return journal.ChangeSet{}, io.EOF
	}
	var wg sync.WaitGroup
	parts := slices.Collect(slices.Chunk(lines, (len(lines)+len(l.readers)-1)/len(l.readers)))
	for i, part := range parts {
		r := l.readers[i]
		*r = reader{shapes: r.shapes, later: true}
		wg.Go(func() {
			for _, line := range part {
				if r.raw(line); r.full(line.number) {
					return
				}
			}
		})
	}
	wg.Wait()
	l.header.set.Entries, l.header.set.Broken, l.header.set.Incomplete = make([]journal.Entry, 0, len(lines)), nil, false
	set := &l.header.set
	for i := range parts {
		r := l.readers[i]
		for _, h := range r.kept {
			l.header.file = h.file
			l.header.header(h.key, h.value)
		}
		set.Entries = append(set.Entries, r.set.Entries...)
		set.Broken = append(set.Broken, r.set.Broken...)
		set.Incomplete = set.Incomplete || r.set.Incomplete
		if r.said {
			break
		}
	}
	return *set, nil
}

// lines reads the next lines.
func (l *Lines) lines(most int) ([]rawLine, error) {
	lines := make([]rawLine, 0, most)
	for len(lines) < most {
		if l.source == nil {
			if len(l.files) == 0 {
				break
			}
			l.source, l.files = newLineSource(l.files[0]), l.files[1:]
		}
		line, err := l.source.next()
		switch {
		case errors.Is(err, io.EOF):
			l.source = nil
		case err != nil:
			return nil, fmt.Errorf("read %s: %w", l.source.file, err)
		default:
			lines = append(lines, line)
		}
	}
	return lines, nil
}
