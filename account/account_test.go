package account_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/account"
)

// TestMay is the whole matrix, written out: whoever changes the table has to
// change it here too.
func TestMay(t *testing.T) {
	allowed := map[account.Role][]account.Permission{
		account.Reader:      nil,
		account.Contributor: {account.Propose, account.Tokens},
		account.Editor:      {account.Propose, account.Tokens, account.Apply, account.Review, account.Rule},
		account.Admin:       {account.Propose, account.Tokens, account.Apply, account.Review, account.Rule, account.Administer},
		"":                  nil,
		"owner":             nil,
		"Admin":             nil,
	}
	if len(allowed) != len(account.Roles())+3 {
		t.Fatal("the matrix lacks a role")
	}
	for role, list := range allowed {
		for _, p := range append(account.Permissions(), "", "delete", "Apply") {
			want := false
			for _, a := range list {
				want = want || a == p
			}
			ann := account.Actor{Name: "Ann", Role: role}
			if got := account.May(ann, p); got != want {
				t.Errorf("%q may %q: %v", role, p, got)
			}
			if account.May(account.Actor{Role: role}, p) {
				t.Errorf("%q without a name may %q", role, p)
			}
			for _, scope := range account.Permissions() {
				ann.Scopes = []account.Permission{scope}
				if got := account.May(ann, p); got != (want && scope == p) {
					t.Errorf("%q narrowed to %q may %q: %v", role, scope, p, got)
				}
			}
		}
	}
}

func TestEveryPermissionIsListed(t *testing.T) {
	seen := map[account.Permission]bool{}
	for _, p := range account.Permissions() {
		if parsed, err := account.ParsePermission(string(p)); err != nil || parsed != p || seen[p] {
			t.Errorf("%q: %q, %v", p, parsed, err)
		}
		seen[p] = true
		if p.Does() == "" {
			t.Errorf("what %q does is not told", p)
		}
		if !account.May(account.Actor{Name: "Ann", Role: account.Admin}, p) {
			t.Errorf("admins may not %q", p)
		}
	}
	for _, wrong := range []string{"", "apply ", "read"} {
		if _, err := account.ParsePermission(wrong); err == nil || !strings.Contains(err.Error(), "propose, tokens, apply, review, rule, administer") {
			t.Errorf("%q: %v", wrong, err)
		}
		if _, err := account.ParseRole(wrong); err == nil || !strings.Contains(err.Error(), "reader, contributor, editor, admin") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	for i, role := range account.Roles() {
		if parsed, err := account.ParseRole(string(role)); err != nil || parsed != role {
			t.Errorf("%q: %q, %v", role, parsed, err)
		}
		for j, other := range account.Roles() {
			if role.AtLeast(other) != (i >= j) {
				t.Errorf("%s is at least %s: %v", role, other, i < j)
			}
		}
		if role.AtLeast("") || account.Role("").AtLeast(role) {
			t.Errorf("no role compares with %s", role)
		}
	}
}

func TestContext(t *testing.T) {
	if a := account.From(t.Context()); a.Known() || a.RoleOrReader() != account.Reader || a.Rights() != "" {
		t.Errorf("nobody is %+v", a)
	}
	ann := account.Actor{Name: "Ann", Role: account.Editor}
	ctx := account.With(t.Context(), ann)
	if a := account.From(ctx); a.Name != "Ann" || a.RoleOrReader() != account.Editor {
		t.Errorf("%+v", a)
	}
	for name, c := range map[string]struct {
		ctx        context.Context
		permission account.Permission
		code       string
	}{
		"may":       {ctx, account.Apply, ""},
		"may not":   {ctx, account.Administer, "FORBIDDEN"},
		"nobody":    {t.Context(), account.Propose, "UNAUTHENTICATED"},
		"signed in": {account.With(t.Context(), account.Actor{Name: "Eve", Role: account.Reader}), account.Propose, "FORBIDDEN"},
	} {
		err := account.Require(c.ctx, c.permission)
		var denied account.DeniedError
		if errors.As(err, &denied) != (c.code != "") || c.code != "" && (denied.ErrorCode() != c.code || !strings.Contains(denied.Public(), c.permission.Does())) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRights(t *testing.T) {
	// Each differs from all others in what it may do or is told.
	actors := []account.Actor{
		{},
		{Name: "Ann", Role: account.Reader},
		{Name: "Ann", Role: account.Editor},
		{Name: "Bob", Role: account.Editor},
		{Name: "Ann", Role: account.Editor, Scopes: []account.Permission{account.Apply}},
		{Name: "Ann", Role: account.Editor, Scopes: []account.Permission{account.Apply, account.Rule}},
		{Name: "Ann", Role: account.Editor, Via: account.ViaToken, Credential: "a"},
		{Name: "Ann", Role: account.Editor, Via: account.ViaToken, Credential: "b"},
		{Name: "Ann", Role: account.Editor, Via: account.ViaSession, Credential: "b"},
	}
	seen := map[string]string{}
	for _, a := range actors {
		told := fmt.Sprintf("%+v", a)
		if other, twice := seen[a.Rights()]; twice {
			t.Errorf("%s has the rights of %s", told, other)
		}
		seen[a.Rights()] = told
	}
}

func TestCheckName(t *testing.T) {
	for name, good := range map[string]bool{
		"Ann": true, "ann.weber@blick.example": true, "Zoë O’Neill-García": true, "Маша": true, "山田 太郎": true, "7th desk": true, strings.Repeat("ä", 80): true,
		"": false, " Ann": false, "Ann ": false, "Ann  Weber": false, "Ann\nWeber": false, "Ann\u202eWeber": false, "Ann\u200bWeber": false, "-ann": false,
		"<b>": false, "Ann\x00": false, "\xff": false, strings.Repeat("a", 81): false, "ann/weber": false,
	} {
		if err := account.CheckName(name); (err == nil) != good {
			t.Errorf("%q: %v", name, err)
		}
	}
}
