package page

import (
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/promisegraph/promisegraph/graph"
)

// TestDocuments holds every document against the schema.
func TestDocuments(t *testing.T) {
	all, err := readDocuments()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 5 {
		t.Fatalf("only %d documents", len(all))
	}
	schema := graph.Schema().Schema()
	for name, text := range all {
		if _, errs := gqlparser.LoadQueryWithRules(schema, text, rules.NewDefaultRules()); len(errs) > 0 {
			t.Errorf("%s: %v", name, errs)
		}
	}
}
