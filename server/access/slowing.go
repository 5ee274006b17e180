package access

import (
	"context"
	"crypto/sha256"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"
	"golang.org/x/time/rate"

	"github.com/promisegraph/promisegraph/graph"
	"github.com/promisegraph/promisegraph/server/budget"
)

// A secret cannot be guessed, whatever the pace. What is slowed is the work
// that guessing makes: so many wrong tokens at once and then one each so often.
const (
	clientFails, clientEach = 10, 6 * time.Second
	allFail, allEach        = 100, 100 * time.Millisecond
	mostClients             = 100_000 // that are remembered
	mostTrying              = 64      // at the same time
)

// slowing slows those who show wrong tokens, each client by itself and all of
// them together. Who was admitted before is not slowed.
type slowing struct {
	now     func() time.Time
	clients *otter.Cache[netip.Addr, *rate.Limiter]
	all     *rate.Limiter
	// trying has a place for each attempt under way.
	trying chan struct{}
	// once lets those who try the same at the same time share one attempt.
	once singleflight.Group
}

func newSlowing(now func() time.Time) *slowing {
	return &slowing{
		now: now, all: rate.NewLimiter(rate.Every(allEach), allFail), trying: make(chan struct{}, mostTrying),
		clients: otter.Must(&otter.Options[netip.Addr, *rate.Limiter]{MaximumSize: mostClients}),
	}
}

// wait is how long a client has to wait until it may try; zero is not at all.
func (s *slowing) wait(client netip.Addr) (longest time.Duration) {
	now := s.now()
	for _, l := range s.limiters(client) {
		if lacking := 1 - l.TokensAt(now); lacking > 0 {
			longest = max(longest, time.Duration(lacking/float64(l.Limit())*float64(time.Second)))
		}
	}
	return longest
}

// failed takes note that a client has failed. Those who tried at the same time
// wait the longer for it, up to a minute.
func (s *slowing) failed(client netip.Addr) {
	now := s.now()
	for _, l := range s.limiters(client) {
		if r := l.ReserveN(now, 1); r.DelayFrom(now) > time.Minute {
			r.CancelAt(now)
		}
	}
}

func (s *slowing) limiters(client netip.Addr) [2]*rate.Limiter {
	client = budget.Network(client)
	own, ok := s.clients.GetIfPresent(client)
	if !ok {
		own, _ = s.clients.SetIfAbsent(client, rate.NewLimiter(rate.Every(clientEach), clientFails))
	}
	return [2]*rate.Limiter{own, s.all}
}

// try makes an attempt for a client, unless it, or all together, have failed
// too often lately. What is tried has an id. An attempt goes on when who
// wanted it leaves: otherwise leaving would be free.
func (s *slowing) try(ctx context.Context, client netip.Addr, id [sha256.Size]byte, attempt func(context.Context) error) error {
	answer := s.once.DoChan(string(id[:]), func() (any, error) {
		if wait := s.wait(client); wait > 0 {
			return nil, &Refusal{Status: http.StatusTooManyRequests, Code: graph.CodeRateLimited, Message: "too many wrong tokens came from your address: try again later", Wait: wait}
		}
		select {
		case s.trying <- struct{}{}:
			defer func() { <-s.trying }()
		default:
			return nil, errBusy
		}
		err := attempt(context.WithoutCancel(ctx))
		if err != nil && refusalOf(err).Status != http.StatusServiceUnavailable {
			s.failed(client)
		}
		return nil, err
	})
	select {
	case got := <-answer:
		return got.Err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// errBusy says that too many tokens are being looked up.
var errBusy = &Refusal{Status: http.StatusServiceUnavailable, Code: graph.CodeOverloaded, Message: "the server is busy: try again in a second", Wait: time.Second}

// seconds is a wait as headers tell it.
func seconds(wait time.Duration) string { return strconv.Itoa(int(math.Ceil(wait.Seconds()))) }
