package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
)

// errTriedOnly ends the transaction of a set that is only tried.
var errTriedOnly = errors.New("tried only")

// Change applies a change set like Apply and tells what came of it. With dry
// it only finds out: everything is done as it would be, faults included, and
// nothing stays. A set with a key that was applied before has the outcome of
// the first time, without effects.
func (s *Store) Change(ctx context.Context, set journal.ChangeSet, dry bool) (journal.Outcome, error) {
	var out journal.Outcome
	err := s.inTransaction(ctx, len(set.Entries), nil, func(w *writer) error {
		out = journal.Outcome{}
		applied, err := w.apply(ctx, set)
		if err != nil {
			return err
		}
		for _, e := range set.Entries {
			if e.Op != journal.Retract {
				out.IDs = append(out.IDs, e.ID)
			}
		}
		switch {
		case applied.Changed():
			out.Revision = applied.Revision
		case w.earlier > 0:
			out.Revision = w.earlier
			return nil
		}
		if out.Effects, err = w.effects(ctx); err != nil {
			return err
		}
		if out.Warnings, err = w.notice(ctx, set); err != nil {
			return err
		}
		if dry {
			return errTriedOnly
		}
		return nil
	})
	if errors.Is(err, errTriedOnly) {
		out.Revision, err = 0, nil
	}
	return out, err
}

// effects compares where promises stand with where they stood before the
// transaction, which others still see.
func (w *writer) effects(ctx context.Context) ([]journal.Effect, error) {
	ids := w.promises
	if len(ids) > journal.MaxEffects {
		ids = ids[:journal.MaxEffects]
	}
	params := map[string]any{"ids": ids, "day": w.store.now().UTC().Format(time.DateOnly)}
	before, err := w.store.run(ctx, neo4j.AccessModeRead, w.store.fragments.statement("standings-on"), params)
	if err != nil {
		return nil, err
	}
	after, err := w.query(ctx, "standings-on", params)
	if err != nil {
		return nil, err
	}
	was, is := axes(before), axes(after)
	var out []journal.Effect
	for _, id := range ids {
		if was[id] != is[id] {
			out = append(out, journal.Effect{Promise: id, Was: was[id], Is: is[id]})
		}
	}
	slices.SortFunc(out, func(a, b journal.Effect) int {
		if a.Promise < b.Promise {
			return -1
		}
		return 1
	})
	return out, nil
}

func axes(records []*neo4j.Record) map[string]journal.Axes {
	out := make(map[string]journal.Axes, len(records))
	for _, r := range records {
		m := r.AsMap()
		id, _ := m["id"].(string)
		status, _ := m["status"].(string)
		balance, _ := m["balance"].(string)
		out[id] = journal.Axes{Status: promise.Status(status), Balance: promise.Balance(balance)}
	}
	return out
}

// InForce is a record as it stands, with the revision that made it so; nil
// when there is none or it was retracted.
func (s *Store) InForce(ctx context.Context, id string) (journal.Record, int64, error) {
	records, err := s.run(ctx, neo4j.AccessModeRead, s.fragments.statement("version-in-force"), map[string]any{"id": id})
	if err != nil {
		return nil, 0, fmt.Errorf("read %s: %w", id, err)
	}
	if len(records) == 0 {
		return nil, 0, nil
	}
	m := records[0].AsMap()
	kind, _ := m["kind"].(string)
	content, _ := m["content"].(string)
	revision, _ := m["revision"].(int64)
	record, err := journal.Decode(fact.Kind(kind), []byte(content))
	return record, revision, err
}
