package store

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/promisegraph/promisegraph/query"
)

// keptStatements is how many compiled statements are kept, the ones used last.
const keptStatements = 2000

// Read answers the root fields of one operation with one statement that
// returns one record. Without fields it returns the revision alone.
func (s *Store) Read(ctx context.Context, op query.Operation) (query.Result, error) {
	compiled, err := s.compiled(op)
	if err != nil {
		return query.Result{}, err
	}
	row, err := s.together(ctx, compiled, op)
	if err != nil {
		return query.Result{}, fmt.Errorf("read: %w", err)
	}
	if len(row) != len(op.Roots)+1 {
		return query.Result{}, fmt.Errorf("read: record of %d values for %d fields", len(row), len(op.Roots))
	}
	revision, _ := row[0].(int64)
	return query.Result{Revision: revision, Values: row[1:]}, nil
}

// Statement is the Cypher that Read sends for an operation that travels alone,
// with its parameters: for measuring and explaining it.
func (s *Store) Statement(op query.Operation) (text string, params map[string]any, err error) {
	compiled, err := s.compiled(op)
	if err != nil {
		return "", nil, err
	}
	return compiled.text, compiled.bind(op.Values), nil
}

// alone reads one operation with a statement of its own.
func (s *Store) alone(ctx context.Context, compiled *statement, op query.Operation) ([]any, error) {
	params := compiled.bind(op.Values)
	s.log.DebugContext(ctx, "read", "statement", compiled.text, "parameters", params)
	records, err := s.run(ctx, neo4j.AccessModeRead, compiled.text, params)
	if err != nil {
		return nil, err
	}
	row, ok := records[0].Values[0].([]any)
	if !ok {
		return nil, fmt.Errorf("unexpected record %T", records[0].Values[0])
	}
	return row, nil
}

// compiled finds or makes the statement of an operation.
func (s *Store) compiled(op query.Operation) (*statement, error) {
	if known, ok := s.statements.Get(op.Form); ok {
		return known, nil
	}
	made, err := s.fragments.compile(op)
	if err != nil {
		return nil, err
	}
	s.statements.Add(op.Form, made)
	s.observer.Compiled()
	return made, nil
}
