package embed

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// BenchmarkBadge asks for 10,000 badges at once, as a page that becomes known
// does, and for as many answers of plain net/http beside it. The metric "of
// plain" is the throughput as a share of that; half of it is wanted.
func BenchmarkBadge(b *testing.B) {
	revisions := &fixedRevisions{}
	revisions.now.Store(1)
	h := newHandler(b, Config{Revisions: revisions, Asker: askFunc(func(string) (string, error) { return onePromise("DUE", 1), nil })})
	badge := httptest.NewServer(h.Before(nil))
	defer badge.Close()
	body := get(b, h.Before(nil), "/badge/x.svg").Body.Bytes()
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }))
	defer plain.Close()
	var took, plainly time.Duration
	for b.Loop() {
		plainly += burst(b, plain.URL)
		took += burst(b, badge.URL+"/badge/x.svg")
	}
	b.ReportMetric(float64(plainly)/float64(took), "of-plain")
	b.ReportMetric(float64(b.N)*bursted/took.Seconds(), "badges/s")
}

const (
	bursted = 10000
	clients = 50
)

// burst asks for one address again and again, from many clients, and tells how
// long all took.
func burst(b *testing.B, address string) time.Duration {
	transport := &http.Transport{MaxIdleConnsPerHost: clients, DisableCompression: true}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	var wait sync.WaitGroup
	faults := make(chan error, clients)
	begun := time.Now()
	for range clients {
		wait.Go(func() {
			for range bursted / clients {
				response, err := client.Get(address)
				if err == nil {
					_, err = io.Copy(io.Discard, response.Body)
					response.Body.Close()
				}
				if err == nil && response.StatusCode != http.StatusOK {
					err = fmt.Errorf("%s: %s", address, response.Status)
				}
				if err != nil {
					faults <- err
					return
				}
			}
		})
	}
	wait.Wait()
	took := time.Since(begun)
	close(faults)
	for err := range faults {
		b.Error(err)
	}
	return took
}
