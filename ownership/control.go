package ownership

import (
	"cmp"
	"slices"
)

// Power tells whether a party controls a company: whether the party and the
// companies that it controls have together more than a threshold of the votes
// (formula 5, the least fixpoint: two companies that hold each other do not
// come under control by that alone), or control is stated as such. Votes and
// control whose basis is unverified (see fact.Provenance.UnverifiedFields) may
// be none: alone they make control possible, never certain.
type Power struct {
	// Certain says that it does under every reading, even if every share is
	// the least it can be; Possible that it does under some reading if every
	// share is the greatest it can be.
	Certain, Possible bool
	// Votes are what the party commands: its own votes and those of companies
	// it controls, for certain in Lo, possibly in Hi.
	Votes Bounds
	// Stated says that control is stated, not computed from votes, in the last
	// step. If its basis is unverified it is still only possible.
	Stated bool
	// Through are those whose votes count, by id: the party and the companies
	// that it controls, if there is control at all.
	Through []string
}

// Controlled is one line of Controls or Controllers.
type Controlled struct {
	Party string
	// Members are those who make up a joint holder.
	Members []string
	// Ultimate says that nobody is known to have votes in Party.
	Ultimate bool
	Power
}

// ControlList is an answer of Controls or Controllers.
type ControlList struct {
	// Items stand in order: certain control first, then by votes, then by id.
	Items []Controlled
	// More says that there are further items than asked for, or parties that
	// were not looked at.
	More bool
}

// tally counts the votes that a set of parties commands in a company.
type tally struct {
	lo           float64
	closed, open float64 // what they may have besides lo
	strict       bool
	stated       bool
	members      int
}

// commands grows the set of parties that `from` controls and returns it with
// the tally of every company in which the set has votes.
func (g *graph) commands(from int32, r reading, within *region, threshold float64, which side) (map[int32]bool, map[int32]*tally) {
	set := map[int32]bool{from: true}
	tallies := map[int32]*tally{}
	queue := []int32{from}
	for len(queue) > 0 {
		h := queue[0]
		queue = queue[1:]
		for _, k := range g.held(h) {
			e := &g.edges[k]
			if !r.active(e) || within != nil && !within.has(e.comp) {
				continue
			}
			t := tallies[e.comp]
			if t == nil {
				t = &tally{}
				tallies[e.comp] = t
			}
			disputed := r == nil && e.dispute >= 0
			col := g.column(e.comp, r)
			sp := r.spanIn(e)
			t.lo += sp.lo
			t.strict = t.strict || sp.strict && !disputed
			t.stated = t.stated || e.command && (which == greatest || !disputed && !e.weak)
			if ext := max(0, col.most(sp)-sp.lo); sp.open {
				t.open += ext
			} else {
				t.closed += ext
			}
			if e.part() {
				t.members++
			}
			if !set[e.comp] && g.commanded(e.comp, t, col, threshold, which) {
				set[e.comp] = true
				queue = append(queue, e.comp)
			}
		}
	}
	return set, tallies
}

// commanded reports whether a tally is enough for control.
func (g *graph) commanded(c int32, t *tally, col column, threshold float64, which side) bool {
	if n := len(g.parties.members[c]); n > 0 { // a block: all its members, or maybe any
		return t.members == n || which == greatest
	}
	if t.stated {
		return true
	}
	votes := t.most(col)
	if which == least {
		votes = t.lo
	}
	return votes > threshold+tiny || t.strict && votes > threshold-tiny
}

// most is the greatest number of votes of a tally, as a fraction.
func (t *tally) most(col column) float64 {
	return t.lo + min(t.closed+min(t.open, col.room), col.extra)
}

// control tells whether i controls j.
func (w *Web) control(i, j int32, threshold float64) Power {
	if i == j {
		return Power{}
	}
	g := w.votes
	above := g.up(j, nil)
	if !above.has(i) {
		return Power{}
	}
	within := g.down(i, nil, above)
	return w.controls(i, threshold, within, w.votings(within))[j]
}

// votings are the readings of disputed votes in a region, or the one that
// stands for any when they are too many.
func (w *Web) votings(within *region) []reading {
	all, more := w.votes.readings(w.votes.relevant(within), w.opts.MaxReadings)
	if more {
		return []reading{nil}
	}
	return all
}

