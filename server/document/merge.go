package document

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"
)

// maxMerging bounds the fields that merging looks at in one document. An
// operation within the other limits takes a few times its fields.
const maxMerging = 100_000

// merging is the rule that fields of one name in an answer must be the same
// field with the same arguments, or exclude each other, and be of one shape.
// Comparing each pair of them takes the square of their number; here each is
// compared with the first of its kind, which says the same, because being
// equal carries over.
func merging(events *core.Events, addError core.AddErrFunc) {
	m := &merger{addError: addError}
	events.OnOperation(func(w *core.Walker, op *ast.OperationDefinition) {
		m.schema = w.Schema
		answers := m.collect(op.SelectionSet)
		if m.shapes(answers) {
			m.names(answers)
		}
	})
}

type merger struct {
	schema   *ast.Schema
	addError core.AddErrFunc
	steps    int
}

// name is one name of an answer with all fields that give it.
type name struct {
	text   string
	fields []*ast.Field
}

// collect lists the names of an answer with their fields, fragments written
// out, in the order of the document.
func (m *merger) collect(selections ast.SelectionSet) []name {
	var into []name
	at := map[string]int{}
	spread := map[string]bool{}
	var add func(ast.SelectionSet)
	add = func(selections ast.SelectionSet) {
		for _, selection := range selections {
			m.steps++
			switch s := selection.(type) {
			case *ast.Field:
				i, has := at[s.Alias]
				if !has {
					i = len(into)
					at[s.Alias] = i
					into = append(into, name{text: s.Alias})
				}
				into[i].fields = append(into[i].fields, s)
			case *ast.InlineFragment:
				add(s.SelectionSet)
			case *ast.FragmentSpread:
				if s.Definition != nil && !spread[s.Name] {
					spread[s.Name] = true
					add(s.Definition.SelectionSet)
				}
			}
		}
	}
	add(selections)
	return into
}

// below are the answers below several fields of one name.
func (m *merger) below(fields []*ast.Field) []name {
	if len(fields) == 1 {
		return m.collect(fields[0].SelectionSet)
	}
	var all ast.SelectionSet
	for _, f := range fields {
		all = append(all, f.SelectionSet...)
	}
	return m.collect(all)
}

// bound ends the walk when too much was looked at.
func (m *merger) bound() {
	if m.steps > maxMerging {
		panic(enough{})
	}
}

// shapes checks that fields of one name have values of one shape, whatever
// the objects are. It stops at the first that have not.
func (m *merger) shapes(answers []name) bool {
	for _, n := range answers {
		m.bound()
		first := n.fields[0]
		for _, f := range n.fields[1:] {
			m.steps++
			if first.Definition != nil && f.Definition != nil && !m.alike(first.Definition.Type, f.Definition.Type) {
				m.conflict(n.text, f, `they return conflicting types "`+first.Definition.Type.String()+`" and "`+f.Definition.Type.String()+`"`)
				return false
			}
		}
		if !m.shapes(m.below(n.fields)) {
			return false
		}
	}
	return true
}

// names checks that fields of one name which can belong to one object are the
// same field. It stops at the first that are not.
func (m *merger) names(answers []name) bool {
	for _, n := range answers {
		m.bound()
		for _, together := range companions(n.fields) {
			first := together[0]
			for _, f := range together[1:] {
				m.steps++
				switch {
				case f.Name != first.Name:
					m.conflict(n.text, f, `"`+first.Name+`" and "`+f.Name+`" are different fields`)
					return false
				case !sameArguments(first.Arguments, f.Arguments):
					m.conflict(n.text, f, "they have differing arguments")
					return false
				}
			}
			if !m.names(m.below(together)) {
				return false
			}
		}
	}
	return true
}

func (m *merger) conflict(answer string, f *ast.Field, why string) {
	m.addError(core.Message(`Fields "%s" conflict because %s. Use different aliases on the fields to fetch both if this was intentional.`, answer, why), core.At(f.Position))
}

// companions are the fields that can be of one object: those of each object
// type with those of interfaces and unions, or these alone.
func companions(fields []*ast.Field) [][]*ast.Field {
	if len(fields) == 1 {
		return [][]*ast.Field{fields}
	}
	var abstract []*ast.Field
	var types []string
	concrete := map[string][]*ast.Field{}
	for _, f := range fields {
		parent := f.ObjectDefinition
		if parent == nil || parent.Kind != ast.Object || f.Definition == nil {
			abstract = append(abstract, f)
			continue
		}
		if concrete[parent.Name] == nil {
			types = append(types, parent.Name)
		}
		concrete[parent.Name] = append(concrete[parent.Name], f)
	}
	if len(types) == 0 {
		return [][]*ast.Field{abstract}
	}
	out := make([][]*ast.Field, len(types))
	for i, t := range types {
		out[i] = slices.Concat(abstract, concrete[t])
	}
	return out
}

// alike reports whether one value could be of both types: lists and non-null
// must match, and leaves be equal. What objects hold is compared below them.
func (m *merger) alike(a, b *ast.Type) bool {
	if a.NonNull != b.NonNull || (a.Elem == nil) != (b.Elem == nil) {
		return false
	}
	if a.Elem != nil {
		return m.alike(a.Elem, b.Elem)
	}
	one, other := m.schema.Types[a.NamedType], m.schema.Types[b.NamedType]
	if one.IsLeafType() || other.IsLeafType() {
		return one.Name == other.Name
	}
	return true
}

// sameArguments reports whether two fields get the same values, in any order.
func sameArguments(a, b ast.ArgumentList) bool {
	if len(a) != len(b) {
		return false
	}
	for _, arg := range a {
		other := b.ForName(arg.Name)
		if other == nil || !sameValue(arg.Value, other.Value) {
			return false
		}
	}
	return true
}

func sameValue(a, b *ast.Value) bool {
	if a.Kind != b.Kind || a.Raw != b.Raw || len(a.Children) != len(b.Children) {
		return false
	}
	one, other := a.Children, b.Children
	if a.Kind == ast.ObjectValue {
		one, other = byName(one), byName(other)
	}
	for i := range one {
		if one[i].Name != other[i].Name || !sameValue(one[i].Value, other[i].Value) {
			return false
		}
	}
	return true
}

func byName(values ast.ChildValueList) ast.ChildValueList {
	sorted := slices.Clone(values)
	slices.SortStableFunc(sorted, func(a, b *ast.ChildValue) int { return strings.Compare(a.Name, b.Name) })
	return sorted
}
