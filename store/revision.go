package store

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/promisegraph/promisegraph/query"
)

// Revision is the number of the last change that was committed.
func (s *Store) Revision(ctx context.Context) (int64, error) {
	result, err := s.Read(ctx, query.Operation{Form: "revision"})
	return result.Revision, err
}

// WholeRevision waits for the change that is being committed, if there is one,
// and tells the revision then: what is read from now on has all of it.
func (s *Store) WholeRevision(ctx context.Context) (int64, error) {
	records, err := s.run(ctx, neo4j.AccessModeWrite, s.fragments.statement("whole-revision"), nil)
	if err != nil {
		return 0, fmt.Errorf("wait for a whole revision: %w", err)
	}
	if len(records) == 0 {
		return 0, nil // nothing was ever written
	}
	revision, _, err := neo4j.GetRecordValue[int64](records[0], "revision")
	return revision, err
}
