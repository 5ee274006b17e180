package access_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/server/access"
)

// signIn shows a token and gives the cookie that the browser got.
func (h *house) signIn(token string, header ...string) (*http.Cookie, error) {
	h.t.Helper()
	r := httptest.NewRequestWithContext(h.t.Context(), "POST", "http://promises.example/account/sign-in", nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	r, refusal := h.gate.Identify(w, r)
	if refusal != nil {
		return nil, refusal
	}
	if _, err := h.gate.SignIn(w, r, token); err != nil {
		if cookies := w.Result().Cookies(); len(cookies) > 0 {
			h.t.Errorf("cookies beside an error: %v", cookies)
		}
		return nil, err
	}
	cookies := w.Result().Cookies()
	if len(cookies) != 1 {
		h.t.Fatalf("%v", cookies)
	}
	h.secret(cookies[0].Value)
	return cookies[0], nil
}

func TestSession(t *testing.T) {
	h := newHouse(t, nil)
	text, token := h.token(account.Editor)
	cookie, err := h.signIn(" " + text + "\n")
	if err != nil {
		t.Fatal(err)
	}
	if cookie.Name != "promisegraph" || !cookie.HttpOnly || cookie.Secure || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" || cookie.MaxAge != 12*60*60 {
		t.Errorf("%+v", cookie)
	}
	if strings.Contains(cookie.Value, text) || !strings.HasPrefix(cookie.Value, "pgs_") {
		t.Errorf("%s", cookie.Value)
	}
	with := func(c *http.Cookie) []string { return []string{"Cookie", "a=b; " + c.Name + "=" + c.Value} }
	h.wants("signed in", h.ask("POST", with(cookie)...), 200, "editor editor session")
	h.wants("the session as a token", h.bearer(cookie.Value), 401, "no token")

	// Signing in again begins another session in place of the one before.
	second, err := h.signIn(text, with(cookie)...)
	if err != nil {
		t.Fatal(err)
	}
	h.wants("the one before", h.ask("POST", with(cookie)...), 401, "session has ended")
	h.wants("the second", h.ask("POST", with(second)...), 200, "editor editor session")

	// A session that has ended is forgotten. Until then its reader reads on as
	// everybody; what they are given may be kept for others.
	got := h.ask("GET", with(cookie)...)
	h.wants("reading on", got, 200, " reader ")
	if c := got.header.Get("Set-Cookie"); c != "" {
		t.Errorf("Set-Cookie: %s", c)
	}
	got = h.ask("POST", with(cookie)...)
	if c := got.header.Get("Set-Cookie"); !strings.HasPrefix(c, "promisegraph=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax") {
		t.Errorf("Set-Cookie: %s", c)
	}
	if _, err := h.signIn(text, with(cookie)...); err != nil {
		t.Errorf("signing in with the cookie of an ended session: %v", err)
	}
	lost, _ := account.NewSecret(account.ForBrowser) // of another database
	before := h.keeper.Passes()
	for range 50 {
		h.wants("of nobody", h.ask("GET", "Cookie", "promisegraph="+h.secret(lost)), 200, " reader ")
	}
	if n := h.keeper.Passes() - before; n != 1 {
		t.Errorf("%d look-ups of one lost session", n)
	}

	// It ends with the token, and by itself.
	third, err := h.signIn(text)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.gate.Registry().Revoke(account.With(t.Context(), account.Actor{Name: "editor", Role: account.Editor}), token.ID); err != nil {
		t.Fatal(err)
	}
	h.wants("token revoked", h.ask("POST", with(third)...), 401, "session has ended")
	other, _ := h.token(account.Admin)
	fourth, err := h.signIn(other)
	if err != nil {
		t.Fatal(err)
	}
	h.now = h.now.Add(12*time.Hour - 1)
	h.wants("before the end", h.ask("POST", with(fourth)...), 200, "admin admin session")
	h.now = h.now.Add(1)
	h.wants("at the end", h.ask("POST", with(fourth)...), 401, "session has ended")
}

