package page

import (
	"context"
	"net/http"
	"slices"

	"github.com/promisegraph/promisegraph/fact"
)

// timelineAnswer is what the document about a timeline answers.
type timelineAnswer struct {
	Revision int64
	Of       *Record
	Timeline timelineLists
}

// timelineLists is a page of a timeline.
type timelineLists struct {
	TotalCount int
	PageInfo   pageInfo
	Edges      []struct {
		On   fact.Date
		Node Record
	}
}

// timelinePage is a timeline with what it is narrowed by.
type timelinePage struct {
	timelineAnswer
	Kinds    []Choice // kinds to choose from; those chosen have a value
	From, To string
}

// timelineKinds are the kinds of records on timelines.
var timelineKinds = []string{"PROMISE", "EVIDENCE", "EVENT", "STAKE", "POSITION", "RULING"}

// timeline shows what has to do with a party or promise in one order.
func (s *Site) timeline(ctx context.Context, v *view, _ *http.Request) (string, error) {
	id := v.Query.Get("of")
	if id == "" {
		message, err := v.T("error.of")
		if err != nil {
			return "", err
		}
		return "", badRequest{message}
	}
	variables := window(v.Query, 50)
	variables["id"] = id
	body := timelinePage{From: v.Query.Get("from"), To: v.Query.Get("to")}
	var chosen []any
	for _, kind := range v.Query["kind"] {
		if err := v.check(listFilter{Name: "kind", Values: timelineKinds, Current: kind}); err != nil {
			return "", err
		}
		if kind != "" {
			chosen = append(chosen, kind)
		}
	}
	for _, kind := range timelineKinds {
		choice := Choice{Name: kind}
		if slices.Contains(chosen, any(kind)) {
			choice.Value = kind
		}
		body.Kinds = append(body.Kinds, choice)
	}
	if len(chosen) > 0 {
		variables["kinds"] = chosen
	}
	for name, day := range map[string]string{"from": body.From, "to": body.To} {
		if day == "" {
			continue
		}
		if _, err := fact.ParseDate(day); err != nil {
			message, err := v.T("error.asof", "given", day)
			if err != nil {
				return "", err
			}
			return "", badRequest{message}
		}
		variables[name] = day
	}
	if err := s.ask(ctx, v, "timeline", variables, &body.timelineAnswer); err != nil {
		return "", err
	}
	if body.Of == nil || body.Of.Line() == body.Of.ID {
		return s.gone(ctx, v, id)
	}
	title, err := v.T("timeline.title", "of", body.Of.Line())
	if err != nil {
		return "", err
	}
	v.Revision, v.Body, v.Title = body.Revision, body, plain(title)
	return "timeline", nil
}
