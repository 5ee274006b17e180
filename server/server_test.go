package server_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/internal/neo4jtest"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/seed"
	"github.com/promisegraph/promisegraph/server"
	"github.com/promisegraph/promisegraph/store"
)

var update = flag.Bool("update", false, "write the golden files anew")

// api is a server over the seed data.
type api struct {
	url   string
	store *store.Store
	seed  journal.ChangeSet
	wire  *wire
	log   *syncBuffer
}

// TestAPI runs whole requests against the seed data. The database is filled
// once; the subtests only read.
func TestAPI(t *testing.T) {
	db := neo4jtest.Open(t)
	a := &api{wire: &wire{}, log: &syncBuffer{}}
	var err error
	a.store, err = store.Open(store.Config{URI: db.URI, Username: db.Username, Password: db.Password, Bolt: a.wire})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.store.Close(t.Context()) })
	if _, err := a.store.Migrate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if a.seed, err = seed.ReadFS(seed.Data()); err != nil {
		t.Fatal(err)
	}
	a.seed.By, a.seed.Why = seed.By, seed.Why
	if _, err := a.store.Apply(t.Context(), a.seed, nil); err != nil {
		t.Fatal(err)
	}
	profile := server.Open
	profile.Origins = []string{"https://reader.example"}
	handler, err := server.New(server.Config{Profile: profile, Reader: a.store, Ready: a.store.Migrated, Now: today, Timeout: time.Minute, Log: slog.New(slog.NewTextHandler(a.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	http := httptest.NewServer(handler)
	t.Cleanup(http.Close)
	a.url = http.URL

	t.Run("golden", a.golden)
	t.Run("one statement", a.oneStatement)
	t.Run("every field", a.everyField)
	t.Run("filters", a.filters)
	t.Run("pages", a.pages)
	t.Run("search", a.search)
	t.Run("together", a.together)
	t.Run("bad input", a.badInput)
	t.Run("transport", a.transport)
	t.Run("http", a.httpRules)
	t.Run("pages of others", a.pagesOfOthers)
	t.Run("events", a.events)
	t.Run("older documents", a.olderDocuments) // from here on they write
	t.Run("retracted", a.retracted)
	t.Run("curation", a.curation)
	t.Run("rights", a.rights)
}

// today is the day of all requests here.
func today() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

// answer is what a request gave.
type answer struct {
	status     int
	Data       json.RawMessage  `json:"data"`
	Errors     []map[string]any `json:"errors"`
	Extensions map[string]any   `json:"extensions"`
}

// post sends an operation and fails the test when the server does not answer.
func (a *api) post(t *testing.T, query string, variables map[string]any) answer {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Post(a.url+"/graphql", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	out := answer{status: response.StatusCode}
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatalf("answer %d is not JSON: %s", response.StatusCode, raw)
	}
	return out
}

// ask is post for operations that must succeed; it decodes the data.
func (a *api) ask(t *testing.T, query string, variables map[string]any, into any) {
	t.Helper()
	got := a.post(t, query, variables)
	if len(got.Errors) > 0 {
		t.Fatalf("%s\nerrors: %v\nlog: %s", query, got.Errors, a.log)
	}
	if err := json.Unmarshal(got.Data, into); err != nil {
		t.Fatal(err)
	}
}

// golden holds each request of testdata against the answer below it.
func (a *api) golden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.golden")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".golden"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			request, want, _ := strings.Cut(string(text), "\n---\n")
			got := a.post(t, request, nil)
			var pretty bytes.Buffer
			whole, err := json.Marshal(map[string]any{"data": got.Data, "errors": got.Errors, "extensions": got.Extensions})
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Indent(&pretty, whole, "", "  "); err != nil {
				t.Fatal(err)
			}
			have := recordedAt.ReplaceAllString(pretty.String(), `"at": "2026-01-02T03:04:05Z"`) + "\n"
			if strings.Contains(have, `"UNAVAILABLE"`) || strings.Contains(have, `"TIMEOUT"`) {
				t.Fatalf("the database did not answer in time: %s", have)
			}
			if *update {
				if err := os.WriteFile(file, []byte(request+"\n---\n"+have), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if have != want {
				t.Errorf("answer differs from %s (run with -update to write it anew):\n%s", file, have)
			}
		})
	}
}

// recordedAt is the time of a change, which differs from run to run.
var recordedAt = regexp.MustCompile(`"at": "[^"]*"`)

// oneStatement counts at the driver what the golden operations cost.
func (a *api) oneStatement(t *testing.T) {
	files, err := filepath.Glob("testdata/*.golden")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		request, _, _ := strings.Cut(string(text), "\n---\n")
		a.wire.reset()
		a.post(t, request, nil)
		if got := a.wire.counts(); got != "1 statement, 1 record" {
			t.Errorf("%s cost %s, want 1 statement, 1 record", file, got)
		}
	}
}

