package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/promisegraph/promisegraph/query"
)

// ledger stands for a graph of which only the revision is read.
type ledger struct {
	revision, whole atomic.Int64
	reads           atomic.Int64
	down            atomic.Bool
	lag             atomic.Int64 // how many revisions the next read is behind
	wait            chan struct{}
}

var errDown = down{errors.New("no route")}

func (l *ledger) Read(ctx context.Context, _ query.Operation) (query.Result, error) {
	l.reads.Add(1)
	if l.wait != nil {
		select {
		case <-l.wait:
		case <-ctx.Done():
			return query.Result{}, ctx.Err()
		}
	}
	if l.down.Load() {
		return query.Result{}, errDown
	}
	return query.Result{Revision: l.revision.Load() - l.lag.Swap(0)}, nil
}

func (l *ledger) Revision(context.Context) (int64, error) {
	if l.down.Load() {
		return 0, errDown
	}
	return l.revision.Load(), nil
}

func (l *ledger) WholeRevision(context.Context) (int64, error) { return l.whole.Load(), nil }

func (l *ledger) set(revision int64) { l.revision.Store(revision); l.whole.Store(revision) }

// keeping is a server that keeps answers, in time that passes only when all
// wait. Requests go to its handler, not over a network.
func keeping(t *testing.T, l *ledger) sender {
	ask := together(t, l)
	return func(method, target, body string, header ...string) *httptest.ResponseRecorder {
		w := ask(method, target, body, header...)
		synctest.Wait() // for what was begun beside the request
		return w
	}
}

// together is keeping for several requests at the same time.
func together(t *testing.T, l *ledger) sender {
	t.Helper()
	handler, err := New(Config{Profile: Open, Reader: l, Revisions: l, CacheBytes: 1 << 20, Now: time.Now, Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return func(method, target, body string, header ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/json")
		}
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
}

// sender sends a request.
type sender func(method, target, body string, header ...string) *httptest.ResponseRecorder

const (
	asking = `{"query":"{ revision }"}`
	target = "/graphql"
)

var getting = target + "?query=" + url.QueryEscape("{ revision }")

// pass lets time pass.
func pass(d time.Duration) { <-time.After(d) }

func TestKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{}
		l.set(5)
		ask := keeping(t, l)
		expect := func(name string, w *httptest.ResponseRecorder, revision, reads int64) {
			t.Helper()
			if !strings.Contains(w.Body.String(), fmt.Sprintf(`"data":{"revision":%d}`, revision)) || l.reads.Load() != reads {
				t.Errorf("%s: %d reads, want %d: %s", name, l.reads.Load(), reads, w.Body)
			}
		}
		expect("the first", ask("POST", target, asking), 5, 1) // it is not known whether 5 is whole
		expect("the second", ask("POST", target, asking), 5, 2)
		first := ask("POST", target, asking)
		expect("the same", first, 5, 2)
		if got := first.Header().Get("Cache-Control"); got != "no-store" {
			t.Errorf("a POST may be kept by others: %s", got)
		}
		expect("in other words", ask("POST", target, ` {"variables":{}, "query":"{ revision }"}`), 5, 2)
		got := ask("GET", getting, "")
		expect("by GET", got, 5, 2)
		if c := got.Header().Get("Cache-Control"); c != "public, max-age=1, stale-while-revalidate=30" {
			t.Errorf("Cache-Control of a GET: %s", c)
		}
		tag := got.Header().Get("ETag")
		for header, want := range map[string]int{tag: 304, "W/" + tag: 304, `"x", ` + tag: 304, "*": 304, `"x"`: 200} {
			if w := ask("GET", getting, "", "If-None-Match", header); w.Code != want || w.Code == 304 && w.Body.Len() > 0 {
				t.Errorf("If-None-Match %s: %d %s", header, w.Code, w.Body)
			}
		}
		if w := ask("HEAD", getting, ""); w.Header().Get("ETag") != tag {
			t.Errorf("HEAD: %v", w.Header())
		}
		expect("another operation", ask("POST", target, `{"query":"query other { revision }"}`), 5, 3)
		expect("graphql media", ask("POST", target, asking, "Accept", "application/graphql-response+json"), 5, 3)
		if w := ask("POST", target, asking, "Accept", "application/graphql-response+json"); w.Header().Get("Content-Type") != "application/graphql-response+json; charset=utf-8" {
			t.Errorf("the kept answer has the wrong media type: %v", w.Header())
		}
	})
}

