// Package model holds the objects of an answer: the domain's types, each with
// what an operation selected around it. Leaves come from the domain type,
// everything else from the one read that answered the whole operation.
package model

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// Selected holds the objects and lists that were selected of an object, by
// the Key of their fields.
type Selected map[string]any

func (Selected) selected() {}

// Node is anything that has an id.
type Node interface {
	// NodeID is its id.
	NodeID() string
	selected()
}

// Record is a fact on record.
type Record interface {
	Node
	isRecord()
}

// Party is a person or company.
type Party interface {
	Record
	isParty()
}

// Key identifies a field with its arguments, as they are written, among the
// fields of one object, whatever its alias.
func Key(field *ast.Field) string {
	if len(field.Arguments) == 0 {
		return field.Name
	}
	args := make([]string, len(field.Arguments))
	for i, a := range field.Arguments {
		args[i] = a.Name + ":" + a.Value.String()
	}
	slices.Sort(args)
	return field.Name + "(" + strings.Join(args, ",") + ")"
}

// pick finds what was selected under the field that is being resolved.
func pick[T any](ctx context.Context, from Selected) (T, error) {
	var none T
	field := graphql.GetFieldContext(ctx)
	value, ok := from[Key(field.Field.Field)]
	if !ok {
		return none, fmt.Errorf("%s.%s was not read", field.Object, field.Field.Name)
	}
	if value == nil {
		return none, nil
	}
	typed, ok := value.(T)
	if !ok {
		return none, fmt.Errorf("%s.%s was read as %T", field.Object, field.Field.Name, value)
	}
	return typed, nil
}
