// Package accounttest is for tests of what asks for accounts: a keeper in
// memory, and the contract that every keeper meets.
package accounttest

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/account"
)

// Memory is an account.Keeper without a database. Its zero value is empty. It
// is safe for concurrent use.
type Memory struct {
	mu       sync.Mutex
	accounts []account.Account
	tokens   []account.Token
	passes   int
	uses     int
	down     error
}

var _ account.Keeper = (*Memory)(nil)

// Passes is how often Pass was asked.
func (m *Memory) Passes() int { m.mu.Lock(); defer m.mu.Unlock(); return m.passes }

// Uses is how often UseToken was told.
func (m *Memory) Uses() int { m.mu.Lock(); defer m.mu.Unlock(); return m.uses }

// Fail makes all that follows fail with an error; nil ends that.
func (m *Memory) Fail(err error) { m.mu.Lock(); defer m.mu.Unlock(); m.down = err }

// locked takes the lock and returns how to let go of it.
func (m *Memory) locked() (func(), error) {
	m.mu.Lock()
	return m.mu.Unlock, m.down
}

func (m *Memory) find(fits func(account.Account) bool) (*account.Account, error) {
	if i := slices.IndexFunc(m.accounts, fits); i >= 0 {
		return &m.accounts[i], nil
	}
	return &account.Account{}, account.ErrNoAccount
}

func named(name string) func(account.Account) bool {
	return func(a account.Account) bool { return strings.EqualFold(a.Name, name) }
}

func subject(issuer, id string) func(account.Account) bool {
	return func(a account.Account) bool { return id != "" && a.Issuer == issuer && a.Subject == id }
}

// AddAccount is that of account.Keeper.
func (m *Memory) AddAccount(_ context.Context, a account.Account) error {
	unlock, err := m.locked()
	defer unlock()
	if err != nil {
		return err
	}
	for _, fits := range []func(account.Account) bool{named(a.Name), subject(a.Issuer, a.Subject)} {
		if _, err := m.find(fits); err == nil {
			return account.ErrTaken
		}
	}
	m.accounts = append(m.accounts, a)
	return nil
}

// Account is that of account.Keeper.
func (m *Memory) Account(_ context.Context, name string) (account.Account, error) {
	unlock, err := m.locked()
	defer unlock()
	if err != nil {
		return account.Account{}, err
	}
	a, err := m.find(named(name))
	return *a, err
}

// AccountOf is that of account.Keeper.
func (m *Memory) AccountOf(_ context.Context, issuer, id string) (account.Account, error) {
	unlock, err := m.locked()
	defer unlock()
	if err != nil {
		return account.Account{}, err
	}
	m.passes++
	a, err := m.find(subject(issuer, id))
	return *a, err
}

