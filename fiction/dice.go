package fiction

import (
	"math"
	"math/bits"
	"math/rand/v2"
)

// dice are what chance decides in one record. Only the generator is that of
// the library: what is made of its numbers is done here, with operations that
// give the same on every machine.
type dice struct{ source rand.PCG }

// Topics keep apart what chance decides about things of the same number.
const (
	topicPerson = iota + 1
	topicCompany
	topicSource
	topicHolders
	topicStake
	topicPosition
	topicPromise
	topicStory
	topicEvidence
	topicEvent
	topicRuling
)

// dice are those of the record with a number.
func (g Graph) dice(topic, number int) *dice {
	d := new(dice)
	d.source.Seed(g.Seed, uint64(topic)<<56|uint64(number))
	d.source.Uint64() // numbers that differ little begin alike
	return d
}

// unit is a number from 0 up to 1.
func (d *dice) unit() float64 { return float64(d.source.Uint64()>>11) / (1 << 53) }

// within is a number from low up to high.
func (d *dice) within(low, high float64) float64 {
	return low + float64(d.unit()*(high-low)) // the conversion forbids to fuse the operations
}

// below is a whole number from 0 up to n.
func (d *dice) below(n int) int {
	high, _ := bits.Mul64(d.source.Uint64(), uint64(n))
	return int(high)
}

// between is a whole number from low to high, both included.
func (d *dice) between(low, high int) int { return low + d.below(high-low+1) }

// chance is true so often.
func (d *dice) chance(often float64) bool { return d.unit() < often }

// pick is one of some things.
func pick[T any](d *dice, things []T) T { return things[d.below(len(things))] }

// weighted is one of some things, each as often as its weight says.
func weighted[T any](d *dice, things []T, weights []int) T {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	at := d.below(sum)
	for i, w := range weights {
		if at -= w; at < 0 {
			return things[i]
		}
	}
	return things[0]
}

// steepness of popularity. The k-th of n is met about as often as
// k^-(1-2^-steepness).
const (
	gentle = 1 // k^-0.5
	medium = 2 // k^-0.75
	steep  = 3 // k^-0.875: the law of Zipf, nearly
)

// popular is a number from 0 up to n; low ones come more often. Powers of two
// take roots and squares alone, which every machine rounds alike.
func (d *dice) popular(n, steepness int) int {
	root := float64(n + 1)
	for range steepness {
		root = math.Sqrt(root)
	}
	k := d.within(1, root)
	for range steepness {
		k *= k
	}
	return min(int(k)-1, n-1)
}
