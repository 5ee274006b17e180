package store_test

import (
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/account/accounttest"
	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
)

var noon = accounttest.Noon

func TestAccounts(t *testing.T) {
	l := openLedger(t)
	t.Run("contract", l.contract)
	t.Run("enroll", l.enroll)
	t.Run("broken", l.broken)
	t.Run("sessions", l.sessions)
	t.Run("apart", l.apart)
}

// contract is what every keeper of accounts does, and names whatever their
// accents, which only this one knows of.
func (l ledger) contract(t *testing.T) {
	l.Wipe(t)
	accounttest.Contract(t, l)
	for _, name := range []string{"Zoë", "zoe", "ZOË", "Zoe 2"} {
		if err := l.AddAccount(t.Context(), account.Account{Name: name, Role: account.Reader}); err != nil && !errors.Is(err, account.ErrTaken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := l.value(t, "MATCH (a:Account) WHERE a.key STARTS WITH 'zoe' RETURN count(a)"); n != int64(2) {
		t.Errorf("%v accounts of two names", n)
	}
	for what, a := range map[string]account.Account{"name": {Name: "<b>", Role: account.Reader}, "role": {Name: "Bob", Role: "boss"}} {
		if err := l.AddAccount(t.Context(), a); err == nil || errors.Is(err, account.ErrTaken) {
			t.Errorf("bad %s: %v", what, err)
		}
	}
	if _, err := l.SetRole(t.Context(), "eve", "boss"); err == nil {
		t.Error("eve is boss")
	}
	if left := l.value(t, "MATCH (t:Token) UNWIND keys(t) AS k WITH t[k] AS v WHERE v STARTS WITH 'pg' RETURN count(*)"); left != int64(0) {
		t.Error("a secret is in the database")
	}
}

// Who comes for the first time several times at once has one account.
func (l ledger) enroll(t *testing.T) {
	l.Wipe(t)
	r := account.NewRegistry(l, time.Now)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if a, err := r.Enroll(t.Context(), account.Subject{Issuer: "https://id.example", ID: "1", Names: []string{"Bob"}}); err != nil || a.Name != "Bob" {
				t.Errorf("%+v, %v", a, err)
			}
		})
	}
	wg.Wait()
	if all, err := l.Accounts(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%+v, %v", all, err)
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

// What cannot be read in the database is no better for it.
func (l ledger) broken(t *testing.T) {
	l.Wipe(t)
	token := l.token(t, account.ForProgram, nil)
	l.Run(t, "MATCH (t:Token {id: $id}) SET t.expires = 'never'", map[string]any{"id": token.ID})
	if got, err := l.Pass(t.Context(), token.ID); err != nil || got.Check(noon) == nil {
		t.Errorf("a broken end is no end: %v, %v", got.Expires, err)
	}
	l.Run(t, "MATCH (t:Token {id: $id}) SET t.scopes = [1]", map[string]any{"id": token.ID})
	if got, err := l.Pass(t.Context(), token.ID); err != nil || account.May(account.Actor{Name: "Ann", Role: account.Admin, Scopes: got.Scopes}, account.Propose) {
		t.Errorf("a broken scope is none: %v, %v", got.Scopes, err)
	}
	for _, hash := range []string{"ab", strings.Repeat("ab", 33), "none"} {
		l.Run(t, "MATCH (t:Token {id: $id}) SET t.hash = $hash", map[string]any{"id": token.ID, "hash": hash})
		if got, err := l.Pass(t.Context(), token.ID); err == nil {
			t.Errorf("a broken hash: %+v", got)
		}
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
