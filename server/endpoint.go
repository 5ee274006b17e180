package server

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/promisegraph/promisegraph/graph"
	"github.com/promisegraph/promisegraph/server/budget"
	"github.com/promisegraph/promisegraph/server/cache"
	"github.com/promisegraph/promisegraph/server/telemetry"
)

// endpoint answers GraphQL over HTTP: one operation for each GET or POST, as
// JSON or as a stream of events.
type endpoint struct {
	exec    graphql.GraphExecutor
	origins *origins
	gate    *gate // nil without accounts
	proxies []netip.Prefix
	budget  *budget.Budget // nil for none
	sockets *sockets
	memory  *memory // nil when answers are not kept
	maxBody int64
	log     *slog.Logger
	quiet   bool

	telemetry *telemetry.Telemetry
}

func newEndpoint(cfg Config) (*endpoint, error) {
	exec, err := newGuard(cfg)
	if err != nil {
		return nil, err
	}
	e := &endpoint{exec: exec, origins: newOrigins(cfg.Origins), proxies: cfg.Proxies, maxBody: int64(cfg.Limits.Body), log: cfg.Log, quiet: cfg.Quiet, telemetry: cfg.Telemetry}
	e.gate = newGate(cfg)
	e.sockets = newSockets(cfg, e.origins)
	e.memory = newMemory(cfg)
	if cfg.Limits.Points > 0 {
		e.budget = budget.New(cfg.Limits.Points, cfg.Now)
	}
	e.gauges(exec)
	return e, nil
}

// recovered turns a panic below the executor into an error.
func recovered(_ context.Context, cause any) error {
	return fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
}

// allMethods are those of the endpoint.
const allMethods = "GET, HEAD, POST, OPTIONS"

// ServeHTTP answers one request.
func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	purse := purse{budget: e.budget, client: clientOf(r, e.proxies), paid: 1}
	ctx, record := e.telemetry.Begin(purse.in(graphql.StartOperationTrace(r.Context())), r.Header)
	r = r.WithContext(ctx)
	media := accepted(r.Header.Get("Accept"), mediaJSON, mediaGraphQL, mediaStream)
	defer func() {
		if cause := recover(); cause != nil {
			err := graph.Present(ctx, e.log, recovered(ctx, cause))
			e.write(w, r, media, &graphql.Response{Errors: gqlerror.List{err}})
		}
	}()
	if f := e.origins.admit(w, r); f != nil {
		e.refuse(w, r, media, f)
		return
	}
	if r.Method == http.MethodOptions {
		e.origins.preflight(w, r)
		return
	}
	if !isSocket(r) {
		defer e.ended(ctx, record)
	}
	if state := purse.take(1); !state.Granted {
		e.write(w, r, media, &graphql.Response{Errors: overspent(state.Wait)})
		return
	}
	as, f := e.gate.identify(w, r)
	if f != nil {
		e.refuse(w, r, media, f)
		return
	}
	r, ctx = as, as.Context()
	if isSocket(r) {
		if f := e.sockets.serve(w, r, e); f != nil {
			e.refuse(w, r, mediaJSON, f)
		}
		return
	}
	if media == mediaNone {
		e.refuse(w, r, mediaJSON, refuse(http.StatusNotAcceptable, graph.CodeNotAcceptable,
			"answers are %s, %s or %s: name one of them in Accept", mediaJSON, mediaGraphQL, mediaStream))
		return
	}
	in, f := e.read(w, r)
	if f != nil {
		e.refuse(w, r, media, f)
		return
	}
	if media != mediaStream && e.memory != nil && everyones(ctx) {
		if out, ok := e.memory.known(ctx, in.key); ok {
			e.send(w, r, media, out)
			return
		}
	}
	params, f := in.decode()
	if f != nil {
		e.refuse(w, r, media, f)
		return
	}
	params.Headers = r.Header
	op, errs := e.exec.CreateOperationContext(ctx, params)
	ctx = graphql.WithOperationContext(ctx, op)
	if errs != nil {
		response := e.exec.DispatchError(ctx, errs)
		if media == mediaStream {
			record.Status, record.Code = http.StatusOK, codeOf(response)
			e.stream(ctx, w, graphql.OneShot(response))
			return
		}
		e.write(w, r, media, response)
		return
	}
	if f := allowed(r.Method, media, op.Operation.Operation); f != nil {
		e.refuse(w, r, media, f)
		return
	}
	if media == mediaStream {
		record.Source, record.Status = telemetry.Streamed, http.StatusOK
		ctx, end := e.gate.until(ctx)
		defer end()
		respond, ctx := e.exec.DispatchOperation(ctx, op)
		e.stream(ctx, w, respond)
		return
	}
	e.send(w, r, media, e.answer(ctx, op, in.key))
}

// incoming is what a request asks, as it was sent.
type incoming struct {
	decode func() (*graphql.RawParams, *fault)
	key    cache.Key
}

// read takes what the request asks, without looking at it.
func (e *endpoint) read(w http.ResponseWriter, r *http.Request) (incoming, *fault) {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		raw := r.URL.RawQuery
		return incoming{
			decode: func() (*graphql.RawParams, *fault) { return decodeGet(raw) },
			key:    cache.Request("GET", everybody, []byte(raw)),
		}, nil
	case http.MethodPost:
		// Forms are never taken: any page could make a browser send them.
		if !isJSON(r.Header.Get("Content-Type")) {
			return incoming{}, refuse(http.StatusUnsupportedMediaType, graph.CodeUnsupportedMedia, "send the operation as Content-Type: application/json, in UTF-8")
		}
		body, f := readBody(w, r, e.maxBody)
		return incoming{
			decode: func() (*graphql.RawParams, *fault) { return decodePost(body) },
			key:    cache.Request("POST", everybody, body),
		}, f
	}
	f := refuse(http.StatusMethodNotAllowed, graph.CodeMethodNotAllowed, "ask with GET or POST")
	f.allow = allMethods
	return incoming{}, f
}

// allowed refuses kinds of operations that do not fit the request: a GET
// changes nothing, and many answers need a stream.
func allowed(method string, media mediaType, kind ast.Operation) *fault {
	switch {
	case kind == ast.Mutation && method != http.MethodPost:
		f := refuse(http.StatusMethodNotAllowed, graph.CodeMethodNotAllowed, "a GET changes nothing: send mutations with POST")
		f.allow = http.MethodPost
		return f
	case kind == ast.Subscription && media != mediaStream:
		return refuse(http.StatusNotAcceptable, graph.CodeNotAcceptable, "a subscription has many answers: accept %s, or use a WebSocket", mediaStream)
	}
	return nil
}

// refuse answers a request that is not executed.
func (e *endpoint) refuse(w http.ResponseWriter, r *http.Request, media mediaType, f *fault) {
	f.headers(w.Header())
	out := e.encoded(f.response())
	out.status = f.status
	e.send(w, r, media, out)
}

// write answers a request with a response that is not kept.
func (e *endpoint) write(w http.ResponseWriter, r *http.Request, media mediaType, response *graphql.Response) {
	e.send(w, r, media, e.encoded(response))
}
