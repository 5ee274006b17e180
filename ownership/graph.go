package ownership

import (
	"cmp"
	"slices"
)

// edge is what one party holds of a company, alone or jointly. Shares are
// fractions.
type edge struct {
	holder, comp int32
	stake        int32 // its place in the list of stakes, -1 for a part of a joint block
	dispute      int32 // the dispute it is a side of, -1 for none
	options      uint64
	span         span // of an open span, hi is a ceiling set by what contains the stake
	standIn      bool
	command      bool // control without a share: the holder decides
	weak         bool // a command that may be none
}

// part reports whether the edge leads from a member of a joint holder to it.
func (e *edge) part() bool { return e.stake < 0 }

// graph holds who holds what for one measure, as two compressed lists.
type graph struct {
	parties  *parties
	edges    []edge  // by company, then holder
	inStart  []int32 // edges[inStart[c]:inStart[c+1]] are the holders of c
	out      []int32 // places in edges, by holder, then company
	outStart []int32
	disputes []dispute // their options are places in the list of stakes
}

// reading chooses one option of each dispute. A nil reading takes every option
// at once: good for what may lead where, and for bounds that hold whichever
// option is true.
type reading []uint8

// active reports whether an edge is part of a reading.
func (r reading) active(e *edge) bool {
	return r == nil || e.dispute < 0 || e.options>>r[e.dispute]&1 == 1
}

// spanIn is the span of an active edge: under a nil reading a disputed one may
// be nothing.
func (r reading) spanIn(e *edge) span {
	s := e.span
	if r == nil && e.dispute >= 0 {
		s.lo = 0
	}
	return s
}

// newGraph builds the graph of the used statements of a selection.
func newGraph(sel *selection) *graph {
	g := &graph{parties: sel.parties, disputes: sel.disputes()}
	sides := map[int32]edge{} // dispute and options of a statement
	for d, dis := range g.disputes {
		for o, side := range dis.options {
			for _, i := range side {
				e := sides[i]
				e.dispute, e.options = int32(d), e.options|1<<o
				sides[i] = e
			}
		}
		for _, i := range dis.beyond {
			sel.list[i].drop(Superseded)
		}
	}
	joint := map[int32]bool{}
	for i := range sel.list {
		st := &sel.list[i]
		if !st.used {
			continue
		}
		if st.span.zero() {
			st.why = NothingHeld
			continue
		}
		e := edge{holder: st.holder, comp: st.comp, stake: st.stake, dispute: -1, span: st.span, standIn: st.standIn}
		if side, ok := sides[int32(i)]; ok {
			e.dispute, e.options = side.dispute, side.options
		}
		if e.span.open {
			e.span.hi = max(e.span.lo, sel.ceiling(st))
		}
		if st.basis == Control {
			e.command, e.weak, e.span = true, st.weak, span{}
		}
		g.edges = append(g.edges, e)
		if len(sel.parties.members[st.holder]) > 0 && !joint[st.holder] {
			joint[st.holder] = true
			for _, m := range sel.parties.members[st.holder] {
				g.edges = append(g.edges, edge{holder: m, comp: st.holder, stake: -1, dispute: -1, span: unknownSpan})
			}
		}
	}
	for _, d := range g.disputes {
		for _, side := range d.options {
			for k, i := range side {
				side[k] = sel.list[i].stake
			}
		}
	}
	g.index()
	return g
}

// index sorts the edges and makes the lists by company and by holder.
func (g *graph) index() {
	slices.SortFunc(g.edges, func(a, b edge) int {
		return cmp.Or(cmp.Compare(a.comp, b.comp), cmp.Compare(a.holder, b.holder), cmp.Compare(a.dispute, b.dispute),
			cmp.Compare(a.options, b.options), falseFirst(a.command, b.command), falseFirst(a.weak, b.weak), cmp.Compare(a.stake, b.stake))
	})
	n := len(g.parties.ids)
	g.inStart, g.outStart = make([]int32, n+1), make([]int32, n+1)
	for i := range g.edges {
		g.inStart[g.edges[i].comp+1]++
		g.outStart[g.edges[i].holder+1]++
	}
	for i := range n {
		g.inStart[i+1] += g.inStart[i]
		g.outStart[i+1] += g.outStart[i]
	}
	next := slices.Clone(g.outStart)
	g.out = make([]int32, len(g.edges))
	for i := range g.edges {
		h := g.edges[i].holder
		g.out[next[h]] = int32(i)
		next[h]++
	}
}

// holders are the edges into c.
func (g *graph) holders(c int32) []edge { return g.edges[g.inStart[c]:g.inStart[c+1]] }

// held are the places of the edges out of h.
func (g *graph) held(h int32) []int32 { return g.out[g.outStart[h]:g.outStart[h+1]] }

// joint reports whether n stands for several holders as one.
func (g *graph) joint(n int32) bool { return len(g.parties.members[n]) > 0 }

// column sums up who holds a company in one reading.
type column struct {
	// lo is the sum of the shares that are held for certain, middle that of
	// the stated figures.
	lo, middle float64
	// room is what open shares can have together besides their lo.
	room float64
	// extra is what all shares can have together besides their lo. A company
	// is held at 100% or, if the stated figures allow more, at their sum: they
	// are told as stated, and only what is not stated gives way.
	extra float64
}

// column looks at the holders of c.
func (g *graph) column(c int32, r reading) column {
	var col column
	most := 0.0
	for i := range g.holders(c) {
		e := &g.edges[int(g.inStart[c])+i]
		if !r.active(e) {
			continue
		}
		s := r.spanIn(e)
		col.lo += s.lo
		col.middle += s.middle()
		if s.open {
			most += s.lo
		} else {
			most += s.hi
		}
	}
	col.room = max(0, 1-col.lo)
	col.extra = max(1, most) - col.lo
	return col
}

// most is the greatest share that a span can be in a company.
func (col column) most(s span) float64 {
	if s.open {
		return s.lo + max(0, min(s.hi-s.lo, col.room))
	}
	return s.hi
}
