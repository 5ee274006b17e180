// Package account says who may do what: roles and their permissions, accounts,
// and the secrets by which programs and browsers show whose they are.
package account

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Role is what somebody is to the record. Each may do all that those below it may.
type Role string

// The roles, from the least.
const (
	// Reader is everybody, also without an account.
	Reader Role = "reader"
	// Contributor proposes changes, which editors look at.
	Contributor Role = "contributor"
	// Editor changes the record, reviews proposals and rules on promises.
	Editor Role = "editor"
	// Admin also says who is what.
	Admin Role = "admin"
)

// Roles are all of them, from the least.
func Roles() []Role { return []Role{Reader, Contributor, Editor, Admin} }

// ParseRole reads the name of a role.
func ParseRole(text string) (Role, error) {
	if slices.Contains(Roles(), Role(text)) {
		return Role(text), nil
	}
	return "", fmt.Errorf("%q is no role: it must be one of %s", text, join(Roles()))
}

// rank orders the roles; an unknown one is below all.
func (r Role) rank() int { return slices.Index(Roles(), r) }

// AtLeast reports whether a role may do all that another may. What is no role
// is not at least anything.
func (r Role) AtLeast(least Role) bool {
	return r.rank() >= 0 && least.rank() >= 0 && r.rank() >= least.rank()
}

// lesser is the one of two roles that may do less.
func lesser(a, b Role) Role {
	if a.AtLeast(b) {
		return b
	}
	return a
}

// Permission is something that not everybody may do. To read what is public
// needs none.
type Permission string

// All permissions. Which roles have them is said in one place: see May.
const (
	// Propose: hand in changes for review.
	Propose Permission = "propose"
	// Tokens: make tokens of one's own, which can do no more than their owner.
	Tokens Permission = "tokens"
	// Apply: change the record.
	Apply Permission = "apply"
	// Review: see what others propose, and decide on it.
	Review Permission = "review"
	// Rule: give verdicts on promises.
	Rule Permission = "rule"
	// Administer: see all accounts and tokens, give roles, make and revoke
	// tokens of others.
	Administer Permission = "administer"
)

// table says of each permission which is the least role that has it, and what
// it lets one do.
var table = map[Permission]struct {
	least Role
	does  string
}{
	Propose:    {Contributor, "propose changes"},
	Tokens:     {Contributor, "make and revoke tokens"},
	Apply:      {Editor, "change the record"},
	Review:     {Editor, "review proposals"},
	Rule:       {Editor, "rule on promises"},
	Administer: {Admin, "administer accounts"},
}

// Permissions are all of them, those that more roles have first.
func Permissions() []Permission {
	return []Permission{Propose, Tokens, Apply, Review, Rule, Administer}
}

// ParsePermission reads the name of a permission.
func ParsePermission(text string) (Permission, error) {
	if _, ok := table[Permission(text)]; ok {
		return Permission(text), nil
	}
	return "", fmt.Errorf("%q is no permission: it must be one of %s", text, join(Permissions()))
}

// Does tells what a permission lets one do, as what follows "may".
func (p Permission) Does() string { return table[p].does }

// Via is how somebody showed who they are.
type Via string

// The ways. Nobody who has not shown who they are has one.
const (
	// ViaToken: by a token.
	ViaToken Via = "token"
	// ViaSession: by a session of a browser.
	ViaSession Via = "session"
	// ViaOpenID: by a token that an OpenID issuer signed.
	ViaOpenID Via = "openid"
)

// Actor is who asks. The zero value is a reader without an account.
type Actor struct {
	// Name is that of the account, as the journal has it; empty without one.
	Name string
	// Role is what the actor is. Empty is a reader.
	Role Role
	// Scopes are the permissions that the actor is narrowed to; none: all
	// that the role has.
	Scopes []Permission
	// Via is how the actor showed who they are.
	Via Via
	// Credential is the id of the token or session, if that was the way.
	Credential string
	// Until is when the way in ends: no token that the actor makes is good for
	// longer. Zero is never.
	Until time.Time
}

// Known reports whether the actor has an account.
func (a Actor) Known() bool { return a.Name != "" }

// RoleOrReader is the role, by name also for a reader without an account.
func (a Actor) RoleOrReader() Role {
	if a.Role == "" {
		return Reader
	}
	return a.Role
}

