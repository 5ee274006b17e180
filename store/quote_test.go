package store_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/internal/neo4jtest"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/store"
)

// TestQuotesIn compares the quotes read in each source with those of the
// records that were stored.
func TestQuotesIn(t *testing.T) {
	db := neo4jtest.Open(t)
	s, err := store.Open(store.Config{URI: db.URI, Username: db.Username, Password: db.Password})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close(t.Context()) })
	if _, err := s.Migrate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	quote := func(source, text string) promise.Quote { return promise.Quote{Text: text, Lang: "en", Source: source} }
	cited := fact.Provenance{Sources: []string{"paper"}}
	main := quote("paper", "we will")
	p := &promise.Promise{ID: "some-promise", Speaker: "ann", Company: "holdco", Statement: "It will.", Quote: &main, Provenance: cited}
	for i := range 12 { // more than nine: numbers are no words
		p.Variants = append(p.Variants, quote("paper", fmt.Sprintf("variant %d", i)))
	}
	p.Variants = append(p.Variants, quote("wire", "we shall"))
	e := &promise.Evidence{ID: "a-finding", Summary: "It did.", By: "ann", Quotes: []promise.Quote{quote("wire", "it did"), quote("paper", "it did not")}, Provenance: cited}
	gone := &promise.Evidence{ID: "gone", Summary: "Nothing.", By: "ann", Quotes: []promise.Quote{quote("paper", "retracted")}, Provenance: cited}
	many := &promise.Evidence{ID: "many", Summary: "Much.", By: "ann", Provenance: cited}
	for i := range 2100 { // more than a page
		many.Quotes = append(many.Quotes, quote("book", fmt.Sprintf("line %d", i)))
	}
	source := func(id string) *promise.Source {
		return &promise.Source{ID: id, URL: "https://example.org/" + id, Publisher: "Example", Title: id, Lang: "en"}
	}
	apply := func(entries ...journal.Entry) {
		t.Helper()
		if _, err := s.Apply(t.Context(), journal.ChangeSet{By: "test", Why: "test", Entries: entries}, nil); err != nil {
			t.Fatal(err)
		}
	}
	var create []journal.Entry
	for _, r := range []journal.Record{
		source("paper"), source("wire"), source("book"), source("unquoted"),
		&promise.Person{ID: "ann", Name: "Ann", Lang: "en", Provenance: cited}, &promise.Company{ID: "holdco", Kind: promise.Business, Name: "Holdco", Lang: "en", Provenance: cited},
		p, e, gone, many,
	} {
		create = append(create, journal.Entry{Op: journal.Create, ID: r.RecordID(), Record: r})
	}
	apply(create...)
	apply(journal.Entry{Op: journal.Retract, ID: "gone", Reason: "A test."})
	for _, id := range []string{"paper", "wire", "book", "unquoted"} {
		got, err := s.QuotesIn(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		want := slices.Concat(e.QuotesFrom(id), many.QuotesFrom(id), p.QuotesFrom(id))
		if !slices.IsSortedFunc(want, func(a, b promise.CitedQuote) int { return cmp.Compare(a.Record, b.Record) }) {
			t.Fatal("the records of the test are not in order")
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", id, got, want)
		}
	}
	if _, err := s.QuotesIn(t.Context(), "nowhere"); !errors.Is(err, store.ErrNoSource) {
		t.Errorf("got %v, want ErrNoSource", err)
	}
	if _, err := s.QuotesIn(t.Context(), "ann"); !errors.Is(err, store.ErrNoSource) {
		t.Errorf("a person: got %v, want ErrNoSource", err)
	}
}
