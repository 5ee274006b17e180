// Package server answers HTTP: GraphQL, GraphiQL and health.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/promisegraph/promisegraph/graph"
)

// Limits of one request.
const (
	maxBody        = 256 << 10        // bytes of a request
	maxTokens      = 2000             // of a GraphQL document
	defaultTimeout = 10 * time.Second // for an answer
	documents      = 1000             // parsed documents kept
)

// Config is what a server needs.
type Config struct {
	// Reader reads the graph.
	Reader graph.Reader
	// Ready reports whether requests can be answered now.
	Ready func(context.Context) error
	// Now tells the time; nil means the clock of the machine.
	Now func() time.Time
	// Timeout is the time for an answer; zero means ten seconds.
	Timeout time.Duration
	// Origins are the sites whose pages may use the API from a browser, such
	// as https://example.org; "*" is any. Without one, none of other sites may.
	Origins []string
	// Log takes requests that went wrong.
	Log *slog.Logger
}

// New makes the handler of all routes.
func New(cfg Config) (http.Handler, error) {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = defaultTimeout
	}
	explorer, err := graphiql()
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/graphql", api(cfg))
	mux.Handle("GET /graphiql", explorer)
	mux.Handle("GET /graphiql/", explorer)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", ready(cfg))
	mux.Handle("GET /{$}", http.RedirectHandler("/graphiql", http.StatusFound))
	return secure(mux), nil
}

// api is the GraphQL endpoint.
func api(cfg Config) http.Handler {
	exec := executor.New(graph.Schema())
	exec.SetQueryCache(lru.New[*ast.QueryDocument](documents))
	exec.SetParserTokenLimit(maxTokens)
	exec.Use(extension.Introspection{})
	exec.Use(graph.NewExecution(cfg.Reader, cfg.Log, cfg.Now))
	exec.SetErrorPresenter(func(ctx context.Context, err error) *gqlerror.Error {
		return graph.Present(ctx, cfg.Log, err)
	})
	exec.SetRecoverFunc(func(_ context.Context, cause any) error { return fmt.Errorf("panic: %v\n%s", cause, debug.Stack()) })
	return &endpoint{exec: exec, origins: newOrigins(cfg.Origins), timeout: cfg.Timeout, maxBody: maxBody, log: cfg.Log}
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

// Serve answers on the listener until the context ends, then lets requests
// that are under way finish for up to five seconds.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	srv := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(listener) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := srv.Shutdown(finish); err != nil {
		_ = srv.Close()
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
