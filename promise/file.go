package promise

import (
	"cmp"
	"slices"

	"github.com/promisegraph/promisegraph/fact"
)

// file is a dossier put in order: what counts, from which day.
type file struct {
	promise  *Promise
	made     fact.Date // day from which the promise stands
	madeFrom fact.Date // first day on which it may have been made
	aims     []aim     // the targets
	items    []item    // by day, then id
	rulings  []ruled   // by day, then id
	later    []later   // by day, then id, then link
	origins  *Origins
	eventOn  fact.Date   // day of the event or the condition fulfilled
	due      fact.Date   // last day of a deadline with a date of its own
	counted  fact.Date   // last day of a deadline counted from the event; known from eventOn
	passed   []fact.Date // days after the deadlines, in order; those of counted included
	days     []fact.Date // days on which the standing may change, in order, from made
}

// aim is a target with the measurements of it.
type aim struct {
	target *Target
	by     fact.Date // last day in time of this target alone
	found  []sighting
}

// sighting is a measurement of a target that can settle it, in the order in
// which they became known.
type sighting struct {
	item     int // of the file
	index    int // of the measurement in its evidence
	from, to fact.Date
	meets    answer
	final    bool
}

// item is evidence as it bears on the promise.
type item struct {
	evidence *Evidence
	stance   Stance
	known    fact.Date
	clock    Clock
	settles  bool // its measurements can settle a target
	older    bool // it came out after the promise was made, but surely happened or was written before
}

// ruled is a ruling that counts from a day.
type ruled struct {
	*Ruling
	known fact.Date
}

// later is a later promise that counts from a day.
type later struct {
	Later
	known fact.Date
	file  *file // nil without a dossier
}

// open puts a dossier in order. Dossiers of later promises are opened once,
// without theirs.
func open(d Dossier, withLater bool) *file {
	p := d.Promise
	c := &file{
		promise: p, origins: d.Origins, eventOn: lastDay(d.EventOn),
		made: madeOn(p, d.Origins, d.RecordedOn[p.ID]), madeFrom: firstDay(p.MadeOn),
	}
	c.openEvidence(d)
	c.openRulings(d)
	c.openLater(d, withLater)
	c.openDeadline()
	for i := range p.Targets {
		c.aims = append(c.aims, c.openTarget(&p.Targets[i]))
	}
	c.passed = c.passings()
	c.days = c.changes()
	return c
}

func (c *file) openEvidence(d Dossier) {
	for _, e := range d.Evidence {
		if e == nil {
			continue
		}
		i := slices.IndexFunc(e.BearsOn, func(b Bearing) bool { return b.Promise == c.promise.ID })
		if i < 0 {
			continue
		}
		known, clock := KnownOn(e, d.Origins, d.RecordedOn[e.ID])
		if known == "" {
			continue
		}
		happened, written, stance := lastDay(e.HappenedOn), lastDay(e.WrittenOn), e.BearsOn[i].Stance
		c.items = append(c.items, item{
			evidence: e, stance: stance, known: known, clock: clock,
			settles: stance != Response && !e.Disputed && !e.Unverified,
			older:   known > c.made && (happened != "" && happened < c.madeFrom || written != "" && written < c.madeFrom),
		})
	}
	slices.SortFunc(c.items, func(a, b item) int {
		return cmp.Or(cmp.Compare(a.known, b.known), cmp.Compare(a.evidence.ID, b.evidence.ID))
	})
	c.items = slices.CompactFunc(c.items, func(a, b item) bool { return a.evidence.ID == b.evidence.ID })
}

func (c *file) openRulings(d Dossier) {
	for _, r := range d.Rulings {
		if r != nil && r.Promise == c.promise.ID && r.Status.verdict() {
			if day := lastDay(r.RuledOn); day != "" {
				c.rulings = append(c.rulings, ruled{r, day})
			}
		}
	}
	slices.SortFunc(c.rulings, func(a, b ruled) int {
		return cmp.Or(cmp.Compare(a.known, b.known), cmp.Compare(a.ID, b.ID))
	})
}

