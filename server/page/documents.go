package page

import (
	"embed"
	"fmt"
	"regexp"
	"strings"
)

//go:embed queries/*.graphql
var queryFiles embed.FS

// documents are the operations of the pages by name of their file, each with
// the fragments it needs.
type documents map[string]string

// fragmentFile holds what several documents share.
const fragmentFile = "fragments.graphql"

var (
	fragment = regexp.MustCompile(`(?ms)^fragment (\w+) on .*?^}\n`)
	spread   = regexp.MustCompile(`\.\.\.\s*(\w+)`)
)

func readDocuments() (documents, error) {
	raw, err := queryFiles.ReadFile("queries/" + fragmentFile)
	if err != nil {
		return nil, fmt.Errorf("read documents: %w", err)
	}
	fragments := map[string]string{}
	for _, match := range fragment.FindAllStringSubmatch(string(raw), -1) {
		fragments[match[1]] = match[0]
	}
	entries, err := queryFiles.ReadDir("queries")
	if err != nil {
		return nil, fmt.Errorf("list documents: %w", err)
	}
	out := documents{}
	for _, e := range entries {
		if e.Name() == fragmentFile {
			continue
		}
		raw, err := queryFiles.ReadFile("queries/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("read documents: %w", err)
		}
		out[strings.TrimSuffix(e.Name(), ".graphql")] = complete(string(raw), fragments)
	}
	return out, nil
}

// complete appends the fragments that a document names, and those that they
// name in turn, each once.
func complete(text string, fragments map[string]string) string {
	taken := map[string]bool{}
	rest := text
	for rest != "" {
		found := ""
		for _, match := range spread.FindAllStringSubmatch(rest, -1) {
			name := match[1]
			if body, ok := fragments[name]; ok && !taken[name] {
				taken[name] = true
				found += "\n" + body
			}
		}
		text += found
		rest = found
	}
	return text
}
