package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/promisegraph/promisegraph/account"
)

var _ account.Keeper = (*Store)(nil)

// listed is how many accounts or tokens a list gives at most.
const listed = 1000

// useNoted is how old the note of a token's last use is when the next use is
// noted.
const useNoted = time.Minute

// sessionKept is how long an ended session is kept.
const sessionKept = 24 * time.Hour

// AddAccount makes an account. ErrTaken says that there is one of the name,
// or for the subject, already.
func (s *Store) AddAccount(ctx context.Context, a account.Account) error {
	if err := account.CheckName(a.Name); err != nil {
		return fmt.Errorf("add account: %w", err)
	}
	if _, err := account.ParseRole(string(a.Role)); err != nil {
		return fmt.Errorf("add account: %w", err)
	}
	props := map[string]any{"name": a.Name, "key": fold(a.Name), "role": string(a.Role), "created": instant(a.Created), "email": given(a.Email)}
	if a.Subject != "" {
		props["issuer"], props["subject"], props["subjectKey"] = a.Issuer, a.Subject, subjectKey(a.Issuer, a.Subject)
	}
	_, err := s.run(ctx, neo4j.AccessModeWrite, s.fragments.statement("create-account"), map[string]any{"account": props})
	var answer *neo4j.Neo4jError
	if errors.As(err, &answer) && answer.Code == "Neo.ClientError.Schema.ConstraintValidationFailed" {
		return fmt.Errorf("add account %q: %w", a.Name, account.ErrTaken)
	}
	if err != nil {
		return fmt.Errorf("add account: %w", err)
	}
	return nil
}

// subjectKey is who an account is to an issuer. Addresses have no blanks.
func subjectKey(issuer, subject string) string { return issuer + " " + subject }

// Account finds an account by name, whatever its case and accents; else
// ErrNoAccount.
func (s *Store) Account(ctx context.Context, name string) (account.Account, error) {
	return s.account(ctx, neo4j.AccessModeRead, "account-by-name", map[string]any{"key": fold(name)})
}

// AccountOf finds the account of an issuer's subject; else ErrNoAccount.
func (s *Store) AccountOf(ctx context.Context, issuer, subject string) (account.Account, error) {
	return s.account(ctx, neo4j.AccessModeRead, "account-by-subject", map[string]any{"subject": subjectKey(issuer, subject)})
}

// SetRole gives an account a role, found as Account finds it.
func (s *Store) SetRole(ctx context.Context, name string, role account.Role) (account.Account, error) {
	if _, err := account.ParseRole(string(role)); err != nil {
		return account.Account{}, fmt.Errorf("set role: %w", err)
	}
	return s.account(ctx, neo4j.AccessModeWrite, "set-role", map[string]any{"key": fold(name), "role": string(role)})
}

func (s *Store) account(ctx context.Context, mode neo4j.AccessMode, statement string, params map[string]any) (account.Account, error) {
	records, err := s.run(ctx, mode, s.fragments.statement(statement), params)
	if err != nil {
		return account.Account{}, fmt.Errorf("find account: %w", err)
	}
	if len(records) == 0 {
		return account.Account{}, account.ErrNoAccount
	}
	return accountIn(records[0], "account"), nil
}

// Accounts lists accounts by name, at most a thousand.
func (s *Store) Accounts(ctx context.Context) ([]account.Account, error) {
	records, err := s.run(ctx, neo4j.AccessModeRead, s.fragments.statement("accounts"), map[string]any{"limit": int64(listed)})
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	all := make([]account.Account, len(records))
	for i, r := range records {
		all[i] = accountIn(r, "account")
	}
	return all, nil
}

// AddToken keeps a token of an account: all but its text. ErrNoAccount says
// that there is none of the owner's very name.
func (s *Store) AddToken(ctx context.Context, t account.Token) error {
	props := map[string]any{
		"id": t.ID, "kind": string(t.Kind), "hash": hex.EncodeToString(t.Hash[:]), "name": t.Name, "role": string(t.Role),
		"created": instant(t.Created), "expires": instant(t.Expires), "parent": given(t.Parent),
	}
	if len(t.Scopes) > 0 {
		scopes := make([]any, len(t.Scopes))
		for i, p := range t.Scopes {
			scopes[i] = string(p)
		}
		props["scopes"] = scopes
	}
	records, err := s.run(ctx, neo4j.AccessModeWrite, s.fragments.statement("create-token"), map[string]any{"owner": t.Owner, "key": fold(t.Owner), "token": props})
	if err != nil {
		return fmt.Errorf("add token: %w", err)
	}
	if len(records) == 0 {
		return fmt.Errorf("add token for %q: %w", t.Owner, account.ErrNoAccount)
	}
	if t.Kind == account.ForBrowser {
		if _, err := s.run(ctx, neo4j.AccessModeWrite, s.fragments.statement("forget-sessions"), map[string]any{"before": instant(s.now().Add(-sessionKept))}); err != nil {
			return fmt.Errorf("forget ended sessions: %w", err)
		}
	}
	return nil
}

