package graph

import (
	"github.com/promisegraph/promisegraph/graph/model"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/quote"
)

// onFile are the evidence of a computation and what its sources come from.
func onFile(in inputs) (*promise.Evidence, *promise.Origins, error) {
	self, err := in.records("self")
	if err != nil {
		return nil, nil, err
	}
	chain, err := in.records("chain")
	if err != nil {
		return nil, nil, err
	}
	var sources []*promise.Source
	for _, r := range chain {
		if s, ok := r.(*promise.Source); ok {
			sources = append(sources, s)
		}
	}
	e, ok := first[*promise.Evidence](self)
	if !ok {
		e = &promise.Evidence{}
	}
	return e, promise.TraceOrigins(sources), nil
}

// first is the first record of a type.
func first[T any, R any](records []R) (T, bool) {
	for _, r := range records {
		if v, ok := any(r).(T); ok {
			return v, true
		}
	}
	var none T
	return none, false
}

// provenance answers where evidence comes from.
func provenance(in inputs) (any, error) {
	e, origins, err := onFile(in)
	if err != nil {
		return nil, err
	}
	sources := shown[*model.Source](in, "sources")
	out := &model.Provenance{Origins: origins.Count(e.Sources)}
	for _, c := range promise.Chains(e, origins) {
		one := &model.Chain{Source: sources[c.Source], End: c.End, More: c.More, Slips: slipsSeen(c.Slips, sources)}
		for _, s := range c.Steps {
			one.Steps = append(one.Steps, &model.ChainStep{Relation: s.Relation, Source: sources[s.Source]})
		}
		for _, w := range c.Weak {
			one.Weak = append(one.Weak, &model.WeakLink{Kind: w.Kind, Source: sources[w.Source], Reason: w.Reason})
		}
		out.Chains = append(out.Chains, one)
	}
	return out, nil
}

// readings answers how evidence seems from each of its sources alone.
func readings(in inputs) (any, error) {
	e, origins, err := onFile(in)
	if err != nil {
		return nil, err
	}
	sources, promises := shown[*model.Source](in, "sources"), shown[*model.Promise](in, "promises")
	out := []*model.Reading{}
	for _, b := range e.BearsOn {
		for _, source := range e.Sources {
			r, ok := promise.StanceAsRead(e, b.Promise, source, origins)
			if !ok || promises[b.Promise] == nil || sources[source] == nil {
				continue // not public on the day asked for
			}
			out = append(out, &model.Reading{
				Promise: promises[b.Promise], Source: sources[source], Stance: r.Stance, Finding: r.Finding, Slips: slipsSeen(r.Slips, sources),
			})
		}
	}
	return out, nil
}

func slipsSeen(slips []promise.SlipIn, sources map[string]*model.Source) []*model.SlipSeen {
	out := make([]*model.SlipSeen, 0, len(slips))
	for _, s := range slips {
		kind := s.Slip.Kind
		if kind == "" {
			kind = promise.SlipTranslation
		}
		out = append(out, &model.SlipSeen{Source: sources[s.Source], Kind: kind, Original: s.Slip.Original, Rendered: s.Slip.Rendered, Effect: s.Slip.Effect})
	}
	return out
}

// quoteDiffs answers how the words of a promise differ from source to source.
func quoteDiffs(in inputs) (any, error) {
	self, err := in.records("self")
	if err != nil {
		return nil, err
	}
	out := []*model.QuoteDiff{}
	p, ok := first[*promise.Promise](self)
	if !ok || p.Quote == nil {
		return out, nil
	}
	sources := shown[*model.Source](in, "sources")
	for _, v := range p.Variants {
		if v.Lang != p.Quote.Lang {
			continue
		}
		one := &model.QuoteDiff{Text: v.Text, Source: sources[v.Source]}
		for _, e := range quote.Diff(p.Quote.Text, v.Text) {
			one.Edits = append(one.Edits, &model.Edit{Op: e.Op, Text: e.Text})
		}
		out = append(out, one)
	}
	return out, nil
}
