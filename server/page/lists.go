package page

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// listed is how many entries a page of a list shows.
const listed = 30

// window is the part of a list that an address asks for.
func window(query url.Values, size int) map[string]any {
	if before := query.Get("before"); before != "" {
		return map[string]any{"last": size, "before": before}
	}
	out := map[string]any{"first": size}
	if after := query.Get("after"); after != "" {
		out["after"] = after
	}
	return out
}

// A listPage is a page of a list with what it is narrowed by.
type listPage struct {
	Name    string // of the list
	Rows    any
	Total   int
	Info    pageInfo
	Filters []listFilter
	Parties []Choice // what it is narrowed by and can only be taken away
}

// listFilter is a choice that narrows a list.
type listFilter struct {
	Name    string
	Word    string // the kind of the words of the values
	Values  []string
	Current string
}

var (
	statuses = []string{"NOT_YET_RATED", "IN_PROGRESS", "STALLED", "DUE", "KEPT", "KEPT_LATE", "PARTLY_KEPT", "NOT_KEPT", "ABANDONED", "SUPERSEDED", "UNVERIFIABLE"}
	balances = []string{"NONE", "SUPPORTED", "MIXED", "CONTRADICTED"}
	kinds    = []string{"PROMISE", "CLAIM", "ESTIMATE", "CONDITION", "ORDER"}
	// sourceKinds are the kinds of documents.
	sourceKinds = []string{"ARTICLE", "POST", "FILING", "RELEASE", "TRANSCRIPT", "LETTER", "MEMO", "STUDY", "COURT", "VIDEO", "BOOK", "PAGE"}
	orders      = []string{"MADE_ON-DESC", "MADE_ON-ASC", "DEADLINE-ASC", "DEADLINE-DESC"}
)

// promises lists promises.
func (s *Site) promises(ctx context.Context, v *view, _ *http.Request) (string, error) {
	variables := window(v.Query, listed)
	narrowed := map[string]any{}
	page := listPage{Name: "promises"}
	for _, f := range []listFilter{{"status", "status", statuses, ""}, {"balance", "balance", balances, ""}, {"kind", "kind", kinds, ""}} {
		if f.Current = v.Query.Get(f.Name); f.Current != "" {
			narrowed[f.Name] = []any{f.Current}
		}
		page.Filters = append(page.Filters, f)
	}
	order := listFilter{Name: "order", Word: "order", Values: orders, Current: v.Query.Get("order")}
	if field, direction, ok := strings.Cut(order.Current, "-"); ok {
		variables["order"] = map[string]any{"field": field, "direction": direction}
	}
	page.Filters = append(page.Filters, order)
	for _, name := range []string{"speaker", "company", "metric"} {
		value := v.Query.Get(name)
		if value == "" {
			continue
		}
		page.Parties = append(page.Parties, Choice{name, value})
		if name == "metric" {
			narrowed[name] = value
		} else {
			narrowed[name] = []any{value}
		}
	}
	if year := v.Query.Get("year"); year != "" {
		page.Parties = append(page.Parties, Choice{"year", year})
		narrowed["madeOn"] = map[string]any{"from": year, "to": year}
	}
	variables["filter"] = narrowed
	if err := v.check(page.Filters...); err != nil {
		return "", err
	}
	var answer struct {
		Revision int64
		Promises nodes[PromiseLine]
	}
	if err := s.ask(ctx, v, "promises", variables, &answer); err != nil {
		return "", err
	}
	page.Rows, page.Total, page.Info = answer.Promises.Nodes, answer.Promises.TotalCount, answer.Promises.PageInfo
	return s.list(v, answer.Revision, page)
}

// partyRow is a person or company in a list.
type partyRow struct {
	Party
	Kind      string
	Positions nodes[Position]
	Promises  struct{ TotalCount int }
}

// people and companies list parties by name.
func (s *Site) people(ctx context.Context, v *view, _ *http.Request) (string, error) {
	variables := window(v.Query, 60)
	if begin := v.Query.Get("begins"); begin != "" {
		variables["filter"] = map[string]any{"nameStartsWith": begin}
	}
	var answer struct {
		Revision int64
		People   nodes[partyRow]
	}
	if err := s.ask(ctx, v, "people", variables, &answer); err != nil {
		return "", err
	}
	return s.list(v, answer.Revision, listPage{Name: "people", Rows: answer.People.Nodes, Total: answer.People.TotalCount, Info: answer.People.PageInfo})
}

func (s *Site) companies(ctx context.Context, v *view, _ *http.Request) (string, error) {
	variables := window(v.Query, 60)
	narrowed := map[string]any{}
	if begin := v.Query.Get("begins"); begin != "" {
		narrowed["nameStartsWith"] = begin
	}
	kind := listFilter{Name: "kind", Word: "company", Values: []string{"COMPANY", "FUND", "TRUST", "PUBLIC_BODY", "INVESTOR_GROUP", "NONPROFIT"}, Current: v.Query.Get("kind")}
	if kind.Current != "" {
		narrowed["kind"] = []any{kind.Current}
	}
	variables["filter"] = narrowed
	if err := v.check(kind); err != nil {
		return "", err
	}
	var answer struct {
		Revision  int64
		Companies nodes[partyRow]
	}
	if err := s.ask(ctx, v, "companies", variables, &answer); err != nil {
		return "", err
	}
	return s.list(v, answer.Revision, listPage{Name: "companies", Rows: answer.Companies.Nodes, Total: answer.Companies.TotalCount, Info: answer.Companies.PageInfo, Filters: []listFilter{kind}})
}

// sources lists documents, last published first.
func (s *Site) sources(ctx context.Context, v *view, _ *http.Request) (string, error) {
	variables := window(v.Query, listed)
	narrowed := map[string]any{}
	kind := listFilter{Name: "kind", Word: "source", Values: sourceKinds, Current: v.Query.Get("kind")}
	if kind.Current != "" {
		narrowed["kind"] = []any{kind.Current}
	}
	what := listFilter{Name: "which", Word: "which", Values: []string{"slipped", "translation", "unpublished"}, Current: v.Query.Get("which")}
	if what.Current != "" {
		narrowed[what.Current] = true
	}
	if err := v.check(kind, what); err != nil {
		return "", err
	}
	variables["filter"] = narrowed
	var answer struct {
		Revision int64
		Sources  nodes[Source]
	}
	if err := s.ask(ctx, v, "sources", variables, &answer); err != nil {
		return "", err
	}
	return s.list(v, answer.Revision, listPage{Name: "sources", Rows: answer.Sources.Nodes, Total: answer.Sources.TotalCount, Info: answer.Sources.PageInfo, Filters: []listFilter{kind, what}})
}

// list finishes a page of a list.
func (s *Site) list(v *view, revision int64, page listPage) (string, error) {
	title, err := v.T("list." + page.Name)
	if err != nil {
		return "", err
	}
	v.Revision, v.Body, v.Title, v.Section = revision, page, string(title), page.Name
	return page.Name, nil
}

// check errs when a choice is none of those there are.
func (v *view) check(filters ...listFilter) error {
	for _, f := range filters {
		if f.Current == "" || slices.Contains(f.Values, f.Current) {
			continue
		}
		message, err := v.T("error.choice", "given", f.Current, "name", f.Name, "values", strings.Join(f.Values, ", "))
		if err != nil {
			return err
		}
		return badRequest{message}
	}
	return nil
}