// Rights tells actors apart whose answers could differ. It is empty for all
// readers without an account: they get the same answers.
func (a Actor) Rights() string {
	if !a.Known() {
		return ""
	}
	return strings.Join([]string{a.Name, string(a.Role), join(a.Scopes), string(a.Via), a.Credential}, "\x00")
}

// May reports whether an actor has a permission: by the role, and unless the
// actor is narrowed to others. It is the one place that decides.
func May(a Actor, p Permission) bool {
	row, known := table[p]
	return known && a.Known() && a.Role.AtLeast(row.least) && (len(a.Scopes) == 0 || slices.Contains(a.Scopes, p))
}

// DeniedError says that an actor lacks a permission.
type DeniedError struct {
	// Permission is the one that is lacking.
	Permission Permission
	// Anonymous says that nobody has said who asks.
	Anonymous bool
}

// Error is for logs and clients alike.
func (e DeniedError) Error() string {
	if e.Anonymous {
		return fmt.Sprintf("this needs an account that may %s: sign in, or send a token", e.Permission.Does())
	}
	return fmt.Sprintf("your account or token may not %s", e.Permission.Does())
}

// ErrorCode is the API's code.
func (e DeniedError) ErrorCode() string {
	if e.Anonymous {
		return "UNAUTHENTICATED"
	}
	return "FORBIDDEN"
}

// Public is what clients are told.
func (e DeniedError) Public() string { return e.Error() }

// Require is nil when the actor of the context has a permission, and a
// DeniedError when not.
func Require(ctx context.Context, p Permission) error {
	a := From(ctx)
	if May(a, p) {
		return nil
	}
	return DeniedError{Permission: p, Anonymous: !a.Known()}
}

// InputError says what is wrong with something that was entered.
type InputError struct {
	// Field is what was entered, by its name in the API.
	Field string
	// Message says what is wrong and what would be right.
	Message string
}

// Error is for terminals and logs.
func (e InputError) Error() string { return e.Field + ": " + e.Message }

// ErrorCode is the API's code.
func (InputError) ErrorCode() string { return "BAD_USER_INPUT" }

// Public is what clients are told.
func (e InputError) Public() string { return e.Error() }

type actorKey struct{}

// With is a context in which the actor asks.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, actorKey{}, a) }

// From is who asks: a reader without an account, unless somebody said
// otherwise.
func From(ctx context.Context) Actor {
	a, _ := ctx.Value(actorKey{}).(Actor)
	return a
}

// Account is somebody who can be more than a reader. Accounts are never
// deleted: the journal names them.
type Account struct {
	// Name is how the journal and all others call it. It is unique, whatever
	// its case and accents, and does not change.
	Name string
	// Role is what it is.
	Role Role
	// Issuer and Subject are who it is to an OpenID issuer, if it is anybody.
	Issuer, Subject string
	// Email is what the issuer has found to be theirs. For admins alone, to
	// know whom they give a role: names can be chosen at will.
	Email string
	// Created is when it was made.
	Created time.Time
}

// Reasons why an account cannot be found or made.
var (
	ErrNoAccount = errors.New("there is no such account")
	ErrTaken     = errors.New("there is such an account already")
)

// maxName bounds names, in characters.
const maxName = 80

// marks are what names can hold besides letters, digits and blanks.
const marks = ".,-_@+'’"

// ErrName says that a text cannot be a name.
var ErrName = errors.New("a name has 1 to 80 characters, letters, digits, single blanks and . , - _ @ + ' among them, and begins with a letter or digit")

// CheckName returns ErrName for texts that cannot name accounts and tokens.
func CheckName(name string) error {
	if !utf8.ValidString(name) || utf8.RuneCountInString(name) > maxName || name == "" {
		return ErrName
	}
	before := ' '
	for i, c := range name {
		ok := unicode.IsLetter(c) || unicode.IsDigit(c)
		if i > 0 {
			ok = ok || unicode.IsMark(c) || strings.ContainsRune(marks, c) || c == ' ' && before != ' '
		}
		if !ok {
			return ErrName
		}
		before = c
	}
	if before == ' ' {
		return ErrName
	}
	return nil
}

func join[T ~string](list []T) string {
	texts := make([]string, len(list))
	for i, t := range list {
		texts[i] = string(t)
	}
	return strings.Join(texts, ", ")
}
