// Package ownership holds stakes and positions: who holds how much of what,
// and who sits where, with the rules that need no database. A Web computes from
// the stakes of a day who owns and who controls what, through others too.
package ownership

import (
	"fmt"
	"slices"

	"github.com/promisegraph/promisegraph/fact"
)

// Basis tells what a share counts.
type Basis string

// The bases of shares.
const (
	Equity       Basis = "equity"        // capital
	Votes        Basis = "votes"         // voting rights
	Economic     Basis = "economic"      // claim on the profit where it differs from capital
	Control      Basis = "control"       // the power to decide, however held
	AsConverted  Basis = "as_converted"  // capital as if convertibles were converted
	FullyDiluted Basis = "fully_diluted" // capital with all options and rights
	Debt         Basis = "debt"          // a claim as lender
)

// Holding tells how a stake is held.
type Holding string

// The ways of holding.
const (
	Direct      Holding = "direct"      // by the holder itself
	Indirect    Holding = "indirect"    // through other companies
	Beneficial  Holding = "beneficial"  // all in: own, indirect and options
	Unspecified Holding = "unspecified" // the source does not say
)

// StakeStatus tells whether a stake came to be.
type StakeStatus string

// The states of stakes. The zero value is in force.
const (
	InForce     StakeStatus = "in_force"     // in force in its period
	Announced   StakeStatus = "announced"    // said to come, not seen closed
	Planned     StakeStatus = "planned"      // intended or offered
	Pledged     StakeStatus = "pledged"      // committed to
	NeverClosed StakeStatus = "never_closed" // it never came to be
)

// Stake is what one or several holders hold of a company.
type Stake struct {
	ID       string       `json:"id"`
	Holders  []string     `json:"holders"` // several hold it jointly
	Company  string       `json:"company"` // what is held
	Share    *Share       `json:"share,omitempty"`
	Basis    Basis        `json:"basis"`
	Holding  Holding      `json:"holding"`
	Status   StakeStatus  `json:"status,omitempty"`  // zero: in force
	From     fact.Date    `json:"from,omitempty"`    // held since
	To       fact.Date    `json:"to,omitempty"`      // held until
	AsOf     fact.Date    `json:"as_of,omitempty"`   // day or period the share is true for
	SeenOn   fact.Date    `json:"seen_on,omitempty"` // when it was seen reported
	Value    *fact.Amount `json:"value,omitempty"`   // what it was worth or cost
	Shares   *float64     `json:"shares,omitempty"`  // number of shares
	Through  []string     `json:"through,omitempty"` // companies between holder and company
	Disputed bool         `json:"disputed,omitempty"`
	// AlternativeTo names stakes that are another reading or report of the
	// same block. They are never added.
	AlternativeTo []string `json:"alternative_to,omitempty"`
	// PartOf names stakes that contain this one. They are never added.
	PartOf []string `json:"part_of,omitempty"`
	fact.Provenance
}

// RecordID is the id of the stake.
func (s *Stake) RecordID() string { return s.ID }

// RecordKind is fact.Stake.
func (*Stake) RecordKind() fact.Kind { return fact.Stake }

// Check finds what is wrong with the stake taken alone.
func (s *Stake) Check() []fact.Fault {
	var f fact.Faults
	f.ID("id", s.ID)
	if len(s.Holders) == 0 {
		f.Add("holders", "names nobody")
	}
	f.Text("basis", string(s.Basis))
	f.Text("holding", string(s.Holding))
	f.Period("from", s.From, "to", s.To)
	f.Date("as_of", s.AsOf)
	f.Date("seen_on", s.SeenOn)
	if s.Share != nil {
		s.Share.check(&f, "share")
	}
	if s.Shares != nil && *s.Shares < 0 {
		f.Add("shares", "%v is negative", *s.Shares)
	}
	for _, ref := range s.links() {
		if ref.ID == s.ID {
			f.Add(ref.Field, "a stake cannot refer to itself")
		}
	}
	s.Provenance.Check(&f, "")
	return f.List()
}

// weak reports whether the basis is unverified: the source tells of some
// interest, but not that it is votes or control.
func (s *Stake) weak() bool { return slices.Contains(s.UnverifiedFields, "basis") }

