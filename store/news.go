package store

import (
	"context"
	"fmt"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/promisegraph/promisegraph/journal"
)

// maxTouched is how many promises a change lists as touched.
const maxTouched = 1000

// News tells what came after a revision, in order, at most limit revisions.
func (s *Store) News(ctx context.Context, since int64, limit int) ([]journal.News, error) {
	records, err := s.run(ctx, neo4j.AccessModeRead, s.fragments.statement("news"), map[string]any{"since": since, "limit": int64(limit)})
	if err != nil {
		return nil, fmt.Errorf("news since %d: %w", since, err)
	}
	out := make([]journal.News, 0, len(records))
	for _, r := range records {
		m := r.AsMap()
		one := journal.News{Promises: touched(m["promises"])}
		one.Revision, _ = m["revision"].(int64)
		if unlisted, _ := m["unlisted"].(bool); unlisted {
			found, err := s.run(ctx, neo4j.AccessModeRead, s.fragments.statement("news-unlisted"), map[string]any{"revision": one.Revision})
			if err != nil {
				return nil, fmt.Errorf("news of %d: %w", one.Revision, err)
			}
			one.Promises = touched(found[0].AsMap()["promises"])
		}
		out = append(out, one)
	}
	return out, nil
}

func touched(raw any) []journal.Touched {
	rows, _ := raw.([]any)
	out := make([]journal.Touched, 0, len(rows))
	for _, r := range rows {
		row, _ := r.([]any)
		if len(row) != 3 {
			continue
		}
		var t journal.Touched
		t.Promise, _ = row[0].(string)
		t.Speaker, _ = row[1].(string)
		t.Company, _ = row[2].(string)
		out = append(out, t)
	}
	return out
}
