package promise

import "github.com/promisegraph/promisegraph/fact"

// Derive tells what became of a promise as the public could know it on a day.
// It is a pure function of the dossier and the day; the order of the lists does
// not matter. A day of reduced precision means its last day. The answer is
// false when the promise had not been made by then, or the day is no date.
//
// Only what was published by the day exists: evidence from KnownOn, rulings
// from RuledOn, later promises from MadeOn, each from the last day of a reduced
// date. A ruling in force is one that no other known ruling supersedes; of
// several the latest counts. Rules are asked in this order, the first that fits
// gives the status:
//
//	rule            status         when
//	no-promise      not_yet_rated  a claim, estimate, condition or order
//	ruled           as ruled       a ruling is in force; an open one until the deadline passes or a measurement settles it
//	replaced        superseded     the promiser replaced it before a measurement settled it
//	met             kept           every target met by its deadline
//	met-late        kept_late      every target met, one or more late
//	met-in-part     partly_kept    some targets met, the others finally not
//	not-met         not_kept       no target met, finally
//	differ          due            deadline passed, measurements disagree
//	day-unknown     due            deadline passed, met but perhaps late
//	condition-open  due            deadline passed, not met, condition perhaps not fulfilled
//	due             due            deadline passed
//	in-progress     in_progress    supported
//	doubted         not_yet_rated  only contradicted, which before the deadline is no failure
//	nothing         not_yet_rated  otherwise
//
// A passed date alone is never a verdict, "not kept" takes a measurement that is
// final or a ruling, and stalled, abandoned and unverifiable take a ruling. A
// promise has several deadlines when its targets do; it is due when those of
// all targets that are not settled have passed. How targets
// are measured, sources counted and dates read is told in docs/status.md.
func Derive(d Dossier, asOf fact.Date) (Standing, bool) {
	day := lastDay(asOf)
	if day == "" || d.Promise == nil {
		return Standing{}, false
	}
	c := open(d, true)
	if day < c.made {
		return Standing{}, false
	}
	return c.at(day), true
}
