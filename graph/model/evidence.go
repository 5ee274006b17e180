package model

import (
	"context"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/promise"
)

// Evidence is: a finding that bears on promises or parties. Four clocks are kept apart: happened, written down, published, and recorded.
type Evidence struct {
	promise.Evidence
	Selected
}

// NodeID is its id.
func (e *Evidence) NodeID() string { return e.ID }

func (*Evidence) isRecord() {}

// BearsOn answers: the promises it bears on, and which way.
func (e *Evidence) BearsOn(ctx context.Context, stance []promise.Stance, first *int) ([]*Bearing, error) {
	return pick[[]*Bearing](ctx, e.Selected)
}

// Quotes answers: its words.
func (e *Evidence) Quotes(ctx context.Context, first *int) ([]*Quote, error) {
	return pick[[]*Quote](ctx, e.Selected)
}

// Measurements answers: values it measured.
func (e *Evidence) Measurements(ctx context.Context, first *int) ([]*promise.Measurement, error) {
	return pick[[]*promise.Measurement](ctx, e.Selected)
}

// By answers: whose statement it is, when it is one.
func (e *Evidence) By(ctx context.Context) (Party, error) {
	return pick[Party](ctx, e.Selected)
}

// Involves answers: parties it is about.
func (e *Evidence) Involves(ctx context.Context, first *int) ([]Party, error) {
	return pick[[]Party](ctx, e.Selected)
}

// Rulings answers: rulings that rest on it.
func (e *Evidence) Rulings(ctx context.Context, first *int) ([]*Ruling, error) {
	return pick[[]*Ruling](ctx, e.Selected)
}

// Events answers: events it tells of.
func (e *Evidence) Events(ctx context.Context, first *int) ([]*Event, error) {
	return pick[[]*Event](ctx, e.Selected)
}

// Slips answers: slips of sources that concern it.
func (e *Evidence) Slips(ctx context.Context, first *int) ([]*Slip, error) {
	return pick[[]*Slip](ctx, e.Selected)
}

// Provenance answers: where it comes from: the chain from each source back to its origins, with the weak links.
func (e *Evidence) Provenance(ctx context.Context) (*Provenance, error) {
	return pick[*Provenance](ctx, e.Selected)
}

// Readings answers: how it would seem to bear on each promise to somebody who read it in one source alone.
func (e *Evidence) Readings(ctx context.Context) ([]*Reading, error) {
	return pick[[]*Reading](ctx, e.Selected)
}

// Sources answers: the sources that say so, best first.
func (e *Evidence) Sources(ctx context.Context, first *int) ([]*Source, error) {
	return pick[[]*Source](ctx, e.Selected)
}

// Recorded answers: the change that made the version in force.
func (e *Evidence) Recorded(ctx context.Context) (*Change, error) {
	return pick[*Change](ctx, e.Selected)
}

// History answers: all versions, newest first.
func (e *Evidence) History(ctx context.Context, first *int) ([]*Version, error) {
	return pick[[]*Version](ctx, e.Selected)
}

// RecordedAsOf answers: the version in force at a revision. Null when it was not on record yet.
func (e *Evidence) RecordedAsOf(ctx context.Context, revision int) (*Version, error) {
	return pick[*Version](ctx, e.Selected)
}

// Bearing is: how evidence bears on one promise.
type Bearing struct {
	Selected
	Stance promise.Stance // which way it points
	Note   string         // why
}

// Promise answers: the promise.
func (b *Bearing) Promise(ctx context.Context) (*Promise, error) {
	return pick[*Promise](ctx, b.Selected)
}

// Event is: something that moved or changed between parties.
type Event struct {
	promise.Event
	Selected
}

// NodeID is its id.
func (e *Event) NodeID() string { return e.ID }

func (*Event) isRecord() {}

// From answers: parties that gave.
func (e *Event) From(ctx context.Context, first *int) ([]Party, error) {
	return pick[[]Party](ctx, e.Selected)
}

// To answers: parties that got.
func (e *Event) To(ctx context.Context, first *int) ([]Party, error) {
	return pick[[]Party](ctx, e.Selected)
}

// Involves answers: other parties.
func (e *Event) Involves(ctx context.Context, first *int) ([]Party, error) {
	return pick[[]Party](ctx, e.Selected)
}

// OrderedBy answers: who ordered it.
func (e *Event) OrderedBy(ctx context.Context, first *int) ([]Party, error) {
	return pick[[]Party](ctx, e.Selected)
}

// Quantity answers: how much of it.
func (e *Event) Quantity(ctx context.Context) (*fact.Quantity, error) {
	return pick[*fact.Quantity](ctx, e.Selected)
}

// Amount answers: its worth.
func (e *Event) Amount(ctx context.Context) (*fact.Amount, error) {
	return pick[*fact.Amount](ctx, e.Selected)
}

// InExchange answers: what was promised in return.
func (e *Event) InExchange(ctx context.Context) (*Exchange, error) {
	return pick[*Exchange](ctx, e.Selected)
}

// Touches answers: promises it touches.
func (e *Event) Touches(ctx context.Context, first *int) ([]*Promise, error) {
	return pick[[]*Promise](ctx, e.Selected)
}

// Evidence answers: evidence that tells of it.
func (e *Event) Evidence(ctx context.Context, first *int) ([]*Evidence, error) {
	return pick[[]*Evidence](ctx, e.Selected)
}

// Sources answers: the sources that say so, best first.
func (e *Event) Sources(ctx context.Context, first *int) ([]*Source, error) {
	return pick[[]*Source](ctx, e.Selected)
}

// Recorded answers: the change that made the version in force.
func (e *Event) Recorded(ctx context.Context) (*Change, error) {
	return pick[*Change](ctx, e.Selected)
}

// History answers: all versions, newest first.
func (e *Event) History(ctx context.Context, first *int) ([]*Version, error) {
	return pick[[]*Version](ctx, e.Selected)
}

// RecordedAsOf answers: the version in force at a revision. Null when it was not on record yet.
func (e *Event) RecordedAsOf(ctx context.Context, revision int) (*Version, error) {
	return pick[*Version](ctx, e.Selected)
}

// Exchange is: what was promised in return for what an event moved.
type Exchange struct {
	Selected
	Text string // in plain words
}

// Quantity answers: how much.
func (e *Exchange) Quantity(ctx context.Context) (*fact.Quantity, error) {
	return pick[*fact.Quantity](ctx, e.Selected)
}

// Promise answers: the record of the return.
func (e *Exchange) Promise(ctx context.Context) (*Promise, error) {
	return pick[*Promise](ctx, e.Selected)
}
