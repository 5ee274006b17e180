package account_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/account/accounttest"
)

func TestMemory(t *testing.T) { accounttest.Contract(t, &accounttest.Memory{}) }

// office is a registry with an account of each role, named after it.
func office(t *testing.T) (*accounttest.Memory, *account.Registry) {
	t.Helper()
	m := &accounttest.Memory{}
	for _, role := range account.Roles() {
		if err := m.AddAccount(t.Context(), account.Account{Name: string(role), Role: role, Created: noon}); err != nil {
			t.Fatal(err)
		}
	}
	return m, account.NewRegistry(m, func() time.Time { return noon })
}

func as(ctx context.Context, name string) context.Context {
	if name == "" {
		return ctx
	}
	return account.With(ctx, account.Actor{Name: name, Role: account.Role(name), Via: account.ViaToken, Credential: "id of " + name})
}

// outcome is how an operation ended.
func outcome(err error) string {
	var denied account.DeniedError
	var input account.InputError
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &denied):
		return denied.ErrorCode()
	case errors.As(err, &input):
		return input.Field
	}
	return err.Error()
}

// TestRegistry is who can do what with accounts and tokens.
func TestRegistry(t *testing.T) {
	const nobody, no, ok = "UNAUTHENTICATED", "FORBIDDEN", "ok"
	operations := map[string]struct {
		do   func(ctx context.Context, r *account.Registry) error
		want [5]string // nobody, reader, contributor, editor, admin
	}{
		"token of one's own": {func(ctx context.Context, r *account.Registry) error {
			_, _, err := r.CreateToken(ctx, account.Wish{Name: "t"})
			return err
		}, [5]string{nobody, no, ok, ok, ok}},
		"token for the editor": {func(ctx context.Context, r *account.Registry) error {
			_, _, err := r.CreateToken(ctx, account.Wish{Name: "t", Owner: "editor", Role: account.Editor})
			return err
		}, [5]string{nobody, no, no, ok, ok}},
		"more than the owner": {func(ctx context.Context, r *account.Registry) error {
			_, _, err := r.CreateToken(ctx, account.Wish{Name: "t", Owner: "editor", Role: account.Admin})
			return err
		}, [5]string{nobody, no, no, "role", "role"}},
		"token for nobody": {func(ctx context.Context, r *account.Registry) error {
			_, _, err := r.CreateToken(ctx, account.Wish{Name: "t", Owner: "Bob", Role: account.Editor})
			return err
		}, [5]string{nobody, no, no, no, "owner"}},
		"own tokens": {func(ctx context.Context, r *account.Registry) error {
			_, err := r.Tokens(ctx, account.ForProgram, "")
			return err
		}, [5]string{nobody, ok, ok, ok, ok}},
		"the contributor's tokens": {func(ctx context.Context, r *account.Registry) error {
			_, err := r.Tokens(ctx, account.ForBrowser, "contributor")
			return err
		}, [5]string{nobody, no, ok, no, ok}},
		"all tokens": {func(ctx context.Context, r *account.Registry) error {
			_, err := r.AllTokens(ctx, account.ForProgram)
			return err
		}, [5]string{nobody, no, no, no, ok}},
		"accounts": {func(ctx context.Context, r *account.Registry) error { _, err := r.Accounts(ctx); return err },
			[5]string{nobody, no, no, no, ok}},
		"role": {func(ctx context.Context, r *account.Registry) error {
			_, err := r.SetRole(ctx, "reader", account.Admin)
			return err
		}, [5]string{nobody, no, no, no, ok}},
		"role of nobody": {func(ctx context.Context, r *account.Registry) error {
			_, err := r.SetRole(ctx, "Bob", account.Admin)
			return err
		}, [5]string{nobody, no, no, no, "name"}},
		"no role": {func(ctx context.Context, r *account.Registry) error {
			_, err := r.SetRole(ctx, "reader", "boss")
			return err
		}, [5]string{nobody, no, no, no, "role"}},
		"revoke the editor's": {func(ctx context.Context, r *account.Registry) error {
			_, err := r.Revoke(ctx, "of editor")
			return err
		}, [5]string{nobody, "id", "id", ok, ok}},
		"revoke the reader's": {func(ctx context.Context, r *account.Registry) error {
			_, err := r.Revoke(ctx, "of reader")
			return err
		}, [5]string{nobody, no, "id", "id", ok}},
		"revoke nothing": {func(ctx context.Context, r *account.Registry) error {
			_, err := r.Revoke(ctx, "nothing")
			return err
		}, [5]string{nobody, "id", "id", "id", "id"}},
	}
	for name, o := range operations {
		for i, who := range []string{"", "reader", "contributor", "editor", "admin"} {
			m, r := office(t)
			for _, owner := range []string{"editor", "reader"} {
				token, _ := account.Make(account.ForProgram, account.Wish{Name: "t", Owner: owner, Role: account.Role(owner)}, noon)
				token.ID = "of " + owner
				if err := m.AddToken(t.Context(), token); err != nil {
					t.Fatal(err)
				}
			}
			if got := outcome(o.do(as(t.Context(), who), r)); got != o.want[i] {
				t.Errorf("%s by %q: %s, want %s", name, who, got, o.want[i])
			}
			changed := o.want[i] == "ok"
			if a, err := m.Account(t.Context(), "reader"); name == "role" && (err != nil || (a.Role == account.Admin) != changed) {
				t.Errorf("%s by %q: %+v, %v", name, who, a, err)
			}
			tokens, err := m.Tokens(t.Context(), account.ForProgram, "")
			made := len(tokens) - 2
			if err != nil || (made == 1) != (changed && strings.HasPrefix(name, "token ")) {
				t.Errorf("%s by %q: %d tokens made, %v", name, who, made, err)
			}
			for _, token := range tokens {
				if token.Revoked.IsZero() == (changed && name == "revoke the "+token.Owner+"'s") {
					t.Errorf("%s by %q: %+v", name, who, token)
				}
			}
		}
	}
}

