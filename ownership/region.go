package ownership

import "slices"

// region is a part of a graph, found by walking up to holders or down to what
// is held. Its nodes are numbered by the order of their discovery.
type region struct {
	nodes []int32
	local map[int32]int32 // used when the region is small
	dense []int32         // 1 + local number, used when it is large
}

// few is the size up to which a region is kept in a map.
const few = 64

func (r *region) has(n int32) bool {
	if r.dense != nil {
		return r.dense[n] != 0
	}
	_, ok := r.local[n]
	return ok
}

func (r *region) number(n int32) (int32, bool) {
	if r.dense != nil {
		return r.dense[n] - 1, r.dense[n] != 0
	}
	at, ok := r.local[n]
	return at, ok
}

func (r *region) add(n int32, of int) {
	at := int32(len(r.nodes))
	r.nodes = append(r.nodes, n)
	if r.dense == nil && len(r.nodes) > few {
		r.dense = make([]int32, of)
		for i, m := range r.nodes[:at] {
			r.dense[m] = int32(i) + 1
		}
		r.local = nil
	}
	if r.dense != nil {
		r.dense[n] = at + 1
		return
	}
	if r.local == nil {
		r.local = map[int32]int32{}
	}
	r.local[n] = at
}

// down is what from holds, directly or not, with from itself, as far as it lies
// within the given regions (nil for everywhere).
func (g *graph) down(from int32, r reading, within ...*region) *region {
	found := &region{}
	found.add(from, len(g.parties.ids))
	for k := 0; k < len(found.nodes); k++ {
		for _, i := range g.held(found.nodes[k]) {
			e := &g.edges[i]
			if !r.active(e) || found.has(e.comp) || !inAny(within, e.comp) {
				continue
			}
			found.add(e.comp, len(g.parties.ids))
		}
	}
	return found
}

// up is who holds to, directly or not, with to itself.
func (g *graph) up(to int32, r reading) *region {
	found := &region{}
	found.add(to, len(g.parties.ids))
	for k := 0; k < len(found.nodes); k++ {
		in := g.holders(found.nodes[k])
		for i := range in {
			if r.active(&in[i]) && !found.has(in[i].holder) {
				found.add(in[i].holder, len(g.parties.ids))
			}
		}
	}
	return found
}

func inAny(regions []*region, n int32) bool {
	return len(regions) == 0 || slices.ContainsFunc(regions, func(r *region) bool { return r.has(n) })
}
