package model

import (
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/quote"
)

// Provenance is where evidence comes from.
type Provenance struct {
	Origins int      // independent origins behind its sources
	Chains  []*Chain // in the order of the sources
}

// Chain is one way from a source back to where it comes from.
type Chain struct {
	Source *Source      // what was read
	Steps  []*ChainStep // nearest first
	End    promise.ChainEnd
	Weak   []*WeakLink // the weakest first
	Slips  []*SlipSeen // about the evidence, nearest first
	More   bool        // further ends were left out
}

// ChainStep is one step of a chain.
type ChainStep struct {
	Relation promise.Relation // how the source before comes from this one
	Source   *Source          // further back
}

// WeakLink is a weak link of a chain.
type WeakLink struct {
	Kind   promise.WeaknessKind
	Source *Source
	Reason string // in English
}

// SlipSeen is a slip and the source that made it.
type SlipSeen struct {
	Source                     *Source
	Kind                       promise.SlipKind
	Original, Rendered, Effect string
}

// Reading is what a reader of one source alone would take evidence to say.
type Reading struct {
	Promise *Promise
	Source  *Source
	Stance  promise.Stance // as it seems
	Finding promise.Stance // once all is known
	Slips   []*SlipSeen
}

// QuoteDiff is how one variant of a quote differs from the quote.
type QuoteDiff struct {
	Text   string  // the variant
	Source *Source // it was read in
	Edits  []*Edit
}

// Edit is a piece of a difference between two texts.
type Edit struct {
	Op   quote.Op
	Text string
}
