package ownership

import (
	"slices"
	"strings"
)

func compareStrings(a, b string) int { return strings.Compare(a, b) }

// relevant lists the disputes that bear on a region: one of their sides leads
// into or within it, or limits a share there that is not stated.
func (g *graph) relevant(within *region) []int32 {
	if len(g.disputes) == 0 {
		return nil
	}
	found := map[int32]bool{}
	for _, n := range within.nodes {
		in := g.holders(n)
		open := slices.ContainsFunc(in, func(e edge) bool { return e.span.open && within.has(e.holder) })
		for i := range in {
			if d := in[i].dispute; d >= 0 && (open || within.has(in[i].holder)) {
				found[d] = true
			}
		}
	}
	list := make([]int32, 0, len(found))
	for d := range found {
		list = append(list, d)
	}
	slices.Sort(list)
	return list
}

// readings enumerates the readings that differ in the given disputes, at most
// `most`, the likeliest first: the last dispute turns fastest.
func (g *graph) readings(disputes []int32, most int) (all []reading, more bool) {
	r := make(reading, len(g.disputes))
	for {
		if len(all) == most {
			return all, true
		}
		all = append(all, slices.Clone(r))
		k := len(disputes) - 1
		for ; k >= 0; k-- {
			d := disputes[k]
			if int(r[d])+1 < len(g.disputes[d].options) {
				r[d]++
				break
			}
			r[d] = 0
		}
		if k < 0 {
			return all, false
		}
	}
}

// chosen are the ids of the stakes that a reading takes as true in disputes.
func (w *Web) chosen(g *graph, disputes []int32, r reading) []string {
	var ids []string
	for _, d := range disputes {
		for _, i := range g.disputes[d].options[r[d]] {
			ids = append(ids, w.stakes[i].ID)
		}
	}
	return ids
}
