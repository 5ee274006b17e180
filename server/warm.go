package server

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// warmTime is how long the database may take for one of the addresses that are
// asked ahead.
const warmTime = time.Minute

// firstAsked are the addresses of pages and embeds of each kind, those wanted
// first and most before others. The record need not be there: what takes long
// is the planning, and one plan serves all records.
var firstAsked = []string{
	"/promises/nothing", "/badge/nothing.svg", "/embed/nothing", "/", "/people/nothing", "/companies/nothing",
	"/search?q=nothing", "/connections?of=nothing", "/promises", "/sources/nothing", "/evidence/nothing",
	"/people", "/companies", "/sources", "/scoreboard", "/changes", "/about", "/timeline?of=nothing",
	"/connections?from=nothing&to=nothing", "/changes.atom",
	"/promises/nothing?asOf=2020", "/people/nothing?asOf=2020", "/companies/nothing?asOf=2020", "/?asOf=2020", "/promises?asOf=2020",
	"/embed/nothing?asOf=2020", "/badge/nothing.svg?asOf=2020",
	"/events/nothing", "/rulings/nothing", "/stakes/nothing", "/positions/nothing",
}

// Warm asks for a page and an embed of each kind, one after another, so that
// the database has planned what they read before readers come: planned for the
// first one, a page takes seconds. It ends early with the context.
func Warm(ctx context.Context, cfg Config) error {
	log := cfg.Log
	cfg.Timeout, cfg.Telemetry, cfg.Log = warmTime, nil, slog.New(slog.DiscardHandler)
	cfg.Revisions, cfg.CacheBytes = nil, 0
	handler, err := New(cfg)
	if err != nil {
		return err
	}
	start := time.Now()
	for _, address := range firstAsked {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return err
		}
		handler.ServeHTTP(unread{}, request)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	log.InfoContext(ctx, "pages are planned ahead", "addresses", len(firstAsked), "took", time.Since(start).Round(time.Millisecond))
	return nil
}

// unread is an answer that nobody reads.
type unread struct{}

func (unread) Header() http.Header               { return http.Header{} }
func (unread) Write(content []byte) (int, error) { return len(content), nil }
func (unread) WriteHeader(int)                   {}
