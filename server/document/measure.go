package document

import (
	"math"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/promisegraph/promisegraph/graph"
)

// shape is what can be counted in a document without knowing the values of
// its variables.
type shape struct {
	depth, lists, fields, aliases, directives int
	cyclic                                    bool // some fragment leads to itself
}

// measurer walks a document once. What lies in a fragment is measured once,
// however often the fragment is spread.
type measurer struct {
	schema    *ast.Schema
	fragments map[string]*ast.FragmentDefinition
	known     map[string]shape
	walking   map[string]bool
	cyclic    bool
	steps     int // selections looked at
}

// measure is the greatest shape of a document's operations. The document need
// not fit the schema.
func measure(schema *ast.Schema, doc *ast.QueryDocument) shape {
	m := newMeasurer(schema, doc)
	var all shape
	for _, op := range doc.Operations {
		s := m.set(op.SelectionSet, root(schema, op.Operation))
		s.directives = sum(s.directives, len(op.Directives))
		for _, v := range op.VariableDefinitions {
			s.directives = sum(s.directives, len(v.Directives))
		}
		all = all.or(s)
	}
	// Fragments that no operation spreads are checked by the rules as well.
	for _, f := range doc.Fragments {
		all = all.or(m.fragment(f.Name))
	}
	all.cyclic = m.cyclic
	return all
}

func newMeasurer(schema *ast.Schema, doc *ast.QueryDocument) *measurer {
	m := &measurer{schema: schema, fragments: map[string]*ast.FragmentDefinition{}, known: map[string]shape{}, walking: map[string]bool{}}
	for _, f := range doc.Fragments {
		if _, twice := m.fragments[f.Name]; !twice {
			m.fragments[f.Name] = f
		}
	}
	return m
}

// root is the type an operation begins at; nil when there is none.
func root(schema *ast.Schema, kind ast.Operation) *ast.Definition {
	switch kind {
	case ast.Mutation:
		return schema.Mutation
	case ast.Subscription:
		return schema.Subscription
	}
	return schema.Query
}

func (m *measurer) set(selections ast.SelectionSet, parent *ast.Definition) shape {
	var all shape
	for _, selection := range selections {
		m.steps++
		switch s := selection.(type) {
		case *ast.Field:
			all = all.and(m.field(s, parent))
		case *ast.InlineFragment:
			below := m.set(s.SelectionSet, m.conditioned(s.TypeCondition, parent))
			below.directives = sum(below.directives, len(s.Directives))
			all = all.and(below)
		case *ast.FragmentSpread:
			below := m.fragment(s.Name)
			below.directives = sum(below.directives, len(s.Directives))
			all = all.and(below)
		}
	}
	return all
}

func (m *measurer) conditioned(name string, parent *ast.Definition) *ast.Definition {
	if name == "" {
		return parent
	}
	return m.schema.Types[name]
}

func (m *measurer) field(f *ast.Field, parent *ast.Definition) shape {
	def := fieldOf(parent, f.Name)
	below := m.set(f.SelectionSet, typeOf(m.schema, def))
	if len(f.SelectionSet) > 0 {
		below.depth++
	}
	if def != nil && isList(m.schema, def) {
		below.lists++
	}
	below.fields = sum(below.fields, 1)
	below.directives = sum(below.directives, len(f.Directives))
	if f.Alias != f.Name {
		below.aliases = sum(below.aliases, 1)
	}
	return below
}

// fragment measures a fragment once. One that leads to itself counts nothing
// the second time round: such a document is refused later.
func (m *measurer) fragment(name string) shape {
	if known, ok := m.known[name]; ok {
		return known
	}
	f := m.fragments[name]
	if f == nil {
		return shape{}
	}
	if m.walking[name] {
		m.cyclic = true
		return shape{}
	}
	m.walking[name] = true
	s := m.set(f.SelectionSet, m.schema.Types[f.TypeCondition])
	s.directives = sum(s.directives, len(f.Directives))
	delete(m.walking, name)
	m.known[name] = s
	return s
}

// and is the shape of two selections beside each other.
func (s shape) and(o shape) shape {
	return shape{
		depth: max(s.depth, o.depth), lists: max(s.lists, o.lists),
		fields: sum(s.fields, o.fields), aliases: sum(s.aliases, o.aliases), directives: sum(s.directives, o.directives),
	}
}

// or is the greater of two shapes in each count.
func (s shape) or(o shape) shape {
	return shape{
		depth: max(s.depth, o.depth), lists: max(s.lists, o.lists),
		fields: max(s.fields, o.fields), aliases: max(s.aliases, o.aliases), directives: max(s.directives, o.directives),
	}
}

// over says which limit a shape passes.
func (s shape) over(l Limits) gqlerror.List {
	for _, c := range []struct {
		have, most int
		message    string
	}{
		{s.depth, l.Depth, "the operation is too deep: more than %d fields below each other"},
		{s.lists, l.Lists, "the operation is too deep: more than %d lists below each other"},
		{s.fields, l.Fields, "the operation asks for too much: more than %d fields, with fragments written out"},
		{s.aliases, l.Aliases, "the operation asks for too much: more than %d fields under another name; ask for lists, or send several operations"},
		{s.directives, l.Directives, "the operation asks for too much: more than %d directives"},
	} {
		if c.most > 0 && c.have > c.most {
			return refused(graph.CodeTooMuch, c.message, c.most)
		}
	}
	return nil
}

// sum adds counts that cannot be negative and stops at the greatest.
func sum(a, b int) int {
	if a > math.MaxInt-b {
		return math.MaxInt
	}
	return a + b
}

// product multiplies counts that cannot be negative and stops at the greatest.
func product(a, b int) int {
	if a > 0 && b > math.MaxInt/a {
		return math.MaxInt
	}
	return a * b
}

func fieldOf(parent *ast.Definition, name string) *ast.FieldDefinition {
	if parent == nil {
		return nil
	}
	return parent.Fields.ForName(name)
}

func typeOf(schema *ast.Schema, def *ast.FieldDefinition) *ast.Definition {
	if def == nil {
		return nil
	}
	return schema.Types[def.Type.Name()]
}

// isList reports whether a field gives many objects: a list of objects or a
// page of one.
func isList(schema *ast.Schema, def *ast.FieldDefinition) bool {
	of := schema.Types[def.Type.Name()]
	if of == nil || of.IsLeafType() {
		return false
	}
	return windowed(def) || def.Type.Elem != nil && def.Name != "edges" && def.Name != "nodes"
}

// windowed reports whether a part of a field's list can be asked for.
func windowed(def *ast.FieldDefinition) bool { return def.Arguments.ForName("first") != nil }
