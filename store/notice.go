package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/promise"
)

// maxNoticed bounds how many names of a change set are looked for.
const maxNoticed = 300

// notice looks for what an author may want to look at again, at the end of the
// transaction that applied the set. It takes one read.
func (w *writer) notice(ctx context.Context, set journal.ChangeSet) ([]journal.Warning, error) {
	ask := newSurroundings(set)
	if ask.empty() {
		return nil, nil
	}
	found, err := w.query(ctx, "surroundings", map[string]any{
		"addresses": ask.addresses, "names": ask.names, "promises": ask.promises, "bearsOn": ask.bearsOn, "sources": ask.sources, "companies": ask.companies,
	})
	if err != nil {
		return nil, err
	}
	around, err := readAround(found[0])
	if err != nil {
		return nil, fmt.Errorf("surroundings: %w", err)
	}
	return set.Notice(around), nil
}

// surroundings are what is asked for: rows that begin with the id of an entry,
// and ids.
type surroundings struct {
	addresses, names, promises  []any
	bearsOn, sources, companies []string
}

func (s *surroundings) empty() bool {
	return len(s.addresses)+len(s.names)+len(s.promises)+len(s.bearsOn)+len(s.sources)+len(s.companies) == 0
}

func newSurroundings(set journal.ChangeSet) *surroundings {
	// Lists that are empty, not null: the driver tells them apart.
	s := &surroundings{addresses: []any{}, names: []any{}, promises: []any{}, bearsOn: []string{}, sources: []string{}, companies: []string{}}
	for _, e := range set.Entries {
		switch r := e.Record.(type) {
		case *promise.Source:
			s.source(r)
		case *promise.Person:
			s.party(r, r.Name, r.Names)
		case *promise.Company:
			s.party(r, r.Name, r.Names)
		case *promise.Promise:
			s.promises = append(s.promises, []any{r.ID, r.Speaker, r.Company})
			if r.Quote != nil {
				s.quoted(*r.Quote)
			}
			s.quoted(r.Variants...)
		case *promise.Evidence:
			s.bearsOn = append(s.bearsOn, bearing(r)...)
			s.sources = append(s.sources, r.Sources...)
			s.quoted(r.Quotes...)
		case *ownership.Stake:
			s.companies = append(s.companies, r.Company)
		}
	}
	return s
}

func (s *surroundings) source(r *promise.Source) {
	var keys []string
	add := func(address string) {
		if k := clip(promise.CanonicalURL(address), maxKey); k != "" && !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	add(r.URL)
	for _, a := range r.Archived {
		add(a.URL)
	}
	if len(keys) > 0 {
		s.addresses = append(s.addresses, []any{r.ID, keys})
	}
}

func (s *surroundings) quoted(quotes ...promise.Quote) {
	for _, q := range quotes {
		if q.Source != "" {
			s.sources = append(s.sources, q.Source)
		}
	}
}

func (s *surroundings) party(r journal.Record, name string, names []promise.Name) {
	add := func(text string) {
		if len(s.names) < maxNoticed {
			s.names = append(s.names, []any{r.RecordID(), string(r.RecordKind()), text, indexQuery(clipWords(properWords(text)))})
		}
	}
	add(name)
	for _, n := range names {
		if n.Kind != promise.NameGiven && n.Kind != promise.NameFamily {
			add(n.Text)
		}
	}
}

// clipWords keeps what a search takes.
func clipWords(words []string) []string { return words[:min(len(words), maxTokens)] }

// legalForms are words that tell what a company is in law, not which.
var legalForms = map[string]bool{
	"inc": true, "incorporated": true, "corp": true, "corporation": true, "co": true, "company": true, "ltd": true, "limited": true, "llc": true, "lp": true,
	"llp": true, "plc": true, "ag": true, "gmbh": true, "kgaa": true, "se": true, "sa": true, "nv": true, "bv": true, "ab": true, "asa": true, "oyj": true,
	"spa": true, "kk": true, "pte": true, "the": true,
}

// properWords are the words of a name that tell whose it is.
func properWords(name string) []string {
	all := words(name)
	proper := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return legalForms[w] })
	if len(proper) == 0 {
		return all
	}
	return proper
}

func readAround(r *neo4j.Record) (journal.Around, error) {
	m := r.AsMap()
	around := journal.Around{
		SameAddress: map[string][]string{}, Namesakes: map[string][]journal.Namesake{}, Statements: map[string][]*promise.Promise{}, Promises: map[string]*promise.Promise{},
	}
	for _, row := range rowsOf(m["addresses"]) {
		around.SameAddress[row[0]] = append(around.SameAddress[row[0]], row[1])
	}
	for _, row := range rowsOf(m["names"]) {
		same, alike := journal.SpeltAlike(properWords(row[1]), properWords(row[3]))
		if alike {
			around.Namesakes[row[0]] = append(around.Namesakes[row[0]], journal.Namesake{ID: row[2], Name: row[3], Given: row[1], Same: same})
		}
	}
	for _, list := range around.Namesakes {
		slices.SortStableFunc(list, func(a, b journal.Namesake) int { return cmp.Compare(nearness(a), nearness(b)) })
	}
	for _, row := range rowsOf(m["statements"]) {
		p := new(promise.Promise)
		if err := json.Unmarshal([]byte(row[1]), p); err != nil {
			return around, err
		}
		around.Statements[row[0]] = append(around.Statements[row[0]], p)
	}
	promises, err := contents[promise.Promise](m["promises"])
	if err != nil {
		return around, err
	}
	for _, p := range promises {
		around.Promises[p.ID] = p
	}
	if around.Sources, err = contents[promise.Source](m["sources"]); err != nil {
		return around, err
	}
	stakes, err := contents[ownership.Stake](m["stakes"])
	for _, s := range stakes {
		around.Stakes = append(around.Stakes, *s)
	}
	return around, err
}

// nearness puts the same names before those that are spelt alike.
func nearness(n journal.Namesake) int {
	if n.Same {
		return 0
	}
	return 1
}

// rowsOf reads a list of lists of texts.
func rowsOf(value any) [][]string {
	list, _ := value.([]any)
	out := make([][]string, 0, len(list))
	for _, one := range list {
		cells, _ := one.([]any)
		row := make([]string, len(cells))
		for i, c := range cells {
			row[i], _ = c.(string)
		}
		out = append(out, row)
	}
	return out
}

// contents decodes a list of encoded records of one kind.
func contents[T any](value any) ([]*T, error) {
	list, _ := value.([]any)
	out := make([]*T, 0, len(list))
	for _, one := range list {
		text, _ := one.(string)
		r := new(T)
		if err := json.Unmarshal([]byte(text), r); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}
