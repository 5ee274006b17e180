package main

import (
	"context"
	"fmt"
)

// growthResult is how one question takes longer on the large graph.
type growthResult struct {
	question     question
	small, large load
}

// measureGrowth asks a small graph and the large one, in turns.
func (b *bench) measureGrowth(ctx context.Context) error {
	small, err := openGraph(ctx, b.options, b.small)
	if err != nil {
		return err
	}
	defer small.close()
	server, err := b.serve(ctx, small, "--cache-bytes", "0")
	if err != nil {
		return err
	}
	defer server.stop()
	c := client()
	for _, q := range questions() {
		if b.only != "" && b.only != q.name {
			continue
		}
		few, _, err := q.bodies(small, differentRequests)
		if err != nil {
			return err
		}
		many, _, err := q.bodies(b.graph, differentRequests)
		if err != nil {
			return err
		}
		r := growthResult{question: q}
		for round := range b.rounds + 1 {
			for _, s := range []struct {
				ask  asker
				into *load
			}{{poster(c, server.url, few), &r.small}, {poster(c, b.ours.url, many), &r.large}} {
				l, err := drive(ctx, 1, b.turn, differentRequests, uint64(round), s.ask) //nolint:gosec // a small number
				if err != nil {
					return fmt.Errorf("%s: %w", q.name, err)
				}
				if round > 0 { // the first turn warms
					s.into.add(l)
				}
			}
		}
		say("%s p50 %v with %d entities, %v with %d", q.name, r.small.percentile(50), b.small, r.large.percentile(50), b.entities)
		b.growth = append(b.growth, r)
	}
	return nil
}
