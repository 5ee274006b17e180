package ownership

import (
	"cmp"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
)

// statement is a stake that is in force on the day of a web.
type statement struct {
	stake  int32 // its place in the list of stakes
	holder int32
	comp   int32
	basis  Basis
	span   span
	// dated is the first day the share is stated for; the newest wins.
	dated fact.Date
	// declared says that it is held through others, or all in: a check on
	// what the web computes, not a part of the web.
	declared bool
	// loose says that the source does not say how it is held, so that it may
	// be all in.
	loose bool
	// weak says that it is unverified that it counts in the votes.
	weak bool
	// used says that it became a part of the web.
	used bool
	// waiting says that it is a declared one which may yet turn out a check.
	waiting bool
	// standIn says that it is used though it is declared or has another basis.
	standIn bool
	// why it was left aside.
	why Reason
}

// Reason tells why a stake in force is not part of the sums.
type Reason string

// The reasons.
const (
	NotClosed   Reason = "not_closed"  // announced, planned, pledged or never closed
	Superseded  Reason = "superseded"  // a newer statement took its place
	Declared    Reason = "declared"    // indirect or all in, and computed through others: a check
	Contained   Reason = "contained"   // part of a stake that counts
	OtherBasis  Reason = "other_basis" // counts something else than the measure
	NothingHeld Reason = "nothing"     // it says that nothing is held
)

// valid is d, or the unknown date when d is none.
func valid(d fact.Date) fact.Date {
	if d.Valid() {
		return d
	}
	return ""
}

// inForce reports whether a stake is held on day, a full date, from when its
// share is stated, and what the share is. It is held
//
//   - from the first day that `from` covers, or else `as_of`, or else
//     `seen_on`; always when there is none of them;
//   - to the last day that `to` covers.
//
// A stake held since before the period that its share is true for is held with
// an unknown share until then.
func inForce(s *Stake, day fact.Date) (dated fact.Date, sp span, held bool) {
	from, asOf := valid(s.From).First(), valid(s.AsOf).First()
	if to := valid(s.To).Last(); to != "" && to < day {
		return "", span{}, false
	}
	sp = spanOf(s.Share)
	switch {
	case from != "" && asOf > day:
		dated, sp = from, unknownSpan
	case from != "" || asOf != "":
		dated = max(from, asOf)
	default:
		dated = valid(s.SeenOn).First()
	}
	return dated, sp, dated <= day
}

// better orders statements of one block, the one to believe first: the newest;
// of the same day one that has no end, then direct before unspecified before
// declared, undisputed before disputed, a sourced basis before an unverified
// one, sourced before unverified, then by id.
func better(stakes []Stake, a, b *statement) int {
	x, y := &stakes[a.stake], &stakes[b.stake]
	return cmp.Or(
		cmp.Compare(b.dated, a.dated),
		falseFirst(x.To != "", y.To != ""),
		falseFirst(a.loose, b.loose),
		falseFirst(a.declared, b.declared),
		likelier(x, y),
	)
}

// likelier orders two reports of one block, whatever their days.
func likelier(x, y *Stake) int {
	return cmp.Or(
		falseFirst(x.Disputed, y.Disputed),
		falseFirst(x.weak(), y.weak()),
		falseFirst(x.Unverified, y.Unverified),
		strings.Compare(x.ID, y.ID),
	)
}

func falseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
