package server_test

import (
	"fmt"
	"strings"
	"sync"
)

// wire listens to the messages between driver and database.
type wire struct {
	mu         sync.Mutex
	statements int
	records    int
	warnings   []string
}

// LogClientMessage counts statements.
func (w *wire) LogClientMessage(_, format string, _ ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if strings.HasPrefix(format, "RUN") {
		w.statements++
	}
}

// LogServerMessage counts records and keeps what the database warns of.
func (w *wire) LogServerMessage(_, format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case strings.HasPrefix(format, "RECORD"):
		w.records++
	case strings.HasPrefix(format, "SUCCESS"):
		if text := fmt.Sprintf(format, args...); strings.Contains(text, "Neo.ClientNotification") {
			w.warnings = append(w.warnings, text)
		}
	}
}

func (w *wire) reset() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.statements, w.records, w.warnings = 0, 0, nil
}

// ran is how many statements ran.
func (w *wire) ran() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.statements
}

func (w *wire) counts() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	plural := func(n int, noun string) string {
		if n == 1 {
			return "1 " + noun
		}
		return fmt.Sprintf("%d %ss", n, noun)
	}
	return plural(w.statements, "statement") + ", " + plural(w.records, "record")
}

func (w *wire) warned() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.warnings
}
