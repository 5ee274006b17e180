package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/promisegraph/promisegraph/server/cache"
	"github.com/promisegraph/promisegraph/server/reply"
	"github.com/promisegraph/promisegraph/server/telemetry"
)

// How long browsers and proxies may give an answer again, in seconds, and for
// how much longer while they ask for it anew.
const (
	freshFor    = 1
	reusableFor = 30
)

// send writes the answer to a request.
func (e *endpoint) send(w http.ResponseWriter, r *http.Request, media mediaType, out result) {
	if media == mediaStream || media == mediaNone {
		media = mediaJSON
	}
	status := out.status
	if status == 0 {
		status = http.StatusOK
		if out.response != nil {
			status = statusOf(out.response, media)
		}
	}
	if record := telemetry.In(r.Context()); record != nil {
		record.Status, record.Bytes, record.Code = status, len(out.body), codeOf(out.response)
		record.Source = out.source()
	}
	h := w.Header()
	h["Content-Type"] = media.header()
	h.Add("Vary", "Accept, Authorization, Cookie") // who is signed in may be told something else
	if e.budget != nil {
		h.Set("RateLimit-Policy", e.budget.Policy())
		h.Set("RateLimit", e.budget.Header(purseIn(r.Context()).left()))
	}
	if seconds := retryAfter(out.response, status); seconds > 0 {
		h.Set("Retry-After", strconv.Itoa(seconds))
	}
	e.reusable(h, r.Method, out)
	if tag := h.Get("ETag"); tag != "" && reply.Matches(r.Header.Get("If-None-Match"), tag) {
		delete(h, "Content-Type")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(out.body)))
	w.WriteHeader(status)
	_, _ = w.Write(out.body) // a client that left cannot be told
}

// codeOf is the code of the first error of a response.
func codeOf(response *graphql.Response) string {
	if response == nil || len(response.Errors) == 0 {
		return ""
	}
	code, _ := response.Errors[0].Extensions["code"].(string)
	return code
}

// reusable tells browsers and proxies what they may do with an answer. What
// may be kept here may be kept there, until the day ends.
func (e *endpoint) reusable(h http.Header, method string, out result) {
	switch {
	case out.stale:
		h.Set("Warning", `110 - "Response is Stale"`)
		h.Set("Age", strconv.Itoa(int(e.memory.now().Sub(out.kept.At)/time.Second)))
		h["Cache-Control"] = uncacheable
	case out.kept == nil || method == http.MethodPost:
		h["Cache-Control"] = uncacheable
	default:
		h.Set("ETag", out.kept.ETag)
		now := e.memory.now()
		left := int(cache.Midnight(now).Sub(now) / time.Second)
		h.Set("Cache-Control", "public, max-age="+strconv.Itoa(min(freshFor, left))+", stale-while-revalidate="+strconv.Itoa(min(reusableFor, left)))
	}
}

var uncacheable = []string{"no-store"}

// retryAfter is after how many seconds a refused request can be tried again;
// 0 when trying again is no use.
func retryAfter(response *graphql.Response, status int) int {
	if status == http.StatusOK || response == nil || len(response.Errors) == 0 {
		return 0
	}
	if seconds, ok := response.Errors[0].Extensions[retryExtension].(int); ok {
		return seconds
	}
	if status == http.StatusServiceUnavailable {
		return 1
	}
	return 0
}
