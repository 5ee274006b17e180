package page

import (
	"slices"

	"github.com/promisegraph/promisegraph/fact"
)

// What the documents answer, as far as pages show it. A field that a document
// does not ask for stays empty.

// Party is a person or company, by name.
type Party struct {
	Typename string `json:"__typename"`
	ID, Name string
}

// Path is the address of its page.
func (p Party) Path() string { return pathOf(p.Typename, p.ID) }

// Source is a document.
type Source struct {
	ID, Kind, Publisher, Title, Lang, URL      string
	PublishedOn                                fact.Date
	Unpublished, Unverified, MachineTranslated bool
}

// Path is the address of its page.
func (s Source) Path() string { return pathOf("Source", s.ID) }

// Slip is what a source got wrong.
type Slip struct {
	Kind, Original, Rendered, Effect string
	Source                           *Source
	About                            []Record
}

// Lang is the language of what the source says.
func (s Slip) Lang() string {
	if s.Source == nil {
		return ""
	}
	return s.Source.Lang
}

// Quote is words as they stand in a source.
type Quote struct {
	Text, Lang, Note string
	Machine          bool
	Source           *Source
	TranslationOf    *struct{ Text, Lang string }
	Slips            []Slip
}

// QuoteDiff is how one wording differs from another.
type QuoteDiff struct {
	Text   string
	Source *Source
	Edits  []struct{ Op, Text string }
}

// Target is what would have to be true.
type Target struct {
	Metric, Comparator, Unit, Currency, Note string
	Value, Min, Max, Baseline                *float64
	BaselineOn, By                           fact.Date
	Unclear                                  bool
}

// Measurement is a measured value.
type Measurement struct {
	Metric, Unit, Note string
	Value, Min, Max    *float64
	About, Final       bool
	On                 fact.Date
}

// Deadline is by when.
type Deadline struct {
	On               fact.Date
	Text, Kind, Note string
	Days             int
	After            string
}

// Record is anything that has a page, as far as a line about it needs. Which
// fields are set depends on its type.
type Record struct {
	Typename                                                                    string `json:"__typename"`
	ID                                                                          string
	RecordKind                                                                  string
	Name                                                                        string // of a party
	Statement                                                                   string // of a promise
	Summary                                                                     string // of evidence or an event
	Title                                                                       string // of a source or position
	Publisher                                                                   string
	Lang                                                                        string
	Reason                                                                      string // of a ruling, or of a withdrawal
	By                                                                          string
	Basis                                                                       string
	EventKind                                                                   string
	MadeOn, HappenedOn, WrittenOn, PublishedOn, From, To, AsOf, SeenOn, RuledOn fact.Date

	Current                  bool
	Status, Balance          string // of a promise
	StakeStatus, Verdict     string
	Share                    *Share
	Speaker, Company, Person *Party
	Holders                  []Party
	Promise                  *struct{ ID, Statement string }
}

// Path is the address of its page.
func (r Record) Path() string { return pathOf(r.Typename, r.ID) }

// PromiseLine is a promise in a list.
type PromiseLine struct {
	ID, Kind, Statement, Status, Balance string
	MadeOn                               fact.Date
	Deadline                             *Deadline
	Speaker, Company                     *Party
}

// Path is the address of its page.
func (p PromiseLine) Path() string { return pathOf("Promise", p.ID) }

// Ground is a fact that a status rests on.
type Ground struct {
	Role, By string
	On       fact.Date
	Record   Record
}

// Because is why a promise has its status.
type Because struct {
	Rule, Sentence string
	Grounds        []Ground
}

// Side is one side of the balance.
type Side struct{ Items, Origins int }

// Standing is what became of a promise.
type Standing struct {
	Status, Balance       string
	Since, Deadline, Next fact.Date
	Flags                 []string
	Supports, Contradicts Side
	Because               Because
}

// StatusChange is a step of the history of a promise.
type StatusChange struct {
	On                                     fact.Date
	Status, Balance, WasStatus, WasBalance string
	Because                                Because
	Causes                                 []Ground
}

// Provenance is where evidence comes from.
type Provenance struct {
	Origins int
	Chains  []Chain
}

// Chain is one way back from a source to an origin.
type Chain struct {
	Source *Source
	Steps  []struct {
		Relation string
		Source   *Source
	}
	End  string
	Weak []struct {
		Kind, Reason string
		Source       *Source
	}
	Slips []Slip
	More  bool
}

// Change is an entry of the journal.
type Change struct {
	Revision int64
	At       string
	By, Why  string
	Size     int
}

// Version is what a change did to a record.
type Version struct {
	RecordID, RecordKind, Op, Reason string
	Change                           Change
}

// Evidence is a finding.
type Evidence struct {
	ID, Summary, Note                  string
	HappenedOn, WrittenOn, PublishedOn fact.Date
	Disputed, Unverified               bool
	By                                 *Party
	Involves                           []Party
	Quotes                             []Quote
	Measurements                       []Measurement
	Provenance                         Provenance
	Recorded                           Change
}

// Path is the address of its page.
func (e Evidence) Path() string { return pathOf("Evidence", e.ID) }

// Bounds is a share in percent that lies between two values.
type Bounds struct {
	Low, High float64
	Diverges  bool
}

// Known reports whether the share is known to be more than nothing.
func (b Bounds) Known() bool { return b.High > 0 }

// Route is a way from an owner down to a company.
type Route struct{ Steps []RouteStep }

// RouteStep is one step of a route.
type RouteStep struct {
	Holder, Company *Party
	Members         []Party
	Share           Bounds
}

// Ownership is what a party holds of a company.
type Ownership struct {
	Company   Party
	Effective Bounds
	Control   struct{ Certain, Possible bool }
	Readings  []struct {
		Effective Bounds
		Routes    []Route
	}
}

// Quantity is a number of things, or a sum of money.
type Quantity struct {
	Value          float64
	Unit, Currency string
	About          bool
}

// Position is a post held by a person.
type Position struct {
	ID, Title  string
	From, To   fact.Date
	SeenOn     fact.Date
	Current    bool
	Person     *Party
	Company    *Party
	Unverified bool
	Note       string
	Sources    []Source
	Disputed   bool
}

// Path is the address of its page.
func (p Position) Path() string { return pathOf("Position", p.ID) }

// Conflict is an event that moved value to where a promiser gains from it.
type Conflict struct {
	Event struct {
		ID, Kind, Summary, Item string
		HappenedOn              fact.Date
		Quantity, Amount        *Quantity
	}
	Speaker, From, To   Party
	Day                 fact.Date
	Gains               []string
	Given, Got          Ownership
	Beyond              []Ownership
	Posts               []Position
	Evidence, Responses []Evidence
	Origins             int
}

// pathOf is the address of the page of a record.
func pathOf(typename, id string) string {
	folder, ok := folders[typename]
	if !ok {
		return "/records/" + id
	}
	return "/" + folder + "/" + id
}

// folders are the first parts of addresses by type.
var folders = map[string]string{
	"Person": "people", "Company": "companies", "Promise": "promises", "Evidence": "evidence", "Source": "sources",
	"Event": "events", "Ruling": "rulings", "Stake": "stakes", "Position": "positions",
}

// nodes is a page of a list.
type nodes[T any] struct {
	Nodes      []T
	TotalCount int
	PageInfo   pageInfo
}

// pageInfo is where a page of a list stands.
type pageInfo struct {
	HasNextPage, HasPreviousPage bool
	StartCursor, EndCursor       string
}

// filter keeps those that fit.
func filter[T any](list []T, fits func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), func(x T) bool { return !fits(x) })
}
