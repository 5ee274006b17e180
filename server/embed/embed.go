// Package embed gives what is on record to other pages and other programs:
// badges, cards, a web component, oEmbed, JSON and structured data of a
// promise; tables, feeds and sitemaps of all. docs/embed.md is its contract.
//
// Like any client it asks the API, and it keeps what it made until the
// revision or the day is another.
package embed

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/promisegraph/promisegraph/fact"
)

// Asker answers operations of the API.
type Asker interface {
	// Ask gives the data of the answer. An answer with errors is an error that
	// is a graph.Coded.
	Ask(ctx context.Context, document string, variables map[string]any) (json.RawMessage, error)
}

// Revisions knows the newest revision of the graph, as cache.Revisions does.
type Revisions interface {
	// Current is the newest revision, asked for with each request.
	Current(context.Context) (int64, error)
	// Settled is the newest one that is known to be committed as a whole.
	Settled() int64
	// Seen takes note of the revision of an answer.
	Seen(revision int64)
}

// Publisher is who stands for the verdicts of this server.
type Publisher struct {
	Name string // of the organisation
	URL  string // of its home page
}

// Config is what a Handler needs.
type Config struct {
	// Asker reads the graph.
	Asker Asker
	// Revisions tells whether what was made is still right. Nil keeps nothing.
	Revisions Revisions
	// Bytes is the memory for what is kept.
	Bytes int
	// Now tells the time.
	Now func() time.Time
	// Base is the public address of the server, such as https://example.org,
	// for links. Empty takes the address that a request was sent to.
	Base string
	// Publisher turns on ClaimReview in structured data; nil leaves Claim.
	Publisher *Publisher
	// Timeout is the time for one read.
	Timeout time.Duration
	// Log takes what went wrong.
	Log *slog.Logger
}

// Handler answers for all addresses of this package.
type Handler struct {
	cfg     Config
	mux     *http.ServeMux
	kept    *kept
	pages   *pages
	base    string
	tables  map[string]*table
	assets  map[string]asset
	strings map[string]words
}

// New makes the handler.
func New(cfg Config) (*Handler, error) {
	kept, err := newKept(cfg.Bytes)
	if err != nil {
		return nil, err
	}
	h := &Handler{cfg: cfg, mux: http.NewServeMux(), kept: kept, base: strings.TrimSuffix(cfg.Base, "/")}
	for _, load := range []func() error{h.loadStrings, h.loadAssets, h.loadPages, h.loadTables} {
		if err := load(); err != nil {
			return nil, err
		}
	}
	h.routes()
	return h, nil
}

// routes names every address.
func (h *Handler) routes() {
	for pattern, handle := range map[string]http.HandlerFunc{
		"/badge/{file}":        h.badge,
		"/embed/{id}":          h.card,
		"/embed":               h.builder,
		"/embed/assets/{file}": h.asset,
		"/widget.js":           h.widgetScript,
		"/oembed":              h.oembed,
		"/promises/{file}":     h.promiseFile,
		"/people/{file}":       h.partyFeed,
		"/companies/{file}":    h.partyFeed,
		"/changes.atom":        h.changesFeed,
		"/corrections.atom":    h.correctionsFeed,
		"/schema/{file}":       h.schema,
		"/{file}":              h.tableFile,
		"/robots.txt":          h.robots,
		"/sitemap.xml":         h.sitemapIndex,
		"/sitemaps/{file}":     h.sitemap,
	} {
		h.mux.HandleFunc("GET "+pattern, handle)
	}
}

// Before answers what belongs to this package and leaves everything else to
// next. An address belongs to it by its beginning or its ending: no id has a
// dot, so /promises/x.json is never the page of a promise.
func (h *Handler) Before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !ours(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		h.mux.ServeHTTP(w, r)
	})
}

func ours(address string) bool {
	switch first, _, _ := strings.Cut(strings.TrimPrefix(address, "/"), "/"); first {
	case "embed", "badge", "oembed", "widget.js", "robots.txt", "sitemap.xml", "sitemaps":
		return true
	}
	switch path.Ext(address) {
	case ".atom", ".csv":
		return true
	case ".json", ".jsonld":
		return strings.HasPrefix(address, "/promises/") || strings.HasPrefix(address, "/schema/")
	}
	return false
}

// today is the day of a request, in UTC as everywhere.
func (h *Handler) today() fact.Date { return fact.Date(h.cfg.Now().UTC().Format(time.DateOnly)) }
