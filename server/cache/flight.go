package cache

import (
	"context"
	"sync"
)

// Flights lets those who ask the same question at the same time share one
// answer. It is safe for concurrent use.
type Flights[T any] struct {
	mu      sync.Mutex
	flights map[Key]*flight[T]
}

// flight is one question under way.
type flight[T any] struct {
	done    chan struct{}
	result  T
	waiting int
	cancel  context.CancelFunc
}

// Do gives the result of work for the question, its own or that of somebody
// who asked just before. Who gives up leaves; the work ends when nobody waits
// for it. The context of work has the values of the first who asked.
func (f *Flights[T]) Do(ctx context.Context, question Key, work func(context.Context) T) (result T, shared bool, err error) {
	f.mu.Lock()
	if f.flights == nil {
		f.flights = map[Key]*flight[T]{}
	}
	current, shared := f.flights[question]
	if !shared {
		working, cancel := context.WithCancel(context.WithoutCancel(ctx))
		current = &flight[T]{done: make(chan struct{}), cancel: cancel}
		f.flights[question] = current
		go func() {
			defer cancel()
			current.result = work(working)
			f.forget(question, current)
			close(current.done)
		}()
	}
	current.waiting++
	f.mu.Unlock()
	select {
	case <-current.done:
		return current.result, shared, nil
	case <-ctx.Done():
		f.leave(question, current)
		return result, shared, ctx.Err()
	}
}

// forget ends that others join.
func (f *Flights[T]) forget(question Key, of *flight[T]) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.flights[question] == of {
		delete(f.flights, question)
	}
}

// leave is for one who waits no longer.
func (f *Flights[T]) leave(question Key, of *flight[T]) {
	f.mu.Lock()
	defer f.mu.Unlock()
	of.waiting--
	if of.waiting == 0 {
		of.cancel()
		if f.flights[question] == of {
			delete(f.flights, question)
		}
	}
}
