package promise

import (
	"slices"

	"github.com/promisegraph/promisegraph/fact"
)

// finding is a status with its reason.
type finding struct {
	status  Status
	because Because
}

// judge gives the status on the day today with what was known by the day
// known: the two differ only when asking what time alone will change.
func (c *file) judge(known, today fact.Date) finding {
	if !c.rated() {
		return finding{NotYetRated, Because{Rule: RuleNoPromise, Grounds: []Ground{c.statement()}}}
	}
	ruling, _ := c.inForce(known)
	if ruling == nil {
		return c.rule(known, today)
	}
	if !ruling.Status.Closed() {
		// A verdict on a promise still open speaks of its own day. What the rules
		// say of today counts when they have learnt something since.
		day := ruling.known
		now := c.rule(known, today)
		if (now.status.Closed() || now.status == Due) && now.status != c.rule(day, day).status {
			return now
		}
	}
	return finding{ruling.Status, Because{Rule: RuleRuled, Grounds: c.ruled(ruling, known)}}
}

// inForce is the ruling in force: the latest that no known ruling supersedes;
// nil when there is none. Differ tells that another in force says otherwise.
func (c *file) inForce(known fact.Date) (latest *ruled, differ bool) {
	n := 0
	for n < len(c.rulings) && c.rulings[n].known <= known {
		n++
	}
	for i := range c.rulings[:n] {
		r := &c.rulings[i]
		if slices.ContainsFunc(c.rulings[:n], func(o ruled) bool { return o.Supersedes == r.ID }) {
			continue
		}
		differ = differ || latest != nil && latest.Status != r.Status
		latest = r
	}
	return latest, differ
}

// rule gives the status that follows without rulings.
func (c *file) rule(known, today fact.Date) finding {
	measured := c.measured(known, today)
	if by := c.replacement(known); by != nil {
		before := addDays(by.known, -1)
		if !c.measured(before, before).status.Closed() {
			return finding{Superseded, Because{Rule: RuleReplaced, Grounds: []Ground{{Kind: fact.Promise, ID: by.ID, Role: RoleReplacement, On: by.known}}}}
		}
	}
	if measured.status != "" {
		return measured
	}
	return c.unsettled(known, today)
}

// replacement is the first promise that takes the place of this one.
func (c *file) replacement(known fact.Date) *later {
	for i := range c.later {
		l := &c.later[i]
		if l.known <= known && l.Link == Replaces && l.samePromiser(c.promise) {
			return l
		}
	}
	return nil
}

// measured gives the status that follows from measurements, none when they
// settle nothing. Targets that stay in doubt after their deadline make it due.
func (c *file) measured(known, today fact.Date) finding {
	var met, late, unmet, pending int
	var doubt Doubt
	var settled, doubted []Ground
	for i := range c.promise.Targets {
		t := c.outcome(i, known, today)
		switch t.Outcome {
		case TargetMet:
			met++
		case TargetMetLate:
			late++
		case TargetUnmet:
			unmet++
		case TargetOpen:
			pending++
		}
		switch {
		case t.settled():
			settled = append(settled, c.measures(t))
		case t.Doubt != "":
			doubted = append(doubted, c.measures(t))
			if doubt == "" {
				doubt = t.Doubt
			}
		}
	}
	switch n := len(c.promise.Targets); {
	case n == 0 || pending > 0:
		return finding{}
	case met == n:
		return finding{Kept, Because{RuleMet, settled}}
	case met+late == n:
		return finding{KeptLate, Because{RuleMetLate, settled}}
	case unmet == n:
		return finding{NotKept, Because{RuleNotMet, settled}}
	case met+late+unmet == n:
		return finding{PartlyKept, Because{RuleMetInPart, settled}}
	case doubt == DoubtDiffer:
		return finding{Due, Because{RuleDiffer, doubted}}
	case doubt == DoubtDay:
		return finding{Due, Because{RuleDayUnknown, doubted}}
	case doubt == DoubtCondition:
		return finding{Due, Because{RuleConditionOpen, doubted}}
	}
	return finding{}
}

// unsettled gives the status of a promise that nothing settles.
func (c *file) unsettled(known, today fact.Date) finding {
	if c.overdue(known, today) {
		g := c.statement()
		g.Deadline = c.allDue(known)
		return finding{Due, Because{Rule: RuleDue, Grounds: []Ground{g}}}
	}
	if support := c.side(Supports, known); len(support) > 0 {
		return finding{InProgress, Because{RuleInProgress, grounds(support, RoleSupports)}}
	}
	if against := c.side(Contradicts, known); len(against) > 0 {
		return finding{NotYetRated, Because{RuleDoubted, grounds(against, RoleContradicts)}}
	}
	return finding{NotYetRated, Because{Rule: RuleNothing, Grounds: []Ground{c.statement()}}}
}

// overdue reports whether the deadlines of all targets that are not settled
// have passed.
func (c *file) overdue(known, today fact.Date) bool {
	if len(c.promise.Targets) == 0 {
		day := c.deadline(known)
		return day != "" && today > day
	}
	for i := range c.promise.Targets {
		if t := c.outcome(i, known, today); t.Outcome == TargetOpen {
			return false
		}
	}
	return true
}

// allDue is the last day in time for the promise and all its targets; empty
// when one of them has no deadline.
func (c *file) allDue(known fact.Date) fact.Date {
	if len(c.promise.Targets) == 0 {
		return c.deadline(known)
	}
	var last fact.Date
	for i := range c.promise.Targets {
		day := c.targetDeadline(i, known)
		if day == "" {
			return ""
		}
		last = max(last, day)
	}
	return last
}

// side lists the items of a stance known on a day.
func (c *file) side(s Stance, known fact.Date) []*item {
	var list []*item
	for i := range c.items {
		if it := &c.items[i]; it.known <= known && it.stance == s {
			list = append(list, it)
		}
	}
	return list
}

// statement is the promise as a ground.
func (c *file) statement() Ground {
	return Ground{Kind: fact.Promise, ID: c.promise.ID, Role: RoleStatement, On: c.made}
}

// ruled are the grounds of a ruling: itself and the evidence it names.
func (c *file) ruled(r *ruled, known fact.Date) []Ground {
	list := []Ground{{Kind: fact.Ruling, ID: r.ID, Role: RoleRuling, On: r.known, By: r.By}}
	for _, id := range r.Evidence {
		g := Ground{Kind: fact.Evidence, ID: id, Role: RoleCited}
		if i := slices.IndexFunc(c.items, func(it item) bool { return it.evidence.ID == id && it.known <= known }); i >= 0 {
			g.On = c.items[i].known
		}
		list = append(list, g)
	}
	return list
}

// measures is the ground of a target that a measurement settles or puts in doubt.
func (c *file) measures(t TargetStanding) Ground {
	g := Ground{Kind: fact.Evidence, ID: t.Evidence, Role: RoleMeasures, Target: &c.promise.Targets[t.Index], Deadline: t.Deadline}
	for i := range c.items {
		if it := &c.items[i]; it.evidence.ID == t.Evidence {
			g.On, g.Measurement = it.known, &it.evidence.Measurements[t.Measurement]
			break
		}
	}
	return g
}

func grounds(items []*item, role Role) []Ground {
	list := make([]Ground, len(items))
	for i, it := range items {
		list[i] = Ground{Kind: fact.Evidence, ID: it.evidence.ID, Role: role, On: it.known}
	}
	return list
}