// What was made is what was wished, and its secret opens it.
func TestCreateToken(t *testing.T) {
	m, r := office(t)
	token, text, err := r.CreateToken(as(t.Context(), "admin"), account.Wish{Name: "importer", Owner: "EDITOR", Role: account.Contributor, Expires: noon.Add(time.Hour)})
	if err != nil || token.Owner != "editor" || token.Role != account.Contributor || !token.Created.Equal(noon) {
		t.Fatalf("%+v, %v", token, err)
	}
	s, err := account.ParseSecret(text)
	if err != nil {
		t.Fatal(err)
	}
	p, err := m.Pass(t.Context(), s.ID)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := p.Admit(s, noon); err != nil || a.Name != "editor" || a.Role != account.Contributor {
		t.Errorf("%+v, %v", a, err)
	}
	for err == nil {
		_, _, err = r.CreateToken(as(t.Context(), "contributor"), account.Wish{Name: "again"})
	}
	if tokens, _ := m.Tokens(t.Context(), account.ForProgram, "contributor"); len(tokens) != 100 || !strings.Contains(err.Error(), "revoke one first") {
		t.Errorf("%d tokens, %v", len(tokens), err)
	}
	broken := errors.New("broken")
	m.Fail(broken)
	if _, _, err := r.CreateToken(as(t.Context(), "editor"), account.Wish{Name: "x"}); !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := r.Revoke(as(t.Context(), "editor"), s.ID); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestBegin(t *testing.T) {
	m, r := office(t)
	editor, err := m.Account(t.Context(), "editor")
	if err != nil {
		t.Fatal(err)
	}
	admit := func(text string) account.Actor {
		t.Helper()
		s, err := account.ParseSecret(text)
		if err != nil {
			t.Fatal(err)
		}
		p, err := m.Pass(t.Context(), s.ID)
		if err != nil {
			t.Fatal(err)
		}
		a, err := p.Admit(s, noon)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	_, text, err := r.Begin(t.Context(), editor, nil, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if a := admit(text); a.Role != account.Editor || len(a.Scopes) > 0 || a.Via != account.ViaSession {
		t.Errorf("%+v", a)
	}
	with, _ := account.Make(account.ForProgram, account.Wish{Name: "t", Owner: "editor", Role: account.Contributor, Scopes: []account.Permission{account.Propose}}, noon)
	if err := m.AddToken(t.Context(), with); err != nil {
		t.Fatal(err)
	}
	first, text, err := r.Begin(t.Context(), editor, &with, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if a := admit(text); a.Role != account.Contributor || len(a.Scopes) != 1 || first.Parent != with.ID || !first.Expires.Equal(noon.Add(time.Hour)) {
		t.Errorf("%+v, %+v", a, first)
	}
	for range 60 {
		if _, _, err := r.Begin(t.Context(), editor, nil, time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	good := 0
	all, err := m.Tokens(t.Context(), account.ForBrowser, "editor")
	for _, one := range all {
		if one.Check(noon) == nil {
			good++
		}
	}
	if err != nil || good != 50 {
		t.Errorf("%d sessions, %v", good, err)
	}
}

func TestEnroll(t *testing.T) {
	m, r := office(t)
	enroll := func(id string, names ...string) account.Account {
		t.Helper()
		a, err := r.Enroll(t.Context(), account.Subject{Issuer: "https://id.example", ID: id, Names: names, Email: id + "@id.example"})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	ann := enroll("1", "", " \u202eAnn\n Wéber <b>", "ann")
	if ann.Name != "Ann Wéber b" || ann.Role != account.Reader || ann.Email != "1@id.example" {
		t.Errorf("%+v", ann)
	}
	if _, err := m.SetRole(t.Context(), ann.Name, account.Editor); err != nil {
		t.Fatal(err)
	}
	if again := enroll("1", "Somebody Else"); again.Name != ann.Name || again.Role != account.Editor {
		t.Errorf("%+v", again)
	}
	// Whoever calls themselves like somebody else is told apart, and gets no role by it.
	for i, name := range []string{"admin", "Admin", "ADMIN"} {
		if a := enroll(fmt.Sprint("other", i), name); a.Role != account.Reader || !strings.HasPrefix(a.Name, name+" ") || account.CheckName(a.Name) != nil {
			t.Errorf("%+v", a)
		}
	}
	if a := enroll("2"); a.Name != "Reader "+a.Name[len("Reader "):] || a.Role != account.Reader { // there is a reader already
		t.Errorf("%+v", a)
	}
	if a := enroll("3", strings.Repeat("ä b", 100)); account.CheckName(a.Name) != nil || len([]rune(a.Name)) > 60 {
		t.Errorf("%+v", a)
	}
	for _, nobody := range []account.Subject{{}, {Issuer: "i", Names: []string{"x"}}, {ID: "1", Names: []string{"x"}}} {
		if a, err := r.Enroll(t.Context(), nobody); err == nil {
			t.Errorf("%+v is enrolled as %+v", nobody, a)
		}
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if a := enroll("4", "Zoe"); a.Name != "Zoe" {
				t.Errorf("%+v", a)
			}
		})
	}
	wg.Wait()
	m.Fail(errors.New("broken"))
	if a, err := r.Enroll(t.Context(), account.Subject{Issuer: "i", ID: "5", Names: []string{"x"}}); err == nil {
		t.Errorf("%+v", a)
	}
}
