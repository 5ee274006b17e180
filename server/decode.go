package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/promisegraph/promisegraph/graph"
)

// decodePost reads an operation from the body of a request.
func decodePost(body []byte) (*graphql.RawParams, *fault) {
	text := bytes.TrimLeft(body, " \t\r\n")
	if len(text) == 0 {
		return nil, badRequest("the request has no body: send JSON with a query")
	}
	if text[0] == '[' {
		return nil, badRequest("several operations at once are not taken: send each in a request of its own")
	}
	var in struct {
		Query         *string        `json:"query"`
		OperationName *string        `json:"operationName"`
		Variables     map[string]any `json:"variables"`
		Extensions    map[string]any `json:"extensions"`
		DocumentID    *string        `json:"documentId"`
	}
	if err := decodeJSON(text, &in); err != nil {
		return nil, badRequest("the body is not a GraphQL request: %s", jsonFault(err))
	}
	return params(in.Query, in.OperationName, in.DocumentID, in.Variables, in.Extensions)
}

// decodeGet reads an operation from the query of an address.
func decodeGet(raw string) (*graphql.RawParams, *fault) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, badRequest("the address cannot be read: a part of it is not encoded as URLs are")
	}
	var variables, extensions map[string]any
	for name, into := range map[string]*map[string]any{"variables": &variables, "extensions": &extensions} {
		text := values.Get(name)
		if text == "" {
			continue
		}
		if err := decodeJSON([]byte(text), into); err != nil {
			return nil, badRequest("%s: %s", name, jsonFault(err))
		}
	}
	given := func(name string) *string {
		if text := values.Get(name); text != "" {
			return &text
		}
		return nil
	}
	return params(given("query"), given("operationName"), given("documentId"), variables, extensions)
}

// params puts the parts of a request together. A document may be named
// instead of sent; then its name is kept as extensions.persistedQuery.
func params(query, name, id *string, variables, extensions map[string]any) (*graphql.RawParams, *fault) {
	out := &graphql.RawParams{Variables: variables, Extensions: extensions}
	if query != nil {
		out.Query = *query
	}
	if name != nil {
		out.OperationName = *name
	}
	if id != nil {
		if out.Extensions == nil {
			out.Extensions = map[string]any{}
		}
		out.Extensions[persistedQuery] = map[string]any{"version": json.Number("1"), "sha256Hash": strings.TrimPrefix(*id, "sha256:")}
	}
	if _, named := out.Extensions[persistedQuery]; out.Query == "" && !named {
		return nil, badRequest("no query: send the text of a GraphQL document as query")
	}
	return out, nil
}

// persistedQuery is the extension under which clients name a document.
const persistedQuery = "persistedQuery"

// decodeJSON reads one JSON value and nothing after it. Numbers stay as they
// are written.
func decodeJSON(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("something follows after the end of the JSON")
	}
	return nil
}

// jsonFault says what is wrong with JSON without repeating what was sent.
func jsonFault(err error) string {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		kinds := map[string]string{"string": "a text", "map[string]interface {}": "an object", "struct": "an object"}
		kind, ok := kinds[wrong.Type.String()]
		if !ok {
			kind = "an object"
		}
		if wrong.Field == "" {
			return "it must be " + kind + ", not " + wrong.Value
		}
		return wrong.Field + " must be " + kind + ", not " + wrong.Value
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return "it is not JSON: " + syntax.Error()
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return "it is not JSON: it ends too early"
	}
	return err.Error()
}

// readBody reads the body of a request up to n bytes.
func readBody(w http.ResponseWriter, r *http.Request, n int64) ([]byte, *fault) {
	if r.ContentLength > n {
		return nil, tooLarge(n)
	}
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return nil, refuse(http.StatusUnsupportedMediaType, graph.CodeUnsupportedMedia, "send the body as it is, not compressed")
	}
	var body bytes.Buffer
	if r.ContentLength > 0 {
		body.Grow(int(r.ContentLength) + bytes.MinRead)
	}
	_, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, n))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, tooLarge(n)
	case err != nil:
		return nil, badRequest("the body did not arrive whole")
	}
	return body.Bytes(), nil
}
