// Package access finds out who a request is from: by a token in its
// Authorization header, or by the session that a browser shows in a cookie.
// Behind it the context of a request has its account.Actor.
package access

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/graph"
)

// Config is what a Gate needs.
type Config struct {
	// Keeper keeps accounts and tokens.
	Keeper account.Keeper
	// Now tells the time.
	Now func() time.Time
	// Client tells the address a request comes from.
	Client func(*http.Request) netip.Addr
	// Secure reports whether the client came by https.
	Secure func(*http.Request) bool
	// Base is the public address of the server, such as https://example.org.
	// Empty takes the address that a request was sent to.
	Base string
	// OpenID is where people can sign in, and whose tokens are taken; nil for
	// nowhere.
	OpenID *OpenID
	// Log takes who signed in and who was refused. No secret comes into it.
	Log *slog.Logger
}

// Gate finds out who requests are from. It is safe for concurrent use.
type Gate struct {
	cfg      Config
	registry *account.Registry
	passes   *passes
	slowing  *slowing
	forged   *http.CrossOriginProtection
	issuer   *issuer // nil without OpenID
}

// New makes a gate.
func New(cfg Config) *Gate {
	g := &Gate{cfg: cfg, passes: newPasses(cfg.Keeper, cfg.Now, cfg.Log), slowing: newSlowing(cfg.Now), forged: http.NewCrossOriginProtection()}
	g.cfg.Keeper = noticing{cfg.Keeper, g}
	g.registry = account.NewRegistry(g.cfg.Keeper, cfg.Now)
	if cfg.OpenID != nil {
		g.issuer = newIssuer(*cfg.OpenID, cfg.Now)
	}
	return g
}

// noticing is a keeper whose gate takes notice of what it changes, at once.
// What other servers change it takes notice of a few seconds later.
type noticing struct {
	account.Keeper
	gate *Gate
}

// RevokeToken is that of account.Keeper.
func (n noticing) RevokeToken(ctx context.Context, id string, at time.Time) (account.Token, error) {
	t, err := n.Keeper.RevokeToken(ctx, id, at)
	n.gate.passes.changes.Add(1)
	return t, err
}

// SetRole is that of account.Keeper.
func (n noticing) SetRole(ctx context.Context, name string, role account.Role) (account.Account, error) {
	a, err := n.Keeper.SetRole(ctx, name, role)
	n.gate.passes.changes.Add(1)
	if n.gate.issuer != nil {
		n.gate.issuer.subjects.InvalidateAll()
	}
	return a, err
}

// Registry is what actors can do with accounts and tokens.
func (g *Gate) Registry() *account.Registry { return g.registry }

// Refusal is a request that is not answered because of who it is from.
type Refusal struct {
	// Status is that of HTTP.
	Status int
	// Code is the API's.
	Code string
	// Message says why, without a secret.
	Message string
	// Wait is after how long to try again, when that can help.
	Wait time.Duration
}

// Error is the message.
func (r *Refusal) Error() string { return r.Message }

