package access

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"

	"github.com/promisegraph/promisegraph/account"
)

const (
	// freshFor is how long what was found out of a token or account is taken
	// as it was: after this long at most, a revoked one counts no more.
	freshFor = 5 * time.Second
	// useNoted is how old the note of a token's last use is when a use is
	// noted again.
	useNoted = time.Minute
	// mostPasses bounds the memory: those not used for long are forgotten.
	mostPasses = 10_000
)

// passes remembers tokens whose secret was shown, for a few seconds. For
// longer it remembers that it was the right one, so that their owners are not
// slowed because of others.
type passes struct {
	keeper account.Keeper
	now    func() time.Time
	log    *slog.Logger
	known  *otter.Cache[string, *seen] // by id
	// wrong are secrets that are none, by hash: who shows one again and again,
	// out of negligence, makes no work and need not be slowed.
	wrong *otter.Cache[[sha256.Size]byte, struct{}]
	// changes counts what this server changed: what was found out before the
	// last change may be wrong.
	changes atomic.Int64
	// looking lets those who ask for one token at the same time share a look-up.
	looking singleflight.Group
}

// seen is a token as it was some time ago.
type seen struct {
	pass account.Pass
	hash [sha256.Size]byte // of the secret that was shown
	at   time.Time
	// changes is how many were known of.
	changes int64
}

func newPasses(keeper account.Keeper, now func() time.Time, log *slog.Logger) *passes {
	return &passes{
		keeper: keeper, now: now, log: log,
		known: otter.Must(&otter.Options[string, *seen]{MaximumSize: mostPasses}),
		wrong: otter.Must(&otter.Options[[sha256.Size]byte, struct{}]{MaximumSize: mostPasses}),
	}
}

// isWrong reports whether a secret was shown before and was none. No secret
// becomes one later.
func (p *passes) isWrong(s account.Secret) bool {
	_, wrong := p.wrong.GetIfPresent(s.Hash)
	return wrong
}

// knows reports whether a secret was shown before and was right.
func (p *passes) knows(s account.Secret) bool {
	k, ok := p.known.GetIfPresent(s.ID)
	return ok && subtle.ConstantTimeCompare(k.hash[:], s.Hash[:]) == 1
}

// meet remembers a token whose secret was shown; it returns why it does not
// count. One that has ended, and whose secret was right, is remembered too:
// it will not come back, and need not be looked up at each attempt.
func (p *passes) meet(ctx context.Context, s account.Secret) error {
	changes := p.changes.Load()
	pass, err := p.ask(ctx, s.ID)
	if err == nil {
		_, err = pass.Admit(s, p.now())
	} else if !errors.Is(err, account.ErrWrong) {
		return err
	}
	if errors.Is(err, account.ErrWrong) {
		p.wrong.Set(s.Hash, struct{}{})
		return err
	}
	p.known.Set(s.ID, &seen{pass: pass, hash: s.Hash, at: p.now(), changes: changes})
	if err == nil {
		p.note(ctx, pass)
	}
	return err
}

// note notes that a token is used, unless that was done lately.
func (p *passes) note(ctx context.Context, pass account.Pass) {
	now := p.now()
	if now.Sub(pass.Used) <= useNoted {
		return
	}
	if err := p.keeper.UseToken(ctx, pass.ID, now); err != nil {
		p.log.WarnContext(ctx, "the use of a token could not be noted", "id", pass.ID, "error", err)
	}
}

// find gives a token that was met, as it was a few seconds ago at most.
func (p *passes) find(ctx context.Context, id string) (account.Pass, error) {
	if k, ok := p.known.GetIfPresent(id); ok && p.now().Sub(k.at) < freshFor && k.changes == p.changes.Load() {
		return k.pass, nil
	}
	return p.ask(ctx, id)
}

// lookUp is how long a look-up may take.
const lookUp = 5 * time.Second

// ask looks a token up, once for all who ask at the same time.
func (p *passes) ask(ctx context.Context, id string) (account.Pass, error) {
	type found struct {
		pass account.Pass
		err  error
	}
	answer := p.looking.DoChan(id, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookUp)
		defer cancel()
		pass, err := p.look(ctx, id)
		return found{pass, err}, nil
	})
	select {
	case got := <-answer:
		f, _ := got.Val.(found)
		return f.pass, f.err
	case <-ctx.Done():
		return account.Pass{}, ctx.Err()
	}
}

// look looks a token up. One that was met is remembered as it is now.
func (p *passes) look(ctx context.Context, id string) (account.Pass, error) {
	at, changes := p.now(), p.changes.Load()
	pass, err := p.keeper.Pass(ctx, id)
	if err != nil {
		return account.Pass{}, err
	}
	if k, ok := p.known.GetIfPresent(id); ok {
		p.known.Set(id, &seen{pass: pass, hash: k.hash, at: at, changes: changes})
		if pass.Check(at) == nil {
			p.note(ctx, pass)
		}
	}
	return pass, nil
}
