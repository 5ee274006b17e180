package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/internal/faultproxy"
	"github.com/promisegraph/promisegraph/internal/neo4jtest"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/server"
	"github.com/promisegraph/promisegraph/store"
)

// patience is the time for an answer of the servers here; slack is what a busy
// machine may add to it.
const (
	patience = 2 * time.Second
	slack    = 2 * time.Second
)

// shaky is a database that can be made to fail, with servers before it.
type shaky struct {
	proxy  *faultproxy.Proxy
	store  *store.Store // through the proxy
	steady *store.Store // not through it
	urls   []string
	log    *syncBuffer
}

func newShaky(t *testing.T) *shaky {
	db := neo4jtest.Open(t)
	at, err := url.Parse(db.URI)
	if err != nil {
		t.Fatal(err)
	}
	s := &shaky{log: &syncBuffer{}}
	if s.proxy, err = faultproxy.Start(at.Host); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.proxy.Close() })
	open := func(uri string) *store.Store {
		st, err := store.Open(store.Config{URI: uri, Username: db.Username, Password: db.Password})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = st.Close(context.WithoutCancel(t.Context())) })
		return st
	}
	s.store, s.steady = open("bolt://"+s.proxy.Address()), open(db.URI)
	if _, err := s.steady.Migrate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	s.write(t, 0)
	for range 2 { // two processes would share as little
		own := open("bolt://" + s.proxy.Address())
		handler, err := server.New(server.Config{
			Profile: server.Open, Reader: own, Revisions: own, Ready: own.Migrated, CacheBytes: 8 << 20,
			Timeout: patience, Log: slog.New(slog.NewTextHandler(s.log, nil)),
		})
		if err != nil {
			t.Fatal(err)
		}
		http := httptest.NewServer(handler)
		t.Cleanup(http.Close)
		s.urls = append(s.urls, http.URL)
	}
	return s
}

// write applies the n-th change set.
func (s *shaky) write(t *testing.T, n int) {
	t.Helper()
	if _, err := s.steady.Apply(t.Context(), set(n), nil); err != nil {
		t.Fatal(err)
	}
}

// set is the n-th change set. It tells when it was made, so that it can be
// applied again when it is not known whether it was.
func set(n int) journal.ChangeSet {
	op := journal.Correct
	if n == 0 {
		op = journal.Create
	}
	return journal.ChangeSet{
		By: "a test", Why: fmt.Sprintf("change %d", n), At: time.Date(2026, 1, 1, 0, 0, n, 0, time.UTC),
		Entries: []journal.Entry{{Op: op, ID: "acme", Record: &promise.Company{
			ID: "acme", Kind: promise.Business, Name: fmt.Sprintf("Acme %d", n), Provenance: fact.Provenance{Unverified: true},
		}}},
	}
}

// said is what a request got and how long it took.
type said struct {
	status   int
	header   http.Header
	text     string
	took     time.Duration
	code     string
	revision int
	stale    bool
}

func (s *shaky) ask(t *testing.T, server int, document string, variables map[string]any) said {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	response, err := http.Post(s.urls[server]+"/graphql", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Errorf("no answer: %v", err)
		return said{}
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Errorf("half an answer: %v", err)
	}
	var got struct {
		Errors     []struct{ Extensions struct{ Code string } }
		Extensions struct {
			Revision int
			Stale    bool
		}
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Errorf("%s: %v", raw, err)
	}
	out := said{status: response.StatusCode, header: response.Header, text: string(raw), took: time.Since(begun), revision: got.Extensions.Revision, stale: got.Extensions.Stale}
	if len(got.Errors) > 0 {
		out.code = got.Errors[0].Extensions.Code
	}
	if out.took > patience+slack {
		t.Errorf("an answer after %s: %s", out.took, out.text)
	}
	return out
}

// kept asks what was asked before.
func (s *shaky) kept(t *testing.T, server int) said {
	return s.ask(t, server, `query kept { company(id: "acme") { name } }`, nil)
}

var others atomic.Int64

// other asks what nobody asked before.
func (s *shaky) other(t *testing.T, server int) said {
	return s.ask(t, server, `query other($id: ID!) { company(id: $id) { name } }`, map[string]any{"id": fmt.Sprintf("nobody-%d", others.Add(1))})
}

