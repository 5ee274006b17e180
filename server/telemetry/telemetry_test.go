package telemetry

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

func TestMetrics(t *testing.T) {
	w := New(nil)
	ctx, r := w.Begin(t.Context(), http.Header{})
	w.Statement(ctx)(nil)
	w.Statement(ctx)(errors.New("broken"))
	w.Statement(t.Context())(nil) // of no operation
	w.Batch(5)
	w.Compiled()
	if n := r.Statements(); n != 2 {
		t.Errorf("%d statements", n)
	}
	r.Source, r.Code = Executed, "TIMEOUT"
	r.End()
	w.Gauge("test", "A test.", func() float64 { return 7 })
	out := httptest.NewRecorder()
	w.Handler().ServeHTTP(out, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, want := range []string{
		`promisegraph_requests_total{code="TIMEOUT",source="executed"} 1`, `promisegraph_request_seconds_count{source="executed"} 1`,
		`promisegraph_statements_total{result="ok"} 2`, `promisegraph_statements_total{result="failed"} 1`, "promisegraph_statements_running 0",
		"promisegraph_coalesced_reads_total 5", "promisegraph_batches_total 1", "promisegraph_plans_total 1", "promisegraph_test 7",
		"promisegraph_goroutines", "process_resident_memory_bytes",
	} {
		if !strings.Contains(out.Body.String(), want) {
			t.Errorf("no %s", want)
		}
	}
	for _, leak := range []string{"go_info", "version=\""} {
		if strings.Contains(out.Body.String(), leak) {
			t.Errorf("%s tells a version", leak)
		}
	}
}

// TestTraces checks that an operation goes on the trace of who asked, with
// each statement below it.
func TestTraces(t *testing.T) {
	spans := tracetest.NewSpanRecorder()
	w := New(sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans)))
	ctx, r := w.Begin(t.Context(), http.Header{"Traceparent": {"00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"}})
	w.Statement(ctx)(errors.New("broken"))
	r.Kind, r.Operation, r.Code = "query", "dossier", "UNAVAILABLE"
	r.End()
	ended := spans.Ended()
	if len(ended) != 2 || ended[0].Name() != "statement" || ended[1].Name() != "graphql query" {
		t.Fatalf("%d spans", len(ended))
	}
	if ended[1].SpanContext().TraceID().String() != "0123456789abcdef0123456789abcdef" || ended[0].Parent().SpanID() != ended[1].SpanContext().SpanID() {
		t.Error("the spans are not of one trace")
	}
}
