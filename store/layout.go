package store

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/promisegraph/promisegraph/journal"
)

// layoutVersion numbers how records stand in the graph and by which rules
// their standings are derived. Raise it when either changes: Migrate then lays
// every record out anew from the journal.
const layoutVersion = 1

// layout gathers the rows that lay records out in the graph.
type layout struct {
	create, correct, retract      []any
	parts, recordEdges, partEdges []any
}

// add takes a record that is created or corrected.
func (l *layout) add(op journal.Op, label string, p *projection) {
	row := map[string]any{"label": label, "props": p.props}
	if op == journal.Create {
		l.create = append(l.create, row)
	} else {
		l.correct = append(l.correct, row)
	}
	own := make(map[string]bool, len(p.parts))
	for _, part := range p.parts {
		own[part.id] = true
		l.parts = append(l.parts, map[string]any{"labels": part.labels, "props": part.props})
	}
	for _, e := range p.edges {
		row := map[string]any{"from": e.from, "kind": e.kind, "to": e.to, "props": e.props}
		if own[e.from] {
			l.partEdges = append(l.partEdges, row)
		} else {
			l.recordEdges = append(l.recordEdges, row)
		}
	}
}

// size is the number of rows.
func (l *layout) size() int {
	return len(l.create) + len(l.correct) + len(l.retract) + len(l.parts) + len(l.recordEdges) + len(l.partEdges)
}

// lay writes the rows, nodes before relationships.
func (l *layout) lay(ctx context.Context, write func(ctx context.Context, statement string, rows []any) error) error {
	for _, step := range []struct {
		statement string
		rows      []any
	}{
		{"create-records", l.create}, {"correct-records", l.correct}, {"retract-records", l.retract},
		{"create-parts", l.parts}, {"relate-records", l.recordEdges}, {"relate-parts", l.partEdges},
	} {
		if err := write(ctx, step.statement, step.rows); err != nil {
			return err
		}
	}
	return nil
}

// relay lays every record out anew from the journal, as this version does it,
// and derives every standing. It changes no record and no revision. A part of
// the records goes in each transaction; when it is broken off it begins anew.
func (s *Store) relay(ctx context.Context, progress Progress) error {
	current, all, err := s.layoutState(ctx)
	if err != nil || current {
		return err
	}
	done := 0
	for _, step := range []func(context.Context, *writer, string) (last string, n int, err error){relayPage, restandPage} {
		for after := ""; ; {
			session := s.session(ctx, neo4j.AccessModeWrite)
			n := 0
			last, err := neo4j.ExecuteWrite(ctx, session, func(tx neo4j.ManagedTransaction) (last string, err error) {
				w := &writer{store: s, tx: tx}
				if _, err := w.lock(ctx); err != nil {
					return "", err
				}
				last, n, err = step(ctx, w, after)
				return last, err
			})
			_ = session.Close(ctx)
			if err != nil {
				return fmt.Errorf("lay out records anew after %q: %w", after, unavailable(ctx, err))
			}
			if n == 0 {
				break
			}
			done, after = done+n, last
			progress(min(done, 2*all), 2*all)
		}
	}
	_, err = s.run(ctx, neo4j.AccessModeWrite, s.fragments.statement("set-layout"), map[string]any{"layout": int64(layoutVersion)})
	return err
}

// layoutState tells whether the graph is laid out as this version does it,
// and how many records there are.
func (s *Store) layoutState(ctx context.Context) (current bool, records int, err error) {
	found, err := s.run(ctx, neo4j.AccessModeRead, s.fragments.statement("layout-state"), nil)
	if err != nil {
		return false, 0, fmt.Errorf("check layout: %w", err)
	}
	have, _, err := neo4j.GetRecordValue[int64](found[0], "layout")
	if err != nil {
		return false, 0, fmt.Errorf("check layout: %w", err)
	}
	n, _, err := neo4j.GetRecordValue[int64](found[0], "records")
	return n == 0 || have == layoutVersion, int(n), err
}

// relayPage lays a page of records out.
func relayPage(ctx context.Context, w *writer, after string) (last string, n int, err error) {
	page, err := w.query(ctx, "layout-page", map[string]any{"after": after, "limit": int64(1000)})
	if err != nil {
		return "", 0, err
	}
	var rows layout
	ids := make([]string, 0, len(page))
	for _, r := range page {
		record, err := contentOf(r)
		if err != nil {
			return "", 0, fmt.Errorf("lay out record: %w", err)
		}
		p := project(record)
		m := r.AsMap()
		p.props["revision"], p.props["digest"] = m["revision"], m["digest"]
		rows.add(journal.Correct, labels[record.RecordKind()], p)
		ids = append(ids, record.RecordID())
		last = record.RecordID()
	}
	if err := rows.lay(ctx, w.rows); err != nil {
		return "", 0, err
	}
	return last, len(ids), nil
}

// restandPage dates a page of records and derives the standings of those that
// are promises.
func restandPage(ctx context.Context, w *writer, after string) (last string, n int, err error) {
	page, err := w.query(ctx, "layout-page", map[string]any{"after": after, "limit": int64(1000)})
	if err != nil {
		return "", 0, err
	}
	var ids, promises []string
	for _, r := range page {
		m := r.AsMap()
		last, _ = m["id"].(string)
		ids = append(ids, last)
		if m["kind"] == "promise" {
			promises = append(promises, last)
		}
	}
	if _, err := w.query(ctx, "date-records", map[string]any{"ids": ids}); err != nil {
		return "", 0, err
	}
	return last, len(ids), w.rederive(ctx, promises)
}
