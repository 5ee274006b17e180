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
