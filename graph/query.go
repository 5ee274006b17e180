package graph

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/graph/gen"
	"github.com/promisegraph/promisegraph/graph/model"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/ownership"
)

// resolver gives the executor the fields of Query. They have been read by
// then; each method only picks its own.
type resolver struct{}

// Query is the resolver itself.
func (r resolver) Query() gen.QueryResolver { return r }

// root picks what was read for the root field that is being resolved.
func root[T any](ctx context.Context) (T, error) {
	var none T
	r, ok := ctx.Value(answerKey{}).(read)
	if !ok {
		return none, errors.New("the operation was not read before it was executed")
	}
	field := graphql.GetFieldContext(ctx)
	value := r.answer[model.Key(field.Field.Field)]
	if value == nil {
		return none, nil
	}
	return value.(T), nil
}

// Node picks the field of this name.
func (resolver) Node(ctx context.Context, id string, asOf *fact.Date) (model.Node, error) {
	return root[model.Node](ctx)
}

// Nodes are the things asked for, in the order asked, nil where there is none.
func (resolver) Nodes(ctx context.Context, ids []string, asOf *fact.Date) ([]model.Node, error) {
	found, err := root[[]model.Node](ctx)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]model.Node, len(found))
	for _, n := range found {
		byID[n.NodeID()] = n
	}
	nodes := make([]model.Node, len(ids))
	for i, id := range ids {
		nodes[i] = byID[id]
	}
	return nodes, nil
}

// Person picks the field of this name.
func (resolver) Person(ctx context.Context, id string, asOf *fact.Date) (*model.Person, error) {
	return root[*model.Person](ctx)
}

// Company picks the field of this name.
func (resolver) Company(ctx context.Context, id string, asOf *fact.Date) (*model.Company, error) {
	return root[*model.Company](ctx)
}

// Promise picks the field of this name.
func (resolver) Promise(ctx context.Context, id string, asOf *fact.Date) (*model.Promise, error) {
	return root[*model.Promise](ctx)
}

// Source picks the field of this name.
func (resolver) Source(ctx context.Context, id string, asOf *fact.Date) (*model.Source, error) {
	return root[*model.Source](ctx)
}

// People picks the field of this name.
func (resolver) People(ctx context.Context, asOf *fact.Date, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*model.PersonConnection, error) {
	return root[*model.PersonConnection](ctx)
}

// Companies picks the field of this name.
func (resolver) Companies(ctx context.Context, asOf *fact.Date, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*model.CompanyConnection, error) {
	return root[*model.CompanyConnection](ctx)
}

// Promises picks the field of this name.
func (resolver) Promises(ctx context.Context, asOf *fact.Date, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*model.PromiseConnection, error) {
	return root[*model.PromiseConnection](ctx)
}

// Evidence picks the field of this name.
func (resolver) Evidence(ctx context.Context, asOf *fact.Date, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*model.EvidenceConnection, error) {
	return root[*model.EvidenceConnection](ctx)
}

// Sources picks the field of this name.
func (resolver) Sources(ctx context.Context, asOf *fact.Date, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*model.SourceConnection, error) {
	return root[*model.SourceConnection](ctx)
}

// Stakes picks the field of this name.
func (resolver) Stakes(ctx context.Context, asOf *fact.Date, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*model.StakeConnection, error) {
	return root[*model.StakeConnection](ctx)
}

// Positions picks the field of this name.
func (resolver) Positions(ctx context.Context, asOf *fact.Date, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*model.PositionConnection, error) {
	return root[*model.PositionConnection](ctx)
}

// Events picks the field of this name.
func (resolver) Events(ctx context.Context, asOf *fact.Date, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*model.EventConnection, error) {
	return root[*model.EventConnection](ctx)
}

// Rulings picks the field of this name.
func (resolver) Rulings(ctx context.Context, asOf *fact.Date, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*model.RulingConnection, error) {
	return root[*model.RulingConnection](ctx)
}

// Scoreboard picks the field of this name.
func (resolver) Scoreboard(ctx context.Context, groupBy string, asOf *fact.Date, filter map[string]any, first *int) ([]*model.Score, error) {
	return root[[]*model.Score](ctx)
}

// Timeline picks the field of this name.
func (resolver) Timeline(ctx context.Context, of string, asOf *fact.Date, kinds []fact.Kind, from *fact.Date, to *fact.Date, first *int, after *string, last *int, before *string) (*model.TimelineConnection, error) {
	return root[*model.TimelineConnection](ctx)
}

// Ownership picks the field of this name.
func (resolver) Ownership(ctx context.Context, owner string, company string, asOf *fact.Date, measure *ownership.Basis) (*model.Ownership, error) {
	return root[*model.Ownership](ctx)
}

// Conflicts picks the field of this name.
func (resolver) Conflicts(ctx context.Context, of string, asOf *fact.Date) ([]*model.Conflict, error) {
	return root[[]*model.Conflict](ctx)
}

// Paths picks the field of this name.
func (resolver) Paths(ctx context.Context, from string, to string, via []fact.Kind, maxHops *int, asOf *fact.Date, avoid []string, first *int) ([]*model.Path, error) {
	return root[[]*model.Path](ctx)
}

// Neighbourhood picks the field of this name.
func (resolver) Neighbourhood(ctx context.Context, of string, depth *int, via []fact.Kind, asOf *fact.Date, limit *int) (*model.Neighbourhood, error) {
	return root[*model.Neighbourhood](ctx)
}

// Changes picks the field of this name.
func (resolver) Changes(ctx context.Context, since *int, by *string, kind *fact.Kind, ops []journal.Op, first *int, after *string, last *int, before *string) (*model.ChangeConnection, error) {
	return root[*model.ChangeConnection](ctx)
}

// Search picks the field of this name.
func (resolver) Search(ctx context.Context, text string, asOf *fact.Date, kinds []fact.Kind, first *int) (*model.SearchResults, error) {
	return root[*model.SearchResults](ctx)
}

// Revision is the number of the last change of what was read.
func (resolver) Revision(ctx context.Context) (int, error) {
	r, ok := ctx.Value(answerKey{}).(read)
	if !ok {
		return 0, errors.New("the operation was not read before it was executed")
	}
	return int(r.revision), nil
}
