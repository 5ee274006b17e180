package graph

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/promisegraph/promisegraph/journal"
)

const (
	newsEvery = 500 * time.Millisecond // how often the journal is looked at while somebody follows it
	newsPage  = 200                    // revisions read at once
	newsKept  = 1000                   // revisions kept for followers that are behind
)

// Journal tells what changed.
type Journal interface {
	// Revision is the number of the last change.
	Revision(ctx context.Context) (int64, error)
	// News tells what came after a revision, in order, at most limit revisions.
	News(ctx context.Context, since int64, limit int) ([]journal.News, error)
}

// tail follows the journal for all who do, with one look for all. It runs
// while somebody follows.
type tail struct {
	journal Journal
	log     *slog.Logger

	mu        sync.Mutex
	followers map[*follower]bool
	stop      context.CancelFunc
	last      int64          // revision up to which recent tells
	recent    []journal.News // the last ones, in order
	from      int64          // recent has all after this
}

// follower is one who follows.
type follower struct {
	last int64         // all up to this revision was told
	wake chan struct{} // something came
}

// follow begins after a revision; since < 0 begins with what comes from now on.
func (t *tail) follow(ctx context.Context, since int64) (*follower, error) {
	if since < 0 {
		now, err := t.journal.Revision(ctx)
		if err != nil {
			return nil, err
		}
		since = now
	}
	f := &follower{last: since, wake: make(chan struct{}, 1)}
	f.wake <- struct{}{} // what came before it began
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.followers == nil {
		t.followers = map[*follower]bool{}
	}
	t.followers[f] = true
	if t.stop == nil {
		var run context.Context
		run, t.stop = context.WithCancel(context.WithoutCancel(ctx))
		t.last, t.from, t.recent = since, since, nil
		go t.run(run)
	}
	return f, nil
}

func (t *tail) leave(f *follower) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.followers, f)
	if len(t.followers) == 0 && t.stop != nil {
		t.stop()
		t.stop = nil
	}
}

func (t *tail) run(ctx context.Context) {
	every := time.NewTicker(newsEvery)
	defer every.Stop()
	for {
		t.look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

// look reads what came and wakes the followers.
func (t *tail) look(ctx context.Context) {
	t.mu.Lock()
	since := t.last
	t.mu.Unlock()
	news, err := t.journal.News(ctx, since, newsPage)
	if err != nil {
		if ctx.Err() == nil {
			t.log.WarnContext(ctx, "the journal could not be followed; trying again", "error", err)
		}
		return
	}
	if len(news) == 0 {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if ctx.Err() != nil {
		return // another run has begun
	}
	t.recent = append(t.recent, news...)
	t.last = news[len(news)-1].Revision
	if more := len(t.recent) - newsKept; more > 0 {
		t.from = t.recent[more-1].Revision
		t.recent = slices.Clone(t.recent[more:])
	}
	for f := range t.followers {
		select {
		case f.wake <- struct{}{}:
		default: // has not taken the last news yet, and will find these as well
		}
	}
}

// next waits for news that a follower has not been told.
func (t *tail) next(ctx context.Context, f *follower) ([]journal.News, error) {
	for {
		t.mu.Lock()
		var news []journal.News
		behind := f.last < t.from
		if !behind {
			for _, n := range t.recent {
				if n.Revision > f.last {
					news = append(news, n)
				}
			}
		}
		t.mu.Unlock()
		if behind {
			var err error
			if news, err = t.journal.News(ctx, f.last, newsPage); err != nil {
				return nil, err
			}
		}
		if len(news) > 0 {
			f.last = news[len(news)-1].Revision
			return news, nil
		}
		select {
		case <-f.wake:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// errNoNews says that the server does not follow the journal.
var errNoNews = errors.New("this server tells no news")
