package embed

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// rich is an oEmbed 1.0 answer.
type rich struct {
	XMLName      xml.Name `json:"-" xml:"oembed"`
	Type         string   `json:"type" xml:"type"`
	Version      string   `json:"version" xml:"version"`
	Title        string   `json:"title" xml:"title"`
	AuthorName   string   `json:"author_name" xml:"author_name"`
	AuthorURL    string   `json:"author_url" xml:"author_url"`
	ProviderName string   `json:"provider_name" xml:"provider_name"`
	ProviderURL  string   `json:"provider_url" xml:"provider_url"`
	CacheAge     int      `json:"cache_age" xml:"cache_age"`
	HTML         string   `json:"html" xml:"html"`
	Width        int      `json:"width" xml:"width"`
	Height       int      `json:"height" xml:"height"`
}

// oembed answers /oembed?url=…, as the standard says: 404 for an address that
// has no embed, 501 for a format that there is none of.
func (h *Handler) oembed(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	w.Header()["Access-Control-Allow-Origin"] = []string{"*"}
	format := q.Get("format")
	if format == "" {
		format = "json"
	}
	if format != "json" && format != "xml" {
		h.fail(w, r, fault{http.StatusNotImplemented, fmt.Sprintf("format: %q is not implemented; use json or xml", format)})
		return
	}
	id, o, err := h.embedded(q.Get("url"), h.origin(r))
	var width, height int
	if err == nil {
		width, height, err = room(q, &o)
	}
	var a *answer
	var stale bool
	if err == nil {
		key := strings.Join([]string{o.key("oembed", id), format, strconv.Itoa(width), strconv.Itoa(height)}, " ")
		a, stale, err = h.get(r.Context(), key, o.asOf != "", func(ctx context.Context) (*answer, error) {
			p, err := h.read(ctx, "promise", id, o)
			if err != nil {
				return nil, err
			}
			kind, body, err := p.rich(width, height).write(format)
			if err != nil {
				return nil, err
			}
			return newAnswer(kind, body, p.revision, p.day), nil
		})
	}
	if err != nil {
		h.fail(w, r, err)
		return
	}
	o.caching(w.Header())
	markStale(w.Header(), stale)
	a.Send(w, r, http.StatusOK)
}

// embedded finds the promise of an address of this server.
func (h *Handler) embedded(address, origin string) (id string, o options, err error) {
	if address == "" {
		return "", o, badRequest("url: give the address of the page of a promise")
	}
	u, err := url.Parse(address)
	here, herr := url.Parse(origin)
	if err != nil || herr != nil || !strings.EqualFold(u.Host, here.Host) || u.Scheme != "http" && u.Scheme != "https" {
		return "", o, notFound("url: %s is no address of this server", address)
	}
	first, id, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	if first != "promises" && first != "embed" || id == "" {
		return "", o, notFound("url: %s is not the page of a promise", address)
	}
	o, err = h.chosen(u.Query(), origin)
	return id, o, err
}

// room is how large the frame is to be. Where there is no room for the full
// card it is the compact one, and where there is none for that either, the
// frame is as small as was asked for and its page can be scrolled.
func room(q url.Values, o *options) (width, height int, err error) {
	most := map[string]int{"maxwidth": cardWidth, "maxheight": heightOf(o.view)}
	for name := range most {
		text := q.Get(name)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return 0, 0, badRequest("%s: %q is not a number of pixels", name, text)
		}
		if name == "maxheight" && n < most[name] {
			o.view, most[name] = "compact", compactHeight
		}
		most[name] = min(most[name], n)
	}
	return most["maxwidth"], most["maxheight"], nil
}

// rich makes the oEmbed answer of a promise.
func (s *shown) rich(width, height int) rich {
	return rich{
		Type: "rich", Version: "1.0", Title: s.Statement, AuthorName: s.Speaker.Name, AuthorURL: s.page(s.Speaker.kind(), s.Speaker.ID),
		ProviderName: "promisegraph", ProviderURL: s.base + "/", CacheAge: int(s.fresh().Seconds()),
		HTML: s.snippet(width, height), Width: width, Height: height,
	}
}

// snippet is the HTML that shows a card in another page. It keeps to what
// WordPress leaves of it: a quote with a link, which tells the status with its
// date wherever frames are not shown, and the frame.
func (s *shown) snippet(width, height int) string {
	return `<blockquote><a href="` + html.EscapeString(s.page("promise", s.ID)) + `">` + html.EscapeString(s.line()) + `</a></blockquote>` +
		s.frame(strconv.Itoa(width), height)
}

// frame is the element that shows the card.
func (s *shown) frame(width string, height int) string {
	return `<iframe src="` + html.EscapeString(s.base+"/embed/"+s.ID+s.query()) + `" title="` + html.EscapeString(s.frameTitle()) + `" width="` + width + `" height="` + strconv.Itoa(height) +
		`" frameborder="0" loading="lazy" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" style="border:0;max-width:100%"></iframe>`
}

// frameTitle names the frame for those who cannot see it.
func (s *shown) frameTitle() string {
	return s.words.text("frame.title", "speaker", s.Speaker.Name, "status", s.statusText(), "date", s.words.date(s.day))
}

func (d rich) write(format string) (kind string, body []byte, err error) {
	if format == "xml" {
		body, err = xml.Marshal(d)
		kind, body = "text/xml; charset=utf-8", append([]byte(xml.Header), body...)
	} else {
		kind = "application/json; charset=utf-8"
		body, err = json.Marshal(d)
	}
	if err != nil {
		return "", nil, fmt.Errorf("write oEmbed: %w", err)
	}
	return kind, append(body, '\n'), nil
}