// Accounts is that of account.Keeper.
func (m *Memory) Accounts(context.Context) ([]account.Account, error) {
	unlock, err := m.locked()
	defer unlock()
	all := slices.Clone(m.accounts)
	slices.SortFunc(all, func(a, b account.Account) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return all, err
}

// SetRole is that of account.Keeper.
func (m *Memory) SetRole(_ context.Context, name string, role account.Role) (account.Account, error) {
	unlock, err := m.locked()
	defer unlock()
	if err != nil {
		return account.Account{}, err
	}
	a, err := m.find(named(name))
	if err == nil {
		a.Role = role
	}
	return *a, err
}

// AddToken is that of account.Keeper.
func (m *Memory) AddToken(_ context.Context, t account.Token) error {
	unlock, err := m.locked()
	defer unlock()
	if err != nil {
		return err
	}
	if _, err := m.find(func(a account.Account) bool { return a.Name == t.Owner }); err != nil {
		return err
	}
	if m.token(t.ID) != nil {
		return errors.New("one id for two tokens")
	}
	m.tokens = append(m.tokens, t)
	return nil
}

func (m *Memory) token(id string) *account.Token {
	for i := range m.tokens {
		if m.tokens[i].ID == id {
			return &m.tokens[i]
		}
	}
	return nil
}

// Pass is that of account.Keeper.
func (m *Memory) Pass(_ context.Context, id string) (account.Pass, error) {
	unlock, err := m.locked()
	defer unlock()
	if err != nil {
		return account.Pass{}, err
	}
	m.passes++
	t := m.token(id)
	if t == nil {
		return account.Pass{}, account.ErrWrong
	}
	owner, err := m.find(named(t.Owner))
	p := account.Pass{Token: *t, Account: *owner}
	if begun := m.token(t.Parent); begun != nil {
		copied := *begun
		p.Begun = &copied
	}
	return p, err
}

// UseToken is that of account.Keeper.
func (m *Memory) UseToken(_ context.Context, id string, at time.Time) error {
	unlock, err := m.locked()
	defer unlock()
	if t := m.token(id); t != nil && err == nil {
		m.uses++
		if at.Sub(t.Used) > time.Minute {
			t.Used = at
		}
	}
	return err
}

// RevokeToken is that of account.Keeper.
func (m *Memory) RevokeToken(_ context.Context, id string, at time.Time) (account.Token, error) {
	unlock, err := m.locked()
	defer unlock()
	if err != nil {
		return account.Token{}, err
	}
	t := m.token(id)
	if t == nil {
		return account.Token{}, account.ErrWrong
	}
	if t.Revoked.IsZero() {
		t.Revoked = at
	}
	return *t, nil
}

// Tokens is that of account.Keeper.
func (m *Memory) Tokens(_ context.Context, kind account.Kind, owner string) ([]account.Token, error) {
	unlock, err := m.locked()
	defer unlock()
	all := []account.Token{}
	for _, t := range m.tokens {
		if t.Kind == kind && (owner == "" || strings.EqualFold(t.Owner, owner)) {
			all = append(all, t)
		}
	}
	slices.SortStableFunc(all, func(a, b account.Token) int { return b.Created.Compare(a.Created) })
	return all, err
}

// Noon is when the tests of keepers play.
var Noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// Contract checks that an empty keeper does what account.Keeper says.
func Contract(t *testing.T, k account.Keeper) {
	ctx := t.Context()
	ann := account.Account{Name: "Ann Weber", Role: account.Editor, Created: Noon}
	eve := account.Account{Name: "Eve", Role: account.Reader, Issuer: "https://id.example", Subject: "42", Email: "eve@id.example", Created: Noon.Add(time.Hour)}
	for _, a := range []account.Account{eve, ann} {
		if err := k.AddAccount(ctx, a); err != nil {
			t.Fatal(err)
		}
	}
	for what, a := range map[string]account.Account{
		"name":          ann,
		"name in caps":  {Name: "ANN WEBER", Role: account.Reader},
		"subject":       {Name: "Eve 2", Role: account.Reader, Issuer: "https://id.example", Subject: "42"},
		"name, subject": {Name: "eve", Role: account.Reader, Issuer: "https://id.example", Subject: "43"},
	} {
		if err := k.AddAccount(ctx, a); !errors.Is(err, account.ErrTaken) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, name := range []string{"Ann Weber", "ann weber"} {
		if got, err := k.Account(ctx, name); err != nil || got != ann {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if got, err := k.AccountOf(ctx, "https://id.example", "42"); err != nil || got != eve {
		t.Errorf("%+v, %v", got, err)
	}
	for _, s := range [][2]string{{"https://id.example", "43"}, {"https://other.example", "42"}, {"", ""}, {"", "42"}} {
		if got, err := k.AccountOf(ctx, s[0], s[1]); !errors.Is(err, account.ErrNoAccount) {
			t.Errorf("%q is %+v, %v", s, got, err)
		}
	}
	if got, err := k.SetRole(ctx, "EVE", account.Contributor); err != nil || got.Name != "Eve" || got.Role != account.Contributor || got.Subject != "42" {
		t.Errorf("%+v, %v", got, err)
	}
	_, missing := k.SetRole(ctx, "Bob", account.Admin)
	if _, err := k.Account(ctx, "Bob"); !errors.Is(err, account.ErrNoAccount) || !errors.Is(missing, account.ErrNoAccount) {
		t.Errorf("%v, %v", err, missing)
	}
	eve.Role = account.Contributor
	if all, err := k.Accounts(ctx); err != nil || !reflect.DeepEqual(all, []account.Account{ann, eve}) {
		t.Errorf("%+v, %v", all, err)
	}
	tokens(t, k, ann)
}

func tokens(t *testing.T, k account.Keeper, ann account.Account) {
	ctx := t.Context()
	plain, _ := account.Make(account.ForProgram, account.Wish{Name: "laptop", Owner: ann.Name, Role: account.Editor}, Noon)
	narrow, _ := account.Make(account.ForProgram, account.Wish{
		Name: "importer", Owner: ann.Name, Role: account.Editor, Scopes: []account.Permission{account.Propose, account.Apply}, Expires: Noon.Add(time.Hour),
	}, Noon.Add(time.Minute))
	session, _ := account.Make(account.ForBrowser, account.Wish{Name: "browser", Owner: ann.Name, Role: account.Editor, Expires: time.Now().Add(time.Hour).Truncate(time.Second).UTC()}, Noon)
	session.Parent = narrow.ID
	for _, one := range []account.Token{plain, narrow, session} {
		if err := k.AddToken(ctx, one); err != nil {
			t.Fatal(err)
		}
	}
	stranger, _ := account.Make(account.ForProgram, account.Wish{Name: "x", Owner: "ann weber", Role: account.Admin}, Noon)
	if err := k.AddToken(ctx, stranger); !errors.Is(err, account.ErrNoAccount) {
		t.Errorf("the name is not the owner's very name: %v", err)
	}
	if err := k.AddToken(ctx, plain); err == nil {
		t.Error("one id was given twice")
	}
	for _, want := range []account.Pass{{Token: plain, Account: ann}, {Token: narrow, Account: ann}, {Token: session, Account: ann, Begun: &narrow}} {
		if got, err := k.Pass(ctx, want.ID); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v, want %+v", got, err, want)
		}
	}
	for _, id := range []string{"", "x", plain.ID[:9], "' OR 1=1"} {
		_, pass := k.Pass(ctx, id)
		if _, err := k.RevokeToken(ctx, id, Noon); !errors.Is(err, account.ErrWrong) || !errors.Is(pass, account.ErrWrong) {
			t.Errorf("%q: %v, %v", id, err, pass)
		}
	}
	for what, c := range map[string]struct {
		kind  account.Kind
		owner string
		want  []account.Token
	}{
		"all":            {account.ForProgram, "", []account.Token{narrow, plain}},
		"ann's":          {account.ForProgram, "ann weber", []account.Token{narrow, plain}},
		"nobody's":       {account.ForProgram, "bob", []account.Token{}},
		"ann's sessions": {account.ForBrowser, "Ann Weber", []account.Token{session}},
	} {
		if got, err := k.Tokens(ctx, c.kind, c.owner); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, %v", what, got, err)
		}
	}
	for _, at := range []time.Duration{time.Minute, time.Hour} {
		if got, err := k.RevokeToken(ctx, narrow.ID, Noon.Add(at)); err != nil || !got.Revoked.Equal(Noon.Add(time.Minute)) || got.Owner != ann.Name {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if got, err := k.Pass(ctx, session.ID); err != nil || got.Begun.Revoked.IsZero() {
		t.Errorf("the session does not know that its token was revoked: %+v, %v", got.Begun, err)
	}
	for _, c := range []struct{ at, want time.Duration }{{0, 0}, {59 * time.Second, 0}, {61 * time.Second, 61 * time.Second}, {30 * time.Second, 61 * time.Second}} {
		if err := k.UseToken(ctx, plain.ID, Noon.Add(c.at)); err != nil {
			t.Fatal(err)
		}
		if got, err := k.Pass(ctx, plain.ID); err != nil || !got.Used.Equal(Noon.Add(c.want)) {
			t.Errorf("used at %v, noted %v, %v", c.at, got.Used, err)
		}
	}
	if err := k.UseToken(ctx, "x", Noon); err != nil {
		t.Error(err)
	}
}
