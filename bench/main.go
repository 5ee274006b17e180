package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// options are what the command line says.
type options struct {
	entities int           // of the graph
	small    int           // of the graph that growth is told from; 0: none
	binary   string        // promisegraph
	peer     string        // folder of the peer, with its node_modules
	cache    string        // where graphs and Neo4j are kept
	out      string        // the report
	turn     time.Duration // of one measurement
	rounds   int           // of turns
	only     string        // one question
}

func main() {
	cache, _ := os.UserCacheDir() // only a default
	var o options
	flag.IntVar(&o.entities, "entities", fullSize, "size of the graph in things and ties between two of them")
	flag.IntVar(&o.small, "small", 9000, "size of the graph that growth is told from; 0: leave that out")
	flag.StringVar(&o.binary, "promisegraph", "bin/promisegraph", "the program to measure")
	flag.StringVar(&o.peer, "peer", "bench/peer", "folder of the peer, with what npm installed")
	flag.StringVar(&o.cache, "cache", filepath.Join(cache, "promisegraph"), "folder for graphs and for Neo4j")
	flag.StringVar(&o.out, "out", "bench/RESULTS.md", "file for the results; empty: none")
	flag.DurationVar(&o.turn, "turn", 1500*time.Millisecond, "length of one measurement")
	flag.IntVar(&o.rounds, "rounds", 3, "how often everything is measured in turn")
	flag.StringVar(&o.only, "only", "", "measure one question only: Q1 to Q6")
	hello := flag.String("hello", "", "serve plain net/http at this address, for comparison")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o, *hello); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, hello string) error {
	if hello != "" {
		return serveHello(ctx, hello)
	}
	began := time.Now()
	large, err := openGraph(ctx, o, o.entities)
	if err != nil {
		return err
	}
	defer large.close()
	b := &bench{options: o, graph: large}
	if err := b.start(ctx); err != nil {
		return err
	}
	defer b.stop()
	for _, q := range questions() {
		if o.only != "" && o.only != q.name {
			continue
		}
		if err := b.measure(ctx, q); err != nil {
			return fmt.Errorf("%s %s: %w", q.name, q.title, err)
		}
	}
	if err := b.measureCached(ctx); err != nil {
		return fmt.Errorf("cached answers: %w", err)
	}
	if o.small > 0 && o.small < o.entities {
		if err := b.measureGrowth(ctx); err != nil {
			return fmt.Errorf("growth: %w", err)
		}
	}
	report := b.report(time.Since(began))
	fmt.Println(report)
	if o.out == "" {
		return nil
	}
	return os.WriteFile(o.out, []byte(report), 0o644) //nolint:gosec // a document
}

// say tells how far the work has come.
func say(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
