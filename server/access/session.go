package access

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/graph"
)

// sessionLasts is how long a session is good for. It is not made longer by use.
const sessionLasts = 12 * time.Hour

// cookieName is the name of the cookie with the session. Over https its prefix
// makes browsers take it from this very host alone, and only so.
func (g *Gate) cookieName(r *http.Request) string { return prefixed(g.cfg.Secure(r), "promisegraph") }

func prefixed(secure bool, name string) string {
	if secure {
		return "__Host-" + name
	}
	return name
}

// cookie is the secret of the session that a browser shows.
func (g *Gate) cookie(r *http.Request) (string, bool) {
	if _, any := r.Header["Cookie"]; !any {
		return "", false
	}
	c, err := r.Cookie(g.cookieName(r))
	if err != nil {
		return "", false
	}
	return c.Value, true
}

// set gives a browser a cookie that no script can read and no page of another
// site can make it send, but by a plain link; none when the time is up.
func (g *Gate) set(w http.ResponseWriter, r *http.Request, name, value string, lasts time.Duration) {
	c := &http.Cookie{
		Name: name, Value: value, Path: "/", HttpOnly: true, Secure: g.cfg.Secure(r), SameSite: http.SameSiteLaxMode,
		MaxAge: int(lasts / time.Second),
	}
	if lasts <= 0 {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// forget takes the session's cookie away from a browser.
func (g *Gate) forget(w http.ResponseWriter, r *http.Request) { g.set(w, r, g.cookieName(r), "", 0) }

// SignIn begins a session for who shows a token. What is wrong with it is a
// *Refusal.
func (g *Gate) SignIn(w http.ResponseWriter, r *http.Request, token string) (account.Actor, error) {
	if g.forged.Check(r) != nil {
		return account.Actor{}, refuse(http.StatusForbidden, graph.CodeCrossOrigin, "a page of another site made the browser send this")
	}
	way, err := g.secret(r, strings.TrimSpace(token), account.ForProgram)
	var actor account.Actor
	if err == nil {
		actor, err = way(r.Context())
	}
	var p account.Pass
	if err == nil {
		p, err = g.passes.find(r.Context(), actor.Credential)
	}
	if err != nil {
		return account.Actor{}, g.refused(r, err)
	}
	return actor, g.begin(w, r, p.Account, &p.Token)
}

// begin begins a session in place of the one that the browser had.
func (g *Gate) begin(w http.ResponseWriter, r *http.Request, owner account.Account, with *account.Token) error {
	t, text, err := g.registry.Begin(r.Context(), owner, with, sessionLasts)
	if err != nil {
		return err
	}
	if err := g.end(r); err != nil {
		return err
	}
	g.set(w, r, g.cookieName(r), text, sessionLasts)
	g.cfg.Log.InfoContext(r.Context(), "signed in", "name", owner.Name, "session", t.ID, "client", g.cfg.Client(r).String())
	return nil
}

// SignOut ends the session of a browser, on all servers, and takes its cookie
// away. Without a session there is nothing to do.
func (g *Gate) SignOut(w http.ResponseWriter, r *http.Request) error {
	if g.forged.Check(r) != nil {
		return refuse(http.StatusForbidden, graph.CodeCrossOrigin, "a page of another site made the browser send this")
	}
	if err := g.end(r); err != nil {
		return err
	}
	g.forget(w, r)
	return nil
}

// end revokes the session that a browser shows, if it is one.
func (g *Gate) end(r *http.Request) error {
	text, ok := g.cookie(r)
	if !ok {
		return nil
	}
	s, err := account.ParseSecret(text)
	if err != nil || s.Kind != account.ForBrowser || account.From(r.Context()).Credential != s.ID {
		return nil // nobody's, or not that of who asks
	}
	if _, err := g.cfg.Keeper.RevokeToken(r.Context(), s.ID, g.cfg.Now()); err != nil && !errors.Is(err, account.ErrWrong) {
		return err
	}
	return nil
}

// Until is a context for a connection that stays open: it ends when what the
// actor has shown counts no more, at most a few seconds later.
func (g *Gate) Until(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	way, ok := ctx.Value(wayKey{}).(way)
	if !ok {
		return ctx, cancel
	}
	before := account.From(ctx).Rights()
	go func() {
		defer cancel()
		again := time.NewTicker(freshFor)
		defer again.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-again.C:
			}
			// A database that does not answer for a moment ends no connection.
			if a, err := way(ctx); err != nil && refusalOf(err).Status == http.StatusUnauthorized || err == nil && a.Rights() != before {
				return
			}
		}
	}()
	return ctx, cancel
}
