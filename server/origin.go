package server

import (
	"net/http"
	"slices"

	"github.com/promisegraph/promisegraph/graph"
)

// origins decides which pages of other sites may use the API from a browser.
// They never do so with the session of the reader.
type origins struct {
	// allowed are origins such as https://example.org; "*" is any.
	allowed []string
	// forged finds requests that a page of another site made a browser send.
	forged *http.CrossOriginProtection
}

func newOrigins(allowed []string) *origins {
	return &origins{allowed: allowed, forged: http.NewCrossOriginProtection()}
}

func (o *origins) any() bool { return slices.Contains(o.allowed, "*") }

func (o *origins) allows(origin string) bool { return o.any() || slices.Contains(o.allowed, origin) }

// admit tells the browser what the page may read, and refuses requests of
// pages that may not ask. Simple requests of such pages, GET, are answered,
// but the page cannot read the answer.
func (o *origins) admit(w http.ResponseWriter, r *http.Request) *fault {
	origin := r.Header.Get("Origin")
	if len(o.allowed) > 0 && !o.any() {
		w.Header().Add("Vary", "Origin")
	}
	if origin == "" || !o.allows(origin) {
		if o.forged.Check(r) != nil {
			return refuse(http.StatusForbidden, graph.CodeCrossOrigin, "pages of other sites may not ask here")
		}
		return nil
	}
	if o.any() {
		origin = "*"
	}
	w.Header().Set("Access-Control-Allow-Origin", origin)
	w.Header().Set("Access-Control-Expose-Headers", "Age, ETag, RateLimit, RateLimit-Policy, Retry-After, Warning")
	return nil
}

// preflight answers a browser that asks whether a page may send a request.
func (o *origins) preflight(w http.ResponseWriter, r *http.Request) {
	if origin := r.Header.Get("Origin"); origin != "" && o.allows(origin) {
		w.Header().Set("Access-Control-Allow-Methods", "GET, POST")
		w.Header().Set("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type")
		w.Header().Set("Access-Control-Max-Age", "86400")
	}
	w.Header().Set("Allow", allMethods)
	w.WriteHeader(http.StatusNoContent)
}
