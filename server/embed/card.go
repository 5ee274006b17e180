package embed

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
)

//go:embed web
var webFiles embed.FS

// Heights of a card in pixels, at any width from 280 up. docs/embed.md tells
// them, so they do not change.
const (
	fullHeight    = 440
	compactHeight = 220
)

// widths that oEmbed speaks of.
const (
	cardWidth    = 560
	minCardWidth = 280
)

func heightOf(view string) int {
	if view == "compact" {
		return compactHeight
	}
	return fullHeight
}

const htmlType = "text/html; charset=utf-8"

// pages are the templates, and the style and script of a card with the policy
// that allows just these.
type pages struct {
	templates  *template.Template
	cardStyle  template.CSS
	cardScript template.JS
	cardPolicy string
}

func (h *Handler) loadPages() error {
	style, err := webFiles.ReadFile("web/card.css")
	if err != nil {
		return fmt.Errorf("read a style: %w", err)
	}
	script, err := webFiles.ReadFile("web/card.js")
	if err != nil {
		return fmt.Errorf("read a script: %w", err)
	}
	templates, err := template.ParseFS(webFiles, "web/*.html")
	if err != nil {
		return fmt.Errorf("read a template: %w", err)
	}
	css, js := strings.TrimSpace(string(style)), strings.TrimSpace(string(script))
	h.pages = &pages{templates: templates, cardStyle: template.CSS(css), cardScript: template.JS(js)}
	h.pages.cardPolicy = "default-src 'none'; style-src " + digest(css) + "; script-src " + digest(js) + "; base-uri 'none'; form-action 'none'; frame-ancestors *"
	return nil
}

// digest allows one inline text in a content security policy.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// card answers /embed/{id}: a page that needs nothing besides itself, made to
// stand in a frame of any other page.
func (h *Handler) card(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header["Content-Security-Policy"] = []string{h.pages.cardPolicy}
	header["Cross-Origin-Resource-Policy"] = []string{"cross-origin"}
	header["Cross-Origin-Embedder-Policy"] = []string{"require-corp"}
	header["X-Robots-Tag"] = []string{"noindex, indexifembedded"}
	header.Del("X-Frame-Options")
	id := r.PathValue("id")
	o, err := h.options(r)
	var a *answer
	var stale bool
	if err == nil {
		a, stale, err = h.get(r.Context(), o.key("card", id), o.asOf != "", func(ctx context.Context) (*answer, error) {
			p, err := h.read(ctx, "promise", id, o)
			if err != nil {
				return nil, err
			}
			body, err := h.page("card.html", h.cardOf(p))
			if err != nil {
				return nil, err
			}
			return newAnswer(htmlType, body, p.revision, p.day), nil
		})
	}
	if err != nil {
		h.cardFailed(w, r, o, err)
		return
	}
	o.caching(header)
	markStale(header, stale)
	a.Send(w, r, http.StatusOK)
}

