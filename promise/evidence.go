package promise

import (
	"fmt"

	"github.com/promisegraph/promisegraph/fact"
)

// Stance tells which way evidence points for one promise.
type Stance string

// The stances.
const (
	Supports    Stance = "supports"    // speaks for the promise being kept
	Contradicts Stance = "contradicts" // speaks against it
	Context     Stance = "context"     // needed to understand it, points neither way
	Response    Stance = "response"    // the answer of the promiser
)

// Evidence is a finding that bears on promises or parties. Its four clocks
// are when it happened, was written down, was published, and (in the journal)
// was recorded.
type Evidence struct {
	ID           string        `json:"id"`
	Summary      string        `json:"summary"`                // what was found, in neutral words
	BearsOn      []Bearing     `json:"bears_on,omitempty"`     // the promises it bears on
	HappenedOn   fact.Date     `json:"happened_on,omitempty"`  // when what it tells happened
	WrittenOn    fact.Date     `json:"written_on,omitempty"`   // when it was first written down
	PublishedOn  fact.Date     `json:"published_on,omitempty"` // when the public could first read it
	Quotes       []Quote       `json:"quotes,omitempty"`
	Measurements []Measurement `json:"measurements,omitempty"`
	By           string        `json:"by,omitempty"`       // party whose statement it is
	Involves     []string      `json:"involves,omitempty"` // parties it is about
	Disputed     bool          `json:"disputed,omitempty"` // sources disagree about it
	fact.Provenance
}

// Bearing is how evidence bears on one promise.
type Bearing struct {
	Promise string `json:"promise"`
	Stance  Stance `json:"stance"`
	Note    string `json:"note,omitempty"` // why it has this stance
}

// Measurement is a measured value.
type Measurement struct {
	Metric string    `json:"metric"` // in the words of the target where it is the same thing
	Value  *float64  `json:"value,omitempty"`
	Min    *float64  `json:"min,omitempty"` // lower end of a range
	Max    *float64  `json:"max,omitempty"` // upper end of a range
	About  bool      `json:"about,omitempty"`
	Unit   string    `json:"unit"`            // as in targets
	On     fact.Date `json:"on,omitempty"`    // the day or period it holds for
	Final  bool      `json:"final,omitempty"` // the value for the promised period will not change any more
	Note   string    `json:"note,omitempty"`
}

// RecordID is the id of the evidence.
func (e *Evidence) RecordID() string { return e.ID }

// RecordKind is fact.Evidence.
func (*Evidence) RecordKind() fact.Kind { return fact.Evidence }

// Check finds what is wrong with the evidence taken alone.
func (e *Evidence) Check() []fact.Fault {
	var f fact.Faults
	f.ID("id", e.ID)
	f.Text("summary", e.Summary)
	f.Date("happened_on", e.HappenedOn)
	f.Date("written_on", e.WrittenOn)
	f.Date("published_on", e.PublishedOn)
	if len(e.BearsOn) == 0 && len(e.Involves) == 0 && e.By == "" {
		f.Add("bears_on", "names neither a promise nor a party: give bears_on, involves or by")
	}
	seen := map[string]bool{}
	for i, b := range e.BearsOn {
		if seen[b.Promise] {
			f.Add(fmt.Sprintf("bears_on[%d].promise", i), "%s is named twice", b.Promise)
		}
		seen[b.Promise] = true
	}
	for i := range e.Quotes {
		checkQuotes(&f, fmt.Sprintf("quotes[%d]", i), &e.Quotes[i])
	}
	for i, m := range e.Measurements {
		m.check(&f, fmt.Sprintf("measurements[%d].", i))
	}
	e.Provenance.Check(&f, "")
	return f.List()
}

// Refs are the records the evidence refers to.
func (e *Evidence) Refs() []fact.Ref {
	var refs []fact.Ref
	for i, b := range e.BearsOn {
		refs = append(refs, fact.Ref{Field: fmt.Sprintf("bears_on[%d].promise", i), ID: b.Promise, Kinds: []fact.Kind{fact.Promise}})
	}
	refs = append(refs, quoteRefs("quotes", e.Quotes)...)
	refs = append(refs, fact.One("by", e.By, fact.Parties()...)...)
	refs = append(refs, fact.Refs("involves", e.Involves, fact.Parties()...)...)
	return append(refs, e.Provenance.Refs("")...)
}

func (m Measurement) check(f *fact.Faults, at string) {
	f.Text(at+"metric", m.Metric)
	f.Text(at+"unit", m.Unit)
	f.Date(at+"on", m.On)
	switch {
	case m.Value == nil && m.Min == nil && m.Max == nil:
		f.Add(at+"value", "needs a value, or min or max of a range")
	case m.Value != nil && (m.Min != nil || m.Max != nil):
		f.Add(at+"value", "give either a value or a range, not both")
	case m.Min != nil && m.Max != nil && *m.Min > *m.Max:
		f.Add(at+"min", "min %v is greater than max %v", *m.Min, *m.Max)
	}
}
