// Package telemetry counts, times and traces what a server does, for those who
// run it.
package telemetry

import (
	"context"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// Telemetry is safe for concurrent use.
type Telemetry struct {
	registry   *prometheus.Registry
	tracer     trace.Tracer // nil when nothing is traced
	requests   *prometheus.CounterVec
	seconds    *prometheus.HistogramVec
	statements *prometheus.CounterVec
	running    prometheus.Gauge
	statement  prometheus.Histogram
	compiled   prometheus.Counter
	together   prometheus.Counter
	batches    prometheus.Counter
}

// New makes metrics with nothing counted yet. Traces go to the provider; nil
// makes none.
func New(traces trace.TracerProvider) *Telemetry {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: "promisegraph_" + name, Help: help})
	}
	t := &Telemetry{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "promisegraph_requests_total",
			Help: "Operations by where the answer came from and the code of the first error, OK without one."}, []string{"source", "code"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "promisegraph_request_seconds",
			Help: "Time until operations were answered.", Buckets: prometheus.ExponentialBuckets(0.0001, 3, 11)}, []string{"source"}),
		statements: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "promisegraph_statements_total",
			Help: "Statements sent to the database."}, []string{"result"}),
		running: prometheus.NewGauge(prometheus.GaugeOpts{Name: "promisegraph_statements_running",
			Help: "Statements under way, each of which holds a connection or waits for one."}),
		statement: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "promisegraph_statement_seconds",
			Help: "Time until statements were answered.", Buckets: prometheus.ExponentialBuckets(0.0002, 3, 10)}),
		compiled: counter("plans_total", "Forms of operations that were compiled to a statement."),
		together: counter("coalesced_reads_total", "Reads that left together with others in one statement."),
		batches:  counter("batches_total", "Statements that read for several operations."),
	}
	if traces != nil {
		t.tracer = traces.Tracer("promisegraph")
	}
	t.registry.MustRegister(t.requests, t.seconds, t.statements, t.running, t.statement, t.compiled, t.together, t.batches,
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	// Not the collector of Go's runtime, which gives away its version.
	t.Gauge("goroutines", "Goroutines of the program.", func() float64 { return float64(runtime.NumGoroutine()) })
	return t
}

// Gauge adds a number that is looked up when somebody asks for the metrics.
func (t *Telemetry) Gauge(name, help string, value func() float64) {
	t.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "promisegraph_" + name, Help: help}, value))
}

// Handler gives the metrics to Prometheus.
func (t *Telemetry) Handler() http.Handler {
	return promhttp.HandlerFor(t.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second})
}

// Request is what is known of one operation while it is answered. One
// goroutine at a time writes its fields.
type Request struct {
	// Operation is the name the client gave it; Kind is query, mutation or
	// subscription; Document is the hash of its text. Empty: not known.
	Operation, Kind, Document string
	// Points is what it was charged.
	Points int
	// Source is where the answer came from.
	Source string
	// Status is that of HTTP, Code that of the first error.
	Status int
	Code   string
	// Bytes is the length of the answer.
	Bytes int

	begun      time.Time
	statements atomic.Int64
	telemetry  *Telemetry
	span       trace.Span
}

// Where answers come from.
const (
	Memory   = "memory"   // it was kept and is current
	Stale    = "stale"    // it was kept, and the database does not tell whether it is current
	Shared   = "shared"   // somebody else asked the same just before
	Executed = "executed" // it was read
	Refused  = "refused"  // it was not executed
	Streamed = "streamed" // it is one of a stream
)

type requestKey struct{}

// Begin begins an operation. What is done with the context is part of it.
func (t *Telemetry) Begin(ctx context.Context, header http.Header) (context.Context, *Request) {
	r := &Request{begun: time.Now(), telemetry: t, Source: Refused}
	ctx = context.WithValue(ctx, requestKey{}, r)
	if t.tracer != nil {
		ctx = propagation.TraceContext{}.Extract(ctx, propagation.HeaderCarrier(header))
		ctx, r.span = t.tracer.Start(ctx, "graphql", trace.WithSpanKind(trace.SpanKindServer))
	}
	return ctx, r
}

// Context makes what is done with a context part of the operation.
func (r *Request) Context(ctx context.Context) context.Context {
	ctx = context.WithValue(ctx, requestKey{}, r)
	if r.span != nil {
		ctx = trace.ContextWithSpan(ctx, r.span)
	}
	return ctx
}

// In is the operation of a context; nil when there is none.
func In(ctx context.Context) *Request {
	r, _ := ctx.Value(requestKey{}).(*Request)
	return r
}

// Statements is how many were sent to the database for the operation.
func (r *Request) Statements() int64 { return r.statements.Load() }

// End ends the operation and gives how long it took.
func (r *Request) End() time.Duration {
	took := time.Since(r.begun)
	code := r.Code
	if code == "" {
		code = "OK"
	}
	r.telemetry.requests.WithLabelValues(r.Source, code).Inc()
	r.telemetry.seconds.WithLabelValues(r.Source).Observe(took.Seconds())
	if r.span != nil {
		r.span.SetName("graphql " + r.Kind)
		r.span.SetAttributes(
			attribute.String("graphql.operation.name", r.Operation), attribute.String("graphql.operation.type", r.Kind),
			attribute.String("graphql.document.hash", r.Document), attribute.Int("graphql.cost.points", r.Points),
			attribute.String("promisegraph.source", r.Source), attribute.Int64("promisegraph.statements", r.Statements()),
			attribute.Int("http.response.status_code", r.Status),
		)
		if r.Code != "" {
			r.span.SetStatus(codes.Error, r.Code)
		}
		r.span.End()
	}
	return took
}

// Statement notes that a statement is sent for the operation of a context. The
// function it returns notes how that ended.
func (t *Telemetry) Statement(ctx context.Context) (ended func(error)) {
	if r := In(ctx); r != nil {
		r.statements.Add(1)
	}
	var span trace.Span
	if t.tracer != nil && trace.SpanFromContext(ctx).IsRecording() {
		_, span = t.tracer.Start(ctx, "statement", trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(attribute.String("db.system.name", "neo4j")))
	}
	t.running.Inc()
	begun := time.Now()
	return func(err error) {
		t.running.Dec()
		t.statement.Observe(time.Since(begun).Seconds())
		result := "ok"
		if err != nil {
			result = "failed"
		}
		t.statements.WithLabelValues(result).Inc()
		if span != nil {
			if err != nil {
				span.SetStatus(codes.Error, "failed")
			}
			span.End()
		}
	}
}

// Batch notes that so many reads left in one statement.
func (t *Telemetry) Batch(reads int) {
	t.batches.Inc()
	t.together.Add(float64(reads))
}

// Compiled notes that a new form of operation became a statement.
func (t *Telemetry) Compiled() { t.compiled.Inc() }