// until asks until an answer is right, and gives how long that took.
func until(t *testing.T, what string, within time.Duration, right func() bool) time.Duration {
	t.Helper()
	begun := time.Now()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !right() {
		if time.Since(begun) > within {
			t.Fatalf("%s: not within %s", what, within)
		}
		<-again.C
	}
	return time.Since(begun).Round(time.Millisecond)
}

// current waits until the kept question is answered from memory.
func (s *shaky) current(t *testing.T, server int) {
	t.Helper()
	until(t, "an answer that can be kept", 30*time.Second, func() bool {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.urls[server]+"/graphql?query="+url.QueryEscape(`query kept { company(id: "acme") { name } }`), nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.Header.Get("ETag") != ""
	})
	s.kept(t, server)
}

func (s *shaky) status(t *testing.T, path string) int {
	t.Helper()
	response, err := http.Get(s.urls[0] + path)
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return 0
	}
	response.Body.Close()
	return response.StatusCode
}

// TestFaults breaks the connection to a real database in each way and looks at
// what clients get, and how soon all is well again.
func TestFaults(t *testing.T) {
	s := newShaky(t)
	s.current(t, 0)
	until(t, "a first answer", 30*time.Second, func() bool { return s.other(t, 0).status == 200 })
	t.Run("dropped", func(t *testing.T) {
		var all sync.WaitGroup
		for range 16 { // as many connections as there are
			all.Go(func() { s.other(t, 0) })
		}
		all.Wait()
		s.proxy.Drop()
		for range 3 {
			if got := s.other(t, 0); got.status != 200 {
				t.Errorf("not read over a new connection: %+v", got)
			}
		}
	})
	t.Run("stopped", func(t *testing.T) {
		s.current(t, 0)
		if err := s.proxy.Stop(); err != nil {
			t.Fatal(err)
		}
		s.down(t, "UNAVAILABLE")
		if got := s.other(t, 0); got.took > time.Second {
			t.Errorf("that nobody is there takes %s to tell", got.took)
		}
		if err := s.proxy.Restart(); err != nil {
			t.Fatal(err)
		}
		s.recovered(t)
	})
	t.Run("stalled", func(t *testing.T) {
		s.current(t, 0)
		s.proxy.Stall()
		s.down(t, "UNAVAILABLE", "TIMEOUT")
		s.proxy.Resume()
		s.recovered(t)
	})
	t.Run("no connection left", func(t *testing.T) {
		s.proxy.Stall()
		var all sync.WaitGroup
		for i := range 64 { // of many forms, so that they do not travel together
			all.Go(func() {
				got := s.ask(t, 0, fmt.Sprintf(`query crowd($id: ID!) { f%d: company(id: $id) { name } }`, i%32), map[string]any{"id": fmt.Sprint(i)})
				if got.code != "UNAVAILABLE" && got.code != "TIMEOUT" {
					t.Errorf("%+v", got)
				}
			})
		}
		all.Wait()
		s.proxy.Resume()
		s.recovered(t)
	})
	t.Run("two servers", s.twoServers)
	t.Run("under load", s.underLoad)
	if t.Failed() {
		t.Logf("the servers' log:\n%.5000s", s.log)
	}
}

// down checks what is answered while the database is not there.
func (s *shaky) down(t *testing.T, codes ...string) {
	t.Helper()
	until(t, "a stale answer", patience+slack, func() bool {
		got := s.kept(t, 0)
		return got.status == 200 && got.stale && got.header.Get("Warning") != "" && got.header.Get("Age") != ""
	})
	for range 3 {
		if got := s.kept(t, 0); !got.stale || got.took > time.Second {
			t.Errorf("kept: %+v", got)
		}
	}
	if got := s.other(t, 0); got.status < 503 || !slices.Contains(codes, got.code) {
		t.Errorf("not kept: %+v", got)
	}
	if status := s.status(t, "/healthz"); status != 200 {
		t.Errorf("health: %d", status)
	}
	if status := s.status(t, "/readyz"); status != 503 {
		t.Errorf("ready: %d", status)
	}
}

// recovered checks that all is well within seconds, without help.
func (s *shaky) recovered(t *testing.T) {
	t.Helper()
	took := until(t, "recovery", 5*time.Second, func() bool { return s.answers(t) && s.status(t, "/readyz") == 200 })
	t.Logf("recovered after %s", took)
}

