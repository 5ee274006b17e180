package embed

import (
	"context"
	"fmt"

	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/server/reply"
)

// answer is what an address answers, ready to be sent.
type answer struct {
	*reply.Reply
	// revision and day are what it tells of. A pinned one tells of a day that
	// is over, so it does not age with the day.
	revision int64
	day      fact.Date
}

// newAnswer makes the answer of a body.
func newAnswer(kind string, body []byte, revision int64, day fact.Date) *answer {
	return &answer{reply.New(kind, body), revision, day}
}

// kept are the answers that were made, by what was asked for. An answer serves
// as long as revision and day are its own; after that it stands in only when
// the database cannot be reached.
type kept struct {
	answers *otter.Cache[string, *answer]
	making  singleflight.Group
}

func newKept(bytes int) (*kept, error) {
	answers, err := otter.New(&otter.Options[string, *answer]{
		MaximumWeight: uint64(max(bytes, 1)),
		Weigher:       func(key string, a *answer) uint32 { return uint32(len(key) + len(a.Body) + len(a.Zipped) + 500) },
	})
	if err != nil {
		return nil, fmt.Errorf("make room for answers: %w", err)
	}
	return &kept{answers: answers}, nil
}

// get finds the answer to what is asked for under a key, or makes it: once for
// all who ask at the same time. It is stale when the database does not say
// whether it is still right.
func (h *Handler) get(ctx context.Context, key string, pinned bool, render func(context.Context) (*answer, error)) (a *answer, stale bool, err error) {
	old, found := h.kept.answers.GetIfPresent(key)
	if found {
		right, err := h.right(ctx, old, pinned)
		if err != nil {
			return old, true, ctx.Err()
		}
		if right {
			return old, false, nil
		}
	}
	a, err = h.make(ctx, key, pinned, render)
	if err != nil && found && isUnavailable(err) {
		return old, true, ctx.Err()
	}
	return a, false, err
}

// right reports whether an answer is that of the newest revision and of today.
func (h *Handler) right(ctx context.Context, a *answer, pinned bool) (bool, error) {
	newest, err := h.cfg.Revisions.Current(ctx)
	return a.revision == newest && (pinned || a.day == h.today()), err
}

// make renders an answer and keeps it, if it is of a revision that was whole
// before it was read: of a change that is being committed it may show a part.
// Who goes away does not end the work for the others who wait for it.
func (h *Handler) make(ctx context.Context, key string, pinned bool, render func(context.Context) (*answer, error)) (*answer, error) {
	made := h.kept.making.DoChan(key, func() (any, error) {
		ctx := context.WithoutCancel(ctx)
		settled := int64(-1)
		if h.cfg.Revisions != nil {
			settled = h.cfg.Revisions.Settled()
			// Somebody may have finished since it was looked for.
			if a, found := h.kept.answers.GetIfPresent(key); found {
				if right, err := h.right(ctx, a, pinned); err == nil && right {
					return a, nil
				}
			}
		}
		a, err := render(ctx)
		if err != nil {
			return nil, err
		}
		if h.cfg.Revisions != nil {
			h.cfg.Revisions.Seen(a.revision)
			if a.revision == settled {
				h.kept.answers.Set(key, a)
			}
		}
		return a, nil
	})
	select {
	case result := <-made:
		if result.Err != nil {
			return nil, result.Err
		}
		return result.Val.(*answer), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
