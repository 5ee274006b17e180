package fiction

import (
	"fmt"
	"math"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/promise"
)

// story is what other records need to know of a promise.
type story struct {
	speaker, company int
	byCompany        bool // the company itself speaks
	made             day
	deadline         day // 0: none
	goal             goal
	value            float64
	earlier          int // the promise that it takes up; -1: none
	link             promise.Link
}

// story tells a promise. One in twelve takes up the one before it.
func (g Graph) story(i int) story {
	d := g.dice(topicStory, i)
	s := story{earlier: -1, byCompany: d.chance(0.12)}
	s.speaker = d.popular(g.People(), steep)
	s.company = g.home(s.speaker)
	if d.chance(0.3) {
		s.company = d.popular(g.Companies(), gentle)
	}
	s.made = day(d.below(int(lastDay) - 60))
	s.goal = pick(d, goals)
	s.value = s.goal.least * float64(d.between(1, 40))
	term := day(d.between(60, 1500))
	if follows := d.chance(1.0 / 12); follows && i > 0 {
		if before := g.story(i - 1); before.made+term/2+10 < lastDay {
			s.earlier, s.link = i-1, weighted(d, links, linkWeights)
			s.speaker, s.company, s.byCompany, s.goal = before.speaker, before.company, before.byCompany, before.goal
			s.made = before.made + 10 + term/2
			s.value = before.value
			if s.link != promise.Restates {
				s.value = math.Ceil(before.value / 2)
			}
		}
	}
	switch kind := d.below(10); {
	case kind < 5:
		s.deadline = (s.made + term).yearEnd()
	case kind < 9:
		s.deadline = s.made + term
	}
	return s
}

func (s story) party() string {
	if s.byCompany {
		return ID(fact.Company, s.company)
	}
	return ID(fact.Person, s.speaker)
}

func (g Graph) promise(i int) *promise.Promise {
	s := g.story(i)
	d := g.dice(topicPromise, i)
	p := &promise.Promise{
		ID: ID(fact.Promise, i), Kind: weighted(d, statementKinds, statementKindWeights), Speaker: s.party(), Company: ID(fact.Company, s.company), MadeOn: s.made.date(),
		Venue: pick(d, venues), Form: pick(d, forms), Disputed: d.chance(0.03), Provenance: g.sourced(d, s.made),
	}
	if s.earlier >= 0 {
		to := []string{ID(fact.Promise, s.earlier)}
		switch s.link {
		case promise.Restates:
			p.Restates = to
		case promise.Narrows:
			p.Narrows = to
		case promise.Replaces:
			p.Replaces = to
		}
	}
	company := companyName(g.dice(topicCompany, s.company)).shown
	when := "before long"
	if s.deadline > 0 {
		p.Deadline = &promise.Deadline{On: s.deadline.date()}
		when = fmt.Sprintf("by %s", s.deadline.date())
		if d.chance(0.2) {
			p.Deadline.On, when = p.Deadline.On[:len("2006-01")], fmt.Sprintf("by %s", s.deadline.date()[:len("2006-01")])
		}
	} else if d.chance(0.5) {
		p.Deadline = &promise.Deadline{Kind: promise.DeadlineNone, Text: when}
	}
	p.Statement = fmt.Sprintf("%s %s %s.", company, fmt.Sprintf(s.goal.words, number(s.value)), when)
	if d.chance(0.85) {
		p.Targets = []promise.Target{s.target(d)}
	}
	if d.chance(0.06) {
		other := goals[(i+d.between(1, len(goals)-1))%len(goals)]
		if other != s.goal {
			value := other.least * float64(d.between(1, 40))
			p.Targets = append(p.Targets, promise.Target{Metric: other.metric, Comparator: promise.AtLeast, Value: &value, Unit: other.unit})
		}
	}
	if d.chance(0.04) {
		p.Condition = pick(d, conditions)
	}
	if len(p.Sources) > 0 && d.chance(0.55) {
		p.Quote = s.quote(d, p.Sources[0])
	}
	return p
}

// target is what would have to be true.
func (s story) target(d *dice) promise.Target {
	t := promise.Target{Metric: s.goal.metric, Unit: s.goal.unit, Comparator: s.goal.comparator}
	value := s.value
	switch kind := d.below(20); {
	case t.Comparator == promise.AtMost || kind < 14:
		t.Value = &value
	case kind < 17:
		baseline := math.Floor(value / 4)
		t.Comparator, t.Value, t.Baseline = promise.About, &value, &baseline
	case kind < 19:
		most := math.Ceil(value * 1.5)
		t.Comparator, t.Min, t.Max = promise.Between, &value, &most
	default:
		t.Comparator, t.Unclear = promise.AtLeast, true
	}
	return t
}

