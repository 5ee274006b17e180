package neo4jlocal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
)

// waitReady returns when the server answers a statement, and fails with its last words when it dies instead.
func waitReady(ctx context.Context, s server, uri, password string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, startPatience, fmt.Errorf("no answer after %s", startPatience))
	defer cancel()
	tick := time.NewTicker(pollInterval)
	defer tick.Stop()
	for {
		err := run(ctx, uri, password, "RETURN 1")
		if err == nil {
			return nil
		}
		var refused *neo4j.Neo4jError
		if errors.As(err, &refused) && refused.Category() == "Security" {
			return fmt.Errorf("Neo4j is running but refuses the password it was started with: %w", err)
		}
		if !s.alive() {
			return fmt.Errorf("Neo4j ended while starting; its last words:\n%s", s.lastWords())
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for Neo4j: %w (last try: %w)", context.Cause(ctx), err)
		case <-tick.C:
		}
	}
}

func run(ctx context.Context, uri, password string, statements ...string) error {
	driver, err := neo4j.NewDriverWithContext(uri, neo4j.BasicAuth(Username, password, ""), func(c *config.Config) {
		c.TelemetryDisabled = true
		c.SocketConnectTimeout = time.Second
	})
	if err != nil {
		return err
	}
	defer func() { _ = driver.Close(ctx) }()
	session := driver.NewSession(ctx, neo4j.SessionConfig{})
	defer func() { _ = session.Close(ctx) }()
	for _, statement := range statements {
		result, err := session.Run(ctx, statement, nil)
		if err != nil {
			return err
		}
		if _, err := result.Consume(ctx); err != nil {
			return err
		}
	}
	return nil
}
