package server_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/promisegraph/promisegraph/graph"
)

// everyField asks for every field of every type, each one step further than
// the objects it is on. All must be answered, with one statement each that
// the database finds nothing to warn of.
func (a *api) everyField(t *testing.T) {
	schema := graph.Schema().Schema()
	// How to come to objects of each type.
	roots := map[string]string{
		"Person": `people(first: 3) { nodes { @ } }`, "Company": `companies(first: 3) { nodes { @ } }`, "Promise": `promises(first: 3) { nodes { @ } }`,
		"Evidence": `evidence(first: 3) { nodes { @ } }`, "Source": `sources(first: 3) { nodes { @ } }`, "Stake": `stakes(first: 3) { nodes { @ } }`,
		"Position": `positions(first: 3) { nodes { @ } }`, "Event": `events(first: 3) { nodes { @ } }`, "Ruling": `rulings(first: 3) { nodes { @ } }`,
		"Change": `changes(first: 1) { nodes { @ } }`, "Version": `promises(first: 1) { nodes { history(first: 2) { @ } } }`,
		"Name": `people(first: 3) { nodes { names(first: 2) { @ } } }`, "Slip": `sources(first: 3, filter: {slipped: true}) { nodes { slips(first: 2) { @ } } }`,
		"Bearing": `evidence(first: 3) { nodes { bearsOn(first: 2) { @ } } }`, "Exchange": `events(filter: {ids: ["h100-diversion-2023"]}) { nodes { inExchange { @ } } }`,
		"Quote": `evidence(first: 3) { nodes { quotes(first: 2) { @ } } }`, "Succession": `company(id: "x-corp") { succeeds { @ } }`,
		"Node": `node(id: "tesla") { @ }`, "Record": `source(id: "cnbc-orig") { facts(first: 10) { nodes { @ } } }`, "Party": `promises(first: 2) { nodes { speaker { @ } } }`,
		"Standing": `promises(first: 2, asOf: "2026-11-24") { nodes { standing { @ } } }`, "Because": `promises(first: 2) { nodes { standing { because { @ } } } }`,
		"Ground": `promises(first: 2) { nodes { standing { because { grounds(first: 2) { @ } } } } }`, "StatusChange": `promises(first: 2) { nodes { statusHistory(first: 2) { @ } } }`,
		"Score": `scoreboard(groupBy: SPEAKER, first: 3) { @ }`, "StatusCount": `scoreboard(groupBy: COMPANY, first: 2) { counts(first: 2) { @ } }`,
		"Path": `paths(from: "nvidia", to: "xai", first: 2) { @ }`, "PathStep": `paths(from: "nvidia", to: "xai", first: 1) { steps { @ } }`,
		"Neighbourhood":  `neighbourhood(of: "xai", limit: 5) { @ }`,
		"EffectiveShare": `company(id: "tesla") { owners(first: 2) { items { @ } } }`,
		"Chain":          `evidence(first: 1) { nodes { provenance { chains { @ } } } }`, "Reading": `evidence(first: 1) { nodes { readings { @ } } }`,
		"TimelineEdge": `timeline(of: "tesla", first: 3) { edges { @ } }`, "SearchEdge": `search(text: "Musk", first: 3) { edges { @ } }`,
	}
	// Two at a time, since the database spends most of the time on planning.
	var work sync.WaitGroup
	places := make(chan struct{}, 2)
	sent := 0
	a.wire.reset()
	for typeName, root := range roots {
		// A few fields at a time: the database plans small statements sooner.
		for part := range slices.Chunk(composite(schema, schema.Types[typeName]), 6) {
			query := "{ " + strings.Replace(root, "@", "__typename "+strings.Join(part, " "), 1) + " }"
			sent++
			places <- struct{}{}
			work.Go(func() {
				defer func() { <-places }()
				if got := a.post(t, query, nil); len(got.Errors) > 0 {
					t.Errorf("%s\nerrors: %v\nlog: %s", query, got.Errors, a.log)
				}
			})
		}
	}
	work.Wait()
	if counts, want := a.wire.counts(), fmt.Sprintf("%d statements, %d records", sent, sent); counts != want {
		t.Errorf("%d operations cost %s", sent, counts)
	}
	for _, warned := range a.wire.warned() {
		t.Errorf("the database warns: %s", warned)
	}
}

// composite writes a selection for each field of a type: itself when it is a
// leaf, else with all leaves below.
func composite(schema *ast.Schema, def *ast.Definition) []string {
	var out []string
	if own := leaves(schema, def); own != "" {
		out = append(out, own)
	}
	for _, f := range def.Fields {
		below := schema.Types[f.Type.Name()]
		if below.IsLeafType() || strings.HasPrefix(f.Name, "__") {
			continue
		}
		if arguments := required[f.Name]; arguments != "" {
			out = append(out, f.Name+arguments+" { __typename "+leaves(schema, below)+" }")
			continue
		}
		if below.Fields.ForName("edges") == nil {
			out = append(out, f.Name+" { __typename "+leaves(schema, below)+" }")
			continue
		}
		edge := schema.Types[below.Fields.ForName("edges").Type.Name()]
		node := schema.Types[edge.Fields.ForName("node").Type.Name()]
		out = append(out, f.Name+"(first: 2) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { "+
			leaves(schema, edge)+" node { __typename "+leaves(schema, node)+" } } }")
	}
	return out
}

// required are arguments that some fields cannot do without.
var required = map[string]string{"recordedAsOf": "(revision: 1)"}

func leaves(schema *ast.Schema, def *ast.Definition) string {
	var names []string
	for _, f := range def.Fields {
		if schema.Types[f.Type.Name()].IsLeafType() && !strings.HasPrefix(f.Name, "__") {
			names = append(names, f.Name)
		}
	}
	return strings.Join(names, " ")
}
