package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/promisegraph/promisegraph/journal"
)

// layoutVersion numbers how records stand in the graph and by which rules
// their standings are derived. Raise it when either changes: Migrate then lays
// every record out anew from the journal.
const layoutVersion = 2

// layout gathers the rows that lay records out in the graph. Rows name records
// by their ids; elements take their places when the rows are sent.
type layout struct {
	create, correct, retract []any
	parts, edges             []any
}

// add takes a record that is created or corrected.
func (l *layout) add(op journal.Op, label string, p *projection) {
	if op == journal.Create {
		l.create = append(l.create, []any{label, p.props})
	} else {
		l.correct = append(l.correct, []any{p.id, p.props})
	}
	l.addParts(p)
	for _, e := range p.edges {
		from := e.from
		if from == "" {
			from = p.id
		}
		l.edges = append(l.edges, []any{from, e.to, e.kind, e.props})
	}
}

// addParts takes the parts of a record.
func (l *layout) addParts(p *projection) {
	for _, part := range p.parts {
		edges := make([]any, len(part.edges))
		for i, e := range part.edges {
			edges[i] = []any{e.to, e.kind, e.props}
		}
		l.parts = append(l.parts, []any{p.id, part.tie, part.order, part.labels, part.props, edges})
	}
}

// size is the number of rows.
func (l *layout) size() int {
	return len(l.create) + len(l.correct) + len(l.retract) + len(l.parts) + len(l.edges)
}

// lay writes the rows: records, then what leads from them and their parts.
func (w *writer) lay(ctx context.Context, l *layout) error {
	part, target := w.found(0), w.found(0)
	for _, step := range []struct {
		statement string
		rows      []any
		complete  func(row []any) error
	}{
		{"create-records", l.create, nil},
		{"correct-records", l.correct, w.found(0)},
		{"retract-records", l.retract, w.found(0)},
		{"relate-records", l.edges, w.found(0, 1)},
		{"create-parts", l.parts, func(row []any) error {
			edges, _ := row[5].([]any)
			for _, e := range edges {
				edge, _ := e.([]any)
				if err := target(edge); err != nil {
					return err
				}
			}
			return part(row)
		}},
	} {
		if err := w.rows(ctx, step.statement, step.rows, step.complete); err != nil {
			return err
		}
	}
	return nil
}

// targets lists the ids that rows of edges and parts lead to.
func (l *layout) targets() []string {
	var ids []string
	add := func(id any) {
		if text, ok := id.(string); ok {
			ids = append(ids, text)
		}
	}
	for _, row := range l.edges {
		if list, ok := row.([]any); ok {
			add(list[0])
			add(list[1])
		}
	}
	for _, row := range l.parts {
		list, _ := row.([]any)
		edges, _ := list[5].([]any)
		for _, e := range edges {
			if edge, ok := e.([]any); ok {
				add(edge[0])
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// relay lays every record out anew from the journal, as this version does it,
// and derives every standing. It changes no record and no revision. A part of
// the records goes in each transaction; when it is broken off it begins anew.
func (s *Store) relay(ctx context.Context, progress Progress) error {
	state, err := s.layoutState(ctx)
	if err != nil || state.current {
		return err
	}
	all := state.records
	done := 0
	for _, step := range []func(context.Context, *writer, string) (last string, n int, err error){relayPage, restandPage} {
		for after := ""; ; {
			session := s.session(ctx, neo4j.AccessModeWrite)
			n := 0
			last, err := neo4j.ExecuteWrite(ctx, session, func(tx neo4j.ManagedTransaction) (last string, err error) {
				w := newWriter(s, tx, func(int, int) {})
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

// layoutState is how the graph stands.
type layoutState struct {
	current   bool // laid out as this version does it
	records   int
	restoring bool // a backup has been restored in part
}

func (s *Store) layoutState(ctx context.Context) (layoutState, error) {
	found, err := s.run(ctx, neo4j.AccessModeRead, s.fragments.statement("layout-state"), nil)
	if err != nil {
		return layoutState{}, fmt.Errorf("check layout: %w", err)
	}
	have, _, err := neo4j.GetRecordValue[int64](found[0], "layout")
	if err != nil {
		return layoutState{}, fmt.Errorf("check layout: %w", err)
	}
	n, _, err := neo4j.GetRecordValue[int64](found[0], "records")
	return layoutState{current: n == 0 || have == layoutVersion, records: int(n), restoring: found[0].AsMap()["restoring"] != nil}, err
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
	if _, err := w.meet(ctx, append(ids, rows.targets()...)); err != nil {
		return "", 0, err
	}
	return last, len(ids), w.lay(ctx, &rows)
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
	if err := w.datePublic(ctx, ids); err != nil {
		return "", 0, err
	}
	return last, len(ids), w.rederive(ctx, promises)
}
