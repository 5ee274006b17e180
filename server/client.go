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

// account is the budget of the client that a request comes from.
type account struct {
	budget *budget.Budget
	client netip.Addr
	paid   int // points taken for the request itself, before it was looked at
}

// take takes points off the account. Without budgets there are always enough.
func (a account) take(points int) budget.State {
	if a.budget == nil || points <= 0 {
		return budget.State{Granted: true}
	}
	return a.budget.Take(a.client, points)
}

// left is what the account holds.
func (a account) left() budget.State { return a.budget.Take(a.client, 0) }

type accountKey struct{}

func (a account) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, accountKey{}, a)
}

func accountIn(ctx context.Context) account {
	a, _ := ctx.Value(accountKey{}).(account)
	return a
}