// Headers sets what belongs to the refusal.
func (r *Refusal) Headers(h http.Header) {
	h.Set("Cache-Control", "no-store")
	if r.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="promisegraph", error="invalid_token", error_description="`+r.Message+`"`)
	}
	if r.Wait > 0 {
		h.Set("Retry-After", seconds(r.Wait))
	}
}

func refuse(status int, code, message string) *Refusal {
	return &Refusal{Status: status, Code: code, Message: message}
}

// refusalOf is why an actor is not admitted.
func refusalOf(err error) *Refusal {
	var r *Refusal
	switch {
	case errors.As(err, &r):
		return r
	case errors.Is(err, account.ErrNoSecret), errors.Is(err, account.ErrWrong), errors.Is(err, account.ErrExpired), errors.Is(err, account.ErrRevoked):
		return refuse(http.StatusUnauthorized, graph.CodeUnauthenticated, reason(err))
	}
	out := refuse(http.StatusServiceUnavailable, graph.CodeUnavailable, "it cannot be found out just now whose token this is: try again")
	out.Wait = time.Second
	return out
}

// reason is the sentence for clients: the innermost, which is one of account's.
func reason(err error) string {
	for _, known := range []error{account.ErrNoSecret, account.ErrWrong, account.ErrExpired, account.ErrRevoked} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return ""
}

// Identify gives a request the actor it is from. Without credentials that is a
// reader without an account. Wrong ones are refused, never taken for none;
// but a browser whose session has ended reads on without it.
func (g *Gate) Identify(w http.ResponseWriter, r *http.Request) (*http.Request, *Refusal) {
	if given, ok := r.Header["Authorization"]; ok {
		way, err := g.header(r, given)
		return g.identified(r, way, err)
	}
	cookie, ok := g.cookie(r)
	if !ok {
		return r, nil
	}
	if !g.own(r) {
		if safe(r.Method) {
			return r, nil // as if the browser had not sent it
		}
		return nil, refuse(http.StatusForbidden, graph.CodeCrossOrigin, "a page of another site made the browser send this")
	}
	way, err := g.secret(r, cookie, account.ForBrowser)
	as, refusal := g.identified(r, way, err)
	if refusal == nil || refusal.Status == http.StatusServiceUnavailable {
		return as, refusal
	}
	if safe(r.Method) || r.URL.Path == SignInPath {
		return r, nil
	}
	if refusal.Status == http.StatusUnauthorized {
		g.forget(w, r)
		refusal = refuse(http.StatusUnauthorized, graph.CodeUnauthenticated, "your session has ended: sign in again")
	}
	return nil, refusal
}

// identified is a request by the way that was found.
func (g *Gate) identified(r *http.Request, way way, err error) (*http.Request, *Refusal) {
	var actor account.Actor
	if err == nil {
		actor, err = way(r.Context())
	}
	if err != nil {
		return nil, g.refused(r, err)
	}
	ctx := context.WithValue(account.With(r.Context(), actor), wayKey{}, way)
	return r.WithContext(ctx), nil
}

// refused logs that somebody was not taken for who they said, and says why.
// What comes at any pace is no news.
func (g *Gate) refused(r *http.Request, err error) *Refusal {
	refusal, level := refusalOf(err), slog.LevelInfo
	if errors.Is(err, account.ErrNoSecret) || refusal.Status == http.StatusTooManyRequests {
		level = slog.LevelDebug
	}
	g.cfg.Log.Log(r.Context(), level, "refused", "client", g.cfg.Client(r).String(), "path", r.URL.Path, "status", refusal.Status, "why", err)
	return refusal
}

// way finds out anew who somebody is by what they have shown. It errs as soon
// as that does not count any more, but for a few seconds.
type way func(context.Context) (account.Actor, error)

type wayKey struct{}

// Show is the context of the actor that an Authorization speaks for, which came
// by another way than the header of the request.
func (g *Gate) Show(ctx context.Context, r *http.Request, authorization string) (context.Context, *Refusal) {
	way, err := g.header(r, []string{authorization})
	as, refusal := g.identified(r.WithContext(ctx), way, err)
	if refusal != nil {
		return ctx, refusal
	}
	return as.Context(), nil
}

// header finds who an Authorization header speaks for.
func (g *Gate) header(r *http.Request, given []string) (way, error) {
	if len(given) != 1 {
		return nil, refuse(http.StatusUnauthorized, graph.CodeUnauthenticated, "there is more than one Authorization header")
	}
	scheme, token, _ := strings.Cut(given[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return nil, refuse(http.StatusUnauthorized, graph.CodeUnauthenticated, "send the token as Authorization: Bearer TOKEN")
	}
	return g.bearer(r, strings.TrimSpace(token))
}

// bearer finds who a token speaks for, of this program or of the issuer.
func (g *Gate) bearer(r *http.Request, token string) (way, error) {
	if g.issuer != nil && strings.Count(token, ".") == 2 {
		return g.signed(r, token)
	}
	return g.secret(r, token, account.ForProgram)
}

// secret finds who a secret of a kind speaks for.
func (g *Gate) secret(r *http.Request, text string, kind account.Kind) (way, error) {
	s, err := account.ParseSecret(text)
	if err != nil {
		return nil, err // nothing was looked up, so nothing needs to be slowed
	}
	if s.Kind != kind {
		return nil, account.ErrNoSecret
	}
	if g.passes.isWrong(s) {
		return nil, account.ErrWrong
	}
	again := func(ctx context.Context) (account.Actor, error) {
		p, err := g.passes.find(ctx, s.ID)
		if err != nil {
			return account.Actor{}, err
		}
		return p.Admit(s, g.cfg.Now())
	}
	if g.passes.knows(s) {
		return again, nil
	}
	return again, g.slowing.try(r.Context(), g.cfg.Client(r), s.Hash, func(ctx context.Context) error { return g.passes.meet(ctx, s) })
}

// SignInPath is where a browser shows a token. Whatever session it had does not
// matter there.
const SignInPath = "/account/sign-in"

// safe reports whether a method changes nothing.
func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// own reports whether a request was made by this site's own pages, or by the
// reader following a link or typing an address. What pages of others make a
// browser send has no right to the reader's session, whatever they may ask
// for themselves.
func (g *Gate) own(r *http.Request) bool {
	if !safe(r.Method) {
		return g.forged.Check(r) == nil
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
	case "":
		origin := r.Header.Get("Origin") // a browser sends it with all but plain links
		_, host, _ := strings.Cut(origin, "://")
		return origin == "" || host == r.Host
	default:
		return r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
	}
	return true
}
