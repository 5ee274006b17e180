package graph

import (
	"errors"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/promisegraph/promisegraph/graph/model"
	"github.com/promisegraph/promisegraph/query"
)

// Bounds of lists and arguments.
const (
	defaultFirst = 20
	maxFirst     = 100
	maxIDs       = 100
	maxHops      = 12   // steps of a path
	maxHood      = 4    // steps around a record
	maxDrawn     = 500  // records of a drawing
	maxWhole     = 2000 // entries of a list that cannot be asked for in part
	maxText      = 200
	maxDepth     = 24     // fields below each other
	maxFields    = 3000   // fields of an operation, fragments written out
	maxNodes     = 500000 // objects that an operation can return
)

// selection is what a document selects, whatever values a request gives.
type selection struct {
	root  query.Object
	slots []slot
	// out is how the answer is written; nil when only the executor can.
	out *objectOut
}

// slot tells how the values of a field come about.
type slot struct {
	// field has the arguments; nil for the root and for lists that a
	// computation reads.
	field *ast.Field
	// around is the slot of the field around whose day is taken over, within
	// that of the field around whose objects it is on. The root, slot 0, has
	// neither.
	around, within int
	// counts says that the field returns objects: list whether several.
	counts, list bool
	// computation is that of a computed field. For a list which it reads, of is
	// the slot of the computed field.
	computation *computation
	of          int
}

// selector turns a validated operation into a selection.
type selector struct {
	op     *graphql.OperationContext
	schema *ast.Schema
	kept   []ast.SelectionSet // see selectFields
	slots  []slot
	around int // see slot
	within int
	depth  int
	fields int
}

// selectFields returns what an operation selects. Of the variables it looks
// at those only that decide whether fields are skipped or included.
func selectFields(op *graphql.OperationContext, schema *ast.Schema) (*selection, error) {
	// gqlgen remembers what it collected under the address of the selection, in
	// the operation. The selections joined here are not the executor's, so the
	// selector has an operation of its own and keeps them as long as it lives:
	// no other selection can come to stand at their address.
	own := &graphql.OperationContext{Doc: op.Doc, Operation: op.Operation, Variables: op.Variables}
	s := &selector{op: own, schema: schema, slots: []slot{{}}}
	root, err := s.object(op.Operation.SelectionSet, schema.Query)
	if err != nil {
		return nil, err
	}
	root.Fields = slices.DeleteFunc(root.Fields, func(f *query.Field) bool { return f.Shape == query.Leaf })
	out, err := s.objectOut(op.Operation.SelectionSet, schema.Query, root)
	if err != nil && !errors.Is(err, errIndirect) {
		return nil, err
	}
	return &selection{root: root, slots: s.slots, out: out}, nil
}

// slot adds a slot and returns its number.
func (s *selector) slot(one slot) int {
	one.around, one.within = s.around, s.within
	s.slots = append(s.slots, one)
	return len(s.slots) - 1
}

// group is one field of an object with all that is selected below it.
type group struct {
	field *ast.Field
	key   string
	below ast.SelectionSet
}

// collect lists the fields selected of an object type, those with equal
// arguments once.
func (s *selector) collect(selections ast.SelectionSet, def *ast.Definition) []group {
	s.kept = append(s.kept, selections)
	var groups []group
	for _, f := range graphql.CollectFields(s.op, selections, append([]string{def.Name}, def.Interfaces...)) {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		key := model.Key(f.Field)
		i := slices.IndexFunc(groups, func(g group) bool { return g.key == key })
		if i < 0 {
			groups = append(groups, group{field: f.Field, key: key})
			i = len(groups) - 1
		}
		groups[i].below = append(groups[i].below, f.Selections...)
	}
	return groups
}

func (s *selector) object(selections ast.SelectionSet, def *ast.Definition) (query.Object, error) {
	o := query.Object{Type: def.Name, Interfaces: def.Interfaces}
	for _, g := range s.collect(selections, def) {
		if def == s.schema.Query && resolvedFields[g.field.Name] {
			continue
		}
		if c, ok := findComputation(def, g.field.Name); ok {
			if err := s.computed(&o, g, c); err != nil {
				return query.Object{}, err
			}
			continue
		}
		if needs, ok := computed[def.Name+"."+g.field.Name]; ok {
			for _, name := range needs {
				o.Fields = s.addLeaf(o.Fields, name)
			}
			continue
		}
		if slices.ContainsFunc(o.Fields, func(f *query.Field) bool { return f.Key == g.key }) {
			continue // a computed field needed it before
		}
		f, err := s.field(g)
		if err != nil {
			return query.Object{}, err
		}
		o.Fields = append(o.Fields, f)
	}
	return o, nil
}

// computed are the fields that methods of the model answer, and the leaves
// they are computed from.
var computed = map[string][]string{
	"KeptRate.rate": {"kept", "of"}, "KeptRate.low": {"kept", "of"}, "KeptRate.high": {"kept", "of"},
}

