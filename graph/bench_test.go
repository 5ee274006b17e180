package graph

import (
	"math/rand/v2"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"

	"github.com/promisegraph/promisegraph/query"
	"github.com/promisegraph/promisegraph/seed"
)

// benchQuery is a page of a person: three lists below each other.
const benchQuery = `query($id: ID!) { person(id: $id) { name promises(first: 20) { nodes { id statement status madeOn company { id name }
	evidence(first: 5) { edges { stance node { id summary publishedOn sources(first: 2) { id publisher title } } } } } } } }`

// BenchmarkPlan makes the plan of a document, as for the first request.
func BenchmarkPlan(b *testing.B) {
	schema := Schema().Schema()
	doc, errs := gqlparser.LoadQueryWithRules(schema, benchQuery, nil)
	if errs != nil {
		b.Fatal(errs)
	}
	op := &graphql.OperationContext{Doc: doc, Operation: doc.Operations[0], Variables: map[string]any{"id": "ann"}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := selectFields(op, schema); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBind puts what a request gives into a plan.
func BenchmarkBind(b *testing.B) {
	schema := Schema().Schema()
	doc, errs := gqlparser.LoadQueryWithRules(schema, benchQuery, nil)
	if errs != nil {
		b.Fatal(errs)
	}
	op := &graphql.OperationContext{Doc: doc, Operation: doc.Operations[0], Variables: map[string]any{"id": "ann"}}
	selection, err := selectFields(op, schema)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := selection.bind(schema, op.Variables, "2026-11-24"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAnswer answers from one record: by the writer, and by gqlgen's
// executor, with a document that both have seen.
func BenchmarkAnswer(b *testing.B) {
	set, err := seed.ReadFS(seed.Data())
	if err != nil {
		b.Fatal(err)
	}
	for _, way := range []struct {
		name   string
		direct bool
	}{{"writer", true}, {"executor", false}} {
		b.Run(way.name, func(b *testing.B) {
			a := newAnswerer(way.direct)
			var kept query.Result
			a.result = func(op query.Operation) query.Result {
				if kept.Values == nil {
					kept = (&recorder{random: rand.New(rand.NewPCG(1, 2)), schema: Schema().Schema(), set: set, whole: true}).result(op)
				}
				return kept
			}
			b.ReportAllocs()
			for b.Loop() {
				response := a.do(benchQuery, map[string]any{"id": "ann"})
				if len(response.Errors) > 0 {
					b.Fatal(response.Errors)
				}
				b.SetBytes(int64(len(response.Data)))
			}
		})
	}
}
