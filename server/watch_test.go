package server

import (
	"bytes"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// logBuffer is a log that tests can read while the server writes.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

// take gives what was logged and begins anew.
func (b *logBuffer) take() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	text := b.buf.String()
	b.buf.Reset()
	return text
}

// TestLog checks what the log tells of operations, and what it does not.
func TestLog(t *testing.T) {
	log := &logBuffer{}
	l := &ledger{}
	l.set(5)
	at := start(t, Config{Profile: Open, Reader: l, Revisions: l, CacheBytes: 1 << 20, Metrics: true, Log: slog.New(slog.NewTextHandler(log, nil))})
	lines := func(request map[string]any, header ...string) string {
		log.take()
		post(t, at, request, header...)
		// The answer may be there before the line: another request is logged after it.
		for post(t, at, map[string]any{"query": "{ fence }"}); ; {
			if text := log.take(); strings.Contains(text, "GRAPHQL_VALIDATION_FAILED") {
				before, _, _ := strings.Cut(text, "level=INFO msg=answered operation=\"\" kind=\"\" document=\"\"")
				return before
			}
		}
	}
	got := lines(map[string]any{"query": `query dossier($yes: Boolean!) { revision @include(if: $yes) }`, "variables": map[string]any{"yes": true, "other": "my secret"}}, "Authorization", "Bearer my-token")
	if !regexp.MustCompile(`msg=answered operation=dossier kind=query document=[0-9a-f]{16} cost=1 source=executed statements=0 took=\S+ status=200 bytes=\d+\n`).MatchString(got) {
		t.Errorf("executed: %q", got)
	}
	if strings.Contains(got, "secret") || strings.Contains(got, "my-token") {
		t.Errorf("the log tells secrets: %q", got)
	}
	for range 3 {
		lines(map[string]any{"query": `query again { revision }`})
	}
	if got := lines(map[string]any{"query": `query again { revision }`}); strings.Contains(got, "operation=again") {
		t.Errorf("from memory: %q", got)
	}
	metrics := send(t, http.MethodGet, at+"/metrics", "").text
	for _, want := range []string{`promisegraph_requests_total{code="OK",source="memory"}`, `promisegraph_requests_total{code="GRAPHQL_VALIDATION_FAILED",source="refused"}`,
		"promisegraph_cache_answers", "promisegraph_cache_bytes", "promisegraph_revision 5", "promisegraph_revision_lag_seconds", "promisegraph_executing 0"} {
		if !strings.Contains(metrics, want) {
			t.Errorf("no %s in the metrics", want)
		}
	}
	if got := send(t, http.MethodGet, start(t, Config{Profile: Locked})+"/metrics", ""); got.status == 200 {
		t.Error("the metrics are there without being asked for")
	}
}
