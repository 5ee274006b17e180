package model

import (
	"context"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/promise"
)

// Source is: a document that somebody can open, or the unpublished document behind others.
type Source struct {
	promise.Source
	Selected
	MachineTranslated bool // a machine translated it
}

// NodeID is its id.
func (s *Source) NodeID() string { return s.ID }

func (*Source) isRecord() {}

// Archived answers: archived copies.
func (s *Source) Archived(ctx context.Context, first *int) ([]*promise.Archive, error) {
	return pick[[]*promise.Archive](ctx, s.Selected)
}

// TranslationOf answers: the source it translates.
func (s *Source) TranslationOf(ctx context.Context) (*Source, error) {
	return pick[*Source](ctx, s.Selected)
}

// Translations answers: translations of it.
func (s *Source) Translations(ctx context.Context, first *int) ([]*Source, error) {
	return pick[[]*Source](ctx, s.Selected)
}

// ReprintOf answers: the source it copies or rewrites.
func (s *Source) ReprintOf(ctx context.Context) (*Source, error) {
	return pick[*Source](ctx, s.Selected)
}

// Reprints answers: copies and rewrites of it.
func (s *Source) Reprints(ctx context.Context, first *int) ([]*Source, error) {
	return pick[[]*Source](ctx, s.Selected)
}

// ReportsOn answers: the sources it reports on.
func (s *Source) ReportsOn(ctx context.Context, first *int) ([]*Source, error) {
	return pick[[]*Source](ctx, s.Selected)
}

// Reports answers: sources that report on it.
func (s *Source) Reports(ctx context.Context, first *int) ([]*Source, error) {
	return pick[[]*Source](ctx, s.Selected)
}

// Origins answers: the documents at the far end of its chain of translations, reprints and reports. Sources with a common origin tell one story, not several.
func (s *Source) Origins(ctx context.Context, first *int) ([]*Source, error) {
	return pick[[]*Source](ctx, s.Selected)
}

// Slips answers: known slips.
func (s *Source) Slips(ctx context.Context, first *int) ([]*Slip, error) {
	return pick[[]*Slip](ctx, s.Selected)
}

// Facts answers: everything that cites it, by id.
func (s *Source) Facts(ctx context.Context, kinds []fact.Kind, first *int, after *string, last *int, before *string) (*RecordConnection, error) {
	return pick[*RecordConnection](ctx, s.Selected)
}

// Evidence answers: evidence that cites it, last published first.
func (s *Source) Evidence(ctx context.Context, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*EvidenceConnection, error) {
	return pick[*EvidenceConnection](ctx, s.Selected)
}

// Sources answers: the documents it rests on: what it translates, copies or reports on.
func (s *Source) Sources(ctx context.Context, first *int) ([]*Source, error) {
	return pick[[]*Source](ctx, s.Selected)
}

// Recorded answers: the change that made the version in force.
func (s *Source) Recorded(ctx context.Context) (*Change, error) {
	return pick[*Change](ctx, s.Selected)
}

// History answers: all versions, newest first.
func (s *Source) History(ctx context.Context, first *int) ([]*Version, error) {
	return pick[[]*Version](ctx, s.Selected)
}

// RecordedAsOf answers: the version in force at a revision. Null when it was not on record yet.
func (s *Source) RecordedAsOf(ctx context.Context, revision int) (*Version, error) {
	return pick[*Version](ctx, s.Selected)
}

// Slip is: a known slip of a source.
type Slip struct {
	promise.Slip
	Selected
}

// Source answers: the source that slipped.
func (s *Slip) Source(ctx context.Context) (*Source, error) {
	return pick[*Source](ctx, s.Selected)
}

// About answers: parties or evidence it concerns.
func (s *Slip) About(ctx context.Context, first *int) ([]Record, error) {
	return pick[[]Record](ctx, s.Selected)
}
