package ownership

import (
	"cmp"
	"slices"

	"github.com/promisegraph/promisegraph/fact"
)

// selection decides which statements make a web for one measure.
type selection struct {
	stakes  []Stake
	parties *parties
	bases   []Basis
	list    []statement
	byID    map[string]int32 // from the id of a stake to its place in list
}

// takeInForce lists the statements in force on day that count on one of bases.
func takeInForce(stakes []Stake, p *parties, day fact.Date, bases []Basis) *selection {
	sel := &selection{stakes: stakes, parties: p, bases: bases}
	for i := range stakes {
		s := &stakes[i]
		holder, ok := p.holder(s)
		if !ok {
			continue
		}
		dated, sp, held := inForce(s, day)
		if !held {
			continue
		}
		st := statement{
			stake: int32(i), holder: holder, comp: p.numbers[s.Company], basis: s.Basis, span: sp, dated: dated,
			declared: s.Holding == Indirect || s.Holding == Beneficial, loose: s.Holding == Unspecified,
		}
		if slices.Contains(bases, Votes) && s.weak() {
			st.weak, st.span.lo, st.span.strict = true, 0, false // it may be no votes at all
		}
		switch {
		case s.Status != "" && s.Status != InForce:
			st.why = NotClosed
		case !slices.Contains(bases, s.Basis):
			st.why = OtherBasis
		default:
			st.used = true
		}
		sel.list = append(sel.list, st)
	}
	if slices.Contains(bases, Votes) && slices.Contains(bases, Equity) {
		sel.oneShareOneVote()
	}
	slices.SortFunc(sel.list, sel.order)
	sel.byID = make(map[string]int32, len(sel.list))
	for i := range sel.list {
		sel.byID[stakes[sel.list[i].stake].ID] = int32(i)
	}
	return sel
}

// oneShareOneVote lets equity stand for votes only in companies where nothing
// is stated on votes or control. A weak statement says nothing of the votes.
func (sel *selection) oneShareOneVote() {
	told := map[int32]bool{}
	for i := range sel.list {
		if st := &sel.list[i]; st.used && st.basis != Equity && !st.weak {
			told[st.comp] = true
		}
	}
	for i := range sel.list {
		if st := &sel.list[i]; st.used && st.basis == Equity && told[st.comp] {
			st.drop(OtherBasis)
		}
	}
}

// order puts statements on one pair together, each basis by itself, those held
// direct before the declared ones, and the best first.
func (sel *selection) order(a, b statement) int {
	return cmp.Or(
		cmp.Compare(a.comp, b.comp),
		cmp.Compare(a.holder, b.holder),
		falseFirst(a.why != "", b.why != ""),
		cmp.Compare(slices.Index(sel.bases, a.basis), slices.Index(sel.bases, b.basis)),
		falseFirst(a.influence(), b.influence()),
		falseFirst(a.declared, b.declared),
		better(sel.stakes, &a, &b),
	)
}

// rivals reports whether both are on one holder and company and tell the same
// kind of thing. Control stands beside votes, not instead of them, and what may
// be control beside what is.
func (st *statement) rivals(other *statement) bool {
	return st.comp == other.comp && st.holder == other.holder && (st.basis == Control) == (other.basis == Control) &&
		st.influence() == other.influence()
}

// influence reports whether it tells of something that may be control.
func (st *statement) influence() bool { return st.basis == Control && st.weak }

// drop leaves a statement aside.
func (st *statement) drop(why Reason) {
	st.used, st.waiting, st.standIn, st.why = false, false, false, why
}

// decide settles which statements are used:
//
//  1. Of the statements on one holder, company, basis and way of holding the
//     newest counts, with those linked to it as alternatives; see dispute.go.
//  2. For each holder and company the first basis of the measure counts.
//  3. What a counted stake contains is not counted again.
//  4. A declared stake is a check, unless nothing else leads from its holder to
//     the company: then it stands in for the way that is not known.
func (sel *selection) decide() {
	var declared []int32
	for lo := 0; lo < len(sel.list); {
		hi := lo + 1
		for hi < len(sel.list) && sel.list[hi].rivals(&sel.list[lo]) {
			hi++
		}
		declared = append(declared, sel.pair(lo, hi)...)
		lo = hi
	}
	sel.dropContained()
	sel.standIns(declared)
	sel.dropContained()
}

