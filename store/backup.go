package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/promisegraph/promisegraph/archive"
	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
)

// Kinds of items in a backup.
const (
	keptAccount  = "account"
	keptToken    = "token"
	keptProposal = "proposal"
	keptChange   = "change"
	keptVersion  = "version"
)

// leftOut is what a backup does not hold.
var leftOut = []string{"sessions of browsers: people sign in anew", "what follows from the journal: it is derived again"}

// changesPage is how many changes are read at once.
const changesPage = 200

// Backup writes the journal up to the present revision, and accounts, tokens
// and proposals as they stand at it, in the memory of a few records. Changes
// may be made meanwhile: they are not in it. Writers wait only while what lies
// beside the journal is read. Progress is told in changes.
func (s *Store) Backup(ctx context.Context, to io.Writer, progress Progress) (archive.Head, archive.Tally, error) {
	if progress == nil {
		progress = func(int, int) {}
	}
	if err := s.Migrated(ctx); err != nil {
		return archive.Head{}, archive.Tally{}, err
	}
	head := archive.Head{At: s.now().UTC().Format(time.RFC3339), LeftOut: leftOut}
	out, err := s.backUpBeside(ctx, to, &head)
	if err != nil {
		return head, archive.Tally{}, fmt.Errorf("back up: %w", unavailable(ctx, err))
	}
	for since := int64(0); since < head.Revision; {
		if since, err = s.backUpChanges(ctx, out, since, head.Revision); err != nil {
			return head, archive.Tally{}, fmt.Errorf("back up: %w", unavailable(ctx, err))
		}
		progress(int(since), int(head.Revision))
	}
	tally, err := out.Close()
	return head, tally, err
}

// backUpBeside begins a backup with what lies beside the journal. The lock
// that writers take holds it at one revision: a proposal is accepted in the
// transaction that makes its change.
func (s *Store) backUpBeside(ctx context.Context, to io.Writer, head *archive.Head) (*archive.Writer, error) {
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer session.Close(ctx) //nolint:errcheck // the transaction has ended by then
	tx, err := session.BeginTransaction(ctx, neo4j.WithTxTimeout(writeTimeout))
	if err != nil {
		return nil, err
	}
	defer tx.Close(ctx) //nolint:errcheck // it is rolled back: it changed nothing
	w := newWriter(s, tx, nil)
	if head.Revision, err = w.lock(ctx); err != nil {
		return nil, err
	}
	out, err := archive.NewWriter(to, *head)
	if err != nil {
		return nil, err
	}
	for _, kind := range []string{keptAccount, keptToken, keptProposal} {
		result, err := tx.Run(ctx, s.fragments.statement("kept-"+kind+"s"), nil)
		if err != nil {
			return nil, err
		}
		err = eachRow(ctx, result, func(row map[string]any) error {
			of, _ := row["of"].(string)
			return out.Add(archive.Item{Kind: kind, Of: of, Props: propsOf(row)})
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// backUpChanges writes some changes after one, each followed by its versions,
// and returns the last.
func (s *Store) backUpChanges(ctx context.Context, out *archive.Writer, since, upTo int64) (int64, error) {
	records, err := s.run(ctx, neo4j.AccessModeRead, s.fragments.statement("journal-changes"), map[string]any{"since": since, "upTo": upTo, "limit": int64(changesPage)})
	if err != nil {
		return 0, err
	}
	changes := make([]map[string]any, len(records))
	for i, r := range records {
		changes[i] = propsOf(r.AsMap())
		if changes[i]["revision"] != since+int64(i)+1 {
			return 0, fmt.Errorf("the journal has no revision %d", since+int64(i)+1)
		}
	}
	if len(changes) == 0 {
		return 0, fmt.Errorf("the journal has no revision %d", since+1)
	}
	last, told := since+int64(len(changes)), since
	err = s.stream(ctx, "journal-versions", map[string]any{"since": since, "upTo": last}, func(row map[string]any) error {
		revision, _ := row["revision"].(int64)
		for ; told < revision; told++ {
			if err := out.Add(archive.Item{Kind: keptChange, Props: changes[told-since]}); err != nil {
				return err
			}
		}
		if revision != told {
			return fmt.Errorf("versions of revision %d come after those of %d", revision, told)
		}
		return out.Add(archive.Item{Kind: keptVersion, Props: propsOf(row)})
	})
	if err == nil && told != last {
		err = fmt.Errorf("revision %d has no versions", told+1)
	}
	return last, err
}

// stream calls do for each row of a read of any length, as it comes. It is
// not tried again.
func (s *Store) stream(ctx context.Context, statement string, params map[string]any, do func(row map[string]any) error) error {
	session := s.session(ctx, neo4j.AccessModeRead)
	defer session.Close(ctx) //nolint:errcheck // what was read counts
	result, err := session.Run(ctx, s.fragments.statement(statement), params)
	if err != nil {
		return err
	}
	return eachRow(ctx, result, do)
}

func eachRow(ctx context.Context, result neo4j.ResultWithContext, do func(row map[string]any) error) error {
	for result.Next(ctx) {
		if err := do(result.Record().AsMap()); err != nil {
			return err
		}
	}
	return result.Err()
}

func propsOf(row map[string]any) map[string]any {
	props, _ := row["props"].(map[string]any)
	return props
}

// ErrRestoring says that a backup has been restored into the database in part.
var ErrRestoring = errors.New("a backup is being restored into this database, or that was broken off: " +
	"run `promisegraph restore` with the same file again to go on with it")

// ErrNotEmpty says that a backup cannot be restored into a database, since
// there is something in it.
var ErrNotEmpty = errors.New("the database is not empty: a backup is restored into an empty one only")

// ExportSince calls write with what brings a copy of the graph at a revision
// to the present one, which it returns: of each record that was changed since,
// one entry, encoded, in the order of its last change. What was created and
// withdrawn since is left out.
func (s *Store) ExportSince(ctx context.Context, since int64, write func(e journal.Entry, kind fact.Kind) error) (int64, error) {
	upTo, err := s.WholeRevision(ctx)
	if err != nil {
		return 0, fmt.Errorf("export since %d: %w", since, err)
	}
	if since > upTo {
		return 0, fmt.Errorf("export since %d: the last revision is %d", since, upTo)
	}
	err = s.stream(ctx, "changed-since", map[string]any{"since": since, "upTo": upTo}, func(row map[string]any) error {
		text := func(name string) string { t, _ := row[name].(string); return t }
		e := journal.Entry{Op: journal.Op(text("op")), ID: text("id"), Reason: text("reason")}
		switch {
		case e.Op == journal.Retract && text("was") == "":
			return nil
		case e.Op != journal.Retract:
			e.Op, e.Body = journal.Correct, []byte(text("content"))
			if text("was") == "" {
				e.Op = journal.Create
			}
		}
		return write(e, fact.Kind(text("kind")))
	})
	if err != nil {
		return 0, fmt.Errorf("export since %d: %w", since, unavailable(ctx, err))
	}
	return upTo, nil
}
