package server_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/promise"
)

// filters compares what each filter lets through with the same condition
// computed from the files.
func (a *api) filters(t *testing.T) {
	f := newFacts(a.seed)
	for _, c := range []struct {
		list, filter string
		want         []string
	}{
		{"people", `ids: ["elon-musk", "jensen-huang", "nobody"]`, []string{"elon-musk", "jensen-huang"}},
		{"people", `nameStartsWith: "elon"`, []string{"elon-musk"}},
		{"people", `postIn: ["tesla"]`, ids(f.positions, func(p *ownership.Position) (string, bool) { return p.Person, p.Company == "tesla" })},
		{"companies", `unverified: true`, ids(f.companies, func(c *promise.Company) (string, bool) { return c.ID, c.Unverified })},
		{"companies", `kind: [FUND, TRUST]`, ids(f.companies, func(c *promise.Company) (string, bool) {
			return c.ID, c.Kind == promise.Fund || c.Kind == promise.Trust
		})},
		{"promises", ``, ids(f.promises, func(p *promise.Promise) (string, bool) { return p.ID, p.Kind == "" })},
		{"promises", `kind: [CLAIM, CONDITION]`, ids(f.promises, func(p *promise.Promise) (string, bool) {
			return p.ID, p.Kind == promise.KindClaim || p.Kind == promise.KindCondition
		})},
		{"promises", `speaker: ["elon-musk"]`, ids(f.promises, func(p *promise.Promise) (string, bool) { return p.ID, p.Kind == "" && p.Speaker == "elon-musk" })},
		{"promises", `company: ["spacex", "x-corp"]`, ids(f.promises, func(p *promise.Promise) (string, bool) {
			return p.ID, p.Kind == "" && (p.Company == "spacex" || p.Company == "x-corp")
		})},
		{"promises", `madeOn: {from: "2024-04-28", to: "2024"}`, ids(f.promises, func(p *promise.Promise) (string, bool) {
			return p.ID, p.Kind == "" && p.MadeOn != "" && p.MadeOn.Last() >= "2024-04-28" && p.MadeOn.First() <= "2024-12-31"
		})},
		{"promises", `deadline: {to: "2020"}`, ids(f.promises, func(p *promise.Promise) (string, bool) {
			return p.ID, p.Kind == "" && p.Deadline != nil && p.Deadline.On != "" && p.Deadline.On.First() <= "2020-12-31"
		})},
		{"promises", `hasDeadline: false`, ids(f.promises, func(p *promise.Promise) (string, bool) {
			return p.ID, p.Kind == "" && (p.Deadline == nil || p.Deadline.On == "")
		})},
		{"promises", `form: [WRITTEN]`, ids(f.promises, func(p *promise.Promise) (string, bool) { return p.ID, p.Kind == "" && p.Form == promise.Written })},
		{"promises", `metric: "H100"`, ids(f.promises, func(p *promise.Promise) (string, bool) {
			return p.ID, p.Kind == "" && slices.ContainsFunc(p.Targets, func(t promise.Target) bool { return strings.Contains(strings.ToLower(t.Metric), "h100") })
		})},
		{"promises", `unit: ["USD"]`, ids(f.promises, func(p *promise.Promise) (string, bool) {
			return p.ID, p.Kind == "" && slices.ContainsFunc(p.Targets, func(t promise.Target) bool { return t.Unit == "USD" })
		})},
		{"promises", `stance: [CONTRADICTS]`, ids(f.promises, func(p *promise.Promise) (string, bool) {
			return p.ID, p.Kind == "" && f.bears(p.ID, promise.Contradicts)
		})},
		{"promises", `ruled: [KEPT_LATE]`, ids(f.rulings, func(r *promise.Ruling) (string, bool) { return r.Promise, r.Status == promise.KeptLate })},
		{"evidence", `promise: ["tesla-ai-spend-2024"]`, ids(f.evidence, func(e *promise.Evidence) (string, bool) {
			return e.ID, slices.ContainsFunc(e.BearsOn, func(b promise.Bearing) bool { return b.Promise == "tesla-ai-spend-2024" })
		})},
		{"evidence", `party: ["nvidia"]`, ids(f.evidence, func(e *promise.Evidence) (string, bool) {
			return e.ID, e.By == "nvidia" || slices.Contains(e.Involves, "nvidia")
		})},
		{"evidence", `source: ["seed-de"]`, ids(f.evidence, func(e *promise.Evidence) (string, bool) { return e.ID, slices.Contains(e.Sources, "seed-de") })},
		{"evidence", `publishedOn: {from: "2024-06-04", to: "2024-06-05"}`, ids(f.evidence, func(e *promise.Evidence) (string, bool) {
			return e.ID, e.PublishedOn != "" && e.PublishedOn.Last() >= "2024-06-04" && e.PublishedOn.First() <= "2024-06-05"
		})},
		{"evidence", `olderThanPromise: true`, ids(f.evidence, func(e *promise.Evidence) (string, bool) {
			return e.ID, slices.ContainsFunc(e.BearsOn, func(b promise.Bearing) bool {
				i := slices.IndexFunc(f.promises, func(p *promise.Promise) bool { return p.ID == b.Promise })
				return e.WrittenOn != "" && e.WrittenOn.Last() < f.promises[i].MadeOn.First()
			})
		})},
		{"evidence", `measured: true`, ids(f.evidence, func(e *promise.Evidence) (string, bool) { return e.ID, len(e.Measurements) > 0 })},
		{"evidence", `disputed: true`, ids(f.evidence, func(e *promise.Evidence) (string, bool) { return e.ID, e.Disputed })},
		{"sources", `lang: ["ja", "ko"]`, ids(f.sources, func(s *promise.Source) (string, bool) { return s.ID, s.Lang == "ja" || s.Lang == "ko" })},
		{"sources", `translation: true`, ids(f.sources, func(s *promise.Source) (string, bool) { return s.ID, s.TranslationOf != nil })},
		{"sources", `slipped: true`, ids(f.sources, func(s *promise.Source) (string, bool) { return s.ID, len(s.Slips) > 0 })},
		{"sources", `unpublished: true`, ids(f.sources, func(s *promise.Source) (string, bool) { return s.ID, s.Unpublished })},
		{"sources", `publisher: "Fox Business"`, ids(f.sources, func(s *promise.Source) (string, bool) {
			return s.ID, strings.Contains(strings.ToLower(s.Publisher), "fox business")
		})},
		{"stakes", `holder: ["elon-musk"], company: ["tesla"]`, ids(f.stakes, func(s *ownership.Stake) (string, bool) {
			return s.ID, slices.Contains(s.Holders, "elon-musk") && s.Company == "tesla"
		})},
		{"stakes", `basis: [VOTES]`, ids(f.stakes, func(s *ownership.Stake) (string, bool) { return s.ID, s.Basis == ownership.Votes })},
		{"stakes", `status: [PLANNED, NEVER_CLOSED]`, ids(f.stakes, func(s *ownership.Stake) (string, bool) {
			return s.ID, s.Status == ownership.Planned || s.Status == ownership.NeverClosed
		})},
		{"stakes", `on: "2023-12-15"`, ids(f.stakes, func(s *ownership.Stake) (string, bool) {
			return s.ID, s.From.First() <= "2023-12-15" && (s.To == "" || s.To.Last() >= "2023-12-15")
		})},
		{"stakes", `percent: {min: 50}`, ids(f.stakes, func(s *ownership.Stake) (string, bool) {
			return s.ID, s.Share != nil && max(s.Share.Percent, s.Share.Min) >= 50
		})},
		{"positions", `company: ["tesla"], current: true`, ids(f.positions, func(p *ownership.Position) (string, bool) { return p.ID, p.Company == "tesla" && p.Current })},
		{"events", `party: ["xai"]`, ids(f.events, func(e *promise.Event) (string, bool) {
			return e.ID, slices.Contains(slices.Concat(e.From, e.To, e.Involves, e.OrderedBy), "xai")
		})},
		{"events", `from: ["tesla"], kind: [DIVERSION]`, []string{"h100-diversion-2023"}},
		{"events", `touches: ["tesla-ai-spend-2024"]`, ids(f.events, func(e *promise.Event) (string, bool) { return e.ID, slices.Contains(e.Touches, "tesla-ai-spend-2024") })},
		{"rulings", `status: [NOT_KEPT]`, ids(f.rulings, func(r *promise.Ruling) (string, bool) { return r.ID, r.Status == promise.NotKept })},
	} {
		c.want = slices.Compact(slices.Sorted(slices.Values(c.want)))
		var got page
		a.ask(t, fmt.Sprintf(`{ list: %s(filter: {%s}, first: 100, orderBy: {field: ID, direction: ASC}) { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage } } }`, c.list, c.filter), nil, &got)
		if got.List.TotalCount != len(c.want) || !slices.Equal(got.ids(), c.want[:min(100, len(c.want))]) {
			t.Errorf("%s(filter: {%s}) gives %d\n%v\nwant %d\n%v", c.list, c.filter, got.List.TotalCount, got.ids(), len(c.want), c.want)
		}
		if len(c.want) == 0 {
			t.Errorf("%s(filter: {%s}) tests nothing: no record of the seed fits", c.list, c.filter)
		}
	}
}

