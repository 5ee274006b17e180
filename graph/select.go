package graph

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/promisegraph/promisegraph/fact"
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

// selector turns a validated operation into the tree that the store reads.
type selector struct {
	op     *graphql.OperationContext
	schema *ast.Schema
	kept   []ast.SelectionSet // see selectFields
	depth  int
	fields int
	// asOf is the day whose knowledge the fields around ask for; empty for
	// none. today is the day of the request.
	asOf, today fact.Date
	// nodes is how many objects there can be of the one being selected;
	// total is how many of all.
	nodes, total int
}

// selectFields returns what an operation selects of the root, as far as it
// needs the store.
func selectFields(op *graphql.OperationContext, schema *ast.Schema, today fact.Date) (query.Object, error) {
	// gqlgen remembers what it collected under the address of the selection, in
	// the operation. The selections joined here are not the executor's, so the
	// selector has an operation of its own and keeps them as long as it lives:
	// no other selection can come to stand at their address.
	own := &graphql.OperationContext{Doc: op.Doc, Operation: op.Operation, Variables: op.Variables}
	s := &selector{op: own, schema: schema, nodes: 1, today: today}
	root, err := s.object(op.Operation.SelectionSet, schema.Query)
	if err != nil {
		return query.Object{}, err
	}
	root.Fields = slices.DeleteFunc(root.Fields, func(f *query.Field) bool { return f.Shape == query.Leaf })
	return root, nil
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
		key := model.Key(f.Field, s.op.Variables)
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
		if c, ok := findComputation(def, g.field.Name); ok {
			if err := s.computed(&o, g, c); err != nil {
				return query.Object{}, err
			}
			continue
		}
		if needs, ok := computed[def.Name+"."+g.field.Name]; ok {
			for _, name := range needs {
				o.Fields = addLeaf(o.Fields, name)
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
func addLeaf(fields []*query.Field, name string) []*query.Field {
	if slices.ContainsFunc(fields, func(f *query.Field) bool { return f.Key == name }) {
		return fields
	}
	return append(fields, &query.Field{Name: name, Key: name})
}

func (s *selector) field(g group) (*query.Field, error) {
	def := s.schema.Types[g.field.Definition.Type.Name()]
	f := &query.Field{Name: g.field.Name, Key: g.key, Type: def.Name}
	if err := s.arguments(g.field, f); err != nil {
		return nil, err
	}
	leave, err := s.enter(g.field, f, def)
	if err != nil {
		return nil, err
	}
	defer leave()
	defer s.during(f)()
	switch {
	case def.IsLeafType():
		f.Shape = query.Leaf
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
		addID(f.Items)
	}
	return f, err
}

// enter counts a field before what is selected below it is looked at, and
// refuses what would cost too much. The function it returns ends the field.
func (s *selector) enter(field *ast.Field, f *query.Field, def *ast.Definition) (leave func(), err error) {
	s.fields++
	if s.fields > maxFields {
		return nil, tooMuch(field, "the operation asks for too much: more than %d fields, with fragments written out", maxFields)
	}
	if def.IsLeafType() {
		return func() {}, nil
	}
	nodes := s.nodes
	if field.Definition.Type.Elem != nil || def.Fields.ForName("edges") != nil {
		s.nodes *= f.Window.Limit
	}
	s.depth++
	s.total += s.nodes
	if s.depth > maxDepth {
		return nil, tooMuch(field, "the operation is too deep: more than %d objects below each other", maxDepth)
	}
	if s.total > maxNodes {
		return nil, tooMuch(field, "the operation asks for too much: it could return more than %d objects; ask for fewer with first", maxNodes)
	}
	return func() { s.depth--; s.nodes = nodes }, nil
}

// during takes over the day a field asks for, for it and all below. The
// function it returns ends that.
func (s *selector) during(f *query.Field) func() {
	around := s.asOf
	if day, ok := f.Args["asOf"].(fact.Date); ok {
		s.asOf = day.Last()
		delete(f.Args, "asOf")
	}
	f.AsOf, f.Day = s.asOf, s.today
	if s.asOf != "" {
		f.Day = s.asOf
	}
	return func() { s.asOf = around }
}

// addID makes sure that the id is read, so that a list can be put in the
// order it was asked in.
func addID(items []query.Object) {
	for i := range items {
		items[i].Fields = addLeaf(items[i].Fields, "id")
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

// arguments reads the arguments of a field, the part of a list into its window.
func (s *selector) arguments(field *ast.Field, f *query.Field) error {
	f.Window.Limit = defaultFirst
	if field.Definition.Arguments.ForName("first") == nil {
		f.Window.Limit = maxWhole // the object around it is bounded
	}
	given := field.ArgumentMap(s.op.Variables)
	if len(field.Definition.Arguments) == 0 {
		return nil
	}
	f.Args = map[string]any{}
	for _, def := range field.Definition.Arguments {
		raw, ok := given[def.Name]
		if !ok || raw == nil {
			continue
		}
		value, err := s.value(raw, def.Type)
		if err != nil {
			return badInput(field, "%s: %v", def.Name, err)
		}
		f.Args[def.Name] = value
	}
	if err := window(f); err != nil {
		return badInput(field, "%v", err)
	}
	if ids, ok := f.Args["ids"].([]any); ok && len(ids) > maxIDs {
		return badInput(field, "ids: %d ids; at most %d can be asked for at once", len(ids), maxIDs)
	}
	for name, most := range map[string]int64{"maxHops": maxHops, "depth": maxHood, "limit": maxDrawn} {
		if n, ok := f.Args[name].(int64); ok && (n < 1 || n > most) {
			return badInput(field, "%s: %d is not between 1 and %d", name, n, most)
		}
	}
	if text, ok := f.Args["text"].(string); ok && (strings.TrimSpace(text) == "" || len([]rune(text)) > maxText) {
		return badInput(field, "text: give 1 to %d characters to look for", maxText)
	}
	return nil
}

// window moves first, last, after and before from the arguments to the window.
func window(f *query.Field) error {
	first, hasFirst := f.Args["first"].(int64)
	last, hasLast := f.Args["last"].(int64)
	if hasFirst && hasLast {
		return fmt.Errorf("give either first or last, not both")
	}
	for name, n := range map[string]int64{"first": first, "last": last} {
		if _, ok := f.Args[name]; ok && (n < 1 || n > maxFirst) {
			return fmt.Errorf("%s: %d is not between 1 and %d", name, n, maxFirst)
		}
	}
	if hasFirst || hasLast {
		f.Window.Limit = int(max(first, last))
	}
	f.Window.Backward = hasLast
	order := orderName(f.Args)
	for name, at := range map[string]**query.Cursor{"after": &f.Window.After, "before": &f.Window.Before} {
		text, ok := f.Args[name].(string)
		if !ok {
			continue
		}
		cursor, err := decodeCursor(text)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if cursor.Order != order {
			return fmt.Errorf("%s: this place belongs to a list in another order; take it from an answer with the same orderBy", name)
		}
		*at = cursor
	}
	for _, name := range []string{"first", "last", "after", "before"} {
		delete(f.Args, name)
	}
	return nil
}

// orderName names the order that was asked for; empty for a list's own.
func orderName(args map[string]any) string {
	by, ok := args["orderBy"].(query.Input)
	if !ok {
		return ""
	}
	return fmt.Sprintf("%v %v", by.Fields["field"], by.Fields["direction"])
}

// value turns an argument into the neutral form, by its type.
func (s *selector) value(raw any, t *ast.Type) (any, error) {
	if raw == nil {
		return nil, nil
	}
	if t.Elem != nil {
		list, ok := raw.([]any)
		if !ok {
			list = []any{raw} // a single value stands for a list of one
		}
		out := make([]any, len(list))
		for i, item := range list {
			var err error
			if out[i], err = s.value(item, t.Elem); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	def := s.schema.Types[t.NamedType]
	switch {
	case def.Kind == ast.InputObject:
		return s.input(raw, def)
	case def.Kind == ast.Enum:
		return strings.ToLower(fmt.Sprint(raw)), nil
	case def.Name == "Date":
		return fact.ParseDate(fmt.Sprint(raw))
	case def.Name == "Int":
		return graphql.UnmarshalInt64(raw)
	case def.Name == "Float":
		return graphql.UnmarshalFloat(raw)
	case def.Name == "ID":
		return graphql.UnmarshalID(raw)
	case def.Name == "Boolean":
		return graphql.UnmarshalBoolean(raw)
	}
	return graphql.UnmarshalString(raw)
}

func (s *selector) input(raw any, def *ast.Definition) (any, error) {
	fields, ok := raw.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("must be a group of fields")
	}
	in := query.Input{Type: def.Name, Fields: map[string]any{}}
	for _, f := range def.Fields {
		value, given := fields[f.Name]
		if !given && f.DefaultValue != nil {
			value, _ = f.DefaultValue.Value(nil)
		}
		if value == nil {
			continue
		}
		converted, err := s.value(value, f.Type)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		if list, ok := converted.([]any); ok && len(list) > maxIDs {
			return nil, fmt.Errorf("%s: %d values; at most %d can be given", f.Name, len(list), maxIDs)
		}
		in.Fields[f.Name] = converted
	}
	return in, nil
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

// encodeCursor makes the opaque text of a place.
func encodeCursor(c query.Cursor) string {
	raw, err := json.Marshal(c)
	if err != nil {
		return ""
	}
	return cursorEncoding.EncodeToString(raw)
}

func decodeCursor(text string) (*query.Cursor, error) {
	raw, err := cursorEncoding.DecodeString(text)
	var c query.Cursor
	if err == nil {
		err = json.Unmarshal(raw, &c)
	}
	switch c.Value.(type) {
	case string, float64:
	default:
		err = fmt.Errorf("no value")
	}
	if err != nil {
		return nil, fmt.Errorf("%q is not a place in a list: take it from pageInfo or an edge's cursor", text)
	}
	return &c, nil
}
