// Package page gives readers the graph as pages: promises with what became of
// them, people and companies, sources, connections, and what changed.
//
// Each page asks the API like any client, with the documents in queries, and
// writes HTML that needs no script. Scripts in static make it handier.
package page

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/graph"
	"github.com/promisegraph/promisegraph/server/reply"
)

//go:embed template/*.html
var templateFiles embed.FS

// Asker answers operations of the API.
type Asker interface {
	// Ask gives the data of the answer. An answer with errors is an error that
	// is a graph.Coded.
	Ask(ctx context.Context, document string, variables map[string]any) (json.RawMessage, error)
}

// Config is what a Site needs.
type Config struct {
	// Asker reads the graph.
	Asker Asker
	// Desk answers, as who is signed in, what not everybody may ask, and takes
	// changes; nil takes none.
	Desk Asker
	// GraphiQL tells that the server has it, so that pages can lead there.
	GraphiQL bool
	// Now tells the time: what is due and known is that of its day, in UTC.
	Now func() time.Time
	// Base is the public address of the server, such as https://example.org,
	// for citations. Empty takes the address that a request was sent to.
	Base string
	// Contact is whom objections go to, such as an e-mail address.
	Contact string
	// Head is what the page of a promise, person or company has in its head
	// for other programs. Nil is nothing.
	Head func(r *http.Request, kind fact.Kind, id string) template.HTML
	// Timeout is the time for a page.
	Timeout time.Duration
	// Log takes what went wrong.
	Log *slog.Logger
}

// A Site serves the pages.
type Site struct {
	cfg       Config
	mux       *http.ServeMux
	languages *languages
	documents documents
	templates map[string]*template.Template
	assets    *assets
	examples  []example
}

// New reads texts, templates and documents; it errs when one of them is broken.
func New(cfg Config) (*Site, error) {
	s := &Site{cfg: cfg, mux: http.NewServeMux()}
	var err error
	if s.languages, err = readLanguages(); err != nil {
		return nil, err
	}
	if s.documents, err = readDocuments(); err != nil {
		return nil, err
	}
	if s.assets, err = readAssets(); err != nil {
		return nil, err
	}
	if s.examples, err = readExamples(); err != nil {
		return nil, err
	}
	if s.templates, err = readTemplates(); err != nil {
		return nil, err
	}
	s.routes()
	return s, nil
}

// ServeHTTP answers for every page; for other addresses with a page that says
// that there is none.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// routes names every address.
func (s *Site) routes() {
	for pattern, show := range map[string]show{
		"/{$}":                  s.home,
		"/search":               s.search,
		"/promises":             s.promises,
		"/promises/{id}":        s.promise,
		"/people":               s.people,
		"/people/{id}":          s.person,
		"/companies":            s.companies,
		"/companies/{id}":       s.company,
		"/sources":              s.sources,
		"/sources/{id}":         s.source,
		"/evidence/{id}":        s.evidence,
		"/events/{id}":          s.event,
		"/rulings/{id}":         s.ruling,
		"/stakes/{id}":          s.stake,
		"/positions/{id}":       s.position,
		"/records/{id}":         s.record,
		"/connections":          s.connections,
		"/connections/{format}": s.export,
		"/scoreboard":           s.scoreboard,
		"/timeline":             s.timeline,
		"/changes":              s.changes,
		"/changes/{n}":          s.change,
		"/about":                s.aboutData,
		"/queries":              s.gallery,
		"/queries/json":         s.galleryJSON,
		"/":                     s.nowhere,
	} {
		s.mux.Handle("GET "+pattern, s.handle(show))
	}
	s.mux.Handle("GET /static/", s.assets)
	s.deskRoutes()
}

// A show fills in the view and its body. It returns the name of the template,
// or an error: errNotFound, a badRequest, or what the Asker said.
type show func(ctx context.Context, v *view, r *http.Request) (string, error)

// errNotFound says that there is nothing at an address.
var errNotFound = errors.New("not found")

