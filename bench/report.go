package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/promisegraph/promisegraph/internal/neo4jlocal"
)

// report is the text of the results.
func (b *bench) report(took time.Duration) string {
	var t strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&t, format+"\n", args...) }
	line("# Results of make bench\n")
	line("%s UTC, in %s. %s, %d processors shared by servers, database and clients; load average %s at the end.",
		time.Now().UTC().Format("2006-01-02 15:04"), took.Round(time.Second), machine(), runtime.NumCPU(), loadAverage())
	line("Neo4j %s, %s, Node.js %s, @neo4j/graphql behind graphql-yoga (`bench/peer/package-lock.json`).", neo4jlocal.Version, runtime.Version(), output("node", "--version"))
	line("A made-up graph of %d entities. Each side is measured for %s in turn, %d times over. Requests are drawn from %d different ones.\n",
		b.entities, b.turn, b.rounds, differentRequests)
	line("All three ask the same database. *Peer* and *promisegraph* gave the same answers to %d requests of each kind before anything was", compared)
	line("measured (paths: a way of the same length; search: the first find). *Driver* is Neo4j's driver for Go that runs the statement")
	line("promisegraph compiles, without GraphQL and HTTP. promisegraph keeps no answers here (`--cache-bytes 0`).\n")
	line("## Latency and throughput\n")
	line("| | | p50 | p99 | req/s at 16 | at 64 | server CPU | database CPU |")
	line("|---|---|---|---|---|---|---|---|")
	for _, r := range b.results {
		name := r.question.name
		for _, side := range []string{sidePeer, sideDriver, sideOurs} {
			s := r.sides[side]
			server, database := s.used[16].each()
			if side == sideDriver {
				server = "-"
			}
			line("| %s | %s | %s | %s | %.0f | %.0f | %s | %s |", name, side, micro(s.load[1].percentile(50)), micro(s.load[1].percentile(99)),
				s.load[16].rate(), s.load[64].rate(), server, database)
			name = ""
		}
	}
	line("\nLatency with one client, in microseconds. CPU in milliseconds for 1,000 requests of 16 clients.\n")
	line("## Ratios\n")
	line("| | latency to peer | goal | throughput at 64 | goal | p50 to driver | goal |")
	line("|---|---|---|---|---|---|---|")
	for _, r := range b.results {
		p, o, d := r.sides[sidePeer], r.sides[sideOurs], r.sides[sideDriver]
		latency := ratio(float64(p.load[1].percentile(50)), float64(o.load[1].percentile(50)))
		throughput := ratio(o.load[64].rate(), p.load[64].rate())
		driver := ratio(float64(o.load[1].percentile(50)), float64(d.load[1].percentile(50)))
		g := r.question.goal
		line("| %s | %s | %gx | %s | %gx | %s | <= %g |", r.question.name, mark(latency, latency >= g.latency, "x"), g.latency,
			mark(throughput, throughput >= g.throughput, "x"), g.throughput, mark(driver, driver <= g.driver, ""), g.driver)
	}
	line("\nBold: the goal is reached.")
	for _, r := range b.results {
		line("%s is a %s.", r.question.name, r.question.title)
	}
	b.reportKept(line)
	b.reportGrowth(line)
	if notes, err := os.ReadFile(filepath.Join(filepath.Dir(b.peer), "NOTES.md")); err == nil {
		line("\n%s", strings.TrimSpace(string(notes)))
	}
	return t.String()
}

func (b *bench) reportKept(line func(string, ...any)) {
	line("\n## Answers that are kept\n")
	line("| | p50 | req/s at 16 | at 64 |")
	line("|---|---|---|---|")
	for _, s := range []struct {
		name string
		load map[int]*load
	}{{"plain net/http", b.kept.hello}, {"promisegraph, Q1", b.kept.kept}} {
		line("| %s | %s | %.0f | %.0f |", s.name, micro(s.load[1].percentile(50)), s.load[16].rate(), s.load[64].rate())
	}
	share := ratio(b.kept.kept[64].rate(), b.kept.hello[64].rate())
	line("\nThroughput at 64 clients to plain net/http: %s; the goal is 0.5.", mark(share, share >= 0.5, ""))
}

func (b *bench) reportGrowth(line func(string, ...any)) {
	if len(b.growth) == 0 {
		return
	}
	line("\n## Growth\n")
	line("| p50 | %d entities | %d entities | ratio |", b.small, b.entities)
	line("|---|---|---|---|")
	for _, g := range b.growth {
		s, l := g.small.percentile(50), g.large.percentile(50)
		times := ratio(float64(l), float64(s))
		line("| %s | %s | %s | %s |", g.question.name, micro(s), micro(l), mark(times, times <= 1.3, ""))
	}
	line("\nThe goal is 1.3 at most.")
}

// each is what a thousand requests took of server and database.
func (u *usage) each() (server, database string) {
	if u.requests == 0 {
		return "-", "-"
	}
	per := func(d time.Duration) string { return fmt.Sprintf("%.0f", d.Seconds()*1e6/float64(u.requests)) }
	return per(u.server), per(u.database)
}

func micro(d time.Duration) string { return fmt.Sprint(d.Microseconds()) }

func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

func mark(value float64, reached bool, unit string) string {
	text := fmt.Sprintf("%.2f", value)
	if value >= 10 {
		text = fmt.Sprintf("%.1f", value)
	}
	if reached {
		return "**" + text + unit + "**"
	}
	return text + unit
}
