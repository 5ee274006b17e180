package model

import (
	"context"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/promise"
)

// Standing is: what became of a promise as the public could know it on a day, and why.
type Standing struct {
	Selected
	Status   promise.Status  // where it stands
	Balance  promise.Balance // what the evidence says
	Flags    []promise.Flag  // what a reader should know besides
	Since    fact.Date       // day it got this status
	Deadline fact.Date       // last day in time
	Next     fact.Date       // day it may change by itself
}

// Supports answers: what speaks for it.
func (s *Standing) Supports(ctx context.Context) (*Side, error) {
	return pick[*Side](ctx, s.Selected)
}

// Contradicts answers: what speaks against it.
func (s *Standing) Contradicts(ctx context.Context) (*Side, error) {
	return pick[*Side](ctx, s.Selected)
}

// Because answers: why it has this status.
func (s *Standing) Because(ctx context.Context) (*Because, error) {
	return pick[*Because](ctx, s.Selected)
}

// Side is: one side of the balance.
type Side struct {
	Items   int // pieces of evidence
	Origins int // independent origins
}

// Because is: why a promise has its status: the rule that fired and the facts it fired on.
type Because struct {
	Selected
	Rule     string // id of the rule
	Sentence string // in English
}

// Grounds answers: the facts, in the order in which they became known.
func (b *Because) Grounds(ctx context.Context, first *int) ([]*Ground, error) {
	return pick[[]*Ground](ctx, b.Selected)
}

// Ground is: a fact that a status rests on.
type Ground struct {
	Selected
	Role promise.Role // what it does for the status
	On   fact.Date    // day from which it counts
	By   string       // who ruled
}

// Record answers: the fact.
func (g *Ground) Record(ctx context.Context) (Record, error) {
	return pick[Record](ctx, g.Selected)
}

// StatusChange is: a change of status or balance.
type StatusChange struct {
	Selected
	On         fact.Date       // day of the change
	Status     promise.Status  // from then on
	Balance    promise.Balance // from then on
	WasStatus  promise.Status  // before
	WasBalance promise.Balance // before
}

// Because answers: why it has this status from then on.
func (s *StatusChange) Because(ctx context.Context) (*Because, error) {
	return pick[*Because](ctx, s.Selected)
}

// Causes answers: what became known on that day, or the deadline that had passed.
func (s *StatusChange) Causes(ctx context.Context, first *int) ([]*Ground, error) {
	return pick[[]*Ground](ctx, s.Selected)
}