// addLeaf adds a leaf unless it is there.
func (s *selector) addLeaf(fields []*query.Field, name string) []*query.Field {
	if slices.ContainsFunc(fields, func(f *query.Field) bool { return f.Key == name }) {
		return fields
	}
	return append(fields, &query.Field{Name: name, Key: name, Slot: s.around})
}

func (s *selector) field(g group) (*query.Field, error) {
	def := s.schema.Types[g.field.Definition.Type.Name()]
	f := &query.Field{Name: g.field.Name, Key: g.key, Type: def.Name, Slot: s.around}
	if def.IsLeafType() {
		if len(g.field.Arguments) > 0 {
			f.Slot = s.slot(slot{field: g.field})
		}
		return f, s.count(g.field)
	}
	leave, err := s.enter(g.field, def, nil)
	if err != nil {
		return nil, err
	}
	defer leave()
	f.Slot = s.within
	switch {
	case def.Fields.ForName("edges") != nil:
		f.Shape = query.Page
		err = s.page(f, def, g.below)
	case g.field.Definition.Type.Elem != nil:
		f.Shape = query.List
		f.Items, err = s.items(g.below, def)
	default:
		f.Shape = query.One
		f.Items, err = s.items(g.below, def)
	}
	if f.Name == "nodes" && f.Shape == query.List {
		s.addID(f.Items)
	}
	return f, err
}

// count refuses operations of too many fields.
func (s *selector) count(field *ast.Field) error {
	s.fields++
	if s.fields > maxFields {
		return tooMuch(field, "the operation asks for too much: more than %d fields, with fragments written out", maxFields)
	}
	return nil
}

// enter counts a field that returns objects before what is selected below it
// is looked at, and gives it a slot. The function it returns ends the field.
func (s *selector) enter(field *ast.Field, def *ast.Definition, c *computation) (leave func(), err error) {
	if err := s.count(field); err != nil {
		return nil, err
	}
	s.depth++
	if s.depth > maxDepth {
		return nil, tooMuch(field, "the operation is too deep: more than %d objects below each other", maxDepth)
	}
	around, within := s.around, s.within
	several := field.Definition.Type.Elem != nil || def.Fields.ForName("edges") != nil
	s.within = s.slot(slot{field: field, counts: true, list: several, computation: c})
	if c == nil {
		s.around = s.within // the day of a computation is its own
	}
	return func() { s.depth--; s.around, s.within = around, within }, nil
}

// addID makes sure that the id is read, so that a list can be put in the
// order it was asked in.
func (s *selector) addID(items []query.Object) {
	for i := range items {
		items[i].Fields = s.addLeaf(items[i].Fields, "id")
	}
}

// items are the objects a field can consist of.
func (s *selector) items(selections ast.SelectionSet, def *ast.Definition) ([]query.Object, error) {
	var items []query.Object
	types := slices.Clone(s.schema.GetPossibleTypes(def))
	slices.SortFunc(types, func(a, b *ast.Definition) int { return strings.Compare(a.Name, b.Name) })
	for _, t := range types {
		if t.IsAbstractType() {
			continue // an interface that implements another
		}
		o, err := s.object(selections, t)
		if err != nil {
			return nil, err
		}
		o.Tagged = def.IsAbstractType()
		items = append(items, o)
	}
	return items, nil
}

// page takes apart what is selected of a page: its entries, what belongs to
// the step to an entry, and the total.
func (s *selector) page(f *query.Field, def *ast.Definition, selections ast.SelectionSet) error {
	edge := s.schema.Types[def.Fields.ForName("edges").Type.Name()]
	node := s.schema.Types[edge.Fields.ForName("node").Type.Name()]
	var nodes ast.SelectionSet
	for _, g := range s.collect(selections, def) {
		switch g.field.Name {
		case "totalCount":
			f.Total = true
			continue
		case "nodes":
			nodes = append(nodes, g.below...)
		case "edges":
			for _, e := range s.collect(g.below, edge) {
				switch e.field.Name {
				case "node":
					nodes = append(nodes, e.below...)
				case "cursor":
				default:
					more, err := s.field(e)
					if err != nil {
						return err
					}
					f.Edge = append(f.Edge, more)
				}
			}
		}
		f.Entries = true
	}
	var err error
	f.Items, err = s.items(nodes, node)
	return err
}

func badInput(field *ast.Field, format string, args ...any) error {
	return refuse(field, CodeBadInput, format, args...)
}

func tooMuch(field *ast.Field, format string, args ...any) error {
	return refuse(field, CodeTooMuch, format, args...)
}

func refuse(field *ast.Field, code, format string, args ...any) error {
	err := gqlerror.ErrorPosf(field.Position, field.Name+": "+format, args...)
	err.Extensions = map[string]any{"code": code}
	return err
}
