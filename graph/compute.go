package graph

import (
	"fmt"
	"math"
	"reflect"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/promisegraph/promisegraph/graph/model"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/query"
)

// maxInputs is how many records one computation takes from one list. More are
// not cut but refused: what is left out would change what is computed.
const maxInputs = 20000

// tooManyInputs says that a computation would need more records than it takes.
type tooManyInputs struct{ field string }

// Error is the same as Public.
func (e tooManyInputs) Error() string { return e.Public() }

// ErrorCode is the API's code.
func (tooManyInputs) ErrorCode() string { return CodeTooMuch }

// Public is what clients are told.
func (e tooManyInputs) Public() string {
	return fmt.Sprintf("%s: it rests on more than %d records, more than are taken into account at once; "+
		"ask of a party that fewer others hang together with, or for what is held directly (holders, stakes)", e.field, maxInputs)
}

// computation answers a field by a pure function. What the function needs is
// read beside the other fields, by the same statement.
type computation struct {
	// contents are lists whose records are read whole, as the journal keeps them.
	contents []string
	// shown are lists whose records are read as far as the field's selection
	// shows records of their type.
	shown []shownList
	// publicOnly says that the field's own asOf is, as elsewhere, the day by
	// which records must have been public. Otherwise it is the day that stakes
	// are told for.
	publicOnly bool
	// compute makes the field's value.
	compute func(in inputs) (any, error)
}

// shownList is a list of records that an answer shows: the name of the list
// and the type of its records.
type shownList struct{ name, typeName string }

// inputs are what a computation computes from.
type inputs struct {
	field *query.Field
	// values are what the request gives for it.
	values query.Values
	// parent is the id of the object that the field is on; empty for Query.
	parent string
	lists  map[string]any
}

// records decodes a list that was read whole.
func (in inputs) records(name string) ([]journal.Record, error) {
	versions, _ := in.lists[name].([]*model.Version)
	out := make([]journal.Record, 0, len(versions))
	for _, v := range versions {
		r, err := journal.Decode(v.RecordKind, []byte(v.Content))
		if err != nil {
			return nil, fmt.Errorf("%s of %s: %w", name, in.field.Name, err)
		}
		out = append(out, r)
	}
	return out, nil
}

// shown gives the records of a list by id.
func shown[T model.Node](in inputs, name string) map[string]T {
	list, _ := in.lists[name].([]T)
	out := make(map[string]T, len(list))
	for _, r := range list {
		out[r.NodeID()] = r
	}
	return out
}

// all lists the values of ids that are there, in their order.
func all[T any](ids []string, from map[string]T) []T {
	out := make([]T, 0, len(ids))
	for _, id := range ids {
		if v, ok := from[id]; ok {
			out = append(out, v)
		}
	}
	return out
}

// findComputation finds the computation of a field of a type or of an
// interface that it implements.
func findComputation(def *ast.Definition, field string) (computation, bool) {
	for _, name := range append([]string{def.Name}, def.Interfaces...) {
		if c, ok := computations[name+"."+field]; ok {
			return c, true
		}
	}
	return computation{}, false
}

// computed adds a computed field to an object, and the lists it needs.
func (s *selector) computed(o *query.Object, g group, c computation) error {
	f := &query.Field{Name: g.field.Name, Key: g.key, Type: g.field.Definition.Type.Name()}
	leave, err := s.enter(g.field, s.schema.Types[f.Type], &c)
	if err != nil {
		return err
	}
	defer leave()
	f.Slot = s.within
	o.Computed = append(o.Computed, f)
	if o.Type != "Query" {
		o.Fields = s.addLeaf(o.Fields, "id")
	}
	list := func(name, typeName string) *query.Field {
		return &query.Field{
			Name: g.field.Name + "#" + name, Key: g.key + "#" + name, Type: typeName, Shape: query.List,
			Slot: s.slot(slot{of: f.Slot}),
		}
	}
	for _, name := range c.contents {
		l := list(name, "Version")
		l.Items = []query.Object{{Type: "Version", Fields: []*query.Field{
			{Name: "recordKind", Key: "recordKind", Slot: s.around}, {Name: "content", Key: "content", Slot: s.around},
		}}}
		o.Fields = append(o.Fields, l)
	}
	for _, one := range c.shown {
		def := s.schema.Types[one.typeName]
		l := list(one.name, one.typeName)
		if l.Items, err = s.items(s.shows(g.below, s.schema.Types[f.Type], one.typeName), def); err != nil {
			return err
		}
		s.addID(l.Items)
		o.Fields = append(o.Fields, l)
	}
	return nil
}

// shows gathers what a selection shows of objects of a type, however deep.
func (s *selector) shows(selections ast.SelectionSet, def *ast.Definition, typeName string) ast.SelectionSet {
	var out ast.SelectionSet
	for _, t := range s.schema.GetPossibleTypes(def) {
		for _, g := range s.collect(selections, t) {
			below := s.schema.Types[g.field.Definition.Type.Name()]
			switch {
			case below.Name == typeName:
				out = append(out, g.below...)
			case !below.IsLeafType() && !isRecord(below):
				out = append(out, s.shows(g.below, below, typeName)...)
			}
		}
	}
	return out
}

// isRecord reports whether a type stands for records, whose fields are read.
func isRecord(def *ast.Definition) bool {
	return def.Name == "Node" || slices.Contains(def.Interfaces, "Node")
}

// computeAll answers the computed fields of an object from what was read of it.
func (d decoder) computeAll(o query.Object, id string, selected model.Selected) error {
	for _, f := range o.Computed {
		def := &ast.Definition{Name: o.Type, Interfaces: o.Interfaces}
		c, ok := findComputation(def, f.Name)
		if !ok {
			return fmt.Errorf("%s.%s is not computed", o.Type, f.Name)
		}
		value, err := d.compute(f, c, id, selected)
		if err != nil {
			return err
		}
		selected[f.Key] = value
	}
	return nil
}

// compute answers one computed field of the object with the id, from the
// lists that were selected for it.
func (d decoder) compute(f *query.Field, c computation, id string, selected model.Selected) (any, error) {
	in := inputs{field: f, values: d.values[f.Slot], parent: id, lists: map[string]any{}}
	for _, name := range c.contents {
		in.lists[name] = selected[f.Key+"#"+name]
	}
	for _, one := range c.shown {
		in.lists[one.name] = selected[f.Key+"#"+one.name]
	}
	for _, list := range in.lists {
		if v := reflect.ValueOf(list); v.Kind() == reflect.Slice && v.Len() > maxInputs {
			return nil, tooManyInputs{f.Name}
		}
	}
	value, err := c.compute(in)
	if err != nil {
		return nil, fmt.Errorf("compute %s: %w", f.Name, err)
	}
	return value, nil
}

// round drops digits beyond the tenth, where floating point sums differ by the
// order in which they are made.
func round(v float64) float64 { return math.Round(v*1e10) / 1e10 }

// text is an argument that is a text or an enum value.
func (in inputs) text(name string) string {
	t, _ := in.values.Args[name].(string)
	return t
}

// number is an argument that is a number.
func (in inputs) number(name string) float64 {
	n, _ := in.values.Args[name].(float64)
	return n
}
