package fiction

import (
	"fmt"
	"iter"
	"math"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/ownership"
)

// holder is a party that holds a part of a company.
type holder struct {
	id      string
	company int // number; -1 for a person
}

// mostHolders bounds who holds one company.
const mostHolders = 60

// holders are who holds a company: few of most, many of some. Companies are
// held by those of lower numbers, which makes chains, and some of these are
// held by almost nobody but hold a part of almost everything. Loops come from
// crossHolding.
func (g Graph) holders(c int) []holder {
	d := g.dice(topicHolders, c)
	many := min(int(2.4/math.Sqrt(1-d.unit())), mostHolders)
	list := make([]holder, many)
	for i := range list {
		list[i] = holder{ID(fact.Person, d.popular(g.People(), medium)), -1}
		switch kind := d.unit(); {
		case c == 0 || kind < 0.35:
		case kind < 0.7:
			h := d.popular(c, steep)
			list[i] = holder{ID(fact.Company, h), h}
		default:
			h := d.below(c)
			list[i] = holder{ID(fact.Company, h), h}
		}
	}
	return list
}

// above is the company that holds most of a company, or holds most of that
// one; -1 when there is none.
func (g Graph) above(c, steps int) int {
	for range steps {
		if c < 0 {
			break
		}
		c = g.holders(c)[0].company
	}
	return c
}

// stakes are who holds what, company by company.
func (g Graph) stakes() iter.Seq[journal.Record] {
	return func(yield func(journal.Record) bool) {
		for c := range g.Companies() {
			for _, s := range g.stakesIn(c) {
				if !yield(s) {
					return
				}
			}
		}
	}
}

// stakesIn are the stakes in a company, and the one that it holds in a company
// above it.
func (g Graph) stakesIn(c int) []*ownership.Stake {
	d := g.dice(topicStake, c)
	var list []*ownership.Stake
	add := func(s *ownership.Stake) {
		s.ID = fmt.Sprintf("stake-%d-%d", c, len(list))
		list = append(list, s)
	}
	left := d.within(40, 100)
	for i, h := range g.holders(c) {
		percent := tenths(left * d.within(0.25, 0.75))
		if i == 0 && d.chance(0.1) {
			percent = 100
		}
		if percent < 0.1 || left <= 0 {
			break
		}
		left -= percent
		begin := day(d.below(int(lastDay) - 400))
		s := &ownership.Stake{
			Holders: []string{h.id}, Company: ID(fact.Company, c), Basis: weighted(d, bases, basisWeights), Holding: weighted(d, holdings, holdingWeights),
			Status: weighted(d, stakeStatuses, stakeStatusWeights), Share: share(d, percent), From: begin.known(d), Provenance: g.sourced(d, begin),
		}
		if d.chance(0.2) {
			s.Value = &fact.Amount{Value: float64(d.between(1, 5000)) * 1e6, Currency: pick(d, currencies), About: d.chance(0.5)}
		}
		add(s)
		switch kind := d.unit(); {
		case kind < 0.12: // later it is another share
			end := begin + 100 + day(d.below(int(lastDay-begin-100)))
			s.To = end.date()
			later := *s
			later.From, later.To, later.Share = (end + 1).date(), "", share(d, tenths(percent*d.unit()))
			later.Provenance = g.sourced(d, end)
			add(&later)
		case kind < 0.18: // or none
			s.To = (begin + 100 + day(d.below(int(lastDay-begin-100)))).known(d)
		case kind < 0.19: // or another source has it otherwise
			other := *s
			other.Share, other.Disputed, other.Provenance = share(d, tenths(percent*d.within(0.8, 1))), true, g.sourced(d, begin)
			other.AlternativeTo = []string{s.ID}
			add(&other)
		case kind < 0.22 && h.company > 0: // somebody holds it through the holder
			top := g.holders(h.company)[0]
			add(&ownership.Stake{
				Holders: []string{top.id}, Company: ID(fact.Company, c), Basis: ownership.Equity, Holding: ownership.Indirect, Through: []string{h.id},
				AsOf: (begin + 50).known(d), Provenance: g.sourced(d, begin+50),
			})
		}
	}
	if s := g.crossHolding(d, c); s != nil {
		add(s)
	}
	return list
}

// crossHolding is a part of a company above it that a company holds, which
// makes a loop. Those that hold a part of everything are left out: one loop
// through them would be a loop of almost all.
func (g Graph) crossHolding(d *dice, c int) *ownership.Stake {
	if !d.chance(0.06) {
		return nil
	}
	up := g.above(c, d.between(1, 3))
	if up < g.Companies()/50 || up < 1 {
		return nil
	}
	begin := day(d.below(int(lastDay)))
	return &ownership.Stake{
		Holders: []string{ID(fact.Company, c)}, Company: ID(fact.Company, up), Basis: ownership.Equity, Holding: ownership.Direct,
		Share: share(d, tenths(d.within(0.5, 4.5))), From: begin.known(d), Provenance: g.sourced(d, begin),
	}
}

// tenths rounds a percentage.
func tenths(percent float64) float64 { return math.Round(percent*10) / 10 }

// share is a percentage as sources tell it: mostly exactly, else as a band,
// about, as a bound, or not at all.
func share(d *dice, percent float64) *ownership.Share {
	switch kind := d.below(100); {
	case kind < 60:
		return &ownership.Share{Qualifier: ownership.Exact, Percent: percent}
	case kind < 75:
		return &ownership.Share{Qualifier: ownership.About, Percent: math.Round(percent)}
	case kind < 87:
		low := math.Floor(percent/25) * 25
		return &ownership.Share{Qualifier: ownership.Range, Min: min(low, 75), Max: min(low+25, 100)}
	case kind < 93:
		return &ownership.Share{Qualifier: ownership.MoreThan, Percent: math.Floor(percent)}
	}
	return nil
}

func (g Graph) position(i int) *ownership.Position {
	person, company := i, 0
	if i < g.People() {
		company = g.home(i)
	}
	d := g.dice(topicPosition, i)
	at := d.popular(g.Companies(), gentle) // the first throw tells home
	if i >= g.People() {
		person, company = d.popular(g.People(), gentle), at
	}
	begin := day(d.below(int(lastDay) - 400))
	p := &ownership.Position{
		ID: ID(fact.Position, i), Person: ID(fact.Person, person), Company: ID(fact.Company, company), Title: pick(d, postTitles), From: begin.known(d),
		Provenance: g.sourced(d, begin),
	}
	if d.chance(0.45) {
		p.To = (begin + 60 + day(d.below(int(lastDay-begin-60)))).known(d)
	} else {
		p.Current = d.chance(0.7)
	}
	return p
}
