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
	Read(ctx context.Context, op query.Operation) (query.Result, error)
}

// Schema is the executable schema of the API.
func Schema() graphql.ExecutableSchema {
	return gen.NewExecutableSchema(gen.Config{Resolvers: resolver{}})
}

// Execution answers query operations from a Reader. It is an extension of the
// gqlgen server: before the executor runs, it reads all that the operation
// selects with one statement.
type Execution struct {
	reader Reader
	log    *slog.Logger
	now    func() time.Time
	schema *ast.Schema
	plans  *planner
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationInterceptor
} = &Execution{}

// NewExecution answers from a reader. Standings are those of the day of now,
// in UTC. What clients may not see of errors goes to the log; nil discards it.
func NewExecution(reader Reader, log *slog.Logger, now func() time.Time) *Execution {
	return &Execution{reader: reader, log: log, now: now, schema: Schema().Schema(), plans: newPlanner()}
}

// ExtensionName names the extension in error messages of the server.
func (*Execution) ExtensionName() string { return "Execution" }

// Validate accepts every schema.
func (*Execution) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptOperation reads what a query selects, lets the executor answer and
// adds the revision to the answer.
func (e *Execution) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	if op.Operation.Operation != ast.Query {
		return next(ctx)
	}
	answer, err := e.answer(ctx, op)
	if err != nil {
		return graphql.OneShot(ErrorResponse(Present(ctx, e.log, err)))
	}
	respond := next(context.WithValue(ctx, answerKey{}, answer))
	return func(ctx context.Context) *graphql.Response {
		response := respond(ctx)
		if response != nil {
			if response.Extensions == nil {
				response.Extensions = map[string]any{}
			}
			response.Extensions["revision"] = answer.revision
		}
		return response
	}
}

// answer reads an operation.
func (e *Execution) answer(ctx context.Context, op *graphql.OperationContext) (read, error) {
	p, err := e.plans.plan(op, e.schema)
	if err != nil {
		return read{}, err
	}
	today := fact.Date(e.now().UTC().Format(time.DateOnly))
	values, form, err := p.selection.bind(e.schema, op.Variables, today)
	if err != nil {
		return read{}, err
	}
	root := p.selection.root
	result, err := e.reader.Read(ctx, query.Operation{Roots: root.Fields, Values: values, Form: p.id + form})
	if err != nil {
		return read{}, err
	}
	d := decoder{values: values}
	answer := model.Selected{}
	for i, f := range root.Fields {
		if answer[f.Key], err = d.decode(f, result.Values[i]); err != nil {
			return read{}, err
		}
	}
	return read{answer: answer, revision: result.Revision}, d.compute(root, "", answer)
}

// read is what one operation read.
type read struct {
	answer   model.Selected
	revision int64
}

type answerKey struct{}
