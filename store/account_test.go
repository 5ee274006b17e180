package store_test

import (
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func TestAccounts(t *testing.T) {
	l := openLedger(t)
	t.Run("accounts", l.accounts)
	t.Run("tokens", l.tokens)
	t.Run("use", l.use)
	t.Run("sessions", l.sessions)
	t.Run("apart", l.apart)
}

func (l ledger) accounts(t *testing.T) {
	l.Wipe(t)
	ann := account.Account{Name: "Ann Wéber", Role: account.Editor, Created: noon}
	eve := account.Account{Name: "Eve", Role: account.Reader, Issuer: "https://id.example", Subject: "42", Created: noon.Add(time.Hour)}
	for _, a := range []account.Account{ann, eve} {
		if err := l.AddAccount(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	for what, a := range map[string]account.Account{
		"name":          ann,
		"name in caps":  {Name: "ANN WEBER", Role: account.Reader},
		"subject":       {Name: "Eve 2", Role: account.Reader, Issuer: "https://id.example", Subject: "42"},
		"name, subject": {Name: "eve", Role: account.Reader, Issuer: "https://id.example", Subject: "43"},
	} {
		if err := l.AddAccount(t.Context(), a); !errors.Is(err, account.ErrTaken) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for what, a := range map[string]account.Account{"name": {Name: "<b>", Role: account.Reader}, "role": {Name: "Bob", Role: "boss"}} {
		if err := l.AddAccount(t.Context(), a); err == nil || errors.Is(err, account.ErrTaken) {
			t.Errorf("bad %s: %v", what, err)
		}
	}
	for _, name := range []string{"Ann Wéber", "ann weber"} {
		if got, err := l.Account(t.Context(), name); err != nil || got != ann {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if got, err := l.AccountOf(t.Context(), "https://id.example", "42"); err != nil || got != eve {
		t.Errorf("%+v, %v", got, err)
	}
	for _, subject := range [][2]string{{"https://id.example", "43"}, {"https://other.example", "42"}, {"", ""}, {"", "42"}} {
		if got, err := l.AccountOf(t.Context(), subject[0], subject[1]); !errors.Is(err, account.ErrNoAccount) {
			t.Errorf("%q is %+v, %v", subject, got, err)
		}
	}
	if _, err := l.Account(t.Context(), "Bob"); !errors.Is(err, account.ErrNoAccount) {
		t.Error(err)
	}
	if got, err := l.SetRole(t.Context(), "eve", account.Contributor); err != nil || got.Name != "Eve" || got.Role != account.Contributor || got.Subject != "42" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := l.SetRole(t.Context(), "Bob", account.Admin); !errors.Is(err, account.ErrNoAccount) {
		t.Error(err)
	}
	if _, err := l.SetRole(t.Context(), "eve", "boss"); err == nil {
		t.Error("eve is boss")
	}
	eve.Role = account.Contributor
	if all, err := l.Accounts(t.Context()); err != nil || !reflect.DeepEqual(all, []account.Account{ann, eve}) {
		t.Errorf("%+v, %v", all, err)
	}
	// Who comes for the first time twice at once has one account.
	var wg sync.WaitGroup
	made := make(chan error, 8)
	for range 8 {
		wg.Go(func() {
			made <- l.AddAccount(t.Context(), account.Account{Name: "Bob", Role: account.Reader, Issuer: "i", Subject: "1", Created: noon})
		})
	}
	wg.Wait()
	close(made)
	good := 0
	for err := range made {
		switch {
		case err == nil:
			good++
		case !errors.Is(err, account.ErrTaken):
			t.Error(err)
		}
	}
	if good != 1 {
		t.Errorf("%d accounts of one name", good)
	}
}

// token makes and keeps a token of Ann, who is an editor.
func (l ledger) token(t *testing.T, kind account.Kind, change func(*account.Token)) account.Token {
	t.Helper()
	if err := l.AddAccount(t.Context(), account.Account{Name: "Ann", Role: account.Editor, Created: noon}); err != nil && !errors.Is(err, account.ErrTaken) {
		t.Fatal(err)
	}
	token, _ := account.Make(kind, account.Wish{Name: "laptop", Owner: "Ann", Role: account.Editor}, noon)
	if change != nil {
		change(&token)
	}
	if err := l.AddToken(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	return token
}

func (l ledger) tokens(t *testing.T) {
	l.Wipe(t)
	plain := l.token(t, account.ForProgram, nil)
	narrow := l.token(t, account.ForProgram, func(t *account.Token) {
		t.Created, t.Expires, t.Scopes = noon.Add(time.Minute), noon.Add(time.Hour), []account.Permission{account.Propose, account.Apply}
	})
	session := l.token(t, account.ForBrowser, func(t *account.Token) {
		t.Parent, t.Expires = narrow.ID, time.Now().Add(time.Hour).Truncate(time.Millisecond).UTC()
	})
	ann := account.Account{Name: "Ann", Role: account.Editor, Created: noon}
	for _, want := range []account.Pass{{Token: plain, Account: ann}, {Token: narrow, Account: ann}, {Token: session, Account: ann, Begun: &narrow}} {
		if got, err := l.Pass(t.Context(), want.ID); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v, want %+v", got, err, want)
		}
	}
	for _, id := range []string{"", "x", plain.ID[:9], "' OR 1=1"} {
		if _, err := l.Pass(t.Context(), id); !errors.Is(err, account.ErrWrong) {
			t.Errorf("%q: %v", id, err)
		}
		if _, err := l.RevokeToken(t.Context(), id, noon); !errors.Is(err, account.ErrWrong) {
			t.Errorf("%q: %v", id, err)
		}
	}
	stranger, _ := account.Make(account.ForProgram, account.Wish{Name: "x", Owner: "ann", Role: account.Admin}, noon)
	if err := l.AddToken(t.Context(), stranger); !errors.Is(err, account.ErrNoAccount) {
		t.Errorf("the name is not the owner's very name: %v", err)
	}
	if err := l.AddToken(t.Context(), plain); err == nil {
		t.Error("one id was given twice")
	}
	for what, c := range map[string]struct {
		kind  account.Kind
		owner string
		want  []account.Token
	}{
		"all":            {account.ForProgram, "", []account.Token{narrow, plain}},
		"ann's":          {account.ForProgram, "ann", []account.Token{narrow, plain}},
		"nobody's":       {account.ForProgram, "bob", []account.Token{}},
		"ann's sessions": {account.ForBrowser, "Ann", []account.Token{session}},
	} {
		if got, err := l.Tokens(t.Context(), c.kind, c.owner); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, %v", what, got, err)
		}
	}
	for _, at := range []time.Time{noon.Add(time.Minute), noon.Add(time.Hour)} {
		if got, err := l.RevokeToken(t.Context(), narrow.ID, at); err != nil || !got.Revoked.Equal(noon.Add(time.Minute)) || got.Owner != "Ann" {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if got, err := l.Pass(t.Context(), session.ID); err != nil || got.Begun.Revoked.IsZero() {
		t.Errorf("the session does not know that its token was revoked: %+v, %v", got.Begun, err)
	}
	if left := l.value(t, "MATCH (t:Token) UNWIND keys(t) AS k WITH t[k] AS v WHERE v STARTS WITH 'pg' RETURN count(*)"); left != int64(0) {
		t.Error("a secret is in the database")
	}
	l.Run(t, "MATCH (t:Token {id: $id}) SET t.hash = 'ab'", map[string]any{"id": plain.ID})
	if got, err := l.Pass(t.Context(), plain.ID); err == nil {
		t.Errorf("a broken hash: %+v", got)
	}
	l.Run(t, "MATCH (t:Token {id: $id}) SET t.expires = 'never'", map[string]any{"id": narrow.ID})
	if got, err := l.Pass(t.Context(), narrow.ID); err != nil || got.Expires.IsZero() || got.Expires.After(noon) {
		t.Errorf("a broken end is no end: %v, %v", got.Expires, err)
	}
}

// The last use is noted, but not each one.
func (l ledger) use(t *testing.T) {
	l.Wipe(t)
	token := l.token(t, account.ForProgram, nil)
	for _, c := range []struct{ at, want time.Duration }{{0, 0}, {59 * time.Second, 0}, {61 * time.Second, 61 * time.Second}, {30 * time.Second, 61 * time.Second}} {
		if err := l.UseToken(t.Context(), token.ID, noon.Add(c.at)); err != nil {
			t.Fatal(err)
		}
		if got, err := l.Pass(t.Context(), token.ID); err != nil || !got.Used.Equal(noon.Add(c.want)) {
			t.Errorf("used at %v, noted %v, %v", c.at, got.Used, err)
		}
	}
	if err := l.UseToken(t.Context(), "x", noon); err != nil {
		t.Error(err)
	}
}

// Sessions that ended some time ago are forgotten when new ones begin.
func (l ledger) sessions(t *testing.T) {
	l.Wipe(t)
	until := func(d time.Duration) func(*account.Token) {
		return func(token *account.Token) { token.Expires = time.Now().Add(d) }
	}
	l.token(t, account.ForProgram, until(-48*time.Hour))
	l.token(t, account.ForBrowser, until(-48*time.Hour))
	l.token(t, account.ForBrowser, until(-time.Hour))
	l.token(t, account.ForBrowser, until(time.Hour))
	for kind, want := range map[account.Kind]int{account.ForProgram: 1, account.ForBrowser: 2} {
		if got, err := l.Tokens(t.Context(), kind, ""); err != nil || len(got) != want {
			t.Errorf("%d %ss, %v", len(got), kind, err)
		}
	}
}

// Accounts and tokens are not reached by what reads records.
func (l ledger) apart(t *testing.T) {
	l.Wipe(t)
	l.apply(t, journal.ChangeSet{By: "test", Why: "one source", Entries: []journal.Entry{{Op: journal.Create, ID: "blick", Record: source("blick")}}})
	token := l.token(t, account.ForProgram, nil)
	before := l.all(t)
	if !strings.Contains(before, token.ID) {
		t.Fatal("there is no token to look for")
	}
	if n := l.value(t, "MATCH (n:Account|Token) WHERE n:Record OR n:Part OR n:Text OR n:Version RETURN count(n)"); n != int64(0) {
		t.Errorf("%v accounts and tokens are records", n)
	}
	if n := l.value(t, "MATCH (n:Account|Token)-[r]-(m) WHERE NOT m:Account AND NOT m:Token RETURN count(r)"); n != int64(0) {
		t.Errorf("%v ways lead from records to accounts", n)
	}
	var exported []string
	if err := l.Export(t.Context(), func(_ fact.Kind, body []byte) error { exported = append(exported, string(body)); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(exported) != 1 || strings.Contains(exported[0], "Ann") {
		t.Errorf("%q", exported)
	}
	// Nothing that lays records out anew touches them.
	l.Run(t, "MATCH (j:Journal) SET j.layout = 0", nil)
	if _, err := l.Migrate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if got, err := l.Pass(t.Context(), token.ID); err != nil || !reflect.DeepEqual(got.Token, token) {
		t.Errorf("%+v, %v", got, err)
	}
}
