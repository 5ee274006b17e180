package promise

import "github.com/promisegraph/promisegraph/fact"

// Closed reports whether the status is final: kept, kept late, partly kept,
// not kept, abandoned, superseded or unverifiable.
func (s Status) Closed() bool {
	switch s {
	case Kept, KeptLate, PartlyKept, NotKept, Abandoned, Superseded, Unverifiable:
		return true
	}
	return false
}

// verdict reports whether the status can be the verdict of a ruling.
func (s Status) verdict() bool { return s.Closed() || s == InProgress || s == Stalled }

// Balance tells which way the evidence points, however much there is on
// either side. It is kept apart from the status: neither is derived from the
// other.
type Balance string

// The balances.
const (
	BalanceNone  Balance = "none"         // nothing supports and nothing contradicts
	Supported    Balance = "supported"    // some evidence supports, none contradicts
	Mixed        Balance = "mixed"        // some supports, some contradicts
	Contradicted Balance = "contradicted" // some contradicts, none supports
)

// Side is one side of the balance.
type Side struct {
	Items   int // pieces of evidence
	Origins int // independent origins behind them, see Origins.Count
}

// Flag marks something a reader should know beside the status.
type Flag string

// The flags, in the order in which a Standing lists them.
const (
	FlagContradictedEarly Flag = "contradicted_before_deadline" // evidence against it was known by the deadline
	FlagDisputed          Flag = "disputed"                     // the promise, or evidence for or against it, is disputed
	FlagRestated          Flag = "restated"                     // it was said again later
	FlagNarrowed          Flag = "narrowed"                     // it was made smaller or broken down later
	FlagReplaced          Flag = "replaced"                     // another promise was put in its place later
	FlagConditional       Flag = "conditional"                  // it holds only under a condition not known to be fulfilled
	FlagOlderEvidence     Flag = "evidence_older_than_promise"  // evidence came out later that happened or was written before it was made
	FlagSingleOrigin      Flag = "single_origin"                // all evidence for and against it has one origin
	FlagOwnWord           Flag = "own_word_only"                // all evidence for it is the promiser's own statement
	FlagUnverified        Flag = "unverified_evidence"          // evidence for or against it has no source
	FlagDatedOtherwise    Flag = "publication_day_unknown"      // evidence for or against it counts by another date than its publication
	FlagTargetMissed      Flag = "target_missed"                // a target is due, was met late or was not met while the promise is open
	FlagRulingsDiffer     Flag = "rulings_differ"               // rulings in force give different verdicts; the latest counts
	FlagRulingBeatsRule   Flag = "ruling_differs_from_rule"     // the ruling closes it otherwise than measurements would
)

// Standing is what became of a promise as the public could know it on a day,
// and why.
type Standing struct {
	// Status is where the promise stands.
	Status Status
	// Balance is what the evidence says, with the counts of either side.
	// Context and responses stand on neither.
	Balance     Balance
	Supports    Side
	Contradicts Side
	// Flags in the order of their constants, each at most once.
	Flags []Flag
	// Since is the day on which it got this status. Empty when it has had it
	// from the beginning and no date of the promise is known.
	Since fact.Date
	// Deadline is the last day in time for all of it, as a full date; empty when
	// there is none. Targets may have their own.
	Deadline fact.Date
	// Next is the day on which it may change by the mere passing of time, when
	// nothing new becomes known; empty when there is none.
	Next fact.Date
	// Because is why it has this status.
	Because Because
	// Targets is what became of each target, in the order of the promise.
	Targets []TargetStanding
	// AsRestated judges the later promises that restate this one, in the order
	// in which they were made, as far as their dossiers were given. The Standing
	// itself judges the promise as made.
	AsRestated []Restated
}

// Restated is a later promise that says the promise again, and what became of
// that one.
type Restated struct {
	Promise  string
	MadeOn   fact.Date
	Standing Standing
}

// Because is the rule that fired and the facts it fired on.
type Because struct {
	Rule Rule
	// Grounds are the facts: the one that decides first, measurements in the
	// order of their targets, other evidence in the order in which it became known.
	Grounds []Ground
}

// Role tells what a fact does for a status.
type Role string

// The roles.
const (
	RoleStatement   Role = "statement"   // the promise itself, its kind or deadline
	RoleRuling      Role = "ruling"      // the ruling in force
	RoleCited       Role = "cited"       // evidence that the ruling rests on
	RoleReplacement Role = "replacement" // the promise put in its place
	RoleEvent       Role = "event"       // the event or condition that the promise hangs on came about
	RoleMeasures    Role = "measures"    // evidence with a measurement of a target
	RoleSupports    Role = "supports"    // evidence for the promise
	RoleContradicts Role = "contradicts" // evidence against it
)

// Ground is a fact that a status rests on.
type Ground struct {
	Kind fact.Kind
	ID   string
	Role Role
	// On is the day from which the fact counts; empty when it is not known.
	On fact.Date
	// By is who ruled, with RoleRuling.
	By string
	// Target, its deadline and the measurement set against it, with RoleMeasures.
	Target      *Target
	Deadline    fact.Date
	Measurement *Measurement
}