func (s *Stake) links() []fact.Ref {
	return append(fact.Refs("alternative_to", s.AlternativeTo, fact.Stake), fact.Refs("part_of", s.PartOf, fact.Stake)...)
}

// Refs are the records the stake refers to.
func (s *Stake) Refs() []fact.Ref {
	refs := fact.Refs("holders", s.Holders, fact.Parties()...)
	refs = append(refs, fact.One("company", s.Company, fact.Company)...)
	refs = append(refs, fact.Refs("through", s.Through, fact.Company)...)
	refs = append(refs, s.links()...)
	return append(refs, s.Provenance.Refs("")...)
}

// Position is a post held by a person.
type Position struct {
	ID      string    `json:"id"`
	Person  string    `json:"person"`
	Company string    `json:"company"`
	Title   string    `json:"title"` // in English
	From    fact.Date `json:"from,omitempty"`
	To      fact.Date `json:"to,omitempty"`
	Current bool      `json:"current,omitempty"` // still held when last seen
	SeenOn  fact.Date `json:"seen_on,omitempty"` // a day on which the person was seen in the post
	fact.Provenance
}

// RecordID is the id of the position.
func (p *Position) RecordID() string { return p.ID }

// RecordKind is fact.Position.
func (*Position) RecordKind() fact.Kind { return fact.Position }

// Check finds what is wrong with the position taken alone.
func (p *Position) Check() []fact.Fault {
	var f fact.Faults
	f.ID("id", p.ID)
	f.Text("title", p.Title)
	f.Period("from", p.From, "to", p.To)
	f.Date("seen_on", p.SeenOn)
	if p.Current && p.To != "" {
		f.Add("current", "cannot be current and have an end (%s)", p.To)
	}
	p.Provenance.Check(&f, "")
	return f.List()
}

// Refs are the records the position refers to.
func (p *Position) Refs() []fact.Ref {
	refs := fact.One("person", p.Person, fact.Person)
	refs = append(refs, fact.One("company", p.Company, fact.Company)...)
	return append(refs, p.Provenance.Refs("")...)
}

// Qualifier tells how the figure of a share is meant.
type Qualifier string

// The qualifiers.
const (
	Exact    Qualifier = "exact"     // exactly this
	About    Qualifier = "about"     // about this
	Range    Qualifier = "range"     // between two figures
	MoreThan Qualifier = "more_than" // more than this
	LessThan Qualifier = "less_than" // less than this
	AtLeast  Qualifier = "at_least"  // this or more
	AtMost   Qualifier = "at_most"   // this or less
)

// Share is a share in percent as a source states it. An unknown share is a
// missing one; it is never taken as zero or as all.
type Share struct {
	Qualifier Qualifier
	// Percent is the stated figure, 0 to 100; unused with Range.
	Percent float64
	// Min and Max are the ends of a Range, 0 to 100.
	Min, Max float64
	// Over says of a Range that it is more than Min, not just Min.
	Over bool
}

func (s Share) check(f *fact.Faults, at string) {
	figures := []float64{s.Percent}
	if s.Qualifier == Range {
		figures = []float64{s.Min, s.Max}
		if s.Min > s.Max {
			f.Add(at+".min", "min %v is greater than max %v", s.Min, s.Max)
		}
		if s.Over && s.Min == s.Max {
			f.Add(at+".more_than", "nothing is more than %v and at most %v", s.Min, s.Max)
		}
	}
	for _, v := range figures {
		if !(v >= 0 && v <= 100) {
			f.Add(at, "%v is not a percentage between 0 and 100", v)
		}
	}
}

// String is the share in words: "about 13%", "50–75%".
func (s Share) String() string {
	switch s.Qualifier {
	case Exact:
		return fmt.Sprintf("%v%%", s.Percent)
	case Range:
		if s.Over {
			return fmt.Sprintf("more than %v%%, at most %v%%", s.Min, s.Max)
		}
		return fmt.Sprintf("%v–%v%%", s.Min, s.Max)
	case MoreThan:
		return fmt.Sprintf("more than %v%%", s.Percent)
	case LessThan:
		return fmt.Sprintf("less than %v%%", s.Percent)
	case AtLeast:
		return fmt.Sprintf("at least %v%%", s.Percent)
	case AtMost:
		return fmt.Sprintf("at most %v%%", s.Percent)
	}
	return fmt.Sprintf("about %v%%", s.Percent)
}
