// Package server answers HTTP: GraphQL, GraphiQL, embeds and health.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/graph"
	"github.com/promisegraph/promisegraph/server/access"
	"github.com/promisegraph/promisegraph/server/document"
	"github.com/promisegraph/promisegraph/server/embed"
	"github.com/promisegraph/promisegraph/server/page"
	"github.com/promisegraph/promisegraph/server/telemetry"
)

// Limits bound what one request, one client and all together can make the
// server do.
type Limits struct {
	// Body is how many bytes of a request are read.
	Body int
	// Document bounds documents and what they ask for.
	Document document.Limits
	// Concurrent is how many operations are executed at the same time; those
	// beyond are refused.
	Concurrent int
	// Sockets is how many WebSockets are open at the same time.
	Sockets int
	// Points are what each client can spend in a minute: one for each request
	// and one for each further hundred objects. Zero: as many as it likes.
	Points int
}

// DefaultLimits are generous to people and programs that read, and keep any
// one request within a few milliseconds until it is executed.
var DefaultLimits = Limits{
	Body: 256 << 10,
	Document: document.Limits{
		Tokens: 2000, Depth: 40, Lists: 12, Fields: 3000, Aliases: 100, Directives: 50,
		Objects: 500_000, Errors: 5, Time: 100 * time.Millisecond,
	},
	Concurrent: 256,
	Sockets:    1000,
}

// Profile is what kind of clients the server is for.
type Profile struct {
	// Introspection lets clients ask for the schema.
	Introspection bool
	// Suggestions adds names of the schema that may have been meant to errors.
	Suggestions bool
	// Explorer serves GraphiQL.
	Explorer bool
	// TrustedOnly answers no documents but trusted ones.
	TrustedOnly bool
	// Origins are the sites whose pages may use the API from a browser, such
	// as https://example.org; "*" is any. Without one, none of other sites may.
	// Browsers are never asked for the reader's credentials.
	Origins []string
}

// Open is for research: everything may be asked, from any page. What can be
// read without an account is public, and pages of other sites never use the
// reader's session, so they learn nothing that they could not ask for themselves.
var Open = Profile{Introspection: true, Suggestions: true, Explorer: true, Origins: []string{"*"}}

// Locked is for a site of one's own: only its documents are answered, and
// only to its pages.
var Locked = Profile{TrustedOnly: true}

const defaultTimeout = 10 * time.Second // for an answer

// Config is what a server needs.
type Config struct {
	Profile
	// Reader reads the graph.
	Reader graph.Reader
	// Writer changes the record; nil refuses all changes.
	Writer graph.Writer
	// Journal is what subscriptions follow; nil refuses them.
	Journal graph.Journal
	// Objections is how long objections to a proposed verdict are waited for;
	// zero means 48 hours, less not at all.
	Objections time.Duration
	// Accounts keeps accounts and tokens. Without it everybody is a reader, and
	// nobody can sign in.
	Accounts account.Keeper
	// OpenID is where people can sign in besides; nil for nowhere.
	OpenID *access.OpenID
	// Ready reports whether requests can be answered now.
	Ready func(context.Context) error
	// Now tells the time; nil means the clock of the machine.
	Now func() time.Time
	// Timeout is the time for an answer; zero means ten seconds.
	Timeout time.Duration
	// Revisions tells the newest state of the graph; without it no answers are
	// kept.
	Revisions Revisions
	// CacheBytes is the memory for answers that are kept, a quarter more for
	// embeds; 0 keeps none.
	CacheBytes int
	// Limits bound what is asked; none set means DefaultLimits.
	Limits Limits
	// Trusted are documents that clients can ask for by id or SHA-256.
	Trusted map[string]string
	// Proxies are trusted to tell in X-Forwarded-For whom they ask for, and in
	// X-Forwarded-Proto whether that came by https.
	Proxies []netip.Prefix
	// Base is the public address of the server, such as https://example.org,
	// for links. Empty takes the address that a request was sent to.
	Base string
	// Publisher stands for the verdicts in structured data; nil is nobody.
	Publisher *embed.Publisher
	// Contact is whom objections to the data go to; empty names nobody.
	Contact string
	// Telemetry counts what is done; nil counts for nobody.
	Telemetry *telemetry.Telemetry
	// Metrics serves what was counted under /metrics.
	Metrics bool
	// Log takes operations and what went wrong; nil discards it.
	Log *slog.Logger
	// Quiet leaves out of the log operations that went well.
	Quiet bool
}

// New makes the handler of all routes.
func New(cfg Config) (http.Handler, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = defaultTimeout
	}
	if cfg.Objections == 0 {
		cfg.Objections = 48 * time.Hour
	}
	if cfg.Limits == (Limits{}) {
		cfg.Limits = DefaultLimits
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Telemetry == nil {
		cfg.Telemetry = telemetry.New(nil)
	}
	api, err := newEndpoint(cfg)
	if err != nil {
		return nil, err
	}
	asker, desk := newAsker(cfg), newDesk(cfg)
	embedding := embed.Config{Asker: asker, Now: cfg.Now, Base: cfg.Base, Publisher: cfg.Publisher, Timeout: cfg.Timeout, Log: cfg.Log}
	if api.memory != nil {
		embedding.Revisions, embedding.Bytes = api.memory.revisions, cfg.CacheBytes/4
	}
	embeds, err := embed.New(embedding)
	if err != nil {
		return nil, err
	}
	site, err := page.New(page.Config{Asker: asker, Desk: desk, Base: cfg.Base, Contact: cfg.Contact, Head: embeds.Head, GraphiQL: cfg.Explorer, Now: cfg.Now, Timeout: cfg.Timeout, Log: cfg.Log})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/graphql", api)
	if cfg.Explorer {
		explorer, err := graphiql()
		if err != nil {
			return nil, err
		}
		mux.Handle("GET /graphiql", explorer)
		mux.Handle("GET /graphiql/", explorer)
	}
	if cfg.Metrics {
		mux.Handle("GET /metrics", cfg.Telemetry.Handler())
	}
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", ready(cfg))
	api.gate.routes(mux)
	mux.Handle("/", api.gate.before(site))
	return secure(embeds.Before(mux)), nil
}

// ready tells load balancers whether requests can be answered now.
func ready(cfg Config) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if err := cfg.Ready(ctx); err != nil {
			cfg.Log.WarnContext(ctx, "not ready", "error", err)
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
		_, _ = fmt.Fprintln(w, "ready")
	}
}

// secure sets what every answer carries.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		next.ServeHTTP(w, r)
	})
}

// drain is how long requests that are under way may take after the server
// was told to stop.
const drain = 5 * time.Second

// Serve answers on the listener until the context ends, then takes no more
// requests and lets those under way finish for up to five seconds.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	return serve(ctx, listener, patient(handler))
}

// stoppingKey is where requests find the context that ends when the server is
// told to stop, earlier than their own.
type stoppingKey struct{}

// untilStopped is the context of a connection that must not hold up the end of
// the server.
func untilStopped(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stopping, ok := ctx.Value(stoppingKey{}).(context.Context)
	if !ok {
		return ctx, cancel
	}
	keep := context.AfterFunc(stopping, cancel)
	return ctx, func() { keep(); cancel() }
}

// patient is a server that cuts off clients who are slow to send or to read.
func patient(handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
}

func serve(ctx context.Context, listener net.Listener, srv *http.Server) error {
	srv.BaseContext = func(net.Listener) context.Context {
		return context.WithValue(context.WithoutCancel(ctx), stoppingKey{}, ctx)
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(listener) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	if err := srv.Shutdown(finish); err != nil {
		_ = srv.Close()
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
