// Package budget gives each client a share of what the server can do, in
// points that come back with time.
package budget

import (
	"fmt"
	"math"
	"net/netip"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/time/rate"
)

// clients is how many clients are remembered. Those not seen for long are
// forgotten first, and begin anew with a full budget.
const clients = 100_000

// Budget keeps an account for each client. It is safe for concurrent use, and
// its memory is bounded.
type Budget struct {
	perSecond rate.Limit
	most      int
	now       func() time.Time
	accounts  *otter.Cache[netip.Addr, *rate.Limiter]
}

// New makes a budget of so many points a minute; they can be spent at once.
func New(perMinute int, now func() time.Time) *Budget {
	return &Budget{
		perSecond: rate.Limit(float64(perMinute) / 60), most: perMinute, now: now,
		accounts: otter.Must(&otter.Options[netip.Addr, *rate.Limiter]{MaximumSize: clients}),
	}
}

// State is an account after something was asked of it.
type State struct {
	// Granted says that the points were there, and have been taken.
	Granted bool
	// Left are the points that remain.
	Left int
	// Wait is how long it takes until the points asked for are there.
	Wait time.Duration
}

// Take takes points off a client's account if all are there. More than a full
// account holds counts as a full one.
func (b *Budget) Take(client netip.Addr, points int) State {
	points = min(points, b.most)
	client = Network(client)
	account, ok := b.accounts.GetIfPresent(client)
	if !ok {
		account, _ = b.accounts.SetIfAbsent(client, rate.NewLimiter(b.perSecond, b.most))
	}
	now := b.now()
	granted := account.AllowN(now, points)
	left := account.TokensAt(now)
	state := State{Granted: granted, Left: max(0, int(left))}
	if !granted {
		state.Wait = time.Duration(math.Ceil((float64(points)-left)/float64(b.perSecond))) * time.Second
	}
	return state
}

// Network is what counts as one client: an IPv4 address, or the 64 bits of
// an IPv6 address that its owner shares out at will.
func Network(client netip.Addr) netip.Addr {
	client = client.Unmap().WithZone("")
	if client.Is6() {
		if prefix, err := client.Prefix(64); err == nil {
			return prefix.Addr()
		}
	}
	return client
}

// Policy is the RateLimit-Policy header.
func (b *Budget) Policy() string { return fmt.Sprintf(`"points";q=%d;w=60`, b.most) }

// Header is the RateLimit header: what is left, and in how many seconds the
// account is full again.
func (b *Budget) Header(s State) string {
	full := math.Ceil(float64(b.most-s.Left) / float64(b.perSecond))
	return fmt.Sprintf(`"points";r=%d;t=%d`, s.Left, int(full))
}
