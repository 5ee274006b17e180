package graph

import (
	"reflect"
	"runtime/debug"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
)

// The same operation gives the same tree, however often memory is collected
// and used again meanwhile.
func TestSelectingIsSteady(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(1))
	schema := Schema().Schema()
	doc, errs := gqlparser.LoadQueryWithRules(schema, `{ promises(first: 1) { nodes { ...a } edges { node { ...b } } } people(first: 1) { nodes { promises { nodes { ...a ...b } } } } }
		fragment a on Promise { id speaker { name spoken(first: 2) { nodes { id company { name } } } } evidence(first: 1) { nodes { id } } }
		fragment b on Promise { statement company { id holders { nodes { id } } } speaker { id ... on Person { positions { nodes { id title } } } } }`, nil)
	if errs != nil {
		t.Fatal(errs)
	}
	op := &graphql.OperationContext{Doc: doc, Operation: doc.Operations[0], Variables: map[string]any{}}
	want, err := selectFields(op, schema)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		got, err := selectFields(op, schema)
		if err != nil || !reflect.DeepEqual(got.root, want.root) {
			t.Fatalf("selection %d differs: %v", i, err)
		}
	}
}
