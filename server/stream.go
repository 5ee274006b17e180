package server

import (
	"context"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// streamAlive is how often a stream shows that it is alive, so that neither
// side keeps a connection that the other has lost.
const streamAlive = 15 * time.Second

// stream sends the answers of an operation as server-sent events, as
// graphql-sse reads them: "next" for each, then "complete".
func (e *endpoint) stream(ctx context.Context, w http.ResponseWriter, respond graphql.ResponseHandler) {
	h := w.Header()
	h["Content-Type"] = mediaStream.header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // proxies pass on each event at once
	out := http.NewResponseController(w)
	send := func(text string) bool {
		// The end in time that the server gives an answer is not meant for streams.
		_ = out.SetWriteDeadline(time.Now().Add(2 * streamAlive))
		_, err := w.Write([]byte(text))
		return err == nil && out.Flush() == nil
	}
	next := func(response *graphql.Response) bool {
		body, err := encode(response)
		if err != nil {
			e.log.ErrorContext(ctx, "answer cannot be written", "error", err)
			return false
		}
		return send("event: next\ndata: " + string(body) + "\n\n")
	}
	if out.Flush() != nil { // the client learns at once that it is connected
		return
	}
	gone := make(chan struct{}) // the context does not tell: that of a query ends with its answer
	defer close(gone)
	answers := make(chan *graphql.Response)
	go func() {
		defer close(answers)
		for response := respond(ctx); response != nil; response = respond(ctx) {
			select {
			case answers <- response:
			case <-gone:
				return
			}
		}
	}()
	alive := time.NewTicker(streamAlive)
	defer alive.Stop()
	for {
		select {
		case response, more := <-answers:
			if !more {
				send("event: complete\ndata:\n\n")
				return
			}
			if !next(response) {
				return
			}
		case <-alive.C:
			if !send(":\n\n") {
				return
			}
		}
	}
}