// TestChanged checks that a change by another process is in the answers within
// a second, and that no answer goes back.
func TestChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{}
		l.set(5)
		ask := keeping(t, l)
		revision := func() string { return ask("POST", target, asking).Body.String() }
		for range 3 {
			revision()
		}
		l.set(6)
		pass(time.Second)
		if got := revision(); !strings.Contains(got, `"revision":6`) {
			t.Errorf("a second after the change: %s", got)
		}
		l.set(7)
		// Another question has the change in its answer: from then on all have.
		if got := ask("POST", target, `{"query":"query other { revision }"}`).Body.String(); !strings.Contains(got, `"revision":7`) {
			t.Fatal(got)
		}
		if got := revision(); !strings.Contains(got, `"revision":7`) {
			t.Errorf("older than the answer before: %s", got)
		}
		before := l.reads.Load()
		l.set(8)
		ask("POST", target, `{"query":"query third { revision }"}`)
		l.lag.Store(2) // a read that began before the change
		if got := revision(); !strings.Contains(got, `"revision":8`) || l.reads.Load() != before+3 {
			t.Errorf("older than the answer before, after %d reads: %s", l.reads.Load()-before, got)
		}
	})
}

// TestPartOfChange checks that what was read while a change was being
// committed is not kept: it may be a part of it.
func TestPartOfChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{}
		l.set(5)
		ask := keeping(t, l)
		for range 3 {
			ask("POST", target, asking)
		}
		l.revision.Store(6) // the journal says so, but the change is not whole
		pass(time.Second)
		before := l.reads.Load()
		for range 5 {
			ask("POST", target, asking)
		}
		if n := l.reads.Load() - before; n != 5 {
			t.Errorf("%d of 5 were read", n)
		}
		l.whole.Store(6)
		pass(time.Second)
		before = l.reads.Load()
		for range 5 {
			ask("POST", target, asking)
		}
		if n := l.reads.Load() - before; n > 2 {
			t.Errorf("%d of 5 were read after the change was whole", n)
		}
	})
}

// TestDay checks that answers end with the day in UTC.
func TestDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{}
		l.set(5)
		ask := keeping(t, l)
		pass(24*time.Hour - 10*time.Second) // the bubble begins at midnight
		for range 3 {
			ask("GET", getting, "")
		}
		w := ask("GET", getting, "")
		if c := w.Header().Get("Cache-Control"); c != "public, max-age=1, stale-while-revalidate=10" || w.Header().Get("ETag") == "" {
			t.Errorf("ten seconds before midnight: %s", c)
		}
		before := l.reads.Load()
		pass(10 * time.Second)
		ask("GET", getting, "")
		if n := l.reads.Load() - before; n != 1 {
			t.Errorf("%d reads at midnight", n)
		}
	})
}

