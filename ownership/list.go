package ownership

import (
	"cmp"
	"slices"
)

// ShareItem is one line of Owners or Holdings.
type ShareItem struct {
	// Party is the owner in Owners, the company in Holdings.
	Party string
	// Members are those who make up a joint holder. Their block is listed as
	// a unit, and each of them with a share from nothing to all of it.
	Members []string
	// Direct and Effective are as in Reading, over all readings.
	Direct, Effective Bounds
	// Ultimate says that nobody is known to hold anything of Party.
	Ultimate bool
	// Disputed says that the share depends on how disputed stakes are read.
	Disputed bool
	// Rough is as in Reading.
	Rough bool
}

// ShareList is an answer of Owners or Holdings.
type ShareList struct {
	// Items stand in order: the greatest least share first, then the greatest
	// upper bound, then by id.
	Items []ShareItem
	// Claimed is the sum of what ultimate owners hold of the company: 1 when
	// every share is known and adds up. Only in Owners.
	Claimed Bounds
	// SelfHeld is what the company holds of itself through loops. Only in Owners.
	SelfHeld Bounds
	// OverHeld are the companies involved that are held at more than 100%.
	OverHeld []OverHeld
	// Loops are the groups of parties involved that hold each other in a circle.
	Loops [][]string
	// More says that there are further items than asked for, or owners that
	// were not looked at.
	More bool
	// Cut says that OverHeld or Loops list not all.
	Cut bool
}

// Owners lists who owns a company, ultimate and intermediate, by effective
// share. Left out is who certainly has less than minShare, a fraction. At most
// Options.MaxCandidates holders are looked at, those on the strongest routes
// first, and fewer where a large loop makes each of them costly: More tells.
// First is the greatest number of items.
func (w *Web) Owners(company string, minShare float64, first int) ShareList {
	j, known := w.parties.numbers[company]
	if !known {
		return ShareList{}
	}
	g := w.shares
	above := g.up(j, nil)
	candidates, more := cut(w.strongest(g, j, above), w.opts.MaxCandidates)
	out := ShareList{More: more}
	most, work := g.atMost(j, above), 0
	for _, i := range candidates {
		if at, _ := above.number(i); i == j || most != nil && most[at] < minShare-tiny {
			continue
		}
		if work > ownersWork {
			out.More = true
			break
		}
		item, size := w.item(i, j, above)
		work += size
		if item.Effective.Hi >= minShare && item.Effective.Hi > 0 {
			item.Party, item.Members, item.Ultimate = w.parties.ids[i], w.parties.names(i), len(g.holders(i)) == 0
			out.Items = append(out.Items, item)
		}
	}
	out.Claimed, out.SelfHeld = w.claimed(j, above), w.selfHeld(j)
	out.around(w, above)
	return out.inOrder(first)
}

// Holdings lists what a party holds, directly or not, by effective share. Left
// out is what is certainly less than minShare, a fraction. First is the
// greatest number of items.
func (w *Web) Holdings(party string, minShare float64, first int) ShareList {
	i, known := w.parties.numbers[party]
	if !known {
		return ShareList{}
	}
	g := w.shares
	below := g.down(i, nil)
	// One solution for all companies, under bounds that hold for any reading,
	// sorts out what is too small; what depends on the reading is done again.
	s := g.newSystem(nil, below, []int32{i}, -1)
	lo, hi := s.solve(least), s.solve(greatest)
	disputed := len(g.relevant(below)) > 0
	var out ShareList
	for at, j := range below.nodes {
		if j == i || g.joint(j) || !(hi[at] >= minShare) || hi[at] == 0 {
			continue
		}
		out.Items = append(out.Items, ShareItem{Party: w.parties.ids[j], Effective: newBounds(lo[at], hi[at]), Rough: s.rough})
	}
	if disputed {
		out = out.inOrder(max(first, w.opts.MaxCandidates))
	} else {
		out = out.inOrder(first)
	}
	kept := out.Items[:0]
	for _, item := range out.Items {
		j := w.parties.numbers[item.Party]
		if disputed {
			id := item.Party
			item, _ = w.item(i, j, g.up(j, nil))
			item.Party = id
			if item.Effective.Hi < minShare || item.Effective.Hi == 0 {
				continue
			}
		} else {
			item.Direct = g.direct(nil, i, j)
		}
		kept = append(kept, item)
	}
	out.Items = kept
	out.around(w, below)
	return out.inOrder(first)
}

