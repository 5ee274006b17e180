package account

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Keeper keeps accounts and tokens. It does what it is told: who may is for a
// Registry to decide.
type Keeper interface {
	// AddAccount makes an account; ErrTaken when there is one of the name, or
	// for the subject.
	AddAccount(ctx context.Context, a Account) error
	// Account finds an account by name; else ErrNoAccount.
	Account(ctx context.Context, name string) (Account, error)
	// AccountOf finds the account of an issuer's subject; else ErrNoAccount.
	AccountOf(ctx context.Context, issuer, subject string) (Account, error)
	// Accounts lists accounts by name, up to some number.
	Accounts(ctx context.Context) ([]Account, error)
	// SetRole gives an account a role; ErrNoAccount when there is none.
	SetRole(ctx context.Context, name string, role Role) (Account, error)
	// AddToken keeps a token; ErrNoAccount when its owner has no account.
	AddToken(ctx context.Context, t Token) error
	// Pass finds a token by id; else ErrWrong.
	Pass(ctx context.Context, id string) (Pass, error)
	// UseToken notes that a token was used, to about a minute.
	UseToken(ctx context.Context, id string, at time.Time) error
	// RevokeToken takes a token back; ErrWrong when there is none.
	RevokeToken(ctx context.Context, id string, at time.Time) (Token, error)
	// Tokens lists the tokens or sessions of an account, or of all without a
	// name; newest first, up to some number.
	Tokens(ctx context.Context, kind Kind, owner string) ([]Token, error)
}

// Registry is what actors can do with accounts and tokens. The actor is that
// of the context; what one may not is a DeniedError, what one entered wrong an
// InputError.
type Registry struct {
	keeper Keeper
	now    func() time.Time
}

// NewRegistry makes a registry over what keeps accounts.
func NewRegistry(keeper Keeper, now func() time.Time) *Registry {
	return &Registry{keeper: keeper, now: now}
}

// How many tokens, and how many sessions, an account can have in force.
const (
	mostTokens   = 100
	mostSessions = 50
)

// CreateToken makes a token as Grant allows it, for an account that there is.
// The text is its secret.
func (r *Registry) CreateToken(ctx context.Context, w Wish) (t Token, text string, err error) {
	w, err = Grant(From(ctx), w, r.now())
	if err != nil {
		return Token{}, "", err
	}
	owner, err := r.keeper.Account(ctx, w.Owner)
	if errors.Is(err, ErrNoAccount) {
		return Token{}, "", InputError{"owner", err.Error()}
	}
	if err != nil {
		return Token{}, "", err
	}
	if !owner.Role.AtLeast(w.Role) {
		return Token{}, "", InputError{"role", fmt.Sprintf("%s is %s: a token cannot be more than its owner", owner.Name, owner.Role)}
	}
	w.Owner = owner.Name
	have, err := r.inForce(ctx, ForProgram, owner.Name)
	if err != nil {
		return Token{}, "", err
	}
	if len(have) >= mostTokens {
		return Token{}, "", InputError{"owner", fmt.Sprintf("there are %d tokens in force already: revoke one first", len(have))}
	}
	t, text = Make(ForProgram, w, r.now())
	return t, text, r.keeper.AddToken(ctx, t)
}

// Tokens lists the tokens or sessions of an account, those of the actor when
// the name is empty; newest first. Those of others are for admins.
func (r *Registry) Tokens(ctx context.Context, kind Kind, owner string) ([]Token, error) {
	a := From(ctx)
	if owner == "" {
		owner = a.Name
	}
	if err := own(a, owner); err != nil {
		return nil, err
	}
	return r.keeper.Tokens(ctx, kind, owner)
}

// AllTokens lists the tokens or sessions of everybody; newest first.
func (r *Registry) AllTokens(ctx context.Context, kind Kind) ([]Token, error) {
	if err := Require(ctx, Administer); err != nil {
		return nil, err
	}
	return r.keeper.Tokens(ctx, kind, "")
}

// own is nil when an actor may look into what an account has.
func own(a Actor, owner string) error {
	if a.Known() && a.Name == owner || May(a, Administer) {
		return nil
	}
	return DeniedError{Permission: Administer, Anonymous: !a.Known()}
}

// Revoke takes a token or session back, if the actor may: see MayRevoke. Of
// tokens of others nothing is told but that there is no such one.
func (r *Registry) Revoke(ctx context.Context, id string) (Token, error) {
	a := From(ctx)
	if !a.Known() {
		return Token{}, DeniedError{Permission: Tokens, Anonymous: true}
	}
	p, err := r.keeper.Pass(ctx, id)
	if err != nil && !errors.Is(err, ErrWrong) {
		return Token{}, err
	}
	if err != nil || own(a, p.Owner) != nil {
		return Token{}, InputError{"id", ErrWrong.Error()}
	}
	if !MayRevoke(a, p.Token) {
		return Token{}, DeniedError{Permission: Tokens}
	}
	return r.keeper.RevokeToken(ctx, id, r.now())
}

