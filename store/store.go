// Package store keeps the graph in Neo4j. It is the only package that speaks
// to the database and the only home of Cypher.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	neo4jlog "github.com/neo4j/neo4j-go-driver/v5/neo4j/log"
)

// Config says how to reach the database.
type Config struct {
	// URI is bolt://, neo4j:// or one of them with +s or +ssc.
	URI string
	// Username and Password log in. An empty Username means no authentication.
	Username, Password string
	// Log takes what goes wrong in the background. Nil discards it.
	Log *slog.Logger
	// Observer is told of statements; nil for nobody.
	Observer Observer
	// Bolt, when set, sees each message to and from the database. Tests count
	// statements with it.
	Bolt neo4jlog.BoltLogger
}

// Observer is told what the store does. Its methods are called often, and at
// the same time.
type Observer interface {
	// Statement says that a statement is sent for the operation of the context.
	// What it returns is called with how that ended.
	Statement(ctx context.Context) (ended func(error))
	// Batch says that so many reads left in one statement.
	Batch(reads int)
	// Compiled says that a new form of operation became a statement.
	Compiled()
}

// nobody observes nothing.
type nobody struct{}

func (nobody) Statement(context.Context) func(error) { return func(error) {} }
func (nobody) Batch(int)                             {}
func (nobody) Compiled()                             {}

// Store is an open graph. It is safe for concurrent use.
type Store struct {
	driver    neo4j.DriverWithContext
	fragments *fragments
	// statements are the compiled reads, by the form of their operations.
	statements *lru.Cache[string, *statement]
	log        *slog.Logger
	observer   Observer
	bolt       neo4jlog.BoltLogger
	now        func() time.Time
}

// ErrUnavailable says that the database cannot be reached or does not answer
// in time. Trying again later can help.
var ErrUnavailable = errors.New("the database is not available")

// ErrNotMigrated says that the database lacks the schema of this version.
var ErrNotMigrated = errors.New("the database has not been migrated: run `promisegraph migrate`")

// Temporary reports whether trying again later can help.
func Temporary(err error) bool { return errors.Is(err, ErrUnavailable) }

// PoolSize is how many connections one server holds: more than this only
// queue inside Neo4j on small machines.
const PoolSize = 16

// Open prepares a Store. It does not wait for the database: the first call
// does.
func Open(cfg Config) (*Store, error) {
	auth := neo4j.NoAuth()
	if cfg.Username != "" {
		auth = neo4j.BasicAuth(cfg.Username, cfg.Password, "")
	}
	driver, err := neo4j.NewDriverWithContext(cfg.URI, auth, func(c *config.Config) {
		c.TelemetryDisabled = true
		c.MaxConnectionPoolSize = PoolSize
		c.ConnectionAcquisitionTimeout = 10 * time.Second
		c.SocketConnectTimeout = 5 * time.Second
		c.UserAgent = "promisegraph"
	})
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", cfg.URI, err)
	}
	frags, err := loadFragments()
	if err != nil {
		return nil, err
	}
	log := cfg.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	statements, err := lru.New[string, *statement](keptStatements)
	if err != nil {
		return nil, fmt.Errorf("keep statements: %w", err)
	}
	observer := cfg.Observer
	if observer == nil {
		observer = nobody{}
	}
	return &Store{driver: driver, observer: observer, fragments: frags, statements: statements, log: log, bolt: cfg.Bolt, now: time.Now}, nil
}

// Close releases the connections.
func (s *Store) Close(ctx context.Context) error { return s.driver.Close(ctx) }

// Ping waits until the database answers a statement. It returns
// ErrUnavailable when it does not.
func (s *Store) Ping(ctx context.Context) error {
	_, err := s.run(ctx, neo4j.AccessModeRead, s.fragments.statement("ping"), nil)
	return err
}

func (s *Store) session(ctx context.Context, mode neo4j.AccessMode) neo4j.SessionWithContext {
	return s.driver.NewSession(ctx, neo4j.SessionConfig{AccessMode: mode, BoltLogger: s.bolt})
}

// run executes one statement in a transaction of its own and returns its
// records. It is meant for few records. A read that meets a connection which
// broke meanwhile is tried again over another; after the database was started
// anew, all that are held are broken.
func (s *Store) run(ctx context.Context, mode neo4j.AccessMode, statement string, params map[string]any) ([]*neo4j.Record, error) {
	records, err := s.runOnce(ctx, mode, statement, params)
	var lost *neo4j.ConnectivityError
	for range PoolSize {
		if mode != neo4j.AccessModeRead || !errors.As(err, &lost) || ctx.Err() != nil {
			break
		}
		records, err = s.runOnce(ctx, mode, statement, params)
	}
	return records, unavailable(ctx, err)
}

func (s *Store) runOnce(ctx context.Context, mode neo4j.AccessMode, statement string, params map[string]any) (records []*neo4j.Record, err error) {
	ended := s.observer.Statement(ctx)
	defer func() { ended(err) }()
	session := s.session(ctx, mode)
	defer session.Close(ctx) //nolint:errcheck // the result has been read by then
	var timeout []func(*neo4j.TransactionConfig)
	if deadline, ok := ctx.Deadline(); ok {
		timeout = append(timeout, neo4j.WithTxTimeout(max(time.Until(deadline), time.Millisecond)))
	}
	result, err := session.Run(ctx, statement, params, timeout...)
	if err != nil {
		return nil, err
	}
	return result.Collect(ctx)
}

// unavailableError is ErrUnavailable with its cause. It tells the API's code
// and what clients may know.
type unavailableError struct{ cause error }

// Error is for logs: it names the cause.
func (e unavailableError) Error() string { return ErrUnavailable.Error() + ": " + e.cause.Error() }

// Unwrap gives the kind and the cause.
func (e unavailableError) Unwrap() []error { return []error{ErrUnavailable, e.cause} }

// ErrorCode is the API's code.
func (unavailableError) ErrorCode() string { return "UNAVAILABLE" }

// Public is what clients are told.
func (e unavailableError) Public() string {
	var answer *neo4j.Neo4jError
	if errors.As(e.cause, &answer) && strings.HasSuffix(answer.Code, "OutOfMemoryError") {
		return "the database has not enough memory for this just now: ask for less at once, or try again"
	}
	return ErrUnavailable.Error() + " just now: try again"
}

// unavailable turns errors that mean "not now" into ErrUnavailable and passes
// on all others, and those of a caller who left.
func unavailable(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	var connectivity *neo4j.ConnectivityError
	var limit *neo4j.TransactionExecutionLimit
	var answer *neo4j.Neo4jError
	timedOut := errors.As(err, &answer) && strings.HasPrefix(answer.Code, "Neo.ClientError.Transaction.TransactionTimedOut")
	// A server that is about to end, or too busy to greet, says so by a version
	// that does not exist. The driver has only a text for it.
	unready := strings.Contains(err.Error(), "did not accept any of the requested Bolt versions")
	// The driver's own tests do not look into wrapped errors.
	if unready || errors.As(err, &connectivity) || errors.As(err, &limit) || neo4j.IsRetryable(err) || timedOut || errors.Is(err, context.DeadlineExceeded) {
		return unavailableError{err}
	}
	return err
}
