package promise

import (
	"reflect"
	"slices"

	"github.com/promisegraph/promisegraph/fact"
)

// Step is a standing that holds from a day on, until the next step begins.
type Step struct {
	// From is the first day. Empty when no date of the promise is known: then it
	// has stood since ever.
	From     fact.Date
	Standing Standing
}

// Steps is the standing of a promise as a function of the day: for every day
// Derive gives what the step covering it holds, see At. Steps come in order of
// their days and no two that follow each other are equal. The first is that of
// the day the promise was made; days to come are included as far as anything
// is known of them, the passing of the deadline above all.
func Steps(d Dossier) []Step {
	if d.Promise == nil {
		return nil
	}
	c := open(d, true)
	var steps []Step
	for _, day := range c.days {
		s := c.stand(day)
		s.Since = day
		if n := len(steps); n > 0 {
			last := steps[n-1].Standing
			if last.Status == s.Status {
				s.Since = last.Since
			}
			if reflect.DeepEqual(last, s) {
				continue
			}
		}
		steps = append(steps, Step{From: day, Standing: s})
	}
	return steps
}

// At is the standing of the step that covers a day; of a day of reduced
// precision its last. It is false before the first step, and when the day is
// no date.
func At(steps []Step, day fact.Date) (Standing, bool) {
	last := lastDay(day)
	if last == "" {
		return Standing{}, false
	}
	for i := len(steps) - 1; i >= 0; i-- {
		if steps[i].From <= last {
			return steps[i].Standing, true
		}
	}
	return Standing{}, false
}

// Change is a change of status or balance.
type Change struct {
	// On is the day of the change; see Step.From.
	On fact.Date
	// Status and Balance after the change.
	Status  Status
	Balance Balance
	// WasStatus and WasBalance before it; empty for the first.
	WasStatus  Status
	WasBalance Balance
	// Because is why the promise has this status from then on.
	Because Because
	// Causes are the facts that became known on that day, and the deadline that
	// passed the day before; never empty.
	Causes []Ground
}

// History is the changes of status and balance of a promise, in the order of
// their days. The first is that it was made.
func History(d Dossier) []Change {
	if d.Promise == nil {
		return nil
	}
	c := open(d, true)
	var list []Change
	for _, step := range Steps(d) {
		s := step.Standing
		next := Change{On: step.From, Status: s.Status, Balance: s.Balance, Because: s.Because}
		if n := len(list); n > 0 {
			last := list[n-1]
			if last.Status == s.Status && last.Balance == s.Balance {
				continue
			}
			next.WasStatus, next.WasBalance = last.Status, last.Balance
		}
		next.Causes = c.news(step.From)
		list = append(list, next)
	}
	return list
}

// news are the facts that count from exactly this day: the promise, a deadline
// that passed the day before, the event it hangs on, rulings, later promises
// that take its place, evidence. Facts that
// were known when the promise was made come with it.
func (c *file) news(day fact.Date) []Ground {
	var list []Ground
	first := day == c.made
	if first {
		list = append(list, c.statement())
	}
	fresh := func(known fact.Date) bool { return known == day || first && known < day }
	for _, passed := range c.passed {
		if passed == day {
			g := c.statement()
			g.Deadline = addDays(day, -1)
			list = append(list, g)
		}
	}
	if day == c.eventOn && !first {
		list = append(list, Ground{Kind: fact.Promise, ID: c.promise.ID, Role: RoleEvent, On: day})
	}
	for _, r := range c.rulings {
		if fresh(r.known) {
			list = append(list, Ground{Kind: fact.Ruling, ID: r.ID, Role: RoleRuling, On: r.known, By: r.By})
		}
	}
	for _, l := range c.later {
		if fresh(l.known) && l.Link == Replaces {
			list = append(list, Ground{Kind: fact.Promise, ID: l.ID, Role: RoleReplacement, On: l.known})
		}
	}
	for i := range c.items {
		it := &c.items[i]
		if !fresh(it.known) {
			continue
		}
		role := RoleMeasures
		switch {
		case it.stance == Supports:
			role = RoleSupports
		case it.stance == Contradicts:
			role = RoleContradicts
		case !c.sighted(i):
			continue
		}
		list = append(list, Ground{Kind: fact.Evidence, ID: it.evidence.ID, Role: role, On: it.known})
	}
	return list
}

// sighted reports whether an item holds a measurement of a target.
func (c *file) sighted(item int) bool {
	return slices.ContainsFunc(c.aims, func(a aim) bool {
		return slices.ContainsFunc(a.found, func(s sighting) bool { return s.item == item })
	})
}
