package access_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/account/accounttest"
	"github.com/promisegraph/promisegraph/server/access"
)

// issuer is an OpenID issuer on this machine. It lets everybody in as the
// subject it is told.
type issuer struct {
	t      *testing.T
	server *httptest.Server
	key    *ecdsa.PrivateKey
	claims map[string]any // of the next token that is exchanged for a code
	codes  map[string]url.Values
	down   atomic.Bool // what it tells of its keys and itself
	asked  atomic.Int64
}

const (
	client = "promises"
	word   = "the client's secret"
)

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	i := &issuer{t: t, key: newKey(t), codes: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		i.tell(w, map[string]any{
			"issuer": i.server.URL, "authorization_endpoint": i.server.URL + "/authorize", "token_endpoint": i.server.URL + "/token", "jwks_uri": i.server.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"ES256", "HS256", "none"}, // whatever it says
		})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		i.tell(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: i.key.Public(), KeyID: "k", Algorithm: "ES256", Use: "sig"}}})
	})
	mux.HandleFunc("/authorize", i.authorize)
	mux.HandleFunc("/token", i.token)
	i.server = httptest.NewServer(mux)
	t.Cleanup(i.server.Close)
	return i
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (i *issuer) tell(w http.ResponseWriter, what any) {
	i.asked.Add(1)
	if i.down.Load() {
		http.Error(w, "down", http.StatusBadGateway)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(what)
}

// authorize is where a reader says that they are who they are.
func (i *issuer) authorize(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query()
	code := rand.Text()
	i.codes[code] = asked
	http.Redirect(w, r, asked.Get("redirect_uri")+"?"+url.Values{"code": {code}, "state": {asked.Get("state")}, "iss": {i.server.URL}}.Encode(), http.StatusFound)
}

// token gives a token for a code, once, to the client that can prove that it
// asked for it.
func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	asked, ok := i.codes[r.FormValue("code")]
	delete(i.codes, r.FormValue("code"))
	proof := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !ok || id != client || secret != url.QueryEscape(word) || r.FormValue("grant_type") != "authorization_code" || r.FormValue("redirect_uri") != asked.Get("redirect_uri") ||
		asked.Get("code_challenge_method") != "S256" || base64.RawURLEncoding.EncodeToString(proof[:]) != asked.Get("code_challenge") {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error":"invalid_grant","error_description":"`+r.FormValue("code")+`"}`)
		return
	}
	claims := map[string]any{"nonce": asked.Get("nonce"), "name": "Ann Weber", "email": "ann@id.example", "email_verified": true}
	maps.Copy(claims, i.claims)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "opaque", "token_type": "Bearer", "id_token": i.sign(claims)})
}

// sign signs claims as the issuer does; those left out are as they should be.
func (i *issuer) sign(claims map[string]any) string {
	return i.signWith(jose.ES256, i.key, "k", claims)
}

