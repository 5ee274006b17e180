package account_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/account"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// What tools that look for secrets in files are told to look for.
var form = regexp.MustCompile(`^pgs?_[a-z2-7]{10}_[a-z2-7]{39}$`)

func TestSecret(t *testing.T) {
	seen := map[string]bool{}
	for _, kind := range []account.Kind{account.ForProgram, account.ForBrowser} {
		for range 100 {
			text, s := account.NewSecret(kind)
			if !form.MatchString(text) || seen[text] || seen[s.ID] {
				t.Fatalf("%s", text)
			}
			seen[text], seen[s.ID] = true, true
			parsed, err := account.ParseSecret(text)
			if err != nil || parsed != s || parsed.Kind != kind || !strings.Contains(text, parsed.ID) {
				t.Fatalf("%s: %+v, %v", text, parsed, err)
			}
			if kept := fmt.Sprintf("%+v %#v %s", s, s, s); strings.Contains(kept, text[15:]) {
				t.Errorf("what is kept of %s shows it: %s", text, kept)
			}
		}
	}
}

// Every slip of one letter, and every cut, is known to be wrong without
// looking the secret up.
func TestMistypedSecret(t *testing.T) {
	text, _ := account.NewSecret(account.ForProgram)
	for i := range text {
		for _, c := range "abcdefghijklmnopqrstuvwxyz234567_ABC-\x00é" {
			slip := text[:i] + string(c) + text[i+1:]
			if slip == text {
				continue
			}
			if _, err := account.ParseSecret(slip); !errors.Is(err, account.ErrNoSecret) {
				t.Errorf("%q for %q: %v", slip, text, err)
			}
		}
		if _, err := account.ParseSecret(text[:i]); !errors.Is(err, account.ErrNoSecret) {
			t.Errorf("%q for %q: %v", text[:i], text, err)
		}
	}
	for _, wrong := range []string{"", "pg_", "pgs_", " " + text, text + " ", text + "a", strings.ToUpper(text), "pgs_" + text[3:], "Bearer " + text} {
		if _, err := account.ParseSecret(wrong); !errors.Is(err, account.ErrNoSecret) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func FuzzParseSecret(f *testing.F) {
	for _, kind := range []account.Kind{account.ForProgram, account.ForBrowser} {
		text, _ := account.NewSecret(kind)
		f.Add(text)
	}
	f.Add("pg_aaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
	f.Add("pgs_")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := account.ParseSecret(text)
		if err != nil {
			if s != (account.Secret{}) {
				t.Errorf("%q: %+v beside an error", text, s)
			}
			return
		}
		if !form.MatchString(text) || !strings.Contains(text, "_"+s.ID+"_") {
			t.Errorf("%q is taken for a secret", text)
		}
	})
}

// pass is one of Ann's, made at noon.
func pass(kind account.Kind) (account.Pass, account.Secret) {
	_, s := account.NewSecret(kind)
	return account.Pass{
		Token:   account.Token{Secret: s, Name: "laptop", Owner: "Ann", Role: account.Editor, Created: noon, Expires: noon.Add(time.Hour)},
		Account: account.Account{Name: "Ann", Role: account.Editor},
	}, s
}

func TestAdmit(t *testing.T) {
	_, other := account.NewSecret(account.ForProgram)
	later := noon.Add(time.Minute)
	for name, c := range map[string]struct {
		change func(*account.Pass)
		secret func(account.Secret) account.Secret
		now    time.Time
		err    error
		role   account.Role
	}{
		"good":       {role: account.Editor},
		"last":       {now: noon.Add(time.Hour - 1), role: account.Editor},
		"expired":    {now: noon.Add(time.Hour), err: account.ErrExpired},
		"no end":     {change: func(p *account.Pass) { p.Expires = time.Time{} }, now: noon.AddDate(100, 0, 0), role: account.Editor},
		"revoked":    {change: func(p *account.Pass) { p.Revoked = noon }, err: account.ErrRevoked},
		"of another": {change: func(p *account.Pass) { p.Account.Name = "Bob" }, err: account.ErrWrong},
		"demoted":    {change: func(p *account.Pass) { p.Account.Role = account.Contributor }, role: account.Contributor},
		"promoted":   {change: func(p *account.Pass) { p.Account.Role = account.Admin }, role: account.Editor},
		"no role":    {change: func(p *account.Pass) { p.Token.Role = "" }, role: ""},
		"wrong hash": {secret: func(s account.Secret) account.Secret { s.Hash[31] ^= 1; return s }, err: account.ErrWrong},
		"wrong id":   {secret: func(s account.Secret) account.Secret { s.ID = other.ID; return s }, err: account.ErrWrong},
		"wrong kind": {secret: func(s account.Secret) account.Secret { s.Kind = account.ForBrowser; return s }, err: account.ErrWrong},
		"wrong and revoked": {change: func(p *account.Pass) { p.Revoked = noon },
			secret: func(s account.Secret) account.Secret { s.Hash[0] ^= 1; return s }, err: account.ErrWrong},
	} {
		p, s := pass(account.ForProgram)
		if c.change != nil {
			c.change(&p)
		}
		if c.secret != nil {
			s = c.secret(s)
		}
		if c.now.IsZero() {
			c.now = later
		}
		a, err := p.Admit(s, c.now)
		if !errors.Is(err, c.err) || a.Role != c.role || (err == nil) != a.Known() {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
		if err == nil && (a.Via != account.ViaToken || a.Credential != p.ID || !a.Until.Equal(p.Expires)) {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// A session that was begun with a token ends with it and can do no more.
func TestAdmitSession(t *testing.T) {
	p, s := pass(account.ForBrowser)
	a, err := p.Admit(s, noon)
	if err != nil || a.Via != account.ViaSession || !a.Until.IsZero() {
		t.Errorf("%+v, %v", a, err)
	}
	token, _ := pass(account.ForProgram)
	token.Expires = noon.Add(time.Minute)
	p.Parent = token.ID
	for name, c := range map[string]struct {
		change func(*account.Pass)
		err    error
		role   account.Role
	}{
		"good":           {role: account.Editor},
		"gone":           {change: func(p *account.Pass) { p.Begun = nil }, err: account.ErrRevoked},
		"another":        {change: func(p *account.Pass) { p.Begun.ID = "x" }, err: account.ErrRevoked},
		"of another":     {change: func(p *account.Pass) { p.Begun.Owner = "Bob" }, err: account.ErrRevoked},
		"revoked":        {change: func(p *account.Pass) { p.Begun.Revoked = noon }, err: account.ErrRevoked},
		"expired":        {change: func(p *account.Pass) { p.Begun.Expires = noon }, err: account.ErrExpired},
		"lesser":         {change: func(p *account.Pass) { p.Begun.Role = account.Contributor }, role: account.Contributor},
		"session ended":  {change: func(p *account.Pass) { p.Expires = noon }, err: account.ErrExpired},
		"session logged": {change: func(p *account.Pass) { p.Revoked = noon }, err: account.ErrRevoked},
	} {
		one, begun := p, token.Token
		one.Begun = &begun
		if c.change != nil {
			c.change(&one)
		}
		a, err := one.Admit(s, noon.Add(time.Second))
		if !errors.Is(err, c.err) || a.Role != c.role {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
		if err == nil && !a.Until.Equal(token.Expires) {
			t.Errorf("%s: until %v", name, a.Until)
		}
	}
}

// Nobody gets more by a new token than they have.
func TestGrant(t *testing.T) {
	ann := account.Actor{Name: "Ann", Role: account.Editor, Via: account.ViaToken, Credential: "x"}
	narrow := ann
	narrow.Scopes = []account.Permission{account.Tokens, account.Propose}
	proposer := ann
	proposer.Scopes = []account.Permission{account.Propose}
	short := ann
	short.Until = noon.Add(time.Hour)
	admin := account.Actor{Name: "Root", Role: account.Admin}
	scopes := func(p ...account.Permission) []account.Permission { return p }
	for name, c := range map[string]struct {
		actor account.Actor
		wish  account.Wish
		want  account.Wish
		err   string
	}{
		"defaults":    {ann, account.Wish{Name: "t"}, account.Wish{Name: "t", Owner: "Ann", Role: account.Editor}, ""},
		"less":        {ann, account.Wish{Name: "t", Role: account.Contributor}, account.Wish{Name: "t", Owner: "Ann", Role: account.Contributor}, ""},
		"narrower":    {ann, account.Wish{Name: "t", Scopes: scopes(account.Apply)}, account.Wish{Name: "t", Owner: "Ann", Role: account.Editor, Scopes: scopes(account.Apply)}, ""},
		"for another": {admin, account.Wish{Name: "t", Owner: "Bob", Role: account.Editor}, account.Wish{Name: "t", Owner: "Bob", Role: account.Editor}, ""},
		"as narrow":   {narrow, account.Wish{Name: "t"}, account.Wish{Name: "t", Owner: "Ann", Role: account.Editor, Scopes: narrow.Scopes}, ""},
		"in time":     {short, account.Wish{Name: "t", Expires: short.Until}, account.Wish{Name: "t", Owner: "Ann", Role: account.Editor, Expires: short.Until}, ""},

		"nobody":          {account.Actor{}, account.Wish{Name: "t"}, account.Wish{}, "sign in"},
		"a reader":        {account.Actor{Name: "Eve", Role: account.Reader}, account.Wish{Name: "t"}, account.Wish{}, "may not make"},
		"more":            {ann, account.Wish{Name: "t", Role: account.Admin}, account.Wish{}, "more than you are"},
		"wider":           {narrow, account.Wish{Name: "t", Scopes: scopes(account.Apply)}, account.Wish{}, "may not change the record"},
		"beyond the role": {ann, account.Wish{Name: "t", Scopes: scopes(account.Administer)}, account.Wish{}, "not what a token of role"},
		"not allowed":     {proposer, account.Wish{Name: "t"}, account.Wish{}, "may not make"},
		"not for others":  {ann, account.Wish{Name: "t", Owner: "Bob"}, account.Wish{}, "may not administer accounts"},
		"no end":          {short, account.Wish{Name: "t"}, account.Wish{}, "outlive"},
		"too long":        {short, account.Wish{Name: "t", Expires: short.Until.Add(1)}, account.Wish{}, "outlive"},
		"past":            {ann, account.Wish{Name: "t", Expires: noon}, account.Wish{}, "expired already"},
		"no name":         {ann, account.Wish{}, account.Wish{}, "1 to 80 characters"},
		"bad owner":       {admin, account.Wish{Name: "t", Owner: "<b>"}, account.Wish{}, "owner"},
		"no role":         {admin, account.Wish{Name: "t", Role: "boss"}, account.Wish{}, "no role"},
		"no permission":   {admin, account.Wish{Name: "t", Scopes: scopes("fly")}, account.Wish{}, "no permission"},
		"twice":           {admin, account.Wish{Name: "t", Scopes: scopes(account.Apply, account.Apply)}, account.Wish{}, "twice"},
	} {
		got, err := account.Grant(c.actor, c.wish, noon)
		if (err != nil) != (c.err != "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %v", name, err)
		}
		if got.Name != c.want.Name || got.Owner != c.want.Owner || got.Role != c.want.Role || !slices.Equal(got.Scopes, c.want.Scopes) || !got.Expires.Equal(c.want.Expires) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestMayRevoke(t *testing.T) {
	ann := account.Actor{Name: "Ann", Role: account.Editor, Credential: "a"}
	narrow := account.Actor{Name: "Ann", Role: account.Editor, Credential: "a", Scopes: []account.Permission{account.Propose}}
	token := func(owner, id string) account.Token {
		return account.Token{Owner: owner, Secret: account.Secret{ID: id}}
	}
	for name, c := range map[string]struct {
		actor account.Actor
		token account.Token
		want  bool
	}{
		"own":                {ann, token("Ann", "b"), true},
		"itself":             {narrow, token("Ann", "a"), true}, // whoever finds out that a token leaked can end it with the token alone
		"own, narrowed":      {narrow, token("Ann", "b"), false},
		"of another":         {ann, token("Bob", "b"), false},
		"of another, same":   {ann, token("Bob", "a"), false},
		"of another, admin":  {account.Actor{Name: "Root", Role: account.Admin}, token("Bob", "b"), true},
		"nobody":             {account.Actor{}, token("", ""), false},
		"reader, itself":     {account.Actor{Name: "Eve", Role: account.Reader, Credential: "e"}, token("Eve", "e"), true},
		"reader, other ones": {account.Actor{Name: "Eve", Role: account.Reader, Credential: "e"}, token("Eve", "f"), false},
	} {
		if got := account.MayRevoke(c.actor, c.token); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
