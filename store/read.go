package store

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/promisegraph/promisegraph/query"
)

// Read answers the root fields of one operation with one statement that
// returns one record. Without fields it returns the revision alone.
func (s *Store) Read(ctx context.Context, roots []*query.Field) (query.Result, error) {
	compiled, err := s.fragments.compile(roots)
	if err != nil {
		return query.Result{}, err
	}
	s.log.DebugContext(ctx, "read", "statement", compiled.text, "parameters", compiled.params)
	records, err := s.run(ctx, neo4j.AccessModeRead, compiled.text, compiled.params)
	if err != nil {
		return query.Result{}, fmt.Errorf("read: %w", err)
	}
	row, ok := records[0].Values[0].([]any)
	if !ok || len(row) != len(roots)+1 {
		return query.Result{}, fmt.Errorf("read: unexpected record %T", records[0].Values[0])
	}
	revision, _ := row[0].(int64)
	return query.Result{Revision: revision, Values: row[1:]}, nil
}