// Accounts lists accounts by name.
func (r *Registry) Accounts(ctx context.Context) ([]Account, error) {
	if err := Require(ctx, Administer); err != nil {
		return nil, err
	}
	return r.keeper.Accounts(ctx)
}

// SetRole gives an account a role.
func (r *Registry) SetRole(ctx context.Context, name string, role Role) (Account, error) {
	if err := Require(ctx, Administer); err != nil {
		return Account{}, err
	}
	if _, err := ParseRole(string(role)); err != nil {
		return Account{}, InputError{"role", err.Error()}
	}
	a, err := r.keeper.SetRole(ctx, name, role)
	if errors.Is(err, ErrNoAccount) {
		return Account{}, InputError{"name", err.Error()}
	}
	return a, err
}

// Begin begins a session of a browser that has shown a token to be its own, or
// that an account is: with a token the session is within what that is. When
// there are too many, the oldest ends.
func (r *Registry) Begin(ctx context.Context, owner Account, with *Token, lasts time.Duration) (t Token, text string, err error) {
	have, err := r.inForce(ctx, ForBrowser, owner.Name)
	if err != nil {
		return Token{}, "", err
	}
	if len(have) >= mostSessions {
		if _, err := r.keeper.RevokeToken(ctx, have[len(have)-1].ID, r.now()); err != nil {
			return Token{}, "", err
		}
	}
	w := Wish{Name: "browser", Owner: owner.Name, Role: Admin, Expires: r.now().Add(lasts)} // as much as the account is, now and then
	parent := ""
	if with != nil {
		w.Role, w.Scopes, parent = with.Role, with.Scopes, with.ID
	}
	t, text = Make(ForBrowser, w, r.now())
	t.Parent = parent
	return t, text, r.keeper.AddToken(ctx, t)
}

// inForce are the tokens of an account that count now, newest first.
func (r *Registry) inForce(ctx context.Context, kind Kind, owner string) ([]Token, error) {
	all, err := r.keeper.Tokens(ctx, kind, owner)
	if err != nil {
		return nil, err
	}
	now := r.now()
	var out []Token
	for _, t := range all {
		if t.Check(now) == nil {
			out = append(out, t)
		}
	}
	return out, nil
}

// Subject is what an OpenID issuer says of somebody.
type Subject struct {
	Issuer, ID string
	// Names are what they can be called, the best first.
	Names []string
	// Email is set when the issuer has found it to be theirs.
	Email string
}

// Enroll finds the account of a subject who signs in, or makes one: of a
// reader, until an admin gives it a role. When its name is taken it is given
// another that begins with it, so that nobody takes the name of somebody else.
func (r *Registry) Enroll(ctx context.Context, s Subject) (Account, error) {
	if s.Issuer == "" || s.ID == "" {
		return Account{}, errors.New("enroll: nobody")
	}
	a, err := r.keeper.AccountOf(ctx, s.Issuer, s.ID)
	if !errors.Is(err, ErrNoAccount) {
		return a, err
	}
	a = Account{Role: Reader, Issuer: s.Issuer, Subject: s.ID, Email: s.Email, Created: r.now()}
	sum := sha256.Sum256([]byte(s.Issuer + " " + s.ID))
	mark := letters.EncodeToString(sum[:])
	name := "Reader"
	for _, n := range s.Names {
		if n = tidy(n); n != "" {
			name = n
			break
		}
	}
	for _, a.Name = range []string{name, name + " " + mark[:4], name + " " + mark[:12]} {
		if err = r.keeper.AddAccount(ctx, a); !errors.Is(err, ErrTaken) {
			return a, err
		}
		// By the same subject at the same time, perhaps.
		if there, err := r.keeper.AccountOf(ctx, s.Issuer, s.ID); !errors.Is(err, ErrNoAccount) {
			return there, err
		}
	}
	return Account{}, err
}

// tidy makes a name of a text of others, empty when nothing is left of it.
func tidy(text string) string {
	text = strings.Join(strings.Fields(strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c):
			return ' '
		case unicode.IsLetter(c), unicode.IsDigit(c), unicode.IsMark(c), strings.ContainsRune(marks, c):
			return c
		}
		return -1
	}, text)), " ")
	text = strings.TrimLeftFunc(text, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	if short := []rune(text); len(short) > tidyName {
		text = strings.TrimSpace(string(short[:tidyName]))
	}
	if CheckName(text) != nil {
		return ""
	}
	return text
}

// tidyName leaves room for a mark.
const tidyName = maxName - 20