func (i *issuer) signWith(alg jose.SignatureAlgorithm, key any, id string, claims map[string]any) string {
	i.t.Helper()
	all := map[string]any{"iss": i.server.URL, "aud": client, "sub": "42", "iat": accounttest.Noon.Unix(), "exp": accounttest.Noon.Add(time.Hour).Unix()}
	for name, value := range claims {
		if all[name] = value; value == nil {
			delete(all, name)
		}
	}
	body, err := json.Marshal(all)
	if err != nil {
		i.t.Fatal(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: jose.JSONWebKey{Key: key, KeyID: id}}, nil)
	if err != nil {
		i.t.Fatal(err)
	}
	signed, err := signer.Sign(body)
	if err != nil {
		i.t.Fatal(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		i.t.Fatal(err)
	}
	return text
}

func (i *issuer) config() *access.OpenID {
	return &access.OpenID{Issuer: i.server.URL, ClientID: client, ClientSecret: word}
}

func encoded(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// TestSigned is which tokens of an issuer are taken.
func TestSigned(t *testing.T) {
	i := newIssuer(t)
	public, err := x509.MarshalPKIXPublicKey(i.key.Public())
	if err != nil {
		t.Fatal(err)
	}
	good := i.sign(nil)
	head, rest, _ := strings.Cut(good, ".")
	body, signature, _ := strings.Cut(rest, ".")
	claims, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		t.Fatal(err)
	}
	of := func(claims map[string]any) string { return i.sign(claims) }
	editor := strings.Replace(string(claims), `"42"`, `"7"`, 1)
	at := func(d time.Duration) int64 { return accounttest.Noon.Add(d).Unix() }
	const nobody, wrong = " reader openid", "not one of the issuer"
	for what, c := range map[string]struct {
		token  string
		status int
		text   string
	}{
		"good":                      {good, 200, nobody},
		"with an account":           {of(map[string]any{"sub": "7"}), 200, "Ann editor openid"},
		"for others too":            {of(map[string]any{"aud": []string{"x", client}}), 200, nobody},
		"not signed":                {encoded(`{"alg":"none"}`) + "." + encoded(editor) + ".", 401, wrong},
		"not signed, by name":       {encoded(`{"alg":"None","kid":"k"}`) + "." + encoded(editor) + "." + signature, 401, wrong},
		"no head":                   {"." + body + "." + signature, 401, wrong},
		"head without a way":        {encoded(`{"kid":"k"}`) + "." + body + "." + signature, 401, wrong},
		"public key as secret":      {i.signWith(jose.HS256, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}), "k", map[string]any{"sub": "7"}), 401, wrong},
		"public key, plain":         {i.signWith(jose.HS256, public, "k", map[string]any{"sub": "7"}), 401, wrong},
		"client's secret":           {i.signWith(jose.HS256, []byte(strings.Repeat(word, 3)), "k", map[string]any{"sub": "7"}), 401, wrong},
		"another's key":             {i.signWith(jose.ES256, newKey(t), "k", map[string]any{"sub": "7"}), 401, wrong},
		"another's key by its name": {i.signWith(jose.ES256, newKey(t), "x", map[string]any{"sub": "7"}), 401, wrong},
		"other claims":              {head + "." + encoded(editor) + "." + signature, 401, wrong},
		"no signature":              {head + "." + body + ".", 401, wrong},
		"cut":                       {good[:len(good)-4], 401, wrong},
		"another issuer":            {of(map[string]any{"iss": "https://elsewhere.example"}), 401, wrong},
		"no issuer":                 {of(map[string]any{"iss": nil}), 401, wrong},
		"for others":                {of(map[string]any{"aud": "x"}), 401, wrong},
		"for nobody":                {of(map[string]any{"aud": nil}), 401, wrong},
		"expired":                   {of(map[string]any{"exp": at(-time.Second)}), 401, "expired"},
		"without end":               {of(map[string]any{"exp": nil}), 401, "expired"},
		"not yet":                   {of(map[string]any{"nbf": at(6 * time.Minute)}), 401, wrong},
		"of nobody":                 {of(map[string]any{"sub": nil}), 401, wrong},
		"of the empty":              {of(map[string]any{"sub": ""}), 401, wrong},
		"no claims":                 {i.signWith(jose.ES256, i.key, "k", nil)[:len(head)] + "..", 401, wrong},
		"four parts":                {good + ".x", 401, "no token of promisegraph"},
	} {
		h := newHouse(t, i.config())
		if err := h.keeper.AddAccount(t.Context(), account.Account{Name: "Ann", Role: account.Editor, Issuer: i.server.URL, Subject: "7"}); err != nil {
			t.Fatal(err)
		}
		got := h.bearer(h.secret(c.token))
		h.wants(what, got, c.status, c.text)
		if (c.status == 401) != (got.header.Get("WWW-Authenticate") != "") {
			t.Errorf("%s: %v", what, got.header)
		}
	}
}

