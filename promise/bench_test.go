package promise_test

import (
	"testing"

	"github.com/promisegraph/promisegraph/promise"
)

// many is how many promises a benchmark derives in one round.
const many = 100_000

// BenchmarkDerive derives 100,000 promises, those of the seed again and again,
// as of today.
func BenchmarkDerive(b *testing.B) {
	list := dossiers(b)
	b.ReportAllocs()
	for b.Loop() {
		for i := range many {
			promise.Derive(list[i%len(list)], today)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/many, "ns/promise")
}

// BenchmarkSteps derives all steps of 100,000 promises.
func BenchmarkSteps(b *testing.B) {
	list := dossiers(b)
	b.ReportAllocs()
	for b.Loop() {
		for i := range many {
			promise.Steps(list[i%len(list)])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/many, "ns/promise")
}
