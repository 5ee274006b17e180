package promise

import (
	"slices"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
)

func TestQuotesFrom(t *testing.T) {
	in := func(source, text string) Quote { return Quote{Text: text, Lang: "en", Source: source} }
	main := in("a", "main")
	p := &Promise{ID: "p", Quote: &main, Variants: []Quote{in("b", "one"), in("a", "two")}}
	e := &Evidence{ID: "e", Quotes: []Quote{in("b", "three"), in("a", "four"), in("", "five")}}
	quote := func(record string, kind fact.Kind, field, text string) CitedQuote {
		return CitedQuote{record, kind, field, text, "en"}
	}
	for _, c := range []struct {
		name      string
		got, want []CitedQuote
	}{
		{"quote and variant", p.QuotesFrom("a"), []CitedQuote{quote("p", fact.Promise, "quote", "main"), quote("p", fact.Promise, "variants[1]", "two")}},
		{"variant", p.QuotesFrom("b"), []CitedQuote{quote("p", fact.Promise, "variants[0]", "one")}},
		{"evidence", e.QuotesFrom("a"), []CitedQuote{quote("e", fact.Evidence, "quotes[1]", "four")}},
		{"another source", e.QuotesFrom("c"), nil},
		{"no quote", (&Promise{ID: "p"}).QuotesFrom("a"), nil},
	} {
		if !slices.Equal(c.got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, c.got, c.want)
		}
	}
}
