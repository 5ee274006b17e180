package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
)

// batch is how many rows one statement of a change set takes.
const batch = 5000

// Applied tells what a change set did.
type Applied struct {
	// Revision is the set's number in the journal, or the present revision
	// when it changed nothing.
	Revision int64 `json:"revision"`
	// Created, Corrected and Retracted count records.
	Created   int `json:"created"`
	Corrected int `json:"corrected"`
	Retracted int `json:"retracted"`
	// Unchanged counts entries that had been applied before.
	Unchanged int `json:"unchanged"`
}

// Changed reports whether the set got a revision of its own.
func (a Applied) Changed() bool { return a.Created+a.Corrected+a.Retracted > 0 }

// Progress is told how far a long write has come: steps done of all.
type Progress func(done, all int)

// writeTimeout ends a write that hangs, so that the writers behind it can go
// on. A context with an earlier deadline ends it then.
const writeTimeout = 10 * time.Minute

// Apply checks a change set as a whole and applies it in one transaction as
// the next revision. A set with a fault is refused with *journal.Refusal,
// which lists every fault, and nothing is written. A set applied before
// changes nothing. Sets applied at the same time queue for each other.
// ErrUnavailable leaves open whether the set was applied; applying it again
// settles that. Progress may begin anew when the database asks to try again.
func (s *Store) Apply(ctx context.Context, set journal.ChangeSet, progress Progress) (Applied, error) {
	var applied Applied
	err := s.inTransaction(ctx, len(set.Entries), progress, func(w *writer) (err error) {
		applied, err = w.apply(ctx, set)
		return err
	})
	return applied, err
}

// inTransaction runs work in one transaction, which ends with it: written
// whole, or not at all when it returns an error.
func (s *Store) inTransaction(ctx context.Context, entries int, progress Progress, work func(w *writer) error) error {
	if progress == nil {
		progress = func(int, int) {}
	}
	timeout := writeTimeout
	if deadline, ok := ctx.Deadline(); ok {
		timeout = min(timeout, time.Until(deadline))
	}
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer session.Close(ctx) //nolint:errcheck // the transaction has ended by then
	w := newWriter(s, nil, progress)
	_, err := neo4j.ExecuteWrite(ctx, session, func(tx neo4j.ManagedTransaction) (struct{}, error) {
		w = newWriter(s, tx, progress)
		return struct{}{}, work(w)
	}, neo4j.WithTxTimeout(max(timeout, time.Millisecond)))
	var refusal *journal.Refusal
	switch {
	case err == nil:
		return nil
	case errors.As(err, &refusal):
		return refusal
	case errors.Is(err, errTriedOnly):
		return err
	case strings.Contains(err.Error(), "MemoryPoolOutOfMemory"):
		return fmt.Errorf("apply change set: %d records need more memory than Neo4j has for one transaction: nothing was written; "+
			"split the set, or give Neo4j more heap (server.memory.heap.max_size): %w", entries, err)
	}
	return fmt.Errorf("apply change set: %s: %w", w.step, unavailable(ctx, err))
}

// writer applies one change set in one transaction.
type writer struct {
	store    *Store
	tx       neo4j.ManagedTransaction
	progress Progress
	done     int
	all      int
	step     string // what is being done, for messages
	graph    graph
	// earlier is the revision of the same set when it was applied before.
	earlier int64
	// restoring is the checksum of the backup that is being restored, if any.
	restoring string
	// promises are those whose standings were derived anew.
	promises []string
}

// graph is what a transaction knows of the records that it reads and writes.
type graph struct {
	elements  map[string]string         // ids, and how the transaction finds their nodes
	published map[string]string         // last days of publication of sources
	written   map[string]journal.Record // what it wrote
	created   map[string]bool           // what of that is new
	revision  int64                     // at which
}

func newWriter(s *Store, tx neo4j.ManagedTransaction, progress Progress) *writer {
	return &writer{store: s, tx: tx, progress: progress, step: "begin", graph: graph{
		elements: map[string]string{}, published: map[string]string{}, written: map[string]journal.Record{}, created: map[string]bool{}, revision: -1,
	}}
}