// pair decides among list[lo:hi], the statements on one holder and company,
// and returns the declared ones that may have to stand in.
func (sel *selection) pair(lo, hi int) (declared []int32) {
	basis := Basis("")
	newest := map[bool]*statement{} // by declared
	for i := lo; i < hi; i++ {
		st := &sel.list[i]
		switch {
		case !st.used:
		case basis != "" && st.basis != basis:
			st.drop(OtherBasis)
		case newest[st.declared] == nil:
			basis = st.basis
			newest[st.declared] = st
		case !sel.linked(st, newest[st.declared]):
			st.drop(Superseded)
		}
		if st.used && st.basis != sel.bases[0] {
			st.standIn = true
		}
	}
	held, check := newest[false], newest[true]
	if check == nil {
		return nil
	}
	// What is held directly beats what is declared, unless the declared share
	// is newer than a sale, or than a figure that may be all in itself.
	candidate := held == nil || (held.loose || held.span.zero()) && check.dated > held.dated
	for i := lo; i < hi; i++ {
		if st := &sel.list[i]; st.used && st.declared {
			if candidate {
				st.waiting = true
				declared = append(declared, int32(i))
			} else {
				st.drop(Declared)
			}
		}
	}
	return declared
}

// linked reports whether one of two statements names the other as an alternative.
func (sel *selection) linked(a, b *statement) bool {
	x, y := &sel.stakes[a.stake], &sel.stakes[b.stake]
	return slices.Contains(x.AlternativeTo, y.ID) || slices.Contains(y.AlternativeTo, x.ID)
}

// dropContained leaves aside what is part of another stake that is used.
func (sel *selection) dropContained() {
	for i := range sel.list {
		if st := &sel.list[i]; st.used && sel.insideUsed(st, 0) {
			st.drop(Contained)
		}
	}
}

// maxInside is how far up stakes within stakes within stakes are followed.
const maxInside = 4

// insideUsed looks up the stakes that contain st, some levels up.
func (sel *selection) insideUsed(st *statement, level int) bool {
	for _, id := range sel.stakes[st.stake].PartOf {
		i, ok := sel.byID[id]
		if !ok {
			continue
		}
		whole := &sel.list[i]
		if whole == st {
			continue
		}
		if whole.used && !whole.waiting || level < maxInside && sel.insideUsed(whole, level+1) {
			return true
		}
	}
	return false
}

// ceiling is the greatest share that the stakes containing st leave it, 1 when
// none says. Only wholes of the same basis in force bound it.
func (sel *selection) ceiling(st *statement) float64 {
	most := 1.0
	for _, id := range sel.stakes[st.stake].PartOf {
		if i, ok := sel.byID[id]; ok && sel.list[i].basis == st.basis && sel.list[i].why != NotClosed && sel.list[i].why != Superseded {
			most = min(most, sel.list[i].span.hi)
		}
	}
	return most
}

// standIns lets those declared statements stand in whose way is not known. All
// candidates are in at first and leave one by one when another way leads from
// the holder to the company, so that two never throw out each other.
func (sel *selection) standIns(declared []int32) {
	if len(declared) == 0 {
		return
	}
	ways := map[int32][]int32{} // statements by company
	for i := range sel.list {
		if st := &sel.list[i]; st.used && !st.span.zero() {
			ways[st.comp] = append(ways[st.comp], int32(i))
		}
	}
	for len(declared) > 0 {
		// Statements on one pair stay or go together.
		n, first := 1, &sel.list[declared[0]]
		for n < len(declared) && sel.list[declared[n]].rivals(first) {
			n++
		}
		another := sel.anotherWay(ways, first)
		for _, i := range declared[:n] {
			if another {
				sel.list[i].drop(Declared)
			} else {
				sel.list[i].standIn, sel.list[i].waiting = true, false
			}
		}
		if !another {
			sel.dropReplaced(declared[0])
		}
		declared = declared[n:]
	}
}

// dropReplaced leaves aside the older statements on the pair of a stand-in,
// which come before it in the list.
func (sel *selection) dropReplaced(standIn int32) {
	pair := &sel.list[standIn]
	for i := standIn - 1; i >= 0; i-- {
		st := &sel.list[i]
		if !st.rivals(pair) {
			return
		}
		if st.used && !st.declared {
			st.drop(Superseded)
		}
	}
}

// maxWays bounds the search for another way. When it is reached another way is
// taken for granted: better a share left out and told than one counted twice.
const maxWays = 5000

// anotherWay reports whether somebody else's stake leads from the holder of st
// to its company.
func (sel *selection) anotherWay(ways map[int32][]int32, st *statement) bool {
	seen := map[int32]bool{st.comp: true}
	queue := []int32{st.comp}
	for steps := 0; len(queue) > 0; steps++ {
		if steps == maxWays {
			return true
		}
		comp := queue[0]
		queue = queue[1:]
		next := sel.parties.members[comp]
		for _, i := range ways[comp] {
			w := &sel.list[i]
			if !w.used || comp == st.comp && w.holder == st.holder {
				continue
			}
			next = append(next[:len(next):len(next)], w.holder)
		}
		for _, h := range next {
			if h == st.holder {
				return true
			}
			if !seen[h] {
				seen[h] = true
				queue = append(queue, h)
			}
		}
	}
	return false
}
