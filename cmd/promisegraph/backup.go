package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/promisegraph/promisegraph/archive"
	"github.com/promisegraph/promisegraph/store"
)

type backupCommand struct {
	database `embed:""`

	File string `arg:"" help:"File to write. One that is there is replaced once the backup is whole." placeholder:"FILE"`
}

// Help is shown below the usage.
func (backupCommand) Help() string {
	return `Writes the whole journal (who, when, why, and every version of every record), proposals, accounts and the hashes of tokens,
as they stand at one revision. Servers may run and change the record meanwhile. Sessions of browsers are left out: people sign in
anew. The file is compressed, ends with a checksum and is readable by its owner only.`
}

// Run writes a backup beside the file and gives it its name when it is whole.
func (c backupCommand) Run(ctx context.Context, log *slog.Logger) (err error) {
	s, release, err := c.open(ctx, log)
	if err != nil {
		return err
	}
	defer release()
	file, err := os.CreateTemp(filepath.Dir(c.File), "."+filepath.Base(c.File)+".*") // for its owner only
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer func() {
		if err != nil {
			_ = file.Close()
			_ = os.Remove(file.Name())
		}
	}()
	head, tally, err := s.Backup(ctx, file, revisions(os.Stderr))
	if err != nil {
		return err
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := os.Rename(file.Name(), c.File); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	_, err = fmt.Printf("revision %d: %s\n", head.Revision, tally)
	return err
}

type restoreCommand struct {
	database `embed:""`

	File  string `arg:"" type:"existingfile" help:"Backup to restore." placeholder:"FILE"`
	Check bool   `help:"Only check that the backup is whole."`
}

// Help is shown below the usage.
func (restoreCommand) Help() string {
	return `Brings a backup into an empty database, with the same revisions; the schema is brought up to date first. The backup is checked
as a whole before anything is written. When that is broken off, the same command again goes on with it.`
}

// Run restores the backup.
func (c restoreCommand) Run(ctx context.Context, log *slog.Logger) error {
	open := func() (io.ReadCloser, error) { return os.Open(c.File) }
	var head archive.Head
	var tally archive.Tally
	var err error
	if c.Check {
		var file io.ReadCloser
		if file, err = open(); err == nil {
			defer file.Close() //nolint:errcheck // it was only read
			head, tally, err = archive.Check(file)
		}
	} else {
		var s *store.Store
		var release func()
		if s, release, err = c.open(ctx, log); err != nil {
			return err
		}
		defer release()
		head, tally, err = s.Restore(ctx, open, revisions(os.Stderr))
	}
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	_, err = fmt.Printf("revision %d of %s: %s\n", head.Revision, head.At, tally)
	return err
}
