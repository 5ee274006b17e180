package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"strings"
	"time"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
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
	Batch   int      `default:"5000" help:"So many records are one change set. More are applied in several, one after the other; 0: all are one." placeholder:"N"`
	Check   bool     `help:"Only check the files, as far as that goes without the database."`
	JSON    bool     `name:"json" help:"Print the outcome, or the faults, as JSON."`
}

// Formats that are named in more than one place.
const (
	formatSeed         = "seed"
	formatTrumpTracker = "trumptracker"
)

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

More than 5,000 records (--batch) are applied in several change sets, in order, in the memory of a few. Each is whole and a
revision of its own. When one is refused or broken off, it is told what was applied until then; the same command again goes on
from there. A record that refers to a later one waits for it. JSON Lines are read as they come, also from standard input.

Data sets of others are converted: nz-promises is promises.json of Promised vs Performed, trumptracker is data.json of
TrumpTracker. Their verdicts become rulings in the name of their publisher. bods are statements of the Beneficial Ownership
Data Standard 0.4, as JSON Lines or one JSON list; what is odd in them is told on standard error.

Exit codes: 0 applied, 1 failed, 2 wrong usage, 3 refused: nothing was written.`
}

// Run applies the files as one change set, or several.
func (c importCommand) Run(ctx context.Context, log *slog.Logger) error {
	in, err := c.input()
	if err != nil {
		return err
	}
	defer in.close()
	if c.Check {
		return c.check(in)
	}
	s, release, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	defer release()
	if err := s.Migrated(ctx); err != nil {
		return err
	}
	sofar := newSofar(os.Stderr, in.size, time.Now)
	done, err := s.ApplyAll(ctx, c.most(), func() (journal.ChangeSet, error) {
		part, err := in.next()
		part.By = cmp.Or(part.By, c.By)
		part.Why = cmp.Or(part.Why, c.Why, "import of "+strings.Join(c.Files, ", "))
		return part, err
	}, progress(os.Stderr), func(done store.Streamed) { sofar.show(done, in.read.Load()) })
	sofar.end()
	var refusal *journal.Refusal
	switch {
	case errors.As(err, &refusal):
		return c.refused(refusal, done)
	case err != nil && done.Sets > 0:
		return fmt.Errorf("import: %w\nbefore that: %s\nimport the same again to go on", err, summary(done))
	case err != nil:
		return fmt.Errorf("import: %w", err)
	}
	if done.Sets > 1 {
		return c.print(done, summary(done))
	}
	return c.print(done.Applied, summary(done))
}

// most is how many records are one change set.
func (c importCommand) most() int {
	if c.Batch == 0 {
		return math.MaxInt
	}
	return c.Batch
}

// maxFaults is how many faults are enough to stop checking.
const maxFaults = 1000

// check tells what is wrong with the files as far as that goes without the
// database.
func (c importCommand) check(in *input) error {
	earlier := newIDs()
	records := 0
	var faults []journal.Fault
	for len(faults) < maxFaults {
		part, err := in.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		records += len(part.Entries)
		faults = append(faults, part.Check()...)
		faults = append(faults, earlier.twice(part)...)
	}
	if len(faults) > 0 {
		return c.refused(&journal.Refusal{Faults: faults}, store.Streamed{})
	}
	return c.print(map[string]int{"records": records}, fmt.Sprintf("%d records are well-formed", records))
}

func summary(s store.Streamed) string {
	counts := fmt.Sprintf("%d created, %d corrected, %d retracted, %d unchanged", s.Created, s.Corrected, s.Retracted, s.Unchanged)
	switch s.Sets {
	case 0:
		return fmt.Sprintf("nothing to change: all %d records are there already (revision %d)", s.Unchanged, s.Revision)
	case 1:
		return fmt.Sprintf("revision %d: %s", s.First, counts)
	}
	return fmt.Sprintf("revisions %d to %d: %s", s.First, s.Revision, counts)
}

// refused tells the faults, and what was applied before.
func (c importCommand) refused(r *journal.Refusal, before store.Streamed) error {
	if c.JSON {
		outcome := map[string]any{"faults": r.Faults}
		if before.Sets > 0 {
			outcome["applied"] = before
		}
		if err := json.NewEncoder(os.Stdout).Encode(outcome); err != nil {
			return err
		}
		return exitRefused
	}
	fmt.Fprintln(os.Stderr, r)
	if before.Sets > 0 {
		fmt.Fprintf(os.Stderr, "before that: %s\nwhat follows the refused records was not applied; correct them and import the same again to go on\n", summary(before))
	}
	return exitRefused
}

func (c importCommand) print(value any, text string) error {
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(value)
	}
	_, err := fmt.Println(text)
	return err
}
