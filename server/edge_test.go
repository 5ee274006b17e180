package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/query"
	"github.com/promisegraph/promisegraph/server/document"
)

// none is a reader of an empty graph.
var none = readerFunc(func() (query.Result, error) { return query.Result{Revision: 7, Values: []any{nil}}, nil })

// start serves with a configuration until the test ends.
func start(t *testing.T, cfg Config) string {
	t.Helper()
	if cfg.Reader == nil {
		cfg.Reader = none
	}
	if cfg.Ready == nil {
		cfg.Ready = func(context.Context) error { return nil }
	}
	handler, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

// replied is what a request got.
type replied struct {
	status int
	header http.Header
	text   string
	Data   map[string]any
	Errors []struct {
		Message    string
		Extensions map[string]any
	}
	Extensions map[string]any
}

func (r replied) code() string {
	if len(r.Errors) == 0 {
		return ""
	}
	code, _ := r.Errors[0].Extensions["code"].(string)
	return code
}

func send(t *testing.T, method, url, body string, header ...string) replied {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
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
	out := replied{status: response.StatusCode, header: response.Header, text: string(raw)}
	_ = json.Unmarshal(raw, &out) // an answer in another form has no fields
	return out
}

func post(t *testing.T, url string, request map[string]any, header ...string) replied {
	t.Helper()
	body, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	return send(t, http.MethodPost, url+"/graphql", string(body), header...)
}

func asked(document string) map[string]any {
	return map[string]any{"query": document, "operationName": "cop"}
}

// TestCop makes the twelve checks of graphql-cop: what it looks for must not
// be there in the locked profile. What researchers need is there when open.
func TestCop(t *testing.T) {
	locked := start(t, Config{Profile: Locked, Trusted: map[string]string{"status": "query status { revision }"}})
	open := start(t, Config{Profile: Open})
	get := func(at, query string) replied {
		return send(t, http.MethodGet, at+"/graphql?query="+url.QueryEscape(query), "")
	}
	aliases := strings.Builder{}
	for i := range 101 {
		fmt.Fprintf(&aliases, "alias%d:__typename \n", i)
	}
	batch := "[" + strings.TrimSuffix(strings.Repeat(`{"query":"query cop { __typename }"},`, 10), ",") + "]"
	for _, check := range []struct {
		name  string
		found func(at string) bool
		open  bool // may be found in the open profile
	}{
		{"field_suggestions", func(at string) bool {
			return strings.Contains(post(t, at, asked("query cop { __schema { directive } }")).text, "Did you mean")
		}, true},
		{"introspection", func(at string) bool {
			return post(t, at, asked("query cop { __schema { types { name fields { name } } } }")).Data["__schema"] != nil
		}, true},
		{"detect_graphiql", func(at string) bool {
			for _, path := range []string{"/graphql", "/graphiql", "/"} {
				text := send(t, http.MethodGet, at+path, "", "Accept", "text/html").text
				for _, word := range []string{"graphiql.min.css", "GraphQL Playground", "GraphiQL", "graphql-playground"} {
					if strings.Contains(text, word) {
						return true
					}
				}
			}
			return false
		}, true},
		{"get_method_support", func(at string) bool { return get(at, "query cop {__typename}").Data != nil }, true},
		{"alias_overloading", func(at string) bool {
			return post(t, at, asked("query cop { "+aliases.String()+" }")).Data["alias100"] != nil
		}, false},
		{"batch_query", func(at string) bool {
			var list []any
			return json.Unmarshal([]byte(send(t, http.MethodPost, at+"/graphql", batch).text), &list) == nil
		}, false},
		{"trace_mode", func(at string) bool {
			return strings.Contains(post(t, at, asked("query cop { __typename }")).text, "tracing")
		}, false},
		{"directive_overloading", func(at string) bool {
			return len(post(t, at, asked("query cop { __typename "+strings.Repeat("@aa", 10)+" }")).Errors) == 10
		}, false},
		{"circular_query_introspection", func(at string) bool {
			return post(t, at, asked("query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }")).Data["__schema"] != nil
		}, false},
		{"get_based_mutation", func(at string) bool { return get(at, "mutation cop {__typename}").Data["__typename"] != nil }, false},
		{"post_based_csrf", func(at string) bool {
			return send(t, http.MethodPost, at+"/graphql", "query=query+cop+%7B__typename%7D", "Content-Type", "application/x-www-form-urlencoded").Data != nil
		}, false},
		{"unhandled_error_detection", func(at string) bool {
			return strings.Contains(post(t, at, asked("qwerty cop { abc }")).text, "exception")
		}, false},
	} {
		if check.found(locked) {
			t.Errorf("locked: %s is found", check.name)
		}
		if found := check.found(open); found != check.open {
			t.Errorf("open: %s: found is %v", check.name, found)
		}
	}
	if got := post(t, locked, map[string]any{"documentId": "status"}); got.Data["revision"] != 7.0 {
		t.Errorf("locked: a trusted document: %s", got.text)
	}
}

// TestTrusted asks for documents by id, by hash and with their text.
func TestTrusted(t *testing.T) {
	const text = "query status { revision }"
	at := start(t, Config{Profile: Locked, Trusted: map[string]string{"status": text}})
	persisted := func(id string) map[string]any {
		return map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": id}}
	}
	for _, c := range []struct {
		name    string
		request map[string]any
		code    string
	}{
		{"id", map[string]any{"documentId": "status"}, ""},
		{"hash", map[string]any{"documentId": "sha256:" + document.Hash(text)}, ""},
		{"extension", map[string]any{"extensions": persisted(document.Hash(text))}, ""},
		{"text", map[string]any{"query": text}, ""},
		{"other text", map[string]any{"query": text + " "}, "DOCUMENT_NOT_TRUSTED"},
		{"other text under its hash", map[string]any{"query": "{ revision }", "extensions": persisted(document.Hash(text))}, "DOCUMENT_NOT_TRUSTED"},
		{"other id", map[string]any{"documentId": "nothing"}, "DOCUMENT_NOT_TRUSTED"},
		{"no version", map[string]any{"extensions": map[string]any{"persistedQuery": map[string]any{"sha256Hash": "x"}}}, "BAD_REQUEST"},
		{"no hash", map[string]any{"extensions": map[string]any{"persistedQuery": true}}, "BAD_REQUEST"},
	} {
		if got := post(t, at, c.request); got.code() != c.code || (c.code == "") != (got.Data["revision"] == 7.0) {
			t.Errorf("%s: %s, want %q", c.name, got.text, c.code)
		}
	}
	if got := send(t, http.MethodGet, at+"/graphql?documentId=status", ""); got.Data["revision"] != 7.0 {
		t.Errorf("GET: %s", got.text)
	}
	if _, err := New(Config{Reader: none, Trusted: map[string]string{"wrong": "{ nothing }"}}); err == nil || !strings.Contains(err.Error(), "trusted document wrong") {
		t.Errorf("a trusted document that does not fit the schema: %v", err)
	}
}

// TestPersisted registers a document under its hash and asks for it by that.
func TestPersisted(t *testing.T) {
	at := start(t, Config{Profile: Open})
	const text = "query once { revision }"
	named := map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": document.Hash(text)}}
	if got := post(t, at, map[string]any{"extensions": named}); got.code() != "PERSISTED_QUERY_NOT_FOUND" || got.Errors[0].Message != "PersistedQueryNotFound" {
		t.Errorf("unknown: %s", got.text)
	}
	if got := post(t, at, map[string]any{"query": "{ revision }", "extensions": named}); got.code() != "PERSISTED_QUERY_MISMATCH" {
		t.Errorf("wrong hash: %s", got.text)
	}
	if got := post(t, at, map[string]any{"query": text, "extensions": named}); got.Data["revision"] != 7.0 {
		t.Errorf("registering: %s", got.text)
	}
	raw, err := json.Marshal(named)
	if err != nil {
		t.Fatal(err)
	}
	if got := send(t, http.MethodGet, at+"/graphql?extensions="+url.QueryEscape(string(raw)), ""); got.Data["revision"] != 7.0 {
		t.Errorf("by hash: %s", got.text)
	}
}

// TestBudget spends a client's points.
func TestBudget(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	limits := DefaultLimits
	limits.Points = 20
	at := start(t, Config{Profile: Open, Limits: limits, Now: func() time.Time { return now }})
	cheap := post(t, at, map[string]any{"query": "{ revision }"})
	if got := cheap.header.Get("RateLimit") + " " + cheap.header.Get("RateLimit-Policy"); got != `"points";r=19;t=3 "points";q=20;w=60` {
		t.Errorf("after one point: %s", got)
	}
	if got := cheap.Extensions["cost"]; fmt.Sprint(got) != "map[objects:0 points:1]" {
		t.Errorf("cost %v", got)
	}
	const large = "{ promises(first: 100) { nodes { evidence(first: 100) { nodes { id } } } } }" // 10,100 objects: 101 points
	if got := post(t, at, map[string]any{"query": large}); got.status != 429 || got.code() != "RATE_LIMITED" || got.header.Get("Retry-After") != "6" {
		t.Errorf("more than is left: %d %s %s", got.status, got.header, got.text)
	}
	for range 18 {
		post(t, at, map[string]any{"query": "{ nothing }"}) // what is refused costs a point too
	}
	if got := post(t, at, map[string]any{"query": "{ revision }"}); got.status != 429 || got.header.Get("Retry-After") != "3" || got.Errors[0].Extensions["retryAfter"] != 3.0 {
		t.Errorf("nothing left: %d %s %s", got.status, got.header, got.text)
	}
	if got := send(t, http.MethodGet, at+"/healthz", ""); got.status != 200 {
		t.Errorf("health: %d", got.status)
	}
	now = now.Add(3 * time.Second)
	if got := post(t, at, map[string]any{"query": "{ revision }"}); got.status != 200 {
		t.Errorf("three seconds later: %s", got.text)
	}
}

// TestOverload refuses what is too much at once, while health answers.
func TestOverload(t *testing.T) {
	limits := DefaultLimits
	limits.Concurrent = 2
	entered, leave := make(chan struct{}), make(chan struct{})
	slow := readerFunc(func() (query.Result, error) {
		entered <- struct{}{}
		<-leave
		return query.Result{Revision: 7}, nil
	})
	at := start(t, Config{Profile: Open, Limits: limits, Reader: slow})
	done := make(chan replied)
	for range 2 {
		go func() { done <- post(t, at, map[string]any{"query": "{ revision }"}) }()
		<-entered
	}
	if got := post(t, at, map[string]any{"query": "{ revision }"}); got.status != 503 || got.code() != "OVERLOADED" || got.header.Get("Retry-After") != "1" {
		t.Errorf("the third: %d %s %s", got.status, got.header, got.text)
	}
	if got := send(t, http.MethodGet, at+"/healthz", ""); got.status != 200 {
		t.Errorf("health: %d", got.status)
	}
	close(leave)
	for range 2 {
		if got := <-done; got.status != 200 {
			t.Errorf("one of the two: %s", got.text)
		}
	}
	go func() { <-entered }()
	if got := post(t, at, map[string]any{"query": "{ revision }"}); got.status != 200 {
		t.Errorf("afterwards: %s", got.text)
	}
}

// TestPanic checks that a fault of the program is hidden, logged under an id,
// and frees its place.
func TestPanic(t *testing.T) {
	limits := DefaultLimits
	limits.Concurrent = 1
	at := start(t, Config{Profile: Open, Limits: limits, Reader: readerFunc(func() (query.Result, error) { panic("secret of the server") })})
	for range 3 {
		got := post(t, at, map[string]any{"query": "{ revision }"})
		if got.status != 500 || got.code() != "INTERNAL" || strings.Contains(got.text, "secret") || got.Errors[0].Extensions["id"] == "" {
			t.Errorf("%d %s", got.status, got.text)
		}
	}
}

// TestLate checks that an answer which takes too long is refused in time.
func TestLate(t *testing.T) {
	at := start(t, Config{Profile: Open, Timeout: 20 * time.Millisecond, Reader: waiting{}})
	if got := post(t, at, map[string]any{"query": "{ revision }"}); got.status != 504 || got.code() != "TIMEOUT" {
		t.Errorf("%d %s", got.status, got.text)
	}
}

// waiting is a reader that answers nobody.
type waiting struct{}

func (waiting) Read(ctx context.Context, _ query.Operation) (query.Result, error) {
	<-ctx.Done()
	return query.Result{}, ctx.Err()
}

// TestHazards sends what is made to hurt and counts the bytes it makes the
// server allocate. The time it may take is a matter of the machine: the
// tests of package document count steps.
func TestHazards(t *testing.T) {
	at := start(t, Config{Profile: Open})
	for name, body := range map[string]string{
		"fields":                    `{"query":"{` + strings.Repeat(" revision", 3000) + `}"}`,
		"aliases":                   `{"query":"{` + strings.Repeat(" a:revision", 3000) + `}"}`,
		"brackets":                  `{"query":"` + strings.Repeat("{a", 50_000) + `"}`,
		"deep variables":            `{"query":"query($a: PromiseFilter) { promises(filter: $a) { totalCount } }","variables":{"a":` + strings.Repeat(`{"madeOn":`, 20_000) + `1` + strings.Repeat("}", 20_000) + `}}`,
		"many variables":            `{"query":"query(` + strings.Repeat("$a: Int ", 500) + `) { revision }"}`,
		"unclosed text":             `{"query":"{ search(text: \"` + strings.Repeat("a", 100_000) + `"}`,
		"nested JSON":               strings.Repeat("[", 200_000),
		"nested objects":            `{"variables":` + strings.Repeat(`{"a":`, 40_000),
		"long name":                 `{"query":"{ ` + strings.Repeat("a", 200_000) + ` }"}`,
		"long text for a choice":    `{"query":"{ promises(filter: {kind: [\"` + strings.Repeat("a", 100_000) + `\"]}) { totalCount } }"}`,
		"long choice in a variable": `{"query":"query($k: [StatementKind!]) { promises(filter: {kind: $k}) { totalCount } }","variables":{"k":["` + strings.Repeat("a", 100_000) + `"]}}`,
		"long date":                 `{"query":"{ promises(asOf: \"` + strings.Repeat("a", 100_000) + `\") { totalCount } }"}`,
		"long cursor":               `{"query":"{ promises(after: \"` + strings.Repeat("a", 100_000) + `\") { totalCount } }"}`,
		"long number":               `{"query":"{ promises(first: ` + strings.Repeat("9", 100_000) + `) { totalCount } }"}`,
		"long operation":            `{"query":"{ revision }","operationName":"` + strings.Repeat("a", 200_000) + `"}`,
		"many errors":               `{"query":"{` + strings.Repeat(" x(a: 1, b: 2)", 200) + `}"}`,
		"directives":                `{"query":"{ revision ` + strings.Repeat("@a", 900) + `}"}`,
		"nothing but bits":          string(bytes.Repeat([]byte{0, 0xff}, 1000)),
	} {
		begun := time.Now()
		got := send(t, http.MethodPost, at+"/graphql", body)
		if took := time.Since(begun); took > 2*time.Second {
			t.Errorf("%s took %s", name, took)
		}
		if got.code() == "" || got.code() == "INTERNAL" || len(got.text) > 10_000 {
			t.Errorf("%s: %d, %d bytes: %.300s", name, got.status, len(got.text), got.text)
		}
		t.Logf("%-18s %4d %-26s %8d bytes %s", name, got.status, got.code(), len(got.text), time.Since(begun).Round(100*time.Microsecond))
	}
}
