package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
)

// dossierBatch is how many promises are derived from one read.
const dossierBatch = 1000

// endOfTime is the day on which the last standing of a promise ends.
const endOfTime = "9999-99-99"

// rederive derives the standings of promises anew and stores them. It reads
// all before it drops the old ones: what a transaction deletes slows down each
// search of it in an index.
func (w *writer) rederive(ctx context.Context, promises []string) error {
	var rows layout
	for ids := range slices.Chunk(promises, dossierBatch) {
		dossiers, err := w.dossiers(ctx, ids)
		if err != nil {
			return err
		}
		for _, d := range dossiers {
			p := &projection{id: d.Promise.ID}
			p.standings(d)
			rows.addParts(p)
		}
	}
	old := slices.DeleteFunc(slices.Clone(promises), func(id string) bool { return w.graph.created[id] })
	for ids := range slices.Chunk(old, batch) {
		if _, err := w.query(ctx, "drop-standings", map[string]any{"ids": ids}); err != nil {
			return err
		}
	}
	return w.lay(ctx, &rows)
}

// bearing lists the promises that a record bears on by what it says itself.
// What cites a source that is new is written in the same set.
func bearing(record journal.Record) []string {
	switch r := record.(type) {
	case *promise.Promise:
		return slices.Concat([]string{r.ID}, r.Restates, r.Narrows, r.Replaces)
	case *promise.Evidence:
		ids := make([]string, len(r.BearsOn))
		for i, b := range r.BearsOn {
			ids[i] = b.Promise
		}
		return ids
	case *promise.Ruling:
		return []string{r.Promise}
	}
	return nil
}

// affected lists the promises whose standing may change with records, as the
// graph stands at the moment.
func (w *writer) affected(ctx context.Context, records []string) ([]string, error) {
	var promises []string
	for ids := range slices.Chunk(records, batch) {
		found, err := w.query(ctx, "affected-promises", map[string]any{"ids": ids})
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			id, _, err := neo4j.GetRecordValue[string](r, "id")
			if err != nil {
				return nil, fmt.Errorf("affected promises: %w", err)
			}
			promises = append(promises, id)
		}
	}
	return promises, nil
}

// dossiers reads all that the standings of promises are derived from.
func (w *writer) dossiers(ctx context.Context, ids []string) ([]promise.Dossier, error) {
	found, err := w.query(ctx, "dossiers", map[string]any{"ids": ids, "revision": w.graph.revision})
	if err != nil {
		return nil, err
	}
	byID := map[string]*promise.Dossier{}
	recorded := map[string]fact.Date{}
	var evidence []*promise.Evidence
	var rulings []*promise.Ruling
	var promises []*promise.Promise
	var sources []*promise.Source
	for _, r := range found {
		id, _, _ := neo4j.GetRecordValue[string](r, "id")
		w.graph.elements[id], _, _ = neo4j.GetRecordValue[string](r, "element")
		record := w.graph.written[id]
		if record == nil {
			if record, err = contentOf(r); err != nil {
				return nil, fmt.Errorf("read dossiers: %s: %w", id, err)
			}
		}
		on, _, _ := neo4j.GetRecordValue[string](r, "recordedOn")
		recorded[record.RecordID()] = fact.Date(on)
		switch v := record.(type) {
		case *promise.Promise:
			promises = append(promises, v)
			if slices.Contains(ids, v.ID) {
				byID[v.ID] = &promise.Dossier{Promise: v, RecordedOn: recorded}
			}
		case *promise.Evidence:
			evidence = append(evidence, v)
		case *promise.Ruling:
			rulings = append(rulings, v)
		case *promise.Source:
			sources = append(sources, v)
		}
	}
	origins := promise.TraceOrigins(sources)
	for _, e := range evidence {
		for _, b := range e.BearsOn {
			if d := byID[b.Promise]; d != nil {
				d.Evidence = append(d.Evidence, e)
			}
		}
	}
	for _, r := range rulings {
		if d := byID[r.Promise]; d != nil {
			d.Rulings = append(d.Rulings, r)
		}
	}
	for _, later := range promises {
		for _, earlier := range slices.Concat(later.Restates, later.Narrows, later.Replaces) {
			if d := byID[earlier]; d != nil {
				d.Later = append(d.Later, promise.LaterOf(later, earlier)...)
			}
		}
	}
	var dossiers []promise.Dossier
	for _, id := range ids {
		if d := byID[id]; d != nil {
			d.Origins = origins
			dossiers = append(dossiers, *d)
		}
	}
	return dossiers, nil
}

// contentOf decodes a row of kind and content.
func contentOf(r *neo4j.Record) (journal.Record, error) {
	kind, _, err := neo4j.GetRecordValue[string](r, "kind")
	if err != nil {
		return nil, err
	}
	content, _, err := neo4j.GetRecordValue[string](r, "content")
	if err != nil {
		return nil, err
	}
	return journal.Decode(fact.Kind(kind), []byte(content))
}

// standings lays out the standings of a promise as parts of it.
func (p *projection) standings(d promise.Dossier) {
	steps := promise.Steps(d)
	changes := promise.History(d)
	for i, step := range steps {
		s := step.Standing
		until := endOfTime
		if i+1 < len(steps) {
			until = string(steps[i+1].From)
		}
		flags := make([]string, len(s.Flags))
		for j, f := range s.Flags {
			flags[j] = string(f)
		}
		props := map[string]any{
			"from": string(step.From), "until": until, "status": string(s.Status), "balance": string(s.Balance), "flags": flags,
			"supportItems": int64(s.Supports.Items), "supportOrigins": int64(s.Supports.Origins),
			"contradictItems": int64(s.Contradicts.Items), "contradictOrigins": int64(s.Contradicts.Origins),
			"rule": string(s.Because.Rule), "sentence": s.Sentence(), "changed": false,
		}
		setText(props, "since", string(s.Since))
		setText(props, "deadline", string(s.Deadline))
		setText(props, "next", string(s.Next))
		k := slices.IndexFunc(changes, func(c promise.Change) bool { return c.On == step.From })
		if k >= 0 {
			props["changed"] = true
			setText(props, "wasStatus", string(changes[k].WasStatus))
			setText(props, "wasBalance", string(changes[k].WasBalance))
		}
		part := p.add("STANDING_OF", i, props, "Standing")
		part.edges = append(part.edges, grounds("BECAUSE", s.Because.Grounds)...)
		if k >= 0 {
			part.edges = append(part.edges, grounds("CAUSED_BY", changes[k].Causes)...)
		}
	}
}

// grounds tie a standing to the facts it rests on.
func grounds(kind string, grounds []promise.Ground) []edge {
	edges := make([]edge, len(grounds))
	for i, g := range grounds {
		props := map[string]any{"order": int64(i)}
		setText(props, "role", string(g.Role))
		setText(props, "on", string(g.On))
		setText(props, "by", g.By)
		edges[i] = edge{kind: kind, to: g.ID, props: props}
	}
	return edges
}