func (c *file) openLater(d Dossier, withLater bool) {
	for _, l := range d.Later {
		known := lastDay(l.MadeOn)
		if known == "" {
			known = lastDay(d.RecordedOn[l.ID])
		}
		if known == "" || known < c.madeFrom || l.ID == c.promise.ID {
			continue
		}
		next := later{Later: l, known: known}
		if withLater && l.Link == Restates && l.Dossier != nil && l.Dossier.Promise != nil {
			next.file = open(*l.Dossier, false)
		}
		c.later = append(c.later, next)
	}
	slices.SortFunc(c.later, func(a, b later) int {
		return cmp.Or(cmp.Compare(a.known, b.known), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Link, b.Link))
	})
	c.later = slices.CompactFunc(c.later, func(a, b later) bool { return a.ID == b.ID && a.Link == b.Link })
}

func (c *file) openDeadline() {
	d := c.promise.Deadline
	if d == nil {
		return
	}
	c.due = lastDay(d.On)
	if d.Kind == DeadlineRelative {
		if day := lastDay(fact.Date(d.After)); day != "" {
			c.eventOn = day
		}
	}
	if c.due == "" && d.Days != nil && c.eventOn != "" {
		c.counted = addDays(c.eventOn, *d.Days)
	}
}

// openTarget gathers the measurements of a target. Evidence that is disputed
// or unverified and answers of the promiser settle nothing; neither do values
// older than the promise or its baseline, nor forecasts.
func (c *file) openTarget(t *Target) aim {
	a := aim{target: t, by: lastDay(t.By)}
	oldest := max(c.madeFrom, firstDay(t.BaselineOn))
	for i := range c.items {
		it := &c.items[i]
		if !it.settles {
			continue
		}
		for j := range it.evidence.Measurements {
			m := &it.evidence.Measurements[j]
			if !t.measures(m) {
				continue
			}
			if from, to := it.period(m); to >= oldest && from <= it.known {
				a.found = append(a.found, sighting{i, j, from, to, t.meets(m), m.Final})
			}
		}
	}
	return a
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

// passings are the days after the deadlines, in order.
func (c *file) passings() []fact.Date {
	var days []fact.Date
	add := func(deadline fact.Date) {
		if deadline == "" {
			return
		}
		if day := dayAfter(deadline); day != "" {
			days = append(days, day)
		}
	}
	add(c.due)
	add(c.counted)
	for _, a := range c.aims {
		add(a.by)
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// changes are the days on which the standing may change, in order: the first
// is the day from which the promise stands.
func (c *file) changes() []fact.Date {
	days := make([]fact.Date, 1, 8+2*len(c.items))
	days[0] = c.made
	add := func(day fact.Date) {
		if day > c.made {
			days = append(days, day)
		}
	}
	for i := range c.items {
		it := &c.items[i]
		add(it.known)
		if it.stance == Supports || it.stance == Contradicts {
			for _, s := range it.evidence.Sources {
				if day := c.origins.published(s); day > it.known {
					add(day)
				}
			}
		}
	}
	for _, r := range c.rulings {
		add(r.known)
	}
	for _, l := range c.later {
		add(l.known)
		if l.file != nil {
			for _, day := range l.file.days {
				if day > l.known {
					add(day)
				}
			}
		}
	}
	add(c.eventOn)
	for _, day := range c.passed {
		add(day)
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// deadline is the last day in time of the promise, as known on a day.
func (c *file) deadline(known fact.Date) fact.Date {
	if c.due == "" && c.eventOn <= known {
		return c.counted
	}
	return c.due
}

// targetDeadline is the last day in time of a target: its own, else that of
// the promise.
func (c *file) targetDeadline(target int, known fact.Date) fact.Date {
	if by := c.aims[target].by; by != "" {
		return by
	}
	return c.deadline(known)
}

// conditional reports whether the promise holds only under a condition.
func (c *file) conditional() bool {
	return c.promise.Condition != "" || c.promise.Deadline != nil && c.promise.Deadline.Kind == DeadlineConditional
}

// fulfilled reports whether the condition is known to be fulfilled on a day.
func (c *file) fulfilled(known fact.Date) bool {
	relative := c.promise.Deadline != nil && c.promise.Deadline.Kind == DeadlineRelative
	return !relative && c.eventOn != "" && c.eventOn <= known
}

// rated reports whether the record is a promise.
func (c *file) rated() bool { return c.promise.Kind == KindPromise || c.promise.Kind == "" }