// facts are the records of the seed by kind.
type facts struct {
	people    []*promise.Person
	companies []*promise.Company
	sources   []*promise.Source
	stakes    []*ownership.Stake
	positions []*ownership.Position
	promises  []*promise.Promise
	evidence  []*promise.Evidence
	events    []*promise.Event
	rulings   []*promise.Ruling
}

func newFacts(set journal.ChangeSet) facts {
	return facts{
		people: of[*promise.Person](set, fact.Person), companies: of[*promise.Company](set, fact.Company), sources: of[*promise.Source](set, fact.Source),
		stakes: of[*ownership.Stake](set, fact.Stake), positions: of[*ownership.Position](set, fact.Position), promises: of[*promise.Promise](set, fact.Promise),
		evidence: of[*promise.Evidence](set, fact.Evidence), events: of[*promise.Event](set, fact.Event), rulings: of[*promise.Ruling](set, fact.Ruling),
	}
}

func of[T journal.Record](set journal.ChangeSet, kind fact.Kind) []T {
	var out []T
	for _, e := range set.Entries {
		if e.Record.RecordKind() == kind {
			out = append(out, e.Record.(T))
		}
	}
	return out
}

// ids are those that a condition names.
func ids[T any](records []T, fits func(T) (string, bool)) []string {
	var out []string
	for _, r := range records {
		if id, ok := fits(r); ok {
			out = append(out, id)
		}
	}
	return out
}

// bears reports whether evidence of a stance bears on a promise.
func (f facts) bears(promiseID string, stance promise.Stance) bool {
	return slices.ContainsFunc(f.evidence, func(e *promise.Evidence) bool {
		return slices.ContainsFunc(e.BearsOn, func(b promise.Bearing) bool { return b.Promise == promiseID && b.Stance == stance })
	})
}
