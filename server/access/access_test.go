package access_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/account/accounttest"
	"github.com/promisegraph/promisegraph/server/access"
)

// house is a gate with what it stands before: a handler that says who asks.
type house struct {
	t      *testing.T
	keeper *accounttest.Memory
	gate   *access.Gate
	now    time.Time
	real   bool // the time is that of the machine
	secure bool

	mu      sync.Mutex
	logged  bytes.Buffer
	secrets []string // none of them may be in the log
}

// newHouse makes a house in which each role has an account, named after it.
func newHouse(t *testing.T, openID *access.OpenID) *house {
	t.Helper()
	h := &house{t: t, keeper: &accounttest.Memory{}, now: accounttest.Noon}
	for _, role := range account.Roles() {
		if err := h.keeper.AddAccount(t.Context(), account.Account{Name: string(role), Role: role}); err != nil {
			t.Fatal(err)
		}
	}
	h.gate = access.New(access.Config{
		Keeper: h.keeper, Now: h.time, Secure: func(*http.Request) bool { return h.secure }, OpenID: openID,
		Client: func(r *http.Request) netip.Addr { at, _ := netip.ParseAddrPort(r.RemoteAddr); return at.Addr() },
		Log:    slog.New(slog.NewTextHandler(h, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	t.Cleanup(func() {
		for _, secret := range h.secrets {
			if strings.Contains(h.logged.String(), secret) {
				t.Errorf("a secret is in the log: %s", h.logged.String())
			}
		}
	})
	return h
}

func (h *house) time() time.Time {
	if h.real {
		return time.Now()
	}
	return h.now
}

// Write takes the log.
func (h *house) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.logged.Write(p)
}

// secret takes note of a text that must not be logged, and gives it.
func (h *house) secret(text string) string {
	h.secrets = append(h.secrets, text)
	return text
}

// token makes a token of the account of a role.
func (h *house) token(role account.Role, change ...func(*account.Token)) (string, account.Token) {
	h.t.Helper()
	token, text := account.Make(account.ForProgram, account.Wish{Name: "laptop", Owner: string(role), Role: role}, h.now)
	for _, c := range change {
		c(&token)
	}
	if err := h.keeper.AddToken(h.t.Context(), token); err != nil {
		h.t.Fatal(err)
	}
	return h.secret(text), token
}

// unknown is the text of a token that nobody has.
func (h *house) unknown() string {
	text, _ := account.NewSecret(account.ForProgram)
	return h.secret(text)
}

// ServeHTTP says who asks, as "name role via", or why it does not answer.
func (h *house) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	as, refusal := h.gate.Identify(w, r)
	if refusal != nil {
		refusal.Headers(w.Header())
		http.Error(w, refusal.Code+" "+refusal.Message, refusal.Status)
		return
	}
	a := account.From(as.Context())
	fmt.Fprintf(w, "%s %s %s", a.Name, a.RoleOrReader(), a.Via)
}

// reply is what a request got.
type reply struct {
	status int
	text   string
	header http.Header
}

// ask sends a request, with headers given as name, value, name, value. The
// name From is the address it comes from.
func (h *house) ask(method string, header ...string) reply {
	r := httptest.NewRequestWithContext(h.t.Context(), method, "http://promises.example/graphql", nil)
	for i := 0; i < len(header); i += 2 {
		if header[i] == "From" {
			r.RemoteAddr = netip.AddrPortFrom(netip.MustParseAddr(header[i+1]), 1234).String()
			continue
		}
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return reply{w.Code, w.Body.String(), w.Header()}
}

func (h *house) bearer(token string, header ...string) reply {
	return h.ask("POST", append([]string{"Authorization", "Bearer " + token}, header...)...)
}

// wants fails the test when a reply is another one.
func (h *house) wants(what string, got reply, status int, text string) {
	h.t.Helper()
	if got.status != status || !strings.Contains(got.text, text) {
		h.t.Errorf("%s: %d %q, want %d %q", what, got.status, got.text, status, text)
	}
}

func TestTokens(t *testing.T) {
	h := newHouse(t, nil)
	good, _ := h.token(account.Editor)
	_, session := account.Make(account.ForBrowser, account.Wish{Name: "b", Owner: "editor", Role: account.Editor}, h.now)
	expired, _ := h.token(account.Editor, func(t *account.Token) { t.Expires = h.now })
	revoked, _ := h.token(account.Editor, func(t *account.Token) { t.Revoked = h.now })
	narrow, _ := h.token(account.Editor, func(t *account.Token) { t.Role = account.Contributor })
	for what, c := range map[string]struct {
		header []string
		status int
		text   string
	}{
		"nothing":         {nil, 200, " reader "},
		"good":            {[]string{"Authorization", "Bearer " + good}, 200, "editor editor token"},
		"any case":        {[]string{"Authorization", "bearer  " + good}, 200, "editor editor token"},
		"less":            {[]string{"Authorization", "Bearer " + narrow}, 200, "editor contributor token"},
		"unknown":         {[]string{"Authorization", "Bearer " + h.unknown()}, 401, "UNAUTHENTICATED there is no such token"},
		"mistyped":        {[]string{"Authorization", "Bearer " + good[:len(good)-1] + "x"}, 401, "not complete"},
		"cut":             {[]string{"Authorization", "Bearer " + good[:20]}, 401, "not complete"},
		"expired":         {[]string{"Authorization", "Bearer " + expired}, 401, "expired"},
		"revoked":         {[]string{"Authorization", "Bearer " + revoked}, 401, "revoked"},
		"a session":       {[]string{"Authorization", "Bearer " + session}, 401, "no token of promisegraph"},
		"empty":           {[]string{"Authorization", ""}, 401, "Bearer TOKEN"},
		"bare":            {[]string{"Authorization", good}, 401, "Bearer TOKEN"},
		"no token":        {[]string{"Authorization", "Bearer"}, 401, "not complete"},
		"basic":           {[]string{"Authorization", "Basic YWRtaW46YWRtaW4="}, 401, "Bearer TOKEN"},
		"twice":           {[]string{"Authorization", "Bearer " + good, "Authorization", "Bearer " + good}, 401, "more than one"},
		"JWT":             {[]string{"Authorization", "Bearer e30.e30.e30"}, 401, "no token of promisegraph"},
		"as cookie":       {[]string{"Cookie", "promisegraph=" + good}, 401, "session has ended"},
		"other cookie":    {[]string{"Cookie", "theme=dark"}, 200, " reader "},
		"wrong and right": {[]string{"Authorization", "Bearer " + h.unknown(), "Cookie", "promisegraph=" + session}, 401, "no such token"},
	} {
		got := h.ask("POST", c.header...)
		h.wants(what, got, c.status, c.text)
		if challenge := got.header.Get("WWW-Authenticate"); what != "as cookie" && (c.status == 401) != strings.HasPrefix(challenge, `Bearer realm="promisegraph", error="invalid_token", error_description="`) {
			t.Errorf("%s: WWW-Authenticate %q", what, challenge)
		}
		if c.status == 401 && got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: may be kept: %v", what, got.header)
		}
	}
}

// TestRevocation checks how soon it counts: at once where it was done, within
// five seconds on other servers.
func TestRevocation(t *testing.T) {
	for what, c := range map[string]struct {
		here  bool // by this server
		do    func(ctx context.Context, h *house, token account.Token) error
		after reply
	}{
		"revoked elsewhere": {false, func(ctx context.Context, h *house, token account.Token) error {
			_, err := h.keeper.RevokeToken(ctx, token.ID, h.now)
			return err
		}, reply{status: 401, text: "revoked"}},
		"revoked here": {true, func(ctx context.Context, h *house, token account.Token) error {
			_, err := h.gate.Registry().Revoke(ctx, token.ID)
			return err
		}, reply{status: 401, text: "revoked"}},
		"demoted elsewhere": {false, func(ctx context.Context, h *house, _ account.Token) error {
			_, err := h.keeper.SetRole(ctx, "editor", account.Reader)
			return err
		}, reply{status: 200, text: "editor reader token"}},
		"demoted here": {true, func(ctx context.Context, h *house, _ account.Token) error {
			_, err := h.gate.Registry().SetRole(ctx, "editor", account.Reader)
			return err
		}, reply{status: 200, text: "editor reader token"}},
	} {
		h := newHouse(t, nil)
		text, token := h.token(account.Editor)
		h.wants(what, h.bearer(text), 200, "editor editor token")
		admin := account.With(t.Context(), account.Actor{Name: "admin", Role: account.Admin})
		if err := c.do(admin, h, token); err != nil {
			t.Fatal(err)
		}
		if c.here {
			h.wants(what, h.bearer(text), c.after.status, c.after.text)
			continue
		}
		h.now = h.now.Add(4999 * time.Millisecond)
		h.wants(what+", before", h.bearer(text), 200, "editor editor token")
		h.now = h.now.Add(time.Millisecond)
		h.wants(what+", after", h.bearer(text), c.after.status, c.after.text)
	}
	h := newHouse(t, nil)
	text, _ := h.token(account.Editor, func(t *account.Token) { t.Expires = h.now.Add(time.Second) })
	h.wants("in time", h.bearer(text), 200, "editor")
	h.now = h.now.Add(time.Second)
	h.wants("an end counts at once", h.bearer(text), 401, "expired")
}

// TestLookUps checks how often the database is asked.
func TestLookUps(t *testing.T) {
	h := newHouse(t, nil)
	text, token := h.token(account.Editor)
	for second := range 180 {
		for range 20 {
			h.wants("good", h.bearer(text), 200, "editor")
		}
		if second == 0 {
			if p, err := h.keeper.Pass(t.Context(), token.ID); err != nil || !p.Used.Equal(h.now) {
				t.Errorf("the first use is noted as %v, %v", p.Used, err)
			}
		}
		h.now = h.now.Add(time.Second)
	}
	if n := h.keeper.Passes() - 1; n < 36 || n > 38 {
		t.Errorf("%d look-ups in 180 seconds", n)
	}
	if n := h.keeper.Uses(); n != 3 {
		t.Errorf("%d uses were noted in 3 minutes", n)
	}
	// A token that has ended is looked up no more often.
	before := h.keeper.Passes()
	ended, _ := h.token(account.Editor, func(t *account.Token) { t.Revoked = h.now })
	for range 100 {
		h.wants("ended", h.bearer(ended), 401, "revoked")
	}
	if n := h.keeper.Passes() - before; n != 1 {
		t.Errorf("%d look-ups of a revoked token", n)
	}
}

func TestSlowing(t *testing.T) {
	h := newHouse(t, nil)
	known, _ := h.token(account.Editor)
	fresh, _ := h.token(account.Admin)
	const ann, bob = "192.0.2.1", "192.0.2.2"
	h.wants("known", h.bearer(known, "From", ann), 200, "editor")
	for range 50 { // who mistypes is told at once, at no cost
		h.wants("mistyped", h.bearer(known+"a", "From", ann), 401, "not complete")
	}
	for range 10 {
		h.wants("wrong", h.bearer(h.unknown(), "From", ann), 401, "no such token")
	}
	same := h.unknown()
	for range 50 { // negligence is told at once, too, and costs one try
		h.wants("the same wrong one", h.bearer(same, "From", bob), 401, "no such token")
	}
	asked := h.keeper.Passes()
	for range 100 {
		got := h.bearer(h.unknown(), "From", ann)
		h.wants("too many", got, 429, "RATE_LIMITED")
		if got.header.Get("Retry-After") != "6" || got.header.Get("WWW-Authenticate") != "" {
			t.Fatalf("%v", got.header)
		}
	}
	if n := h.keeper.Passes(); n != asked {
		t.Errorf("%d look-ups for a client that is slowed", n-asked)
	}
	h.wants("right, but new", h.bearer(fresh, "From", ann), 429, "try again later")
	h.wants("known", h.bearer(known, "From", ann), 200, "editor")
	h.wants("nobody", h.ask("POST", "From", ann), 200, "reader")
	h.wants("another client", h.bearer(h.unknown(), "From", bob), 401, "no such token")
	h.now = h.now.Add(6 * time.Second)
	h.wants("after a while", h.bearer(fresh, "From", ann), 200, "admin admin token")
	h.wants("the right one took nothing", h.bearer(h.unknown(), "From", ann), 401, "no such token")
	h.wants("again too many", h.bearer(h.unknown(), "From", ann), 429, "")
	h.wants("known, its freshness over", h.bearer(known, "From", ann), 200, "editor")
}

// Right tokens take nothing, however many come from one address.
func TestRightTokensAreNotSlowed(t *testing.T) {
	h := newHouse(t, nil)
	for range 300 {
		text, _ := h.token(account.Editor)
		h.wants("good", h.bearer(text), 200, "editor")
	}
}

// TestSlowingAll checks that many addresses together are slowed, and that who
// owns many IPv6 addresses is one client.
func TestSlowingAll(t *testing.T) {
	h := newHouse(t, nil)
	known, _ := h.token(account.Editor)
	h.wants("known", h.bearer(known, "From", "2001:db8::1"), 200, "editor")
	for i := range 10 {
		h.wants("wrong", h.bearer(h.unknown(), "From", fmt.Sprintf("2001:db8:1:1::%d", i)), 401, "")
	}
	h.wants("of the same network", h.bearer(h.unknown(), "From", "2001:db8:1:1:ffff::"), 429, "")
	for i := range 90 {
		h.wants("wrong", h.bearer(h.unknown(), "From", fmt.Sprintf("2001:db8:2:%d::1", i)), 401, "")
	}
	got := h.bearer(h.unknown(), "From", "2001:db8:3::1")
	h.wants("of a new client", got, 429, "")
	if got.header.Get("Retry-After") != "1" {
		t.Errorf("%v", got.header)
	}
	h.wants("known", h.bearer(known, "From", "2001:db8:1:1::1"), 200, "editor")
	h.now = h.now.Add(100 * time.Millisecond)
	h.wants("of a new client, later", h.bearer(h.unknown(), "From", "2001:db8:3::1"), 401, "")
}

func TestDatabaseDown(t *testing.T) {
	h := newHouse(t, nil)
	known, _ := h.token(account.Editor)
	fresh, _ := h.token(account.Editor)
	h.wants("known", h.bearer(known), 200, "editor")
	h.keeper.Fail(errors.New("no route"))
	for range 20 { // nobody's fault
		got := h.bearer(fresh)
		h.wants("down", got, 503, "UNAVAILABLE")
		if got.header.Get("Retry-After") != "1" {
			t.Errorf("%v", got.header)
		}
	}
	h.wants("for some seconds", h.bearer(known), 200, "editor")
	h.now = h.now.Add(5 * time.Second)
	h.wants("no longer", h.bearer(known), 503, "UNAVAILABLE")
	h.wants("nobody", h.ask("POST"), 200, "reader")
	h.keeper.Fail(nil)
	h.wants("known again", h.bearer(known), 200, "editor")
	h.wants("fresh", h.bearer(fresh), 200, "editor")
}

// Who leaves before it is found out that their token is wrong has tried.
func TestLeavingIsTrying(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, nil)
		gone, leave := context.WithCancel(t.Context())
		leave()
		for range 10 {
			r := httptest.NewRequestWithContext(gone, "POST", "/graphql", nil)
			r.Header.Set("Authorization", "Bearer "+h.unknown())
			h.ServeHTTP(httptest.NewRecorder(), r)
			synctest.Wait()
		}
		h.wants("one more", h.bearer(h.unknown()), 429, "")
	})
}

// Many who come at once with right tokens are all let in; many wrong ones make
// their client wait the longer, but not for ever.
func TestManyAtOnce(t *testing.T) {
	h := newHouse(t, nil)
	text, _ := h.token(account.Editor)
	others := make([]string, 30)
	for i := range others {
		others[i], _ = h.token(account.Editor)
	}
	var all sync.WaitGroup
	for i := range 60 {
		all.Go(func() {
			for _, one := range []string{text, others[i%len(others)]} {
				if got := h.bearer(one); got.status != 200 {
					t.Errorf("%d %s", got.status, got.text)
				}
			}
		})
	}
	all.Wait()
	if n := h.keeper.Passes(); n > 3*31 {
		t.Errorf("%d look-ups of 31 tokens", n)
	}
	wrong := make([]string, 60)
	for i := range wrong {
		wrong[i] = h.unknown()
	}
	for _, one := range wrong {
		all.Go(func() { h.bearer(one) })
	}
	all.Wait()
	h.now = h.now.Add(67 * time.Second)
	h.wants("a good one a minute later", h.bearer(text), 200, "editor")
	h.wants("a wrong one a minute later", h.bearer(h.unknown()), 401, "")
}
