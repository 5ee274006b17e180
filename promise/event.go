package promise

import (
	"slices"

	"github.com/promisegraph/promisegraph/fact"
)

// EventKind tells what kind of event it is.
type EventKind string

// The kinds of events.
const (
	Diversion   EventKind = "diversion"   // goods, money or people sent elsewhere than agreed
	Merger      EventKind = "merger"      // two companies become one
	Acquisition EventKind = "acquisition" // a purchase of a company
	Funding     EventKind = "funding"     // money for shares
	Supply      EventKind = "supply"      // goods or services bought
	Lawsuit     EventKind = "lawsuit"     // a case in court
	Decision    EventKind = "decision"    // a decision by a board, court or agency
	Hire        EventKind = "hire"        // people move between companies
	OtherEvent  EventKind = "other"       // something else
)

// EventStatus tells whether an event happened.
type EventStatus string

// The states of events. The zero value is happened.
const (
	Happened EventStatus = "happened" // it did
	Planned  EventStatus = "planned"  // it was planned or agreed
	Failed   EventStatus = "failed"   // it was called off
)

// Event is something that moved or changed between parties.
type Event struct {
	ID          string         `json:"id"`
	Kind        EventKind      `json:"kind"`
	Summary     string         `json:"summary"`
	Status      EventStatus    `json:"status,omitempty"` // zero: happened
	HappenedOn  fact.Date      `json:"happened_on,omitempty"`
	WrittenOn   fact.Date      `json:"written_on,omitempty"`
	PublishedOn fact.Date      `json:"published_on,omitempty"`
	From        []string       `json:"from,omitempty"`       // parties that gave
	To          []string       `json:"to,omitempty"`         // parties that got
	Involves    []string       `json:"involves,omitempty"`   // other parties
	OrderedBy   []string       `json:"ordered_by,omitempty"` // who ordered it
	Item        string         `json:"item,omitempty"`       // what moved
	Quantity    *fact.Quantity `json:"quantity,omitempty"`
	Amount      *fact.Amount   `json:"amount,omitempty"`
	InExchange  *Exchange      `json:"in_exchange,omitempty"` // what was promised in return
	Touches     []string       `json:"touches,omitempty"`     // promises it touches
	Evidence    []string       `json:"evidence,omitempty"`    // evidence that tells of it
	Disputed    bool           `json:"disputed,omitempty"`
	fact.Provenance
}

// Exchange is what was promised in return for what an event moved.
type Exchange struct {
	Text     string         `json:"text"`
	Quantity *fact.Quantity `json:"quantity,omitempty"`
	Promise  string         `json:"promise,omitempty"` // the record of the return
}

// RecordID is the id of the event.
func (e *Event) RecordID() string { return e.ID }

// RecordKind is fact.Event.
func (*Event) RecordKind() fact.Kind { return fact.Event }

// Check finds what is wrong with the event taken alone.
func (e *Event) Check() []fact.Fault {
	var f fact.Faults
	f.ID("id", e.ID)
	f.Text("kind", string(e.Kind))
	f.Text("summary", e.Summary)
	f.Date("happened_on", e.HappenedOn)
	f.Date("written_on", e.WrittenOn)
	f.Date("published_on", e.PublishedOn)
	e.Provenance.Check(&f, "")
	return f.List()
}

// Refs are the records the event refers to.
func (e *Event) Refs() []fact.Ref {
	refs := slices.Concat(
		fact.Refs("from", e.From, fact.Parties()...),
		fact.Refs("to", e.To, fact.Parties()...),
		fact.Refs("involves", e.Involves, fact.Parties()...),
		fact.Refs("ordered_by", e.OrderedBy, fact.Parties()...),
		fact.Refs("touches", e.Touches, fact.Promise),
		fact.Refs("evidence", e.Evidence, fact.Evidence),
	)
	if e.InExchange != nil {
		refs = append(refs, fact.One("in_exchange.promise", e.InExchange.Promise, fact.Promise)...)
	}
	return append(refs, e.Provenance.Refs("")...)
}
