package server

import (
	"errors"
	"html/template"
	"net/http"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/server/access"
)

// accountPage is where a browser signs in and out. It needs no script.
var accountPage = template.Must(template.New("account").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><title>Account · promisegraph</title></head>
<body><main><h1>Account</h1>
{{with .Error}}<p id="wrong" role="alert"><strong>{{.}}</strong></p>{{end}}
{{if .Actor.Known}}<p>You are signed in as <strong>{{.Actor.Name}}</strong>, {{.Actor.RoleOrReader}}.</p>
{{if .Desk}}<p><a href="/desk">To the desk</a></p>{{end}}
<form method="post" action="/account/sign-out"><button>Sign out</button></form>
{{else}}<form method="post" action="/account/sign-in">
<p><label for="token">Token</label> <input id="token" name="token" type="password" autocomplete="off" required{{if .Error}} aria-invalid="true" aria-describedby="wrong"{{end}}> <button>Sign in</button></p>
</form>{{if .OpenID}}<p><a href="/account/openid">Sign in by OpenID</a></p>{{end}}{{end}}
<p><a href="/">promisegraph</a></p></main></body></html>
`))

// accountPolicy lets the page do nothing but send its forms here.
const accountPolicy = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// mostForm bounds what is read of a form.
const mostForm = 4 << 10

// routes adds where browsers sign in and out.
func (g *gate) routes(mux *http.ServeMux) {
	if g == nil {
		return
	}
	for pattern, handle := range map[string]http.HandlerFunc{
		"GET /account":              func(w http.ResponseWriter, r *http.Request) { g.show(w, r, nil) },
		"POST " + access.SignInPath: g.signIn,
		"POST /account/sign-out": func(w http.ResponseWriter, r *http.Request) {
			g.done(w, r, "/account", g.SignOut(w, r))
		},
	} {
		mux.Handle(pattern, g.before(handle))
	}
	if !g.HasOpenID() {
		return
	}
	mux.Handle("GET /account/openid", g.before(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := g.BeginOpenID(w, r, r.URL.Query().Get("to")); err != nil {
			g.show(w, r, err)
		}
	})))
	mux.Handle("GET "+access.CallbackPath, g.before(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to, err := g.FinishOpenID(w, r)
		g.done(w, r, to, err)
	})))
}

func (g *gate) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	_, err := g.SignIn(w, r, r.PostFormValue("token"))
	g.done(w, r, "/account", err)
}

// done sends a browser on, or tells what is wrong.
func (g *gate) done(w http.ResponseWriter, r *http.Request, to string, err error) {
	if err != nil {
		g.show(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// show writes the page, with what went wrong.
func (g *gate) show(w http.ResponseWriter, r *http.Request, err error) {
	told := struct {
		Actor  account.Actor
		OpenID bool
		Desk   bool
		Error  string
	}{Actor: account.From(r.Context()), OpenID: g.HasOpenID(), Desk: account.May(account.From(r.Context()), account.Propose)}
	status := http.StatusOK
	var refusal *access.Refusal
	switch {
	case errors.As(err, &refusal):
		refusal.Headers(w.Header())
		status, told.Error = refusal.Status, refusal.Message
	case err != nil:
		g.log.ErrorContext(r.Context(), "account page", "error", err)
		status, told.Error = http.StatusInternalServerError, "this cannot be done just now: try again"
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", accountPolicy)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if err := accountPage.Execute(w, told); err != nil {
		g.log.DebugContext(r.Context(), "account page", "error", err)
	}
}
