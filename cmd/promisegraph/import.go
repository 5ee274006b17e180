package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/seed"
	"github.com/promisegraph/promisegraph/store"
)

// exitRefused ends an import whose change set was refused.
const exitRefused = exitCode(3)

type importCommand struct {
	database `embed:""`

	Files []string `arg:"" help:"Change set files (.yaml, .json, .jsonl) or folders of them." placeholder:"FILE"`
	By    string   `help:"Who makes the change, unless a file says so." placeholder:"NAME"`
	Why   string   `help:"Why, unless a file says so." placeholder:"TEXT"`
	Check bool     `help:"Only check the files, as far as that goes without the database."`
	JSON  bool     `name:"json" help:"Print the outcome, or the faults, as JSON."`
}

// Help is shown below the usage.
func (importCommand) Help() string {
	return `All files together are one change set: it is applied whole, as one revision, or refused with every fault found.
Applying it again changes nothing.

Exit codes: 0 applied, 1 failed, 2 wrong usage, 3 refused: nothing was written.`
}

// Run applies the files as one change set.
func (c importCommand) Run(ctx context.Context, log *slog.Logger) error {
	set, err := readFiles(c.Files)
	if err != nil {
		return err
	}
	if set.By == "" {
		set.By = c.By
	}
	if set.Why == "" {
		set.Why = c.Why
	}
	if c.Check {
		if faults := set.Check(); len(faults) > 0 {
			return c.refused(&journal.Refusal{Faults: faults})
		}
		return c.print(map[string]int{"records": len(set.Entries)}, fmt.Sprintf("%d records are well-formed", len(set.Entries)))
	}
	s, release, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	defer release()
	if err := s.Migrated(ctx); err != nil {
		return err
	}
	applied, err := s.Apply(ctx, set, progress(os.Stderr))
	var refusal *journal.Refusal
	if errors.As(err, &refusal) {
		return c.refused(refusal)
	}
	if err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return c.print(applied, summary(applied))
}

func summary(a store.Applied) string {
	if !a.Changed() {
		return fmt.Sprintf("nothing to change: all %d records are there already (revision %d)", a.Unchanged, a.Revision)
	}
	return fmt.Sprintf("revision %d: %d created, %d corrected, %d retracted, %d unchanged", a.Revision, a.Created, a.Corrected, a.Retracted, a.Unchanged)
}

func (c importCommand) refused(r *journal.Refusal) error {
	if c.JSON {
		if err := json.NewEncoder(os.Stdout).Encode(map[string]any{"faults": r.Faults}); err != nil {
			return err
		}
		return exitRefused
	}
	fmt.Fprintln(os.Stderr, r)
	return exitRefused
}

func (c importCommand) print(value any, text string) error {
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(value)
	}
	_, err := fmt.Println(text)
	return err
}

// readFiles reads files and folders as one change set.
func readFiles(paths []string) (journal.ChangeSet, error) {
	var names []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return journal.ChangeSet{}, fmt.Errorf("read change set: %w", err)
		}
		if !info.IsDir() {
			names = append(names, path)
			continue
		}
		entries, err := os.ReadDir(path)
		if err != nil {
			return journal.ChangeSet{}, fmt.Errorf("read change set: %w", err)
		}
		for _, e := range entries {
			if slices.Contains([]string{".yaml", ".yml", ".jsonl", ".ndjson"}, strings.ToLower(filepath.Ext(e.Name()))) {
				names = append(names, filepath.Join(path, e.Name()))
			}
		}
	}
	var files []seed.File
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return journal.ChangeSet{}, fmt.Errorf("read change set: %w", err)
		}
		defer f.Close() //nolint:errcheck // only read
		files = append(files, seed.File{Name: name, Content: f})
	}
	return seed.Read(files...)
}

// progress shows on a terminal how far a long write has come. Elsewhere it
// stays silent.
func progress(to *os.File) store.Progress {
	info, err := to.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return func(done, all int) {
		end := ""
		if done == all {
			end = "\n"
		}
		_, _ = io.WriteString(to, fmt.Sprintf("\r%d of %d rows written%s", done, all, end))
	}
}
