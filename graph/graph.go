// Package graph answers GraphQL. It turns each operation into one read of the
// store and gives the executor what was read; resolvers only pick.
package graph

import (
	"context"
	"log/slog"
	"sync"
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
	writer Writer
	tail   *tail // nil tells no news
	// objections is how long objections to a verdict are waited for.
	objections time.Duration
	// executorOnly leaves all writing to the executor, for comparing.
	executorOnly bool
	// members are what writers know of Go types.
	members sync.Map
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

// Writes lets mutations change the record; without it they are refused. A
// verdict counts when a second editor accepts it and the time for objections
// has passed.
func (e *Execution) Writes(w Writer, objections time.Duration) *Execution {
	e.writer, e.objections = w, objections
	return e
}

// Follows lets subscriptions tell what the journal does; without it they are
// refused.
func (e *Execution) Follows(j Journal) *Execution {
	e.tail = &tail{journal: j, log: e.log}
	return e
}

// today is the day of a request.
func (e *Execution) today() fact.Date { return fact.Date(e.now().UTC().Format(time.DateOnly)) }

// ExtensionName names the extension in error messages of the server.
func (*Execution) ExtensionName() string { return "Execution" }

// Validate accepts every schema.
func (*Execution) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptOperation answers a query: it reads what is selected and writes
// the answer straight from the record. What only the executor can answer,
// such as introspection, and records that do not fit the schema are left to
// it, with what was read. Either way the answer tells the revision.
func (e *Execution) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	if op.Operation.Operation != ast.Query {
		return next(context.WithValue(ctx, executionKey{}, e))
	}
	fail := func(err error) graphql.ResponseHandler {
		return graphql.OneShot(ErrorResponse(Present(ctx, e.log, err)))
	}
	p, err := e.plans.plan(op, e.schema)
	if err != nil {
		return fail(err)
	}
	values, form, err := p.selection.bind(e.schema, op.Variables, e.today())
	if err != nil {
		return fail(err)
	}
	result, err := e.reader.Read(ctx, query.Operation{Roots: p.selection.root.Fields, Values: values, Form: p.id + form})
	if err != nil {
		return fail(err)
	}
	if data, ok := e.write(p.selection, values, result); ok {
		return graphql.OneShot(&graphql.Response{Data: data, Extensions: map[string]any{"revision": result.Revision}})
	}
	answer, err := decodeAll(p.selection.root, values, result)
	if err != nil {
		return fail(err)
	}
	ctx = context.WithValue(context.WithValue(ctx, executionKey{}, e), answerKey{}, read{answer: answer, revision: result.Revision})
	respond := next(ctx)
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

// write writes an answer from the record, unless the executor has to.
func (e *Execution) write(s *selection, values []query.Values, result query.Result) ([]byte, bool) {
	if s.out == nil || e.executorOnly {
		return nil, false
	}
	w := writer{decoder: decoder{values: values}, revision: result.Revision, members: &e.members}
	if err := w.object(s.out, result.Values); err != nil {
		return nil, false
	}
	return w.out, true
}

// decodeAll turns the record into Go values for the executor.
func decodeAll(root query.Object, values []query.Values, result query.Result) (model.Selected, error) {
	d := decoder{values: values}
	answer := model.Selected{}
	for i, f := range root.Fields {
		var err error
		if answer[f.Key], err = d.decode(f, result.Values[i]); err != nil {
			return nil, err
		}
	}
	return answer, d.computeAll(root, "", answer)
}

// read is what one operation read.
type read struct {
	answer   model.Selected
	revision int64
}

type answerKey struct{}
