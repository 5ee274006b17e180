package ownership

import (
	"cmp"
	"slices"
)

// maxOptions is how many sides of one dispute are told apart.
const maxOptions = 64

// dispute is one block of shares that is told in several ways. Its options are
// the ways, the likeliest first; each is a set of statements that can be true
// together. One option holds at a time.
type dispute struct {
	options [][]int32 // places in the list of statements
	beyond  []int32   // statements in none of the first maxOptions options
}

// disputes finds the blocks that used statements tell in several ways:
// statements linked as alternatives, and those left on one pair. Within a
// group of such statements the options are the greatest sets in which no two
// exclude each other; every statement is in at least one. A dispute is listed
// where its likeliest statement stands.
func (sel *selection) disputes() []dispute {
	rivals := sel.rivals()
	var all []dispute
	seen := map[int32]bool{}
	for i := range sel.list {
		if seen[int32(i)] || len(rivals[int32(i)]) == 0 {
			continue
		}
		group := []int32{int32(i)}
		seen[int32(i)] = true
		for k := 0; k < len(group); k++ {
			for _, r := range rivals[group[k]] {
				if !seen[r] {
					seen[r] = true
					group = append(group, r)
				}
			}
		}
		slices.SortFunc(group, sel.likeliest)
		all = append(all, options(group, rivals))
	}
	return all
}

// likeliest orders the sides of a dispute: undisputed first, then the newest,
// sourced before unverified, then by id.
func (sel *selection) likeliest(i, j int32) int {
	a, b := &sel.list[i], &sel.list[j]
	x, y := &sel.stakes[a.stake], &sel.stakes[b.stake]
	return cmp.Or(falseFirst(x.Disputed, y.Disputed), cmp.Compare(b.dated, a.dated), likelier(x, y))
}

// rivals lists for each used statement those that cannot be true beside it.
func (sel *selection) rivals() map[int32][]int32 {
	rivals := map[int32][]int32{}
	oppose := func(i, j int32) {
		if i != j && !slices.Contains(rivals[i], j) {
			rivals[i] = append(rivals[i], j)
			rivals[j] = append(rivals[j], i)
		}
	}
	last := int32(-1)
	for n := range sel.list {
		i, st := int32(n), &sel.list[n]
		if !st.used {
			continue
		}
		for _, id := range sel.stakes[st.stake].AlternativeTo {
			if j, ok := sel.byID[id]; ok && sel.list[j].used {
				oppose(i, j)
			}
		}
		for j := last; j >= 0 && sel.list[j].rivals(st); j-- {
			if sel.list[j].used {
				oppose(i, j)
			}
		}
		last = i
	}
	return rivals
}

// options makes the sides of a dispute from its statements, likeliest first.
func options(group []int32, rivals map[int32][]int32) dispute {
	var d dispute
	for _, first := range group {
		side := []int32{first}
		for _, other := range group {
			if other != first && !slices.ContainsFunc(side, func(s int32) bool { return slices.Contains(rivals[s], other) }) {
				side = append(side, other)
			}
		}
		slices.Sort(side)
		if slices.ContainsFunc(d.options, func(o []int32) bool { return slices.Equal(o, side) }) {
			continue
		}
		if len(d.options) == maxOptions {
			d.beyond = append(d.beyond, first)
			continue
		}
		d.options = append(d.options, side)
	}
	return d
}
