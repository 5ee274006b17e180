package embed

import (
	"context"
	"encoding/xml"

	"net/http"
	"strconv"
	"strings"
)

const svgType = "image/svg+xml; charset=utf-8"

// badge answers /badge/{id}.svg. An image says what is wrong as an image.
func (h *Handler) badge(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header["Content-Security-Policy"] = []string{"default-src 'none'; frame-ancestors *"}
	header["Cross-Origin-Resource-Policy"] = []string{"cross-origin"}
	header["Access-Control-Allow-Origin"] = []string{"*"}
	id, ok := strings.CutSuffix(r.PathValue("file"), ".svg")
	o, err := h.options(r)
	if err == nil && !ok {
		err = notFound("badges are named {id}.svg")
	}
	if err == nil {
		var a *answer
		var stale bool
		o.theme, o.view = "", "" // a badge has neither
		a, stale, err = h.get(r.Context(), o.key("badge", id), o.asOf != "", func(ctx context.Context) (*answer, error) {
			p, err := h.read(ctx, "badge", id, o)
			if err != nil {
				return nil, err
			}
			return newAnswer(svgType, p.badge(), p.revision, p.day), nil
		})
		if err == nil {
			o.caching(header)
			markStale(header, stale)
			a.Send(w, r, http.StatusOK)
			return
		}
	}
	f := h.failing(w, r, err)
	name := map[int]string{http.StatusBadRequest: "badge.bad", http.StatusNotFound: "badge.missing", http.StatusGone: "badge.gone"}[f.status]
	if name == "" {
		name = "badge.down"
	}
	words := h.in(r.URL.Query().Get("lang"))
	left, right := words.text("badge.label"), words.text(name)
	newAnswer(svgType, drawBadge(left, right, left+": "+right, toneEven), 0, "").Send(w, r, f.status)
}

// markStale tells of an answer that may be old because the database does not
// answer. It shows its own day as ever.
func markStale(h http.Header, stale bool) {
	if stale {
		h["Cache-Control"] = []string{"no-store"}
		h["Warning"] = []string{`110 - "Response is Stale"`}
	}
}

// badge draws the badge of a promise.
func (s *shown) badge() []byte {
	kind, status := s.words.text("kind."+s.Kind), s.statusText()
	title := s.words.text("badge.title", "kind", kind, "status", status, "date", string(s.day))
	return drawBadge(kind, status+" · "+string(s.day), upperFirst(title), toneOf(s.Kind, s.Standing.Status))
}

// A tone is the colour behind white letters: each has a contrast of more than
// 4.5 to 1. Colour never carries a status alone, the words do.
type tone string

const (
	toneGood  tone = "#1a6640"
	toneBad   tone = "#9a2d22"
	toneWait  tone = "#755200"
	toneEven  tone = "#475265"
	toneLabel tone = "#2b2925"
)

// toneOf is the tone of a status.
func toneOf(kind, status string) tone {
	if kind != "PROMISE" {
		return toneEven
	}
	switch status {
	case "KEPT", "KEPT_LATE":
		return toneGood
	case "NOT_KEPT", "ABANDONED":
		return toneBad
	case "PARTLY_KEPT", "DUE", "STALLED":
		return toneWait
	}
	return toneEven
}

// drawBadge draws a flat badge of two parts. Text is stretched to the width it
// was given room for, so that it fits whichever font the reader has.
func drawBadge(left, right, title string, behind tone) []byte {
	l, r := textWidth(left), textWidth(right)
	a, b := l+12, r+12
	var s strings.Builder
	n := strconv.Itoa
	s.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" width="` + n(a+b) + `" height="20" role="img" aria-label="` + escape(title) + `"><title>` + escape(title) + `</title>`)
	s.WriteString(`<rect width="` + n(a+b) + `" height="20" rx="3" fill="` + string(behind) + `"/>`)
	s.WriteString(`<path d="M3 0h` + n(a-3) + `v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3" fill="` + string(toneLabel) + `"/>`)
	s.WriteString(`<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11"><text x="6" y="14" textLength="` + n(l) + `">` + escape(left) + `</text>`)
	s.WriteString(`<text x="` + n(a+6) + `" y="14" textLength="` + n(r) + `">` + escape(right) + `</text></g></svg>`)
	return []byte(s.String())
}

// textWidth is about how wide a text is in Verdana at 11 pixels.
func textWidth(s string) int {
	sum := 0.0
	for _, r := range s {
		switch {
		case strings.ContainsRune("iljI.,:;'|!", r):
			sum += 3.6
		case strings.ContainsRune("ftr-() ", r):
			sum += 4.4
		case strings.ContainsRune("mwMW", r):
			sum += 10.2
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z':
			sum += 7.2
		case r > 0x2e7f: // ideographs and the like are square
			sum += 11
		default:
			sum += 6.7
		}
	}
	return int(sum + 0.5)
}

func escape(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return ""
	}
	return b.String()
}

// upperFirst begins a text with a capital letter.
func upperFirst(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}
