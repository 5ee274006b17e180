package ownership

import "slices"

// Measures are the bases that effective shares can be computed for. Control
// and debt are none: control does not multiply along a chain (see
// Web.Controls), and a lender to a company has no claim on what it holds.
func Measures() []Basis { return []Basis{Equity, Economic, AsConverted, FullyDiluted, Votes} }

// basesOf are the bases of stakes that a measure uses, best first. For each
// holder of a company the first one that is stated counts, the others are left
// aside:
//
//	equity         equity only
//	economic       economic, else equity
//	as_converted   as_converted, else equity
//	fully_diluted  fully_diluted, else as_converted, else equity
//	votes          votes only; with Options.AssumeVotes also equity, in
//	               companies without any statement on votes or control
func basesOf(measure Basis) []Basis {
	switch measure {
	case Equity, Votes:
		return []Basis{measure}
	case Economic, AsConverted:
		return []Basis{measure, Equity}
	case FullyDiluted:
		return []Basis{FullyDiluted, AsConverted, Equity}
	}
	return nil
}

// isMeasure reports whether b is one of Measures.
func isMeasure(b Basis) bool { return slices.Contains(Measures(), b) }

// votingBases are the bases that decide control. Control itself is no share:
// who holds it decides, whatever the votes. Where the basis is unverified it
// may be neither votes nor control.
func votingBases(assumeVotes bool) []Basis {
	if assumeVotes {
		return []Basis{Votes, Equity, Control}
	}
	return []Basis{Votes, Control}
}