// badInput checks what clients are told of wrong arguments.
func (a *api) badInput(t *testing.T) {
	for query, want := range map[string]string{
		`{ promises(first: 0) { totalCount } }`:                                     "promises: first: 0 is not between 1 and 100",
		`{ promises(first: 101) { totalCount } }`:                                   "promises: first: 101 is not between 1 and 100",
		`{ promises(first: 1, last: 1) { totalCount } }`:                            "promises: give either first or last, not both",
		`{ promises(after: "x") { totalCount } }`:                                   `promises: after: "x" is not a place in a list`,
		`{ person(id: "elon-musk") { promises(last: -1) { totalCount } } }`:         "promises: last: -1 is not between 1 and 100",
		`{ promises(filter: {madeOn: {from: "2024-13"}}) { totalCount } }`:          `"2024-13" is not a date: use 2024-04-28, 2024-04 or 2024`,
		`{ search(text: "  ") { edges { score } } }`:                                "text: give 1 to 200 characters to look for",
		`{ promises(filter: {kind: [HOPE]}) { totalCount } }`:                       `Value "HOPE" does not exist in "StatementKind!" enum`,
		`{ promise(id: "tesla-ai-spend-2024") { nonsense } }`:                       `Cannot query field "nonsense" on type "Promise"`,
		`{ nodes(ids: [` + strings.Repeat(`"a" `, 101) + `]) { id } }`:              "ids: 101 ids; at most 100 can be asked for at once",
		`{ people { nodes { promises { nodes { evidence { nodes { id } } } } } } }`: "",
		`{ paths(from: "tesla", to: "xai", maxHops: 13) { length } }`:               "paths: maxHops: 13 is not between 1 and 12",
		`{ neighbourhood(of: "tesla", limit: 501) { cut } }`:                        "neighbourhood: limit: 501 is not between 1 and 500",
		deep(40): "too deep",
		wide():   "asks for too much",
	} {
		got := a.post(t, query, nil)
		if want == "" {
			if len(got.Errors) > 0 {
				t.Errorf("%s: unexpected errors %v", query, got.Errors)
			}
			continue
		}
		if len(got.Errors) == 0 || !strings.Contains(fmt.Sprint(got.Errors[0]["message"]), want) {
			t.Errorf("%.200s: errors %v, want %q", query, got.Errors, want)
		}
	}
}

// deep nests promise and speaker n times.
func deep(n int) string {
	return "{ promises(first: 1) " + strings.Repeat("{ nodes { speaker { spoken(first: 1) ", n) + "{ totalCount }" + strings.Repeat(" } } }", n) + " }"
}

// wide doubles what it asks for at each of 11 levels of fragments.
func wide() string {
	var b strings.Builder
	b.WriteString("{ promises(first: 1) { nodes { ...f0 } } }\n")
	for i := range 11 {
		fmt.Fprintf(&b, "fragment f%d on Promise { speaker { a: spoken(first: 1) { nodes { ...f%d } } b: spoken(first: 2) { nodes { ...f%d } } } }\n", i, i+1, i+1)
	}
	b.WriteString("fragment f11 on Promise { id }")
	return b.String()
}

