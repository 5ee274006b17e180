package promise

import (
	"slices"

	"github.com/promisegraph/promisegraph/fact"
)

// at is the standing on a day on or after the promise was made.
func (c *file) at(day fact.Date) Standing {
	s := c.stand(day)
	s.Since = c.since(day, s.Status)
	return s
}

// since is the day on which the status of a day began.
func (c *file) since(day fact.Date, status Status) fact.Date {
	since := day
	for i := len(c.days) - 1; i >= 0; i-- {
		if c.days[i] > day {
			continue
		}
		if c.judge(c.days[i], c.days[i]).status != status {
			break
		}
		since = c.days[i]
	}
	return since
}

// stand is the standing on a day, all but since when.
func (c *file) stand(day fact.Date) Standing {
	found := c.judge(day, day)
	s := Standing{Status: found.status, Because: found.because, Deadline: c.allDue(day)}
	if c.rated() {
		for i := range c.promise.Targets {
			s.Targets = append(s.Targets, c.outcome(i, day, day))
		}
		s.Next = c.next(day, found)
	}
	support, against := c.side(Supports, day), c.side(Contradicts, day)
	both := slices.Concat(support, against)
	s.Supports = Side{len(support), c.origins.Count(c.sources(support, day))}
	s.Contradicts = Side{len(against), c.origins.Count(c.sources(against, day))}
	switch {
	case len(support) > 0 && len(against) > 0:
		s.Balance = Mixed
	case len(support) > 0:
		s.Balance = Supported
	case len(against) > 0:
		s.Balance = Contradicted
	default:
		s.Balance = BalanceNone
	}
	s.Flags = c.flags(day, s, support, both)
	s.AsRestated = c.asRestated(day)
	return s
}

// sources lists the sources of items that could be read on a day, each once.
func (c *file) sources(items []*item, day fact.Date) []string {
	if len(items) == 1 {
		return c.origins.readable(items[0].evidence.Sources, day)
	}
	var list []string
	for _, it := range items {
		for _, s := range c.origins.readable(it.evidence.Sources, day) {
			if !slices.Contains(list, s) {
				list = append(list, s)
			}
		}
	}
	return list
}

// next is the day after today on which the status changes if nothing new
// becomes known: only passing a deadline can do that.
func (c *file) next(today fact.Date, now finding) fact.Date {
	for _, day := range c.passed {
		if day > today {
			if then := c.judge(today, day); then.status != now.status || then.because.Rule != now.because.Rule {
				return day
			}
		}
	}
	return ""
}

// flags are the flags of a standing whose status and counts are known.
func (c *file) flags(day fact.Date, s Standing, support, both []*item) []Flag {
	var list []Flag
	add := func(f Flag, set bool) {
		if set {
			list = append(list, f)
		}
	}
	add(FlagContradictedEarly, s.Deadline != "" && slices.ContainsFunc(both, func(it *item) bool {
		return it.stance == Contradicts && it.known <= s.Deadline
	}))
	add(FlagDisputed, c.promise.Disputed || slices.ContainsFunc(both, func(it *item) bool { return it.evidence.Disputed }))
	add(FlagRestated, c.linked(Restates, day))
	add(FlagNarrowed, c.linked(Narrows, day))
	add(FlagReplaced, c.linked(Replaces, day))
	add(FlagConditional, c.conditional() && !c.fulfilled(day))
	add(FlagOlderEvidence, slices.ContainsFunc(c.items, func(it item) bool { return it.known <= day && it.older }))
	add(FlagSingleOrigin, len(both) > 0 && c.origins.Count(c.sources(both, day)) == 1)
	add(FlagOwnWord, len(support) > 0 && !slices.ContainsFunc(support, func(it *item) bool { return !c.own(it.evidence) }))
	add(FlagUnverified, slices.ContainsFunc(both, func(it *item) bool { return it.evidence.Unverified || len(it.evidence.Sources) == 0 }))
	add(FlagDatedOtherwise, slices.ContainsFunc(both, func(it *item) bool { return it.clock != ByPublication }))
	add(FlagTargetMissed, !s.Status.Closed() && s.Status != Due && slices.ContainsFunc(s.Targets, func(t TargetStanding) bool {
		return t.Outcome == TargetDue || t.Outcome == TargetMetLate || t.Outcome == TargetUnmet
	}))
	if c.rated() {
		ruling, differ := c.inForce(day)
		add(FlagRulingsDiffer, differ)
		if ruling != nil && ruling.Status.Closed() {
			by := c.rule(day, day).status
			add(FlagRulingBeatsRule, by.Closed() && by != ruling.Status)
		}
	}
	return list
}

// linked reports whether a later promise known on a day refers to this one.
func (c *file) linked(link Link, day fact.Date) bool {
	return slices.ContainsFunc(c.later, func(l later) bool { return l.Link == link && l.known <= day })
}

// own reports whether evidence is a statement of the speaker or the company.
func (c *file) own(e *Evidence) bool {
	return e.By != "" && (e.By == c.promise.Speaker || e.By == c.promise.Company)
}

// asRestated judges the later promises that say this one again.
func (c *file) asRestated(day fact.Date) []Restated {
	var list []Restated
	for _, l := range c.later {
		if l.file != nil && l.known <= day && l.file.made <= day {
			list = append(list, Restated{Promise: l.ID, MadeOn: l.MadeOn, Standing: l.file.at(day)})
		}
	}
	return list
}
