package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"

	"github.com/promisegraph/promisegraph/query"
	"github.com/promisegraph/promisegraph/server"
	"github.com/promisegraph/promisegraph/store"
)

// statement is what promisegraph sends to the database for one request.
type statement struct {
	text   string
	params map[string]any
}

// recorder remembers what is read.
type recorder struct {
	*store.Store
	last query.Operation
}

// Read reads and remembers.
func (r *recorder) Read(ctx context.Context, op query.Operation) (query.Result, error) {
	r.last = op
	return r.Store.Read(ctx, op)
}

// statements are what promisegraph sends for requests.
func (g *graph) statements(ctx context.Context, bodies [][]byte) ([]statement, error) {
	s, err := store.Open(store.Config{URI: g.server.URI, Username: g.server.Username, Password: g.server.Password})
	if err != nil {
		return nil, err
	}
	defer s.Close(ctx) //nolint:errcheck // only read
	r := &recorder{Store: s}
	handler, err := server.New(server.Config{Profile: server.Open, Reader: r, Timeout: time.Minute})
	if err != nil {
		return nil, err
	}
	var out []statement
	for _, body := range bodies {
		request := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", bytes.NewReader(body))
		request.Header.Set("Content-Type", "application/json")
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		if answer.Code != http.StatusOK {
			return nil, fmt.Errorf("status %d: %.500s", answer.Code, answer.Body)
		}
		text, params, err := s.Statement(r.last)
		if err != nil {
			return nil, err
		}
		out = append(out, statement{text, params})
	}
	return out, nil
}

// bare is the driver alone, set up as the store sets it up.
func (g *graph) bare(statements []statement) (ask asker, end func(context.Context) error, err error) {
	driver, err := neo4j.NewDriverWithContext(g.server.URI, neo4j.BasicAuth(g.server.Username, g.server.Password, ""), func(c *config.Config) {
		c.TelemetryDisabled = true
		c.MaxConnectionPoolSize = store.PoolSize
	})
	if err != nil {
		return nil, nil, err
	}
	return func(ctx context.Context, number int) error {
		session := driver.NewSession(ctx, neo4j.SessionConfig{AccessMode: neo4j.AccessModeRead})
		defer session.Close(ctx) //nolint:errcheck // the result has been read by then
		one := statements[number%len(statements)]
		result, err := session.Run(ctx, one.text, one.params)
		if err != nil {
			return err
		}
		_, err = result.Collect(ctx)
		return err
	}, driver.Close, nil
}
