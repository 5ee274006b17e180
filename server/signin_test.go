package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/account"
)

// TestSignIn goes the way of a browser: it shows a token, asks with its
// session, and signs out.
func TestSignIn(t *testing.T) {
	keeper, tokens := members(t)
	at := start(t, Config{Profile: Open, Accounts: keeper})
	form := func(path, token string, header ...string) replied {
		return send(t, "POST", at+path, url.Values{"token": {token}}.Encode(), append(header, "Content-Type", "application/x-www-form-urlencoded")...)
	}
	if got := send(t, "GET", at+"/account", ""); got.status != 200 || !strings.Contains(got.text, `name="token"`) || got.header.Get("Cache-Control") != "no-store" ||
		strings.Contains(got.text, "OpenID") || !strings.Contains(got.header.Get("Content-Security-Policy"), "form-action 'self'") {
		t.Errorf("%d %v %s", got.status, got.header, got.text)
	}
	if got := form("/account/sign-in", "<b>nothing"); got.status != 401 || !strings.Contains(got.text, "not complete") || strings.Contains(got.text, "<b>") || got.header.Get("Set-Cookie") != "" {
		t.Errorf("wrong: %d %s", got.status, got.text)
	}
	if got := form("/account/sign-in", tokens[account.Editor], "Sec-Fetch-Site", "cross-site"); got.status != 403 || got.header.Get("Set-Cookie") != "" {
		t.Errorf("from elsewhere: %d %s", got.status, got.text)
	}
	if got := form("/account/sign-in", strings.Repeat("x", 10<<10)); got.status != 401 {
		t.Errorf("long: %d %s", got.status, got.text)
	}
	got := form("/account/sign-in", tokens[account.Editor])
	if got.status != http.StatusSeeOther || got.header.Get("Location") != "/account" || strings.Contains(got.text, tokens[account.Editor]) {
		t.Fatalf("%d %v %s", got.status, got.header, got.text)
	}
	cookie, _, _ := strings.Cut(got.header.Get("Set-Cookie"), ";")
	if got := send(t, "GET", at+"/account", "", "Cookie", cookie); !strings.Contains(got.text, "<strong>editor</strong>, editor") {
		t.Errorf("%d %s", got.status, got.text)
	}
	if got := send(t, "POST", at+"/graphql", asksViewer, "Cookie", cookie, "Sec-Fetch-Site", "same-origin"); !strings.Contains(got.text, `"name":"editor"`) {
		t.Errorf("%d %s", got.status, got.text)
	}
	if got := send(t, "POST", at+"/graphql", asksViewer, "Cookie", cookie, "Sec-Fetch-Site", "cross-site", "Origin", "https://elsewhere.example"); got.status != 403 {
		t.Errorf("forged: %d %s", got.status, got.text)
	}
	tokensOfAccount(t, at, cookie)
	if got := form("/account/sign-out", "", "Cookie", cookie); got.status != http.StatusSeeOther || !strings.Contains(got.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("%d %v", got.status, got.header)
	}
	if got := send(t, "POST", at+"/graphql", asksViewer, "Cookie", cookie); got.status != 401 || got.code() != "UNAUTHENTICATED" {
		t.Errorf("signed out: %d %s", got.status, got.text)
	}
	if got := send(t, "GET", at+"/account/openid", ""); got.status != 404 {
		t.Errorf("without an issuer: %d", got.status)
	}
}

// tokensOfAccount makes a token in the browser, uses it and takes it back.
func tokensOfAccount(t *testing.T, at, cookie string) {
	t.Helper()
	post := func(path string, entered url.Values, header ...string) replied {
		return send(t, "POST", at+path, entered.Encode(), append(header, "Content-Type", "application/x-www-form-urlencoded", "Cookie", cookie)...)
	}
	wish := url.Values{"name": {"my program"}, "days": {"30"}, "scope": {"apply"}}
	if got := post("/account/tokens", wish, "Sec-Fetch-Site", "cross-site"); got.status != 403 {
		t.Errorf("from elsewhere: %d", got.status)
	}
	for name, c := range map[string]url.Values{"no name": {"days": {"30"}}, "odd name": {"name": {"<i>x"}, "days": {"30"}}, "no days": {"name": {"x"}, "days": {"0"}}, "too much": {"name": {"x"}, "days": {"30"}, "scope": {"administer"}}} {
		if got := post("/account/tokens", c); got.status < 400 || got.status > 403 || !strings.Contains(got.text, `role="alert"`) || strings.Contains(got.text, "<i>") {
			t.Errorf("%s: %d %s", name, got.status, got.text)
		}
	}
	made := post("/account/tokens", wish)
	_, after, _ := strings.Cut(made.text, "<code>")
	secret, _, ok := strings.Cut(after, "</code>")
	if made.status != 200 || !ok || !strings.Contains(made.text, "my program") {
		t.Fatalf("%d %s", made.status, made.text)
	}
	if got := send(t, "POST", at+"/graphql", asksViewer, "Authorization", "Bearer "+secret); !strings.Contains(got.text, `"name":"editor"`) {
		t.Errorf("the new token: %s", got.text)
	}
	if got := send(t, "GET", at+"/account", "", "Cookie", cookie); strings.Contains(got.text, secret) {
		t.Error("the secret is shown again")
	}
	parsed, err := account.ParseSecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	if got := post("/account/tokens/revoke", url.Values{"id": {"nothing"}}); got.status != 400 {
		t.Errorf("revoking nothing: %d", got.status)
	}
	if got := post("/account/tokens/revoke", url.Values{"id": {parsed.ID}}); got.status != http.StatusSeeOther {
		t.Errorf("revoking: %d %s", got.status, got.text)
	}
	if got := send(t, "POST", at+"/graphql", asksViewer, "Authorization", "Bearer "+secret); got.status != 401 {
		t.Errorf("a token taken back: %d %s", got.status, got.text)
	}
}
