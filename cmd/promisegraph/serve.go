package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"syscall"

	"github.com/promisegraph/promisegraph/server"
	"github.com/promisegraph/promisegraph/server/telemetry"
	"github.com/promisegraph/promisegraph/store"
)

type serveCommand struct {
	database `embed:""`
	edge     `embed:""`

	Addr string `env:"PROMISEGRAPH_ADDR" default:"127.0.0.1:8080" help:"Address to listen on." placeholder:"HOST:PORT"`
	Seed bool   `env:"PROMISEGRAPH_SEED" help:"First migrate the schema and, when the database is empty, load the seed data."`
}

// Run serves until it is told to stop.
func (c serveCommand) Run(ctx context.Context, log *slog.Logger) error {
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
	if c.Seed {
		if err := prepare(ctx, s, log); err != nil {
			return err
		}
	}
	return serve(ctx, s, watching, log, c.Addr, c.edge, func(address string) { log.Info("serving", "address", "http://"+address) })
}

// serve answers HTTP from the store until the context ends.
func serve(ctx context.Context, s *store.Store, watching *telemetry.Telemetry, log *slog.Logger, addr string, flags edge, started func(address string)) error {
	cfg, err := flags.config()
	if err != nil {
		return err
	}
	cfg.Reader, cfg.Writer, cfg.Journal, cfg.Revisions, cfg.Accounts = s, s, s, s, s
	cfg.Ready, cfg.Log, cfg.Telemetry = s.Migrated, log, watching
	watching.Gauge("connections_most", "Connections to the database that can be open.", func() float64 { return store.PoolSize })
	if err := s.Migrated(ctx); err != nil {
		return err
	}
	handler, err := server.New(cfg)
	if err != nil {
		return err
	}
	listener, err := listen(ctx, addr)
	if err != nil {
		return err
	}
	if err := flags.serveMetrics(ctx, watching, log); err != nil {
		return err
	}
	started(listener.Addr().String())
	go func() {
		if err := server.Warm(ctx, cfg); err != nil && ctx.Err() == nil {
			log.Warn("pages are not planned ahead", "error", err)
		}
	}()
	return server.Serve(ctx, listener, handler)
}

// listen takes the address that the server answers on.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is taken by another program: choose another address with --addr or PROMISEGRAPH_ADDR", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", addr, err)
	}
	return listener, nil
}
