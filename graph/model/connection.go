package model

import (
	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/promise"
)

// PageInfo tells where a page stands in its list.
type PageInfo struct {
	HasNextPage     bool   // more entries follow
	HasPreviousPage bool   // entries come before
	StartCursor     string // place of the first entry
	EndCursor       string // place of the last entry
}

// PersonConnection is a page of people.
type PersonConnection struct {
	Edges      []*PersonEdge // entries with their places
	Nodes      []*Person     // entries alone
	PageInfo   *PageInfo     // where the page stands
	TotalCount int           // how many there are in all
}

// PersonEdge is an entry of a list of people.
type PersonEdge struct {
	Cursor string  // its place
	Node   *Person // the entry
}

// CompanyConnection is a page of companies.
type CompanyConnection struct {
	Edges      []*CompanyEdge // entries with their places
	Nodes      []*Company     // entries alone
	PageInfo   *PageInfo      // where the page stands
	TotalCount int            // how many there are in all
}

// CompanyEdge is an entry of a list of companies.
type CompanyEdge struct {
	Cursor string   // its place
	Node   *Company // the entry
}

// PromiseConnection is a page of promises.
type PromiseConnection struct {
	Edges      []*PromiseEdge // entries with their places
	Nodes      []*Promise     // entries alone
	PageInfo   *PageInfo      // where the page stands
	TotalCount int            // how many there are in all
}

// PromiseEdge is an entry of a list of promises.
type PromiseEdge struct {
	Cursor string   // its place
	Node   *Promise // the entry
}

// EvidenceConnection is a page of evidence.
type EvidenceConnection struct {
	Edges      []*EvidenceEdge // entries with their places
	Nodes      []*Evidence     // entries alone
	PageInfo   *PageInfo       // where the page stands
	TotalCount int             // how many there are in all
}

// EvidenceEdge is an entry of a list of evidence.
type EvidenceEdge struct {
	Cursor string    // its place
	Node   *Evidence // the entry
}

// SourceConnection is a page of sources.
type SourceConnection struct {
	Edges      []*SourceEdge // entries with their places
	Nodes      []*Source     // entries alone
	PageInfo   *PageInfo     // where the page stands
	TotalCount int           // how many there are in all
}

// SourceEdge is an entry of a list of sources.
type SourceEdge struct {
	Cursor string  // its place
	Node   *Source // the entry
}

// StakeConnection is a page of stakes.
type StakeConnection struct {
	Edges      []*StakeEdge // entries with their places
	Nodes      []*Stake     // entries alone
	PageInfo   *PageInfo    // where the page stands
	TotalCount int          // how many there are in all
}

// StakeEdge is an entry of a list of stakes.
type StakeEdge struct {
	Cursor string // its place
	Node   *Stake // the entry
}

// PositionConnection is a page of positions.
type PositionConnection struct {
	Edges      []*PositionEdge // entries with their places
	Nodes      []*Position     // entries alone
	PageInfo   *PageInfo       // where the page stands
	TotalCount int             // how many there are in all
}

// PositionEdge is an entry of a list of positions.
type PositionEdge struct {
	Cursor string    // its place
	Node   *Position // the entry
}

// EventConnection is a page of events.
type EventConnection struct {
	Edges      []*EventEdge // entries with their places
	Nodes      []*Event     // entries alone
	PageInfo   *PageInfo    // where the page stands
	TotalCount int          // how many there are in all
}

// EventEdge is an entry of a list of events.
type EventEdge struct {
	Cursor string // its place
	Node   *Event // the entry
}

// RulingConnection is a page of rulings.
type RulingConnection struct {
	Edges      []*RulingEdge // entries with their places
	Nodes      []*Ruling     // entries alone
	PageInfo   *PageInfo     // where the page stands
	TotalCount int           // how many there are in all
}

// RulingEdge is an entry of a list of rulings.
type RulingEdge struct {
	Cursor string  // its place
	Node   *Ruling // the entry
}

// ChangeConnection is a page of changes.
type ChangeConnection struct {
	Edges      []*ChangeEdge // entries with their places
	Nodes      []*Change     // entries alone
	PageInfo   *PageInfo     // where the page stands
	TotalCount int           // how many there are in all
}

// ChangeEdge is an entry of a list of changes.
type ChangeEdge struct {
	Cursor string  // its place
	Node   *Change // the entry
}

// VersionConnection is a page of versions.
type VersionConnection struct {
	Edges      []*VersionEdge // entries with their places
	Nodes      []*Version     // entries alone
	PageInfo   *PageInfo      // where the page stands
	TotalCount int            // how many there are in all
}

// VersionEdge is an entry of a list of versions.
type VersionEdge struct {
	Cursor string   // its place
	Node   *Version // the entry
}

// RecordConnection is a page of records.
type RecordConnection struct {
	Edges      []*RecordEdge // entries with their places
	Nodes      []Record      // entries alone
	PageInfo   *PageInfo     // where the page stands
	TotalCount int           // how many there are in all
}

// RecordEdge is an entry of a list of records.
type RecordEdge struct {
	Cursor string // its place
	Node   Record // the entry
}

// PromiseEvidenceConnection is a page of evidence on one promise.
type PromiseEvidenceConnection struct {
	Edges      []*PromiseEvidenceEdge // entries with their places
	Nodes      []*Evidence            // entries alone
	PageInfo   *PageInfo              // where the page stands
	TotalCount int                    // how many there are in all
}

// PromiseEvidenceEdge is an entry of a list of evidence on one promise.
type PromiseEvidenceEdge struct {
	Cursor string         // its place
	Node   *Evidence      // the entry
	Stance promise.Stance // which way it points
	Note   string         // why
}

// TimelineConnection is a page of a timeline.
type TimelineConnection struct {
	Edges      []*TimelineEdge // entries with their places
	Nodes      []Record        // entries alone
	PageInfo   *PageInfo       // where the page stands
	TotalCount int             // how many there are in all
}

// TimelineEdge is an entry of a timeline.
type TimelineEdge struct {
	Cursor string    // its place
	Node   Record    // the entry
	On     fact.Date // the date that places it
}
