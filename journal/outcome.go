package journal

import "github.com/promisegraph/promisegraph/promise"

// Outcome is what a change set did, or would do.
type Outcome struct {
	// Revision is the set's number; zero when nothing was written.
	Revision int64
	// IDs are the records it created or corrected, in the order of its entries.
	IDs []string
	// Effects are the promises whose status or balance today is another than
	// before, by id; at most MaxEffects.
	Effects []Effect
	// Warnings are what was noticed about the set, in the order of its entries.
	Warnings []Warning
}

// MaxEffects bounds the effects that are told of one change set.
const MaxEffects = 200

// Effect is what a change set does to where one promise stands today. Was and
// Is are zero while there is no such promise.
type Effect struct {
	Promise string
	Was, Is Axes
}

// Axes are the two axes of a standing.
type Axes struct {
	Status  promise.Status
	Balance promise.Balance
}

// News is what one revision may have changed about promises.
type News struct {
	Revision int64
	Promises []Touched
}

// Touched is a promise that a revision may have changed, with whom it is by
// and for; both are empty once it is withdrawn.
type Touched struct{ Promise, Speaker, Company string }
