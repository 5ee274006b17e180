package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/promisegraph/promisegraph/convert"
	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/seed"
	"github.com/promisegraph/promisegraph/store"
)

// exitRefused ends an import whose change set was refused.
const exitRefused = exitCode(3)

type importCommand struct {
	database `embed:""`

	Files   []string `arg:"" help:"Change set files (.yaml, .json, .jsonl) folders of them, or - for standard input; with --format, files of that data set." placeholder:"FILE"`
	Format  string   `default:"seed" enum:"seed,nz-promises,trumptracker,bods" help:"What the files are: ${enum}." placeholder:"NAME"`
	RuledOn string   `help:"The day on which the verdicts of a data set without dates stood so (trumptracker)." placeholder:"DATE"`
	By      string   `env:"PROMISEGRAPH_BY,USER" help:"Who makes the change, unless a file says so." placeholder:"NAME"`
	Why     string   `help:"Why, unless a file says so." placeholder:"TEXT"`
	Check   bool     `help:"Only check the files, as far as that goes without the database."`
	JSON    bool     `name:"json" help:"Print the outcome, or the faults, as JSON."`
}

const formatTrumpTracker = "trumptracker"

// Validate checks the flags.
func (c importCommand) Validate() error {
	switch {
	case c.RuledOn != "" && c.Format != formatTrumpTracker:
		return fmt.Errorf("--ruled-on: the verdicts of --format %s have their own dates", c.Format)
	case c.RuledOn == "" && c.Format == formatTrumpTracker:
		return fmt.Errorf("--format %s has no dates: say with --ruled-on on which day its verdicts stood so", c.Format)
	case c.RuledOn == "":
		return nil
	}
	if _, err := fact.ParseDate(c.RuledOn); err != nil {
		return fmt.Errorf("--ruled-on: %w", err)
	}
	return nil
}

// Help is shown below the usage.
func (importCommand) Help() string {
	return `All files together are one change set: it is applied whole, as one revision, or refused with every fault found.
Applying it again changes nothing.

Data sets of others are converted: nz-promises is promises.json of Promised vs Performed, trumptracker is data.json of
TrumpTracker. Their verdicts become rulings in the name of their publisher. bods are statements of the Beneficial Ownership
Data Standard 0.4, as JSON Lines or one JSON list; what is odd in them is told on standard error.

Exit codes: 0 applied, 1 failed, 2 wrong usage, 3 refused: nothing was written.`
}

// Run applies the files as one change set.
func (c importCommand) Run(ctx context.Context, log *slog.Logger) error {
	set, err := c.read()
	if err != nil {
		return err
	}
	if set.By == "" {
		set.By = c.By
	}
	if set.Why == "" {
		set.Why = cmp.Or(c.Why, "import of "+strings.Join(c.Files, ", "))
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

// read reads files and folders as one change set.
func (c importCommand) read() (journal.ChangeSet, error) {
	endings := []string{".yaml", ".yml", ".jsonl", ".ndjson"}
	switch c.Format {
	case "seed":
	case "bods":
		endings = []string{".json", ".jsonl", ".ndjson"}
	default:
		endings = []string{".json"}
	}
	names, err := fileNames(c.Files, endings)
	if err != nil {
		return journal.ChangeSet{}, err
	}
	var files []seed.File
	for _, name := range names {
		if name == stdin {
			in := bufio.NewReader(os.Stdin)
			files = append(files, seed.File{Name: "stdin" + ending(in), Content: in})
			continue
		}
		f, err := os.Open(name)
		if err != nil {
			return journal.ChangeSet{}, fmt.Errorf("read change set: %w", err)
		}
		defer f.Close() //nolint:errcheck // only read
		files = append(files, seed.File{Name: name, Content: f})
	}
	switch c.Format {
	case "nz-promises":
		return convert.NZPromises(files...)
	case "bods":
		set, odd, err := convert.BODS(files...)
		for _, o := range odd {
			fmt.Fprintln(os.Stderr, "odd:", o)
		}
		return set, err
	case formatTrumpTracker:
		return convert.TrumpTracker(fact.Date(c.RuledOn), files...)
	}
	return seed.Read(files...)
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