// answers reports whether the first server answers what is kept and what is not.
func (s *shaky) answers(t *testing.T) bool {
	return s.other(t, 0).status == 200 && !s.kept(t, 0).stale
}

// twoServers checks that servers which share nothing but the database learn of
// changes within a second and do not go back.
func (s *shaky) twoServers(t *testing.T) {
	s.current(t, 0)
	s.current(t, 1)
	for n := range 3 {
		s.write(t, 1000+n)
		want := fmt.Sprintf(`"Acme %d"`, 1000+n)
		for i := range s.urls {
			took := until(t, "the change", 5*time.Second, func() bool { return strings.Contains(s.kept(t, i).text, want) })
			if took > time.Second+slack {
				t.Errorf("server %d learned of the change after %s", i, took)
			}
			for range 20 {
				if got := s.kept(t, i); !strings.Contains(got.text, want) {
					t.Errorf("server %d went back: %s", i, got.text)
				}
			}
		}
	}
}

// underLoad has 64 clients read and one write while the connection breaks
// again and again.
func (s *shaky) underLoad(t *testing.T) {
	before, err := s.steady.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	defer all.Wait()
	defer stop()
	wait := func(d time.Duration) { <-time.After(d) }
	var good, stale, refused atomic.Int64
	for client := range 64 {
		all.Go(func() {
			at, last := client%len(s.urls), 0
			for ; ctx.Err() == nil; wait(10 * time.Millisecond) { // or nobody else would get at the processors
				var got said
				if client%4 < 2 {
					got = s.other(t, at)
				} else {
					got = s.kept(t, at)
				}
				switch {
				case got.status == 200 && got.stale:
					stale.Add(1)
				case got.status == 200:
					good.Add(1)
					if got.revision < last {
						t.Errorf("a client got revision %d after %d", got.revision, last)
					}
					last = got.revision
				case got.code == "UNAVAILABLE" || got.code == "TIMEOUT":
					refused.Add(1)
				default:
					t.Errorf("%+v", got)
				}
			}
		})
	}
	applied := 0
	all.Go(func() {
		for n := 2000; ctx.Err() == nil; n++ {
			for known := false; !known; { // until it is known to be applied
				try, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
				_, err := s.store.Apply(try, set(n), nil)
				if known = err == nil; !known && !store.Temporary(err) && try.Err() == nil {
					t.Errorf("writing: %v", err)
					known = true
				}
				cancel()
			}
			applied++
		}
	})
	for range 3 {
		wait(300 * time.Millisecond)
		s.proxy.Drop()
	}
	wait(300 * time.Millisecond)
	s.proxy.Stall()
	wait(time.Second)
	s.proxy.Resume()
	wait(500 * time.Millisecond)
	if err := s.proxy.Stop(); err != nil {
		t.Error(err)
	}
	wait(500 * time.Millisecond)
	if err := s.proxy.Restart(); err != nil {
		t.Error(err)
	}
	t.Logf("recovered after %s", until(t, "recovery under load", 20*time.Second, func() bool { return s.answers(t) }))
	wait(500 * time.Millisecond)
	stop()
	all.Wait()
	t.Logf("%d good answers, %d stale, %d refused, %d sets written", good.Load(), stale.Load(), refused.Load(), applied)
	s.journal(t, int(before)+applied)
	if good.Load() == 0 || applied == 0 {
		t.Error("nothing was tested")
	}
}

// journal checks that no change was lost and none applied twice.
func (s *shaky) journal(t *testing.T, want int) {
	t.Helper()
	var page struct {
		Data struct {
			Changes struct {
				TotalCount int
				Nodes      []struct {
					Revision int
					Why      string
				}
			}
		}
	}
	until(t, "the journal", 20*time.Second, func() bool {
		got := s.ask(t, 0, `{ changes(first: 100) { totalCount nodes { revision why } } }`, nil)
		return got.status == 200 && json.Unmarshal([]byte(got.text), &page) == nil
	})
	if got := page.Data.Changes.TotalCount; got != want {
		t.Errorf("%d changes, want %d", got, want)
	}
	seen := map[string]bool{}
	for i, c := range page.Data.Changes.Nodes {
		if seen[c.Why] || c.Revision != want-i {
			t.Errorf("revision %d, %q: twice, or with a gap", c.Revision, c.Why)
		}
		seen[c.Why] = true
	}
}
