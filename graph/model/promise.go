package model

import (
	"context"

	"github.com/promisegraph/promisegraph/promise"
)

// Promise is: a statement about the future by a person or company, or another kind of statement kept beside the promises.
type Promise struct {
	promise.Promise
	Selected
	Status  promise.Status  // where it stands on the day asked for
	Balance promise.Balance // what the evidence says on the day asked for
}

// NodeID is its id.
func (p *Promise) NodeID() string { return p.ID }

func (*Promise) isRecord() {}

// Speaker answers: who said it.
func (p *Promise) Speaker(ctx context.Context) (Party, error) {
	return pick[Party](ctx, p.Selected)
}

// Company answers: the company it is about or made for.
func (p *Promise) Company(ctx context.Context) (*Company, error) {
	return pick[*Company](ctx, p.Selected)
}

// Quote answers: the words, in their original language.
func (p *Promise) Quote(ctx context.Context) (*Quote, error) {
	return pick[*Quote](ctx, p.Selected)
}

// Variants answers: the same words as other sources give them, or other words of the same statement.
func (p *Promise) Variants(ctx context.Context, first *int) ([]*Quote, error) {
	return pick[[]*Quote](ctx, p.Selected)
}

// Standing answers: status and balance with their reasons, on the day asked for.
func (p *Promise) Standing(ctx context.Context) (*Standing, error) {
	return pick[*Standing](ctx, p.Selected)
}

// StatusHistory answers: how status and balance came to be: each change with its day and cause, first to last, until the day asked for.
func (p *Promise) StatusHistory(ctx context.Context, first *int) ([]*StatusChange, error) {
	return pick[[]*StatusChange](ctx, p.Selected)
}

// Competing answers: promises that draw on the same thing in the same time: a target in the same unit, or money for the same purpose.
func (p *Promise) Competing(ctx context.Context, first *int) ([]*Promise, error) {
	return pick[[]*Promise](ctx, p.Selected)
}

// QuoteDiffs answers: how the words differ from source to source: each variant in the language of the quote, against the quote.
func (p *Promise) QuoteDiffs(ctx context.Context) ([]*QuoteDiff, error) {
	return pick[[]*QuoteDiff](ctx, p.Selected)
}

// Targets answers: what would have to be true for it to be kept.
func (p *Promise) Targets(ctx context.Context, first *int) ([]*Target, error) {
	return pick[[]*Target](ctx, p.Selected)
}

// Deadline answers: by when.
func (p *Promise) Deadline(ctx context.Context) (*promise.Deadline, error) {
	return pick[*promise.Deadline](ctx, p.Selected)
}

// Restates answers: earlier promises this one repeats.
func (p *Promise) Restates(ctx context.Context, first *int) ([]*Promise, error) {
	return pick[[]*Promise](ctx, p.Selected)
}

// RestatedBy answers: later promises that repeat this one.
func (p *Promise) RestatedBy(ctx context.Context, first *int) ([]*Promise, error) {
	return pick[[]*Promise](ctx, p.Selected)
}

// Narrows answers: earlier promises this one makes smaller or breaks down.
func (p *Promise) Narrows(ctx context.Context, first *int) ([]*Promise, error) {
	return pick[[]*Promise](ctx, p.Selected)
}

// NarrowedBy answers: later promises that make this one smaller or break it down.
func (p *Promise) NarrowedBy(ctx context.Context, first *int) ([]*Promise, error) {
	return pick[[]*Promise](ctx, p.Selected)
}

// Replaces answers: earlier promises this one takes the place of.
func (p *Promise) Replaces(ctx context.Context, first *int) ([]*Promise, error) {
	return pick[[]*Promise](ctx, p.Selected)
}

// ReplacedBy answers: later promises that take the place of this one.
func (p *Promise) ReplacedBy(ctx context.Context, first *int) ([]*Promise, error) {
	return pick[[]*Promise](ctx, p.Selected)
}

