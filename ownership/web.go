package ownership

import (
	"fmt"
	"slices"
	"sort"

	"github.com/promisegraph/promisegraph/fact"
)

// Options set what a web measures and how much its answers hold. The zero
// value is ready: equity, and the numbers named below.
type Options struct {
	// Measure is the basis that shares are computed for, one of Measures;
	// equity when empty.
	Measure Basis
	// AssumeVotes lets equity stand for votes, one share one vote, in
	// companies of which nothing on votes or control is stated. Steps on such
	// stakes are marked as standing in.
	AssumeVotes bool
	// Threshold is the fraction of votes that must be exceeded for control in
	// an Account; 0.5 when zero.
	Threshold float64
	// MaxReadings bounds how many readings of disputed stakes are computed for
	// one answer; 8 when zero.
	MaxReadings int
	// MaxRoutes bounds the routes of an answer; 20 when zero.
	MaxRoutes int
	// MaxList bounds loops, stakes and other small lists of an answer, each by
	// itself; 100 when zero.
	MaxList int
	// MaxCandidates bounds how many owners or controllers are looked at for
	// one company, those on the strongest routes first; 1000 when zero.
	MaxCandidates int
}

func (o Options) withDefaults() Options {
	if o.Measure == "" {
		o.Measure = Equity
	}
	if o.Threshold == 0 {
		o.Threshold = 0.5
	}
	for _, n := range []struct {
		value *int
		usual int
	}{{&o.MaxReadings, 8}, {&o.MaxRoutes, 20}, {&o.MaxList, 100}, {&o.MaxCandidates, 1000}} {
		if *n.value <= 0 {
			*n.value = n.usual
		}
	}
	return o
}

// Web is who holds what on one day. It does not change; many may ask it at once.
type Web struct {
	stakes  []Stake
	parties *parties
	day     fact.Date
	opts    Options
	shares  *graph // for the measure
	votes   *graph // for control
	asides  []aside
}

// aside is a stake in force that is not part of the sums.
type aside struct {
	stake, holder, comp int32
	why                 Reason
	span                span
	dated               fact.Date
}

// NewWeb makes a web from the stakes in force on a day; asOf of reduced
// precision means its last day. It keeps a reference to stakes, which must not
// change after. Memory is linear in the number of stakes. Stakes without a
// holder or company are passed over, and what is not a date or a percentage is
// taken as not stated: checking is Stake.Check's.
//
// The error is an asOf that is no date or a measure that is not one of Measures.
func NewWeb(stakes []Stake, asOf fact.Date, opts Options) (*Web, error) {
	if _, err := fact.ParseDate(string(asOf)); err != nil {
		return nil, fmt.Errorf("ownership web: %w", err)
	}
	opts = opts.withDefaults()
	if !isMeasure(opts.Measure) {
		return nil, fmt.Errorf("ownership web: %q is not a measure: use one of %v", opts.Measure, Measures())
	}
	w := &Web{stakes: stakes, parties: newParties(stakes), day: asOf.Last(), opts: opts}
	voting := votingBases(opts.AssumeVotes)
	sel := takeInForce(stakes, w.parties, w.day, basesOf(opts.Measure))
	sel.decide()
	w.shares = newGraph(sel)
	w.keepAsides(sel)
	sel = takeInForce(stakes, w.parties, w.day, voting)
	sel.decide()
	w.votes = newGraph(sel)
	if opts.Measure == Votes {
		w.shares = w.votes
	}
	return w, nil
}

func (w *Web) keepAsides(sel *selection) {
	for i := range sel.list {
		if st := &sel.list[i]; st.why != "" {
			w.asides = append(w.asides, aside{st.stake, st.holder, st.comp, st.why, st.span, st.dated})
		}
	}
}

// AsOf is the day of the web, a full date.
func (w *Web) AsOf() fact.Date { return w.day }

// Measure is the basis that the web computes shares for.
func (w *Web) Measure() Basis { return w.opts.Measure }

// Aside is a stake in force on the day that is not part of the sums.
type Aside struct {
	Stake string
	Why   Reason
	// Share is what it states. With reason Declared it is the check on the
	// computed share.
	Share Bounds
	// Dated is the first day it is stated for, unknown when nothing says.
	Dated fact.Date
	// Agrees says, with reason Declared, that computed and declared share can
	// be the same.
	Agrees bool
}

// asidesOf are the stakes left aside that holder, alone or with others, holds
// of a company, in the order of their worth as statements.
func (w *Web) asidesOf(holder, comp int32, computed Bounds) []Aside {
	var out []Aside
	first := sort.Search(len(w.asides), func(i int) bool { return w.asides[i].comp >= comp })
	for _, a := range w.asides[first:] {
		if a.comp != comp || len(out) == w.opts.MaxList {
			break
		}
		if a.holder != holder && !slices.Contains(w.parties.members[a.holder], holder) {
			continue
		}
		declared := Bounds{Lo: a.span.lo, Hi: a.span.hi}
		out = append(out, Aside{Stake: w.stakes[a.stake].ID, Why: a.why, Share: declared, Dated: a.dated,
			Agrees: a.why == Declared && declared.Overlaps(computed)})
	}
	return out
}

// OverHeld is a company whose stated shares add up to more than all of it.
// That is told, not mended: filings in bands and joint holdings do so rightly.
type OverHeld struct {
	Company string
	// Sum is the sum of the least shares and of the stated figures, where a
	// range counts as its middle.
	Sum Bounds
	// Certain says that the least shares alone exceed 100%.
	Certain bool
}

// overHeld lists the companies of a region that are held at more than 100%.
func (w *Web) overHeld(g *graph, r reading, within *region) (list []OverHeld, more bool) {
	for _, n := range within.nodes {
		if g.joint(n) {
			continue
		}
		col := g.column(n, r)
		if col.middle <= 1+tiny && col.lo <= 1+tiny {
			continue
		}
		list = append(list, OverHeld{Company: w.parties.ids[n], Sum: Bounds{Lo: col.lo, Hi: max(col.lo, col.middle)}, Certain: col.lo > 1+tiny})
	}
	slices.SortFunc(list, func(a, b OverHeld) int { return compareStrings(a.Company, b.Company) })
	return cut(list, w.opts.MaxList)
}

// cut shortens a list to at most n and says whether it did.
func cut[T any](list []T, n int) ([]T, bool) {
	if len(list) > n {
		return list[:n:n], true
	}
	return list, false
}
