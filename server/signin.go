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
{{with .Tokens}}<h2>Tokens</h2>
{{with .Secret}}<p role="status">The new token, shown this once: <code>{{.}}</code></p>{{end}}
{{$t := .}}<table><thead><tr><th scope="col">Name</th><th scope="col">Narrowed to</th><th scope="col">Made</th><th scope="col">Ends</th><th scope="col">Last used</th><th></th></tr></thead><tbody>
{{range .List}}<tr><td>{{.Name}}</td><td>{{range .Scopes}}{{.}} {{else}}all you may{{end}}</td><td>{{.Created.Format "2006-01-02"}}</td><td>{{if .Expires.IsZero}}never{{else}}{{.Expires.Format "2006-01-02"}}{{end}}</td><td>{{if .Used.IsZero}}never{{else}}{{.Used.Format "2006-01-02 15:04"}}{{end}}</td>
<td>{{if $t.InForce .}}<form method="post" action="/account/tokens/revoke"><input type="hidden" name="id" value="{{.ID}}"><button aria-label="Revoke {{.Name}}">Revoke</button></form>{{else if not .Revoked.IsZero}}revoked{{else}}ended{{end}}</td></tr>
{{else}}<tr><td colspan="6">none</td></tr>{{end}}</tbody></table>
<form method="post" action="/account/tokens"><fieldset><legend>A new token</legend>
<p><label for="name">What it is for</label> <input id="name" name="name" required value="{{.Name}}"></p>
<p><label for="days">It ends after</label> <select id="days" name="days">{{range .Lifetimes}}<option value="{{.}}"{{if eq . 90}} selected{{end}}>{{.}} days</option>{{end}}</select></p>
<p>Narrow it to: {{range .Scopes}}<label><input type="checkbox" name="scope" value="{{.}}"> {{.}}</label> {{end}}</p>
<p><button>Make it</button></p></fieldset></form>{{end}}
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
		"GET /account":                func(w http.ResponseWriter, r *http.Request) { g.show(w, r, nil) },
		"POST " + access.SignInPath:   g.signIn,
		"POST /account/tokens":        g.createToken,
		"POST /account/tokens/revoke": g.revokeToken,
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
func (g *gate) show(w http.ResponseWriter, r *http.Request, err error) { g.shown(w, r, "", err) }

// shown is show with the secret of a token that was just made.
func (g *gate) shown(w http.ResponseWriter, r *http.Request, secret string, err error) {
	told := struct {
		Actor  account.Actor
		OpenID bool
		Desk   bool
		Tokens *tokensShown
		Error  string
	}{Actor: account.From(r.Context()), OpenID: g.HasOpenID(), Desk: account.May(account.From(r.Context()), account.Propose)}
	status := http.StatusOK
	var refusal *access.Refusal
	message, wrong := entered(err)
	switch {
	case wrong != 0:
		status, told.Error = wrong, message
	case errors.As(err, &refusal):
		refusal.Headers(w.Header())
		status, told.Error = refusal.Status, refusal.Message
	case err != nil:
		g.log.ErrorContext(r.Context(), "account page", "error", err)
		status, told.Error = http.StatusInternalServerError, "this cannot be done just now: try again"
	}
	if told.Tokens, err = g.tokens(r); err != nil {
		g.log.ErrorContext(r.Context(), "account page", "error", err)
	}
	if told.Tokens != nil {
		told.Tokens.Secret = secret
		if wrong != 0 {
			told.Tokens.Name = r.PostFormValue("name")
		}
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
