package seed

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/promisegraph/promisegraph/fact"
)

// Schema is the JSON Schema (2020-12) of change set files.
//
//go:embed schema.json
var Schema []byte

// shapes are the compiled schemas of what a list can hold.
type shapes struct {
	records    map[fact.Kind]*jsonschema.Schema
	retraction *jsonschema.Schema
}

// newShapes compiles Schema, once.
var newShapes = sync.OnceValues(func() (shapes, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	if err != nil {
		return shapes{}, fmt.Errorf("read schema of change sets: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("changeset.json", doc); err != nil {
		return shapes{}, fmt.Errorf("read schema of change sets: %w", err)
	}
	all := shapes{records: map[fact.Kind]*jsonschema.Schema{}}
	for _, k := range fact.Kinds() {
		if all.records[k], err = compiler.Compile("changeset.json#/$defs/" + string(k)); err != nil {
			return shapes{}, fmt.Errorf("compile schema of %s: %w", k, err)
		}
	}
	if all.retraction, err = compiler.Compile("changeset.json#/properties/retract/items"); err != nil {
		return shapes{}, fmt.Errorf("compile schema of retractions: %w", err)
	}
	return all, nil
})

// check returns every fault in the form of an entry, in order of the fields'
// names.
func check(shape *jsonschema.Schema, value any) []fact.Fault {
	err := shape.Validate(value)
	if err == nil {
		return nil
	}
	invalid, ok := err.(*jsonschema.ValidationError) //nolint:errorlint // documented to be returned unwrapped
	if !ok {
		return []fact.Fault{{Reason: err.Error()}}
	}
	x := explainer{value: value}
	x.explain(invalid)
	faults := x.List()
	slices.SortStableFunc(faults, func(a, b fact.Fault) int { return strings.Compare(a.Field, b.Field) })
	return slices.Compact(faults) // an id can be too long and of the wrong form
}

// explainer words what a validator found for the person who wrote the file.
type explainer struct {
	value any // what was validated
	fact.Faults
}

// forms tells what the texts with a form of their own look like.
var forms = map[string]string{
	"/$defs/id":            "an id: use lower-case letters, digits and single hyphens",
	"/$defs/date":          "a date: use 2024-04-28, 2024-04 or 2024",
	"/$defs/lang":          "a language: use a tag such as en, de or zh-Hant",
	"/$defs/share":         "a share: give exact, about, more_than, less_than, at_least or at_most with a percentage from 0 to 100, or min and max",
	"/$defs/percent":       "a percentage from 0 to 100",
	"/properties/currency": "a currency: use its three letters, such as USD",
}

// explain walks to the leaves of a validation error.
func (x *explainer) explain(e *jsonschema.ValidationError) {
	at := fieldPath(e.InstanceLocation)
	got := find(x.value, e.InstanceLocation)
	for name, form := range forms {
		if strings.HasSuffix(e.SchemaURL, name) && !isReference(e) {
			x.Add(at, "%s is not %s", show(got), form)
			return
		}
	}
	switch k := e.ErrorKind.(type) {
	case *kind.AnyOf:
		x.Add(at, "%s", alternatives(e))
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			x.Add(join(at, clip(name)), "there is no such field")
		}
	case *kind.Required:
		for _, name := range k.Missing {
			x.Add(join(at, name), "is missing")
		}
	case *kind.Enum:
		x.Add(at, "%s is not one of %s", show(got), list(k.Want))
	case *kind.Type:
		x.Add(at, "%s", wrongType(got, k))
	case *kind.Pattern:
		x.Add(at, "%s has the wrong form: it must match %s", show(got), k.Want)
	case *kind.MinLength:
		x.Add(at, "is empty: leave the field out if nothing is known")
	case *kind.MaxLength:
		x.Add(at, "is longer than %d characters", k.Want)
	case *kind.MinItems:
		x.Add(at, "is an empty list: leave the field out")
	case *kind.UniqueItems:
		x.Add(at, "items %d and %d are the same", k.Duplicates[0]+1, k.Duplicates[1]+1)
	case *kind.Format:
		if k.Want == "uri" {
			x.Add(at, "%s is not a web address: use https://…", show(got))
			return
		}
		x.Add(at, "%s is not a valid %s", show(got), k.Want)
	case *kind.Minimum:
		x.Add(at, "%s is less than %s", show(got), k.Want.RatString())
	case *kind.Maximum:
		x.Add(at, "%s is greater than %s", show(got), k.Want.RatString())
	default:
		if len(e.Causes) == 0 {
			x.Add(at, "%s", strings.TrimSpace(e.Error()))
		}
		for _, cause := range e.Causes {
			x.explain(cause)
		}
	}
}

// isReference tells the error that only leads to another one.
func isReference(e *jsonschema.ValidationError) bool {
	_, ok := e.ErrorKind.(*kind.Reference)
	return ok
}

// wrongType words that a value is of another type than it should be.
func wrongType(got any, k *kind.Type) string {
	want := make([]string, len(k.Want))
	for i, name := range k.Want {
		want[i] = article(name)
	}
	needed := strings.Join(want, " or ") + " is needed here"
	switch {
	case k.Got == "null":
		return "is empty: leave the field out if nothing is known"
	case k.Got == "object" || k.Got == "array":
		return fmt.Sprintf("is %s; %s", article(k.Got), needed)
	case k.Got == "number" && needed == "a text is needed here":
		return fmt.Sprintf("%s is a number; %s: put it in quotes", show(got), needed)
	case k.Got == "boolean" && needed == "a text is needed here":
		return fmt.Sprintf("%s is not a text; put it in quotes", show(got))
	}
	return fmt.Sprintf("%s is %s; %s", show(got), article(k.Got), needed)
}

// find is the value at a location.
func find(v any, location []string) any {
	for _, part := range location {
		switch parent := v.(type) {
		case map[string]any:
			v = parent[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(parent) {
				return nil
			}
			v = parent[i]
		}
	}
	return v
}

// alternatives words "one of these fields is needed".
func alternatives(e *jsonschema.ValidationError) string {
	var names []string
	for _, cause := range e.Causes {
		if k, ok := cause.ErrorKind.(*kind.Required); ok {
			names = append(names, k.Missing...)
		}
	}
	return "needs one of " + strings.Join(names, ", ")
}

// fieldPath is the path of a field as messages show it: targets[0].value.
func fieldPath(location []string) string {
	path := ""
	for _, part := range location {
		if _, err := strconv.Atoi(part); err == nil {
			path += "[" + part + "]"
		} else {
			path = join(path, part)
		}
	}
	return path
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// show writes a value into a message.
func show(v any) string {
	switch v := v.(type) {
	case string:
		return strconv.Quote(clip(v))
	case map[string]any, []any:
		raw, err := json.Marshal(v)
		if err != nil {
			return "this"
		}
		return clip(string(raw))
	}
	return clip(fmt.Sprint(v))
}

// clip shortens what messages quote.
func clip(s string) string {
	const most = 60
	if short := []rune(s); len(short) > most {
		return string(short[:most-1]) + "…"
	}
	return s
}

func list(values []any) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, ", ")
}

func article(noun string) string {
	switch noun {
	case "array":
		return "a list"
	case "object":
		return "a group of fields"
	case "string":
		return "a text"
	case "boolean":
		return "true or false"
	case "integer":
		return "a whole number"
	}
	return "a " + noun
}