// Evidence answers: what bears on it, last published first.
func (p *Promise) Evidence(ctx context.Context, stance []promise.Stance, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*PromiseEvidenceConnection, error) {
	return pick[*PromiseEvidenceConnection](ctx, p.Selected)
}

// Rulings answers: verdicts on it, latest first.
func (p *Promise) Rulings(ctx context.Context, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*RulingConnection, error) {
	return pick[*RulingConnection](ctx, p.Selected)
}

// Events answers: events that touch it or that it is the return for, latest first.
func (p *Promise) Events(ctx context.Context, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*EventConnection, error) {
	return pick[*EventConnection](ctx, p.Selected)
}

// Sources answers: the sources that say so, best first.
func (p *Promise) Sources(ctx context.Context, first *int) ([]*Source, error) {
	return pick[[]*Source](ctx, p.Selected)
}

// Recorded answers: the change that made the version in force.
func (p *Promise) Recorded(ctx context.Context) (*Change, error) {
	return pick[*Change](ctx, p.Selected)
}

// History answers: all versions, newest first.
func (p *Promise) History(ctx context.Context, first *int) ([]*Version, error) {
	return pick[[]*Version](ctx, p.Selected)
}

// RecordedAsOf answers: the version in force at a revision. Null when it was not on record yet.
func (p *Promise) RecordedAsOf(ctx context.Context, revision int) (*Version, error) {
	return pick[*Version](ctx, p.Selected)
}

// Quote is: words as they stand in a source.
type Quote struct {
	promise.Quote
	Selected
}

// Source answers: the source they were read in.
func (q *Quote) Source(ctx context.Context) (*Source, error) {
	return pick[*Source](ctx, q.Selected)
}

// TranslationOf answers: the words these translate.
func (q *Quote) TranslationOf(ctx context.Context) (*promise.Original, error) {
	return pick[*promise.Original](ctx, q.Selected)
}

// Slips answers: known slips of its source, or of one that the source translates or copies, in these words.
func (q *Quote) Slips(ctx context.Context, first *int) ([]*Slip, error) {
	return pick[[]*Slip](ctx, q.Selected)
}

// Target is: what would have to be true for a promise to be kept.
type Target struct {
	promise.Target
	Currency string // ISO 4217 code of the unit
}

// Ruling is: an editor's verdict on a promise.
type Ruling struct {
	promise.Ruling
	Selected
	Unverified       bool     // never true: a ruling is what it is
	UnverifiedFields []string // none
}

// NodeID is its id.
func (r *Ruling) NodeID() string { return r.ID }

func (*Ruling) isRecord() {}

// Promise answers: the promise.
func (r *Ruling) Promise(ctx context.Context) (*Promise, error) {
	return pick[*Promise](ctx, r.Selected)
}

// Evidence answers: evidence it rests on.
func (r *Ruling) Evidence(ctx context.Context, first *int) ([]*Evidence, error) {
	return pick[[]*Evidence](ctx, r.Selected)
}

// Supersedes answers: the ruling it replaces.
func (r *Ruling) Supersedes(ctx context.Context) (*Ruling, error) {
	return pick[*Ruling](ctx, r.Selected)
}

// SupersededBy answers: the ruling that replaces it.
func (r *Ruling) SupersededBy(ctx context.Context) (*Ruling, error) {
	return pick[*Ruling](ctx, r.Selected)
}

// Sources answers: the sources that say so, best first.
func (r *Ruling) Sources(ctx context.Context, first *int) ([]*Source, error) {
	return pick[[]*Source](ctx, r.Selected)
}

// Recorded answers: the change that made the version in force.
func (r *Ruling) Recorded(ctx context.Context) (*Change, error) {
	return pick[*Change](ctx, r.Selected)
}

// History answers: all versions, newest first.
func (r *Ruling) History(ctx context.Context, first *int) ([]*Version, error) {
	return pick[[]*Version](ctx, r.Selected)
}

// RecordedAsOf answers: the version in force at a revision. Null when it was not on record yet.
func (r *Ruling) RecordedAsOf(ctx context.Context, revision int) (*Version, error) {
	return pick[*Version](ctx, r.Selected)
}
