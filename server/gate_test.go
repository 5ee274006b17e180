package server

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/account/accounttest"
)

// members gives a keeper with an account of each role, named after it, and a
// token of each.
func members(t *testing.T) (*accounttest.Memory, map[account.Role]string) {
	t.Helper()
	keeper, tokens := &accounttest.Memory{}, map[account.Role]string{}
	for _, role := range account.Roles() {
		if err := keeper.AddAccount(t.Context(), account.Account{Name: string(role), Role: role}); err != nil {
			t.Fatal(err)
		}
		token, text := account.Make(account.ForProgram, account.Wish{Name: "test", Owner: string(role), Role: role}, time.Now())
		if err := keeper.AddToken(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		tokens[role] = text
	}
	return keeper, tokens
}

const asksViewer = `{"query":"{ viewer { name role } }"}`

// TestGate checks what comes of tokens over HTTP: to the API, to pages, and
// to pages of other sites.
func TestGate(t *testing.T) {
	keeper, tokens := members(t)
	url := start(t, Config{Profile: Open, Accounts: keeper})
	send := func(method, path, body string, header ...string) replied {
		t.Helper()
		return send(t, method, url+path, body, header...)
	}
	for _, role := range account.Roles() {
		got := send("POST", "/graphql", asksViewer, "Authorization", "Bearer "+tokens[role])
		if want := `{"viewer":{"name":"` + string(role) + `","role":"` + string(role) + `"}}`; got.status != 200 || !strings.Contains(got.text, want) {
			t.Errorf("%s: %d %s", role, got.status, got.text)
		}
		if got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", role, got.header)
		}
	}
	if got := send("POST", "/graphql", asksViewer); got.status != 200 || !strings.Contains(got.text, `{"viewer":null}`) {
		t.Errorf("nobody: %d %s", got.status, got.text)
	}
	other, _ := account.NewSecret(account.ForProgram)
	for name, c := range map[string]struct {
		header []string
		media  string
	}{
		"plain": {nil, "application/json; charset=utf-8"}, "graphql": {[]string{"Accept", "application/graphql-response+json"}, "application/graphql-response+json; charset=utf-8"},
		"page of another site": {[]string{"Origin", "https://elsewhere.example"}, "application/json; charset=utf-8"},
	} {
		got := send("POST", "/graphql", asksViewer, append(c.header, "Authorization", "Bearer "+other)...)
		if got.status != 401 || got.code() != "UNAUTHENTICATED" || got.header.Get("Content-Type") != c.media || got.header.Get("Cache-Control") != "no-store" ||
			!strings.HasPrefix(got.header.Get("WWW-Authenticate"), "Bearer ") {
			t.Errorf("%s: %d %v %s", name, got.status, got.header, got.text)
		}
		if origin := got.header.Get("Access-Control-Allow-Origin"); (origin == "*") != (name == "page of another site") {
			t.Errorf("%s: allowed for %q", name, origin)
		}
	}
	for range 10 {
		wrong, _ := account.NewSecret(account.ForProgram)
		send("POST", "/graphql", asksViewer, "Authorization", "Bearer "+wrong)
	}
	fresh, _ := account.NewSecret(account.ForProgram)
	got := send("POST", "/graphql", asksViewer, "Authorization", "Bearer "+fresh)
	if wait, _ := got.Errors[0].Extensions["retryAfter"].(float64); got.status != 429 || got.code() != "RATE_LIMITED" || wait < 1 || got.header.Get("Retry-After") == "" {
		t.Errorf("too many: %d %v %s", got.status, got.header, got.text)
	}
	// Pages, and what says whether the server lives.
	for path, status := range map[string]int{"/about": 401, "/healthz": 200, "/readyz": 200} {
		if got := send("GET", path, "", "Authorization", "Bearer "+other); got.status != status {
			t.Errorf("%s: %d %s", path, got.status, got.text)
		}
	}
	got = send("OPTIONS", "/graphql", "", "Origin", "https://elsewhere.example", "Access-Control-Request-Headers", "authorization")
	if allowed := got.header.Get("Access-Control-Allow-Headers"); got.status != 204 || !strings.Contains(allowed, "Authorization") || got.header.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("preflight: %d %v", got.status, got.header)
	}
}

// TestGateOfSockets checks who is who on a connection: by its header, or by
// what its client says first.
func TestGateOfSockets(t *testing.T) {
	keeper, tokens := members(t)
	at := start(t, Config{Profile: Open, Accounts: keeper})
	wrong, _ := account.NewSecret(account.ForProgram)
	for name, c := range map[string]struct{ header, init, want string }{
		"nobody":            {"", `{}`, `"viewer":null`},
		"header":            {"Bearer " + tokens[account.Editor], `{}`, `"name":"editor"`},
		"first":             {"", `{"authorization":"Bearer ` + tokens[account.Editor] + `"}`, `"name":"editor"`},
		"first, caps":       {"", `{"Authorization":"Bearer ` + tokens[account.Editor] + `"}`, `"name":"editor"`},
		"both":              {"Bearer " + tokens[account.Editor], `{"authorization":"Bearer ` + tokens[account.Admin] + `"}`, `"name":"admin"`},
		"wrong":             {"", `{"authorization":"Bearer ` + wrong + `"}`, ""},
		"empty":             {"", `{"authorization":""}`, ""},
		"no text":           {"", `{"authorization":{"Bearer":"` + tokens[account.Editor] + `"}}`, ""},
		"right, then wrong": {"Bearer " + tokens[account.Editor], `{"authorization":"Bearer ` + wrong + `"}`, ""},
	} {
		options := &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}, HTTPHeader: http.Header{}}
		if c.header != "" {
			options.HTTPHeader.Set("Authorization", c.header)
		}
		socket, _, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(at, "http")+"/graphql", options)
		if err != nil {
			t.Fatal(err)
		}
		talk := func(say string) string {
			if err := socket.Write(t.Context(), websocket.MessageText, []byte(say)); err != nil {
				return ""
			}
			_, heard, err := socket.Read(t.Context())
			if err != nil {
				return ""
			}
			return string(heard)
		}
		got := ""
		if ack := talk(`{"type":"connection_init","payload":` + c.init + `}`); strings.Contains(ack, "connection_ack") {
			got = talk(`{"type":"subscribe","id":"1","payload":` + asksViewer + `}`)
		}
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %s", name, got)
		}
		_ = socket.CloseNow()
	}
	options := &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + wrong}}}
	if _, response, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(at, "http")+"/graphql", options); err == nil || response.StatusCode != 401 {
		t.Errorf("wrong header: %v", err)
	}
}

func TestSecurely(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for name, c := range map[string]struct {
		target, from, told string
		want               bool
	}{
		"plain": {"http://promises.example/", "192.0.2.1:1", "", false}, "https": {"https://promises.example/", "192.0.2.1:1", "", true},
		"proxy": {"http://promises.example/", "10.1.2.3:1", "https", true}, "proxy, plain": {"http://promises.example/", "10.1.2.3:1", "http", false},
		"anybody says so": {"http://promises.example/", "192.0.2.1:1", "https", false}, "from nowhere": {"http://promises.example/", "pipe", "https", false},
	} {
		r := httptest.NewRequestWithContext(t.Context(), "GET", c.target, nil)
		r.RemoteAddr = c.from
		if c.told != "" {
			r.Header.Set("X-Forwarded-Proto", c.told)
		}
		if got := securely(r, proxies); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