// TestSignedLater checks that what was found out is remembered, and for how long.
func TestSignedLater(t *testing.T) {
	i := newIssuer(t)
	h := newHouse(t, i.config())
	token := h.secret(i.sign(nil))
	h.wants("unknown", h.bearer(token), 200, " reader openid")
	if err := h.keeper.AddAccount(t.Context(), account.Account{Name: "Ann", Role: account.Editor, Issuer: i.server.URL, Subject: "42"}); err != nil {
		t.Fatal(err)
	}
	h.now = h.now.Add(5 * time.Second)
	asked, passes := i.asked.Load(), h.keeper.Passes()
	for range 50 {
		h.wants("known", h.bearer(token), 200, "Ann editor openid")
	}
	if h.keeper.Passes() != passes+1 || i.asked.Load() != asked {
		t.Errorf("%d look-ups, the issuer was asked %d times", h.keeper.Passes()-passes, i.asked.Load()-asked)
	}
	if _, err := h.keeper.SetRole(t.Context(), "Ann", account.Reader); err != nil {
		t.Fatal(err)
	}
	h.now = h.now.Add(5 * time.Second)
	h.wants("demoted", h.bearer(token), 200, "Ann reader openid")
	h.now = accounttest.Noon.Add(time.Hour)
	h.wants("at its end", h.bearer(token), 401, "expired")

	// Tokens that nobody signed do not make us ask the issuer at any pace.
	asked = i.asked.Load()
	for range 50 {
		h.bearer(i.signWith(jose.ES256, newKey(t), "x", nil), "From", "192.0.2.9")
	}
	if n := i.asked.Load() - asked; n > 10 {
		t.Errorf("the issuer was asked %d times", n)
	}
}

// TestIssuerDown checks that a token is not called wrong while the issuer cannot
// be asked, and that it is asked again.
func TestIssuerDown(t *testing.T) {
	i := newIssuer(t)
	h := newHouse(t, i.config())
	i.down.Store(true)
	token := h.secret(i.sign(nil))
	for range 20 {
		h.wants("down", h.bearer(token), 503, "UNAVAILABLE")
	}
	if n := i.asked.Load(); n != 1 {
		t.Errorf("the issuer was asked %d times while it was down", n)
	}
	i.down.Store(false)
	h.now = h.now.Add(10 * time.Second)
	h.wants("up", h.bearer(token), 200, "openid")
	i.down.Store(true) // it changes its key, and does not tell
	i.key = newKey(t)
	h.wants("no keys", h.bearer(h.secret(i.sign(nil))), 503, "UNAVAILABLE")
	h.wants("known", h.bearer(token), 200, "openid")
	i.down.Store(false)
	h.wants("the new key", h.bearer(h.secret(i.sign(nil))), 200, "openid")
}

// browser keeps cookies for a reader who signs in at the issuer.
type browser struct {
	h       *house
	cookies map[string]string
}

// send makes a request of this server, and follows no redirect.
func (b *browser) send(serve func(w http.ResponseWriter, r *http.Request), target string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(b.h.t.Context(), "GET", target, nil)
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	serve(w, r)
	for _, c := range w.Result().Cookies() {
		if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Secure != b.h.secure {
			b.h.t.Errorf("%+v", c)
		}
		b.cookies[c.Name] = c.Value
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
			continue
		}
		b.h.secret(c.Value)
	}
	return w
}

// begin goes to the issuer and gives the address that it sends the reader back to.
func (b *browser) begin(i *issuer, to string) (back string) {
	b.h.t.Helper()
	w := b.send(func(w http.ResponseWriter, r *http.Request) {
		if err := b.h.gate.BeginOpenID(w, r, to); err != nil {
			b.h.t.Error(err)
		}
	}, "http://promises.example/account/openid")
	leave := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(leave, i.server.URL+"/authorize?") || w.Header().Get("Cache-Control") != "no-store" {
		b.h.t.Fatalf("%d %v", w.Code, w.Header())
	}
	request, err := http.NewRequestWithContext(b.h.t.Context(), "GET", leave, nil)
	if err != nil {
		b.h.t.Fatal(err)
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		b.h.t.Fatal(err)
	}
	response.Body.Close()
	back = response.Header.Get("Location")
	if at, err := url.Parse(back); err != nil || at.Path != access.CallbackPath {
		b.h.t.Fatalf("%s", back)
	} else {
		b.h.secret(at.Query().Get("code"))
	}
	return back
}

