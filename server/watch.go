package server

import (
	"context"
	"log/slog"
	"time"

	"github.com/promisegraph/promisegraph/server/telemetry"
)

// ended counts an operation and writes it into the log. What was given from
// memory is a detail.
func (e *endpoint) ended(ctx context.Context, record *telemetry.Request) {
	took := record.End()
	level := slog.LevelInfo
	if record.Source == telemetry.Memory {
		level = slog.LevelDebug
	}
	if e.quiet && record.Code == "" || !e.log.Enabled(ctx, level) {
		return
	}
	attributes := []slog.Attr{
		slog.String("operation", record.Operation), slog.String("kind", record.Kind), slog.String("document", short(record.Document)),
		slog.Int("cost", record.Points), slog.String("source", record.Source), slog.Int64("statements", record.Statements()),
		slog.Duration("took", took.Round(10*time.Microsecond)), slog.Int("status", record.Status), slog.Int("bytes", record.Bytes),
	}
	if record.Code != "" {
		attributes = append(attributes, slog.String("code", record.Code))
	}
	e.log.LogAttrs(ctx, level, "answered", attributes...)
}

// short is the beginning of a hash: enough to find a document again.
func short(hash string) string { return hash[:min(len(hash), 16)] }

// gauges adds what is looked up when somebody asks for the metrics.
func (e *endpoint) gauges(g *guard) {
	t := e.telemetry
	t.Gauge("executing", "Operations executed now.", func() float64 { return float64(len(g.slots)) })
	t.Gauge("documents", "Documents kept parsed.", func() float64 { return float64(g.kept.EstimatedSize()) })
	t.Gauge("sockets", "WebSockets that are open.", func() float64 { return float64(e.sockets.open.Load()) })
	if e.memory == nil {
		return
	}
	t.Gauge("cache_answers", "Answers kept.", func() float64 { n, _ := e.memory.answers.Size(); return float64(n) })
	t.Gauge("cache_bytes", "Memory for answers kept.", func() float64 { _, n := e.memory.answers.Size(); return float64(n) })
	t.Gauge("revision", "The newest revision known.", func() float64 { return float64(e.memory.revisions.Known()) })
	t.Gauge("revision_lag_seconds", "How long ago the database last told its newest revision, after asking it now.", func() float64 {
		return e.memory.revisions.Lag(context.Background()).Seconds()
	})
}
