package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/promisegraph/promisegraph/archive"
	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
)

// Restore brings a backup into an empty database: the whole journal, change by
// change, with its revisions, and accounts, tokens and proposals. The backup
// is read to its end before anything is written; one that is not whole is
// refused with archive.ErrNotWhole, a database that is not empty with
// ErrNotEmpty. What was broken off goes on when the same backup is restored
// again; until then nothing else can be written. Open is called twice.
// Progress is told in changes.
func (s *Store) Restore(ctx context.Context, open func() (io.ReadCloser, error), progress Progress) (archive.Head, archive.Tally, error) {
	if progress == nil {
		progress = func(int, int) {}
	}
	head, tally, err := checkBackup(open)
	if err != nil {
		return head, tally, err
	}
	if _, err := s.Migrate(ctx, nil); err != nil {
		return head, tally, err
	}
	file, err := open()
	if err != nil {
		return head, tally, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	in, err := archive.NewReader(file)
	if err != nil {
		return head, tally, err
	}
	r := restoring{store: s, in: in, checksum: tally.Checksum, told: func(revision int64) { progress(int(revision), int(head.Revision)) }}
	if err := r.run(ctx); err != nil {
		return head, tally, fmt.Errorf("restore: %w", unavailable(ctx, err))
	}
	return head, tally, s.restored(ctx, head, tally)
}

func checkBackup(open func() (io.ReadCloser, error)) (archive.Head, archive.Tally, error) {
	file, err := open()
	if err != nil {
		return archive.Head{}, archive.Tally{}, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	return archive.Check(file)
}

// restored compares what is in the database with what the backup holds, and
// opens the database for all.
func (s *Store) restored(ctx context.Context, head archive.Head, tally archive.Tally) error {
	found, err := s.run(ctx, neo4j.AccessModeRead, s.fragments.statement("kept-counts"), nil)
	if err != nil {
		return fmt.Errorf("count what was restored: %w", err)
	}
	counts := map[string]int64{}
	for kind, n := range found[0].AsMap() {
		if n, _ := n.(int64); n > 0 {
			counts[kind] = n
		}
	}
	revision, err := s.WholeRevision(ctx)
	if err != nil {
		return err
	}
	if revision != head.Revision || !maps.Equal(counts, tally.Counts) {
		return fmt.Errorf("restore: the database has %s at revision %d, and the backup %s at revision %d", archive.Tally{Counts: counts}, revision, tally, head.Revision)
	}
	_, err = s.run(ctx, neo4j.AccessModeWrite, s.fragments.statement("end-restoring"), nil)
	return err
}

// restoring is a backup on its way into the database.
type restoring struct {
	store    *Store
	in       *archive.Reader
	checksum string
	told     func(revision int64)
}

func (r *restoring) run(ctx context.Context) error {
	done, begun, err := r.state(ctx)
	if err != nil {
		return err
	}
	item, err := r.beside(ctx, begun)
	for err == nil {
		change := item.Props
		revision, _ := change["revision"].(int64)
		if item.Kind != keptChange || revision == 0 {
			return fmt.Errorf("the backup has a %s where a change is due", item.Kind)
		}
		var versions []map[string]any
		for item, err = r.in.Next(); err == nil && item.Kind == keptVersion; item, err = r.in.Next() {
			if revision > done {
				versions = append(versions, item.Props)
			}
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if revision > done {
			if err := r.change(ctx, revision, change, versions); err != nil {
				return fmt.Errorf("revision %d: %w", revision, err)
			}
		}
		r.told(revision)
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// state tells up to which revision the backup has been restored before, and
// whether that had begun.
func (r *restoring) state(ctx context.Context) (done int64, begun bool, err error) {
	found, err := r.store.run(ctx, neo4j.AccessModeRead, r.store.fragments.statement("what-is-there"), nil)
	if err != nil {
		return 0, false, err
	}
	there := found[0].AsMap()
	done, _ = there["revision"].(int64)
	switch there["restoring"] {
	case r.checksum:
		return done, true, nil
	case nil:
		return 0, false, emptiness(there)
	}
	return 0, false, fmt.Errorf("the restore of another backup was broken off here: %w", ErrNotEmpty)
}

// emptiness is ErrNotEmpty, with what is there, unless it is nothing.
func emptiness(there map[string]any) error {
	for _, what := range []string{"records", "changes", "accounts", "proposals"} {
		if n, _ := there[what].(int64); n > 0 {
			return fmt.Errorf("it has %d %s: %w", n, what, ErrNotEmpty)
		}
	}
	return nil
}

// beside restores what lies beside the journal, in one transaction with the
// mark that a restore has begun, and returns the first item after that. With
// begun, that is there already.
func (r *restoring) beside(ctx context.Context, begun bool) (archive.Item, error) {
	if begun {
		return r.batches(func(string, []any) error { return nil })
	}
	session := r.store.session(ctx, neo4j.AccessModeWrite)
	defer session.Close(ctx) //nolint:errcheck // the transaction has ended by then
	tx, err := session.BeginTransaction(ctx, neo4j.WithTxTimeout(writeTimeout))
	if err != nil {
		return archive.Item{}, err
	}
	defer tx.Close(ctx) //nolint:errcheck // committed, or given up
	w := newWriter(r.store, tx, nil)
	if _, err := w.lock(ctx); err != nil {
		return archive.Item{}, err
	}
	found, err := w.query(ctx, "what-is-there", nil)
	if err != nil {
		return archive.Item{}, err
	}
	if err := emptiness(found[0].AsMap()); err != nil {
		return archive.Item{}, err
	}
	if _, err := w.query(ctx, "begin-restoring", map[string]any{"checksum": r.checksum}); err != nil {
		return archive.Item{}, err
	}
	next, err := r.batches(func(kind string, rows []any) error {
		_, err := w.query(ctx, "restore-"+kind+"s", map[string]any{"rows": rows})
		return err
	})
	if err != nil && !errors.Is(err, io.EOF) {
		return archive.Item{}, err
	}
	if err := tx.Commit(ctx); err != nil {
		return archive.Item{}, err
	}
	return next, err
}

// batches gives what lies beside the journal, batch by batch, and returns the
// first item that is something else.
func (r *restoring) batches(do func(kind string, rows []any) error) (archive.Item, error) {
	item, err := r.in.Next()
	for err == nil && (item.Kind == keptAccount || item.Kind == keptToken || item.Kind == keptProposal) {
		kind, rows := item.Kind, []any{}
		for ; err == nil && item.Kind == kind && len(rows) < batch; item, err = r.in.Next() {
			rows = append(rows, []any{item.Of, item.Props})
		}
		if wrong := do(kind, rows); wrong != nil {
			return archive.Item{}, wrong
		}
	}
	return item, err
}

// change writes one change as it was written at first.
func (r *restoring) change(ctx context.Context, revision int64, change map[string]any, versions []map[string]any) error {
	var set journal.ChangeSet // for what it mentions
	writes := make([]journal.Write, 0, len(versions))
	for _, v := range versions {
		text := func(name string) string { t, _ := v[name].(string); return t }
		one := journal.Write{Op: journal.Op(text("op")), Kind: fact.Kind(text("kind")), ID: text("record"), Digest: text("digest"), Reason: text("reason")}
		if one.Op != journal.Retract {
			record, err := journal.Decode(one.Kind, []byte(text("content")))
			if err != nil {
				return fmt.Errorf("%s: %w", one.ID, err)
			}
			one.Record, one.Body = record, []byte(text("content"))
		}
		writes = append(writes, one)
		set.Entries = append(set.Entries, journal.Entry{Op: one.Op, ID: one.ID, Record: one.Record})
	}
	return r.store.inTransaction(ctx, len(versions), nil, func(w *writer) error {
		w.restoring = r.checksum
		before, err := w.lock(ctx)
		switch {
		case err != nil || before == revision: // the answer to the commit was lost
			return err
		case before != revision-1:
			return fmt.Errorf("the database is at revision %d", before)
		}
		if _, err := w.meet(ctx, set.Mentions()); err != nil {
			return err
		}
		return w.writeAll(ctx, writes, change, revision)
	})
}
