package page_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/promisegraph/promisegraph/internal/neo4jtest"
	"github.com/promisegraph/promisegraph/seed"
	"github.com/promisegraph/promisegraph/server"
	"github.com/promisegraph/promisegraph/store"
)

// site is a server over the seed data.
type site struct {
	url string
	log *syncBuffer
}

// TestSite looks at the pages of the seed data. The database is filled once;
// the subtests only read.
func TestSite(t *testing.T) {
	db := neo4jtest.Open(t)
	graph, err := store.Open(store.Config{URI: db.URI, Username: db.Username, Password: db.Password})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = graph.Close(t.Context()) })
	if _, err := graph.Migrate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	set, err := seed.ReadFS(seed.Data())
	if err != nil {
		t.Fatal(err)
	}
	set.By, set.Why = seed.By, seed.Why
	if _, err := graph.Apply(t.Context(), set, nil); err != nil {
		t.Fatal(err)
	}
	s := &site{log: &syncBuffer{}}
	now := func() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }
	handler, err := server.New(server.Config{Profile: server.Open, Reader: graph, Ready: graph.Migrated, Now: now, Timeout: time.Minute, Log: slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(handler)
	t.Cleanup(web.Close)
	s.url = web.URL

	t.Run("pages", s.pages)
	t.Run("errors", s.errors)
	t.Run("every page", s.everyPage)
	t.Run("gallery", s.gallery)
	t.Run("exports", s.exports)
	if s.log.String() != "" {
		t.Errorf("the server logged: %s", s.log)
	}
}

// doc is a page as it came.
type doc struct {
	status int
	header http.Header
	raw    string
	root   *html.Node
}

// get fetches a page, without following where it sends the reader.
func (s *site) get(t *testing.T, path string, header ...string) doc {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return doc{status: response.StatusCode, header: response.Header, raw: string(raw), root: root}
}

// all are the elements that fit.
func (d doc) all(fits func(*html.Node) bool) []*html.Node {
	var out []*html.Node
	for n := range d.root.Descendants() {
		if n.Type == html.ElementNode && fits(n) {
			out = append(out, n)
		}
	}
	return out
}

// tag fits elements of a name.
func tag(name string) func(*html.Node) bool {
	return func(n *html.Node) bool { return n.Data == name }
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text is what a reader sees of an element, its white space folded.
func text(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
		if n.Type == html.ElementNode {
			switch n.Data {
			case "p", "li", "dt", "dd", "h1", "h2", "h3", "td", "th", "summary":
				b.WriteString(" ")
			}
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// main is what a reader sees of the page itself.
func (d doc) main() string {
	mains := d.all(tag("main"))
	if len(mains) != 1 {
		return ""
	}
	return text(mains[0])
}

// syncBuffer is a buffer for logs of several goroutines.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
