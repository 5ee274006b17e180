package server

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/promisegraph/promisegraph/graph"
	"github.com/promisegraph/promisegraph/server/page"
)

// documents is how many of our documents are kept parsed.
const documents = 100

// asker answers operations of this program's own pages, inside the process:
// the same schema, reads and errors as over HTTP. The documents are ours, so
// they are neither counted nor cut.
type asker struct{ exec *executor.Executor }

func newAsker(cfg Config) asker {
	return ask(cfg, graph.NewExecution(cfg.Reader, cfg.Log, cfg.Now))
}

// newDesk also takes changes by who is signed in; nil when nothing can be
// changed here.
func newDesk(cfg Config) page.Asker {
	if cfg.Writer == nil {
		return nil
	}
	return ask(cfg, graph.NewExecution(cfg.Reader, cfg.Log, cfg.Now).Writes(cfg.Writer, cfg.Objections))
}

func ask(cfg Config, execution *graph.Execution) asker {
	exec := executor.New(graph.Schema())
	exec.SetQueryCache(lru.New[*ast.QueryDocument](documents))
	exec.Use(execution)
	exec.SetErrorPresenter(func(ctx context.Context, err error) *gqlerror.Error { return graph.Present(ctx, cfg.Log, err) })
	exec.SetRecoverFunc(func(_ context.Context, cause any) error { return fmt.Errorf("panic: %v\n%s", cause, debug.Stack()) })
	return asker{exec: exec}
}

// Ask answers one operation with its data. Any error of the answer is an
// error here, as a graph.Coded: there are no answers in part.
func (a asker) Ask(ctx context.Context, document string, variables map[string]any) (json.RawMessage, error) {
	now := graphql.Now()
	ctx = graphql.StartOperationTrace(ctx)
	op, errs := a.exec.CreateOperationContext(ctx, &graphql.RawParams{
		Query: document, Variables: variables, ReadTime: graphql.TraceTiming{Start: now, End: now},
	})
	if errs != nil {
		return nil, refusal{errs}
	}
	respond, ctx := a.exec.DispatchOperation(ctx, op)
	response := respond(ctx)
	if response == nil {
		return nil, fmt.Errorf("no answer: %w", ctx.Err()) // the executor gives up with the request
	}
	if len(response.Errors) > 0 {
		return nil, refusal{response.Errors}
	}
	return response.Data, nil
}

// refusal is the errors of one answer, as one error.
type refusal struct{ list gqlerror.List }

var _ graph.Coded = refusal{}

func (r refusal) Error() string  { return r.list.Error() }
func (r refusal) Unwrap() error  { return r.list }
func (r refusal) Public() string { return r.list[0].Message }

// ErrorCode is the code of the first error; without one the document or a
// variable does not fit the schema.
func (r refusal) ErrorCode() string {
	if code, ok := r.list[0].Extensions["code"].(string); ok && code != "GRAPHQL_VALIDATION_FAILED" && code != "GRAPHQL_PARSE_FAILED" {
		return code
	}
	return graph.CodeBadInput
}
