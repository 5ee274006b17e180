package store

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/internal/neo4jtest"
	"github.com/promisegraph/promisegraph/query"
)

// Reads that leave together do not suffer from each other: one that fails
// fails alone, one that is slow is slow alone, and who goes does not wait.
func TestReadsThatLeaveTogether(t *testing.T) {
	db := neo4jtest.Open(t)
	s, err := Open(Config{URI: db.URI, Username: db.Username, Password: db.Password})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close(t.Context()) })
	arg := func(name string) func(query.Values) any {
		return func(v query.Values) any { return v.Args[name] }
	}
	made := func() *statement {
		m := &statement{
			text: "CALL () {\nUNWIND range(1, $given.p1) AS a UNWIND range(1, $given.p1) AS b\nRETURN count(a + b) AS n\n}\nWITH n LIMIT $given.p2\nRETURN [1, 100 / $given.p0] AS row",
			params: []param{
				{name: "p0", get: arg("by")}, {name: "p1", get: arg("work")}, {name: "p2", get: arg("limit")},
			},
		}
		m.batch = newBatch(m)
		m.flight.primed = true
		return m
	}
	op := func(by, work, limit int64) query.Operation {
		return query.Operation{Values: []query.Values{{Args: map[string]any{"by": by, "work": work, "limit": limit}}}}
	}
	// crowd asks all at once while two statements are held to be under way, so
	// that they leave together.
	crowd := func(t *testing.T, m *statement, ops []query.Operation) ([][]any, []error) {
		m.flight.running = maxRunning
		rows, errs := make([][]any, len(ops)), make([]error, len(ops))
		var all sync.WaitGroup
		for i, op := range ops {
			all.Go(func() { rows[i], errs[i] = s.together(t.Context(), m, op) })
		}
		for waiting := 0; waiting < len(ops); {
			m.flight.mu.Lock()
			waiting = len(m.flight.waiting)
			m.flight.mu.Unlock()
		}
		s.land(m)
		all.Wait()
		return rows, errs
	}

	t.Run("each gets its own", func(t *testing.T) {
		m := made()
		m.flight.primed = false
		s.prime(t.Context(), m, op(1, 1, 1))
		rows, errs := crowd(t, m, []query.Operation{op(1, 1, 1), op(2, 1, 1), op(5, 1, 2), op(10, 1, 1)})
		for i, want := range []int64{100, 50, 20, 10} {
			if errs[i] != nil || rows[i][1] != want {
				t.Errorf("read %d: %v %v, want %d", i, rows[i], errs[i], want)
			}
		}
		if !m.flight.restUntil.IsZero() {
			t.Error("the batch failed")
		}
	})
	t.Run("one fails", func(t *testing.T) {
		rows, errs := crowd(t, made(), []query.Operation{op(1, 1, 1), op(0, 1, 1), op(2, 1, 1)})
		if errs[1] == nil || !strings.Contains(errs[1].Error(), "/ by zero") {
			t.Errorf("dividing by zero: %v", errs[1])
		}
		if errs[0] != nil || errs[2] != nil || rows[0][1] != int64(100) || rows[2][1] != int64(50) {
			t.Errorf("the others: %v %v, %v %v", rows[0], errs[0], rows[2], errs[2])
		}
	})
	t.Run("one is slow", func(t *testing.T) {
		m := made()
		m.flight.running = maxRunning
		slow, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		var all sync.WaitGroup
		all.Go(func() {
			if _, err := s.together(slow, m, op(1, 200_000, 1)); err == nil {
				t.Error("the slow one came through: it is not slow enough to tell anything")
			}
		})
		all.Go(func() {
			defer cancel() // has not waited for the slow one
			if row, err := s.together(t.Context(), m, op(2, 1, 1)); err != nil || row[1] != int64(50) {
				t.Errorf("beside a slow one: %v %v", row, err)
			}
		})
		for waiting := 0; waiting < 2; {
			m.flight.mu.Lock()
			waiting = len(m.flight.waiting)
			m.flight.mu.Unlock()
		}
		s.land(m)
		all.Wait()
		if m.flight.restUntil.IsZero() {
			t.Error("a form with slow keys goes on in batches")
		}
	})
	t.Run("one goes", func(t *testing.T) {
		m := made()
		m.flight.running = maxRunning
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.together(ctx, m, op(1, 1, 1)); !errors.Is(err, context.Canceled) {
			t.Errorf("who goes gets %v", err)
		}
		if group := m.flight.board(); len(group) != 0 {
			t.Errorf("who is gone still travels: %v", group)
		}
	})
}
