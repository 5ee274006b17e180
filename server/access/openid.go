package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/maypok86/otter/v2"
	"golang.org/x/oauth2"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/graph"
)

// OpenID is an issuer where people sign in.
type OpenID struct {
	// Issuer is its address, exactly as it calls itself.
	Issuer string
	// ClientID and ClientSecret are those it knows this server by. Without a
	// secret PKCE alone protects signing in.
	ClientID, ClientSecret string
	// Audience is whom the issuer's tokens in Authorization headers must be
	// for. Empty is ClientID.
	Audience string
	// HTTP reaches the issuer; nil is a client that gives up after a while.
	HTTP *http.Client
}

// Check says what is wrong with the configuration.
func (o OpenID) Check() error {
	at, err := url.Parse(o.Issuer)
	if err != nil || at.Host == "" || at.RawQuery != "" || at.Fragment != "" || at.User != nil {
		return fmt.Errorf("the OpenID issuer %q is not an address like https://id.example.org", o.Issuer)
	}
	ip := net.ParseIP(at.Hostname())
	local := at.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	if at.Scheme != "https" && (at.Scheme != "http" || !local) {
		return fmt.Errorf("the OpenID issuer %q must be reached by https", o.Issuer)
	}
	if o.ClientID == "" {
		return errors.New("an OpenID issuer needs the client id that it knows this server by")
	}
	return nil
}

const (
	issuerPatience = 10 * time.Second // for an answer of the issuer
	issuerRetry    = 10 * time.Second // after it could not be found
	signInLasts    = 10 * time.Minute // from begin to end
	mostSigned     = 10_000           // tokens and subjects that are remembered
)

// algorithms are those with which an issuer may sign: by a key that only it
// has. With those that sign and verify by the same key, or none, anybody could.
var algorithms = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}

// issuer is an OpenID issuer as it described itself, once that was needed.
type issuer struct {
	cfg OpenID
	now func() time.Time

	mu     sync.Mutex
	found  *described
	err    error
	failed time.Time

	tokens   *otter.Cache[[sha256.Size]byte, claims] // verified ones, by hash
	subjects *otter.Cache[string, *enrolled]
}

// described is what an issuer tells of itself.
type described struct {
	oauth  oauth2.Config
	login  *oidc.IDTokenVerifier
	bearer *oidc.IDTokenVerifier
}

// claims are what counts of a token of the issuer.
type claims struct {
	subject string
	expires time.Time
}

// enrolled is the account of a subject as it was some time ago; err is that
// there was none.
type enrolled struct {
	account account.Account
	err     error
	at      time.Time
}

func newIssuer(cfg OpenID, now func() time.Time) *issuer {
	if cfg.Audience == "" {
		cfg.Audience = cfg.ClientID
	}
	if cfg.HTTP == nil {
		cfg.HTTP = &http.Client{Timeout: issuerPatience}
	}
	return &issuer{
		cfg: cfg, now: now,
		tokens:   otter.Must(&otter.Options[[sha256.Size]byte, claims]{MaximumSize: mostSigned}),
		subjects: otter.Must(&otter.Options[string, *enrolled]{MaximumSize: mostSigned}),
	}
}

