package store

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/promisegraph/promisegraph/query"
)

// Bounds of reads that travel together.
const (
	maxRunning = 2                // statements of one form at once; what arrives meanwhile waits and leaves together
	maxBatch   = 32               // reads in one statement
	batchTime  = time.Second      // after which those of a batch are read one by one
	restTime   = 10 * time.Second // in which a form that was slow or failed is not read in batches
	primeAfter = 50               // reads that found others under way: before that a batch is not worth its planning
	primeTime  = time.Minute      // for the database to plan a batch
	maxText    = 40_000           // bytes of a statement that is read in batches
)

// batchRead is the statement that reads several operations of one form.
type batchRead struct {
	text  string
	keys  []param // of each operation, by their place in its key
	fixed []param // the same for all: the database takes no expression for them
}

var (
	parameter = regexp.MustCompile(`\$given\.p\d+\b`)
	subquery  = regexp.MustCompile(`CALL \(([^()]*)\) \{`)
	bounded   = regexp.MustCompile(`\b(?:LIMIT|SKIP)\b[^\n]*`)
)

// newBatch makes the batch of a statement. Its parameters become those of a
// key, which every subquery gets to see.
func newBatch(s *statement) *batchRead {
	if len(s.text) > maxText || strings.Contains(s.text, "CALL {") {
		return nil
	}
	fixed := map[string]bool{}
	for _, line := range bounded.FindAllString(s.text, -1) {
		for _, name := range parameter.FindAllString(line, -1) {
			fixed[name] = true
		}
	}
	b := &batchRead{}
	places := map[string]string{}
	for _, p := range s.params {
		if fixed["$given."+p.name] {
			b.fixed = append(b.fixed, p)
			continue
		}
		places["$given."+p.name] = fmt.Sprintf("batchKey[%d]", len(b.keys))
		b.keys = append(b.keys, p)
	}
	if len(b.keys) == 0 {
		return nil // all would read the same
	}
	text := subquery.ReplaceAllStringFunc(s.text, func(call string) string {
		imports := subquery.FindStringSubmatch(call)[1]
		if imports != "" {
			imports += ", "
		}
		return "CALL (" + imports + "batchKey) {"
	})
	text = parameter.ReplaceAllStringFunc(text, func(name string) string {
		if place, ok := places[name]; ok {
			return place
		}
		return name
	})
	b.text = "UNWIND range(0, size($given.keys) - 1) AS batchPlace\nWITH batchPlace, $given.keys[batchPlace] AS batchKey\nCALL (batchKey) {\n" + text + "\n}\nRETURN batchPlace, row"
	return b
}

// flight is the reads of one form that are under way or wait.
type flight struct {
	mu      sync.Mutex
	running int
	waiting []*passenger
	// primed says that the database has planned the batch; priming, that it is
	// about to. Until restUntil each read goes alone.
	primed, priming bool
	restUntil       time.Time
	crowded         int // reads that found others under way, until it is primed
}

// passenger is a read that waits to leave with others.
type passenger struct {
	ctx   context.Context
	key   []any
	fixed string // what must be equal among those that leave together
	op    query.Operation
	done  chan outcome
}

type outcome struct {
	row []any
	err error
}

