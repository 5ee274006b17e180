package page

import "slices"

// A sourceTree shows where documents come from: the origins, below each what
// tells of it, below that what copies or translates it. Each document stands
// in it once, under the first of those it comes from; the others are named
// beside it.
type sourceTree struct {
	Origins   int // independent ones
	Documents int
	Roots     []*sourceNode
	More      bool
}

// sourceNode is a document in the tree.
type sourceNode struct {
	Source
	Relation string // how it comes from the one above it; empty for an origin
	Read     bool   // it is cited itself
	Also     []Source
	Slips    []Slip
	End      string // why nothing is known beyond an origin, when it is no plain origin
	Below    []*sourceNode
}

// newSourceTree turns chains, which run from what was read back to an origin,
// into a tree, which runs the other way.
func newSourceTree(p Provenance) sourceTree {
	tree := sourceTree{Origins: p.Origins}
	known := map[string]*sourceNode{}
	node := func(s *Source) *sourceNode {
		if known[s.ID] == nil {
			known[s.ID] = &sourceNode{Source: *s}
		}
		return known[s.ID]
	}
	type link struct{ child, parent, relation string }
	var links []link
	for _, c := range p.Chains {
		tree.More = tree.More || c.More
		if c.Source == nil {
			continue
		}
		at := node(c.Source)
		at.Read = true
		for _, step := range c.Steps {
			if step.Source == nil {
				break
			}
			parent := node(step.Source)
			if l := (link{at.ID, parent.ID, step.Relation}); !slices.Contains(links, l) {
				links = append(links, l)
			}
			at = parent
		}
		if c.End != "ORIGIN" {
			at.End = c.End
		}
		for _, s := range c.Slips {
			if s.Source == nil || known[s.Source.ID] == nil {
				continue
			}
			n := known[s.Source.ID]
			if !slices.ContainsFunc(n.Slips, func(o Slip) bool { return o.Rendered == s.Rendered }) {
				n.Slips = append(n.Slips, s)
			}
		}
	}
	tree.Documents = len(known)
	// Hang each under its first parent, unless that would close a circle.
	above := map[string]string{}
	for _, l := range links {
		child, parent := known[l.child], known[l.parent]
		if above[l.child] != "" || leadsTo(above, l.parent, l.child) {
			if child.ID != parent.ID && above[l.child] != l.parent {
				child.Also = append(child.Also, parent.Source)
			}
			continue
		}
		above[l.child] = l.parent
		child.Relation = l.relation
		parent.Below = append(parent.Below, child)
	}
	for _, c := range p.Chains {
		if c.Source == nil {
			continue
		}
		ids := []string{c.Source.ID}
		for _, step := range c.Steps {
			if step.Source != nil {
				ids = append(ids, step.Source.ID)
			}
		}
		for _, id := range slices.Backward(ids) {
			if n := known[id]; above[id] == "" && !slices.Contains(tree.Roots, n) {
				tree.Roots = append(tree.Roots, n)
			}
		}
	}
	return tree
}

// leadsTo reports whether going up from one document comes to another.
func leadsTo(above map[string]string, from, to string) bool {
	for at := from; at != ""; at = above[at] {
		if at == to {
			return true
		}
	}
	return false
}
