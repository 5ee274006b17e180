package graph

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/promisegraph/promisegraph/graph/model"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/query"
)

// errIndirect says that an operation asks for something that only the
// executor answers.
var errIndirect = errors.New("not written from the record")

// form says how a field is written.
type form int

const (
	formType     form = iota // a constant: the name of the type, or the kind of its records
	formRevision             // the revision of the answer
	formLeaf
	formOne
	formList
	formByID     // a list in the order of its ids, null where there is none
	formPage     // see pageOut
	formComputed // by a pure function
	formDecoded  // read into a Go value first, because methods answer leaves
)

// objectOut is how objects of one type are written: its fields in the order
// of the answer.
type objectOut struct {
	object query.Object
	fields []fieldOut
	// decoded says that leaves are answered by methods, so that the object must
	// be decoded.
	decoded bool
	id      int // place of the id in the row, for computed fields
}

// fieldOut is how one field of an object is written from the object's row.
type fieldOut struct {
	label   []byte // "alias":
	form    form
	at      int    // place in the row
	text    []byte // what is written: the type, or a leaf that is missing
	nonNull bool
	leaf    leaf
	field   *query.Field
	items   []*objectOut // by type, as field.Items
	page    []pagePart
	// value is how a Go value is written, when the row is not; what is computed
	// uses the lists at places.
	value       *valueOut
	computation computation
}

// pagePart is one field of a page.
type pagePart struct {
	label []byte
	kind  string // __typename, totalCount, pageInfo, nodes, edges
	text  []byte
	items []*objectOut // of nodes
	parts []edgePart   // of edges and pageInfo
}

// edgePart is one field of an edge or of pageInfo.
type edgePart struct {
	label []byte
	kind  string // __typename, cursor, node or none; of pageInfo its fields
	text  []byte
	items []*objectOut // of node
	own   fieldOut     // another field of the edge
}

// leaf is how values of a type without fields are written.
type leaf struct {
	kind leafKind
	list bool
	// item says that entries of the list may not be null.
	item bool
}

type leafKind int

const (
	leafText leafKind = iota // empty means unknown
	leafID
	leafEnum
	leafInt
	leafFloat
	leafBool
)

func label(alias string) []byte { return append(appendQuoted(nil, alias), ':') }

// implementors are what fragments may be on to hold for a type.
func implementors(def *ast.Definition) []string { return append([]string{def.Name}, def.Interfaces...) }

// collected are the fields of a selection for a type, in the order of the answer.
func (s *selector) collected(selections ast.SelectionSet, def *ast.Definition) ([]graphql.CollectedField, error) {
	s.kept = append(s.kept, selections)
	fields := graphql.CollectFields(s.op, selections, implementors(def))
	for _, f := range fields {
		if len(f.Deferrables) > 0 || strings.HasPrefix(f.Name, "__") && f.Name != "__typename" {
			return nil, errIndirect
		}
	}
	return fields, nil
}

// objectOut plans how objects of a type are written from rows of o.
func (s *selector) objectOut(selections ast.SelectionSet, def *ast.Definition, o query.Object) (*objectOut, error) {
	fields, err := s.collected(selections, def)
	if err != nil {
		return nil, err
	}
	out := &objectOut{object: o, id: slices.IndexFunc(o.Fields, func(f *query.Field) bool { return f.Key == "id" })}
	for _, f := range fields {
		one, err := s.fieldOut(f, def, o, out)
		if err != nil {
			return nil, err
		}
		one.label = label(f.Alias)
		one.nonNull = f.Name == "__typename" || f.Definition.Type.NonNull
		out.fields = append(out.fields, one)
	}
	return out, nil
}

