package promise

import (
	"cmp"
	"slices"

	"github.com/promisegraph/promisegraph/fact"
)

// Derive tells what became of a promise as the public could know it on a day.
// It is a pure function of the dossier and the day; the order of the lists does
// not matter. A day of reduced precision means its last day. The answer is
// false when the promise had not been made by then, or the day is no date.
//
// Only what was published by the day exists: evidence from KnownOn, rulings
// from RuledOn, later promises from MadeOn, each from the last day of a reduced
// date. A ruling in force is one that no other known ruling supersedes; of
// several the latest counts. Rules are asked in this order, the first that fits
// gives the status:
//
//	rule            status         when
//	no-promise      not_yet_rated  a claim, estimate, condition or order
//	ruled           as ruled       a ruling is in force; an open one until the deadline passes or a measurement settles it
//	replaced        superseded     the promiser replaced it before a measurement settled it
//	met             kept           every target met by its deadline
//	met-late        kept_late      every target met, one or more late
//	met-in-part     partly_kept    some targets met, the others finally not
//	not-met         not_kept       no target met, finally
//	differ          due            deadline passed, measurements disagree
//	day-unknown     due            deadline passed, met but perhaps late
//	condition-open  due            deadline passed, not met, condition perhaps not fulfilled
//	due             due            deadline passed
//	in-progress     in_progress    supported
//	doubted         not_yet_rated  only contradicted, which before the deadline is no failure
//	nothing         not_yet_rated  otherwise
//
// A passed date alone is never a verdict, "not kept" takes a measurement that is
// final or a ruling, and stalled, abandoned and unverifiable take a ruling. A
// promise has several deadlines when its targets do; it is due when those of
// all targets that are not settled have passed. Package documentation in
// docs/status.md tells the rest.
func Derive(d Dossier, asOf fact.Date) (Standing, bool) {
	day := lastDay(asOf)
	if day == "" || d.Promise == nil {
		return Standing{}, false
	}
	c := open(d, true)
	if day < c.made {
		return Standing{}, false
	}
	return c.at(day), true
}

// file is a dossier put in order: what counts, from which day.
type file struct {
	promise *Promise
	made    fact.Date // day from which the promise stands
	items   []item    // by day, then id
	rulings []*Ruling // by day, then id
	later   []later   // by day, then id, then link
	origins *Origins
	eventOn fact.Date // day of the event or the condition fulfilled
	due     fact.Date // last day of a deadline with a date, on its own
	counted fact.Date // last day of a deadline counted from the event; it is known from eventOn
}

// item is evidence as it bears on the promise.
type item struct {
	evidence *Evidence
	stance   Stance
	known    fact.Date
	clock    Clock
	settles  bool // its measurements can settle a target
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
	c := &file{promise: p, origins: d.Origins, made: madeOn(p, d.Origins, d.RecordedOn[p.ID]), eventOn: lastDay(d.EventOn)}
	for _, e := range d.Evidence {
		if e == nil {
			continue
		}
		i := slices.IndexFunc(e.BearsOn, func(b Bearing) bool { return b.Promise == p.ID })
		if i < 0 {
			continue
		}
		known, clock := KnownOn(e, d.Origins, d.RecordedOn[e.ID])
		if known == "" {
			continue
		}
		stance := e.BearsOn[i].Stance
		c.items = append(c.items, item{
			evidence: e, stance: stance, known: known, clock: clock,
			settles: stance != Response && !e.Disputed && !e.Unverified,
		})
	}
	slices.SortFunc(c.items, func(a, b item) int {
		return cmp.Or(cmp.Compare(a.known, b.known), cmp.Compare(a.evidence.ID, b.evidence.ID))
	})
	c.items = slices.CompactFunc(c.items, func(a, b item) bool { return a.evidence.ID == b.evidence.ID })

	for _, r := range d.Rulings {
		if r != nil && r.Promise == p.ID && r.Status.verdict() && r.RuledOn.Valid() {
			c.rulings = append(c.rulings, r)
		}
	}
	slices.SortFunc(c.rulings, func(a, b *Ruling) int {
		return cmp.Or(cmp.Compare(a.RuledOn.Last(), b.RuledOn.Last()), cmp.Compare(a.ID, b.ID))
	})
	c.openLater(d, withLater)
	c.openDeadline()
	return c
}

func (c *file) openLater(d Dossier, withLater bool) {
	for _, l := range d.Later {
		known := lastDay(l.MadeOn)
		if known == "" {
			known = lastDay(d.RecordedOn[l.ID])
		}
		if known == "" || known < firstDay(c.promise.MadeOn) || l.ID == c.promise.ID {
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
	if c.eventOn == "" && d.Kind == DeadlineRelative {
		c.eventOn = lastDay(fact.Date(d.After))
	}
	if c.due == "" && d.Days != nil {
		c.counted = addDays(c.eventOn, *d.Days)
	}
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
	if day := lastDay(c.promise.Targets[target].By); day != "" {
		return day
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
