package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/promisegraph/promisegraph/store"
)

// progress shows on a terminal how far a long write has come. Elsewhere it
// stays silent.
func progress(to *os.File) store.Progress { return counting(to, "%d of %d rows written") }

// revisions is progress in revisions.
func revisions(to *os.File) store.Progress { return counting(to, "%d of %d revisions") }

func counting(to *os.File, line string) store.Progress {
	if !terminal(to) {
		return nil
	}
	return func(done, all int) {
		end := ""
		if done == all {
			end = "\n"
		}
		_, _ = io.WriteString(to, "\r"+fmt.Sprintf(line, done, all)+end)
	}
}

func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// sofar shows on a terminal how far a long import has come, how fast it is and
// how long it may take still.
type sofar struct {
	to    io.Writer // nil: nowhere
	size  int64     // in bytes; 0: not known
	now   func() time.Time
	begun time.Time
	shown bool
}

func newSofar(to *os.File, size int64, now func() time.Time) *sofar {
	s := &sofar{size: size, now: now, begun: now()}
	if terminal(to) {
		s.to = to
	}
	return s
}

// show tells what was done when so many bytes had been read.
func (s *sofar) show(done store.Streamed, read int64) {
	if s.to == nil || done.Sets+done.Unchanged == 0 {
		return
	}
	s.shown = true
	_, _ = io.WriteString(s.to, "\r\x1b[K"+s.line(done, read))
}

func (s *sofar) line(done store.Streamed, read int64) string {
	took := s.now().Sub(s.begun)
	records := done.Created + done.Corrected + done.Retracted + done.Unchanged
	text := fmt.Sprintf("%d records, %.0f a second", records, float64(records)/max(took.Seconds(), 1e-3))
	if s.size > 0 && read > 0 {
		part := min(float64(read)/float64(s.size), 1)
		text += fmt.Sprintf(", %.0f%%, about %s left", 100*part, (time.Duration(float64(took) * (1 - part) / part)).Round(time.Second))
	}
	return text
}

// end leaves the line.
func (s *sofar) end() {
	if s.shown {
		_, _ = io.WriteString(s.to, "\n")
	}
}
