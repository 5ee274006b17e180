package server

import (
	"context"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
)

// stream sends the answers of an operation as server-sent events, as
// graphql-sse reads them: "next" for each, then "complete".
func (e *endpoint) stream(ctx context.Context, w http.ResponseWriter, respond graphql.ResponseHandler) {
	h := w.Header()
	h["Content-Type"] = mediaStream.header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // proxies pass on each event at once
	out := http.NewResponseController(w)
	send := func(text string) bool {
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
	for response := respond(ctx); response != nil; response = respond(ctx) {
		if !next(response) {
			return
		}
	}
	send("event: complete\ndata:\n\n")
}