func (h *Handler) page(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := h.pages.templates.ExecuteTemplate(&b, name, data); err != nil {
		return nil, fmt.Errorf("write %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// cardFailed says in the frame what is wrong.
func (h *Handler) cardFailed(w http.ResponseWriter, r *http.Request, o options, err error) {
	f := h.failing(w, r, err)
	if o.words.lang == "" {
		o.words = h.in(r.URL.Query().Get("lang"))
	}
	if o.theme == "" {
		o.theme = themes[0]
	}
	body, err := h.page("fault.html", struct {
		Lang, Dir, Theme, Scheme, Text string
		Style                          template.CSS
	}{o.words.lang, o.words.dir(), o.theme, scheme(o.theme), f.text, h.pages.cardStyle})
	if err != nil {
		http.Error(w, f.text, f.status)
		return
	}
	newAnswer(htmlType, body, 0, "").Send(w, r, f.status)
}

// scheme is the value of the color-scheme of a theme. Without it a frame
// becomes opaque where its page has another scheme.
func scheme(theme string) string {
	if theme == "auto" {
		return "light dark"
	}
	return theme
}

// when is a date for people and for machines, and what stands around it.
type when struct {
	ISO, Text     string
	Before, After string
}

// cardData is what the template of a card shows.
type cardData struct {
	Lang, Dir, Theme, Scheme, View, Tone string
	Height                               int
	Title, Canonical, Page               string
	Style                                template.CSS
	Script                               template.JS
	Speaker, For, Venue                  string
	Made                                 *when
	Marks                                []string
	Quoted                               bool
	Words, WordsLang, Cite, Meaning      string
	Icon, BalanceIcon                    template.HTML
	Status, Since, Why, Balance, Counts  string
	Site                                 string
	Answer                               *cardAnswer
	AsOf                                 when
	Compact                              bool
	words                                words
}

// cardAnswer is what the promiser answered, or that nothing is on record.
type cardAnswer struct {
	Text, By, URL string
	On            *when
}

// T is a text of the interface.
func (c cardData) T(name string) string { return c.words.text(name) }

func (h *Handler) cardOf(p *shown) cardData {
	w, compact := p.words, p.view == "compact"
	c := cardData{
		Lang: w.lang, Dir: w.dir(), Theme: p.theme, Scheme: scheme(p.theme), View: p.view, Tone: toneName(p.Kind, p.Standing.Status),
		Height: heightOf(p.view), Style: h.pages.cardStyle, Script: h.pages.cardScript, Compact: compact, words: w,
		Title:     p.frameTitle(),
		Canonical: p.base + "/promises/" + p.ID, Page: p.page(fact.Promise, p.ID),
		Speaker: p.Speaker.Name, Words: p.said(), WordsLang: "en",
		Status: p.statusText(), Icon: icon(statusIcon(p.Kind, p.Standing.Status)), BalanceIcon: icon(p.Standing.Balance),
		Balance: w.text("balance." + p.Standing.Balance),
	}
	if p.Company.ID != p.Speaker.ID {
		c.For = w.text("label.for", "company", p.Company.Name)
	}
	if p.MadeOn != nil {
		c.Made = &when{ISO: string(*p.MadeOn), Text: w.date(*p.MadeOn)}
	}
	if p.Quote != nil {
		c.Quoted, c.WordsLang = true, p.Quote.Lang
		if p.Quote.Source != nil && p.Quote.Source.URL != nil {
			c.Cite = *p.Quote.Source.URL
		}
		if p.Quote.Machine {
			c.Marks = append(c.Marks, w.text("label.machine"))
		}
		if !compact {
			c.Meaning = p.Statement
		}
	}
	if p.Kind != "PROMISE" {
		c.Marks = append(c.Marks, w.text("kind."+p.Kind))
	}
	if p.Disputed {
		c.Marks = append(c.Marks, w.text("label.disputed"))
	}
	if p.Unverified {
		c.Marks = append(c.Marks, w.text("label.unverified"))
	}
	if s := p.Standing; s.Supports.Items+s.Contradicts.Items > 0 {
		name := "balance.counts"
		values := []string{"for", strconv.Itoa(s.Supports.Items), "against", strconv.Itoa(s.Contradicts.Items)}
		c.Counts = w.text(name, values...)
	}
	if !compact {
		c.Site = p.site()
		if p.Venue != nil {
			c.Venue = *p.Venue
		}
		if p.Standing.Since != nil {
			c.Since = w.text("label.since", "date", w.date(*p.Standing.Since))
		}
		c.Why = w.text("rule." + p.Standing.Because.Rule)
	}
	c.Answer = p.cardAnswer()
	before, after, _ := strings.Cut(p.dated(), w.date(p.day))
	c.AsOf = when{ISO: string(p.day), Text: w.date(p.day), Before: before, After: after}
	return c
}

// cardAnswer is the promiser's answer. Where something speaks against them it
// is said, too, that there is none.
func (s *shown) cardAnswer() *cardAnswer {
	if len(s.Response.Nodes) == 0 {
		against := s.Standing.Contradicts.Items > 0 || slices.Contains([]string{"NOT_KEPT", "ABANDONED", "PARTLY_KEPT", "KEPT_LATE"}, s.Standing.Status)
		if against && s.Kind == "PROMISE" {
			return &cardAnswer{}
		}
		return nil
	}
	r := s.Response.Nodes[0]
	a := &cardAnswer{Text: r.Summary}
	if on := r.on(); on != "" && s.view != "compact" {
		a.On = &when{ISO: string(on), Text: s.words.date(on)}
	}
	if len(r.Sources) > 0 && s.view != "compact" {
		a.By = r.Sources[0].Publisher
		if r.Sources[0].URL != nil {
			a.URL = *r.Sources[0].URL
		}
	}
	return a
}

// site is the name of the server that readers know it by.
func (o options) site() string {
	_, name, _ := strings.Cut(o.base, "://")
	return name
}

// toneName names the tone of a status in the style sheet.
func toneName(kind, status string) string {
	return map[tone]string{toneGood: "good", toneBad: "bad", toneWait: "wait", toneEven: "even"}[toneOf(kind, status)]
}

func statusIcon(kind, status string) string {
	if kind != "PROMISE" {
		return "NOT_YET_RATED"
	}
	return status
}

// icon draws what a status or balance looks like beside its words.
func icon(name string) template.HTML {
	return template.HTML(`<svg viewBox="0 0 16 16" aria-hidden="true">` + icons[name] + `</svg>`)
}

// icons are those of the pages, so that a status looks the same everywhere.
var icons = map[string]string{
	"NOT_YET_RATED": `<circle cx="8" cy="8" r="5.5" stroke-dasharray="2.4 2"/>`,
	"IN_PROGRESS":   `<path d="M5 3l7.5 5L5 13z"/>`,
	"STALLED":       `<path d="M5.5 3.5v9m5-9v9"/>`,
	"DUE":           `<circle cx="8" cy="8" r="5.7"/><path d="M8 4.5V8l2.5 1.8"/>`,
	"KEPT":          `<path d="M2.5 8.5l3.5 3.5 7.5-8"/>`,
	"KEPT_LATE":     `<path d="M3 6.5l3 3 7-7M3 13.5h10"/>`,
	"PARTLY_KEPT":   `<circle cx="8" cy="8" r="5.7"/><path fill="currentColor" d="M8 2.3a5.7 5.7 0 0 1 0 11.4z"/>`,
	"NOT_KEPT":      `<path d="M3.5 3.5l9 9m0-9l-9 9"/>`,
	"ABANDONED":     `<circle cx="8" cy="8" r="5.7"/><path d="M4 12l8-8"/>`,
	"SUPERSEDED":    `<path d="M2.5 8h10m-4-4l4 4-4 4"/>`,
	"UNVERIFIABLE":  `<path d="M5 5.6a3 3 0 1 1 4.3 2.7c-.9.5-1.3 1-1.3 2M8 13v.6"/>`,
	"NONE":          `<path d="M3 8h10"/>`,
	"SUPPORTED":     `<path d="M8 13V3M3.5 7.5L8 3l4.5 4.5"/>`,
	"CONTRADICTED":  `<path d="M8 3v10M3.5 8.5L8 13l4.5-4.5"/>`,
	"MIXED":         `<path d="M5 13V3M2 6l3-3 3 3M11 3v10M8 10l3 3 3-3"/>`,
}
