package page

import (
	"context"
	"net/http"
	"net/url"
)

// groups are what a scoreboard can be made by.
var groups = []string{"SPEAKER", "COMPANY", "YEAR", "METRIC"}

// scorePage is a scoreboard.
type scorePage struct {
	By     listFilter
	Scores []Score
}

// scoreboard counts what promises came to, by group.
func (s *Site) scoreboard(ctx context.Context, v *view, _ *http.Request) (string, error) {
	body := scorePage{By: listFilter{Name: "by", Word: "by", Values: groups, Current: v.Query.Get("by")}}
	if body.By.Current == "" {
		body.By.Current = groups[0]
	}
	if err := v.check(body.By); err != nil {
		return "", err
	}
	var answer struct {
		Revision   int64
		Scoreboard []Score
	}
	if err := s.ask(ctx, v, "scoreboard", map[string]any{"by": body.By.Current, "first": 40}, &answer); err != nil {
		return "", err
	}
	title, err := v.T("nav.scoreboard")
	if err != nil {
		return "", err
	}
	body.Scores = answer.Scoreboard
	v.Revision, v.Body, v.Title, v.Section = answer.Revision, body, string(title), "scoreboard"
	return "scoreboard", nil
}

// List is the address of the promises of a group, and of those with a status
// when one is given.
func (p scorePage) List(score Score, status string) string {
	query := url.Values{map[string]string{"SPEAKER": "speaker", "COMPANY": "company", "YEAR": "year", "METRIC": "metric"}[p.By.Current]: {score.Key}}
	if status != "" {
		query.Set("status", status)
	}
	return "/promises?" + query.Encode()
}

// A slice is a part of a bar.
type slice struct {
	Status  string
	Count   int
	X, Wide float64
}

// Bar shows the counts of a score side by side, in the order of the statuses,
// as parts of the largest group.
func (p scorePage) Bar(score Score) []slice {
	largest := 1
	for _, s := range p.Scores {
		largest = max(largest, s.Total)
	}
	var out []slice
	x := 0.0
	for _, status := range statuses {
		for _, c := range score.Counts {
			if c.Status == status {
				wide := 100 * float64(c.Count) / float64(largest)
				out = append(out, slice{status, c.Count, x, wide})
				x += wide
			}
		}
	}
	return out
}