// quote is words that name the value.
func (s story) quote(d *dice, source string) *promise.Quote {
	lang := pick(d, quoteLangs)
	value := number(s.value)
	if lang != "en" {
		value = fmt.Sprintf("%.0f", s.value)
	}
	return &promise.Quote{Text: fmt.Sprintf(pick(d, quotes[lang]), value), Lang: lang, Source: source}
}

// number writes a number as a text would.
func number(v float64) string {
	switch {
	case v >= 1e9:
		return fmt.Sprintf("%g billion", v/1e9)
	case v >= 1e6:
		return fmt.Sprintf("%g million", v/1e6)
	}
	return fmt.Sprintf("%g", v)
}

// firstFinding is the number of the first piece of evidence on a promise, and
// that after the last one of the promise before. The k-th promise has about as
// many as k^-0.5 says; the last ones have one or two.
func (g Graph) firstFinding(promise int) int {
	return int(float64(g.Findings()) * math.Sqrt(float64(promise)/float64(g.Promises())))
}

// promiseOf is the promise that a piece of evidence bears on.
func (g Graph) promiseOf(finding int) int {
	part := float64(finding) / float64(g.Findings())
	p := min(int(part*part*float64(g.Promises())), g.Promises()-1)
	for p > 0 && g.firstFinding(p) > finding { // what rounding left
		p--
	}
	for p+1 < g.Promises() && g.firstFinding(p+1) <= finding {
		p++
	}
	return p
}

func (g Graph) finding(i int) *promise.Evidence {
	of := g.promiseOf(i)
	s := g.story(of)
	d := g.dice(topicEvidence, i)
	stance := weighted(d, stances, stanceWeights)
	horizon := s.made + 700
	if s.deadline > 0 {
		horizon = s.deadline + 250
	}
	horizon = min(horizon, lastDay-10)
	happened := max(0, s.made-40+day(d.below(int(horizon-s.made)+40)))
	source := g.sourceNear(d, happened+day(d.below(40)))
	out := max(happened, g.sourceDay(source))
	e := &promise.Evidence{
		ID: ID(fact.Evidence, i), HappenedOn: happened.known(d), Disputed: d.chance(0.03),
		BearsOn: []promise.Bearing{{Promise: ID(fact.Promise, of), Stance: stance}},
	}
	switch kind := d.below(20); {
	case kind < 13:
		e.PublishedOn = out.date()
	case kind < 15:
		e.PublishedOn, e.WrittenOn = out.date(), happened.date()
	}
	if e.Provenance = g.sourced(d, out); len(e.Sources) > 0 {
		e.Sources[0] = ID(fact.Source, source)
		if len(e.Sources) > 1 && e.Sources[1] == e.Sources[0] {
			e.Sources = e.Sources[:1]
		}
	}
	company := companyName(g.dice(topicCompany, s.company)).shown
	e.Summary = fmt.Sprintf(pick(d, summaries[stance]), company, s.goal.metric, happened.year())
	if other := d.below(g.Promises()); other != of && d.chance(0.06) {
		e.BearsOn = append(e.BearsOn, promise.Bearing{Promise: ID(fact.Promise, other), Stance: promise.Context})
	}
	if d.chance(0.6) {
		e.Involves = []string{ID(fact.Company, s.company)}
	}
	if stance == promise.Response {
		e.By = s.party()
	} else if d.chance(0.15) {
		e.By = ID(fact.Person, d.popular(g.People(), medium))
	}
	if len(e.Sources) > 0 && d.chance(0.3) {
		e.Quotes = []promise.Quote{*s.quote(d, e.Sources[0])}
	}
	if stance != promise.Response && d.chance(0.3) {
		e.Measurements = []promise.Measurement{s.measurement(d, stance, happened)}
	}
	return e
}

// measurement is a value of what the promise aims at: nearly there or beyond
// when the evidence supports it, else short of it.
func (s story) measurement(d *dice, stance promise.Stance, on day) promise.Measurement {
	value := math.Ceil(s.value * d.within(0.3, 0.95))
	if met := d.chance(0.4); met && stance == promise.Supports {
		value = math.Ceil(s.value * d.within(1, 1.3))
	}
	if s.goal.comparator == promise.AtMost {
		value = math.Ceil(s.value * d.within(1.05, 2))
		if stance == promise.Supports {
			value = math.Floor(s.value * d.within(0.5, 1))
		}
	}
	return promise.Measurement{
		Metric: s.goal.metric, Unit: s.goal.unit, Value: &value, About: d.chance(0.2), On: on.known(d), Final: s.deadline > 0 && on+30 > s.deadline,
	}
}

// findingsOf are ids of the first few pieces of evidence on a promise.
func (g Graph) findingsOf(promise, most int) []string {
	end := g.Findings()
	if promise+1 < g.Promises() {
		end = g.firstFinding(promise + 1)
	}
	var ids []string
	for i := g.firstFinding(promise); i < end && len(ids) < most; i++ {
		ids = append(ids, ID(fact.Evidence, i))
	}
	return ids
}