// finish comes back from the issuer.
func (b *browser) finish(back string) (to string, err error) {
	b.send(func(w http.ResponseWriter, r *http.Request) { to, err = b.h.gate.FinishOpenID(w, r) }, back)
	return to, err
}

// who is who the browser is signed in as.
func (b *browser) who() string {
	return b.send(b.h.ServeHTTP, "http://promises.example/").Body.String()
}

func TestSignInByOpenID(t *testing.T) {
	for _, secure := range []bool{false, true} {
		i := newIssuer(t)
		h := newHouse(t, i.config())
		h.secure = secure
		b := &browser{h, map[string]string{}}
		back := b.begin(i, "/promises/x?asOf=2024")
		if strings.HasPrefix(back, "https://promises.example/") != secure {
			t.Errorf("%s", back)
		}
		if to, err := b.finish(back); err != nil || to != "/promises/x?asOf=2024" {
			t.Fatalf("%q, %v", to, err)
		}
		if got := b.who(); got != "Ann Weber reader session" {
			t.Errorf("%s", got)
		}
		if len(b.cookies) != 1 {
			t.Errorf("%v", b.cookies)
		}
		if a, err := h.keeper.AccountOf(t.Context(), i.server.URL, "42"); err != nil || a.Email != "ann@id.example" || a.Role != account.Reader {
			t.Errorf("%+v, %v", a, err)
		}
		if _, err := h.keeper.SetRole(t.Context(), "Ann Weber", account.Editor); err != nil {
			t.Fatal(err)
		}
		h.now = h.now.Add(5 * time.Second)
		if got := b.who(); got != "Ann Weber editor session" {
			t.Errorf("%s", got)
		}
		if _, err := b.finish(back); err == nil {
			t.Error("one answer of the issuer was good twice")
		}
		if to, err := b.finish(b.begin(i, "//elsewhere.example")); err != nil || to != "/account" {
			t.Errorf("%q, %v", to, err)
		}
		if all, err := h.keeper.Accounts(t.Context()); err != nil || len(all) != 5 {
			t.Errorf("%+v, %v", all, err)
		}
	}
}

