package model

import (
	"context"

	"github.com/promisegraph/promisegraph/promise"
)

// Score is: one group of a scoreboard.
type Score struct {
	Selected
	Key    string // id of the party, year or metric
	Total  int    // all promises
	Open   int    // without an outcome
	Closed int    // with a final status
}

// Party answers: the speaker or company. Null in groups by year or metric.
func (s *Score) Party(ctx context.Context) (Party, error) {
	return pick[Party](ctx, s.Selected)
}

// Counts answers: how many have each status, most first. Statuses that none has are left out.
func (s *Score) Counts(ctx context.Context, first *int) ([]*StatusCount, error) {
	return pick[[]*StatusCount](ctx, s.Selected)
}

// KeptRate answers: how many of those with an outcome were kept in time. Null below six: few promises make no rate.
func (s *Score) KeptRate(ctx context.Context) (*KeptRate, error) {
	return pick[*KeptRate](ctx, s.Selected)
}

// StatusCount is: how many promises of a group have one status.
type StatusCount struct {
	Selected
	Status promise.Status // the status
	Count  int            // how many have it
}

// Promises answers: which ones, newest first.
func (s *StatusCount) Promises(ctx context.Context, first *int) ([]*Promise, error) {
	return pick[[]*Promise](ctx, s.Selected)
}

// KeptRate is: how many promises with an outcome were kept in time. Outcomes are: kept, kept late, partly kept, not kept, abandoned.
type KeptRate struct {
	Kept int // kept in time
	Of   int // with an outcome
}

// Rate is kept divided by of.
func (k *KeptRate) Rate() float64 { return float64(k.Kept) / float64(k.Of) }

// Low is the lower end of the rate's interval.
func (k *KeptRate) Low() float64 { low, _ := promise.Wilson(k.Kept, k.Of); return low }

// High is the upper end of the rate's interval.
func (k *KeptRate) High() float64 { _, high := promise.Wilson(k.Kept, k.Of); return high }
