package graph

import "testing"

// Every type that can be read has a Go type to be read into.
func TestTypesAreComplete(t *testing.T) {
	schema := Schema().Schema()
	var visit func(name string)
	seen := map[string]bool{}
	visit = func(name string) {
		def := schema.Types[name]
		if seen[name] || def.IsLeafType() {
			return
		}
		seen[name] = true
		if name != "Query" && name != "PageInfo" && types[name] == nil && def.Fields.ForName("cursor") == nil && name != "SearchEdge" {
			t.Errorf("%s has no Go type", name)
		}
		for _, f := range def.Fields {
			if _, computed := findComputation(def, f.Name); computed || f.Name[0] == '_' || (name == "Query" && resolvedFields[f.Name]) {
				continue
			}
			visit(f.Type.Name())
		}
		for _, possible := range schema.GetPossibleTypes(def) {
			visit(possible.Name)
		}
	}
	visit("Query")
}
