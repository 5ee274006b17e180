package page

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/promisegraph/promisegraph/promise"
)

// aboutPage tells about the data.
type aboutPage struct {
	Rules []promise.RuleText
	Least int // outcomes below which no rate is shown
}

// aboutData tells where the data come from and how a status is found: from the
// table of rules itself.
func (s *Site) aboutData(ctx context.Context, v *view, _ *http.Request) (string, error) {
	var answer struct{ Revision int64 }
	if err := s.ask(ctx, v, "about", nil, &answer); err != nil {
		return "", err
	}
	title, err := v.T("nav.about")
	if err != nil {
		return "", err
	}
	v.Revision, v.Title, v.Section = answer.Revision, string(title), "about"
	v.Body = aboutPage{Rules: promise.Rules(), Least: promise.MinOutcomes}
	return "about", nil
}

// IsStatus reports whether a row of the table of rules gives a status by name.
func (a aboutPage) IsStatus(r promise.RuleText) bool {
	return slices.Contains(statuses, a.Upper(r.Status))
}

// Upper is a value of the domain as the API writes it.
func (a aboutPage) Upper(value string) string { return strings.ToUpper(value) }

// Statuses are all there are.
func (a aboutPage) Statuses() []string { return statuses }