// TestStale checks what is given while the database is down: kept answers that
// say they are stale, and errors that say to try again.
func TestStale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{}
		l.set(5)
		ask := keeping(t, l)
		for range 3 {
			ask("GET", getting, "")
		}
		l.down.Store(true)
		pass(10 * time.Second)
		w := ask("GET", getting, "")
		if w.Code != 200 || w.Header().Get("Warning") == "" || w.Header().Get("Age") != "10" || w.Header().Get("Cache-Control") != "no-store" ||
			w.Header().Get("ETag") != "" || !strings.HasSuffix(w.Body.String(), `"revision":5,"stale":true}}`) {
			t.Errorf("kept: %d %v %s", w.Code, w.Header(), w.Body)
		}
		w = ask("POST", target, `{"query":"query other { revision }"}`, "Accept", "application/graphql-response+json")
		if w.Code != 503 || w.Header().Get("Retry-After") != "1" || !strings.Contains(w.Body.String(), `"UNAVAILABLE"`) {
			t.Errorf("not kept: %d %v %s", w.Code, w.Header(), w.Body)
		}
		l.down.Store(false)
		l.set(6)
		pass(time.Second)
		ask("GET", getting, "") // finds out that it is back
		if w := ask("GET", getting, ""); w.Header().Get("Warning") != "" || !strings.Contains(w.Body.String(), `"revision":6`) {
			t.Errorf("after it is back: %v %s", w.Header(), w.Body)
		}
		// It stops between the question for the revision and the read.
		l.set(7)
		l.revision.Store(7)
		ask("POST", target, `{"query":"query third { revision }"}`)
		l.down.Store(true)
		if w := ask("GET", getting, ""); !strings.HasSuffix(w.Body.String(), `"revision":6,"stale":true}}`) {
			t.Errorf("a read that failed: %d %s", w.Code, w.Body)
		}
	})
}

// TestTogether checks that those who ask the same at the same time share one
// read, that who leaves does not disturb the others, and that errors are not kept.
func TestTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{wait: make(chan struct{})}
		l.set(5)
		ask := together(t, l)
		var all sync.WaitGroup
		for range 30 {
			all.Go(func() {
				if w := ask("POST", target, asking); w.Code != 200 {
					t.Errorf("%d %s", w.Code, w.Body)
				}
			})
		}
		pass(time.Second)
		close(l.wait)
		all.Wait()
		if n := l.reads.Load(); n != 1 {
			t.Errorf("%d reads for one question", n)
		}
		l.down.Store(true)
		for range 2 {
			if w := ask("POST", target, `{"query":"query other { revision }"}`); w.Code != 503 {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		}
		l.down.Store(false)
		if w := ask("POST", target, `{"query":"query other { revision }"}`); w.Code != 200 {
			t.Errorf("an error was kept: %d %s", w.Code, w.Body)
		}
	})
}

// BenchmarkHello is plain net/http, to compare kept answers with.
func BenchmarkHello(b *testing.B) {
	benchmark(b, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) }), "")
}

// BenchmarkKept answers one question again and again.
func BenchmarkKept(b *testing.B) {
	l := &ledger{}
	l.set(5)
	limits := DefaultLimits
	limits.Points = 1 << 30
	handler, err := New(Config{Profile: Open, Reader: l, Revisions: l, CacheBytes: 1 << 20, Limits: limits})
	if err != nil {
		b.Fatal(err)
	}
	for _, method := range []string{"POST", "GET"} {
		b.Run(method, func(b *testing.B) { benchmark(b, handler, method) })
	}
	if n := l.reads.Load(); n > 1000 {
		b.Errorf("%d reads", n)
	}
}

// benchmark sends requests over the network of this machine, from several
// clients at the same time.
func benchmark(b *testing.B, handler http.Handler, method string) {
	server := httptest.NewServer(handler)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	b.ReportAllocs()
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			var r *http.Request
			var err error
			switch method {
			case "POST":
				r, err = http.NewRequest(method, server.URL+target, strings.NewReader(asking))
			case "GET":
				r, err = http.NewRequest(method, server.URL+getting, nil)
			default:
				r, err = http.NewRequest(http.MethodGet, server.URL, nil)
			}
			if err != nil {
				b.Error(err)
				return
			}
			r.Header.Set("Content-Type", "application/json")
			response, err := client.Do(r)
			if err != nil {
				b.Error(err)
				return
			}
			if response.StatusCode != http.StatusOK {
				b.Errorf("%s", response.Status)
			}
			var buf [4096]byte
			for {
				if _, err := response.Body.Read(buf[:]); err != nil {
					break
				}
			}
			response.Body.Close()
		}
	})
}
