package model

import (
	"context"
)

// Path is: a way from one record to another.
type Path struct {
	Selected
	Length int     // steps from record to record
	Weight float64 // less is better
}

// Steps answers: the records on the way, ends included.
func (p *Path) Steps(ctx context.Context, first *int) ([]*PathStep, error) {
	return pick[[]*PathStep](ctx, p.Selected)
}

// PathStep is: a record on a way.
type PathStep struct {
	Selected
	Relation string // to the record before
	Forward  *bool  // the relation runs from the record before
}

// Record answers: the record.
func (p *PathStep) Record(ctx context.Context) (Record, error) {
	return pick[Record](ctx, p.Selected)
}

// Neighbourhood is: what lies around a record.
type Neighbourhood struct {
	Selected
	Cut bool // there is more
}

// Records answers: the records, the one in the middle among them, by id.
func (n *Neighbourhood) Records(ctx context.Context) ([]Record, error) {
	return pick[[]Record](ctx, n.Selected)
}

// Links answers: how they hang together. At most 2000 relations.
func (n *Neighbourhood) Links(ctx context.Context) ([]*Link, error) {
	return pick[[]*Link](ctx, n.Selected)
}

// Link is: a relation between two records.
type Link struct {
	Source   string // it runs from
	Target   string // it runs to
	Relation string // its name
}
