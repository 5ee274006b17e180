package server

import (
	"context"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/maypok86/otter/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/promisegraph/promisegraph/graph"
	"github.com/promisegraph/promisegraph/server/document"
	"github.com/promisegraph/promisegraph/server/telemetry"
)

// guard stands before the executor, whatever the transport. It looks at what
// is asked in the order of what looking costs: which document, its length,
// its shape, its fit to the schema, its cost, the client's budget. What
// remains is executed, with an end in time and not too much at once.
type guard struct {
	graphql.GraphExecutor
	reader  document.Reader
	kept    *otter.Cache[string, *document.Document] // by hash
	trusted map[string]*document.Document            // by id and by hash
	only    bool                                     // trusted documents only
	slots   chan struct{}                            // as many as operations are executed at the same time
	timeout time.Duration
}

// documentBytes bounds the memory for documents that were looked at.
const documentBytes = 64 << 20

// treeFactor is about how many times the bytes of its text a parsed document
// takes.
const treeFactor = 20

// newGuard makes the guard with the executor behind it.
func newGuard(cfg Config) (*guard, error) {
	exec := executor.New(graph.Schema())
	exec.SetQueryCache(admitted{})
	if cfg.Introspection {
		exec.Use(extension.Introspection{})
	}
	execution := graph.NewExecution(cfg.Reader, cfg.Log, cfg.Now).Writes(cfg.Writer, cfg.Objections)
	if cfg.Journal != nil {
		execution.Follows(cfg.Journal)
	}
	exec.Use(execution)
	exec.SetErrorPresenter(func(ctx context.Context, err error) *gqlerror.Error { return graph.Present(ctx, cfg.Log, err) })
	exec.SetRecoverFunc(recovered)
	g := &guard{
		GraphExecutor: exec,
		reader:        document.Reader{Schema: graph.Schema().Schema(), Limits: cfg.Limits.Document, Suggest: cfg.Suggestions, Now: cfg.Now},
		only:          cfg.TrustedOnly,
		timeout:       cfg.Timeout,
		slots:         make(chan struct{}, cfg.Limits.Concurrent),
		kept: otter.Must(&otter.Options[string, *document.Document]{
			MaximumWeight: documentBytes,
			Weigher:       func(_ string, d *document.Document) uint32 { return uint32(treeFactor*len(d.Text) + 1024) },
		}),
	}
	var err error
	g.trusted, err = g.trust(cfg.Trusted)
	return g, err
}

// admitted is gqlgen's cache of documents. The guard has read the document by
// then and hands it over in the context.
type admitted struct{}

type documentKey struct{}

func (admitted) Get(ctx context.Context, _ string) (*ast.QueryDocument, bool) {
	doc, ok := ctx.Value(documentKey{}).(*document.Document)
	if !ok {
		return nil, false
	}
	return doc.AST, true
}

func (admitted) Add(context.Context, string, *ast.QueryDocument) {}

// CreateOperationContext finds out what is asked and whether it may be.
func (g *guard) CreateOperationContext(ctx context.Context, params *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	purse := purseIn(ctx)
	if state := purse.take(1 - purse.paid); !state.Granted {
		return &graphql.OperationContext{}, overspent(state.Wait)
	}
	doc, errs := g.document(params)
	if errs != nil {
		return &graphql.OperationContext{OperationName: params.OperationName}, errs
	}
	params.Query = doc.Text
	if record := telemetry.In(ctx); record != nil {
		record.Document, record.Operation = doc.Hash, params.OperationName
	}
	op, errs := g.GraphExecutor.CreateOperationContext(context.WithValue(ctx, documentKey{}, doc), params)
	if errs != nil {
		return op, errs
	}
	if record := telemetry.In(ctx); record != nil {
		record.Operation, record.Kind = op.Operation.Name, string(op.Operation.Operation)
	}
	cost, errs := g.reader.Cost(doc, op.Operation, params.Variables)
	if errs != nil {
		return op, errs
	}
	if state := purse.take(cost.Points - 1); !state.Granted {
		return op, overspent(state.Wait)
	}
	if record := telemetry.In(ctx); record != nil {
		record.Points = cost.Points
	}
	op.Stats.SetExtension(costExtension, cost)
	op.Stats.SetExtension(documentExtension, doc)
	return op, nil
}

// costExtension is where the cost of an operation is kept and told.
const costExtension = "cost"

// documentExtension is where the document of an operation is kept.
const documentExtension = "document"

// overspent says when a client has points again.
func overspent(wait time.Duration) gqlerror.List {
	seconds := int(wait / time.Second)
	err := gqlerror.Errorf("the budget is spent: try again in %d seconds, or ask for less at once", seconds)
	err.Extensions = map[string]any{"code": graph.CodeRateLimited, retryExtension: seconds}
	return gqlerror.List{err}
}

// retryExtension tells after how many seconds to try again.
const retryExtension = "retryAfter"

// DispatchOperation executes an operation. A query has a place among those
// executed at the same time, and an end in time.
func (g *guard) DispatchOperation(ctx context.Context, op *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	if op.Operation.Operation == ast.Subscription {
		return g.GraphExecutor.DispatchOperation(ctx, op)
	}
	select {
	case g.slots <- struct{}{}:
	default:
		err := gqlerror.Errorf("the server is busy: try again in a second")
		err.Extensions = map[string]any{"code": graph.CodeOverloaded, retryExtension: 1}
		return graphql.OneShot(&graphql.Response{Errors: gqlerror.List{err}}), ctx
	}
	ctx, cancel := context.WithTimeout(ctx, g.timeout)
	done := func() { cancel(); <-g.slots }
	respond, ctx := g.dispatch(ctx, op, done)
	return func(ctx context.Context) *graphql.Response {
		if respond == nil {
			return nil
		}
		defer done()
		response := respond(ctx)
		respond = nil
		if response == nil {
			response = late(ctx)
		}
		if cost, ok := op.Stats.GetExtension(costExtension).(document.Cost); ok {
			if response.Extensions == nil {
				response.Extensions = map[string]any{}
			}
			response.Extensions[costExtension] = cost
		}
		return response
	}, ctx
}

// dispatch lets the executor begin. When that panics the place is free again.
func (g *guard) dispatch(ctx context.Context, op *graphql.OperationContext, done func()) (graphql.ResponseHandler, context.Context) {
	begun := false
	defer func() {
		if !begun {
			done()
		}
	}()
	respond, ctx := g.GraphExecutor.DispatchOperation(ctx, op)
	begun = true
	return respond, ctx
}

// late is the answer to a query that came to no end in time.
func late(ctx context.Context) *graphql.Response {
	err := ctx.Err()
	if err == nil {
		err = context.DeadlineExceeded
	}
	return &graphql.Response{Errors: gqlerror.List{graph.Present(ctx, nil, err)}}
}

// statuses are those of answers without data, by the code of their first
// error. All others are faults of the operation: see statusOf.
var statuses = map[string]int{
	graph.CodeUnavailable: http.StatusServiceUnavailable,
	graph.CodeOverloaded:  http.StatusServiceUnavailable,
	graph.CodeRateLimited: http.StatusTooManyRequests,
	graph.CodeTimeout:     http.StatusGatewayTimeout,
	graph.CodeInternal:    http.StatusInternalServerError,
}
