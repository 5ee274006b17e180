package promise

import (
	"cmp"

	"github.com/promisegraph/promisegraph/fact"
)

// Outcome tells what measurements say about one target.
type Outcome string

// The outcomes of a target.
const (
	TargetOpen    Outcome = "open"     // not settled, and its deadline, if any, is to come
	TargetDue     Outcome = "due"      // its deadline has passed and no measurement settles it
	TargetMet     Outcome = "met"      // met by its deadline
	TargetMetLate Outcome = "met_late" // met after it
	TargetUnmet   Outcome = "unmet"    // a final measurement shows that it was not met
)

// TargetStanding is what became of one target.
type TargetStanding struct {
	Index    int       // of the target in its promise
	Outcome  Outcome   // what measurements say about it
	Deadline fact.Date // the last day in time; empty when there is none
	// Evidence whose measurement settles the target; empty when none does.
	Evidence string
	// Measurement is the index of that measurement in the evidence.
	Measurement int
	// Doubt tells why measurements that meet it or fall short do not settle it.
	Doubt Doubt
}

// Doubt is a reason why measurements of a target do not settle it.
type Doubt string

// The doubts. The zero value is none.
const (
	DoubtDiffer    Doubt = "measurements_differ" // one says met in time, another, final, says not
	DoubtDay       Doubt = "day_unknown"         // met, but perhaps in time and perhaps late
	DoubtCondition Doubt = "condition_unknown"   // not met, but perhaps the condition did not hold
)

// settled reports whether the target needs nothing more.
func (t TargetStanding) settled() bool {
	return t.Outcome == TargetMet || t.Outcome == TargetMetLate || t.Outcome == TargetUnmet
}

// outcome sets the measurements known against a target. The first known of
// each sort counts.
func (c *file) outcome(target int, known, today fact.Date) TargetStanding {
	a := &c.aims[target]
	t := a.target
	s := TargetStanding{Index: target, Outcome: TargetOpen, Deadline: c.targetDeadline(target, known)}
	passed := s.Deadline != "" && today > s.Deadline
	var met, late, unsure, unmet *sighting
	for i := range a.found {
		m := &a.found[i]
		day := c.items[m.item].known
		if day > known {
			break
		}
		switch {
		case m.meets == yes && s.Deadline != "" && m.from > s.Deadline:
			if late == nil && (m.final || t.settlesUndated()) {
				late = m
			}
		case m.meets == yes && s.Deadline != "" && m.to > s.Deadline:
			unsure = cmp.Or(unsure, m)
		case m.meets == yes && t.lasts(m, s.Deadline, day):
			met = cmp.Or(met, m)
		case m.meets == no && m.final && t.fails(m, s.Deadline) && (passed || s.Deadline == ""):
			unmet = cmp.Or(unmet, m)
		}
	}
	take := func(o Outcome, by *sighting) {
		s.Outcome, s.Evidence, s.Measurement = o, c.items[by.item].evidence.ID, by.index
	}
	if passed {
		s.Outcome = TargetDue
	}
	switch {
	case met != nil && unmet != nil:
		s.Doubt = DoubtDiffer
	case met != nil:
		take(TargetMet, met)
	case late != nil:
		take(TargetMetLate, late)
	case unsure != nil:
		s.Doubt = DoubtDay
	case unmet != nil && c.conditional() && !c.fulfilled(known):
		s.Doubt = DoubtCondition
	case unmet != nil:
		take(TargetUnmet, unmet)
	}
	if s.Doubt != "" {
		by := unsure
		if s.Doubt != DoubtDay {
			by = unmet
		}
		s.Evidence, s.Measurement = c.items[by.item].evidence.ID, by.index
	}
	return s
}

// lasts reports whether a value that meets the target in time settles it: what
// grows has been reached for good; anything else must be final or be the value
// at the deadline itself, read when that had come.
func (t *Target) lasts(m *sighting, deadline, known fact.Date) bool {
	if t.grows() || m.final {
		return true
	}
	if deadline == "" {
		return t.settlesUndated()
	}
	return m.to == deadline && known >= m.to
}

// fails reports whether a final value for these days that does not meet the
// target shows that it was not met by the deadline. The days must reach up to
// the deadline; days after it tell only about an event that never happened,
// days around it only about what grows.
func (t *Target) fails(m *sighting, deadline fact.Date) bool {
	switch {
	case deadline == "" || m.to == deadline:
		return true
	case m.to < deadline:
		return false
	case m.from > deadline:
		return t.Comparator == Happens
	}
	return t.grows()
}
