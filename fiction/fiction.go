// Package fiction makes up graphs: parties, sources, stakes, positions,
// promises, evidence, events and rulings that look like real ones, as many as
// are asked for, for measuring and testing. Nobody and nothing in them exists.
//
// Each record follows from the seed, its kind and its number alone, so a graph
// of any size is made record by record in the memory of one.
package fiction

import (
	"fmt"
	"iter"
	"math"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
)

// Graph is a made-up graph. The same seed and scale give the same records, on
// every machine.
type Graph struct {
	// Seed tells one graph from another of its size.
	Seed uint64
	// Scale is the size. At 1 there are 20,000 people, 30,000 companies, 40,000
	// sources, 60,000 promises and 180,000 findings, tied by about 120,000
	// stakes, 30,000 positions, 5,000 events and 14,000 rulings: some 500,000
	// records. The things and the ties between two of them (who said it, of
	// whom, what a finding bears on and cites, who holds whom) are 930,000.
	Scale float64
}

// Scales that Check accepts.
const (
	MinScale = 0.0005
	MaxScale = 1000
)

// Check returns an error for a scale that is out of bounds.
func (g Graph) Check() error {
	if !(g.Scale >= MinScale && g.Scale <= MaxScale) {
		return fmt.Errorf("scale %v is not between %v and %v", g.Scale, MinScale, MaxScale)
	}
	return nil
}

// scaled is a number of records at scale 1, at the scale of the graph.
func (g Graph) scaled(n float64) int { return max(1, int(math.Round(n*g.Scale))) }

// People is how many people there are. Their ids are ID(fact.Person, 0), … The first
// ones speak most.
func (g Graph) People() int { return g.scaled(20_000) }

// Companies is how many companies there are: ID(fact.Company, 0), … The first ones
// hold stakes in most others.
func (g Graph) Companies() int { return g.scaled(30_000) }

// Sources is how many sources there are: ID(fact.Source, 0), … in order of their
// publication.
func (g Graph) Sources() int { return g.scaled(40_000) }

// Positions is how many positions there are.
func (g Graph) Positions() int { return g.scaled(30_000) }

// Promises is how many promises there are: ID(fact.Promise, 0), … The first ones have
// most evidence.
func (g Graph) Promises() int { return g.scaled(60_000) }

// Findings is how many pieces of evidence there are: ID(fact.Evidence, 0), … in the
// order of the promises they bear on.
func (g Graph) Findings() int { return g.scaled(180_000) }

// Events is how many events there are.
func (g Graph) Events() int { return g.scaled(5_000) }

// ID is the id of the record of a kind with a number from 0. Stakes and
// rulings go by the company and the promise instead.
func ID(kind fact.Kind, number int) string { return fmt.Sprintf("%s-%d", kind, number) }

// Records are the records of the graph, each after those it refers to: sources,
// people, companies, stakes, positions, promises, evidence, events, rulings.
func (g Graph) Records() iter.Seq[journal.Record] {
	return func(yield func(journal.Record) bool) {
		for _, list := range []iter.Seq[journal.Record]{
			numbered(g.Sources(), func(i int) journal.Record { return g.source(i) }),
			numbered(g.People(), func(i int) journal.Record { return g.person(i) }),
			numbered(g.Companies(), func(i int) journal.Record { return g.company(i) }),
			g.stakes(),
			numbered(g.Positions(), func(i int) journal.Record { return g.position(i) }),
			numbered(g.Promises(), func(i int) journal.Record { return g.promise(i) }),
			numbered(g.Findings(), func(i int) journal.Record { return g.finding(i) }),
			numbered(g.Events(), func(i int) journal.Record { return g.event(i) }),
			g.rulings(),
		} {
			for r := range list {
				if !yield(r) {
					return
				}
			}
		}
	}
}

func numbered(n int, record func(i int) journal.Record) iter.Seq[journal.Record] {
	return func(yield func(journal.Record) bool) {
		for i := range n {
			if !yield(record(i)) {
				return
			}
		}
	}
}

// sourced says that a fact stands in a source of about a day, or, now and
// then, that none was seen.
func (g Graph) sourced(d *dice, around day) fact.Provenance {
	if d.chance(0.06) {
		return fact.Provenance{Unverified: true}
	}
	first := g.sourceNear(d, around)
	ids := []string{ID(fact.Source, first)}
	if second := g.sourceNear(d, around); second != first && d.chance(0.25) {
		ids = append(ids, ID(fact.Source, second))
	}
	return fact.Provenance{Sources: ids}
}
