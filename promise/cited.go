package promise

import (
	"fmt"

	"github.com/promisegraph/promisegraph/fact"
)

// CitedQuote is a quote of a record, by where it stands in the record.
type CitedQuote struct {
	Record string    `json:"record"`
	Kind   fact.Kind `json:"kind"`  // of the record
	Field  string    `json:"field"` // path in the record: quote, variants[0], quotes[2]
	Text   string    `json:"text"`
	Lang   string    `json:"lang"`
}

// QuotesFrom lists the quotes that say they were read in a source: the quote
// first, then its variants.
func (p *Promise) QuotesFrom(source string) []CitedQuote {
	list := citedQuotes(p.ID, fact.Promise, "variants", p.Variants, source)
	if p.Quote == nil || p.Quote.Source != source {
		return list
	}
	return append([]CitedQuote{{Record: p.ID, Kind: fact.Promise, Field: "quote", Text: p.Quote.Text, Lang: p.Quote.Lang}}, list...)
}

// QuotesFrom lists the quotes that say they were read in a source, in their
// order.
func (e *Evidence) QuotesFrom(source string) []CitedQuote {
	return citedQuotes(e.ID, fact.Evidence, "quotes", e.Quotes, source)
}

func citedQuotes(record string, kind fact.Kind, field string, quotes []Quote, source string) []CitedQuote {
	var list []CitedQuote
	for i, q := range quotes {
		if q.Source == source {
			list = append(list, CitedQuote{Record: record, Kind: kind, Field: fmt.Sprintf("%s[%d]", field, i), Text: q.Text, Lang: q.Lang})
		}
	}
	return list
}