// errForbidden says that the account may not do this.
var errForbidden = errors.New("forbidden")

// badRequest is a mistake in an address, in words for readers.
type badRequest struct{ message template.HTML }

func (b badRequest) Error() string { return string(b.message) }

// elsewhere sends the reader to another address.
type elsewhere struct{ to string }

func (e elsewhere) Error() string { return "see " + e.to }

// policy lets a page load its own files and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// handle answers with what a show shows, or with a page about what went wrong.
func (s *Site) handle(show show) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), s.cfg.Timeout)
		defer cancel()
		v, err := s.view(r)
		name := ""
		if err == nil {
			name, err = show(ctx, v, r)
		}
		status := http.StatusOK
		if err != nil {
			var other elsewhere
			if errors.As(err, &other) {
				code := http.StatusFound
				if r.Method == http.MethodPost {
					code = http.StatusSeeOther
				}
				http.Redirect(w, r, v.Link(other.to), code)
				return
			}
			status, name = s.failed(ctx, v, err)
		} else if kind := fact.Kind(strings.ToLower(v.Kind)); s.cfg.Head != nil && (kind == fact.Promise || kind == fact.Person || kind == fact.Company) {
			v.Head = s.cfg.Head(r.WithContext(ctx), kind, v.ID)
		}
		if err == nil && v.Raw != nil {
			reusable(w.Header(), http.StatusOK)
			v.Raw.write(w, r)
			return
		}
		var body bytes.Buffer
		if err := s.templates[name].ExecuteTemplate(&body, "page", v); err != nil {
			s.cfg.Log.ErrorContext(ctx, "page", "template", name, "path", r.URL.Path, "error", err)
			http.Error(w, "This page cannot be shown just now.", http.StatusInternalServerError)
			return
		}
		h := w.Header()
		h.Set("Content-Language", v.Lang())
		h.Set("Content-Security-Policy", policy)
		reusable(h, status)
		if v.Private || v.Actor.Known() {
			h.Set("Cache-Control", "no-store")
		}
		reply.New("text/html; charset=utf-8", body.Bytes()).Send(w, r, status)
	})
}

// reusable tells browsers and proxies what they may do with an answer: keep
// it, and ask each time whether it is still the same.
func reusable(h http.Header, status int) {
	h.Add("Vary", "Accept-Language")
	if status == http.StatusOK {
		h.Set("Cache-Control", "no-cache")
		return
	}
	h.Set("Cache-Control", "no-store")
}

// failed prepares the page that tells of an error.
func (s *Site) failed(ctx context.Context, v *view, err error) (status int, name string) {
	v.Kind, v.ID, v.Head = "", "", ""
	var bad badRequest
	var taken withdrawn
	var coded graph.Coded
	code := ""
	if errors.As(err, &coded) {
		code = coded.ErrorCode()
	}
	reason := failure{}
	switch {
	case errors.Is(err, errNotFound):
		status, reason.Name = http.StatusNotFound, "missing"
		if query, ok := v.Body.(string); ok {
			reason.Query = query
		}
	case errors.Is(err, errForbidden) || code == graph.CodeForbidden || code == graph.CodeUnauthenticated:
		status, reason.Name = http.StatusForbidden, "forbidden"
	case errors.As(err, &notYet{}):
		status, reason.Name = http.StatusNotFound, "notyet"
	case errors.As(err, &taken):
		status, reason.Name, reason.Withdrawn = http.StatusGone, "withdrawn", &taken
	case errors.As(err, &bad):
		status, reason.Name, reason.Message = http.StatusBadRequest, "bad", bad.message
	case code == graph.CodeBadInput || code == graph.CodeTooMuch:
		status, reason.Name, reason.Message = http.StatusBadRequest, "bad", template.HTML(template.HTMLEscapeString(coded.Public()))
	case code == graph.CodeUnavailable || code == graph.CodeTimeout || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled):
		status, reason.Name = http.StatusServiceUnavailable, "unavailable"
	default:
		s.cfg.Log.ErrorContext(ctx, "page", "path", v.Path, "error", err)
		status, reason.Name = http.StatusInternalServerError, "broken"
	}
	v.Body, v.Section = reason, ""
	if title, err := v.T("error." + reason.Name + ".title"); err == nil {
		v.Title = string(title)
	}
	return status, "error"
}

