package server

import (
	"fmt"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/promisegraph/promisegraph/graph"
)

// fault is a request that is answered without executing it.
type fault struct {
	status int
	errors gqlerror.List
	// allow names the methods that would have been right.
	allow string
}

// refuse makes a fault with one error.
func refuse(status int, code, format string, args ...any) *fault {
	err := gqlerror.Errorf(format, args...)
	err.Extensions = map[string]any{"code": code}
	return &fault{status: status, errors: gqlerror.List{err}}
}

// response is the fault as clients of GraphQL read it.
func (f *fault) response() *graphql.Response { return &graphql.Response{Errors: f.errors} }

// headers sets what belongs to the fault besides its text.
func (f *fault) headers(h http.Header) {
	if f.allow != "" {
		h.Set("Allow", f.allow)
	}
}

// statusOf is the status of an answer. Clients that ask for the media type of
// GraphQL see in it whether there is data; to all others every well-formed
// request is a success, as GraphQL over HTTP wants it.
func statusOf(r *graphql.Response, media mediaType) int {
	if r.Data != nil || len(r.Errors) == 0 {
		return http.StatusOK
	}
	code, _ := r.Errors[0].Extensions["code"].(string)
	if status, ok := statuses[code]; ok {
		return status
	}
	if media == mediaGraphQL {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// tooLarge is the answer to a body that is longer than n bytes.
func tooLarge(n int64) *fault {
	return refuse(http.StatusRequestEntityTooLarge, graph.CodeTooLarge, "the request is longer than %d bytes", n)
}

func badRequest(format string, args ...any) *fault {
	return refuse(http.StatusBadRequest, graph.CodeBadRequest, "%s", fmt.Sprintf(format, args...))
}