// together reads an operation, alone or with others of its form.
func (s *Store) together(ctx context.Context, compiled *statement, op query.Operation) ([]any, error) {
	f := &compiled.flight
	if compiled.batch == nil {
		return s.alone(ctx, compiled, op)
	}
	f.mu.Lock()
	switch {
	case f.running < maxRunning:
		f.running++
		f.mu.Unlock()
		defer s.land(compiled)
		return s.alone(ctx, compiled, op)
	case !f.primed || s.now().Before(f.restUntil):
		f.crowded++
		prime := !f.primed && !f.priming && f.crowded >= primeAfter
		f.priming = f.priming || prime
		f.mu.Unlock()
		if prime {
			go s.prime(context.WithoutCancel(ctx), compiled, op)
		}
		return s.alone(ctx, compiled, op)
	}
	p := &passenger{ctx: ctx, op: op, key: places(compiled.batch.keys, op.Values), done: make(chan outcome, 1)}
	p.fixed = fmt.Sprint(places(compiled.batch.fixed, op.Values)...)
	f.waiting = append(f.waiting, p)
	f.mu.Unlock()
	select {
	case o := <-p.done:
		return o.row, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// land ends a running statement and lets the next ones leave.
func (s *Store) land(compiled *statement) {
	f := &compiled.flight
	f.mu.Lock()
	defer f.mu.Unlock()
	group := f.board()
	if len(group) == 0 {
		f.running--
		return
	}
	go s.depart(compiled, group)
}

// board takes the reads that leave next: the one that has waited longest and
// those that fit to it. Who has left meanwhile is dropped.
func (f *flight) board() []*passenger {
	var group, rest []*passenger
	for _, p := range f.waiting {
		switch {
		case p.ctx.Err() != nil:
		case len(group) < maxBatch && (len(group) == 0 || group[0].fixed == p.fixed):
			group = append(group, p)
		default:
			rest = append(rest, p)
		}
	}
	f.waiting = rest
	return group
}

// depart reads a group with one statement. When that fails or takes long,
// each is read alone, so that nobody suffers from another's key.
func (s *Store) depart(compiled *statement, group []*passenger) {
	defer s.land(compiled)
	if len(group) == 1 {
		p := group[0]
		row, err := s.alone(p.ctx, compiled, p.op)
		p.done <- outcome{row, err}
		return
	}
	rows, err := s.readBatch(compiled, group)
	if err == nil {
		for i, p := range group {
			p.done <- outcome{row: rows[i]}
		}
		return
	}
	f := &compiled.flight
	f.mu.Lock()
	f.restUntil = s.now().Add(restTime)
	f.mu.Unlock()
	s.log.Warn("reads of one form go alone for a while", slog.Duration("while", restTime), slog.Any("error", err))
	var all sync.WaitGroup
	for _, p := range group {
		all.Go(func() {
			row, err := s.alone(p.ctx, compiled, p.op)
			p.done <- outcome{row, err}
		})
	}
	all.Wait()
}

// readBatch reads a group with one statement. It ends when all have left.
func (s *Store) readBatch(compiled *statement, group []*passenger) ([][]any, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(group[0].ctx), batchTime)
	defer cancel()
	var aboard atomic.Int64
	aboard.Store(int64(len(group)))
	for _, p := range group {
		stop := context.AfterFunc(p.ctx, func() {
			if aboard.Add(-1) == 0 {
				cancel()
			}
		})
		defer stop()
	}
	keys := make([]any, len(group))
	for i, p := range group {
		keys[i] = p.key
	}
	records, err := s.run(ctx, neo4j.AccessModeRead, compiled.batch.text, compiled.batch.params(keys, group[0].op.Values))
	if err != nil {
		return nil, err
	}
	s.observer.Batch(len(group))
	rows := make([][]any, len(group))
	for _, r := range records {
		place, _ := r.Values[0].(int64)
		if int(place) >= len(rows) {
			return nil, fmt.Errorf("read %d of a batch of %d", place, len(rows))
		}
		rows[place], _ = r.Values[1].([]any)
	}
	return rows, nil
}

// prime has the database plan the batch, with one key, while others go alone.
func (s *Store) prime(ctx context.Context, compiled *statement, op query.Operation) {
	ctx, cancel := context.WithTimeout(ctx, primeTime)
	defer cancel()
	key := places(compiled.batch.keys, op.Values)
	_, err := s.run(ctx, neo4j.AccessModeRead, compiled.batch.text, compiled.batch.params([]any{key, key}, op.Values))
	f := &compiled.flight
	f.mu.Lock()
	defer f.mu.Unlock()
	f.priming = false
	f.crowded = 0
	if f.primed = err == nil; err != nil {
		s.log.Warn("a batch was not planned", slog.Any("error", err))
	}
}

func (b *batchRead) params(keys []any, values []query.Values) map[string]any {
	out := map[string]any{"keys": keys}
	for _, p := range b.fixed {
		out[p.name] = p.get(values[p.slot])
	}
	return map[string]any{"given": out}
}

func places(params []param, values []query.Values) []any {
	out := make([]any, len(params))
	for i, p := range params {
		out[i] = p.get(values[p.slot])
	}
	return out
}
