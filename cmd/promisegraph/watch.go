package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.37.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/promisegraph/promisegraph/server"
	"github.com/promisegraph/promisegraph/server/telemetry"
)

// watch makes what counts and traces for a server. The function it returns
// sends the traces that are left.
func (e edge) watch(ctx context.Context, log *slog.Logger) (*telemetry.Telemetry, func(), error) {
	if e.OTLPEndpoint == "" {
		return telemetry.New(nil), func() {}, nil
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(strings.TrimSuffix(e.OTLPEndpoint, "/")+"/v1/traces"))
	if err != nil {
		return nil, nil, fmt.Errorf("trace to %s: %w", e.OTLPEndpoint, err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter),
		sdktrace.WithResource(resource.NewSchemaless(semconv.ServiceName("promisegraph"))))
	end := func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		if err := provider.Shutdown(ctx); err != nil {
			log.Warn("traces were lost", "error", err)
		}
	}
	return telemetry.New(trace.TracerProvider(provider)), end, nil
}

// serveMetrics answers /metrics at an address of its own until the context ends.
func (e edge) serveMetrics(ctx context.Context, t *telemetry.Telemetry, log *slog.Logger) error {
	if e.MetricsAddr == "" {
		return nil
	}
	listener, err := listen(ctx, e.MetricsAddr)
	if err != nil {
		return err
	}
	log.Info("metrics", "address", "http://"+listener.Addr().String()+"/metrics")
	go func() {
		if err := server.Serve(ctx, listener, t.Handler()); err != nil {
			log.Error("metrics end", "error", err)
		}
	}()
	return nil
}
