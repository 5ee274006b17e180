package promise

import (
	"fmt"

	"github.com/promisegraph/promisegraph/fact"
)

// StatementKind tells what kind of statement a Promise record holds.
type StatementKind string

// The kinds of statements. The zero value is a promise.
const (
	KindPromise   StatementKind = "promise"   // a public promise or forecast
	KindClaim     StatementKind = "claim"     // a claim about the present or past
	KindEstimate  StatementKind = "estimate"  // an internal estimate, not addressed to the public
	KindCondition StatementKind = "condition" // a condition or demand
	KindOrder     StatementKind = "order"     // an instruction recorded inside a company
)

// Form tells how a statement was given.
type Form string

// The forms of statements.
const (
	Spoken  Form = "spoken"  // said aloud
	Written Form = "written" // posted or written
	Filed   Form = "filed"   // in a filing, report or prospectus
)

// Comparator tells how a target's value is meant.
type Comparator string

// The comparators.
const (
	AtLeast  Comparator = "at_least"  // this or more
	AtMost   Comparator = "at_most"   // this or less
	MoreThan Comparator = "more_than" // more than this
	LessThan Comparator = "less_than" // less than this
	About    Comparator = "about"     // close to this
	Between  Comparator = "between"   // from min to max
	Exactly  Comparator = "exactly"   // just this
	Happens  Comparator = "happens"   // an event takes place; the value counts the times
)

// DeadlineKind tells what a deadline hangs on.
type DeadlineKind string

// The kinds of deadlines. The zero value is fixed.
const (
	DeadlineFixed       DeadlineKind = "fixed"       // a calendar date
	DeadlineRelative    DeadlineKind = "relative"    // counted from an event
	DeadlineConditional DeadlineKind = "conditional" // holds only under a condition
	DeadlineNone        DeadlineKind = "none"        // no date was given
)

// Promise is a statement about the future by a person or company, or another
// kind of statement kept beside the promises.
type Promise struct {
	ID        string        `json:"id"`
	Kind      StatementKind `json:"kind,omitempty"`     // zero: a promise
	Speaker   string        `json:"speaker"`            // party that said it
	Company   string        `json:"company"`            // company it is about or made for
	MadeOn    fact.Date     `json:"made_on,omitempty"`  // when it was said
	Venue     string        `json:"venue,omitempty"`    // where it was said
	Form      Form          `json:"form,omitempty"`     // how it was given
	Statement string        `json:"statement"`          // what it means, in neutral words
	Quote     *Quote        `json:"quote,omitempty"`    // the words
	Variants  []Quote       `json:"variants,omitempty"` // the words as other sources give them
	Targets   []Target      `json:"targets,omitempty"`  // what would have to be true
	Deadline  *Deadline     `json:"deadline,omitempty"` // by when
	Condition string        `json:"condition,omitempty"`
	Restates  []string      `json:"restates,omitempty"` // earlier promises this one repeats
	Narrows   []string      `json:"narrows,omitempty"`  // earlier promises this one makes smaller or breaks down
	Replaces  []string      `json:"replaces,omitempty"` // earlier promises this one takes the place of
	Disputed  bool          `json:"disputed,omitempty"` // whether or how it was said is disputed
	fact.Provenance
}

// Quote is words as they stand in a source.
type Quote struct {
	Text          string    `json:"text"`                     // the words, in their own language
	Lang          string    `json:"lang"`                     // BCP 47 language tag
	Source        string    `json:"source,omitempty"`         // source they were read in
	TranslationOf *Original `json:"translation_of,omitempty"` // the words these translate
	Machine       bool      `json:"machine,omitempty"`        // a machine translated them
	Note          string    `json:"note,omitempty"`
}

// Original is the words that a Quote translates.
type Original struct {
	Text string `json:"text"`
	Lang string `json:"lang"` // BCP 47 language tag
}

// Target is what would have to be true for a promise to be kept.
type Target struct {
	Metric     string     `json:"metric"`     // what is measured
	Comparator Comparator `json:"comparator"` // how the value is meant
	Value      *float64   `json:"value,omitempty"`
	Min        *float64   `json:"min,omitempty"`         // with Between
	Max        *float64   `json:"max,omitempty"`         // with Between
	Unit       string     `json:"unit"`                  // singular; money: ISO 4217 code
	Baseline   *float64   `json:"baseline,omitempty"`    // value from which the change starts
	BaselineOn fact.Date  `json:"baseline_on,omitempty"` // when the baseline held
	By         fact.Date  `json:"by,omitempty"`          // a deadline of this target alone
	Unclear    bool       `json:"unclear,omitempty"`     // not stated in checkable form
	Note       string     `json:"note,omitempty"`
}

