package graph

import "github.com/promisegraph/promisegraph/ownership"

// computations are the fields that pure functions answer.
var computations = map[string]computation{
	"Company.owners": {
		contents: []string{"stakes"}, shown: []shownList{{"parties", "Party"}},
		compute: effectiveShares((*ownership.Web).Owners),
	},
	"Party.holdings": {
		contents: []string{"stakes"}, shown: []shownList{{"parties", "Party"}},
		compute: effectiveShares((*ownership.Web).Holdings),
	},
	"Company.controllers": {
		contents: []string{"stakes"}, shown: []shownList{{"parties", "Party"}},
		compute: controlled((*ownership.Web).Controllers),
	},
	"Party.controls": {
		contents: []string{"stakes"}, shown: []shownList{{"parties", "Party"}},
		compute: controlled((*ownership.Web).Controls),
	},
	"Query.ownership": {
		contents: []string{"stakes"},
		shown:    []shownList{{"parties", "Party"}, {"company", "Company"}, {"owner", "Party"}, {"records", "Stake"}},
		compute:  accountOfPair,
	},
	"Evidence.provenance": {contents: []string{"self", "chain"}, shown: []shownList{{"sources", "Source"}}, compute: provenance},
	"Evidence.readings": {
		contents: []string{"self", "chain"}, shown: []shownList{{"sources", "Source"}, {"promises", "Promise"}},
		compute: readings,
	},
	"Promise.quoteDiffs": {contents: []string{"self"}, shown: []shownList{{"sources", "Source"}}, compute: quoteDiffs},
	"Query.conflicts": {
		contents: []string{"promises", "events", "stakes", "positions", "evidence", "sources"},
		shown: []shownList{
			{"happenings", "Event"}, {"pledges", "Promise"}, {"posts", "Position"}, {"findings", "Evidence"},
			{"companies", "Company"}, {"parties", "Party"}, {"speakers", "Party"}, {"records", "Stake"},
		},
		publicOnly: true,
		compute:    conflicts,
	},
}
