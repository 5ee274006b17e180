package model

import (
	"github.com/promisegraph/promisegraph/conflict"
	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/ownership"
)

// Bounds is a computed share in percent.
type Bounds struct {
	Low      float64 // at least this
	High     float64 // at most this
	Diverges bool    // the sum has no finite value
}

// EffectiveShares is who owns a company, or what a party holds.
type EffectiveShares struct {
	Items    []*EffectiveShare // the greatest first
	Claimed  *Bounds           // by ultimate owners together
	SelfHeld *Bounds           // by the company itself through loops
	OverHeld []*OverHeld       // companies held at more than 100%
	Loops    []*Loop           // groups that hold each other
	More     bool              // there are more
}

// EffectiveShare is one line of EffectiveShares.
type EffectiveShare struct {
	Party     Party   // owner, or company held; nil for joint holders
	Members   []Party // joint holders
	Direct    *Bounds
	Effective *Bounds
	Ultimate  bool // nobody is known to hold anything of it
	Disputed  bool // it depends on how disputed stakes are read
}

// OverHeld is a company held at more than 100%.
type OverHeld struct {
	Company Party
	Sum     *Bounds
	Certain bool // by the least shares alone
}

// Loop is a group of parties that hold each other in a circle.
type Loop struct{ Parties []Party }

// ControlledList is who controls a company, or what a party controls.
type ControlledList struct {
	Items []*Controlled // certain control first
	More  bool          // there are more
}

// Controlled is one line of control.
type Controlled struct {
	Party    Party   // controller, or company controlled; nil for joint holders
	Members  []Party // joint holders
	Ultimate bool    // nobody is known to have votes in it
	Power    *Power
}

// Power is whether a party has more than a threshold of the votes.
type Power struct {
	Certain  bool    // under every reading
	Possible bool    // under some reading
	Votes    *Bounds // that it commands
	Stated   bool    // control is stated, not computed
	Through  []Party // whose votes count
}

// Ownership is all that can be told of one owner and one company.
type Ownership struct {
	Owner        Party
	Company      *Company
	AsOf         fact.Date
	Effective    *Bounds // over all readings
	Control      *Power
	Readings     []*OwnershipReading // the likeliest first
	MoreReadings bool
	Aside        []*AsideStake // not part of the sums
}

// OwnershipReading is an account under one choice of what is disputed.
type OwnershipReading struct {
	Chosen                                                                          []*Stake // disputed stakes taken as true
	Direct, Effective, Integrated, TargetStopped, SelfHeld, SumOfPaths, WeakestLink *Bounds
	Routes                                                                          []*Route // the largest first
	MoreRoutes                                                                      bool
	Loops                                                                           []*Loop
	Unknown                                                                         []*Stake // share not stated
	OverHeld                                                                        []*OverHeld
}

// Route is a way from an owner to a company.
type Route struct {
	Product *Bounds
	Steps   []*RouteStep // from the owner down
}

// RouteStep is one step of a route.
type RouteStep struct {
	Holder  Party   // nil for joint holders
	Members []Party // joint holders
	Company Party
	Share   *Bounds
	Stake   *Stake
	Unknown bool // share not stated
	StandIn bool // another kind of stake stands in
}

// AsideStake is a stake that is not part of the sums.
type AsideStake struct {
	Stake  *Stake
	Why    ownership.Reason
	Share  *Bounds
	Agrees bool // with what is computed
}

// Conflict is an event that moved value to a company that a promiser gains from.
type Conflict struct {
	Event      *Event
	Speaker    Party
	From       *Company
	To         *Company
	Day        fact.Date // for which shares and posts are told
	Gains      []conflict.Gain
	Given, Got *Ownership
	Beyond     []*Ownership // in companies that the receiver holds stakes in
	Posts      []*Position
	Promises   []*Promise  // touched by the event
	Evidence   []*Evidence // that tells of the event
	Origins    int         // independent ones behind the evidence
	Responses  []*Evidence // the speaker's own
}
