package ownership

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Solving one loop, a strongly connected component.
//
// Small loops are solved by LU decomposition (gonum, dense), exactly up to
// rounding. Large ones are iterated in place (Gauss-Seidel) from 0, which uses
// no memory beyond x and rises to the least solution. No maintained Go library
// has a sparse solver, and for these matrices, non-negative with column sums
// of at most 1, the iteration needs none.
const (
	// denseLoop is the greatest number of nodes of a loop solved densely at
	// once, slowLoop of one solved densely if the iteration settles slowly.
	denseLoop = 200
	slowLoop  = 1000
	// patience is how many sweeps are tried before that.
	patience = 200
	// maxPolicies bounds how often the sharing-out of unknown shares changes.
	maxPolicies = 100
	// sweepWork bounds the terms looked at while iterating one loop, maxSweeps
	// the times it is gone through.
	sweepWork = 50_000_000
	maxSweeps = 2000
	// endless is the value from which on an iteration counts as diverging.
	endless = 1e7
)

// solveLoop computes x for the nodes of a block from the values before it.
func (s *system) solveLoop(block []int32, which side, x []float64) {
	limited, joint, size := false, false, 0
	for _, i := range block {
		n := &s.nodes[i]
		limited = limited || n.limited
		joint = joint || n.joint
		size += int(n.last - n.first)
	}
	sweeps := min(maxSweeps, max(50, sweepWork/max(1, size)))
	switch {
	case which == least && joint || len(block) > slowLoop:
		if !s.sweep(block, which, x, sweeps) {
			s.giveUp(block, which, x)
		}
		return
	case len(block) > denseLoop:
		if s.sweep(block, which, x, min(sweeps, patience)) {
			return
		}
	}
	if which == least || !limited {
		s.solveLinear(block, s.allWeights(block, which, x), x)
		return
	}
	// Policy iteration: share out, solve, and share out anew where that gives
	// strictly more. It starts from a few sweeps, so that every node which can
	// get something does, and ends since there are finitely many ways.
	s.sweep(block, which, x, len(block)+2)
	policy := s.allWeights(block, which, x)
	for range maxPolicies {
		s.solveLinear(block, policy, x)
		better := false
		var w []float64
		for k, i := range block {
			now := x[i]
			var sum float64
			if sum, w = s.step(i, which, x, w); sum > now+rounding*max(1, now) {
				policy[k] = append(policy[k][:0], s.weights(i, which, x, w)...)
				better = true
			}
		}
		if !better {
			return
		}
	}
	s.giveUp(block, which, x)
}

func (s *system) allWeights(block []int32, which side, x []float64) [][]float64 {
	all := make([][]float64, len(block))
	for k, i := range block {
		all[k] = s.weights(i, which, x, nil)
	}
	return all
}

