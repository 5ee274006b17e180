package account

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Token is the right to act for an account: a token of a program, or the
// session of a browser.
type Token struct {
	Secret
	// Name says what it is for.
	Name string
	// Owner is the name of the account.
	Owner string
	// Role is the most that it may be; its owner's role counts when that is
	// less.
	Role Role
	// Scopes are the permissions it is narrowed to; none: all of the role.
	Scopes []Permission
	// Created is when it was made.
	Created time.Time
	// Expires is when it ends; zero is never.
	Expires time.Time
	// Revoked is when it was taken back; zero when it was not.
	Revoked time.Time
	// Used is when it was last used, to about a minute; zero is never.
	Used time.Time
	// Parent is the id of the token that a session was begun with, if that
	// was the way. The session ends with it.
	Parent string
}

// Reasons why a token does not count.
var (
	ErrWrong   = errors.New("there is no such token")
	ErrExpired = errors.New("the token has expired")
	ErrRevoked = errors.New("the token was revoked")
)

// Make makes the token of a wish, which must have passed Check. The text is
// its secret, which nobody can find out later.
func Make(kind Kind, w Wish, now time.Time) (t Token, text string) {
	text, secret := NewSecret(kind)
	return Token{Secret: secret, Name: w.Name, Owner: w.Owner, Role: w.Role, Scopes: w.Scopes, Created: now, Expires: w.Expires}, text
}

// Check returns why a token does not count at a time: ErrRevoked, ErrExpired,
// or nil when it does.
func (t Token) Check(now time.Time) error {
	switch {
	case !t.Revoked.IsZero():
		return ErrRevoked
	case !t.Expires.IsZero() && !now.Before(t.Expires):
		return ErrExpired
	}
	return nil
}

// Pass is a token with all that decides whether it counts.
type Pass struct {
	Token
	// Account is the one that the token acts for.
	Account Account
	// Begun is the token that a session was begun with, if that was the way.
	Begun *Token
}

// Admit returns who a secret speaks for at a time, or why it does not count:
// ErrWrong when it is not the one of the pass, else ErrRevoked or ErrExpired.
// The wrong secret learns nothing of the token.
func (p Pass) Admit(s Secret, now time.Time) (Actor, error) {
	t := p.Token
	if s.Kind != t.Kind || s.ID != t.ID || !same(s.Hash, t.Hash) || p.Account.Name != t.Owner {
		return Actor{}, ErrWrong
	}
	if err := t.Check(now); err != nil {
		return Actor{}, err
	}
	actor := Actor{Name: p.Account.Name, Role: lesser(t.Role, p.Account.Role), Scopes: t.Scopes, Via: ViaToken, Credential: t.ID, Until: t.Expires}
	if t.Kind == ForBrowser {
		// Sessions are short by nature, and can be begun again; what one makes
		// in them need not be, unless the way in ends.
		actor.Via, actor.Until = ViaSession, time.Time{}
	}
	if t.Parent == "" {
		return actor, nil
	}
	if p.Begun == nil || p.Begun.ID != t.Parent || p.Begun.Owner != t.Owner {
		return Actor{}, ErrRevoked
	}
	if err := p.Begun.Check(now); err != nil {
		return Actor{}, err
	}
	actor.Role, actor.Until = lesser(actor.Role, p.Begun.Role), p.Begun.Expires
	return actor, nil
}

// Wish is what somebody wants of a new token.
type Wish struct {
	// Name says what it is for.
	Name string
	// Owner is the account it is for.
	Owner string
	// Role is the most that it may be.
	Role Role
	// Scopes narrow it; none do not.
	Scopes []Permission
	// Expires is when it ends; zero is never.
	Expires time.Time
}

// Check returns what is wrong with a wish at a time, whoever has it, as an
// InputError.
func (w Wish) Check(now time.Time) error {
	if err := CheckName(w.Name); err != nil {
		return InputError{"name", err.Error()}
	}
	if err := CheckName(w.Owner); err != nil {
		return InputError{"owner", err.Error()}
	}
	if _, err := ParseRole(string(w.Role)); err != nil {
		return InputError{"role", err.Error()}
	}
	for i, p := range w.Scopes {
		if _, err := ParsePermission(string(p)); err != nil {
			return InputError{"scopes", err.Error()}
		}
		if slices.Contains(w.Scopes[:i], p) {
			return InputError{"scopes", fmt.Sprintf("%s is named twice", p)}
		}
		if !May(Actor{Name: w.Owner, Role: w.Role}, p) {
			return InputError{"scopes", fmt.Sprintf("%s is not what a token of role %s can have", p, w.Role)}
		}
	}
	if !w.Expires.IsZero() && !w.Expires.After(now) {
		return InputError{"expires", "the token would have expired already"}
	}
	return nil
}

// Grant is the token that an actor may have made, or why not: an InputError or
// a DeniedError. Nobody gets more by it than they have: a token for oneself is
// within what one may oneself and ends no later than the way one came in; one
// for others is for admins. An empty Owner is the actor, an empty Role the
// actor's, no Scopes the actor's.
func Grant(a Actor, w Wish, now time.Time) (Wish, error) {
	if w.Owner == "" {
		w.Owner = a.Name
	}
	if w.Role == "" {
		w.Role = a.RoleOrReader()
	}
	need := Tokens
	if w.Owner != a.Name {
		need = Administer
	}
	if !May(a, need) {
		return Wish{}, DeniedError{Permission: need, Anonymous: !a.Known()}
	}
	if len(w.Scopes) == 0 {
		w.Scopes = a.Scopes
	}
	if err := w.Check(now); err != nil {
		return Wish{}, err
	}
	if !a.Role.AtLeast(w.Role) {
		return Wish{}, InputError{"role", fmt.Sprintf("the token would be %s, which is more than you are", w.Role)}
	}
	for _, p := range w.Scopes {
		if !May(a, p) {
			return Wish{}, InputError{"scopes", DeniedError{Permission: p}.Error()}
		}
	}
	if !a.Until.IsZero() && (w.Expires.IsZero() || w.Expires.After(a.Until)) {
		return Wish{}, InputError{"expires", fmt.Sprintf("the token would outlive the one you came with, which ends at %s", a.Until.UTC().Format(time.RFC3339))}
	}
	return w, nil
}

// MayRevoke reports whether an actor may take a token back: any for an admin,
// else one's own, and what one came with always.
func MayRevoke(a Actor, t Token) bool {
	return May(a, Administer) || a.Known() && t.Owner == a.Name && (t.ID == a.Credential || May(a, Tokens))
}
