package model

import (
	"github.com/promisegraph/promisegraph/promise"
)

// Match is: the words that a search matched.
type Match struct {
	Field    MatchField       // where the words stand
	Text     string           // in full
	Lang     string           // BCP 47 tag
	NameKind promise.NameKind // of another name
	How      MatchKind        // how they matched
}

// SearchResults is what a search found, best first.
type SearchResults struct {
	Edges []*SearchEdge // the finds
	Nodes []Record      // the records found
}

// SearchEdge is one find.
type SearchEdge struct {
	Node    Record  // the record found
	Score   float64 // how well it fits
	Matched *Match  // what matched
}

// MatchField tells where matched words stand.
type MatchField string

// MatchKind tells how words matched.
type MatchKind string
