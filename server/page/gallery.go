package page

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

//go:embed examples/*.graphql
var exampleFiles embed.FS

// An example is a question that the API answers, with what it is about.
type example struct {
	Title string `json:"title"`
	Query string `json:"query"`
}

// readExamples reads the examples in their order. The first line of each says
// what it is about.
func readExamples() ([]example, error) {
	entries, err := exampleFiles.ReadDir("examples")
	if err != nil {
		return nil, fmt.Errorf("list examples: %w", err)
	}
	var out []example
	for _, e := range entries {
		text, err := exampleFiles.ReadFile("examples/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("read examples: %w", err)
		}
		first, _, _ := strings.Cut(string(text), "\n")
		title, ok := strings.CutPrefix(first, "# ")
		if !ok {
			return nil, fmt.Errorf("example %s does not begin with what it is about", e.Name())
		}
		out = append(out, example{Title: title, Query: string(text)})
	}
	return out, nil
}

// GraphiQL is where the example can be changed and sent.
func (e example) GraphiQL() string { return "/graphiql?query=" + url.QueryEscape(e.Query) }

// gallery lists the examples.
func (s *Site) gallery(ctx context.Context, v *view, _ *http.Request) (string, error) {
	var answer struct{ Revision int64 }
	if err := s.ask(ctx, v, "about", nil, &answer); err != nil {
		return "", err
	}
	title, err := v.T("foot.queries")
	if err != nil {
		return "", err
	}
	v.Revision, v.Title, v.Body = answer.Revision, string(title), s.examples
	return "queries", nil
}

// galleryJSON lists them for GraphiQL.
func (s *Site) galleryJSON(_ context.Context, v *view, _ *http.Request) (string, error) {
	text, err := json.Marshal(s.examples)
	v.Raw = &raw{Type: "application/json", Content: text}
	return "", err
}
