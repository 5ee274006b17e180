package fiction

import (
	"fmt"
	"iter"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
)

// event is something that touches a promise: most move something from the
// company it was made for to another one.
func (g Graph) event(i int) *promise.Event {
	d := g.dice(topicEvent, i)
	of := d.popular(g.Promises(), gentle)
	s := g.story(of)
	other := d.popular(g.Companies(), gentle)
	happened := s.made + day(d.below(int(min(700, lastDay-s.made))))
	m := pick(d, moves)
	e := &promise.Event{
		ID: ID(fact.Event, i), Kind: m.kind, Status: weighted(d, eventStatuses, eventStatusWeights), HappenedOn: happened.known(d),
		From: []string{ID(fact.Company, s.company)}, Item: m.item, Touches: []string{ID(fact.Promise, of)}, Evidence: g.findingsOf(of, 2),
		Disputed: d.chance(0.05), Provenance: g.sourced(d, happened),
	}
	from := companyName(g.dice(topicCompany, s.company)).shown
	e.Summary = fmt.Sprintf(m.words, from, companyName(g.dice(topicCompany, other)).shown)
	if other != s.company {
		e.To = []string{ID(fact.Company, other)}
	}
	if d.chance(0.6) {
		e.PublishedOn = min(lastDay, happened+day(d.below(300))).date()
	}
	if d.chance(0.5) {
		e.OrderedBy = []string{ID(fact.Person, s.speaker)}
	}
	if d.chance(0.5) {
		e.Quantity = &fact.Quantity{Value: float64(d.between(1, 20000)), Unit: m.unit}
	} else {
		e.Amount = &fact.Amount{Value: float64(d.between(1, 900)) * 1e6, Currency: pick(d, currencies)}
	}
	return e
}

// rulings are verdicts on every fourth or fifth promise; some replace another.
func (g Graph) rulings() iter.Seq[journal.Record] {
	return func(yield func(journal.Record) bool) {
		for i := range g.Promises() {
			for _, r := range g.rulingsOn(i) {
				if !yield(r) {
					return
				}
			}
		}
	}
}

func (g Graph) rulingsOn(of int) []*promise.Ruling {
	d := g.dice(topicRuling, of)
	if !d.chance(0.23) {
		return nil
	}
	s := g.story(of)
	on := s.made + day(d.between(200, 900))
	if s.deadline > 0 && d.chance(0.8) {
		on = s.deadline + day(d.between(5, 200))
	}
	on = min(on, lastDay-100)
	if on < s.made {
		return nil
	}
	r := &promise.Ruling{
		ID: fmt.Sprintf("ruling-%d", of), Promise: ID(fact.Promise, of), Status: weighted(d, verdicts, verdictWeights), RuledOn: on.date(), By: pick(d, desks),
		Evidence: g.findingsOf(of, d.between(0, 2)), Sources: g.sourced(d, on).Sources,
	}
	r.Reason = reasons[r.Status]
	list := []*promise.Ruling{r}
	if d.chance(0.05) {
		later := *r
		later.ID, later.Supersedes = r.ID+"-again", r.ID
		later.Status = weighted(d, verdicts, verdictWeights)
		later.Reason, later.RuledOn = reasons[later.Status], (on + day(d.between(1, 100))).date()
		list = append(list, &later)
	}
	return list
}
