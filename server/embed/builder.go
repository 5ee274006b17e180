package embed

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
)

// What the builder makes, the first being what it begins with.
var builderTypes = []string{"card", "badge", "widget"}

// builderPolicy lets the page load its own files and show its own frames.
const builderPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; frame-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// builderData is what the builder's page shows.
type builderData struct {
	Lang, Dir        string
	Home, Docs       string
	Style, Script    string
	Icon             string
	Error            string
	Search           string
	Found            []found
	Searched         bool
	ID               string
	Promise          *shown
	Page             string
	Type             string
	Types            []choice
	Views            []choice
	Themes           []choice
	Langs            []choice
	AsOf, Today      fact.Date
	Live             bool
	Address, Snippet string
	Rule             string
	Preview          preview
	words            words
}

// T is a text of the interface.
func (b builderData) T(name string, values ...string) string { return b.words.text(name, values...) }

// choice is one value of a parameter.
type choice struct {
	Value, Text string
	Chosen      bool
}

// found is a promise that a search found.
type found struct{ ID, Statement, Who, Address string }

// preview is what the page shows of the embed: by addresses of its own server,
// whatever its public address is.
type preview struct {
	Frame, Title    string
	Width, Height   int
	Badge, Alt      string
	Widget          string
	Theme, View, ID string
	Line, Link      string
}

// builder answers /embed: a form that makes the HTML to put into a page.
func (h *Handler) builder(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header["Content-Security-Policy"] = []string{builderPolicy}
	header["Cache-Control"] = []string{"no-cache"}
	b, status := h.build(r.Context(), r)
	body, err := h.page("builder.html", b)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	newAnswer(htmlType, body, 0, "").Send(w, r, status)
}

// build fills in the page. What is wrong stands on the page, in its place.
func (h *Handler) build(ctx context.Context, r *http.Request) (builderData, int) {
	q := r.URL.Query()
	o, err := h.options(r)
	b := builderData{
		words: o.words, Lang: o.words.lang, Dir: o.words.dir(), Home: "/", Docs: "https://github.com/promisegraph/promisegraph/blob/main/docs/embed.md",
		Style: "/embed/assets/" + h.assets["builder.css"].name, Script: "/embed/assets/" + h.assets["builder.js"].name,
		Icon:   "/embed/assets/" + h.assets["icon.svg"].name,
		Search: strings.TrimSpace(q.Get("q")), ID: strings.TrimSpace(q.Get("id")), Today: h.today(), AsOf: o.asOf, Live: q.Get("live") != "",
	}
	if err == nil {
		b.Type, err = one(q, "type", builderTypes)
	}
	b.choices(h, o)
	if err == nil && b.ID != "" {
		b.Promise, err = h.read(ctx, "promise", b.ID, o)
	}
	if err == nil && b.ID == "" && b.Search != "" {
		b.Searched = true
		b.Found, err = h.find(ctx, b.Search, q)
	}
	if err != nil {
		f := tell(err)
		if f.status == http.StatusInternalServerError {
			h.cfg.Log.ErrorContext(ctx, "the builder failed", "error", err)
		}
		b.Error = f.text
		return b, f.status
	}
	if b.Promise != nil {
		b.result(h)
	}
	return b, http.StatusOK
}

func (b *builderData) choices(h *Handler, o options) {
	text := o.words.text
	pick := func(all []string, chosen string, name func(string) string) []choice {
		var list []choice
		for _, v := range all {
			list = append(list, choice{v, name(v), v == chosen})
		}
		return list
	}
	b.Types = pick(builderTypes, b.Type, func(v string) string { return text("builder.type." + v) })
	b.Themes = pick(themes, o.theme, func(v string) string { return text("builder.theme." + v) })
	b.Views = pick(views, o.view, func(v string) string { return text("builder.view."+v, "height", strconv.Itoa(heightOf(v))) })
	b.Langs = pick(h.languages(), o.words.lang, func(v string) string { return text("builder.lang." + v) })
}

