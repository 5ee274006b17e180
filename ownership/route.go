package ownership

import (
	"container/heap"
	"slices"
)

// Step is one hop of a route: a party holds a share of a company.
type Step struct {
	Holder  string
	Company string
	Share   Bounds
	// Stake is the id of the stake. It is never empty.
	Stake string
	// Members are those who hold the stake jointly. A step from one of them
	// alone has a share from 0 to the whole block.
	Members []string
	// Unknown says that the share is not stated.
	Unknown bool
	// StandIn says that the stake is declared as indirect or all in, or counts
	// on another basis than the measure, and stands in for what is not known.
	StandIn bool
}

// Route is a way from an owner to a company that meets nobody twice.
type Route struct {
	Steps []Step
	// Product is the product of the shares along the route.
	Product Bounds
}

// routes is what a search for routes found.
type routes struct {
	list []Route
	// sum and weakest add up the products and the least shares of all routes.
	sum, weakest Bounds
	all          bool // every route was found
}

const (
	// maxExpansions bounds the steps looked at in one search for routes.
	maxExpansions = 20_000
	// dim is what an unstated share counts beside stated ones when routes are
	// put in order: known routes first.
	dim = 1e-6
)

// weight is what a span counts when routes are put in order.
func weight(s span, most float64) float64 { return max(s.lo, most*dim) }

// reach gives for every party of a region the greatest product of weights on a
// way to the company `to`, by walking up in order of that product (Dijkstra).
func (g *graph) reach(to int32, r reading, within *region) []float64 {
	best := make([]float64, len(within.nodes))
	done := make([]bool, len(within.nodes))
	queue := &crumbs{{node: to, weight: 1}}
	for queue.Len() > 0 {
		c := heap.Pop(queue).(crumb)
		at, _ := within.number(c.node)
		if done[at] {
			continue
		}
		done[at], best[at] = true, c.weight
		col := g.column(c.node, r)
		in := g.holders(c.node)
		for i := range in {
			e := &in[i]
			from, ok := within.number(e.holder)
			if !ok || done[from] || !r.active(e) {
				continue
			}
			sp := r.spanIn(e)
			w := c.weight
			if !e.command {
				w *= weight(sp, col.most(sp))
			}
			if w > best[from] {
				best[from] = w
				heap.Push(queue, crumb{node: e.holder, weight: w})
			}
		}
	}
	return best
}

// crumb is a place on a partial route.
type crumb struct {
	node    int32
	edge    int32 // the edge that led here
	parent  int32 // the crumb before, -1 for none
	weight  float64
	product float64
	seq     int
}

// crumbs is a heap, the greatest weight first, then the one put in first.
type crumbs []crumb

func (q crumbs) Len() int { return len(q) }
func (q crumbs) Less(i, j int) bool {
	if q[i].weight != q[j].weight {
		return q[i].weight > q[j].weight
	}
	return q[i].seq < q[j].seq
}
func (q crumbs) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push and Pop serve container/heap.
func (q *crumbs) Push(c any) { *q = append(*q, c.(crumb)) }
func (q *crumbs) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// routes finds the simple routes from one party to another, the greatest
// product first, by best-first search with the best possible rest as a guide
// (A*). It keeps the first `keep` of them and adds up as many as it can reach
// within maxExpansions.
func (w *Web) routes(g *graph, from, to int32, r reading, within *region, keep int) routes {
	found := routes{all: true}
	best := g.reach(to, r, within)
	var trail []crumb
	queue := &crumbs{}
	if at, ok := within.number(from); ok && best[at] > 0 && from != to {
		heap.Push(queue, crumb{node: from, edge: -1, parent: -1, weight: best[at], product: 1})
	}
	columns := map[int32]column{}
	seq := 0
	for steps := 0; queue.Len() > 0; steps++ {
		if steps == maxExpansions {
			found.all = false
			break
		}
		c := heap.Pop(queue).(crumb)
		if c.node == to {
			route, weakest := w.route(g, r, trail, c)
			found.sum.Lo, found.sum.Hi = found.sum.Lo+route.Product.Lo, found.sum.Hi+route.Product.Hi
			found.weakest.Lo, found.weakest.Hi = found.weakest.Lo+weakest.Lo, found.weakest.Hi+weakest.Hi
			if len(found.list) < keep {
				found.list = append(found.list, route)
			}
			continue
		}
		trail = append(trail, c)
		here := int32(len(trail) - 1)
		for _, i := range g.held(c.node) {
			e := &g.edges[i]
			at, ok := within.number(e.comp)
			if !ok || best[at] == 0 || !r.active(e) || onTrail(trail, here, e.comp) {
				continue
			}
			col, ok := columns[e.comp]
			if !ok {
				col = g.column(e.comp, r)
				columns[e.comp] = col
			}
			sp := r.spanIn(e)
			product := c.product * weight(sp, col.most(sp))
			if product == 0 {
				continue
			}
			seq++
			heap.Push(queue, crumb{node: e.comp, edge: i, parent: here, weight: product * best[at], product: product, seq: seq})
		}
	}
	return found
}

func onTrail(trail []crumb, at, node int32) bool {
	for ; at >= 0; at = trail[at].parent {
		if trail[at].node == node {
			return true
		}
	}
	return false
}

// route writes out the route that ends in c. The step of a member into a joint
// block and that of the block into its company are one.
func (w *Web) route(g *graph, r reading, trail []crumb, c crumb) (Route, Bounds) {
	var edges []*edge
	for {
		edges = append(edges, &g.edges[c.edge])
		if c = trail[c.parent]; c.edge < 0 {
			break
		}
	}
	slices.Reverse(edges)
	out := Route{Product: Bounds{Lo: 1, Hi: 1}}
	weakest := Bounds{Lo: 1, Hi: 1}
	var member *edge
	for _, e := range edges {
		if e.part() {
			member = e
			continue
		}
		st := w.step(g, r, e)
		if member != nil {
			st.Holder, st.Share.Lo = w.parties.ids[member.holder], 0
			member = nil
		}
		out.Steps = append(out.Steps, st)
		out.Product.Lo *= st.Share.Lo
		out.Product.Hi *= st.Share.Hi
		weakest.Lo, weakest.Hi = min(weakest.Lo, st.Share.Lo), min(weakest.Hi, st.Share.Hi)
	}
	if member != nil { // the way ends in the block itself
		st := Step{Holder: w.parties.ids[member.holder], Company: w.parties.ids[member.comp], Share: Bounds{Hi: 1},
			Members: w.parties.names(member.comp), Unknown: true, Stake: w.blockStake(g, member.comp)}
		out.Steps = append(out.Steps, st)
		out.Product.Lo, weakest.Lo = 0, 0
	}
	return out, weakest
}

// step tells of one edge that is no part of a block.
func (w *Web) step(g *graph, r reading, e *edge) Step {
	sp := r.spanIn(e)
	return Step{
		Holder: w.parties.ids[e.holder], Company: w.parties.ids[e.comp], Stake: w.stakes[e.stake].ID,
		Share:   Bounds{Lo: sp.lo, Hi: g.column(e.comp, r).most(sp)},
		Members: w.parties.names(e.holder), Unknown: sp.unknown, StandIn: e.standIn,
	}
}

// blockStake is the first stake that a joint holder holds.
func (w *Web) blockStake(g *graph, joint int32) string {
	for _, i := range g.held(joint) {
		return w.stakes[g.edges[i].stake].ID
	}
	return ""
}
