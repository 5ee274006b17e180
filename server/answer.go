package server

import (
	"context"
	"encoding/json"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/graph"
	"github.com/promisegraph/promisegraph/server/cache"
	"github.com/promisegraph/promisegraph/server/document"
	"github.com/promisegraph/promisegraph/server/telemetry"
)

// Revisions tells which state of the graph is the newest.
type Revisions interface {
	// Revision is the number of the last change that was committed.
	Revision(context.Context) (int64, error)
	// WholeRevision is the same after waiting for the change that is being
	// committed: what is read from then on has all of it.
	WholeRevision(context.Context) (int64, error)
}

// everybody are the rights that answers are kept for.
const everybody = "everybody"

// everyones reports whether an answer would be the same for everybody. It may
// not be for who is signed in: what they alone may read changes without a
// revision, so no answer to them is kept, and none that was kept is given to them.
func everyones(ctx context.Context) bool { return account.From(ctx).Rights() == "" }

// memory gives whole answers again while they are current, and never an older
// one after a newer one.
type memory struct {
	answers   *cache.Answers
	revisions *cache.Revisions
	flights   cache.Flights[result]
	now       func() time.Time
}

func newMemory(cfg Config) *memory {
	if cfg.CacheBytes <= 0 || cfg.Revisions == nil {
		return nil
	}
	return &memory{
		answers:   cache.New(cfg.CacheBytes),
		revisions: cache.NewRevisions(cfg.Revisions.Revision, cfg.Revisions.WholeRevision, cfg.Now),
		now:       cfg.Now,
	}
}

// result is the answer to an operation, ready to be sent.
type result struct {
	response *graphql.Response // nil when it was kept
	body     []byte
	status   int // of HTTP; 0 when it follows from the response
	revision int64
	kept     *cache.Answer // the answer as it is kept; nil when it may not be
	stale    bool          // it could not be found out whether it is current
	executed bool
	shared   bool // with somebody who asked the same
}

// source is where the answer came from, for those who run the server.
func (r result) source() string {
	switch {
	case r.stale:
		return telemetry.Stale
	case r.shared:
		return telemetry.Shared
	case r.executed:
		return telemetry.Executed
	case r.response == nil:
		return telemetry.Memory
	}
	return telemetry.Refused
}

// judge says what can be done with a kept answer: give it as it is, give it
// marked as stale because the database does not say, or nothing.
func (m *memory) judge(ctx context.Context, kept *cache.Answer) (result, bool) {
	newest, err := m.revisions.Current(ctx)
	if err != nil {
		return stale(kept), ctx.Err() == nil
	}
	if kept.Revision != newest || kept.Day != cache.Day(m.now()) {
		return result{}, false
	}
	return result{body: kept.Body, revision: kept.Revision, kept: kept}, true
}

// stale marks an answer of which nobody knows whether it is still right. The
// extensions stand at the end of a body.
func stale(kept *cache.Answer) result {
	body := make([]byte, 0, len(kept.Body)+len(staleMark))
	body = append(append(body, kept.Body[:len(kept.Body)-2]...), staleMark...)
	return result{body: body, revision: kept.Revision, kept: kept, stale: true}
}

const staleMark = `,"stale":true}}`

// known finds the answer to a request that came before in the same bytes.
func (m *memory) known(ctx context.Context, request cache.Key) (result, bool) {
	kept, ok := m.answers.Known(request)
	if !ok {
		return result{}, false
	}
	return m.judge(ctx, kept)
}

// answer gives the answer to an operation from memory, or executes it, once
// for all who ask the same at the same time.
func (e *endpoint) answer(ctx context.Context, op *graphql.OperationContext, request cache.Key) result {
	execute := func(ctx context.Context) result { return e.execute(ctx, op) }
	m := e.memory
	if m == nil || !everyones(ctx) {
		return execute(ctx)
	}
	question, ok := questionOf(op)
	if !ok {
		return execute(ctx)
	}
	kept, has := m.answers.Find(question, request)
	if has {
		if out, ok := m.judge(ctx, kept); ok {
			return out
		}
	}
	out, shared, err := m.flights.Do(ctx, question, execute)
	if err != nil {
		return e.encoded(late(ctx))
	}
	out.shared = shared
	if shared && m.old(out) {
		out = execute(ctx) // it began before something was changed
	}
	if out.kept != nil {
		m.answers.Keep(question, request, out.kept)
	}
	if has && out.response != nil && unreachable(out.response) {
		return stale(kept)
	}
	return out
}

// old reports whether somebody may have got a newer answer.
func (m *memory) old(r result) bool {
	return r.revision < m.revisions.Known() || r.kept != nil && r.kept.Day != cache.Day(m.now())
}

// unreachable reports whether an answer says that the database did not.
func unreachable(r *graphql.Response) bool {
	if r.Data != nil || len(r.Errors) == 0 {
		return false
	}
	code := r.Errors[0].Extensions["code"]
	return code == graph.CodeUnavailable || code == graph.CodeTimeout
}

// questionOf is what a query asks, however it was sent; false for operations
// whose answers are not kept.
func questionOf(op *graphql.OperationContext) (cache.Key, bool) {
	doc, ok := op.Stats.GetExtension(documentExtension).(*document.Document)
	if !ok || op.Operation.Operation != ast.Query {
		return cache.Key{}, false
	}
	variables, err := json.Marshal(op.Variables)
	if err != nil {
		return cache.Key{}, false
	}
	return cache.Hash(everybody, doc.Hash, op.Operation.Name, string(variables)), true
}

// rereads is how often an operation is read again when its answer is older
// than one given before. That happens when a change is committed meanwhile.
const rereads = 3

// execute executes an operation that has one answer.
func (e *endpoint) execute(ctx context.Context, op *graphql.OperationContext) (out result) {
	defer func() {
		if cause := recover(); cause != nil {
			out = e.encoded(&graphql.Response{Errors: gqlerror.List{graph.Present(ctx, e.log, recovered(ctx, cause))}})
		}
	}()
	defer func() { out.executed = true }()
	if e.memory == nil {
		respond, ctx := e.exec.DispatchOperation(ctx, op)
		return e.encoded(respond(ctx))
	}
	for range rereads {
		settled, begun := e.memory.revisions.Settled(), e.memory.now()
		respond, ctx := e.exec.DispatchOperation(ctx, op)
		out = e.encoded(respond(ctx))
		revision, told := out.response.Extensions[revisionExtension].(int64)
		if !told {
			return out
		}
		out.revision = revision
		if revision < e.memory.revisions.Known() {
			continue
		}
		e.memory.revisions.Seen(revision)
		if everyones(ctx) && revision == settled && len(out.response.Errors) == 0 && cache.Day(begun) == cache.Day(e.memory.now()) {
			out.kept = &cache.Answer{Body: out.body, ETag: cache.ETag(out.body), Revision: revision, Day: cache.Day(begun), At: begun}
		}
		return out
	}
	err := gqlerror.Errorf("the database is behind what it told before: try again")
	err.Extensions = map[string]any{"code": graph.CodeUnavailable}
	return e.encoded(&graphql.Response{Errors: gqlerror.List{err}})
}

// encoded writes a response as it is sent.
func (e *endpoint) encoded(response *graphql.Response) result {
	body, err := encode(response)
	if err != nil {
		response = &graphql.Response{Errors: gqlerror.List{graph.Present(context.Background(), e.log, err)}}
		body = []byte(`{"errors":[{"message":"internal error","extensions":{"code":"` + graph.CodeInternal + `"}}]}`)
	}
	return result{response: response, body: body}
}

// revisionExtension is where an answer tells its revision.
const revisionExtension = "revision"