// Over https the cookie goes there only, and is taken from there only.
func TestSecureSession(t *testing.T) {
	h := newHouse(t, nil)
	h.secure = true
	text, _ := h.token(account.Editor)
	cookie, err := h.signIn(text)
	if err != nil {
		t.Fatal(err)
	}
	if cookie.Name != "__Host-promisegraph" || !cookie.Secure || !cookie.HttpOnly || cookie.Path != "/" || cookie.Domain != "" {
		t.Errorf("%+v", cookie)
	}
	h.wants("https", h.ask("POST", "Cookie", cookie.Name+"="+cookie.Value), 200, "editor editor session")
	h.wants("without the prefix", h.ask("POST", "Cookie", "promisegraph="+cookie.Value), 200, " reader ")
}

func TestSignInWrong(t *testing.T) {
	h := newHouse(t, nil)
	good, _ := h.token(account.Editor)
	expired, _ := h.token(account.Editor, func(t *account.Token) { t.Expires = h.now })
	session, err := h.signIn(good)
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct{ token, want string }{
		"empty": {"", "not complete"}, "unknown": {h.unknown(), "no such token"}, "expired": {expired, "expired"}, "session": {session.Value, "no token"},
		"mistyped": {good + "a", "not complete"},
	} {
		if _, err := h.signIn(c.token); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for range 8 {
		if _, err := h.signIn(h.unknown()); err == nil || !strings.Contains(err.Error(), "no such token") {
			t.Error(err)
		}
	}
	if _, err := h.signIn(h.unknown()); err == nil || !strings.Contains(err.Error(), "too many") {
		t.Error(err)
	}
	// A page of another site cannot sign a reader in as somebody else.
	if _, err := h.signIn(good, "Sec-Fetch-Site", "cross-site", "Origin", "https://elsewhere.example"); err == nil || !strings.Contains(err.Error(), "another site") {
		t.Error(err)
	}
}

func TestSignOut(t *testing.T) {
	h := newHouse(t, nil)
	text, _ := h.token(account.Editor)
	cookie, err := h.signIn(text)
	if err != nil {
		t.Fatal(err)
	}
	out := func(header ...string) (*httptest.ResponseRecorder, error) {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "http://promises.example/account/sign-out", nil)
		for i := 0; i < len(header); i += 2 {
			r.Header.Add(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		r, refusal := h.gate.Identify(w, r)
		if refusal != nil {
			return w, refusal
		}
		return w, h.gate.SignOut(w, r)
	}
	own := []string{"Cookie", cookie.Name + "=" + cookie.Value}
	for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://elsewhere.example"}} {
		if _, err := out(append(header, own...)...); err == nil {
			t.Errorf("%v signs a reader out", header)
		}
		if _, err := out(header...); err == nil {
			t.Errorf("%v signs nobody out", header)
		}
	}
	h.wants("still in", h.ask("POST", own...), 200, "editor editor session")
	w, err := out(own...)
	if err != nil || !strings.HasPrefix(w.Header().Get("Set-Cookie"), "promisegraph=; Path=/; Max-Age=0") {
		t.Errorf("%v, %v", w.Header(), err)
	}
	h.wants("out", h.ask("POST", own...), 401, "session has ended")
	if _, err := out(); err != nil {
		t.Errorf("nobody signs out: %v", err)
	}
}

// TestForged is which requests may use the session of a reader.
func TestForged(t *testing.T) {
	h := newHouse(t, nil)
	text, _ := h.token(account.Editor)
	cookie, err := h.signIn(text)
	if err != nil {
		t.Fatal(err)
	}
	const in, as, no = "editor editor session", " reader ", "CROSS_ORIGIN"
	for what, c := range map[string]struct {
		header    []string
		get, post string
	}{
		"no browser":               {nil, in, in},
		"own page":                 {[]string{"Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "cors", "Origin", "http://promises.example"}, in, in},
		"typed":                    {[]string{"Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "navigate"}, in, in},
		"link elsewhere":           {[]string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, in, no},
		"frame elsewhere":          {[]string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"}, as, no},
		"image elsewhere":          {[]string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"}, as, no},
		"script elsewhere":         {[]string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty", "Origin", "https://elsewhere.example"}, as, no},
		"sister site":              {[]string{"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "cors", "Origin", "http://blog.promises.example"}, as, no},
		"old browser":              {[]string{"Origin", "http://promises.example"}, in, in},
		"old browser, elsewhere":   {[]string{"Origin", "https://elsewhere.example"}, as, no},
		"old browser, sister":      {[]string{"Origin", "http://blog.promises.example"}, as, no},
		"old browser, other port":  {[]string{"Origin", "http://promises.example:8080"}, as, no},
		"hidden origin":            {[]string{"Origin", "null"}, as, no},
		"sandboxed":                {[]string{"Sec-Fetch-Site", "cross-site", "Origin", "null"}, as, no},
		"socket of an old browser": {[]string{"Origin", "https://elsewhere.example", "Upgrade", "websocket"}, as, no},
	} {
		header := append(c.header, "Cookie", cookie.Name+"="+cookie.Value)
		for method, want := range map[string]string{"GET": c.get, "HEAD": c.get, "POST": c.post, "PUT": c.post, "DELETE": c.post} {
			status := 200
			if want == no {
				status = 403
			}
			h.wants(what+", "+method, h.ask(method, header...), status, want)
		}
		// With a token, a page has shown that it may.
		h.wants(what+", token", h.bearer(text, header...), 200, "editor editor token")
	}
}

// TestUntil checks that a connection that stays open ends when what was shown
// counts no more.
func TestUntil(t *testing.T) {
	for what, c := range map[string]struct {
		end  func(ctx context.Context, h *house, id string)
		ends bool
	}{
		"revoked": {func(ctx context.Context, h *house, id string) { _, _ = h.keeper.RevokeToken(ctx, id, time.Now()) }, true},
		"demoted": {func(ctx context.Context, h *house, _ string) { _, _ = h.keeper.SetRole(ctx, "editor", account.Reader) }, true},
		"down":    {func(_ context.Context, h *house, _ string) { h.keeper.Fail(context.DeadlineExceeded) }, false},
		"nothing": {func(context.Context, *house, string) {}, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t, nil)
			h.real, h.now = true, time.Now()
			text, token := h.token(account.Editor)
			r := httptest.NewRequestWithContext(t.Context(), "GET", "/graphql", nil)
			r.Header.Set("Authorization", "Bearer "+text)
			r, refusal := h.gate.Identify(httptest.NewRecorder(), r)
			if refusal != nil {
				t.Fatal(refusal)
			}
			ctx, cancel := h.gate.Until(r.Context())
			defer cancel()
			pass := func() {
				<-time.After(5 * time.Second)
				synctest.Wait()
			}
			for range 4 {
				pass()
			}
			if ctx.Err() != nil {
				t.Fatalf("%s: ended before", what)
			}
			c.end(t.Context(), h, token.ID)
			pass()
			if (ctx.Err() != nil) != c.ends {
				t.Errorf("%s: %v", what, ctx.Err())
			}
			everybody, cancel := h.gate.Until(t.Context())
			defer cancel()
			pass()
			if everybody.Err() != nil {
				t.Errorf("%s: everybody's connection ended", what)
			}
		})
	}
}

func TestLocal(t *testing.T) {
	for path, want := range map[string]string{
		"/promises/x?asOf=2024#top": "/promises/x?asOf=2024#top", "/": "/",
		"": "/account", "promises": "/account", "//elsewhere.example": "/account", "https://elsewhere.example": "/account", "/\\elsewhere.example": "/account",
		"javascript:alert(1)": "/account", "/a\r\nSet-Cookie: x": "/account", "/\t/elsewhere.example": "/account", "/%zz": "/account",
	} {
		if got := access.Local(path); got != want {
			t.Errorf("%q: %q", path, got)
		}
	}
}
