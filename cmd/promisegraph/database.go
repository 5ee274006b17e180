package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/promisegraph/promisegraph/internal/neo4jlocal"
	"github.com/promisegraph/promisegraph/store"
)

// database are the flags that say which Neo4j is meant.
type database struct {
	URI      string     `name:"neo4j-uri" env:"NEO4J_URI" help:"Neo4j to use: neo4j://, neo4j+s://, bolt:// or bolt+s://. Without it, a local one is found or started." placeholder:"URI"`
	Username string     `name:"neo4j-username" env:"NEO4J_USERNAME" default:"neo4j" help:"User of that Neo4j." placeholder:"NAME"`
	Password string     `name:"neo4j-password" env:"NEO4J_PASSWORD" help:"Password of that user; better given in the environment." placeholder:"WORD"`
	Local    localNeo4j `embed:"" prefix:"local-"`
}

// patience is how long commands wait for a Neo4j that is just starting.
const patience = time.Minute

// open gives the store and how to let go of it, when the database answers.
func (d database) open(ctx context.Context, log *slog.Logger) (*store.Store, func(), error) {
	return d.openObserved(ctx, log, nil)
}

// openObserved is open for a store of which somebody wants to know what it does.
func (d database) openObserved(ctx context.Context, log *slog.Logger, observer store.Observer) (*store.Store, func(), error) {
	cfg := store.Config{URI: d.URI, Username: d.Username, Password: d.Password, Log: log, Observer: observer}
	release := func() {}
	if d.URI == "" {
		local, err := neo4jlocal.Acquire(ctx, d.Local.options(log))
		if err != nil {
			return nil, nil, err
		}
		cfg.URI, cfg.Username, cfg.Password = local.URI, local.Username, local.Password
		release = func() {
			if err := local.Release(); err != nil {
				log.Error("releasing Neo4j failed", "error", err)
			}
		}
	}
	s, err := store.Open(cfg)
	if err != nil {
		release()
		return nil, nil, err
	}
	closeAll := func() {
		_ = s.Close(context.WithoutCancel(ctx))
		release()
	}
	if err := await(ctx, s, log, cfg.URI); err != nil {
		closeAll()
		return nil, nil, err
	}
	return s, closeAll, nil
}

// await waits for the database to answer.
func await(ctx context.Context, s *store.Store, log *slog.Logger, uri string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	again := time.NewTicker(time.Second)
	defer again.Stop()
	for said := false; ; said = true {
		err := s.Ping(ctx)
		if err == nil {
			return nil
		}
		if !store.Temporary(err) {
			return fmt.Errorf("connect to Neo4j at %s: %w", uri, err)
		}
		if !said {
			log.Info("waiting for Neo4j", "uri", uri)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("no answer from Neo4j at %s within %s: %w", uri, patience, err)
		case <-again.C:
		}
	}
}
