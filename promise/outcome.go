package promise

import "github.com/promisegraph/promisegraph/fact"

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
	Outcome  Outcome   //
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

// sighting is one measurement set against one target.
type sighting struct {
	item  int // of the case
	index int // of the measurement in its evidence
}

// outcome sets the measurements known against a target. Evidence that is
// disputed or unverified and answers of the promiser settle nothing; neither
// do values older than the promise or its baseline, nor forecasts.
func (c *file) outcome(target int, known, today fact.Date) TargetStanding {
	t := &c.promise.Targets[target]
	s := TargetStanding{Index: target, Outcome: TargetOpen, Deadline: c.targetDeadline(target, known)}
	var met, late, unsure, unmet *sighting
	keep := func(have **sighting, item, index int) {
		if *have == nil {
			*have = &sighting{item, index}
		}
	}
	for i := range c.items {
		it := &c.items[i]
		if it.known > known {
			break
		}
		if !it.settles {
			continue
		}
		for j := range it.evidence.Measurements {
			m := &it.evidence.Measurements[j]
			if !t.measures(m) {
				continue
			}
			from, to := it.period(m)
			if c.before(t, to) || from > it.known {
				continue
			}
			switch holds := t.meets(m); {
			case holds == yes && s.Deadline != "" && from > s.Deadline:
				if m.Final || t.settlesUndated() {
					keep(&late, i, j)
				}
			case holds == yes && s.Deadline != "" && to > s.Deadline:
				keep(&unsure, i, j)
			case holds == yes && t.lasts(m, to, s.Deadline, it.known):
				keep(&met, i, j)
			case holds == no && m.Final && t.fails(from, to, s.Deadline) && (s.Deadline == "" || today > s.Deadline):
				keep(&unmet, i, j)
			}
		}
	}
	take := func(o Outcome, by *sighting) {
		s.Outcome, s.Evidence, s.Measurement = o, c.items[by.item].evidence.ID, by.index
	}
	passed := s.Deadline != "" && today > s.Deadline
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

// period is the days for which a measurement holds: those of On, else those on
// which what the evidence tells happened, else some day up to when it was known.
func (it *item) period(m *Measurement) (from, to fact.Date) {
	for _, d := range []fact.Date{m.On, it.evidence.HappenedOn} {
		if d.Valid() {
			return d.First(), d.Last()
		}
	}
	return "", it.known
}

// before reports whether a period that ends on the day is older than the
// promise or than the baseline from which the target starts.
func (c *file) before(t *Target, to fact.Date) bool {
	return to < firstDay(c.promise.MadeOn) || to < firstDay(t.BaselineOn)
}

// lasts reports whether a value that meets the target in time settles it: what
// grows has been reached for good; anything else must be final or be the value
// at the deadline itself, read when that had come.
func (t *Target) lasts(m *Measurement, to, deadline, known fact.Date) bool {
	if t.grows() || m.Final {
		return true
	}
	if deadline == "" {
		return t.settlesUndated()
	}
	return to == deadline && known >= to
}

// fails reports whether a final value for these days that does not meet the
// target shows that it was not met by the deadline. The days must reach up to
// the deadline; days after it tell only about an event that never happened,
// days around it only about what grows.
func (t *Target) fails(from, to, deadline fact.Date) bool {
	switch {
	case deadline == "" || to == deadline:
		return true
	case to < deadline:
		return false
	case from > deadline:
		return t.Comparator == Happens
	}
	return t.grows()
}
