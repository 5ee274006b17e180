package server

import (
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/coder/websocket"

	"github.com/promisegraph/promisegraph/graph"
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
func (s *sockets) serve(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) *fault {
	if s.open.Add(1) > s.most {
		s.open.Add(-1)
		return refuse(http.StatusServiceUnavailable, graph.CodeOverloaded, "there are too many connections: try again later")
	}
	defer s.open.Add(-1)
	purse := purseIn(r.Context())
	purse.paid = 0
	ctx, cancel := untilStopped(purse.in(r.Context()))
	defer cancel()
	s.transport.Do(w, r.WithContext(ctx), exec)
	return nil
}
