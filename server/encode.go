package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// encode writes an answer as JSON: errors, data, extensions. Data are taken
// as they are. An operation that was not executed has no data at all.
func encode(r *graphql.Response) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(len(r.Data) + 256)
	sep := byte('{')
	part := func(name string) {
		out.WriteByte(sep)
		out.WriteString(name)
		sep = ','
	}
	if len(r.Errors) > 0 {
		part(`"errors":`)
		if err := appendJSON(&out, shortened(r.Errors)); err != nil {
			return nil, fmt.Errorf("encode errors: %w", err)
		}
	}
	if r.Data != nil {
		part(`"data":`)
		out.Write(r.Data)
	}
	if len(r.Extensions) > 0 {
		part(`"extensions":`)
		if err := appendJSON(&out, r.Extensions); err != nil {
			return nil, fmt.Errorf("encode extensions: %w", err)
		}
	}
	if sep == '{' {
		out.WriteByte(sep)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// maxMessage bounds the text of an error, which can repeat what was sent.
const maxMessage = 500

// shortened cuts the texts of errors that are too long.
func shortened(errs gqlerror.List) gqlerror.List {
	for i, err := range errs {
		if len(err.Message) > maxMessage {
			short := *err
			short.Message = strings.ToValidUTF8(err.Message[:maxMessage], "") + "…"
			errs = slices.Clone(errs)
			errs[i] = &short
		}
	}
	return errs
}

// appendJSON writes a value without a line end.
func appendJSON(out *bytes.Buffer, value any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return err
	}
	out.Truncate(out.Len() - 1)
	return nil
}
