package model

import (
	"context"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
)

// Change is: an entry of the journal: one change set, applied as a whole.
type Change struct {
	Selected
	Revision int    // its number
	At       string // RFC 3339
	By       string // who
	Why      string // why
	Size     int    // number of records
}

// Versions answers: what it did, by record.
func (c *Change) Versions(ctx context.Context, ops []journal.Op, first *int, after *string, last *int, before *string) (*VersionConnection, error) {
	return pick[*VersionConnection](ctx, c.Selected)
}

// Version is: one version of a record, as the journal keeps it.
type Version struct {
	Selected
	RecordID   string     // of the record
	RecordKind fact.Kind  // of the record
	Op         journal.Op // what was done
	Reason     string     // of a retraction
	Content    string     // JSON
}

// Change answers: the change that made it.
func (v *Version) Change(ctx context.Context) (*Change, error) {
	return pick[*Change](ctx, v.Selected)
}

// Retracted is: a record that was withdrawn. What it said stays in its history.
type Retracted struct {
	Selected
	ID         string    // its id
	RecordKind fact.Kind // what it was
	Reason     string    // why it was withdrawn
}

// NodeID is its id.
func (r *Retracted) NodeID() string { return r.ID }

// Recorded answers: the change that withdrew it.
func (r *Retracted) Recorded(ctx context.Context) (*Change, error) {
	return pick[*Change](ctx, r.Selected)
}

// History answers: all versions, newest first.
func (r *Retracted) History(ctx context.Context, first *int) ([]*Version, error) {
	return pick[[]*Version](ctx, r.Selected)
}

// RecordedAsOf answers: the version in force at a revision. Null when it was not on record yet.
func (r *Retracted) RecordedAsOf(ctx context.Context, revision int) (*Version, error) {
	return pick[*Version](ctx, r.Selected)
}
