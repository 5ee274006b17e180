package embed

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/promisegraph/promisegraph/fact"
)

// A filter turns the query of an address into the arguments of a list of the
// API. Its parameters are those that the schema has for the list: each field
// of the filter under its own name, and besides them asOf, orderBy and
// direction. A span has two, such as madeOn.from and madeOn.to.
type filter struct {
	parameters map[string]parameter
	orders     []string // what a list can be ordered by
}

// A parameter is one value of a filter.
type parameter struct {
	field string // of the filter
	part  string // of a span: from, to, min or max
	list  bool
	kind  string   // ID, String, Boolean, Float, Date, or Enum
	words []string // of an enum
}

// others are parameters of a table that are no part of the filter.
var others = []string{"asOf", "orderBy", "direction", "bom"}

// newFilter reads from the schema what a list can be narrowed to.
func newFilter(schema *ast.Schema, list string) (filter, error) {
	field := schema.Query.Fields.ForName(list)
	if field == nil || field.Arguments.ForName("filter") == nil || field.Arguments.ForName("orderBy") == nil {
		return filter{}, fmt.Errorf("the schema has no list %s with filter and orderBy", list)
	}
	f := filter{parameters: map[string]parameter{}}
	for _, in := range schema.Types[field.Arguments.ForName("filter").Type.Name()].Fields {
		def := schema.Types[in.Type.Name()]
		if def.Kind != ast.InputObject {
			f.parameters[in.Name] = newParameter(in.Name, "", in.Type, def)
			continue
		}
		for _, part := range def.Fields {
			f.parameters[in.Name+"."+part.Name] = newParameter(in.Name, part.Name, part.Type, schema.Types[part.Type.Name()])
		}
	}
	order := schema.Types[field.Arguments.ForName("orderBy").Type.Name()].Fields.ForName("field")
	for _, value := range schema.Types[order.Type.Name()].EnumValues {
		f.orders = append(f.orders, value.Name)
	}
	return f, nil
}

func newParameter(field, part string, t *ast.Type, def *ast.Definition) parameter {
	p := parameter{field: field, part: part, list: t.Elem != nil, kind: def.Name}
	if def.Kind == ast.Enum {
		p.kind = "Enum"
		for _, value := range def.EnumValues {
			p.words = append(p.words, value.Name)
		}
	}
	return p
}

// names are all parameters, for messages.
func (f filter) names() []string {
	names := slices.Clone(others)
	for name := range f.parameters {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// variables reads the query. A parameter that it does not know is a mistake:
// a list that was meant to be narrowed would look like the whole.
func (f filter) variables(q url.Values) (map[string]any, error) {
	variables, in := map[string]any{}, map[string]any{}
	for name, values := range q {
		values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" }) // a form's field left empty
		if slices.Contains(others, name) {
			if len(values) > 1 {
				return nil, badRequest("%s: give it once", name)
			}
			continue
		}
		p, ok := f.parameters[name]
		if !ok {
			return nil, badRequest("%s: there is no such parameter; there are: %s", name, strings.Join(f.names(), ", "))
		}
		if len(values) == 0 {
			continue
		}
		value, err := p.value(values)
		if err != nil {
			return nil, badRequest("%s: %v", name, err)
		}
		if p.part == "" {
			in[p.field] = value
			continue
		}
		span, ok := in[p.field].(map[string]any)
		if !ok {
			span = map[string]any{}
			in[p.field] = span
		}
		span[p.part] = value
	}
	if len(in) > 0 {
		variables["filter"] = in
	}
	if day := q.Get("asOf"); day != "" {
		if _, err := fact.ParseDate(day); err != nil {
			return nil, badRequest("asOf: %v", err)
		}
		variables["asOf"] = day
	}
	return variables, f.order(q, variables)
}

func (f filter) order(q url.Values, variables map[string]any) error {
	by, direction := strings.ToUpper(q.Get("orderBy")), strings.ToUpper(q.Get("direction"))
	if by == "" {
		if direction != "" {
			return badRequest("direction: say by what with orderBy: %s", strings.Join(f.orders, ", "))
		}
		return nil
	}
	if !slices.Contains(f.orders, by) {
		return badRequest("orderBy: %q is none of %s", q.Get("orderBy"), strings.Join(f.orders, ", "))
	}
	order := map[string]any{"field": by}
	switch direction {
	case "ASC", "DESC":
		order["direction"] = direction
	case "":
	default:
		return badRequest("direction: %q is none of ASC, DESC", q.Get("direction"))
	}
	variables["orderBy"] = order
	return nil
}

// value reads the values of a parameter. Ids and words of an enum may also
// stand in one value, with commas between.
func (p parameter) value(values []string) (any, error) {
	if !p.list {
		if len(values) > 1 {
			return nil, fmt.Errorf("give it once")
		}
		return p.one(values[0])
	}
	if p.kind == "ID" || p.kind == "Enum" {
		values = strings.Split(strings.Join(values, ","), ",")
	}
	list := make([]any, len(values))
	for i, text := range values {
		var err error
		if list[i], err = p.one(text); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (p parameter) one(text string) (any, error) {
	text = strings.TrimSpace(text)
	switch p.kind {
	case "Boolean":
		if text != "true" && text != "false" {
			return nil, fmt.Errorf("%q is neither true nor false", text)
		}
		return text == "true", nil
	case "Float":
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || n-n != 0 { // infinite, or no number at all
			return nil, fmt.Errorf("%q is not a number", text)
		}
		return n, nil
	case "Date":
		if _, err := fact.ParseDate(text); err != nil {
			return nil, err
		}
	case "ID":
		if !fact.ValidID(text) {
			return nil, fmt.Errorf("%q is not an id", text)
		}
	case "Enum":
		word := strings.ToUpper(text)
		if !slices.Contains(p.words, word) {
			return nil, fmt.Errorf("%q is none of %s", text, strings.Join(p.words, ", "))
		}
		return word, nil
	}
	return text, nil
}

// bom reports whether a mark for older spreadsheets is to come first.
func (t *table) bom(q url.Values) (bool, error) {
	switch q.Get("bom") {
	case "", "0":
		return false, nil
	case "1":
		return true, nil
	}
	return false, fault{http.StatusBadRequest, fmt.Sprintf("bom: %q is neither 1 nor 0", q.Get("bom"))}
}