// describe asks the issuer for its description, until it was told. After a
// failure it is not asked again for some seconds.
func (i *issuer) describe(ctx context.Context) (*described, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.found != nil {
		return i.found, nil
	}
	if i.err != nil && i.now().Sub(i.failed) < issuerRetry {
		return nil, i.err
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(context.WithoutCancel(ctx), i.cfg.HTTP), issuerPatience)
	defer cancel()
	provider, err := oidc.NewProvider(ctx, i.cfg.Issuer)
	if err != nil {
		i.err, i.failed = fmt.Errorf("ask the OpenID issuer %s for its description: %w", i.cfg.Issuer, err), i.now()
		return nil, i.err
	}
	var told struct {
		Keys    string   `json:"jwks_uri"`
		Methods []string `json:"token_endpoint_auth_methods_supported"`
	}
	if err := provider.Claims(&told); err != nil {
		return nil, fmt.Errorf("read the description of the OpenID issuer: %w", err)
	}
	keys := keySet{oidc.NewRemoteKeySet(ctx, told.Keys)}
	verifier := func(audience string) *oidc.IDTokenVerifier {
		return oidc.NewVerifier(i.cfg.Issuer, keys, &oidc.Config{ClientID: audience, SupportedSigningAlgs: algorithms, Now: i.now})
	}
	endpoint := provider.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if i.cfg.ClientSecret == "" || len(told.Methods) > 0 && !contains(told.Methods, "client_secret_basic") {
		endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	i.found = &described{
		oauth: oauth2.Config{ClientID: i.cfg.ClientID, ClientSecret: i.cfg.ClientSecret, Endpoint: endpoint, Scopes: []string{oidc.ScopeOpenID, "profile", "email"}},
		login: verifier(i.cfg.ClientID), bearer: verifier(i.cfg.Audience),
	}
	return i.found, nil
}

func contains(list []string, word string) bool {
	for _, w := range list {
		if w == word {
			return true
		}
	}
	return false
}

// keySet is one that tells apart a bad signature from keys that cannot be had.
// The verifier keeps of errors only their text.
type keySet struct{ oidc.KeySet }

const keysMissing = "the issuer's keys cannot be had"

// VerifySignature is that of oidc.KeySet.
func (k keySet) VerifySignature(ctx context.Context, jwt string) ([]byte, error) {
	payload, err := k.KeySet.VerifySignature(ctx, jwt)
	if err != nil && strings.HasPrefix(err.Error(), "fetching keys") {
		return nil, fmt.Errorf("%s: %w", keysMissing, err)
	}
	return payload, err
}

// errNotSigned says that a token is none that the issuer signed for us.
var errNotSigned = refuse(http.StatusUnauthorized, graph.CodeUnauthenticated, "the token is not one of the issuer for this server")

// judged is why a token of the issuer was not taken.
func judged(err error) error {
	var late *oidc.TokenExpiredError
	switch {
	case errors.As(err, &late):
		return account.ErrExpired
	case strings.Contains(err.Error(), keysMissing):
		return err
	}
	return fmt.Errorf("%w: %w", errNotSigned, err)
}

// signed finds who a token speaks for that the issuer signed.
func (g *Gate) signed(r *http.Request, token string) (way, error) {
	i := g.issuer
	hash := sha256.Sum256([]byte(token))
	if _, ok := i.tokens.GetIfPresent(hash); !ok {
		err := g.slowing.try(r.Context(), g.cfg.Client(r), hash, func(ctx context.Context) error {
			d, err := i.describe(ctx)
			if err != nil {
				return err
			}
			verified, err := d.bearer.Verify(ctx, token)
			if err != nil {
				return judged(err)
			}
			if verified.Subject == "" {
				return errNotSigned
			}
			i.tokens.Set(hash, claims{subject: verified.Subject, expires: verified.Expiry})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	known, ok := i.tokens.GetIfPresent(hash)
	if !ok {
		return nil, errBusy // pushed out by others in this moment
	}
	return func(ctx context.Context) (account.Actor, error) {
		if !i.now().Before(known.expires) {
			return account.Actor{}, account.ErrExpired
		}
		a, err := i.account(ctx, g.cfg.Keeper, known.subject)
		if errors.Is(err, account.ErrNoAccount) {
			return account.Actor{Role: account.Reader, Via: account.ViaOpenID}, nil // like everybody
		}
		if err != nil {
			return account.Actor{}, err
		}
		return account.Actor{Name: a.Name, Role: a.Role, Via: account.ViaOpenID, Until: known.expires}, nil
	}, nil
}

// account is that of a subject, as it was a few seconds ago at most.
func (i *issuer) account(ctx context.Context, keeper account.Keeper, subject string) (account.Account, error) {
	at := i.now()
	if e, ok := i.subjects.GetIfPresent(subject); ok && at.Sub(e.at) < freshFor {
		return e.account, e.err
	}
	a, err := keeper.AccountOf(ctx, i.cfg.Issuer, subject)
	if err == nil || errors.Is(err, account.ErrNoAccount) {
		i.subjects.Set(subject, &enrolled{account: a, err: err, at: at})
	}
	return a, err
}

// HasOpenID reports whether people can sign in by OpenID.
func (g *Gate) HasOpenID() bool { return g.issuer != nil }

// CallbackPath is where the issuer sends people back to.
const CallbackPath = "/account/openid/callback"

// pending is what a browser keeps while its reader is at the issuer.
type pending struct {
	State, Nonce, Verifier, To string
}

func (g *Gate) pendingName(r *http.Request) string {
	return prefixed(g.cfg.Secure(r), "promisegraph-signing-in")
}

// BeginOpenID sends a browser to the issuer. When its reader is back and known
// they are to go on at a path of this server.
func (g *Gate) BeginOpenID(w http.ResponseWriter, r *http.Request, to string) error {
	d, err := g.issuer.describe(r.Context())
	if err != nil {
		return g.refused(r, err)
	}
	p := pending{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), To: Local(to)}
	kept, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("begin to sign in: %w", err)
	}
	g.set(w, r, g.pendingName(r), base64.RawURLEncoding.EncodeToString(kept), signInLasts)
	oauth := d.returning(g.base(r))
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, oauth.AuthCodeURL(p.State, oidc.Nonce(p.Nonce), oauth2.S256ChallengeOption(p.Verifier)), http.StatusSeeOther)
	return nil
}

// base is the public address of the server.
func (g *Gate) base(r *http.Request) string {
	if g.cfg.Base != "" {
		return strings.TrimSuffix(g.cfg.Base, "/")
	}
	return map[bool]string{true: "https", false: "http"}[g.cfg.Secure(r)] + "://" + r.Host
}

// returning is the issuer with the address that it sends people back to.
func (d *described) returning(base string) oauth2.Config {
	oauth := d.oauth
	oauth.RedirectURL = base + CallbackPath
	return oauth
}

// errNotBegun says that a browser came back without having been sent.
var errNotBegun = refuse(http.StatusBadRequest, graph.CodeBadRequest, "signing in took too long, or was begun in another browser: try again")

// FinishOpenID begins a session for who comes back from the issuer, and tells
// the path where they go on. What is wrong is a *Refusal.
func (g *Gate) FinishOpenID(w http.ResponseWriter, r *http.Request) (to string, err error) {
	p, ok := g.takePending(w, r)
	query := r.URL.Query()
	if !ok || subtle.ConstantTimeCompare([]byte(p.State), []byte(query.Get("state"))) != 1 {
		return "", g.refused(r, errNotBegun)
	}
	if iss := query.Get("iss"); iss != "" && iss != g.issuer.cfg.Issuer {
		return "", g.refused(r, errNotBegun) // of another issuer, mixed up
	}
	if query.Get("error") != "" || query.Get("code") == "" {
		return "", g.refused(r, refuse(http.StatusUnauthorized, graph.CodeUnauthenticated, "the issuer did not sign you in"))
	}
	var subject account.Subject
	code, base := query.Get("code"), g.base(r)
	alone := sha256.Sum256([]byte(rand.Text()))
	err = g.slowing.try(r.Context(), g.cfg.Client(r), alone, func(ctx context.Context) (err error) {
		subject, err = g.issuer.exchange(ctx, p, code, base)
		return err
	})
	if err != nil {
		return "", g.refused(r, err)
	}
	owner, err := g.registry.Enroll(r.Context(), subject)
	if err != nil {
		return "", g.refused(r, err)
	}
	if err := g.begin(w, r, owner, nil); err != nil {
		return "", err
	}
	return Local(p.To), nil
}

// takePending reads what a browser kept, and takes it away: it is good once.
func (g *Gate) takePending(w http.ResponseWriter, r *http.Request) (p pending, ok bool) {
	c, err := r.Cookie(g.pendingName(r))
	if err != nil {
		return p, false
	}
	g.set(w, r, g.pendingName(r), "", 0)
	kept, err := base64.RawURLEncoding.DecodeString(c.Value)
	return p, err == nil && json.Unmarshal(kept, &p) == nil && p.State != "" && p.Nonce != "" && p.Verifier != ""
}

// exchange gives the code that the browser brought to the issuer, and takes
// what it says of the reader.
func (i *issuer) exchange(ctx context.Context, p pending, code, base string) (account.Subject, error) {
	d, err := i.describe(ctx)
	if err != nil {
		return account.Subject{}, err
	}
	oauth := d.returning(base)
	answer, err := oauth.Exchange(oidc.ClientContext(ctx, i.cfg.HTTP), code, oauth2.VerifierOption(p.Verifier))
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) {
		// Its text repeats the answer, which is nobody's business.
		return account.Subject{}, fmt.Errorf("%w: status %d", errNotSigned, refused.Response.StatusCode)
	}
	if err != nil {
		return account.Subject{}, fmt.Errorf("ask the OpenID issuer for a token: %w", err)
	}
	raw, _ := answer.Extra("id_token").(string)
	token, err := d.login.Verify(ctx, raw)
	if err != nil {
		return account.Subject{}, judged(err)
	}
	var said struct {
		Party    string `json:"azp"`
		Name     string `json:"name"`
		Username string `json:"preferred_username"`
		Email    string `json:"email"`
		Verified any    `json:"email_verified"` // some say it in words
	}
	if err := token.Claims(&said); err != nil {
		return account.Subject{}, fmt.Errorf("%w: %w", errNotSigned, err)
	}
	if token.Subject == "" || subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(p.Nonce)) != 1 || said.Party != "" && said.Party != i.cfg.ClientID {
		return account.Subject{}, errNotSigned
	}
	if token.AccessTokenHash != "" && token.VerifyAccessToken(answer.AccessToken) != nil {
		return account.Subject{}, errNotSigned
	}
	subject := account.Subject{Issuer: i.cfg.Issuer, ID: token.Subject, Names: []string{said.Name, said.Username}}
	if said.Verified == true || said.Verified == "true" {
		subject.Email = said.Email
	}
	return subject, nil
}

// Local is a path of this server, as a reader may be sent to it: the given one
// if it is one, else that of the account page.
func Local(path string) string {
	at, err := url.Parse(path)
	if err != nil || at.IsAbs() || at.Host != "" || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\x00\r\n\t") {
		return "/account"
	}
	return path
}
