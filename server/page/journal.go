package page

import (
	"context"
	"net/http"
	"strconv"
)

// changesPage is a page of the journal.
type changesPage struct {
	Since   string
	Changes nodes[journalEntry]
}

// changes lists what changed, newest first.
func (s *Site) changes(ctx context.Context, v *view, _ *http.Request) (string, error) {
	variables := window(v.Query, 20)
	body := changesPage{Since: v.Query.Get("since")}
	if body.Since != "" {
		n, err := strconv.ParseInt(body.Since, 10, 32)
		if err != nil || n < 0 {
			message, err := v.T("error.revision", "given", body.Since)
			if err != nil {
				return "", err
			}
			return "", badRequest{message}
		}
		variables["since"] = n
	}
	var answer struct {
		Revision int64
		Changes  nodes[journalEntry]
	}
	if err := s.ask(ctx, v, "changes", variables, &answer); err != nil {
		return "", err
	}
	title, err := v.T("changes.title")
	if err != nil {
		return "", err
	}
	body.Changes = answer.Changes
	v.Revision, v.Body, v.Title, v.Section = answer.Revision, body, string(title), "changes"
	return "changes", nil
}

// change shows one entry of the journal.
func (s *Site) change(ctx context.Context, v *view, r *http.Request) (string, error) {
	given := r.PathValue("n")
	n, err := strconv.ParseInt(given, 10, 32)
	if err != nil || n < 1 {
		return "", errNotFound
	}
	variables := map[string]any{"since": n - 1}
	if after := v.Query.Get("after"); after != "" {
		variables["after"] = after
	}
	var answer struct {
		Revision int64
		Changes  nodes[journalEntry]
	}
	if err := s.ask(ctx, v, "change", variables, &answer); err != nil {
		return "", err
	}
	if len(answer.Changes.Nodes) == 0 || answer.Changes.Nodes[0].Revision != n {
		return "", errNotFound
	}
	title, err := v.T("foot.revision-n", "n", n)
	if err != nil {
		return "", err
	}
	v.Revision, v.Body, v.Title, v.Section = answer.Revision, answer.Changes.Nodes[0], string(title), "changes"
	return "change", nil
}