// ownersWork bounds the parties in all the regions solved for one Owners.
const ownersWork = 500_000

// atMost gives for every holder of j an upper bound of its share, whatever is
// read and chosen: the sum over all routes, also those that come back, with
// every share at its greatest. It is nil when that does not settle soon.
func (g *graph) atMost(j int32, within *region) []float64 {
	most := make([]float64, len(within.nodes))
	columns := make([]column, len(within.nodes))
	for at, n := range within.nodes {
		columns[at] = g.column(n, nil)
	}
	for range patience {
		change, top := 0.0, 0.0
		for at, n := range within.nodes {
			sum := 0.0
			if n == j {
				sum = 1
			}
			for _, k := range g.held(n) {
				e := &g.edges[k]
				if to, ok := within.number(e.comp); ok {
					sum += columns[to].most(reading(nil).spanIn(e)) * most[to]
				}
			}
			change = max(change, sum-most[at])
			top = max(top, sum)
			most[at] = sum
		}
		switch {
		case change < 1e-4*tiny:
			return most
		case top > 1e3:
			return nil
		}
	}
	return nil
}

// item computes the share of i in j over all readings, and tells how many
// parties it looked at. Above is who holds j.
func (w *Web) item(i, j int32, above *region) (ShareItem, int) {
	g := w.shares
	within := g.down(i, nil, above)
	disputes := g.relevant(within)
	readings, more := g.readings(disputes, w.opts.MaxReadings)
	if more {
		readings = []reading{nil}
	}
	var item ShareItem
	item.Disputed = more || len(readings) > 1
	for n, r := range readings {
		p, d := g.share(r, i, j, within, -1), g.direct(r, i, j)
		item.Rough = item.Rough || p.rough
		if n == 0 {
			item.Effective, item.Direct = p.bounds(), d
		}
		item.Effective, item.Direct = item.Effective.Hull(p.bounds()), item.Direct.Hull(d)
	}
	return item, len(within.nodes) * len(readings)
}

// claimed is what all ultimate owners together hold of j.
func (w *Web) claimed(j int32, above *region) Bounds {
	g := w.shares
	var ultimate []int32
	for _, n := range above.nodes {
		if len(g.holders(n)) == 0 && n != j {
			ultimate = append(ultimate, n)
		}
	}
	readings, more := g.readings(g.relevant(above), w.opts.MaxReadings)
	if more {
		readings = []reading{nil}
	}
	var out Bounds
	for n, r := range readings {
		s := g.newSystem(r, above, ultimate, -1)
		at, _ := above.number(j)
		b := newBounds(s.solve(least)[at], s.solve(greatest)[at])
		if n == 0 {
			out = b
		}
		out = out.Hull(b)
	}
	return out
}

// selfHeld is what j holds of itself through loops, over all readings.
func (w *Web) selfHeld(j int32) Bounds {
	item, _ := w.item(j, j, w.shares.up(j, nil))
	return item.Effective
}

// strongest lists a region in the order of the best route to j, then of ids.
func (w *Web) strongest(g *graph, j int32, within *region) []int32 {
	best := g.reach(j, nil, within)
	list := slices.Clone(within.nodes)
	slices.SortFunc(list, func(a, b int32) int {
		x, _ := within.number(a)
		y, _ := within.number(b)
		return cmp.Or(cmp.Compare(best[y], best[x]), cmp.Compare(a, b))
	})
	return list
}

// around adds the loops and over-held companies of a region.
func (l *ShareList) around(w *Web, within *region) {
	var cutLoops, cutOver bool
	l.Loops, cutLoops = cut(w.loops(w.shares, nil, within), w.opts.MaxList)
	l.OverHeld, cutOver = w.overHeld(w.shares, make(reading, len(w.shares.disputes)), within)
	l.Cut = cutLoops || cutOver
}

// inOrder sorts the items and keeps the first of them.
func (l ShareList) inOrder(first int) ShareList {
	slices.SortFunc(l.Items, func(a, b ShareItem) int {
		return cmp.Or(cmp.Compare(b.Effective.Lo, a.Effective.Lo), cmp.Compare(b.Effective.Hi, a.Effective.Hi), compareStrings(a.Party, b.Party))
	})
	var cutOff bool
	l.Items, cutOff = cut(l.Items, max(0, first))
	l.More = l.More || cutOff
	return l
}