// controls computes what i may control within a region under some readings.
func (w *Web) controls(i int32, threshold float64, within *region, readings []reading) map[int32]Power {
	g := w.votes
	found := map[int32]Power{}
	for n, r := range readings {
		sure, sureVotes := g.commands(i, r, within, threshold, least)
		maybe, maybeVotes := g.commands(i, r, within, threshold, greatest)
		for c, t := range maybeVotes {
			if g.joint(c) || c == i {
				continue
			}
			col := g.column(c, r)
			one := Power{Certain: sure[c], Possible: maybe[c], Stated: t.stated, Votes: Bounds{Hi: t.most(col)}}
			if s := sureVotes[c]; s != nil {
				one.Votes.Lo = s.lo
			}
			if one.Possible {
				one.Through = w.through(g, r, c, maybe)
			}
			before, known := found[c]
			switch {
			case known:
				one.Certain = one.Certain && before.Certain
				one.Possible = one.Possible || before.Possible
				one.Stated = one.Stated || before.Stated
				one.Votes = one.Votes.Hull(before.Votes)
				one.Through = append(one.Through, before.Through...)
				slices.Sort(one.Through)
				one.Through = slices.Compact(one.Through)
			case n > 0: // earlier readings gave it nothing
				one.Certain, one.Votes.Lo = false, 0
			}
			found[c] = one
		}
		for c, one := range found { // this reading gives it nothing
			if _, now := maybeVotes[c]; !now {
				one.Certain, one.Votes.Lo = false, 0
				found[c] = one
			}
		}
	}
	return found
}

// through are those of a set that hold votes or control in c.
func (w *Web) through(g *graph, r reading, c int32, set map[int32]bool) []string {
	var ids []string
	in := g.holders(c)
	for k := range in {
		if r.active(&in[k]) && set[in[k].holder] && len(ids) < w.opts.MaxList {
			ids = append(ids, w.parties.ids[in[k].holder])
		}
	}
	return slices.Compact(ids)
}

// Controls lists what a party controls, for certain or possibly, with the given
// threshold, a fraction of the votes. First is the greatest number of items.
func (w *Web) Controls(party string, threshold float64, first int) ControlList {
	i, known := w.parties.numbers[party]
	if !known {
		return ControlList{}
	}
	var out ControlList
	below := w.votes.down(i, nil)
	for c, one := range w.controls(i, threshold, below, w.votings(below)) {
		if one.Possible {
			out.Items = append(out.Items, w.controlled(c, one))
		}
	}
	return out.inOrder(first)
}

// Controllers lists who controls a company, for certain or possibly, with the
// given threshold, a fraction of the votes. At most Options.MaxCandidates
// holders are looked at, those on the strongest chains first. First is the
// greatest number of items.
func (w *Web) Controllers(company string, threshold float64, first int) ControlList {
	j, known := w.parties.numbers[company]
	if !known {
		return ControlList{}
	}
	above := w.votes.up(j, nil)
	candidates, more := cut(w.strongest(w.votes, j, above), w.opts.MaxCandidates)
	out := ControlList{More: more}
	// Most often nothing is disputed, or little: then what each party may
	// control need not be known before looking at what it does.
	shared := w.votings(above)
	for _, i := range candidates {
		if i == j {
			continue
		}
		within, readings := above, shared
		if shared[0] == nil {
			within = w.votes.down(i, nil, above)
			readings = w.votings(within)
		}
		one := w.controls(i, threshold, within, readings)[j]
		if one.Possible {
			out.Items = append(out.Items, w.controlled(i, one))
		}
	}
	return out.inOrder(first)
}

func (w *Web) controlled(n int32, c Power) Controlled {
	return Controlled{Party: w.parties.ids[n], Members: w.parties.names(n), Ultimate: len(w.votes.holders(n)) == 0, Power: c}
}

// inOrder sorts the items and keeps the first of them.
func (l ControlList) inOrder(first int) ControlList {
	slices.SortFunc(l.Items, func(a, b Controlled) int {
		return cmp.Or(falseFirst(!a.Certain, !b.Certain), cmp.Compare(b.Votes.Lo, a.Votes.Lo),
			cmp.Compare(b.Votes.Hi, a.Votes.Hi), compareStrings(a.Party, b.Party))
	})
	var cutOff bool
	l.Items, cutOff = cut(l.Items, max(0, first))
	l.More = l.More || cutOff
	return l
}