// apply applies a set as the revision after the present one.
func (w *writer) apply(ctx context.Context, set journal.ChangeSet) (Applied, error) {
	revision, err := w.lock(ctx)
	if err != nil {
		return Applied{}, err
	}
	known, err := w.known(ctx, set)
	if err != nil {
		return Applied{}, err
	}
	return w.applyKnown(ctx, set, known, revision)
}

// applyKnown applies a set to what is known of the ids that it mentions.
func (w *writer) applyKnown(ctx context.Context, set journal.ChangeSet, known map[string]journal.Known, revision int64) (Applied, error) {
	digest, content := setDigest(set)
	before, err := w.query(ctx, "find-change", map[string]any{"digest": digest})
	if err != nil {
		return Applied{}, err
	}
	if len(before) > 0 {
		if had, _ := before[0].AsMap()["content"].(string); set.Key != "" && had != content {
			return Applied{}, &journal.Refusal{Faults: []journal.Fault{{Reason: "the key was used for another change: take a new one", Code: journal.KeyUsed}}}
		}
		w.earlier, _, _ = neo4j.GetRecordValue[int64](before[0], "revision")
		return Applied{Revision: revision, Unchanged: len(set.Entries)}, nil
	}
	writes, faults := set.Resolve(known)
	if len(faults) > 0 {
		return Applied{}, &journal.Refusal{Faults: faults}
	}
	applied := Applied{Revision: revision, Unchanged: len(set.Entries) - len(writes)}
	if len(writes) == 0 {
		return applied, nil
	}
	applied.Revision = revision + 1
	for _, one := range writes {
		switch one.Op {
		case journal.Create:
			applied.Created++
		case journal.Correct:
			applied.Corrected++
		case journal.Retract:
			applied.Retracted++
		}
	}
	at := set.At
	if at.IsZero() {
		at = w.store.now()
	}
	change := map[string]any{
		"id": fmt.Sprintf("r%d", applied.Revision), "revision": applied.Revision, "at": at.UTC().Format(time.RFC3339Nano), "by": set.By, "why": set.Why,
		"size": int64(len(writes)), "digest": digest,
	}
	if set.Key != "" {
		change["content"] = content
	}
	return applied, w.writeAll(ctx, writes, change, applied.Revision)
}

// writeAll writes a set's records and what follows from them.
func (w *writer) writeAll(ctx context.Context, writes []journal.Write, change map[string]any, revision int64) error {
	var changed []string // records that others may rest on already
	var promises []string
	for _, one := range writes {
		if one.Op != journal.Create {
			changed = append(changed, one.ID)
		}
		promises = append(promises, bearing(one.Record)...)
	}
	before, err := w.affected(ctx, changed) // by relations that the writes may cut
	if err != nil {
		return err
	}
	if err := w.write(ctx, writes, change, revision); err != nil {
		return err
	}
	if err := w.datePublic(ctx, changed); err != nil {
		return err
	}
	after, err := w.affected(ctx, changed)
	if err != nil {
		return err
	}
	promises = slices.Concat(promises, before, after)
	slices.Sort(promises)
	w.promises = slices.Compact(promises)
	if len(w.promises) <= maxTouched {
		if _, err := w.query(ctx, "set-touched", map[string]any{"revision": revision, "ids": w.promises}); err != nil {
			return err
		}
	}
	return w.rederive(ctx, w.promises)
}

// lock makes the writers behind this one wait, and tells the revision. It
// returns ErrRestoring while a backup is being restored by somebody else.
func (w *writer) lock(ctx context.Context) (int64, error) {
	records, err := w.query(ctx, "lock-journal", nil)
	if err != nil {
		return 0, err
	}
	if restoring, _ := records[0].AsMap()["restoring"].(string); restoring != w.restoring {
		return 0, ErrRestoring
	}
	revision, _, err := neo4j.GetRecordValue[int64](records[0], "revision")
	return revision, err
}

