package ownership

import (
	"math"
	"slices"
)

// Account is all that a web can tell of one owner and one company.
type Account struct {
	Owner, Company string
	// Effective is the share of the cash flow, or whatever the measure counts,
	// that the owner has in the company through all routes that do not come
	// back to the owner: formula 3 (loop-corrected; Baldone, Vitali,
	// Glattfelder). Over several readings it is from the least to the greatest.
	Effective Bounds
	// Control tells whether the owner controls the company.
	Control Power
	// Readings are the same computed for each way to read disputed stakes, the
	// likeliest first; a single one when nothing is disputed.
	Readings []Reading
	// MoreReadings says that there are further readings than were computed.
	MoreReadings bool
	// Aside are stakes of the owner in the company that are not counted, and why.
	Aside []Aside
}

// Reading is an account under one choice of what is disputed.
type Reading struct {
	// Chosen are the disputed stakes taken as true, in the order of disputes.
	Chosen []string
	// Direct is what the owner holds itself, with its part of joint blocks.
	Direct Bounds
	// Effective is formula 3, see Account.
	Effective Bounds
	// Integrated is formula 2 (Brioschi): A (I - A)^-1, which counts again what
	// comes back to the owner through a loop.
	Integrated Bounds
	// TargetStopped is formula 4: routes end when they first arrive in the
	// company, L_ij / L_jj.
	TargetStopped Bounds
	// SelfHeld is what the company holds of itself through loops, the part that
	// TargetStopped leaves out.
	SelfHeld Bounds
	// SumOfPaths is formula 1: the sum of the products along simple routes. It
	// is Effective where there is no loop.
	SumOfPaths Bounds
	// WeakestLink is formula 6: the sum over simple routes of the least share
	// along each.
	WeakestLink Bounds
	// Routes are the ways that make it up, the largest first: by the product of
	// least shares, and after those with a known product the others.
	Routes []Route
	// MoreRoutes says that there are more routes than listed.
	MoreRoutes bool
	// SumsCut says that not all routes were added up: the lower bounds of
	// SumOfPaths and WeakestLink hold, the upper one of WeakestLink does not.
	SumsCut bool
	// Loops are the groups of parties on the way that hold each other in a
	// circle, each in order of ids, the smallest groups first.
	Loops [][]string
	// Unknown are the stakes on the way whose share is not stated, by id.
	Unknown []string
	// OverHeld are the companies on the way held at more than 100%, by id.
	OverHeld []OverHeld
	// Cut says that Loops, Unknown or OverHeld list not all.
	Cut bool
	// Rough says that a large loop was not solved to the last digit: bounds
	// hold but are wider than they need be.
	Rough bool
}

// Account computes all measures of one owner and one company, either of which
// may be unknown to the web: then nothing is held. Owner and company may be the
// same: then it tells what the company holds of itself through loops.
// It is the same for any order of the stakes.
func (w *Web) Account(owner, company string) Account {
	a := Account{Owner: owner, Company: company}
	i, known := w.parties.numbers[owner]
	j, alsoKnown := w.parties.numbers[company]
	if !known || !alsoKnown {
		a.Readings = []Reading{{}}
		return a
	}
	g := w.shares
	within := g.between(i, j)
	disputes := g.relevant(within)
	readings, more := g.readings(disputes, w.opts.MaxReadings)
	a.MoreReadings = more
	for n, r := range readings {
		one := w.read(g, r, i, j)
		one.Chosen = w.chosen(g, disputes, r)
		a.Readings = append(a.Readings, one)
		if n == 0 {
			a.Effective = one.Effective
		}
		a.Effective = a.Effective.Hull(one.Effective)
	}
	if more { // what was not computed may lie outside: take bounds for any reading
		a.Effective = a.Effective.Hull(g.effective(nil, i, j).bounds())
	}
	a.Control = w.control(i, j, w.opts.Threshold)
	a.Aside = w.asidesOf(i, j, a.Effective)
	return a
}

// between is what lies on ways from i to j and from i back to i, under any reading.
func (g *graph) between(i, j int32) *region {
	above := g.up(j, nil)
	if !above.has(i) {
		return &region{}
	}
	return g.down(i, nil, above, g.up(i, nil))
}

// pair is a share of one party in another and what comes back to the first.
type pair struct {
	lo, hi         float64
	backLo, backHi float64
	rough          bool
}

func (p pair) bounds() Bounds { return newBounds(p.lo, p.hi) }

// integrated is the share with what comes back counted again: each return to
// the owner sets out anew, a geometric series.
func (p pair) integrated() Bounds { return newBounds(again(p.lo, p.backLo), again(p.hi, p.backHi)) }

// again is share / (1 - back).
func again(share, back float64) float64 {
	switch {
	case share == 0:
		return 0
	case !(back < 1-rounding):
		return math.Inf(1)
	}
	return share / (1 - back)
}