// solveLinear finds the least solution of x = W x + b on a block, where b comes
// from outside. Nodes that nothing from outside reaches are 0, however they
// hold each other. For the others, I - W has a non-negative inverse if and only
// if the spectral radius of W is less than 1; that is so if the row sums of the
// inverse, one more right-hand side, are all positive. Otherwise they diverge.
func (s *system) solveLinear(block []int32, weights [][]float64, x []float64) {
	place := make(map[int32]int, len(block))
	for k, i := range block {
		place[i] = k
	}
	b := make([]float64, len(block))
	for k, i := range block {
		n := &s.nodes[i]
		for t, term := range s.terms[n.first:n.last] {
			if _, inside := place[term.from]; inside || weights[k][t] == 0 {
				continue
			}
			if v := term.at(x); v != 0 {
				b[k] += weights[k][t] * v
			}
		}
	}
	live := s.reached(block, place, weights, b)
	row := make([]int, len(block))
	m := 0
	infinite := false
	for k, i := range block {
		x[i], row[k] = 0, -1
		if live[k] {
			row[k] = m
			m++
			infinite = infinite || math.IsInf(b[k], 1)
		}
	}
	if m == 0 {
		return
	}
	var solution mat.Dense
	if !infinite {
		lhs, rhs := mat.NewDense(m, m, nil), mat.NewDense(m, 2, nil)
		for k := range block {
			if row[k] < 0 {
				continue
			}
			lhs.Set(row[k], row[k], 1)
			rhs.Set(row[k], 0, b[k])
			rhs.Set(row[k], 1, 1)
		}
		for k, i := range block {
			if row[k] < 0 {
				continue
			}
			n := &s.nodes[i]
			for t, term := range s.terms[n.first:n.last] {
				if p, inside := place[term.from]; inside && row[p] >= 0 {
					lhs.Set(row[k], row[p], lhs.At(row[k], row[p])-weights[k][t])
				}
			}
		}
		var lu mat.LU
		lu.Factorize(lhs)
		infinite = lu.SolveTo(&solution, false, rhs) != nil
	}
	for k := 0; k < len(block) && !infinite; k++ {
		if row[k] >= 0 {
			v := solution.At(row[k], 1)
			infinite = !(v > 0) || math.IsInf(v, 1)
		}
	}
	for k, i := range block {
		switch {
		case row[k] < 0:
		case infinite:
			x[i] = math.Inf(1)
		default:
			x[i] = max(0, solution.At(row[k], 0))
		}
	}
}

// reached tells which nodes of a block get something from outside it.
func (s *system) reached(block []int32, place map[int32]int, weights [][]float64, b []float64) []bool {
	live := make([]bool, len(block))
	for k := range b {
		live[k] = b[k] > 0
	}
	for changed := true; changed; {
		changed = false
		for k, i := range block {
			if live[k] {
				continue
			}
			n := &s.nodes[i]
			for t, term := range s.terms[n.first:n.last] {
				if p, inside := place[term.from]; inside && live[p] && weights[k][t] > 0 {
					live[k], changed = true, true
					break
				}
			}
		}
	}
	return live
}

// sweep iterates a block from 0, to and fro, until it settles, which it
// reports, or for the given number of sweeps. The values rise, so that what is
// reached is a lower bound at any time.
func (s *system) sweep(block []int32, which side, x []float64, sweeps int) bool {
	for _, i := range block {
		x[i] = 0
	}
	var w []float64
	before, rate := math.Inf(1), 0.0
	for n := range sweeps {
		change, most := 0.0, 0.0
		for k := range block {
			i := block[k]
			if n%2 == 1 {
				i = block[len(block)-1-k]
			}
			var v float64
			v, w = s.step(i, which, x, w)
			if !(v < endless) {
				v = math.Inf(1)
			}
			if v > x[i] {
				if !math.IsInf(v, 1) {
					change = max(change, v-x[i])
				}
				x[i] = v
			}
			most = max(most, x[i])
		}
		if math.IsInf(most, 1) {
			s.flood(block, which, x)
			return true
		}
		// What is still to come is a geometric series of the changes, at the
		// worst rate of late.
		rate = max(change/before, 0.9*rate)
		if change == 0 || n > 3 && rate < 1 && change*rate/(1-rate) < rounding*max(1, most) {
			return true
		}
		before = change
	}
	return false
}

// giveUp makes bounds of values that did not settle: what was reached is a
// lower one, 1 an upper one, and a value above 1 counts as diverging.
func (s *system) giveUp(block []int32, which side, x []float64) {
	s.rough = true
	for _, i := range block {
		switch {
		case x[i] > 1+tiny: // more than all of it, and still rising
			x[i] = math.Inf(1)
		case x[i] > 0 && which == greatest:
			x[i] = 1
		}
	}
}

// flood lets infinity reach whatever it leads to within a block.
func (s *system) flood(block []int32, which side, x []float64) {
	var w []float64
	for changed := true; changed; {
		changed = false
		for _, i := range block {
			if math.IsInf(x[i], 1) {
				continue
			}
			var v float64
			if v, w = s.step(i, which, x, w); math.IsInf(v, 1) {
				x[i], changed = v, true
			}
		}
	}
}