// setDigest identifies a change set: by its author's key, or, when it says
// when it was made, by who, when, why and what. A set with neither is new each
// time. content identifies what it does.
func setDigest(set journal.ChangeSet) (digest any, content string) {
	whole, what := sha256.New(), sha256.New()
	fmt.Fprintf(whole, "%s\n%s\n%s\n", set.By, set.Why, set.At.UTC().Format(time.RFC3339Nano))
	both := io.MultiWriter(whole, what)
	for _, e := range set.Entries {
		_, _ = fmt.Fprintf(both, "%s %s %s\n", e.Op, e.ID, e.Reason)
		if e.Record != nil {
			body, err := journal.Encode(e.Record)
			if err != nil || len(e.Broken) > 0 {
				return nil, "" // a broken set is refused, not remembered
			}
			_, _ = both.Write(body)
		}
	}
	content = hex.EncodeToString(what.Sum(nil)[:16])
	switch {
	case set.Key != "":
		key := sha256.Sum256([]byte(set.By + "\n" + set.Key))
		return "key " + hex.EncodeToString(key[:16]), content
	case set.At.IsZero():
		return nil, content
	}
	return hex.EncodeToString(whole.Sum(nil)[:16]), content
}

// known asks for all that resolving the set needs.
func (w *writer) known(ctx context.Context, set journal.ChangeSet) (map[string]journal.Known, error) {
	known, err := w.meet(ctx, set.Mentions())
	if err != nil {
		return nil, err
	}
	var retracted []string
	for _, e := range set.Entries {
		if e.Op == journal.Retract {
			retracted = append(retracted, e.ID)
		}
	}
	replaced := set.Replaced()
	for ids := range slices.Chunk(retracted, batch) {
		records, err := w.query(ctx, "citing-records", map[string]any{"ids": ids, "replaced": replaced})
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			m := r.AsMap()
			id, _ := m["id"].(string)
			k := known[id]
			citing, _ := m["citedBy"].([]any)
			for _, c := range citing {
				if text, ok := c.(string); ok {
					k.CitedBy = append(k.CitedBy, text)
				}
			}
			known[id] = k
		}
	}
	return known, nil
}

// meet asks what is known of ids, and remembers how to find their nodes.
func (w *writer) meet(ctx context.Context, ids []string) (map[string]journal.Known, error) {
	known := make(map[string]journal.Known, len(ids))
	for chunk := range slices.Chunk(ids, batch) {
		records, err := w.query(ctx, "known-records", map[string]any{"ids": chunk})
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			m := r.AsMap()
			id, _ := m["id"].(string)
			kind, _ := m["kind"].(string)
			k := journal.Known{Kind: fact.Kind(kind)}
			k.Digest, _ = m["digest"].(string)
			k.Created, _ = m["created"].(string)
			k.Retracted, _ = m["retracted"].(bool)
			k.Revision, _ = m["revision"].(int64)
			known[id] = k
			w.graph.elements[id], _ = m["element"].(string)
			if day, _ := m["published"].(string); day != "" {
				w.graph.published[id] = day
			}
		}
	}
	return known, nil
}

// write lays the records out in the graph and in the journal.
func (w *writer) write(ctx context.Context, writes []journal.Write, change map[string]any, revision int64) error {
	at, _ := change["at"].(string)
	recordedOn, _, _ := strings.Cut(at, "T")
	w.graph.revision = revision
	for _, one := range writes {
		if one.Record != nil {
			w.graph.written[one.ID] = one.Record
		}
		w.graph.created[one.ID] = one.Op == journal.Create
		if s, ok := one.Record.(*promise.Source); ok {
			w.graph.published[one.ID] = string(s.PublishedOn.Last())
		}
	}
	var rows layout
	versions := make([]any, 0, len(writes))
	for _, one := range writes {
		version := map[string]any{
			"id": fmt.Sprintf("%s@%d", one.ID, revision), "record": one.ID, "kind": string(one.Kind), "revision": revision, "op": string(one.Op), "digest": one.Digest,
		}
		versions = append(versions, []any{one.ID, version})
		if one.Op == journal.Retract {
			version["reason"] = one.Reason
			rows.retract = append(rows.retract, []any{one.ID, labels[one.Kind], map[string]any{
				"id": one.ID, "recordKind": string(one.Kind), "type": "Retracted", "reason": one.Reason, "revision": revision,
			}})
			continue
		}
		version["content"] = string(one.Body)
		p := project(one.Record)
		p.props["revision"], p.props["digest"] = revision, one.Digest
		if one.Op == journal.Create {
			p.props["created"], p.props["recordedOn"] = one.Digest, recordedOn
			p.props["publicFrom"] = w.publicFrom(p)
		}
		rows.add(one.Op, labels[one.Kind], p)
	}
	w.all = rows.size() + len(versions)
	if err := w.lay(ctx, &rows); err != nil {
		return err
	}
	if _, err := w.query(ctx, "create-change", map[string]any{"change": change}); err != nil {
		return err
	}
	if err := w.rows(ctx, "create-versions", versions, w.found(0)); err != nil {
		return err
	}
	_, err := w.query(ctx, "set-revision", map[string]any{"revision": revision, "layout": int64(layoutVersion)})
	return err
}

