package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/promisegraph/promisegraph/seed"
	"github.com/promisegraph/promisegraph/store"
)

type demoCommand struct {
	database `embed:""`
	edge     `embed:""`

	Addr string `env:"PROMISEGRAPH_ADDR" default:"127.0.0.1:8080" help:"Address to listen on." placeholder:"HOST:PORT"`
}

// Help is shown below the usage.
func (demoCommand) Help() string {
	return `Finds or starts Neo4j, brings the schema up to date, loads the seed data if the database is empty, and serves.
Ctrl-C stops what it started; the data stays.`
}

// Run serves until it is told to stop.
func (c demoCommand) Run(ctx context.Context, log *slog.Logger) error {
	// A taken address is told before the database starts, not after.
	if probe, err := listen(ctx, c.Addr); err != nil {
		return err
	} else if err := probe.Close(); err != nil {
		return fmt.Errorf("listen on %s: %w", c.Addr, err)
	}
	watching, end, err := c.watch(ctx, log)
	if err != nil {
		return err
	}
	defer end()
	s, release, err := c.openObserved(ctx, log, watching)
	if err != nil {
		return err
	}
	defer release()
	if err := prepare(ctx, s, log); err != nil {
		return err
	}
	return serve(ctx, s, watching, log, c.Addr, c.edge, func(address string) { fmt.Printf(welcome, address) })
}

const welcome = `
promisegraph is ready. Ctrl-C stops it; the data stays.

  read      http://%[1]s/
  explore   http://%[1]s/graphiql
  query     http://%[1]s/graphql

A first query:

  curl -s http://%[1]s/graphql -H 'Content-Type: application/json' -d '{"query":
    "{ promise(id: \"tesla-ai-spend-2024\") { statement madeOn speaker { name } status evidence(stance: [CONTRADICTS, RESPONSE]) { edges { stance node { summary publishedOn } } } } }"}'

`

// prepare migrates the schema and loads the seed data into an empty database.
func prepare(ctx context.Context, s *store.Store, log *slog.Logger) error {
	if err := migrate(ctx, s, log); err != nil {
		return err
	}
	empty, err := s.Empty(ctx)
	if err != nil || !empty {
		return err
	}
	set, err := seed.ReadFS(seed.Data())
	if err != nil {
		return err
	}
	set.By, set.Why = seed.By, seed.Why
	log.Info("loading seed data", "records", len(set.Entries))
	start := time.Now()
	applied, err := s.Apply(ctx, set, progress(os.Stderr))
	if err != nil {
		return fmt.Errorf("load seed data: %w", err)
	}
	log.Info("seed data loaded", "records", applied.Created, "revision", applied.Revision, "took", time.Since(start).Round(time.Millisecond))
	return nil
}

func migrate(ctx context.Context, s *store.Store, log *slog.Logger) error {
	taken, err := s.Migrate(ctx, progress(os.Stderr))
	if err != nil {
		return err
	}
	if len(taken) > 0 {
		log.Info("schema migrated", "steps", taken)
	}
	return nil
}
