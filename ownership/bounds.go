package ownership

import (
	"math"
	"strconv"
	"strings"
)

// Bounds is a computed share as a fraction: 1 is all of it. The true value
// lies between Lo and Hi, ends included, if the stakes are as stated. A sum of
// routes can be greater than 1.
type Bounds struct {
	Lo, Hi float64
	// Diverges says that stakes hold each other so that what enters a loop
	// never leaves it: the sum over routes has no finite value for some choice
	// of shares. Hi is then no bound, and Lo is 0 when no choice has a value.
	Diverges bool
}

// Overlaps reports whether one value can be within both, with room for rounding.
func (b Bounds) Overlaps(other Bounds) bool {
	return b.Diverges || other.Diverges || b.Lo <= other.Hi+tiny && other.Lo <= b.Hi+tiny
}

// Hull is the least Bounds that hold both.
func (b Bounds) Hull(other Bounds) Bounds {
	return Bounds{Lo: min(b.Lo, other.Lo), Hi: max(b.Hi, other.Hi), Diverges: b.Diverges || other.Diverges}
}

// tiny is the difference below which two shares count as equal, a billionth of
// the whole: far above rounding, far below what anyone states.
const tiny = 1e-9

// newBounds makes Bounds from values that are infinite where a sum diverges.
func newBounds(lo, hi float64) Bounds {
	b := Bounds{Lo: lo, Hi: hi}
	if math.IsInf(hi, 1) || math.IsNaN(hi) {
		b.Hi, b.Diverges = 1, true
	}
	if math.IsInf(lo, 1) || math.IsNaN(lo) {
		b.Lo, b.Diverges = 0, true
	}
	b.Hi = max(b.Hi, b.Lo)
	return b
}

// span is a stated share as fractions, before the other holders are known.
type span struct {
	lo, hi float64
	// open says that hi is not stated: it is what the other holders leave.
	open bool
	// strict says that the share is greater than lo, not equal to it.
	strict bool
	// unknown says that nothing is stated at all.
	unknown bool
}

// unknownSpan is the span of a share that is not stated.
var unknownSpan = span{hi: 1, open: true, unknown: true}

// spanOf reads a stated share:
//
//	exact     the figure itself
//	about     one unit of the last written digit to either side: about 75 is
//	          74 to 76, about 0.8 is 0.7 to 0.9, about 2.08 is 2.07 to 2.09
//	range     its ends; more than the lower one, if that is said
//	less_than, at_most    from 0 to the figure
//	more_than, at_least   from the figure to what the other holders leave
//	none      unknown: from 0 to what the other holders leave
//
// A figure that is no percentage is taken as unknown.
func spanOf(s *Share) span {
	if s == nil {
		return unknownSpan
	}
	lo, hi := s.Percent, s.Percent
	out := span{}
	switch s.Qualifier {
	case Exact:
	case Range:
		lo, hi, out.strict = s.Min, s.Max, s.Over
	case LessThan, AtMost:
		lo = 0
	case MoreThan, AtLeast:
		hi, out.open, out.strict = 100, true, s.Qualifier == MoreThan
	default: // About
		step := lastDigit(s.Percent)
		lo, hi = max(s.Percent-step, 0), min(s.Percent+step, 100)
	}
	if !(s.Percent >= 0 && s.Percent <= 100) || !(lo >= 0 && lo <= hi && hi <= 100) {
		return unknownSpan
	}
	out.lo, out.hi = lo/100, hi/100
	return out
}

// lastDigit is one unit of the last digit that p is written with: 1 for 75,
// 0.1 for 3.5.
func lastDigit(p float64) float64 {
	_, decimals, _ := strings.Cut(strconv.FormatFloat(p, 'f', -1, 64), ".")
	return math.Pow10(-len(decimals))
}

// zero reports whether the span says that nothing is held.
func (s span) zero() bool { return s.hi == 0 }

// middle is what to take for the share in a sum that is only a warning.
func (s span) middle() float64 {
	if s.open {
		return s.lo
	}
	return (s.lo + s.hi) / 2
}
