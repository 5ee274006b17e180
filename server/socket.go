package server

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/coder/websocket"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/promisegraph/promisegraph/graph"
	"github.com/promisegraph/promisegraph/server/telemetry"
)

// sockets answers operations over WebSockets, as graphql-ws speaks them. Each
// operation passes the guard like one over HTTP.
type sockets struct {
	transport transport.Websocket
	most      int64
	open      atomic.Int64
}

func newSockets(cfg Config, o *origins) *sockets {
	limit := int64(cfg.Limits.Body)
	return &sockets{
		most: int64(cfg.Limits.Sockets),
		transport: transport.Websocket{
			Implementation: transport.CoderWebsocketImplementation{AcceptOptions: websocket.AcceptOptions{
				OriginPatterns: o.allowed, InsecureSkipVerify: o.any(), // the host of the server itself is always right
			}},
			InitTimeout:      10 * time.Second,
			PingPongInterval: 20 * time.Second,
			PayloadReadLimit: &limit,
		},
	}
}

// isSocket reports whether a client wants to go on with a WebSocket.
func isSocket(r *http.Request) bool { return strings.EqualFold(r.Header.Get("Upgrade"), "websocket") }

// serve holds a connection until the client leaves. Its operations are paid
// for one by one.
func (s *sockets) serve(w http.ResponseWriter, r *http.Request, e *endpoint) *fault {
	if s.open.Add(1) > s.most {
		s.open.Add(-1)
		return refuse(http.StatusServiceUnavailable, graph.CodeOverloaded, "there are too many connections: try again later")
	}
	defer s.open.Add(-1)
	purse := purseIn(r.Context())
	purse.paid = 0
	ctx, cancel := untilStopped(purse.in(r.Context()))
	defer cancel()
	ctx, end := e.gate.until(ctx)
	defer end()
	speak := s.transport
	speak.InitFunc = func(ctx context.Context, init transport.InitPayload) (context.Context, *transport.InitPayload, error) {
		as, err := e.gate.introduced(ctx, r, init)
		context.AfterFunc(as, cancel) // the connection ends with what was shown
		return as, nil, err
	}
	speak.Do(w, r.WithContext(ctx), recorded{e.exec, e})
	return nil
}

// recorded is the executor of a socket: each operation is recorded by itself.
type recorded struct {
	graphql.GraphExecutor
	endpoint *endpoint
}

// CreateOperationContext begins the record of an operation.
func (e recorded) CreateOperationContext(ctx context.Context, params *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	ctx, record := e.endpoint.telemetry.Begin(ctx, http.Header{})
	op, errs := e.GraphExecutor.CreateOperationContext(ctx, params)
	if errs != nil {
		record.Code = codeOf(&graphql.Response{Errors: errs})
		e.endpoint.ended(ctx, record)
		return op, errs
	}
	record.Source = telemetry.Streamed
	op.Stats.SetExtension(recordExtension, record)
	return op, nil
}

// recordExtension is where an operation keeps its record.
const recordExtension = "record"

// DispatchOperation executes an operation and ends its record with the first
// answer.
func (e recorded) DispatchOperation(ctx context.Context, op *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	record, ok := op.Stats.GetExtension(recordExtension).(*telemetry.Request)
	if !ok {
		return e.GraphExecutor.DispatchOperation(ctx, op)
	}
	respond, ctx := e.GraphExecutor.DispatchOperation(record.Context(ctx), op)
	return func(ctx context.Context) *graphql.Response {
		response := respond(ctx)
		if record != nil {
			record.Code = codeOf(response)
			e.endpoint.ended(ctx, record)
			record = nil
		}
		return response
	}, ctx
}
