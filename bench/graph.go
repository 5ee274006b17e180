package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/promisegraph/promisegraph/fiction"
	"github.com/promisegraph/promisegraph/internal/neo4jlocal"
	"github.com/promisegraph/promisegraph/journal"
)

// fullSize is how many entities a graph of scale 1 has.
const fullSize = 930_000

// graph is a made-up graph in a Neo4j of its own.
type graph struct {
	fiction.Graph
	entities int
	server   *neo4jlocal.Instance
	pid      int
}

// openGraph starts the Neo4j that keeps the graph. It builds the graph when it is not there, or the generator has changed
// since. A layout that has changed is brought up to date.
func openGraph(ctx context.Context, o options, entities int) (*graph, error) {
	g := &graph{Graph: fiction.Graph{Seed: 1, Scale: float64(entities) / fullSize}, entities: entities}
	if err := g.Check(); err != nil {
		return nil, err
	}
	dir := filepath.Join(o.cache, fmt.Sprintf("bench-%d", entities))
	stamp := filepath.Join(dir, "built")
	print, err := g.print()
	if err != nil {
		return nil, err
	}
	built, _ := os.ReadFile(stamp) //nolint:gosec // our own file; not there means not built
	local := neo4jlocal.Options{
		Dir: dir, CacheDir: o.cache, JavaHome: os.Getenv("JAVA_HOME"), HeapMB: 4096, PageCacheMB: 2048,
		Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	}
	if len(built) > 0 && string(built) != print {
		say("the generator has changed: building the graph of %d entities anew", entities)
		if err := neo4jlocal.Stop(ctx, local, false); err != nil {
			return nil, err
		}
		if err := os.RemoveAll(dir); err != nil {
			return nil, err
		}
	}
	if g.server, err = neo4jlocal.Acquire(ctx, local); err != nil {
		return nil, err
	}
	status, err := neo4jlocal.Inspect(ctx, local)
	if err == nil {
		g.pid = status.PID
		err = g.fill(ctx, o, string(built) == print)
	}
	if err == nil {
		err = os.WriteFile(stamp, []byte(print), 0o600)
	}
	if err != nil {
		return nil, errors.Join(err, g.server.Release())
	}
	return g, nil
}

func (g *graph) close() {
	if err := g.server.Release(); err != nil {
		say("%v", err)
	}
}

// environment tells a program where the graph is.
func (g *graph) environment() []string {
	return append(os.Environ(), "NEO4J_URI="+g.server.URI, "NEO4J_USERNAME="+g.server.Username, "NEO4J_PASSWORD="+g.server.Password)
}

// fill brings the schema up to date and, unless it is there, imports the graph.
func (g *graph) fill(ctx context.Context, o options, built bool) error {
	migrate := exec.CommandContext(ctx, o.binary, "migrate")
	migrate.Env, migrate.Stderr = g.environment(), os.Stderr
	if err := migrate.Run(); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if built {
		return nil
	}
	say("importing the graph of %d entities (once; it is kept)", g.entities)
	file, err := os.CreateTemp("", "bench-*.jsonl")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) //nolint:errcheck // a leftover in the folder for those
	defer file.Close()           //nolint:errcheck // written by another
	generate := exec.CommandContext(ctx, o.binary, "generate", "--seed", fmt.Sprint(g.Seed), "--scale", fmt.Sprint(g.Scale), "--to", file.Name())
	generate.Stderr = os.Stderr
	if err := generate.Run(); err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	// With its own standard error it shows how far it has come.
	load := exec.CommandContext(ctx, o.binary, "import", "--by", "bench", file.Name())
	load.Env, load.Stderr, load.Stdout = g.environment(), os.Stderr, os.Stderr
	if err := load.Run(); err != nil {
		return fmt.Errorf("import: %w", err)
	}
	return nil
}

// print tells one generator from another by what it makes.
func (g *graph) print() (string, error) {
	sum := sha256.New()
	sample := fiction.Graph{Seed: g.Seed, Scale: 0.002}
	for r := range sample.Records() {
		body, err := journal.Encode(r)
		if err != nil {
			return "", err
		}
		if _, err := sum.Write(body); err != nil {
			return "", err
		}
	}
	_, _ = io.WriteString(sum, fmt.Sprint(g.Scale))
	return hex.EncodeToString(sum.Sum(nil)), nil
}
