package cache

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestHash(t *testing.T) {
	seen := map[Key]string{}
	for _, parts := range [][]string{{}, {""}, {"", ""}, {"a"}, {"a", ""}, {"", "a"}, {"a", "b"}, {"ab"}, {"a\x00b"}} {
		key := Hash(parts...)
		if other, twice := seen[key]; twice {
			t.Errorf("%q and %s have one key", parts, other)
		}
		seen[key] = fmt.Sprintf("%q", parts)
	}
	for _, r := range [][3]string{{"GET", "a", "x"}, {"POST", "a", "x"}, {"GET", "b", "x"}, {"GET", "a", "xx"}} {
		key := Request(r[0], r[1], []byte(r[2]))
		if _, twice := seen[key]; twice {
			t.Errorf("%q has a key twice", r)
		}
		seen[key] = r[0]
	}
}

func TestAnswers(t *testing.T) {
	c := New(100_000)
	question, one, two := Hash("q"), Hash("one"), Hash("two")
	if _, ok := c.Known(one); ok {
		t.Error("an answer from nowhere")
	}
	c.Keep(question, one, &Answer{Body: []byte("r5"), Revision: 5, Day: 10})
	c.Keep(question, one, &Answer{Body: []byte("r4"), Revision: 4, Day: 11})
	c.Keep(question, one, &Answer{Body: []byte("r5, yesterday"), Revision: 5, Day: 9})
	if got, ok := c.Known(one); !ok || string(got.Body) != "r5" {
		t.Errorf("an older answer took the place of a newer one: %+v", got)
	}
	if _, ok := c.Known(two); ok {
		t.Error("a request that was not seen is known")
	}
	if got, ok := c.Find(question, two); !ok || got.Revision != 5 {
		t.Errorf("the same question in other words: %+v", got)
	}
	if _, ok := c.Known(two); !ok {
		t.Error("the other words are not remembered")
	}
	c.Keep(question, one, &Answer{Body: []byte("r6"), Revision: 6, Day: 10})
	if got, _ := c.Known(two); string(got.Body) != "r6" {
		t.Errorf("the newer answer is not given: %s", got.Body)
	}
}

// TestBytes fills a cache with far more than it may hold.
func TestBytes(t *testing.T) {
	const most = 1 << 20
	c := New(most)
	for i := range 5000 {
		key := Hash(fmt.Sprint(i))
		c.Keep(key, key, &Answer{Body: make([]byte, 10_000)})
	}
	c.answers.CleanUp()
	c.asked.CleanUp()
	if answers, bytes := c.Size(); bytes > most || answers == 0 || answers > 100 {
		t.Errorf("%d answers, %d bytes", answers, bytes)
	}
	big := Hash("big")
	c.Keep(big, big, &Answer{Body: make([]byte, 2*most)})
	c.answers.CleanUp()
	if _, ok := c.Known(big); ok {
		t.Error("an answer larger than the cache is kept")
	}
}

// pass lets time pass.
func pass(d time.Duration) { <-time.After(d) }

// graph is a database that only counts.
type graph struct {
	newest, whole atomic.Int64
	asked, waited atomic.Int64
	down          atomic.Bool
}

func (g *graph) Newest(context.Context) (int64, error) {
	g.asked.Add(1)
	if g.down.Load() {
		return 0, errors.New("down")
	}
	return g.newest.Load(), nil
}

func (g *graph) Whole(context.Context) (int64, error) {
	g.waited.Add(1)
	return g.whole.Load(), nil
}

// TestRevisions follows a database in time that passes only when all wait.
func TestRevisions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g graph
		r := NewRevisions(g.Newest, g.Whole, time.Now)
		current := func(want int64) {
			t.Helper()
			if got, err := r.Current(t.Context()); err != nil || got != want {
				t.Errorf("revision %d, %v, want %d", got, err, want)
			}
			synctest.Wait()
		}
		current(0)
		if r.Settled() != 0 {
			t.Errorf("settled %d", r.Settled())
		}
		for range 100 {
			current(0)
		}
		if n := g.asked.Load(); n != 1 {
			t.Errorf("asked %d times in one moment", n)
		}
		g.newest.Store(1)
		pass(400 * time.Millisecond)
		current(0) // not older than a second
		pass(200 * time.Millisecond)
		current(0) // asks meanwhile
		current(1)
		if r.Settled() != 0 {
			t.Error("settled, although the change is not whole")
		}
		g.whole.Store(1)
		pass(600 * time.Millisecond)
		current(1)
		if r.Settled() != 1 {
			t.Error("not settled, although the change is whole")
		}
		g.newest.Store(2)
		g.whole.Store(2)
		pass(time.Hour)
		current(2) // waits for what it knows to be no older than a second
		g.newest.Store(3)
		g.whole.Store(3)
		r.Seen(3) // another request had it in its answer
		synctest.Wait()
		if r.Known() != 3 || r.Settled() != 3 {
			t.Errorf("known %d, settled %d after an answer of 3", r.Known(), r.Settled())
		}
		r.Seen(2)
		if r.Known() != 3 {
			t.Error("went back")
		}
	})
}

// TestRevisionsDown checks that nobody waits for a database that is down more
// than twice a second, and that all is well once it is back.
func TestRevisionsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var g graph
		r := NewRevisions(g.Newest, g.Whole, time.Now)
		g.down.Store(true)
		for range 100 {
			if _, err := r.Current(t.Context()); err == nil {
				t.Error("known, although the database is down")
			}
			pass(10 * time.Millisecond)
		}
		if n := g.asked.Load(); n > 3 {
			t.Errorf("asked %d times in a second", n)
		}
		g.down.Store(false)
		pass(time.Second)
		_, _ = r.Current(t.Context()) // asks, and waits for nobody
		synctest.Wait()
		if _, err := r.Current(t.Context()); err != nil {
			t.Errorf("back, but %v", err)
		}
	})
}

// TestFlights checks that work is shared, and ends when nobody waits for it.
func TestFlights(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var f Flights[int]
		var began, ended atomic.Int64
		leave := make(chan struct{})
		work := func(ctx context.Context) int {
			began.Add(1)
			defer ended.Add(1)
			select {
			case <-leave:
				return 7
			case <-ctx.Done():
				return 0
			}
		}
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if got, _, err := f.Do(t.Context(), Hash("q"), work); got != 7 || err != nil {
					t.Errorf("%d %v", got, err)
				}
			})
		}
		impatient, cancel := context.WithCancel(t.Context())
		all.Go(func() {
			if _, _, err := f.Do(impatient, Hash("q"), work); !errors.Is(err, context.Canceled) {
				t.Errorf("left with %v", err)
			}
		})
		synctest.Wait()
		cancel()
		synctest.Wait()
		if began.Load() != 1 || ended.Load() != 0 {
			t.Errorf("began %d, ended %d times", began.Load(), ended.Load())
		}
		close(leave)
		all.Wait()
		leave = make(chan struct{})
		alone, cancel := context.WithCancel(t.Context())
		all.Go(func() { _, _, _ = f.Do(alone, Hash("q"), work) })
		synctest.Wait()
		cancel()
		all.Wait()
		synctest.Wait()
		if began.Load() != 2 || ended.Load() != 2 || len(f.flights) != 0 {
			t.Errorf("began %d, ended %d, %d under way after all left", began.Load(), ended.Load(), len(f.flights))
		}
	})
}