// Deadline is by when a promise is to be kept.
type Deadline struct {
	On    fact.Date    `json:"on,omitempty"`   // the last day or period in time
	Text  string       `json:"text,omitempty"` // the words used for it
	Kind  DeadlineKind `json:"kind,omitempty"` // zero: fixed
	Days  *int         `json:"days,omitempty"` // days counted from the event
	After string       `json:"after,omitempty"`
	Note  string       `json:"note,omitempty"`
}

// RecordID is the id of the promise.
func (p *Promise) RecordID() string { return p.ID }

// RecordKind is fact.Promise.
func (*Promise) RecordKind() fact.Kind { return fact.Promise }

// Check finds what is wrong with the promise taken alone.
func (p *Promise) Check() []fact.Fault {
	var f fact.Faults
	f.ID("id", p.ID)
	f.Text("statement", p.Statement)
	f.Date("made_on", p.MadeOn)
	checkQuotes(&f, "quote", p.Quote)
	for i := range p.Variants {
		checkQuotes(&f, fmt.Sprintf("variants[%d]", i), &p.Variants[i])
	}
	for i, t := range p.Targets {
		t.check(&f, fmt.Sprintf("targets[%d].", i))
	}
	if d := p.Deadline; d != nil {
		f.Date("deadline.on", d.On)
		if p.Kind == KindPromise || p.Kind == "" {
			f.Period("made_on", p.MadeOn, "deadline.on", d.On)
		}
		if d.Kind == DeadlineRelative && d.After == "" && d.On == "" {
			f.Add("deadline.after", "a relative deadline needs the event it is counted from, or its date in `on`")
		}
	}
	for _, link := range p.links() {
		if link.ID == p.ID {
			f.Add(link.Field, "a promise cannot refer to itself")
		}
	}
	p.Provenance.Check(&f, "")
	return f.List()
}

func (p *Promise) links() []fact.Ref {
	refs := fact.Refs("restates", p.Restates, fact.Promise)
	refs = append(refs, fact.Refs("narrows", p.Narrows, fact.Promise)...)
	return append(refs, fact.Refs("replaces", p.Replaces, fact.Promise)...)
}

// Refs are the records the promise refers to.
func (p *Promise) Refs() []fact.Ref {
	refs := fact.One("speaker", p.Speaker, fact.Parties()...)
	refs = append(refs, fact.One("company", p.Company, fact.Company)...)
	if p.Quote != nil {
		refs = append(refs, fact.One("quote.source", p.Quote.Source, fact.Source)...)
	}
	refs = append(refs, quoteRefs("variants", p.Variants)...)
	refs = append(refs, p.links()...)
	return append(refs, p.Provenance.Refs("")...)
}

func (t Target) check(f *fact.Faults, at string) {
	f.Text(at+"metric", t.Metric)
	f.Text(at+"unit", t.Unit)
	f.Date(at+"baseline_on", t.BaselineOn)
	f.Date(at+"by", t.By)
	switch {
	case t.Comparator == Between && (t.Min == nil || t.Max == nil):
		f.Add(at+"min", "comparator `between` needs min and max")
	case t.Comparator == Between && *t.Min > *t.Max:
		f.Add(at+"min", "min %v is greater than max %v", *t.Min, *t.Max)
	case t.Comparator == Between && t.Value != nil:
		f.Add(at+"value", "comparator `between` has min and max, not a value")
	case t.Comparator != Between && (t.Min != nil || t.Max != nil):
		f.Add(at+"comparator", "min and max need comparator `between`, not `%s`", t.Comparator)
	case t.Comparator != Between && t.Comparator != Happens && t.Value == nil && !t.Unclear:
		f.Add(at+"value", "comparator `%s` needs a value; say `unclear: true` if none was given", t.Comparator)
	}
}

func checkQuotes(f *fact.Faults, at string, q *Quote) {
	if q == nil {
		return
	}
	f.Text(at+".text", q.Text)
	f.Text(at+".lang", q.Lang)
	if q.Machine && q.TranslationOf == nil {
		f.Add(at+".translation_of", "a machine translation needs the words it translates")
	}
}

func quoteRefs(field string, quotes []Quote) []fact.Ref {
	var refs []fact.Ref
	for i, q := range quotes {
		refs = append(refs, fact.One(fmt.Sprintf("%s[%d].source", field, i), q.Source, fact.Source)...)
	}
	return refs
}
