package graph

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/query"
)

// recorder makes up the record that a database could give for an operation.
type recorder struct {
	random *rand.Rand
	schema *ast.Schema
	set    journal.ChangeSet
	whole  bool // nothing is missing that the schema asks for
	values []query.Values
	many   bool // many objects are being made, each of which must be small
}

func (r *recorder) chance(of float64) bool { return r.random.Float64() < of }

func (r *recorder) result(op query.Operation) query.Result {
	r.values = op.Values
	values := make([]any, len(op.Roots))
	for i, f := range op.Roots {
		values[i] = r.field(f, r.schema.Query)
	}
	return query.Result{Revision: r.random.Int64N(1000), Values: values}
}

// field makes up a value of a field that an object of the type has.
func (r *recorder) field(f *query.Field, on *ast.Definition) any {
	if _, list, ok := strings.Cut(f.Name, "#"); ok {
		return r.input(f, list)
	}
	def := on.Fields.ForName(f.Name)
	switch f.Shape {
	case query.Leaf:
		return r.leaf(def.Type)
	case query.One:
		if (!def.Type.NonNull || !r.whole) && r.chance(0.15) {
			return nil
		}
		return r.item(f.Items)
	case query.List:
		return r.items(f, r.random.IntN(r.most(4)))
	}
	return r.page(f)
}

// most is the bound of a list's length.
func (r *recorder) most(n int) int {
	if r.many {
		return min(n, 2)
	}
	return n
}

func (r *recorder) items(f *query.Field, n int) []any {
	rows := make([]any, n)
	for i := range rows {
		rows[i] = r.item(f.Items)
	}
	return rows
}

func (r *recorder) page(f *query.Field) any {
	var total any
	if f.Total {
		total = r.random.Int64N(500)
	}
	rows := []any{}
	page := r.schema.Types[f.Type]
	edge := r.schema.Types[page.Fields.ForName("edges").Type.Name()]
	if f.Entries {
		for range r.random.IntN(min(r.values[f.Slot].Window.Limit+2, r.most(6))) {
			own := make([]any, len(f.Edge))
			for i, e := range f.Edge {
				own[i] = r.field(e, edge)
			}
			rows = append(rows, []any{r.text(), r.id(), own, r.item(f.Items)})
		}
	}
	return []any{rows, total}
}

func (r *recorder) item(items []query.Object) any {
	o := items[r.random.IntN(len(items))]
	row := make([]any, len(o.Fields))
	for i, f := range o.Fields {
		row[i] = r.field(f, r.schema.Types[o.Type])
		if f.Name == "id" && f.Shape == query.Leaf {
			row[i] = r.id()
		}
	}
	if o.Tagged {
		return []any{o.Type, row}
	}
	return row
}

// input makes up a list that a computation reads: records of the seed, and
// objects of the kinds that it shows.
func (r *recorder) input(f *query.Field, list string) any {
	if f.Type != "Version" {
		return r.shown(f)
	}
	kinds := map[string]fact.Kind{
		"stakes": fact.Stake, "promises": fact.Promise, "events": fact.Event, "positions": fact.Position, "evidence": fact.Evidence,
		"sources": fact.Source, "chain": fact.Source,
	}
	kind := kinds[list]
	if list == "self" {
		kind = fact.Evidence
		if strings.HasPrefix(f.Name, "quoteDiffs") {
			kind = fact.Promise
		}
	}
	var rows []any
	for _, e := range r.set.Entries {
		if e.Record.RecordKind() != kind || !r.chance(0.2) {
			continue
		}
		content, err := json.Marshal(e.Record)
		if err != nil {
			panic(err)
		}
		row := make([]any, len(f.Items[0].Fields))
		row[slices.IndexFunc(f.Items[0].Fields, func(f *query.Field) bool { return f.Name == "recordKind" })] = string(kind)
		row[slices.IndexFunc(f.Items[0].Fields, func(f *query.Field) bool { return f.Name == "content" })] = string(content)
		rows = append(rows, row)
		if list == "self" {
			break
		}
	}
	return rows
}

// shown makes up an object for each record of the seed that a list could show,
// or for few.
func (r *recorder) shown(f *query.Field) any {
	if !r.whole {
		return r.items(f, r.random.IntN(8))
	}
	around := r.many
	r.many = true
	defer func() { r.many = around }()
	var rows []any
	for _, e := range r.set.Entries {
		kind := string(e.Record.RecordKind())
		i := slices.IndexFunc(f.Items, func(o query.Object) bool { return strings.EqualFold(o.Type, kind) })
		if i < 0 {
			continue
		}
		item := r.item(f.Items[i : i+1])
		row, _ := item.([]any)
		if f.Items[i].Tagged {
			row, _ = row[1].([]any)
		}
		row[slices.IndexFunc(f.Items[i].Fields, func(f *query.Field) bool { return f.Name == "id" })] = e.Record.RecordID()
		rows = append(rows, item)
	}
	return rows
}

// id is the id of a party of the seed, as often as not of one that owns.
func (r *recorder) id() string {
	if r.chance(0.5) {
		return []string{"elon-musk", "tesla", "xai", "x-corp", "spacex", "nvidia"}[r.random.IntN(6)]
	}
	return r.set.Entries[r.random.IntN(len(r.set.Entries))].Record.RecordID()
}

func (r *recorder) leaf(t *ast.Type) any {
	if (!t.NonNull || !r.whole) && r.chance(0.2) {
		return nil
	}
	if t.Elem != nil {
		list := make([]any, r.random.IntN(3))
		for i := range list {
			whole := *t.Elem
			whole.NonNull = true
			if list[i] = r.leaf(&whole); list[i] == nil {
				list[i] = ""
			}
		}
		return list
	}
	def := r.schema.Types[t.NamedType]
	switch {
	case def.Kind == ast.Enum:
		return strings.ToLower(def.EnumValues[r.random.IntN(len(def.EnumValues))].Name)
	case def.Name == "Int":
		return r.random.Int64N(100000) - 100
	case def.Name == "Float":
		if r.chance(0.3) {
			return r.random.Int64N(100)
		}
		return []float64{0, 1e-7, 1.5e-12, 12.25, -3, 1e21, 1.2345e25, 100, 0.1, r.random.NormFloat64()}[r.random.IntN(10)]
	case def.Name == "Boolean":
		return r.chance(0.5)
	}
	return r.text()
}

func (r *recorder) text() string {
	texts := []string{"Elon Musk", "Маск", "イーロン", "quote \" and \\", "a\tb\nc\r\x01\x1f\x7f", "<b>&amp;</b>", "\u2028", "😀", "2024-04", "bad \xff bytes"}
	if !r.whole && r.chance(0.1) {
		return ""
	}
	return texts[r.random.IntN(len(texts))]
}
