package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
)

// keptResult compares answers that are kept with what Go's server can do at most.
type keptResult struct{ kept, hello map[int]*load }

// serveHello is plain net/http.
func serveHello(ctx context.Context, address string) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { //nolint:gosec // measured on this machine alone
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, `{"data":{"hello":"world"}}`)
	})}
	context.AfterFunc(ctx, func() { _ = s.Close() })
	_ = s.Serve(l) // until it is closed
	return nil
}

// measureCached asks for one answer that is kept, again and again.
func (b *bench) measureCached(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	b.hello, err = startProcess(ctx, os.Environ(), "/", func(port int) []string {
		return []string{self, "-hello", fmt.Sprintf("127.0.0.1:%d", port)}
	})
	if err != nil {
		return err
	}
	ours, _, err := questions()[0].bodies(b.graph, 1)
	if err != nil {
		return err
	}
	c := client()
	kept, hello := poster(c, b.cached.url, ours), poster(c, b.hello.url, ours)
	b.kept = keptResult{map[int]*load{}, map[int]*load{}}
	for round := range b.rounds + 1 {
		for _, n := range clients {
			for _, s := range []struct {
				ask  asker
				into map[int]*load
			}{{hello, b.kept.hello}, {kept, b.kept.kept}} {
				l, err := drive(ctx, n, b.turn, 1, 0, s.ask)
				if err != nil {
					return err
				}
				if round == 0 {
					s.into[n] = new(load) // the first turn warms
					continue
				}
				s.into[n].add(l)
			}
		}
	}
	return nil
}