// rows runs a statement over rows in batches, and tells how far the write has
// come. Before it is sent, each row is completed.
func (w *writer) rows(ctx context.Context, statement string, rows []any, complete func(row []any) error) error {
	for chunk := range slices.Chunk(rows, batch) {
		for _, row := range chunk {
			if list, ok := row.([]any); ok && complete != nil {
				if err := complete(list); err != nil {
					return fmt.Errorf("%s: %w", statement, err)
				}
			}
		}
		made, err := w.query(ctx, statement, map[string]any{"rows": chunk, "revision": w.graph.revision})
		if err != nil {
			return err
		}
		for _, r := range made { // of statements that make records
			id, _, err := neo4j.GetRecordValue[string](r, "id")
			if err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
			if w.graph.elements[id], _, err = neo4j.GetRecordValue[string](r, "element"); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		if w.done += len(chunk); w.done <= w.all { // standings come after all that is counted
			w.progress(w.done, w.all)
		}
	}
	return nil
}

// found completes a row by putting elements in the places of ids.
func (w *writer) found(places ...int) func(row []any) error {
	return func(row []any) error {
		for _, place := range places {
			id, _ := row[place].(string)
			element, ok := w.graph.elements[id]
			if !ok {
				return fmt.Errorf("no node of %q is known", id)
			}
			row[place] = element
		}
		return nil
	}
}

// query runs a statement. It returns the driver's errors as they are: the
// driver does not try again what it does not know.
func (w *writer) query(ctx context.Context, statement string, params map[string]any) ([]*neo4j.Record, error) {
	w.step = statement
	result, err := w.tx.Run(ctx, w.store.fragments.statement(statement), params)
	if err != nil {
		return nil, err
	}
	records, err := result.Collect(ctx)
	if err != nil {
		return nil, err
	}
	w.step = "commit"
	return records, nil
}

// Export calls write with each record in force, encoded: kind by kind, in
// order of ids. It reads page by page, so a change in between shows in the
// pages not yet read.
func (s *Store) Export(ctx context.Context, write func(kind fact.Kind, body []byte) error) error {
	for _, kind := range fact.Kinds() {
		after := ""
		for {
			records, err := s.run(ctx, neo4j.AccessModeRead, s.fragments.statement("records-in-force"), map[string]any{"kind": string(kind), "after": after, "limit": 1000})
			if err != nil {
				return fmt.Errorf("export %s: %w", kind.Plural(), err)
			}
			for _, r := range records {
				content, _, err := neo4j.GetRecordValue[string](r, "content")
				if err != nil {
					return fmt.Errorf("export %s: %w", kind.Plural(), err)
				}
				if err := write(kind, []byte(content)); err != nil {
					return err
				}
				after, _, _ = neo4j.GetRecordValue[string](r, "id")
			}
			if len(records) == 0 {
				break
			}
		}
	}
	return nil
}

// Empty reports whether the graph holds no record at all.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	records, err := s.run(ctx, neo4j.AccessModeRead, s.fragments.statement("record-count"), nil)
	if err != nil {
		return false, fmt.Errorf("count records: %w", err)
	}
	n, _, err := neo4j.GetRecordValue[int64](records[0], "records")
	return n == 0, err
}
