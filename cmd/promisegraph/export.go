package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/promisegraph/promisegraph/convert"
	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/seed"
)

type exportCommand struct {
	database `embed:""`

	Format       string   `enum:"yaml,jsonl,bods,ftm" default:"yaml" help:"yaml; jsonl: one record on a line; bods: BODS 0.4; ftm: FollowTheMoney." placeholder:"NAME"`
	To           string   `help:"Write one file for each kind of record into this folder, instead of all to standard output (yaml, jsonl)." placeholder:"DIR"`
	Since        *int64   `help:"Only what changed after this revision, as a change set of JSON Lines (jsonl) that brings a copy up to date." placeholder:"REV"`
	Files        []string `name:"from" help:"Write the records of these change set files instead of those of the database (bods, ftm)." placeholder:"FILE"`
	Publisher    string   `default:"promisegraph" help:"Who publishes the statements (bods)." placeholder:"NAME"`
	PublisherURL string   `help:"The publisher's web address (bods)." placeholder:"URL"`
	License      string   `help:"Address of the licence (bods)." placeholder:"URL"`
	On           string   `help:"The day of publication (bods); today when left out." placeholder:"DATE"`
}

// exchanged reports whether the format is one of others, written as a whole.
func (c exportCommand) exchanged() bool { return c.Format == "bods" || c.Format == "ftm" }

// Validate checks the flags.
func (c exportCommand) Validate() error {
	if c.Since != nil {
		switch {
		case c.Format != "jsonl" || c.To != "":
			return errors.New("--since: it takes --format jsonl, to standard output")
		case *c.Since < 0:
			return errors.New("--since: revisions count from 0")
		}
	}
	if c.exchanged() {
		if c.To != "" {
			return fmt.Errorf("--to: --format %s goes to standard output", c.Format)
		}
		return nil
	}
	if len(c.Files) > 0 {
		return fmt.Errorf("--from: --format %s writes what is in the database", c.Format)
	}
	return nil
}

// Help is shown below the usage.
func (exportCommand) Help() string {
	return `Writes every record in force, in the format that import reads.

bods and ftm write who owns and controls what, with the sources, for other programs: statements of the Beneficial Ownership
Data Standard 0.4 as JSON Lines, and entities of FollowTheMoney as JSON Lines.

--since writes one entry for each record that was changed after a revision, as it stands now: to create, to correct or to retract.
Importing it with --batch 0 brings a copy that was at that revision up to date; the revision it is of is told on standard error.`
}

// recordWriter writes encoded records in one format.
type recordWriter interface {
	Write(kind fact.Kind, body []byte) error
}

func (c exportCommand) writer(w io.Writer) recordWriter {
	if c.Format == "jsonl" {
		return seed.NewLinesWriter(w)
	}
	return seed.NewYAMLWriter(w)
}

// exchange writes the records in a format of others.
func (c exportCommand) exchange(to io.Writer, records []journal.Record) error {
	if c.Format == "ftm" {
		return convert.WriteFTM(to, records)
	}
	on := c.On
	if on == "" {
		on = time.Now().UTC().Format(time.DateOnly)
	}
	return convert.WriteBODS(to, records, convert.Publication{Publisher: c.Publisher, URL: c.PublisherURL, License: c.License, On: fact.Date(on)})
}

// exchangeFiles writes the records of change set files.
func (c exportCommand) exchangeFiles(to io.Writer) error {
	set, err := readSet(c.Files)
	if err != nil {
		return err
	}
	if faults := set.Check(); len(faults) > 0 {
		return &journal.Refusal{Faults: faults}
	}
	var records []journal.Record
	for _, e := range set.Entries {
		if e.Record != nil {
			records = append(records, e.Record)
		}
	}
	return c.exchange(to, records)
}

// Run writes all records.
func (c exportCommand) Run(ctx context.Context, log *slog.Logger) error {
	if len(c.Files) > 0 {
		out := bufio.NewWriter(os.Stdout)
		if err := c.exchangeFiles(out); err != nil {
			return err
		}
		return out.Flush()
	}
	s, release, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	defer release()
	if c.Since != nil {
		out := bufio.NewWriter(os.Stdout)
		upTo, err := s.ExportSince(ctx, *c.Since, seed.NewLinesWriter(out).WriteEntry)
		if err != nil {
			return err
		}
		log.Info("exported", "since", *c.Since, "up to", upTo)
		return out.Flush()
	}
	if c.exchanged() {
		var records []journal.Record
		err := s.Export(ctx, func(kind fact.Kind, body []byte) error {
			r, err := journal.Decode(kind, body)
			records = append(records, r)
			return err
		})
		if err != nil {
			return err
		}
		out := bufio.NewWriter(os.Stdout)
		if err := c.exchange(out, records); err != nil {
			return err
		}
		return out.Flush()
	}
	if c.To == "" {
		out := bufio.NewWriter(os.Stdout)
		if err := s.Export(ctx, c.writer(out).Write); err != nil {
			return err
		}
		return out.Flush()
	}
	folder := exportFolder{command: c}
	if err := s.Export(ctx, folder.write); err != nil {
		return err
	}
	return folder.close()
}

// exportFolder writes one file for each kind, one after the other.
type exportFolder struct {
	command exportCommand
	kind    fact.Kind
	file    *os.File
	buffer  *bufio.Writer
	records recordWriter
}

func (f *exportFolder) write(kind fact.Kind, body []byte) error {
	if kind != f.kind {
		if err := f.close(); err != nil {
			return err
		}
		if err := os.MkdirAll(f.command.To, 0o755); err != nil {
			return fmt.Errorf("export: %w", err)
		}
		file, err := os.Create(filepath.Join(f.command.To, kind.Plural()+"."+f.command.Format))
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		f.kind, f.file, f.buffer = kind, file, bufio.NewWriter(file)
		f.records = f.command.writer(f.buffer)
	}
	return f.records.Write(kind, body)
}

// close ends the file that is open, if any.
func (f *exportFolder) close() error {
	if f.file == nil {
		return nil
	}
	if err := f.buffer.Flush(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if err := f.file.Close(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	f.file = nil
	return nil
}
