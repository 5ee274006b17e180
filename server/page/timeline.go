package page

import "github.com/promisegraph/promisegraph/fact"

// timelineAnswer is what the document about a timeline answers.
type timelineAnswer struct {
	Revision int64
	Of       *Record
	Timeline timelineLists
}

// timelineLists is a page of a timeline.
type timelineLists struct {
	TotalCount int
	PageInfo   pageInfo
	Edges      []struct {
		On   fact.Date
		Node Record
	}
}
