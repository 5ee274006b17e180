package server

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql/handler/transport"

	"github.com/promisegraph/promisegraph/server/access"
)

// gate finds out who requests are from, for the API and for pages. A nil one
// takes everybody for a reader.
type gate struct {
	*access.Gate
	log *slog.Logger
	now func() time.Time
}

func newGate(cfg Config) *gate {
	if cfg.Accounts == nil {
		return nil
	}
	return &gate{log: cfg.Log, now: cfg.Now, Gate: access.New(access.Config{
		Keeper: cfg.Accounts, Now: cfg.Now, Base: cfg.Base, OpenID: cfg.OpenID, Log: cfg.Log,
		Client: func(r *http.Request) netip.Addr { return clientOf(r, cfg.Proxies) },
		Secure: func(r *http.Request) bool {
			return strings.HasPrefix(cfg.Base, "https://") || securely(r, cfg.Proxies)
		},
	})}
}

// identify gives a request the actor it is from.
func (g *gate) identify(w http.ResponseWriter, r *http.Request) (*http.Request, *fault) {
	if g == nil {
		return r, nil
	}
	as, refusal := g.Identify(w, r)
	if refusal != nil {
		return nil, turnedAway(w, refusal)
	}
	return as, nil
}

// turnedAway is a refusal as clients of the API are told it.
func turnedAway(w http.ResponseWriter, refusal *access.Refusal) *fault {
	refusal.Headers(w.Header())
	f := refuse(refusal.Status, refusal.Code, "%s", refusal.Message)
	if refusal.Wait > 0 {
		f.errors[0].Extensions[retryExtension] = int((refusal.Wait + time.Second - 1) / time.Second)
	}
	return f
}

// before lets pages know who asks.
func (g *gate) before(pages http.Handler) http.Handler {
	if g == nil {
		return pages
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		as, refusal := g.Identify(w, r)
		if refusal != nil {
			refusal.Headers(w.Header())
			http.Error(w, refusal.Message, refusal.Status)
			return
		}
		pages.ServeHTTP(w, as)
	})
}

// until is a context for a connection that stays open: it ends when what the
// actor has shown counts no more.
func (g *gate) until(ctx context.Context) (context.Context, context.CancelFunc) {
	if g == nil {
		return ctx, func() {}
	}
	return g.Until(ctx)
}

// introduced is the context of a connection whose client shows a token in it:
// browsers cannot set the header. It ends when the token counts no more.
func (g *gate) introduced(ctx context.Context, r *http.Request, init transport.InitPayload) (context.Context, error) {
	_, upper := init["Authorization"]
	_, lower := init["authorization"]
	if g == nil || !upper && !lower {
		return ctx, nil
	}
	as, refusal := g.Show(ctx, r, init.Authorization())
	if refusal != nil {
		return ctx, refusal
	}
	as, end := g.Until(as)
	context.AfterFunc(ctx, end)
	return as, nil
}
