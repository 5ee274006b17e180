package graph

import (
	"fmt"
	"slices"

	"github.com/promisegraph/promisegraph/graph/model"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/quote"
)

// warnings shows what was noticed; ways lead from the input to the entries.
func warnings(noticed []journal.Warning, ways map[string][]string) []*model.Warning {
	out := make([]*model.Warning, len(noticed))
	for i, w := range noticed {
		out[i] = &model.Warning{Code: w.Code, Message: w.Message, Candidates: append([]string{}, w.Candidates...), Field: append(slices.Clone(ways[w.ID]), camelPath(w.Field)...)}
		if out[i].Field == nil {
			out[i].Field = []string{}
		}
	}
	return out
}

// quotesNotFound looks for the quotes of a set in the text of their source,
// when that was given.
func quotesNotFound(set journal.ChangeSet, text string) []journal.Warning {
	if text == "" {
		return nil
	}
	source := quote.New(text)
	var out []journal.Warning
	look := func(id, field string, q promise.Quote) {
		if _, found := source.Find(quote.Selector{Exact: q.Text}); found {
			return
		}
		message := "the quote does not stand in the text"
		if near, ok := source.Nearest(quote.Selector{Exact: q.Text}); ok && near.Similarity > 0.5 {
			message += "; nearest to it: " + quote.Inline(near.Diff)
		}
		out = append(out, journal.Warning{Code: journal.QuoteNotFound, ID: id, Field: field, Message: message})
	}
	for _, e := range set.Entries {
		switch r := e.Record.(type) {
		case *promise.Promise:
			if r.Quote != nil {
				look(e.ID, "quote.text", *r.Quote)
			}
		case *promise.Evidence:
			for i, q := range r.Quotes {
				look(e.ID, fmt.Sprintf("quotes[%d].text", i), q)
			}
		}
	}
	return out
}