// find looks for promises by their words, by who made them and for whom.
func (h *Handler) find(ctx context.Context, text string, q url.Values) ([]found, error) {
	type node struct {
		ID, Statement, Name string
		Speaker, Company    party
		Spoken, Promises    struct {
			Nodes []struct {
				ID, Statement    string
				Speaker, Company party
			}
		}
	}
	var got struct{ Search struct{ Nodes []node } }
	if err := h.query(ctx, "find", map[string]any{"text": text}, &got); err != nil {
		return nil, err
	}
	var list []found
	seen := map[string]bool{}
	add := func(id, statement, speaker, company string) {
		if seen[id] {
			return
		}
		seen[id] = true
		next := url.Values{"id": {id}}
		for _, name := range []string{"type", "view", "theme", "lang", "asOf"} {
			if v := q.Get(name); v != "" {
				next.Set(name, v)
			}
		}
		list = append(list, found{ID: id, Statement: statement, Who: speaker + ", " + company, Address: "/embed?" + next.Encode()})
	}
	for _, n := range got.Search.Nodes {
		if n.Statement != "" {
			add(n.ID, n.Statement, n.Speaker.Name, n.Company.Name)
		}
		for _, p := range append(n.Spoken.Nodes, n.Promises.Nodes...) {
			add(p.ID, p.Statement, p.Speaker.Name, p.Company.Name)
		}
	}
	return list, nil
}

// result makes the snippet and the preview of what was chosen.
func (b *builderData) result(h *Handler) {
	p := b.Promise
	b.Page = p.page(fact.Promise, p.ID)
	b.Preview = preview{ID: p.ID, Theme: p.theme, View: p.view, Line: p.line(), Link: b.Page, Width: cardWidth, Height: heightOf(p.view)}
	switch b.Type {
	case "badge":
		o := p.options
		o.theme, o.view = "", ""
		b.Preview.Badge = "/badge/" + p.ID + ".svg" + o.query()
		b.Preview.Alt = p.line()
		b.Address = p.base + b.Preview.Badge
		b.Snippet = `<a href="` + html.EscapeString(b.Page) + `"><img src="` + html.EscapeString(b.Address) + `" alt="` + html.EscapeString(p.line()) + `" height="20"></a>`
	case "widget":
		b.Preview.Widget = "/embed/assets/" + h.assets["widget.js"].name
		b.Address = p.base + "/widget.js"
		b.Rule = "promise-status { display: block; max-width: " + strconv.Itoa(cardWidth) + "px; height: " + strconv.Itoa(heightOf(p.view)) + "px }"
		b.Snippet = p.element(b.Address, b.Live)
	default:
		b.Address = p.base + "/embed/" + p.ID + p.query()
		b.Preview.Frame, b.Preview.Title = "/embed/"+p.ID+p.query(), p.frameTitle()
		b.Snippet = p.frame(strconv.Itoa(cardWidth), heightOf(p.view))
	}
}

// element is the HTML of the web component. Its room is reserved before the
// script comes, and until then the line inside it is shown, with its date.
func (s *shown) element(script string, live bool) string {
	attribute := func(name, value string) string {
		if value == "" {
			return ""
		}
		return " " + name + `="` + html.EscapeString(value) + `"`
	}
	theme, view := s.theme, s.view
	if theme == themes[0] {
		theme = ""
	}
	if view == views[0] {
		view = ""
	}
	e := `<script src="` + html.EscapeString(script) + `" async></script>` + "\n" +
		"<promise-status" + attribute("id", s.ID) + attribute("theme", theme) + attribute("view", view) + attribute("lang", s.words.lang) + attribute("asof", string(s.asOf))
	if live {
		e += " live"
	}
	return e + attribute("style", "display:block;max-width:"+strconv.Itoa(cardWidth)+"px;height:"+strconv.Itoa(heightOf(s.view))+"px") + ">\n" +
		`  <a href="` + html.EscapeString(s.page(fact.Promise, s.ID)) + `">` + html.EscapeString(s.line()) + "</a>\n</promise-status>"
}
