package model

import (
	"context"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/ownership"
)

// Stake is: what one holder, or several jointly, hold of a company.
type Stake struct {
	ownership.Stake
	Selected
}

// NodeID is its id.
func (s *Stake) NodeID() string { return s.ID }

func (*Stake) isRecord() {}

// Holders answers: who holds it. Several hold it jointly.
func (s *Stake) Holders(ctx context.Context, first *int) ([]Party, error) {
	return pick[[]Party](ctx, s.Selected)
}

// Company answers: what is held.
func (s *Stake) Company(ctx context.Context) (*Company, error) {
	return pick[*Company](ctx, s.Selected)
}

// Share answers: the share in percent. Null when it is unknown, which is neither zero nor all.
func (s *Stake) Share(ctx context.Context) (*Share, error) {
	return pick[*Share](ctx, s.Selected)
}

// Value answers: what it was worth or cost.
func (s *Stake) Value(ctx context.Context) (*fact.Amount, error) {
	return pick[*fact.Amount](ctx, s.Selected)
}

// Through answers: companies through which an indirect stake is held.
func (s *Stake) Through(ctx context.Context, first *int) ([]*Company, error) {
	return pick[[]*Company](ctx, s.Selected)
}

// Alternatives answers: stakes that are another reading or report of the same block. Never add them.
func (s *Stake) Alternatives(ctx context.Context, first *int) ([]*Stake, error) {
	return pick[[]*Stake](ctx, s.Selected)
}

// PartOf answers: stakes that contain this one. Never add them.
func (s *Stake) PartOf(ctx context.Context, first *int) ([]*Stake, error) {
	return pick[[]*Stake](ctx, s.Selected)
}

// Parts answers: stakes that this one contains. Never add them.
func (s *Stake) Parts(ctx context.Context, first *int) ([]*Stake, error) {
	return pick[[]*Stake](ctx, s.Selected)
}

// Sources answers: the sources that say so, best first.
func (s *Stake) Sources(ctx context.Context, first *int) ([]*Source, error) {
	return pick[[]*Source](ctx, s.Selected)
}

// Recorded answers: the change that made the version in force.
func (s *Stake) Recorded(ctx context.Context) (*Change, error) {
	return pick[*Change](ctx, s.Selected)
}

// History answers: all versions, newest first.
func (s *Stake) History(ctx context.Context, first *int) ([]*Version, error) {
	return pick[[]*Version](ctx, s.Selected)
}

// RecordedAsOf answers: the version in force at a revision. Null when it was not on record yet.
func (s *Stake) RecordedAsOf(ctx context.Context, revision int) (*Version, error) {
	return pick[*Version](ctx, s.Selected)
}

// Position is: a post held by a person.
type Position struct {
	ownership.Position
	Selected
}

// NodeID is its id.
func (p *Position) NodeID() string { return p.ID }

func (*Position) isRecord() {}

// Person answers: who holds it.
func (p *Position) Person(ctx context.Context) (*Person, error) {
	return pick[*Person](ctx, p.Selected)
}

// Company answers: where.
func (p *Position) Company(ctx context.Context) (*Company, error) {
	return pick[*Company](ctx, p.Selected)
}

// Sources answers: the sources that say so, best first.
func (p *Position) Sources(ctx context.Context, first *int) ([]*Source, error) {
	return pick[[]*Source](ctx, p.Selected)
}

// Recorded answers: the change that made the version in force.
func (p *Position) Recorded(ctx context.Context) (*Change, error) {
	return pick[*Change](ctx, p.Selected)
}

// History answers: all versions, newest first.
func (p *Position) History(ctx context.Context, first *int) ([]*Version, error) {
	return pick[[]*Version](ctx, p.Selected)
}

// RecordedAsOf answers: the version in force at a revision. Null when it was not on record yet.
func (p *Position) RecordedAsOf(ctx context.Context, revision int) (*Version, error) {
	return pick[*Version](ctx, p.Selected)
}

// Share is: a share in percent, as a source states it.
type Share struct {
	Qualifier ownership.Qualifier // how the figure is meant
	Percent   *float64            // the figure
	Min       *float64            // lower end of a range
	// MinExcluded says of a range that it is more than Min, not just Min.
	MinExcluded bool
	Max         *float64 // upper end of a range
	Text        string   // in words
}
