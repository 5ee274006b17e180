package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"
)

// asker asks the question of a number once and waits for the answer.
type asker func(ctx context.Context, number int) error

// load is what a number of clients saw who asked without a pause.
type load struct {
	took  []time.Duration // of each request
	whole time.Duration   // of all
}

func (l *load) add(other load) {
	l.took = append(l.took, other.took...)
	l.whole += other.whole
}

// rate is in requests a second.
func (l load) rate() float64 {
	if l.whole == 0 {
		return 0
	}
	return float64(len(l.took)) / l.whole.Seconds()
}

// percentile is the time that so many of a hundred requests took at most.
func (l load) percentile(p int) time.Duration {
	if len(l.took) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(l.took))
	return sorted[min(len(sorted)*p/100, len(sorted)-1)]
}

// drive has clients ask for a time, each one request after the other. Numbers are drawn at random below most, by the seed.
func drive(ctx context.Context, clients int, turn time.Duration, most int, seed uint64, ask asker) (load, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	parts := make([][]time.Duration, clients)
	var all sync.WaitGroup
	began := time.Now()
	end := began.Add(turn)
	for c := range clients {
		all.Go(func() {
			random := rand.New(rand.NewPCG(seed, uint64(c))) //nolint:gosec // a sequence, no secret
			for {
				sent := time.Now()
				if sent.After(end) || ctx.Err() != nil {
					return
				}
				if err := ask(ctx, random.IntN(most)); err != nil {
					cancel(err)
					return
				}
				parts[c] = append(parts[c], time.Since(sent))
			}
		})
	}
	all.Wait()
	return load{slices.Concat(parts...), time.Since(began)}, context.Cause(ctx)
}

// client keeps a connection for each of many clients.
func client() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConns: 128, MaxIdleConnsPerHost: 128, DisableCompression: true}}
}

// post asks a GraphQL server. It gives the body, which must be an answer without errors.
func post(ctx context.Context, c *http.Client, url string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json")
	response, err := c.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close() //nolint:errcheck // read to its end
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK || bytes.Contains(answer[:min(len(answer), 200)], []byte(`"errors"`)) {
		return nil, fmt.Errorf("status %d: %.500s", response.StatusCode, answer)
	}
	return answer, nil
}