// Pass finds a token by id with all that decides whether it counts;
// account.ErrWrong when there is none.
func (s *Store) Pass(ctx context.Context, id string) (account.Pass, error) {
	records, err := s.run(ctx, neo4j.AccessModeRead, s.fragments.statement("pass"), map[string]any{"id": id})
	if err != nil {
		return account.Pass{}, fmt.Errorf("find token: %w", err)
	}
	if len(records) == 0 {
		return account.Pass{}, account.ErrWrong
	}
	p := account.Pass{Account: accountIn(records[0], "account")}
	if p.Token, err = tokenIn(records[0], "token"); err != nil {
		return account.Pass{}, err
	}
	p.Owner = p.Account.Name
	if owner, _, _ := neo4j.GetRecordValue[string](records[0], "begunOwner"); owner != "" {
		begun, err := tokenIn(records[0], "begun")
		if err != nil {
			return account.Pass{}, err
		}
		begun.Owner = owner
		p.Begun = &begun
	}
	return p, nil
}

// UseToken notes that a token was used, unless that was noted less than a
// minute before.
func (s *Store) UseToken(ctx context.Context, id string, at time.Time) error {
	_, err := s.run(ctx, neo4j.AccessModeWrite, s.fragments.statement("use-token"), map[string]any{"id": id, "at": instant(at), "before": instant(at.Add(-useNoted))})
	if err != nil {
		return fmt.Errorf("note use of token: %w", err)
	}
	return nil
}

// RevokeToken takes a token back and gives it; account.ErrWrong when there is
// none. What was revoked stays so, since then.
func (s *Store) RevokeToken(ctx context.Context, id string, at time.Time) (account.Token, error) {
	records, err := s.run(ctx, neo4j.AccessModeWrite, s.fragments.statement("revoke-token"), map[string]any{"id": id, "at": instant(at)})
	if err != nil {
		return account.Token{}, fmt.Errorf("revoke token: %w", err)
	}
	if len(records) == 0 {
		return account.Token{}, account.ErrWrong
	}
	return ownedToken(records[0])
}

// Tokens lists the tokens or the sessions of an account, found as Account
// finds it, or of all when the name is empty; newest first, at most a thousand.
func (s *Store) Tokens(ctx context.Context, kind account.Kind, owner string) ([]account.Token, error) {
	var key any
	if owner != "" {
		key = fold(owner)
	}
	records, err := s.run(ctx, neo4j.AccessModeRead, s.fragments.statement("tokens"), map[string]any{"kind": string(kind), "key": key, "limit": int64(listed)})
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	all := make([]account.Token, len(records))
	for i, r := range records {
		if all[i], err = ownedToken(r); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func accountIn(r *neo4j.Record, column string) account.Account {
	value, _ := r.Get(column)
	props, _ := value.(map[string]any)
	word := func(name string) string { text, _ := props[name].(string); return text }
	return account.Account{Name: word("name"), Role: account.Role(word("role")), Issuer: word("issuer"), Subject: word("subject"), Email: word("email"), Created: moment(word("created"))}
}

func ownedToken(r *neo4j.Record) (account.Token, error) {
	t, err := tokenIn(r, "token")
	t.Owner, _, _ = neo4j.GetRecordValue[string](r, "owner")
	return t, err
}

// tokenIn reads a token, without its owner. What it cannot read makes it
// no token: a scope left out would make it good for more.
func tokenIn(r *neo4j.Record, column string) (account.Token, error) {
	value, _ := r.Get(column)
	props, _ := value.(map[string]any)
	word := func(name string) string { text, _ := props[name].(string); return text }
	t := account.Token{
		Secret: account.Secret{Kind: account.Kind(word("kind")), ID: word("id")}, Name: word("name"), Role: account.Role(word("role")),
		Created: moment(word("created")), Expires: moment(word("expires")), Revoked: moment(word("revoked")), Used: moment(word("used")), Parent: word("parent"),
	}
	hash, err := hex.DecodeString(word("hash"))
	if err != nil || len(hash) != len(t.Hash) {
		return account.Token{}, fmt.Errorf("token %s: its hash cannot be read", t.ID)
	}
	copy(t.Hash[:], hash)
	scopes, _ := props["scopes"].([]any)
	for _, scope := range scopes {
		name, _ := scope.(string)
		t.Scopes = append(t.Scopes, account.Permission(name))
	}
	return t, nil
}

// instantForm has one width, so that texts order as times do.
const instantForm = "2006-01-02T15:04:05.000Z"

// instant is a time as it is kept; the zero time is nothing.
func instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(instantForm)
}

// moment reads an instant. What is none is an early time, not the zero one,
// which would be no end.
func moment(text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(instantForm, text)
	if err != nil {
		return time.Unix(0, 0)
	}
	return t
}

// given is a text as it is kept; the empty one is nothing.
func given(s string) any {
	if s == "" {
		return nil
	}
	return s
}