// effective computes the share of i in j by formula 3.
func (g *graph) effective(r reading, i, j int32) pair {
	return g.share(r, i, j, g.between(i, j), -1)
}

// share computes the share of i in j within a region; edges out of stop count
// nothing.
func (g *graph) share(r reading, i, j int32, within *region, stop int32) pair {
	at, ok := within.number(j)
	if !ok {
		return pair{}
	}
	s := g.newSystem(r, within, []int32{i}, stop)
	if i == j {
		at = s.self
	}
	lo, hi := s.solve(least), s.solve(greatest)
	p := pair{lo: lo[at], hi: hi[at], rough: s.rough}
	if s.self >= 0 {
		p.backLo, p.backHi = lo[s.self], hi[s.self]
	}
	return p
}

// read computes one reading of a pair.
func (w *Web) read(g *graph, r reading, i, j int32) Reading {
	self := g.effective(r, j, j)
	out := Reading{SelfHeld: self.bounds()}
	within := g.between(i, j)
	if !within.has(j) || !within.has(i) {
		return out
	}
	p := g.share(r, i, j, within, -1)
	out.Direct = g.direct(r, i, j)
	out.Effective, out.Integrated = p.bounds(), p.integrated()
	out.Rough = p.rough || self.rough
	if i == j {
		out.TargetStopped = out.Effective
		return w.surroundings(g, r, within, out)
	}
	stopped := g.share(r, i, j, within, j)
	out.TargetStopped = stopped.integrated()
	out.Rough = out.Rough || stopped.rough
	found := w.routes(g, i, j, r, within, w.opts.MaxRoutes+1)
	out.Routes, out.MoreRoutes = cut(found.list, w.opts.MaxRoutes)
	out.MoreRoutes = out.MoreRoutes || !found.all
	out.SumsCut = !found.all
	out = w.surroundings(g, r, within, out)
	out.SumOfPaths = Bounds{Lo: found.sum.Lo, Hi: min(found.sum.Hi, out.Effective.Hi)}
	if len(out.Loops) == 0 {
		out.SumOfPaths = out.Effective
	} else if !found.all {
		out.SumOfPaths.Hi = max(found.sum.Lo, out.Effective.Hi)
	}
	out.WeakestLink = found.weakest
	if !found.all {
		out.WeakestLink.Hi = max(1, out.WeakestLink.Hi)
	}
	return out
}

// direct is what i holds of j itself.
func (g *graph) direct(r reading, i, j int32) Bounds {
	var b Bounds
	col := g.column(j, r)
	in := g.holders(j)
	for k := range in {
		e := &in[k]
		if !r.active(e) {
			continue
		}
		sp := r.spanIn(e)
		switch {
		case e.holder == i:
			b.Lo, b.Hi = b.Lo+sp.lo, b.Hi+col.most(sp)
		case slices.Contains(g.parties.members[e.holder], i):
			b.Hi += col.most(sp)
		}
	}
	return b
}

// surroundings adds the loops, unknown shares and over-held companies of a region.
func (w *Web) surroundings(g *graph, r reading, within *region, out Reading) Reading {
	out.Loops = w.loops(g, r, within)
	for _, n := range within.nodes {
		in := g.holders(n)
		for k := range in {
			if e := &in[k]; !e.part() && e.span.unknown && r.active(e) && within.has(e.holder) {
				out.Unknown = append(out.Unknown, w.stakes[e.stake].ID)
			}
		}
	}
	slices.Sort(out.Unknown)
	var cutLoops, cutUnknown, cutOver bool
	out.Loops, cutLoops = cut(out.Loops, w.opts.MaxList)
	out.Unknown, cutUnknown = cut(out.Unknown, w.opts.MaxList)
	out.OverHeld, cutOver = w.overHeld(g, r, within)
	out.Cut = cutLoops || cutUnknown || cutOver
	return out
}

// loops are the groups within a region in which everyone holds everyone,
// directly or not.
func (w *Web) loops(g *graph, r reading, within *region) [][]string {
	start, to := make([]int32, 1, len(within.nodes)+1), []int32{}
	for _, n := range within.nodes {
		in := g.holders(n)
		for k := range in {
			if at, ok := within.number(in[k].holder); ok && r.active(&in[k]) {
				to = append(to, at)
			}
		}
		start = append(start, int32(len(to)))
	}
	var loops [][]string
	for _, group := range components(start, to) {
		if n := group[0]; len(group) == 1 && !slices.Contains(to[start[n]:start[n+1]], n) {
			continue
		}
		ids := make([]string, len(group))
		for k, n := range group {
			ids[k] = w.parties.ids[within.nodes[n]]
		}
		slices.Sort(ids)
		loops = append(loops, ids)
	}
	slices.SortFunc(loops, func(a, b []string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return compareStrings(a[0], b[0])
	})
	return loops
}