// transport checks the ways to reach the API.
func (a *api) transport(t *testing.T) {
	get := func(path string, header ...string) (*http.Response, string) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.url+path, nil)
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
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response, string(body)
	}
	for path, want := range map[string]string{
		"/graphql?query=%7Brevision%7D":         `"extensions":{"cost":{"objects":0,"points":1},"revision":1}`,
		"/graphql?query=%7B__typename%7D":       `"extensions":{"cost":{"objects":0,"points":1},"revision":1}`,
		"/healthz":                              "ok",
		"/readyz":                               "ready",
		"/":                                     "<title>promisegraph</title>",
		"/graphiql":                             "/graphiql/graphiql.min.js",
		"/graphiql/start.js":                    "tesla-ai-spend-2024",
		"/graphiql/graphiql.min.css":            ".graphiql-container",
		"/graphiql/react.production.min.js":     "react.production.min.js",
		"/graphiql/react-dom.production.min.js": "createRoot",
		"/graphiql/graphiql.min.js":             "createFetcher",
	} {
		response, body := get(path)
		if response.StatusCode != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("GET %s: %s, want %q in %.300s", path, response.Status, want, body)
		}
	}
	if response, _ := get("/graphiql/graphiql.min.js", "Accept-Encoding", "gzip"); response.Header.Get("Content-Encoding") != "gzip" {
		t.Error("GraphiQL is not sent compressed to clients that take it")
	}
	if response, _ := get("/graphiql/none.js"); response.StatusCode != http.StatusNotFound {
		t.Errorf("GET of a missing file: %s", response.Status)
	}
	huge, err := http.Post(a.url+"/graphql", "application/json", strings.NewReader(`{"query":"`+strings.Repeat("a", 1<<20)+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer huge.Body.Close()
	if body, _ := io.ReadAll(huge.Body); huge.StatusCode < 400 || len(body) > 1000 {
		t.Errorf("a request of 1 MiB got %s and %d bytes", huge.Status, len(body))
	}
}

// olderDocuments asks which promises were contradicted by documents that
// existed when they were made: a memo of the month before does, one of the
// same month or later does not, nor one that is context.
func (a *api) olderDocuments(t *testing.T) {
	f, err := os.Open("testdata/older.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	set, err := seed.Read(seed.File{Name: f.Name(), Content: f})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.store.Apply(t.Context(), set, nil); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Promises struct {
			Nodes []struct {
				ID       string
				Evidence struct{ Nodes []struct{ ID string } }
			}
		}
	}
	a.ask(t, `{ promises(filter: {contradictedByOlderDocument: true}) { nodes { id evidence(stance: [CONTRADICTS], filter: {olderThanPromise: true}) { nodes { id } } } } }`, nil, &got)
	if p := got.Promises.Nodes; len(p) != 1 || p[0].ID != "test-promise-2024" || len(p[0].Evidence.Nodes) != 1 || p[0].Evidence.Nodes[0].ID != "test-memo-before" {
		t.Errorf("promises contradicted by older documents: %+v", p)
	}
}

// retracted checks what the API says of a record that was withdrawn.
func (a *api) retracted(t *testing.T) {
	set := journal.ChangeSet{By: "a test", Why: "to see", Entries: []journal.Entry{{Op: journal.Retract, ID: "h100-diversion-2023", Reason: "only a test"}}}
	if _, err := a.store.Apply(t.Context(), set, nil); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Node struct {
			Typename   string `json:"__typename"`
			RecordKind string
			Reason     string
			History    []struct {
				Op      string
				Reason  *string
				Content *string
				Change  struct {
					Revision int
					By       string
				}
			}
		}
		Events struct{ TotalCount int }
		Before struct{ TotalCount int }
	}
	a.ask(t, `{ node(id: "h100-diversion-2023") { __typename ... on Retracted { recordKind reason history { op reason content change { revision by } } } }
		events(filter: {ids: ["h100-diversion-2023"]}) { totalCount } before: events { totalCount } }`, nil, &got)
	n := got.Node
	if n.Typename != "Retracted" || n.RecordKind != "EVENT" || n.Reason != "only a test" || got.Events.TotalCount != 0 || got.Before.TotalCount == 0 {
		t.Errorf("retracted record: %+v", got)
	}
	if len(n.History) != 2 || n.History[0].Op != "RETRACT" || n.History[0].Change.Revision != 3 || n.History[0].Change.By != "a test" ||
		n.History[0].Content != nil || n.History[1].Op != "CREATE" || n.History[1].Content == nil {
		t.Errorf("history: %+v", n.History)
	}
}

// syncBuffer is a log that tests can read while the server writes.
type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
