// Package scalar writes and reads the leaves of the API: texts, dates and
// enum values of the domain.
package scalar

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/promisegraph/promisegraph/fact"
)

// MarshalText writes a text; an empty one is unknown and becomes null.
func MarshalText(s string) graphql.Marshaler {
	if s == "" {
		return graphql.Null
	}
	return graphql.MarshalString(s)
}

// UnmarshalText reads a text.
func UnmarshalText(v any) (string, error) { return graphql.UnmarshalString(v) }

// MarshalNumber writes a number as JavaScript does: without an exponent unless
// it is very large or very small.
func MarshalNumber(v float64) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		raw, err := json.Marshal(v)
		if err != nil { // not a number, or without bound: unknown
			raw = []byte("null")
		}
		_, _ = w.Write(raw)
	})
}

// UnmarshalNumber reads a number.
func UnmarshalNumber(v any) (float64, error) { return graphql.UnmarshalFloat(v) }

// MarshalDate writes a date; an empty one is unknown and becomes null.
func MarshalDate(d fact.Date) graphql.Marshaler { return MarshalText(string(d)) }

// UnmarshalDate reads a date and refuses what is none.
func UnmarshalDate(v any) (fact.Date, error) {
	s, ok := v.(string)
	if !ok {
		return "", badInput{errors.New("a date is a text such as \"2024-04-28\", \"2024-04\" or \"2024\"")}
	}
	day, err := fact.ParseDate(s)
	if err != nil {
		return "", badInput{err}
	}
	return day, nil
}

// badInput is an error that clients are told, with its code.
type badInput struct{ error }

// Unwrap gives what is wrong.
func (b badInput) Unwrap() error { return b.error }

// ErrorCode is the API's code.
func (badInput) ErrorCode() string { return "BAD_USER_INPUT" }

// Public is what clients are told.
func (b badInput) Public() string { return b.Error() }

// MarshalChoice writes a value of an enum that only arguments use.
func MarshalChoice(v string) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalChoice reads a value of an enum that only arguments use.
func UnmarshalChoice(v any) (string, error) { return unmarshalEnum[string](v) }

// marshalEnum writes an enum value: lower-case in the domain, upper-case in
// the API. The empty value is unknown and becomes null.
func marshalEnum[T ~string](v T) graphql.Marshaler {
	if v == "" {
		return graphql.Null
	}
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = io.WriteString(w, `"`+strings.ToUpper(string(v))+`"`)
	})
}

// unmarshalEnum reads an enum value. Validation has made sure by then that
// the schema knows it.
func unmarshalEnum[T ~string](v any) (T, error) {
	s, ok := v.(string)
	if !ok {
		return "", fmt.Errorf("an enum value is a name, not %T", v)
	}
	return T(strings.ToLower(s)), nil
}
