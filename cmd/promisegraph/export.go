package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/seed"
)

type exportCommand struct {
	database `embed:""`

	Format string `enum:"yaml,jsonl" default:"yaml" help:"yaml, or jsonl: one record on a line."`
	To     string `help:"Write one file for each kind of record into this folder, instead of all to standard output." placeholder:"DIR"`
}

// Help is shown below the usage.
func (exportCommand) Help() string {
	return `Writes every record in force, in the format that import reads.`
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

// Run writes all records.
func (c exportCommand) Run(ctx context.Context, log *slog.Logger) error {
	s, release, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	defer release()
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
