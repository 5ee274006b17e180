package promise

import (
	"math"
	"strings"
)

// How far "about" reaches.
const (
	// TargetTolerance is how far from the value of an `about` target a value may
	// lie and still meet it, as a share of the target's value: ten percent. A
	// promise of "around $10 billion" is met from 9 to 11.
	TargetTolerance = 0.10
	// MeasureTolerance is how far the true value may lie from a measurement
	// given as `about`, as a share of the value: five percent. A report rounds a
	// number that is known, a promise leaves one open.
	MeasureTolerance = 0.05
)

// answer is a three-valued truth.
type answer int

const (
	unknown answer = iota
	yes
	no
)

// span is a range of values. An end that is open does not belong to it.
type span struct {
	low, high         float64
	lowOpen, highOpen bool
}

// span is where the true value lies: a lower bound alone says nothing about
// how high it is, so "more than 100,000" is never read as a total.
func (m *Measurement) span() span {
	s := span{low: math.Inf(-1), high: math.Inf(1)}
	if m.Min != nil {
		s.low = *m.Min
	}
	if m.Max != nil {
		s.high = *m.Max
	}
	if m.Value != nil {
		s.low, s.high = *m.Value, *m.Value
	}
	if m.About {
		s.low -= math.Abs(s.low) * MeasureTolerance
		s.high += math.Abs(s.high) * MeasureTolerance
	}
	return s
}

// span is which values meet the target; false when it cannot be told.
//
// A target of `about` or `exactly` with a baseline is a change promised from
// the baseline: it is met by going at least as far, so the far end is open. 85,000 GPUs
// up from 35,000 are met by 90,000 and by 120,000.
func (t *Target) span() (span, bool) {
	s := span{low: math.Inf(-1), high: math.Inf(1)}
	if t.Unclear {
		return s, false
	}
	if t.Comparator == Between {
		if t.Min == nil || t.Max == nil {
			return s, false
		}
		s.low, s.high = *t.Min, *t.Max
		return s, true
	}
	if t.Comparator == Happens {
		s.low = 1
		if t.Value != nil {
			s.low = *t.Value
		}
		return s, true
	}
	if t.Value == nil {
		return s, false
	}
	v := *t.Value
	switch t.Comparator {
	case AtLeast:
		s.low = v
	case MoreThan:
		s.low, s.lowOpen = v, true
	case AtMost:
		s.high = v
	case LessThan:
		s.high, s.highOpen = v, true
	case About, Exactly:
		slack := 0.0
		if t.Comparator == About {
			slack = math.Abs(v) * TargetTolerance
		}
		if t.Baseline == nil || *t.Baseline >= v {
			s.high = v + slack
		}
		if t.Baseline == nil || *t.Baseline <= v {
			s.low = v - slack
		}
	default:
		return s, false
	}
	return s, true
}

// meets reports whether a measurement meets a target: yes when every value it
// allows does, no when none does.
func (t *Target) meets(m *Measurement) answer {
	want, ok := t.span()
	if !ok || m.Value == nil && m.Min == nil && m.Max == nil {
		return unknown
	}
	have := m.span()
	above := have.low > want.low || have.low == want.low && (!want.lowOpen || math.IsInf(want.low, -1))
	below := have.high < want.high || have.high == want.high && (!want.highOpen || math.IsInf(want.high, 1))
	if above && below {
		return yes
	}
	under := have.high < want.low || have.high == want.low && want.lowOpen
	over := have.low > want.high || have.low == want.high && want.highOpen
	if under || over {
		return no
	}
	return unknown
}

// grows reports whether a target is met as soon as it has been reached once,
// because more of it does not undo it. Others must hold at the deadline.
func (t *Target) grows() bool {
	switch t.Comparator {
	case AtLeast, MoreThan, Happens:
		return true
	case About, Exactly:
		return t.Baseline != nil && t.Value != nil && *t.Baseline < *t.Value
	}
	return false
}

// settlesUndated reports whether one measurement is enough without a deadline.
// A ceiling is only met by a value that will not change any more.
func (t *Target) settlesUndated() bool { return t.Comparator != AtMost && t.Comparator != LessThan }

// measures reports whether a measurement is of the target: the same words for
// the metric and the unit, but for case and spaces. Nothing is converted:
// neither currencies nor thousands.
func (t *Target) measures(m *Measurement) bool {
	return sameWords(t.Metric, m.Metric) && sameWords(t.Unit, m.Unit)
}

func sameWords(a, b string) bool {
	if strings.EqualFold(a, b) {
		return strings.TrimSpace(a) != ""
	}
	if len(a) == len(b) && !strings.ContainsAny(a, " \t\n") {
		return false
	}
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) != len(y) || len(x) == 0 {
		return false
	}
	for i := range x {
		if !strings.EqualFold(x[i], y[i]) {
			return false
		}
	}
	return true
}
