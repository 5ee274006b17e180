package server

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/promisegraph/promisegraph/account"
)

// tokensShown is the part of the account page about the tokens of an account.
type tokensShown struct {
	List   []account.Token
	Scopes []account.Permission // what a token can be narrowed to
	// Secret is that of the token just made, shown this once.
	Secret string
	Name   string // as entered, when it could not be made
	Now    time.Time
}

// lifetimes are the days after which a token may end.
var lifetimes = []int{7, 30, 90, 365}

// Lifetimes are the days to choose from.
func (tokensShown) Lifetimes() []int { return lifetimes }

// InForce reports whether a token counts.
func (t tokensShown) InForce(one account.Token) bool {
	return one.Revoked.IsZero() && (one.Expires.IsZero() || t.Now.Before(one.Expires))
}

// tokens are those of who asks; nil when the account can have none.
func (g *gate) tokens(r *http.Request) (*tokensShown, error) {
	actor := account.From(r.Context())
	if !account.May(actor, account.Tokens) {
		return nil, nil
	}
	list, err := g.Registry().Tokens(r.Context(), account.ForProgram, "")
	if err != nil {
		return nil, err
	}
	out := &tokensShown{List: list, Now: g.now()}
	for _, p := range account.Permissions() {
		if account.May(actor, p) {
			out.Scopes = append(out.Scopes, p)
		}
	}
	return out, nil
}

// createToken makes a token as a form says, and shows its secret.
func (g *gate) createToken(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	if err := r.ParseForm(); err != nil {
		g.show(w, r, account.InputError{Field: "name", Message: "what was entered is too long"})
		return
	}
	days, err := strconv.Atoi(r.PostForm.Get("days"))
	if err != nil || !slices.Contains(lifetimes, days) {
		g.show(w, r, account.InputError{Field: "days", Message: "is none of those to choose from"})
		return
	}
	actor := account.From(r.Context())
	wish := account.Wish{Name: r.PostForm.Get("name"), Owner: actor.Name, Role: actor.RoleOrReader(), Expires: g.now().AddDate(0, 0, days)}
	for _, scope := range r.PostForm["scope"] {
		wish.Scopes = append(wish.Scopes, account.Permission(scope))
	}
	_, secret, err := g.Registry().CreateToken(r.Context(), wish)
	g.shown(w, r, secret, err)
}

// revokeToken takes a token back.
func (g *gate) revokeToken(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	_, err := g.Registry().Revoke(r.Context(), r.PostFormValue("id"))
	g.done(w, r, "/account", err)
}

// entered is what is wrong with what was entered, or not allowed; empty when
// it is something else.
func entered(err error) (message string, status int) {
	var wrong account.InputError
	var denied account.DeniedError
	switch {
	case errors.As(err, &wrong):
		return wrong.Error(), http.StatusBadRequest
	case errors.As(err, &denied):
		return denied.Public(), http.StatusForbidden
	}
	return "", 0
}
