// Package graph answers GraphQL. It turns each operation into one read of the
// store and gives the executor what was read; resolvers only pick.
package graph

import (
	"context"
	"log/slog"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/graph/gen"
	"github.com/promisegraph/promisegraph/graph/model"
	"github.com/promisegraph/promisegraph/query"
)

// Reader reads the graph.
type Reader interface {
	// Read answers the root fields of one operation, in their order, and tells
	// the revision. Without fields it tells the revision alone. It does not
	// promise one state of the graph while a change is being committed.
	Read(ctx context.Context, roots []*query.Field) (query.Result, error)
}

// Schema is the executable schema of the API.
func Schema() graphql.ExecutableSchema {
	return gen.NewExecutableSchema(gen.Config{Resolvers: resolver{}})
}

// Execution answers query operations from a Reader. It is an extension of the
// gqlgen server: before the executor runs, it reads all that the operation
// selects with one statement.
type Execution struct {
	Reader Reader
	Log    *slog.Logger
	// Now tells the time: standings are those of its day, in UTC.
	Now func() time.Time
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationInterceptor
} = Execution{}

// ExtensionName names the extension in error messages of the server.
func (Execution) ExtensionName() string { return "Execution" }

// Validate accepts every schema.
func (Execution) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptOperation reads what a query selects, lets the executor answer and
// adds the revision to the answer.
func (e Execution) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	if op.Operation.Operation != ast.Query {
		return next(ctx)
	}
	today := fact.Date(e.Now().UTC().Format(time.DateOnly))
	root, err := selectFields(op, gen.NewExecutableSchema(gen.Config{}).Schema(), today)
	if err != nil {
		return graphql.OneShot(ErrorResponse(err))
	}
	result, err := e.Reader.Read(ctx, root.Fields)
	if err != nil {
		return graphql.OneShot(ErrorResponse(Present(ctx, e.Log, err)))
	}
	answer := model.Selected{}
	for i, f := range root.Fields {
		if answer[f.Key], err = decode(f, result.Values[i]); err != nil {
			return graphql.OneShot(ErrorResponse(Present(ctx, e.Log, err)))
		}
	}
	if err := compute(root, "", answer); err != nil {
		return graphql.OneShot(ErrorResponse(Present(ctx, e.Log, err)))
	}
	respond := next(context.WithValue(ctx, answerKey{}, read{answer: answer, revision: result.Revision}))
	return func(ctx context.Context) *graphql.Response {
		response := respond(ctx)
		if response != nil {
			if response.Extensions == nil {
				response.Extensions = map[string]any{}
			}
			response.Extensions["revision"] = result.Revision
		}
		return response
	}
}

// read is what one operation read.
type read struct {
	answer   model.Selected
	revision int64
}

type answerKey struct{}
