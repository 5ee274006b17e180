package journal

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/promise"
)

func notice(around Around, r Record) []string {
	var out []string
	for _, w := range (ChangeSet{Entries: []Entry{{Op: Create, ID: r.RecordID(), Record: r}}}).Notice(around) {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s", w.Code, w.Field, strings.Join(w.Candidates, ","))))
	}
	return out
}

func TestNotice(t *testing.T) {
	value := func(v float64) *float64 { return &v }
	made := &promise.Promise{ID: "made", Speaker: "s", Company: "c", MadeOn: "2024-04-28", Statement: "The company builds 500 cars by 2025."}
	machine := &promise.Source{ID: "machine", TranslationOf: &promise.Translation{Source: "original", Machine: true}}
	original := &promise.Source{ID: "original"}
	reprint := &promise.Source{ID: "reprint", ReprintOf: "original"}
	other := &promise.Source{ID: "other"}
	around := Around{
		SameAddress: map[string][]string{"twice": {"first"}},
		Namesakes:   map[string][]Namesake{"again": {{ID: "x", Name: "Tesla", Given: "Tesla", Same: true}, {ID: "x", Name: "Tesla Motors", Given: "Tesla Motor"}}},
		Statements: map[string][]*promise.Promise{
			"same": {made}, "later": {made}, "number": {made}, "restated": {made}, "target": {{ID: "t", Statement: "Otherwise.", Deadline: &promise.Deadline{On: "2025"},
				Targets: []promise.Target{{Metric: "cars", Value: value(5), Unit: "car"}}}},
		},
		Promises: map[string]*promise.Promise{"made": made},
		Sources:  []*promise.Source{machine, original, reprint, other},
		Stakes: []ownership.Stake{
			{ID: "s1", Holders: []string{"a"}, Company: "c", Basis: ownership.Equity, Holding: ownership.Direct, AsOf: "2024-01-01", Share: &ownership.Share{Qualifier: ownership.Exact, Percent: 60}},
			{ID: "s2", Holders: []string{"b"}, Company: "c", Basis: ownership.Equity, Holding: ownership.Direct, AsOf: "2024-01-01", Share: &ownership.Share{Qualifier: ownership.Exact, Percent: 50}},
		},
	}
	evidence := func(date fact.Date, stance promise.Stance, sources ...string) *promise.Evidence {
		return &promise.Evidence{ID: "e", WrittenOn: date, BearsOn: []promise.Bearing{{Promise: "made", Stance: stance}}, Provenance: fact.Provenance{Sources: sources}}
	}
	for name, c := range map[string]struct {
		record Record
		want   []string
	}{
		"the same address":      {&promise.Source{ID: "twice"}, []string{"duplicate_source url first"}},
		"another address":       {&promise.Source{ID: "once"}, nil},
		"a slip of what":        {&promise.Source{ID: "once", Slips: []promise.Slip{{Rendered: "x"}}}, []string{"translation_without_original slips[0]"}},
		"a slip in a number":    {&promise.Source{ID: "once", Slips: []promise.Slip{{Kind: promise.SlipNumber, Rendered: "x"}}}, nil},
		"a namesake":            {&promise.Company{ID: "again"}, []string{"likely_duplicate_party name x"}},
		"the same statement":    {&promise.Promise{ID: "same", Statement: "The company builds 500 cars by end of 2025."}, []string{"likely_duplicate_promise statement made"}},
		"another number":        {&promise.Promise{ID: "number", Statement: "The company builds 900 cars by 2025."}, nil},
		"something else":        {&promise.Promise{ID: "later", Statement: "A car of the company flies."}, nil},
		"restated":              {&promise.Promise{ID: "restated", Statement: made.Statement, Restates: []string{"made"}}, nil},
		"the same target":       {&promise.Promise{ID: "target", Statement: "X.", Deadline: &promise.Deadline{On: "2025"}, Targets: []promise.Target{{Metric: "Cars", Value: value(5), Unit: "car"}}}, []string{"likely_duplicate_promise statement t"}},
		"older than it":         {evidence("2024-04-27", promise.Contradicts, "original", "other"), []string{"evidence_before_promise bears_on[0].promise made"}},
		"maybe older":           {evidence("2024-04", promise.Contradicts, "original", "other"), nil},
		"older, as context":     {evidence("2023", promise.Context, "original", "other"), nil},
		"one source":            {evidence("2025", promise.Supports, "other"), []string{"one_origin sources other"}},
		"one origin":            {evidence("2025", promise.Supports, "reprint", "machine"), []string{"one_origin sources reprint,original"}},
		"two origins":           {evidence("2025", promise.Supports, "reprint", "other"), nil},
		"words of a machine":    {&promise.Promise{ID: "p", Quote: &promise.Quote{Text: "x", Source: "machine"}}, []string{"translation_without_original quote.translation_of machine"}},
		"with the original":     {&promise.Promise{ID: "p", Quote: &promise.Quote{Text: "x", Source: "machine", TranslationOf: &promise.Original{Text: "y"}}}, nil},
		"more than all":         {&around.Stakes[1], []string{"over_100_percent share s1"}},
		"before the other one":  {&ownership.Stake{ID: "s2", Company: "c", Basis: ownership.Equity, AsOf: "2020", Share: &ownership.Share{Percent: 50}}, nil},
		"of another basis":      {&ownership.Stake{ID: "s2", Company: "c", Basis: ownership.Debt, AsOf: "2024", Share: &ownership.Share{Percent: 50}}, nil},
		"a day that is unknown": {&ownership.Stake{ID: "s2", Company: "c", Basis: ownership.Equity, Share: &ownership.Share{Percent: 50}}, nil},
	} {
		if got := notice(around, c.record); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
