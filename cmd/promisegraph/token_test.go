package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/internal/neo4jtest"
)

// The way from nothing to a first admin and back, as somebody at a terminal goes it.
func TestTokens(t *testing.T) {
	db := neo4jtest.Open(t)
	env := []string{"NEO4J_URI=" + db.URI, "NEO4J_USERNAME=" + db.Username, "NEO4J_PASSWORD=" + db.Password}
	must := func(args ...string) (stdout, stderr string) {
		t.Helper()
		code, stdout, stderr := program(t, "", env, args...)
		if code != 0 {
			t.Fatalf("%q: exit code %d, %s", args, code, stderr)
		}
		return stdout, stderr
	}
	if code, _, stderr := program(t, "", env, "token", "create", "--role", "admin"); code != 1 || !strings.Contains(stderr, "promisegraph migrate") {
		t.Errorf("without a schema: exit code %d, %s", code, stderr)
	}
	must("migrate")
	stdout, stderr := must("token", "create", "--role", "admin")
	secret := strings.TrimSpace(stdout)
	s, err := account.ParseSecret(secret)
	if err != nil || stdout != secret+"\n" {
		t.Fatalf("%q: %v", stdout, err)
	}
	if !strings.Contains(stderr, s.ID) || !strings.Contains(stderr, `of "admin", admin, until `) || strings.Contains(stderr, secret) {
		t.Errorf("%s", stderr)
	}
	var made toldToken
	stdout, _ = must("token", "create", "--role", "editor", "--owner", "Ann Weber", "--name", "laptop", "--scope", "apply,rule", "--expires", "12h", "--json")
	if err := json.Unmarshal([]byte(stdout), &made); err != nil {
		t.Fatal(err)
	}
	if _, err := account.ParseSecret(made.Secret); err != nil || made.Owner != "Ann Weber" || made.Name != "laptop" || made.Role != "editor" || made.State != "good" ||
		strings.Join(made.Scopes, " ") != "apply rule" || made.Expires == nil || time.Until(*made.Expires).Round(time.Hour) != 12*time.Hour {
		t.Errorf("%+v, %v", made, err)
	}
	for _, c := range []struct {
		args string
		code int
		told string
	}{
		{"token create --role boss", 2, "--role"},
		{"token create", 2, "--role"},
		{"token create --role editor --expires tomorrow", 2, "12h or 90d"},
		{"token create --role editor --expires=-1h", 2, "12h or 90d"},
		{"token create --role editor --expires 0d", 2, "12h or 90d"},
		{"token create --role editor --scope fly", 1, "propose, tokens, apply"},
		{"token create --role editor --scope administer", 1, "not what a token of role"},
		{"token create --role editor --name <b>", 1, "1 to 80 characters"},
		{"token create --role admin --owner ann-weber", 0, ""}, // another name
		{"token create --role admin --owner ANN-WEBER", 0, ""},
		{"token create --role admin --owner editor", 0, ""},
		{"token create --role editor --owner admin --expires never", 0, "without end"},
		{"token revoke", 2, "ids of tokens"},
		{"token revoke x --of ann-weber", 2, "ids of tokens"},
		{"token revoke nothing", 1, "there is no such token"},
		{"token revoke --of nobody", 1, "there is no such account"},
		{"account set-role nobody editor", 1, "there is no such account"},
		{"account set-role ann-weber boss", 2, "must be one of"},
		{"account set-role ann-weber reader", 0, `"ann-weber" is reader`},
		{"token create --role editor --owner ann-weber", 1, "set-role"},
		{"token revoke --of ann-weber", 0, "Revoked"},
		{"token revoke " + made.ID, 0, `of "Ann Weber" (laptop)`},
	} {
		code, _, stderr := program(t, "", env, strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(stderr, c.told) {
			t.Errorf("%s: exit code %d, %s", c.args, code, stderr)
		}
	}
	var all []toldToken
	stdout, _ = must("token", "list", "--json")
	if err := json.Unmarshal([]byte(stdout), &all); err != nil {
		t.Fatal(err)
	}
	states := map[string]string{}
	for _, one := range all {
		states[one.Owner] += one.State + " "
	}
	if len(all) != 6 || states["Ann Weber"] != "revoked " || states["ann-weber"] != "revoked revoked " || states["admin"] != "good good " || states["editor"] != "good " {
		t.Errorf("%v", states)
	}
	table, _ := must("token", "list", "--owner", "ann weber")
	if lines := strings.Split(strings.TrimSpace(table), "\n"); len(lines) != 2 || !strings.Contains(lines[1], made.ID) || !strings.Contains(lines[1], "apply,rule") {
		t.Errorf("%s", table)
	}
	if none, _ := must("token", "list", "--sessions", "--json"); strings.TrimSpace(none) != "[]" {
		t.Errorf("%s", none)
	}
	accounts, _ := must("account", "list")
	if lines := strings.Split(strings.TrimSpace(accounts), "\n"); len(lines) != 5 || !strings.HasPrefix(lines[1], "admin  ") || !strings.Contains(lines[2], "Ann Weber  editor") {
		t.Errorf("%s", accounts)
	}
	for _, text := range []string{stdout, table, accounts} {
		if strings.Contains(text, "pg_") {
			t.Errorf("a list shows a secret: %s", text)
		}
	}
}