func TestSignInByOpenIDWrong(t *testing.T) {
	replace := func(name, value string) func(string) string {
		return func(back string) string {
			at, err := url.Parse(back)
			if err != nil {
				panic(err)
			}
			query := at.Query()
			query.Set(name, value)
			at.RawQuery = query.Encode()
			return at.String()
		}
	}
	for what, c := range map[string]struct {
		claims map[string]any
		back   func(string) string
		before func(*browser)
		want   string
	}{
		"other state":      {back: replace("state", "x"), want: "begun in another browser"},
		"no state":         {back: replace("state", ""), want: "begun in another browser"},
		"other browser":    {before: func(b *browser) { clear(b.cookies) }, want: "begun in another browser"},
		"broken cookie":    {before: func(b *browser) { b.cookies["promisegraph-signing-in"] = "x" }, want: "begun in another browser"},
		"empty cookie":     {before: func(b *browser) { b.cookies["promisegraph-signing-in"] = encoded("{}") }, back: replace("state", ""), want: "begun in another browser"},
		"other issuer":     {back: replace("iss", "https://elsewhere.example"), want: "begun in another browser"},
		"refused":          {back: replace("error", "access_denied"), want: "did not sign you in"},
		"no code":          {back: replace("code", ""), want: "did not sign you in"},
		"other code":       {back: replace("code", "x"), want: "not one of the issuer"},
		"other nonce":      {claims: map[string]any{"nonce": "x"}, want: "not one of the issuer"},
		"no nonce":         {claims: map[string]any{"nonce": nil}, want: "not one of the issuer"},
		"for others":       {claims: map[string]any{"aud": "x"}, want: "not one of the issuer"},
		"party":            {claims: map[string]any{"aud": []string{client, "x"}, "azp": "x"}, want: "not one of the issuer"},
		"of nobody":        {claims: map[string]any{"sub": ""}, want: "not one of the issuer"},
		"from elsewhere":   {claims: map[string]any{"iss": "https://elsewhere.example"}, want: "not one of the issuer"},
		"expired":          {claims: map[string]any{"exp": accounttest.Noon.Unix() - 1}, want: "expired"},
		"other hash":       {claims: map[string]any{"at_hash": "x"}, want: "not one of the issuer"},
		"other's verifier": {before: func(b *browser) { b.reverify() }, want: "not one of the issuer"},
	} {
		i := newIssuer(t)
		i.claims = c.claims
		h := newHouse(t, i.config())
		b := &browser{h, map[string]string{}}
		back := b.begin(i, "")
		if c.before != nil {
			c.before(b)
		}
		if c.back != nil {
			back = c.back(back)
		}
		if _, err := b.finish(back); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", what, err)
		}
		if got := b.who(); got != " reader " || len(b.cookies) > 0 {
			t.Errorf("%s: signed in as %q, %v", what, got, b.cookies)
		}
		if all, err := h.keeper.Accounts(t.Context()); err != nil || len(all) != 4 {
			t.Errorf("%s: %+v, %v", what, all, err)
		}
	}
	i := newIssuer(t)
	i.down.Store(true)
	h := newHouse(t, i.config())
	w := httptest.NewRecorder()
	if err := h.gate.BeginOpenID(w, httptest.NewRequestWithContext(t.Context(), "GET", "/account/openid", nil), ""); err == nil || !strings.Contains(err.Error(), "just now") {
		t.Errorf("while the issuer is down: %v", err)
	}
}

// reverify changes the proof that a browser keeps: the code was got by another.
func (b *browser) reverify() {
	kept, err := base64.RawURLEncoding.DecodeString(b.cookies["promisegraph-signing-in"])
	if err != nil {
		b.h.t.Fatal(err)
	}
	var p map[string]string
	if err := json.Unmarshal(kept, &p); err != nil {
		b.h.t.Fatal(err)
	}
	p["Verifier"] = strings.Repeat("x", 43)
	kept, err = json.Marshal(p)
	if err != nil {
		b.h.t.Fatal(err)
	}
	b.cookies["promisegraph-signing-in"] = base64.RawURLEncoding.EncodeToString(kept)
}

// An address that the issuer has not found to be theirs says nothing of who
// somebody is.
func TestEmailMustBeVerified(t *testing.T) {
	for verified, want := range map[any]string{true: "ann@id.example", "true": "ann@id.example", false: "", "false": "", nil: "", 1: ""} {
		i := newIssuer(t)
		i.claims = map[string]any{"email_verified": verified}
		h := newHouse(t, i.config())
		b := &browser{h, map[string]string{}}
		if _, err := b.finish(b.begin(i, "")); err != nil {
			t.Fatal(err)
		}
		if a, err := h.keeper.AccountOf(t.Context(), i.server.URL, "42"); err != nil || a.Email != want {
			t.Errorf("%v: %+v, %v", verified, a, err)
		}
	}
}

func TestOpenIDCheck(t *testing.T) {
	for issuer, good := range map[string]bool{
		"https://id.example.org": true, "https://id.example.org/tenant": true, "http://127.0.0.1:9000": true, "http://localhost": true, "http://[::1]:9000": true,
		"": false, "id.example.org": false, "http://id.example.org": false, "ftp://localhost": false, "https://": false, "https://id.example.org?x=1": false, "https://a:b@id.example.org": false,
	} {
		if err := (access.OpenID{Issuer: issuer, ClientID: "x"}).Check(); (err == nil) != good {
			t.Errorf("%q: %v", issuer, err)
		}
	}
	if err := (access.OpenID{Issuer: "https://id.example.org"}).Check(); err == nil {
		t.Error("no client id")
	}
}
