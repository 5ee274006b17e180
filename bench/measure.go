package main

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"time"
)

// Requests are drawn from so many different ones.
const (
	differentRequests   = 2000
	differentStatements = 400 // for the driver
	compared            = 50  // answers of both sides, before anything is measured
)

// clients are how many ask at the same time.
var clients = []int{1, 16, 64}

// bench is one run.
type bench struct {
	options
	graph   *graph
	ours    *process // promisegraph, without answers kept
	cached  *process // promisegraph as it comes
	hello   *process // plain net/http
	peers   *process
	results []result
	kept    keptResult
	growth  []growthResult
}

// side is one of those that are compared.
type side struct {
	name string
	ask  asker
	pid  int // of its server; 0 when it has none of its own
	load map[int]*load
	used map[int]*usage
}

// usage is processor time, and for how many requests.
type usage struct {
	server, database time.Duration
	requests         int
}

// result is what came of one question.
type result struct {
	question question
	sides    map[string]*side
}

// The sides.
const (
	sideOurs   = "promisegraph"
	sidePeer   = "peer"
	sideDriver = "driver"
)

// start starts the servers.
func (b *bench) start(ctx context.Context) error {
	var err error
	if b.ours, err = b.serve(ctx, b.graph, "--cache-bytes", "0"); err != nil {
		return err
	}
	if b.cached, err = b.serve(ctx, b.graph); err != nil {
		return err
	}
	b.peers, err = startProcess(ctx, append(b.graph.environment(), "NODE_ENV=production"), "/graphql?query=%7B__typename%7D", func(port int) []string {
		return []string{"node", filepath.Join(b.peer, "server.js"), fmt.Sprint(port)}
	})
	return err
}

// serve starts promisegraph on a graph.
func (b *bench) serve(ctx context.Context, g *graph, flags ...string) (*process, error) {
	return startProcess(ctx, g.environment(), "/readyz", func(port int) []string {
		return append([]string{b.binary, "serve", "--addr", fmt.Sprintf("127.0.0.1:%d", port), "--budget", "0", "--no-access-log", "--timeout", "60s"}, flags...)
	})
}

func (b *bench) stop() {
	for _, p := range []*process{b.ours, b.cached, b.peers, b.hello} {
		if p != nil {
			p.stop()
		}
	}
}

// measure measures one question.
func (b *bench) measure(ctx context.Context, q question) error {
	ours, peers, err := q.bodies(b.graph, differentRequests)
	if err != nil {
		return err
	}
	statements, err := b.graph.statements(ctx, ours[:differentStatements])
	if err != nil {
		return err
	}
	driver, end, err := b.graph.bare(statements)
	if err != nil {
		return err
	}
	defer end(ctx) //nolint:errcheck // only read
	http := client()
	for i := range compared {
		a, err := post(ctx, http, b.ours.url+"/graphql", ours[i])
		if err != nil {
			return fmt.Errorf("promisegraph: %w", err)
		}
		p, err := post(ctx, http, b.peers.url+"/graphql", peers[i])
		if err != nil {
			return fmt.Errorf("peer: %w", err)
		}
		if err := q.sameAnswers(a, p); err != nil {
			return fmt.Errorf("%s: %w", ours[i], err)
		}
	}
	say("%s %s: same answers", q.name, q.title)
	sides := []*side{
		{name: sidePeer, ask: poster(http, b.peers.url, peers), pid: b.peers.pid()},
		{name: sideOurs, ask: poster(http, b.ours.url, ours), pid: b.ours.pid()},
		{name: sideDriver, ask: driver},
	}
	r := result{q, map[string]*side{}}
	for _, s := range sides {
		s.load, s.used = map[int]*load{}, map[int]*usage{}
		r.sides[s.name] = s
		for _, n := range []int{1, 16} { // statements are planned, code is compiled
			if _, err := drive(ctx, n, b.turn, differentStatements, 99, s.ask); err != nil {
				return fmt.Errorf("%s: %w", s.name, err)
			}
		}
	}
	for round := range b.rounds {
		for _, n := range clients {
			for _, s := range sides {
				if err := b.take(ctx, s, n, uint64(round)); err != nil { //nolint:gosec // a small number
					return fmt.Errorf("%s: %w", s.name, err)
				}
			}
		}
	}
	p, o := r.sides[sidePeer], r.sides[sideOurs]
	say("   p50 %v, peer %v, driver %v; requests a second at 64: %.0f, peer %.0f", o.load[1].percentile(50), p.load[1].percentile(50),
		r.sides[sideDriver].load[1].percentile(50), o.load[64].rate(), p.load[64].rate())
	b.results = append(b.results, r)
	return nil
}

// take has so many clients ask one side for a turn.
func (b *bench) take(ctx context.Context, s *side, n int, seed uint64) error {
	if s.load[n] == nil {
		s.load[n], s.used[n] = new(load), new(usage)
	}
	server, database := time.Duration(0), cpu(b.graph.pid)
	if s.pid != 0 {
		server = cpu(s.pid)
	}
	l, err := drive(ctx, n, b.turn, differentRequests, seed, s.ask)
	if err != nil {
		return err
	}
	s.load[n].add(l)
	u := s.used[n]
	if s.pid != 0 {
		u.server += cpu(s.pid) - server
	}
	u.database += cpu(b.graph.pid) - database
	u.requests += len(l.took)
	return nil
}

// poster asks a GraphQL server.
func poster(c *http.Client, url string, bodies [][]byte) asker {
	return func(ctx context.Context, number int) error {
		_, err := post(ctx, c, url+"/graphql", bodies[number%len(bodies)])
		return err
	}
}