// failure is the body of the page about what went wrong.
type failure struct {
	Name    string        // of its texts
	Message template.HTML // what is wrong
	Query   string        // what to search for instead
	// Withdrawn is set for a record that was taken back.
	Withdrawn *withdrawn
}

// view reads the choices of a request. With an error the view can still write
// the page that tells of it.
func (s *Site) view(r *http.Request) (*view, error) {
	query := r.URL.Query()
	v := &view{
		site: s, Path: r.URL.Path, Query: query, Today: fact.Date(s.cfg.Now().UTC().Format(time.DateOnly)),
		Actor: account.From(r.Context()), words: s.languages.choose(query.Get("lang"), r.Header.Get("Accept-Language")),
	}
	if v.words.lang == query.Get("lang") {
		v.chosen = v.words.lang
	}
	if theme := query.Get("theme"); theme == "light" || theme == "dark" {
		v.Theme = theme
	}
	day := query.Get("asOf")
	for _, choice := range []string{"lang", "theme", "asOf"} {
		query.Del(choice)
	}
	v.base = s.base(r)
	if day != "" {
		asOf, err := fact.ParseDate(day)
		if err != nil {
			message, _ := v.T("error.asof", "given", day)
			return v, badRequest{message}
		}
		v.AsOf = asOf
	}
	return v, nil
}

// base is the public address of the server.
func (s *Site) base(r *http.Request) string {
	if s.cfg.Base != "" {
		return strings.TrimSuffix(s.cfg.Base, "/")
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return (&url.URL{Scheme: scheme, Host: r.Host}).String()
}

// nowhere answers for addresses without a page.
func (s *Site) nowhere(_ context.Context, v *view, _ *http.Request) (string, error) {
	v.Body = strings.NewReplacer("/", " ", "-", " ", "_", " ").Replace(v.Path)
	return "", errNotFound
}

// ask sends a document, with the day of the view, and decodes the answer.
func (s *Site) ask(ctx context.Context, v *view, document string, variables map[string]any, into any) error {
	text, ok := s.documents[document]
	if !ok {
		return fmt.Errorf("no document %q", document)
	}
	if variables == nil {
		variables = map[string]any{}
	}
	if v.AsOf != "" && strings.Contains(text, "$asOf") {
		variables["asOf"] = string(v.AsOf)
	}
	data, err := s.cfg.Asker.Ask(ctx, text, variables)
	if err != nil {
		return fmt.Errorf("%s: %w", document, err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: decode: %w", document, err)
	}
	return nil
}

// readTemplates makes a set for each page: the layout, what pages share, and
// the page itself.
func readTemplates() (map[string]*template.Template, error) {
	shared, err := template.New("").ParseFS(templateFiles, "template/layout.html", "template/part_*.html")
	if err != nil {
		return nil, fmt.Errorf("parse templates: %w", err)
	}
	entries, err := templateFiles.ReadDir("template")
	if err != nil {
		return nil, fmt.Errorf("list templates: %w", err)
	}
	out := map[string]*template.Template{}
	for _, e := range entries {
		if e.Name() == "layout.html" || strings.HasPrefix(e.Name(), "part_") {
			continue
		}
		set, err := shared.Clone()
		if err == nil {
			_, err = set.ParseFS(templateFiles, "template/"+e.Name())
		}
		if err != nil {
			return nil, fmt.Errorf("parse templates: %w", err)
		}
		out[strings.TrimSuffix(e.Name(), ".html")] = set
	}
	return out, nil
}
