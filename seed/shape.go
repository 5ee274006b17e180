package seed

import (
	"bytes"
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/promisegraph/promisegraph/fact"
)

// Schema is the JSON Schema (2020-12) of change set files.
//
//go:embed schema.json
var Schema []byte

// shapes checks the form of records, one compiled schema for each kind.
type shapes map[fact.Kind]*jsonschema.Schema

// newShapes compiles Schema.
func newShapes() (shapes, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	if err != nil {
		return nil, fmt.Errorf("read schema of change sets: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("changeset.json", doc); err != nil {
		return nil, fmt.Errorf("read schema of change sets: %w", err)
	}
	all := shapes{}
	for _, k := range fact.Kinds() {
		if all[k], err = compiler.Compile("changeset.json#/$defs/" + string(k)); err != nil {
			return nil, fmt.Errorf("compile schema of %s: %w", k, err)
		}
	}
	return all, nil
}

// check returns every fault in the form of a record.
func (s shapes) check(k fact.Kind, value any) []fact.Fault {
	err := s[k].Validate(value)
	if err == nil {
		return nil
	}
	invalid, ok := err.(*jsonschema.ValidationError) //nolint:errorlint // documented to be returned unwrapped
	if !ok {
		return []fact.Fault{{Reason: err.Error()}}
	}
	var faults fact.Faults
	explain(&faults, invalid)
	return faults.List()
}

// explain walks to the leaves of a validation error and words each for the
// person who wrote the file.
func explain(f *fact.Faults, e *jsonschema.ValidationError) {
	at := fieldPath(e.InstanceLocation)
	switch {
	case strings.HasSuffix(e.SchemaURL, "/$defs/date"):
		f.Add(at, "is not a date: use 2024-04-28, 2024-04 or 2024")
		return
	case strings.HasSuffix(e.SchemaURL, "/$defs/share"):
		f.Add(at, "is not a share: give exact, about, more_than, less_than, at_least or at_most with a percentage from 0 to 100, or min and max")
		return
	}
	switch k := e.ErrorKind.(type) {
	case *kind.AnyOf:
		f.Add(at, "%s", alternatives(e))
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			f.Add(join(at, name), "there is no such field")
		}
	case *kind.Required:
		for _, name := range k.Missing {
			f.Add(join(at, name), "is missing")
		}
	case *kind.Enum:
		f.Add(at, "%s is not one of %s", show(k.Got), list(k.Want))
	case *kind.Type:
		f.Add(at, "is %s; %s is needed here", article(k.Got), article(strings.Join(k.Want, " or ")))
	case *kind.Pattern:
		f.Add(at, "%q has the wrong form; it must match %s", k.Got, k.Want)
	case *kind.MinLength:
		f.Add(at, "is empty")
	case *kind.MinItems:
		f.Add(at, "is an empty list: leave the field out")
	case *kind.UniqueItems:
		f.Add(at, "items %d and %d are the same", k.Duplicates[0], k.Duplicates[1])
	case *kind.Format:
		f.Add(at, "%s is not a valid %s", show(k.Got), k.Want)
	case *kind.Minimum:
		f.Add(at, "%s is less than %s", k.Got.RatString(), k.Want.RatString())
	case *kind.Maximum:
		f.Add(at, "%s is greater than %s", k.Got.RatString(), k.Want.RatString())
	default:
		if len(e.Causes) == 0 {
			f.Add(at, "%s", strings.TrimSpace(e.Error()))
		}
		for _, cause := range e.Causes {
			explain(f, cause)
		}
	}
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

func show(v any) string {
	if s, ok := v.(string); ok {
		return strconv.Quote(s)
	}
	return fmt.Sprint(v)
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
	case "null":
		return "empty"
	case "array":
		return "a list"
	case "object":
		return "a group of fields"
	case "string":
		return "a text"
	case "boolean":
		return "true or false"
	}
	return "a " + noun
}