func (s *selector) fieldOut(f graphql.CollectedField, def *ast.Definition, o query.Object, out *objectOut) (fieldOut, error) {
	if f.Name == "__typename" {
		return fieldOut{form: formType, text: appendQuoted(nil, def.Name)}, nil
	}
	key := model.Key(f.Field)
	if c, ok := findComputation(def, f.Name); ok {
		i := slices.IndexFunc(o.Computed, func(f *query.Field) bool { return f.Key == key })
		if i < 0 {
			return fieldOut{}, errIndirect
		}
		value, err := s.valueOut(f.Selections, s.schema.Types[f.Definition.Type.Name()])
		return fieldOut{form: formComputed, field: o.Computed[i], computation: c, value: value}, err
	}
	if _, ok := computed[def.Name+"."+f.Name]; ok {
		out.decoded = true
		return fieldOut{}, nil
	}
	if def == s.schema.Query && f.Name == "revision" {
		return fieldOut{form: formRevision}, nil
	}
	at := slices.IndexFunc(o.Fields, func(f *query.Field) bool { return f.Key == key })
	if at < 0 {
		return fieldOut{}, errIndirect
	}
	if f.Name == "recordKind" {
		if r, ok := reflect.New(types[o.Type]).Interface().(journal.Record); ok {
			return fieldOut{form: formType, text: appendQuoted(nil, strings.ToUpper(string(r.RecordKind())))}, nil
		}
	}
	one := fieldOut{at: at, field: o.Fields[at]}
	return one, s.below(&one, f, types[o.Type])
}

// below plans what is written for a field; holder is the Go type of its object.
func (s *selector) below(one *fieldOut, f graphql.CollectedField, holder reflect.Type) error {
	def := s.schema.Types[f.Definition.Type.Name()]
	var err error
	switch one.field.Shape {
	case query.Leaf:
		one.form = formLeaf
		if one.leaf, err = leafOf(f.Definition.Type, def); err != nil {
			return err
		}
		one.text, err = missing(holder, f.Name, one.leaf, f.Definition.Type.NonNull)
		return err
	case query.Page:
		one.form = formPage
		one.page, err = s.pageOut(one.field, f.Selections, def)
		return err
	case query.List:
		one.form = formList
		if f.ObjectDefinition == s.schema.Query && f.Name == "nodes" {
			one.form = formByID
		}
	case query.One:
		one.form = formOne
	}
	if one.items, err = s.itemsOut(one.field, f.Selections); err != nil {
		return err
	}
	if slices.ContainsFunc(one.items, func(o *objectOut) bool { return o.decoded }) {
		one.form = formDecoded
		one.value, err = s.valueOut(f.Selections, def)
	}
	return err
}

