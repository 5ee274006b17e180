package page

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/promisegraph/promisegraph/fact"
)

// soon is how far ahead the first page looks for deadlines.
const soon = 365 * 24 * time.Hour

// homePage is all that the first page shows.
type homePage struct {
	Revision           int64
	All, Documents     struct{ TotalCount int }
	Findings           nodes[Finding]
	Contradicted, Soon nodes[PromiseLine]
	Changes            nodes[journalEntry]
}

// Finding is evidence in a list, with what it bears on.
type Finding struct {
	ID, Summary string
	PublishedOn fact.Date
	BearsOn     []struct {
		Stance  string
		Promise *struct{ ID, Statement string }
	}
}

// Path is the address of its page.
func (f Finding) Path() string { return pathOf("Evidence", f.ID) }

// journalEntry is a change with some of what it did.
type journalEntry struct {
	Change
	Versions nodes[journalVersion]
}

// journalVersion is what a change did to one record.
type journalVersion struct {
	Version
	Content string
}

// Label is what the record says in one line, as far as the version tells.
func (j journalVersion) Label() string {
	var said struct{ Name, Statement, Summary, Title, Reason string }
	if err := json.Unmarshal([]byte(j.Content), &said); err != nil {
		return j.RecordID // a withdrawal has no content
	}
	for _, text := range []string{said.Name, said.Statement, said.Summary, said.Title, said.Reason} {
		if text != "" {
			return Shorten(text, 110)
		}
	}
	return j.RecordID
}

// home is the first page.
func (s *Site) home(ctx context.Context, v *view, _ *http.Request) (string, error) {
	from := v.Today
	if v.AsOf != "" {
		from = v.AsOf.Last()
	}
	day, err := time.Parse(time.DateOnly, string(from))
	if err != nil {
		return "", err
	}
	var body homePage
	if err := s.ask(ctx, v, "home", map[string]any{"from": string(from), "to": day.Add(soon).Format(time.DateOnly)}, &body); err != nil {
		return "", err
	}
	v.Revision, v.Body = body.Revision, body
	return "home", nil
}
