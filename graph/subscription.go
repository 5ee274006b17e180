package graph

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/promisegraph/promisegraph/graph/gen"
	"github.com/promisegraph/promisegraph/graph/model"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/query"
)

// newsRetry is how long a follower waits before it reads again what could not
// be read.
const newsRetry = time.Second

// subscriber gives the executor the fields of Subscription.
type subscriber struct{}

// Subscription is where news come from.
func (r resolver) Subscription() gen.SubscriptionResolver { return subscriber{} }

// Changes tells each change of the record.
func (subscriber) Changes(ctx context.Context, since *int) (<-chan *model.Change, error) {
	return following(ctx, since, func(ctx context.Context, e *Execution, n journal.News, tell func(*model.Change) bool) error {
		// The oldest after the one before: a page from the end.
		page := &query.Field{Name: "changes", Type: "ChangeConnection", Shape: query.Page, Entries: true}
		read, err := e.readField(ctx, "Change", nil, page, query.Values{
			Args: map[string]any{"since": n.Revision - 1}, Window: query.Window{Limit: 1, Backward: true},
		})
		if err != nil {
			return err
		}
		if found, ok := read.value.(*model.ChangeConnection); ok && len(found.Nodes) == 1 {
			tell(found.Nodes[0])
		}
		return nil
	})
}

// PromiseChanged tells each change of what is selected of promises.
func (subscriber) PromiseChanged(ctx context.Context, ids []string, speaker, company *string, since *int) (<-chan *model.PromiseChange, error) {
	if len(ids) == 0 && speaker == nil && company == nil {
		return nil, withCode(ctx, "promiseChanged: give ids, a speaker or a company", CodeBadInput)
	}
	if len(ids) > maxIDs {
		return nil, withCode(ctx, "promiseChanged: at most 100 ids can be followed at once", CodeBadInput)
	}
	wanted := func(t journal.Touched) bool {
		// Of a promise that was withdrawn, only the id is left.
		return (len(ids) == 0 || slices.Contains(ids, t.Promise)) &&
			(speaker == nil || t.Speaker == *speaker) && (company == nil || t.Company == *company)
	}
	told := diffs{}
	if e, ok := ctx.Value(executionKey{}).(*Execution); ok && since == nil {
		for _, id := range ids { // what the client can ask for as it is now
			if _, _, err := told.read(ctx, e, id); err != nil {
				return nil, err
			}
		}
	}
	return following(ctx, since, func(ctx context.Context, e *Execution, n journal.News, tell func(*model.PromiseChange) bool) error {
		for _, t := range n.Promises {
			if !wanted(t) {
				continue
			}
			before := told[t.Promise]
			promise, revision, err := told.read(ctx, e, t.Promise)
			if err != nil {
				return err
			}
			if before != "" && before == told[t.Promise] {
				continue
			}
			if !tell(&model.PromiseChange{Revision: int(max(n.Revision, revision)), ID: t.Promise, Promise: promise}) {
				return nil
			}
		}
		return nil
	})
}

// diffs are what was selected of promises when it was last read, as JSON.
type diffs map[string]string

// read reads what is selected of a promise, and the revision of what it found:
// later than the one that is told, when more has come meanwhile.
func (d diffs) read(ctx context.Context, e *Execution, id string) (*model.Promise, int64, error) {
	one := &query.Field{Name: "promise", Type: "Promise", Shape: query.One}
	read, err := e.readField(ctx, "Promise", map[string]bool{"promise": true}, one, query.Values{Args: map[string]any{"id": id}, Window: query.Window{Limit: 1}})
	if err != nil {
		return nil, 0, err
	}
	text, err := json.Marshal(read.raw)
	if err != nil {
		return nil, 0, err
	}
	if _, known := d[id]; known || len(d) < newsKept {
		d[id] = string(text)
	}
	promise, _ := read.value.(*model.Promise)
	return promise, read.revision, nil
}

// following calls tell for each revision in order, on a channel for the
// executor. While the database is away it waits; any other error ends it.
func following[T any](ctx context.Context, since *int, tell func(context.Context, *Execution, journal.News, func(T) bool) error) (<-chan T, error) {
	e, ok := ctx.Value(executionKey{}).(*Execution)
	if !ok || e.tail == nil {
		return nil, errNoNews
	}
	from := int64(-1)
	if since != nil {
		from = int64(max(*since, 0))
	}
	f, err := e.tail.follow(ctx, from)
	if err != nil {
		return nil, err
	}
	out := make(chan T)
	send := func(value T) bool {
		select {
		case out <- value:
			return true
		case <-ctx.Done():
			return false
		}
	}
	go func() {
		defer close(out)
		defer e.tail.leave(f)
		for {
			news, err := e.tail.next(ctx, f)
			if err != nil && !e.again(ctx, err) {
				return
			}
			for _, n := range news {
				for err = tell(ctx, e, n, send); err != nil; err = tell(ctx, e, n, send) {
					if !e.again(ctx, err) {
						return
					}
				}
			}
			if ctx.Err() != nil {
				return
			}
		}
	}()
	return out, nil
}

// again reports, after a while, whether to try again what ended in an error.
func (e *Execution) again(ctx context.Context, err error) bool {
	if ctx.Err() != nil {
		return false
	}
	var coded Coded
	if !errors.As(err, &coded) || coded.ErrorCode() != CodeUnavailable {
		e.log.ErrorContext(ctx, "a subscription ends", "error", err)
		return false
	}
	select {
	case <-time.After(newsRetry):
		return true
	case <-ctx.Done():
		return false
	}
}
