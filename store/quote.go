package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/promise"
)

// ErrNoSource says that the graph has no source of that id.
var ErrNoSource = errors.New("there is no such source")

// QuotesIn lists the quotes of promises and evidence in force that say they
// were read in a source, in order of the records' ids, those of a record in its
// order. It returns ErrNoSource when the graph does not know the source. It
// reads page by page, so a change in between shows in the pages not yet read.
func (s *Store) QuotesIn(ctx context.Context, source string) ([]promise.CitedQuote, error) {
	found, err := s.run(ctx, neo4j.AccessModeRead, s.fragments.statement("source-exists"), map[string]any{"source": source})
	if err != nil {
		return nil, fmt.Errorf("quotes in %s: %w", source, err)
	}
	if n, _, err := neo4j.GetRecordValue[int64](found[0], "sources"); err != nil || n == 0 {
		return nil, errors.Join(fmt.Errorf("quotes in %s: %w", source, ErrNoSource), err)
	}
	const page = 1000
	var quotes []citedPart
	for after := ""; ; {
		records, err := s.run(ctx, neo4j.AccessModeRead, s.fragments.statement("quotes-in"), map[string]any{"source": source, "after": after, "limit": page})
		if err != nil {
			return nil, fmt.Errorf("quotes in %s: %w", source, err)
		}
		for _, r := range records {
			q, err := citedPartOf(r)
			if err != nil {
				return nil, fmt.Errorf("quotes in %s: %w", source, err)
			}
			quotes = append(quotes, q)
			after = q.id
		}
		if len(records) < page {
			break
		}
	}
	slices.SortFunc(quotes, func(a, b citedPart) int {
		return cmp.Or(cmp.Compare(a.quote.Record, b.quote.Record), cmp.Compare(a.tie, b.tie), cmp.Compare(a.number, b.number))
	})
	list := make([]promise.CitedQuote, len(quotes))
	for i, q := range quotes {
		list[i] = q.quote
	}
	return list, nil
}

// citedPart is a quote as it stands in the graph.
type citedPart struct {
	id, tie string
	number  int64
	quote   promise.CitedQuote
}

func citedPartOf(r *neo4j.Record) (citedPart, error) {
	var q citedPart
	var kind string
	for name, to := range map[string]*string{
		"id": &q.id, "tie": &q.tie, "record": &q.quote.Record, "kind": &kind, "text": &q.quote.Text, "lang": &q.quote.Lang,
	} {
		value, _, err := neo4j.GetRecordValue[string](r, name)
		if err != nil {
			return q, err
		}
		*to = value
	}
	number, _, err := neo4j.GetRecordValue[int64](r, "number")
	if err != nil {
		return q, err
	}
	q.number, q.quote.Kind = number, fact.Kind(kind)
	switch {
	case q.tie == "VARIANT_OF":
		q.quote.Field = fmt.Sprintf("variants[%d]", number)
	case q.quote.Kind == fact.Promise:
		q.quote.Field = "quote"
	default:
		q.quote.Field = fmt.Sprintf("quotes[%d]", number)
	}
	return q, nil
}
