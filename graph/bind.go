package graph

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/query"
)

// binder puts what a request gives into the slots of a selection.
type binder struct {
	schema    *ast.Schema
	variables map[string]any
	// objects is how many there can be of the field of each slot; total of all.
	objects []int
	total   int
	// form tells which values are given.
	form []byte
}

// bind gives the values of all slots, and a text that is the same for all
// requests that give the same arguments, whatever their values.
func (s *selection) bind(schema *ast.Schema, variables map[string]any, today fact.Date) ([]query.Values, string, error) {
	b := &binder{schema: schema, variables: variables, objects: make([]int, len(s.slots))}
	values := make([]query.Values, len(s.slots))
	values[0].Day = today
	b.objects[0] = 1
	for i, slot := range s.slots[1:] {
		v := &values[i+1]
		v.AsOf, v.Day = values[slot.around].AsOf, values[slot.around].Day
		if slot.field == nil {
			*v = values[slot.of]
			v.Window = query.Window{Limit: maxInputs + 1}
			continue
		}
		if err := b.arguments(slot.field, v); err != nil {
			return nil, "", err
		}
		if err := b.count(i+1, slot, v.Window.Limit); err != nil {
			return nil, "", err
		}
		b.day(slot, v)
		b.given(slot.field, v)
	}
	return values, string(b.form), nil
}

// count refuses what could return too many objects.
func (b *binder) count(i int, s slot, limit int) error {
	b.objects[i] = b.objects[s.within]
	if s.list {
		b.objects[i] *= limit
	}
	if s.counts {
		b.total += b.objects[i]
	}
	if b.total > maxNodes {
		return tooMuch(s.field, "the operation asks for too much: it could return more than %d objects; ask for fewer with first", maxNodes)
	}
	return nil
}

// day moves asOf from the arguments to the day of the field and of all below.
// A computed field takes it as the day for which it is computed.
func (b *binder) day(s slot, v *query.Values) {
	day, ok := v.Args["asOf"].(fact.Date)
	if !ok {
		return
	}
	delete(v.Args, "asOf")
	v.Day = day.Last()
	if s.computation == nil || s.computation.publicOnly {
		v.AsOf = v.Day
	}
}

// given adds to the form which values there are of a field. Values of orders
// belong to it, since they decide about the text of a statement.
func (b *binder) given(field *ast.Field, v *query.Values) {
	b.form = append(b.form, ';')
	for _, def := range field.Definition.Arguments {
		if value, ok := v.Args[def.Name]; ok {
			b.form = append(append(b.form, def.Name...), ' ')
			b.group(value)
		}
	}
	b.form = append(b.form, orderName(v.Args)...)
	for _, there := range []bool{v.AsOf != "", v.Window.Backward, v.Window.After != nil, v.Window.Before != nil} {
		mark := byte('-')
		if there {
			mark = '+'
		}
		b.form = append(b.form, mark)
	}
}

func (b *binder) group(value any) {
	in, ok := value.(query.Input)
	if !ok {
		return
	}
	b.form = append(b.form, '{')
	for _, def := range b.schema.Types[in.Type].Fields {
		if value, ok := in.Fields[def.Name]; ok {
			b.form = append(append(b.form, def.Name...), ' ')
			b.group(value)
		}
	}
	b.form = append(b.form, '}')
}

// arguments reads the arguments of a field, the part of a list into its window.
func (b *binder) arguments(field *ast.Field, v *query.Values) error {
	v.Window.Limit = defaultFirst
	if field.Definition.Arguments.ForName("first") == nil {
		v.Window.Limit = maxWhole // the object around it is bounded
	}
	given := field.ArgumentMap(b.variables)
	if len(field.Definition.Arguments) == 0 {
		return nil
	}
	v.Args = map[string]any{}
	for _, def := range field.Definition.Arguments {
		raw, ok := given[def.Name]
		if !ok || raw == nil {
			continue
		}
		value, err := b.value(raw, def.Type)
		if err != nil {
			return badInput(field, "%s: %v", def.Name, err)
		}
		v.Args[def.Name] = value
	}
	if err := window(v); err != nil {
		return badInput(field, "%v", err)
	}
	if ids, ok := v.Args["ids"].([]any); ok && len(ids) > maxIDs {
		return badInput(field, "ids: %d ids; at most %d can be asked for at once", len(ids), maxIDs)
	}
	for name, most := range map[string]int64{"maxHops": maxHops, "depth": maxHood, "limit": maxDrawn} {
		if n, ok := v.Args[name].(int64); ok && (n < 1 || n > most) {
			return badInput(field, "%s: %d is not between 1 and %d", name, n, most)
		}
	}
	if text, ok := v.Args["text"].(string); ok && (strings.TrimSpace(text) == "" || len([]rune(text)) > maxText) {
		return badInput(field, "text: give 1 to %d characters to look for", maxText)
	}
	return nil
}

// window moves first, last, after and before from the arguments to the window.
func window(v *query.Values) error {
	first, hasFirst := v.Args["first"].(int64)
	last, hasLast := v.Args["last"].(int64)
	if hasFirst && hasLast {
		return fmt.Errorf("give either first or last, not both")
	}
	for name, n := range map[string]int64{"first": first, "last": last} {
		if _, ok := v.Args[name]; ok && (n < 1 || n > maxFirst) {
			return fmt.Errorf("%s: %d is not between 1 and %d", name, n, maxFirst)
		}
	}
	if hasFirst || hasLast {
		v.Window.Limit = int(max(first, last))
	}
	v.Window.Backward = hasLast
	order := orderName(v.Args)
	for name, at := range map[string]**query.Cursor{"after": &v.Window.After, "before": &v.Window.Before} {
		text, ok := v.Args[name].(string)
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
		delete(v.Args, name)
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
func (b *binder) value(raw any, t *ast.Type) (any, error) {
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
			if out[i], err = b.value(item, t.Elem); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	def := b.schema.Types[t.NamedType]
	switch {
	case def.Kind == ast.InputObject:
		return b.input(raw, def)
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

func (b *binder) input(raw any, def *ast.Definition) (any, error) {
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
		converted, err := b.value(value, f.Type)
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
