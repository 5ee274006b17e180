package page

import (
	"context"
	"net/http"
	"strings"
)

// searchPage is what a search found.
type searchPage struct {
	Query string
	Kind  string
	Kinds []string
	Finds []find
}

// find is one record found and why.
type find struct {
	Matched struct{ Field, Text, Lang, NameKind, How string }
	Node    Record
}

// recordKinds are what a search can be narrowed to.
var recordKinds = []string{"PERSON", "COMPANY", "PROMISE", "EVIDENCE", "SOURCE", "EVENT", "POSITION", "RULING"}

// search finds records by any words. Asked for suggestions it answers with
// the list alone.
func (s *Site) search(ctx context.Context, v *view, r *http.Request) (string, error) {
	body := searchPage{Query: strings.TrimSpace(v.Query.Get("q")), Kind: v.Query.Get("kind"), Kinds: recordKinds}
	name, size := "search", 30
	if v.Query.Get("suggest") != "" {
		name, size = "suggest", 8
	}
	title, err := v.T("search.title")
	if err != nil {
		return "", err
	}
	v.Title = string(title)
	variables := map[string]any{"text": body.Query, "first": size}
	if body.Kind != "" {
		if err := v.check(listFilter{Name: "kind", Values: recordKinds, Current: body.Kind}); err != nil {
			return "", err
		}
		variables["kinds"] = []any{body.Kind}
	}
	if body.Query != "" {
		if len([]rune(body.Query)) > 200 {
			message, err := v.T("error.long")
			if err != nil {
				return "", err
			}
			return "", badRequest{message}
		}
		var answer struct {
			Revision int64
			Search   struct{ Edges []find }
		}
		if err := s.ask(ctx, v, "search", variables, &answer); err != nil {
			return "", err
		}
		body.Finds, v.Revision = answer.Search.Edges, answer.Revision
		v.Title = body.Query + " – " + v.Title
	}
	v.Body = body
	return name, nil
}
