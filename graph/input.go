package graph

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/graph/model"
	"github.com/promisegraph/promisegraph/journal"
)

// Inputs of mutations are the records of the change set format with the names
// of the API: `madeOn` for `made_on`, enum values in upper case.

// reader of inputs: it collects what is wrong with them.
type inputReader struct {
	schema *ast.Schema
	errors []*model.UserError
}

func (r *inputReader) wrong(path []string, format string, args ...any) {
	r.errors = append(r.errors, &model.UserError{Field: append([]string{}, path...), Message: fmt.Sprintf(format, args...), Code: "invalid"})
}

// record reads the input of a record of a kind; path leads to it.
func (r *inputReader) record(kind fact.Kind, raw any, path []string) journal.Record {
	def := r.schema.Types[inputName(kind)]
	before := len(r.errors)
	value := r.object(raw, def, path)
	if len(r.errors) > before {
		return nil
	}
	body, err := json.Marshal(value)
	if err != nil {
		r.wrong(path, "%v", err)
		return nil
	}
	record, err := journal.Decode(kind, body)
	if err != nil {
		r.wrong(path, "%v", err)
		return nil
	}
	return record
}

// inputName is the input type of a kind of record.
func inputName(kind fact.Kind) string {
	return strings.ToUpper(string(kind[:1])) + string(kind[1:]) + "Input"
}

func (r *inputReader) object(raw any, def *ast.Definition, path []string) map[string]any {
	fields, ok := raw.(map[string]any)
	if !ok {
		r.wrong(path, "must be a group of fields")
		return nil
	}
	for name := range fields {
		if def.Fields.ForName(name) == nil {
			r.wrong(append(path, name), "there is no such field here")
		}
	}
	out := make(map[string]any, len(fields))
	for _, f := range def.Fields {
		value, given := fields[f.Name]
		if !given || value == nil {
			if f.Type.NonNull {
				r.wrong(append(path, f.Name), "is missing")
			}
			continue
		}
		out[snake(f.Name)] = r.value(value, f.Type, append(path, f.Name))
	}
	return out
}

func (r *inputReader) value(raw any, t *ast.Type, path []string) any {
	if t.Elem != nil {
		list, ok := raw.([]any)
		if !ok {
			list = []any{raw}
		}
		out := make([]any, len(list))
		for i, item := range list {
			out[i] = r.value(item, t.Elem, append(path, fmt.Sprint(i)))
		}
		return out
	}
	def := r.schema.Types[t.NamedType]
	switch {
	case def.Kind == ast.InputObject:
		return r.object(raw, def, path)
	case def.Kind == ast.Enum:
		if def.EnumValues.ForName(strings.ToUpper(fmt.Sprint(raw))) == nil {
			r.wrong(path, "%v is none of the values here", raw)
		}
		return strings.ToLower(fmt.Sprint(raw))
	case def.Name == "Date":
		day, err := fact.ParseDate(fmt.Sprint(raw))
		if err != nil {
			r.wrong(path, "%v", err)
		}
		return string(day)
	case def.Name == "Float" || def.Name == "Int":
		number, err := graphql.UnmarshalFloat(raw)
		if err != nil {
			r.wrong(path, "%v", err)
		}
		return number
	case def.Name == "Boolean":
		if _, ok := raw.(bool); !ok {
			r.wrong(path, "must be true or false")
		}
		return raw
	}
	switch raw.(type) {
	case string, json.Number:
		return fmt.Sprint(raw)
	}
	r.wrong(path, "must be a text")
	return nil
}

// written reads a record of a kind from JSON in the form that import reads, by
// the same rules as one that comes as an input.
func (r *inputReader) written(kind fact.Kind, body []byte, path []string) journal.Record {
	var fields map[string]any
	numbers := json.NewDecoder(bytes.NewReader(body))
	numbers.UseNumber()
	if err := numbers.Decode(&fields); err != nil {
		r.wrong(path, "is no JSON object of a record: %v", err)
		return nil
	}
	if !kind.Valid() {
		r.wrong(path, "%q is no kind of record", kind)
		return nil
	}
	return r.record(kind, camelKeys(fields), path)
}

// entries reads entries from JSON as journal.EncodeEntries writes them.
func (d *draft) entries(content string, path []string) {
	var list []struct {
		Op         journal.Op      `json:"op"`
		Kind       fact.Kind       `json:"kind"`
		ID         string          `json:"id"`
		Reason     string          `json:"reason"`
		IfRevision int64           `json:"if_revision"`
		Record     json.RawMessage `json:"record"`
	}
	if err := json.Unmarshal([]byte(content), &list); err != nil || len(list) == 0 || len(list) > maxChanges {
		d.wrong(path, "give a JSON list of 1 to %d changes", maxChanges)
		return
	}
	for i, e := range list {
		way := append(slices.Clone(path), fmt.Sprint(i))
		switch e.Op {
		case journal.Retract:
			d.retract(map[string]any{"id": e.ID, "reason": e.Reason, "expectedRevision": e.IfRevision}, way...)
		case journal.Create, journal.Correct:
			way = append(way, "record")
			d.add(e.Op, d.written(e.Kind, e.Record, way), e.IfRevision, way...)
		default:
			d.wrong(append(way, "op"), "%q is none of create, correct, retract", e.Op)
		}
	}
}

// camelKeys gives all fields below a value the names that the API has for them.
func camelKeys(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, inner := range v {
			out[strings.Join(camelPath(name), ".")] = camelKeys(inner)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, inner := range v {
			out[i] = camelKeys(inner)
		}
		return out
	}
	return value
}

// oneRecord reads an input that holds one record of any kind.
func (r *inputReader) oneRecord(raw any, path []string) journal.Record {
	fields, _ := raw.(map[string]any)
	var kinds []fact.Kind
	for _, kind := range fact.Kinds() {
		if fields[string(kind)] != nil {
			kinds = append(kinds, kind)
		}
	}
	if len(kinds) != 1 {
		r.wrong(path, "give exactly one record, in the field of its kind")
		return nil
	}
	return r.record(kinds[0], fields[string(kinds[0])], append(path, string(kinds[0])))
}

// snake is a name of the API as the change set format writes it.
func snake(name string) string {
	var b strings.Builder
	for _, c := range name {
		if unicode.IsUpper(c) {
			b.WriteByte('_')
			c = unicode.ToLower(c)
		}
		b.WriteRune(c)
	}
	return b.String()
}

// camelPath is a field path of a fault, such as `bears_on[0].promise`, as a way
// through the input.
func camelPath(field string) []string {
	parts := strings.FieldsFunc(field, func(c rune) bool { return c == '.' || c == '[' || c == ']' })
	for i, p := range parts {
		words := strings.Split(p, "_")
		for j, w := range words[1:] {
			if w != "" {
				words[j+1] = strings.ToUpper(w[:1]) + w[1:]
			}
		}
		parts[i] = strings.Join(words, "")
	}
	return parts
}
