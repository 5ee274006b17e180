package store

import (
	"context"
	"slices"

	"github.com/promisegraph/promisegraph/fact"
)

// publicFrom is the day from which the public could know a record, by the same
// order of clocks as the rules: its own publication, the first dated source
// that tells of it, its own dates, the day it was recorded. Parties are no
// secret, and a source counts from its publication alone.
func publicFrom(kind fact.Kind, ownPublic, told, ownDate, recordedOn string) string {
	if kind == fact.Person || kind == fact.Company || kind == fact.Source {
		return ownPublic
	}
	for _, day := range []string{ownPublic, told, ownDate} {
		if day != "" {
			return day
		}
	}
	return recordedOn
}

// publicFrom is that of a record to be created, whose sources have been met.
func (w *writer) publicFrom(p *projection) string {
	text := func(name string) string { value, _ := p.props[name].(string); return value }
	told := ""
	for _, e := range p.edges {
		if day := w.graph.published[e.to]; e.kind == "CITES" && day != "" && (told == "" || day < told) {
			told = day
		}
	}
	return publicFrom(fact.Kind(text("recordKind")), text("ownPublic"), told, text("ownDate"), text("recordedOn"))
}

// datePublic sets from when the public could know records and, where they are
// sources, those that cite them.
func (w *writer) datePublic(ctx context.Context, ids []string) error {
	for chunk := range slices.Chunk(ids, batch) {
		found, err := w.query(ctx, "clocks", map[string]any{"ids": chunk})
		if err != nil {
			return err
		}
		var days []any
		for _, r := range found {
			m := r.AsMap()
			text := func(name string) string { value, _ := m[name].(string); return value }
			days = append(days, []any{text("element"), publicFrom(fact.Kind(text("kind")), text("ownPublic"), text("told"), text("ownDate"), text("recordedOn"))})
		}
		for rows := range slices.Chunk(days, batch) {
			if _, err := w.query(ctx, "set-public-days", map[string]any{"rows": rows}); err != nil {
				return err
			}
		}
	}
	return nil
}
