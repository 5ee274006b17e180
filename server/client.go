package server

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/promisegraph/promisegraph/server/budget"
)

// clientOf is the address a request comes from. What proxies say of it counts
// as far as they are trusted, from the last to the first.
func clientOf(r *http.Request, proxies []netip.Prefix) netip.Addr {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{} // not from a network
	}
	client := at.Addr().Unmap()
	if len(proxies) == 0 {
		return client
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		if !slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(client) }) {
			break
		}
		before, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			break
		}
		client = before.Unmap()
	}
	return client
}

// securely reports whether a request came by https, to this server or to a
// proxy that is trusted to say so.
func securely(r *http.Request, proxies []netip.Prefix) bool {
	if r.TLS != nil {
		return true
	}
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	trusted := err == nil && slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(at.Addr().Unmap()) })
	return trusted && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}

// purse is the budget of the client that a request comes from.
type purse struct {
	budget *budget.Budget
	client netip.Addr
	paid   int // points taken for the request itself, before it was looked at
}

// take takes points off the purse. Without budgets there are always enough.
func (p purse) take(points int) budget.State {
	if p.budget == nil || points <= 0 {
		return budget.State{Granted: true}
	}
	return p.budget.Take(p.client, points)
}

// left is what the purse holds.
func (p purse) left() budget.State { return p.budget.Take(p.client, 0) }

type purseKey struct{}

func (p purse) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, purseKey{}, p)
}

func purseIn(ctx context.Context) purse {
	p, _ := ctx.Value(purseKey{}).(purse)
	return p
}
