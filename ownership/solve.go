package ownership

import (
	"math"
	"slices"
)

// How a share is computed.
//
// The effective share of i in j is (A L)_ij / L_ii with L = (I - A)^-1: the sum
// over all routes from i to j that do not come back to i, of the product of the
// shares along the route. Every route starts with an edge out of i and never
// uses an edge into i again, so with x_i fixed at 1 it is the least solution of
//
//	x_j = sum over the holders k of j of A_kj x_k
//
// Read backwards, x_j is the chance to meet i when one walks from j to one of
// its holders, each with the probability of its share, and on to theirs.
//
// Bounds. A sum of products of non-negative numbers grows with each of them:
// the effective share is monotone in every stake, though L_ij alone and 1/L_ii
// are not both. So the lower bound takes every share at its least, and the
// upper bound every share at its greatest, and both are attained. What is not
// stated (unknown, "more than") is only limited together: the holders of one
// company cannot share out more than it has. The least solution of
//
//	x_j = max over the shares allowed in column j of sum A_kj x_k
//
// is the upper bound then (a Markov decision process with interval
// probabilities: a column is chosen once per company, whatever the route), and
// the maximum gives what is left to the holders with the greatest x first.
// A joint block is a node between its members and the company; its members
// hold all of it, nobody knows how much each, so that its x lies between the
// least and the greatest x among them.

// term is one holder of a node, by its local number, or sourceTerm.
type term struct {
	from    int32
	lo, ext float64 // ext is what the share can be above lo
	open    bool
}

// sourceTerm is the number of the party whose share is computed; its x is 1.
const sourceTerm = -1

// node is a company, or a joint block, of which a share is computed.
type node struct {
	first, last int32 // its terms
	room, extra float64
	// limited says that not all terms can be at their greatest together.
	limited bool
	// joint says that the terms hold all of it together.
	joint bool
}

// system is the set of equations for the nodes below one or several sources.
type system struct {
	nodes  []node
	terms  []term
	blocks [][]int32 // strongly connected components, holders before companies
	inner  []bool    // whether a block is a loop
	region *region
	self   int32 // the node for shares of a single source in itself, else -1
	rough  bool  // an iteration ended before it settled
}

// newSystem sets up the equations for the companies in region. The sources have
// x = 1 and no holders. With one source a last node stands for the way back to
// it. Edges out of the party stop count nothing; -1 for none.
func (g *graph) newSystem(r reading, within *region, sources []int32, stop int32) *system {
	s := &system{region: within, self: -1, nodes: make([]node, len(within.nodes), len(within.nodes)+1)}
	isSource := make([]bool, len(within.nodes))
	for _, src := range sources {
		if at, ok := within.number(src); ok {
			isSource[at] = true
		}
	}
	for at, c := range within.nodes {
		if isSource[at] {
			s.nodes[at].first, s.nodes[at].last = int32(len(s.terms)), int32(len(s.terms))
			continue
		}
		s.nodes[at] = s.equation(g, r, c, isSource, stop)
	}
	if len(sources) == 1 {
		if _, ok := within.number(sources[0]); ok {
			s.self = int32(len(s.nodes))
			s.nodes = append(s.nodes, s.equation(g, r, sources[0], isSource, stop))
		}
	}
	s.findBlocks()
	return s
}

// equation adds the terms of company c.
func (s *system) equation(g *graph, r reading, c int32, isSource []bool, stop int32) node {
	n := node{first: int32(len(s.terms)), joint: g.joint(c)}
	col := g.column(c, r)
	var open, closed float64
	in := g.holders(c)
	for i := range in {
		e := &in[i]
		if !r.active(e) || e.holder == stop {
			continue
		}
		from, ok := s.region.number(e.holder)
		if !ok {
			continue
		}
		if isSource[from] {
			from = sourceTerm
		}
		sp := r.spanIn(e)
		t := term{from: from, lo: sp.lo, ext: max(0, col.most(sp)-sp.lo), open: sp.open}
		if t.lo == 0 && t.ext == 0 {
			continue
		}
		if t.open {
			open += t.ext
		} else {
			closed += t.ext
		}
		s.terms = append(s.terms, t)
	}
	n.last = int32(len(s.terms))
	n.room, n.extra = col.room, col.extra
	n.limited = open > 0 && (open > col.room+rounding || open+closed > col.extra+rounding)
	// Someone outside the region holds part of the block for certain nowhere:
	// a member that leads nowhere has x = 0, so the least x is 0.
	n.joint = n.joint && int(n.last-n.first) == len(g.parties.members[c])
	return n
}

// rounding is the error that sums of shares may have.
const rounding = 1e-12

func (s *system) findBlocks() {
	start := make([]int32, len(s.nodes)+1)
	to := make([]int32, 0, len(s.terms))
	for i, n := range s.nodes {
		for _, t := range s.terms[n.first:n.last] {
			if t.from != sourceTerm {
				to = append(to, t.from)
			}
		}
		start[i+1] = int32(len(to))
	}
	s.blocks = components(start, to)
	s.inner = make([]bool, len(s.blocks))
	for b, block := range s.blocks {
		n := block[0]
		s.inner[b] = len(block) > 1 || slices.Contains(to[start[n]:start[n+1]], n)
	}
}

// side tells which bound is computed.
type side bool

const (
	least    side = false
	greatest side = true
)

// solve gives x of every node for one bound. A value is infinite where the sum
// over routes does not converge.
func (s *system) solve(which side) []float64 {
	x := make([]float64, len(s.nodes))
	var w []float64
	for b, block := range s.blocks {
		if s.inner[b] {
			s.solveLoop(block, which, x)
			continue
		}
		x[block[0]], w = s.step(block[0], which, x, w)
	}
	return x
}

// at is the value of a term's holder.
func (t *term) at(x []float64) float64 {
	if t.from == sourceTerm {
		return 1
	}
	return x[t.from]
}

// step computes one node from its holders. The slice w is reused.
func (s *system) step(i int32, which side, x, w []float64) (float64, []float64) {
	n := &s.nodes[i]
	terms := s.terms[n.first:n.last]
	if n.joint && which == least {
		low := math.Inf(1)
		for k := range terms {
			low = min(low, terms[k].at(x))
		}
		return low, w
	}
	w = s.weights(i, which, x, w)
	sum := 0.0
	for k := range terms {
		if v := terms[k].at(x); v != 0 && w[k] != 0 {
			sum += w[k] * v
		}
	}
	return sum, w
}

// weights are the shares of the terms of a node that give the wanted bound at x.
func (s *system) weights(i int32, which side, x, w []float64) []float64 {
	n := &s.nodes[i]
	terms := s.terms[n.first:n.last]
	w = w[:0]
	for k := range terms {
		v := terms[k].lo
		if which == greatest && !n.limited {
			v += terms[k].ext
		}
		w = append(w, v)
	}
	if which == least || !n.limited {
		return w
	}
	order := make([]int, len(terms))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch va, vb := terms[a].at(x), terms[b].at(x); {
		case va > vb:
			return -1
		case va < vb:
			return 1
		}
		return 0
	})
	extra, room := n.extra, n.room
	for _, k := range order {
		give := min(terms[k].ext, extra)
		if terms[k].open {
			give = min(give, room)
			room -= give
		}
		extra -= give
		w[k] += give
	}
	return w
}