func (s *selector) itemsOut(f *query.Field, selections ast.SelectionSet) ([]*objectOut, error) {
	var out []*objectOut
	for _, o := range f.Items {
		one, err := s.objectOut(selections, s.schema.Types[o.Type], o)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// pageOut plans how the fields of a page are written.
func (s *selector) pageOut(field *query.Field, selections ast.SelectionSet, def *ast.Definition) ([]pagePart, error) {
	fields, err := s.collected(selections, def)
	if err != nil {
		return nil, err
	}
	var parts []pagePart
	for _, f := range fields {
		part := pagePart{label: label(f.Alias), kind: f.Name}
		switch f.Name {
		case "__typename":
			part.text = appendQuoted(nil, def.Name)
		case "nodes":
			part.items, err = s.itemsOut(field, f.Selections)
		case "edges":
			part.parts, err = s.edgeOut(field, f.Selections, s.schema.Types[f.Definition.Type.Name()])
		case "pageInfo":
			part.parts, err = s.pageInfoOut(f.Selections, s.schema.Types["PageInfo"])
		}
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	return parts, nil
}

func (s *selector) pageInfoOut(selections ast.SelectionSet, def *ast.Definition) ([]edgePart, error) {
	fields, err := s.collected(selections, def)
	if err != nil {
		return nil, err
	}
	var parts []edgePart
	for _, f := range fields {
		part := edgePart{label: label(f.Alias), kind: f.Name}
		if f.Name == "__typename" {
			part.text = appendQuoted(nil, def.Name)
		}
		parts = append(parts, part)
	}
	return parts, nil
}

// edgeOut plans how the steps to entries are written.
func (s *selector) edgeOut(field *query.Field, selections ast.SelectionSet, def *ast.Definition) ([]edgePart, error) {
	fields, err := s.collected(selections, def)
	if err != nil {
		return nil, err
	}
	edges, _ := types[field.Type].FieldByName("Edges")
	holder := edges.Type.Elem().Elem()
	var parts []edgePart
	for _, f := range fields {
		part := edgePart{label: label(f.Alias), kind: f.Name}
		switch f.Name {
		case "__typename":
			part.text = appendQuoted(nil, def.Name)
		case "cursor":
		case "node":
			part.items, err = s.itemsOut(field, f.Selections)
		default:
			key := model.Key(f.Field)
			at := slices.IndexFunc(field.Edge, func(f *query.Field) bool { return f.Key == key })
			if at < 0 {
				return nil, errIndirect
			}
			part.own = fieldOut{at: at, field: field.Edge[at], nonNull: f.Definition.Type.NonNull}
			err = s.below(&part.own, f, holder)
		}
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(part.items, func(o *objectOut) bool { return o.decoded }) {
			return nil, errIndirect
		}
		parts = append(parts, part)
	}
	return parts, nil
}

// leafOf tells how values of a leaf type are written.
func leafOf(t *ast.Type, def *ast.Definition) (leaf, error) {
	out := leaf{list: t.Elem != nil, item: t.Elem != nil && t.Elem.NonNull}
	if def.Kind == ast.Enum {
		out.kind = leafEnum
		return out, nil
	}
	kinds := map[string]leafKind{
		"String": leafText, "Date": leafText, "DateTime": leafText, "Cursor": leafText,
		"ID": leafID, "Int": leafInt, "Float": leafFloat, "Boolean": leafBool,
	}
	kind, ok := kinds[def.Name]
	if !ok {
		return leaf{}, errIndirect
	}
	out.kind = kind
	return out, nil
}

// missing is what the executor writes for a leaf that the row has nothing
// for: the zero value of the Go field.
func missing(holder reflect.Type, name string, l leaf, nonNull bool) ([]byte, error) {
	field, ok := holder.FieldByNameFunc(func(n string) bool { return strings.EqualFold(n, name) })
	if !ok {
		return nil, errIndirect
	}
	switch field.Type.Kind() {
	case reflect.Slice:
		if nonNull {
			return []byte("[]"), nil
		}
		return null, nil
	case reflect.String:
		if l.kind == leafID {
			return []byte(`""`), nil
		}
		return null, nil
	case reflect.Bool:
		return []byte("false"), nil
	case reflect.Int, reflect.Int64, reflect.Float64:
		return []byte("0"), nil
	case reflect.Pointer:
		return null, nil
	}
	return nil, errIndirect
}

// valueOut is how Go values of a type, or of the types of an interface, are
// written.
type valueOut struct{ byType map[string][]valueField }

// valueField is one field of a Go value.
type valueField struct {
	label []byte
	text  []byte // the type, for __typename
	name  string
	key   string // in what was selected
	list  bool
	// nonNull and item say that the field and the entries of its list may not
	// be null.
	nonNull, item bool
	leaf          leaf
	below         *valueOut // nil for a leaf
}

func (s *selector) valueOut(selections ast.SelectionSet, def *ast.Definition) (*valueOut, error) {
	out := &valueOut{byType: map[string][]valueField{}}
	for _, t := range s.schema.GetPossibleTypes(def) {
		fields, err := s.collected(selections, t)
		if err != nil {
			return nil, err
		}
		written := make([]valueField, 0, len(fields))
		for _, f := range fields {
			one := valueField{label: label(f.Alias), name: f.Name}
			if f.Name == "__typename" {
				one.text = appendQuoted(nil, t.Name)
				written = append(written, one)
				continue
			}
			of := f.Definition.Type
			one.key, one.list, one.nonNull = model.Key(f.Field), of.Elem != nil, of.NonNull
			one.item = one.list && of.Elem.NonNull
			below := s.schema.Types[of.Name()]
			if below.IsLeafType() {
				one.leaf, err = leafOf(of, below)
			} else {
				one.below, err = s.valueOut(f.Selections, below)
			}
			if err != nil {
				return nil, err
			}
			written = append(written, one)
		}
		out.byType[t.Name] = written
	}
	return out, nil
}
