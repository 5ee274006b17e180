// Package neo4jtest gives tests a database that is empty and theirs alone.
//
// Neo4j Community has one database, and go test runs packages at the same time in processes of their own. So a test that
// opens the database holds it, across processes, until it ends:
//
//	func TestStore(t *testing.T) {
//		db := neo4jtest.Open(t)
//		t.Run("first", func(t *testing.T) { db.Wipe(t); ... })
//		t.Run("second", func(t *testing.T) { db.Wipe(t); ... })
//	}
//
// A subtest uses its parent's handle: opening again while the parent holds the database waits until the test's time is up.
package neo4jtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"

	"github.com/promisegraph/promisegraph/internal/filelock"
)

// A Handle is a database that nobody else uses while the handle is open.
type Handle struct {
	URI      string
	Username string
	Password string
	// Driver is connected to the database. The handle closes it.
	Driver neo4j.DriverWithContext
}

const howToRun = `this test needs a database that it may wipe; run one of
  make test
  bin/promisegraph neo4j exec --throwaway -- go test ./store
(PROMISEGRAPH_TEST_NEO4J_URI, _USERNAME and _PASSWORD are not set)`

// patience is how long a test waits for the tests of other packages, when go test gives no earlier deadline.
const patience = 25 * time.Minute

// Open waits until the test has the database for itself and removes all nodes and relationships. Constraints and indexes
// stay, because making them again is slow. The handle closes when tb ends. Without a database, or when it does not answer, the
// test fails at once.
func Open(tb testing.TB) *Handle {
	tb.Helper()
	h := open(tb)
	h.Wipe(tb)
	return h
}

// OpenEmpty is Open for tests of migrations: constraints and indexes are removed too.
func OpenEmpty(tb testing.TB) *Handle {
	tb.Helper()
	h := open(tb)
	h.Wipe(tb)
	h.dropSchema(tb)
	return h
}

func open(tb testing.TB) *Handle {
	tb.Helper()
	h := &Handle{
		URI:      os.Getenv("PROMISEGRAPH_TEST_NEO4J_URI"),
		Username: os.Getenv("PROMISEGRAPH_TEST_NEO4J_USERNAME"),
		Password: os.Getenv("PROMISEGRAPH_TEST_NEO4J_PASSWORD"),
	}
	if h.URI == "" {
		tb.Fatal(howToRun)
	}
	lock, err := filelock.Wait(waitContext(tb), lockPath(h.URI))
	if err != nil {
		tb.Fatalf("waiting for the tests that use the database: %v", err)
	}
	tb.Cleanup(func() {
		if err := lock.Release(); err != nil {
			tb.Errorf("releasing the database: %v", err)
		}
	})
	h.Driver, err = neo4j.NewDriverWithContext(h.URI, neo4j.BasicAuth(h.Username, h.Password, ""), func(c *config.Config) {
		c.TelemetryDisabled = true
		c.MaxConnectionPoolSize = 16
	})
	if err != nil {
		tb.Fatalf("connecting to the test database: %v", err)
	}
	tb.Cleanup(func() { _ = h.Driver.Close(context.Background()) })
	return h
}

// waitContext ends a little before the test binary's own deadline, so that the message says what was waited for.
func waitContext(tb testing.TB) context.Context {
	end := time.Now().Add(patience)
	if t, ok := tb.(interface{ Deadline() (time.Time, bool) }); ok {
		if deadline, ok := t.Deadline(); ok && deadline.Add(-5*time.Second).Before(end) {
			end = deadline.Add(-5 * time.Second)
		}
	}
	ctx, cancel := context.WithDeadline(tb.Context(), end)
	tb.Cleanup(cancel)
	return ctx
}

func lockPath(uri string) string {
	sum := sha256.Sum256([]byte(uri))
	return filepath.Join(os.TempDir(), "promisegraph-test-"+hex.EncodeToString(sum[:8])+".lock")
}

// Wipe removes all nodes and relationships, and keeps constraints and indexes.
func (h *Handle) Wipe(tb testing.TB) {
	tb.Helper()
	h.Run(tb, "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS", nil)
}

// Run executes one Cypher statement in a transaction of its own and returns its records. The test fails when it fails.
func (h *Handle) Run(tb testing.TB, cypher string, params map[string]any) []*neo4j.Record {
	tb.Helper()
	ctx := tb.Context()
	session := h.Driver.NewSession(ctx, neo4j.SessionConfig{})
	defer func() { _ = session.Close(ctx) }()
	result, err := session.Run(ctx, cypher, params)
	if err != nil {
		tb.Fatalf("test database: %s: %v", cypher, err)
	}
	records, err := result.Collect(ctx)
	if err != nil {
		tb.Fatalf("test database: %s: %v", cypher, err)
	}
	return records
}

func (h *Handle) dropSchema(tb testing.TB) {
	tb.Helper()
	for _, r := range h.Run(tb, "SHOW CONSTRAINTS YIELD name", nil) {
		h.Run(tb, "DROP CONSTRAINT "+quoted(r), nil)
	}
	// Neo4j makes the two token look-up indexes itself.
	for _, r := range h.Run(tb, "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name", nil) {
		h.Run(tb, "DROP INDEX "+quoted(r), nil)
	}
}

func quoted(r *neo4j.Record) string { return fmt.Sprintf("`%s`", r.Values[0]) }
