package embed

import (
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
)

// thing is an object of schema.org. Its keys are written in the order of the
// alphabet, so the same promise is always the same text.
type thing map[string]any

// structured tells of a promise in the words of schema.org: a Claim, and
// beside it a ClaimReview when a publisher stands for the verdicts.
func (h *Handler) structured(p *shown) []thing {
	claim := p.claim()
	if h.cfg.Publisher == nil || p.Kind != "PROMISE" {
		return []thing{claim}
	}
	return []thing{claim, p.review(*h.cfg.Publisher, claim)}
}

func (s *shown) claim() thing {
	address := s.base + "/promises/" + s.ID
	c := thing{
		"@context": "https://schema.org", "@type": "Claim", "@id": address + "#claim", "url": address,
		"name": s.Statement, "text": s.said(), "description": s.Statement,
		"author": s.thingOf(s.Speaker), "about": s.thingOf(s.Company),
	}
	if s.MadeOn != nil {
		c["datePublished"] = *s.MadeOn
	}
	if s.Quote != nil {
		c["inLanguage"] = s.Quote.Lang
		if s.Quote.Source != nil {
			c["firstAppearance"] = work(*s.Quote.Source)
		}
	}
	var seen []thing
	for _, one := range s.Sources {
		seen = append(seen, work(one))
	}
	if len(seen) > 0 {
		c["appearance"] = seen
	}
	return c
}

func (s *shown) thingOf(p party) thing {
	t := thing{"@type": "Organization", "name": p.Name, "url": s.base + "/" + p.kind().Plural() + "/" + p.ID}
	if p.kind() == fact.Person {
		t["@type"] = "Person"
	}
	return t
}

// work is a document.
func work(s source) thing {
	t := thing{"@type": "CreativeWork", "name": s.Title, "inLanguage": s.Lang, "publisher": thing{"@type": "Organization", "name": s.Publisher}}
	if s.URL != nil {
		t["url"] = *s.URL
	}
	if s.PublishedOn != nil {
		t["datePublished"] = *s.PublishedOn
	}
	if len(s.Archived) > 0 {
		t["archivedAt"] = s.Archived[0].URL
	}
	return t
}

// longestClaim is how long a claimReviewed may be.
const longestClaim = 75

// ratings are the verdicts that can be set on a scale. All others are words
// alone: an open promise has no number.
var ratings = map[string]int{"KEPT": 5, "KEPT_LATE": 4, "PARTLY_KEPT": 3, "NOT_KEPT": 1}

func (s *shown) review(by Publisher, claim thing) thing {
	address := s.base + "/promises/" + s.ID
	rating := thing{"@type": "Rating", "alternateName": s.statusText(), "ratingExplanation": s.Standing.Because.Sentence}
	if value, ok := ratings[s.Standing.Status]; ok {
		rating["ratingValue"], rating["bestRating"], rating["worstRating"] = value, 5, 1
	}
	date := fact.Date(s.Recorded.At.UTC().Format("2006-01-02"))
	if s.Standing.Since != nil {
		date = *s.Standing.Since
	}
	item := maps.Clone(claim)
	delete(item, "@context")
	return thing{
		"@context": "https://schema.org", "@type": "ClaimReview", "@id": address + "#review", "url": address,
		"claimReviewed": shorten(s.Statement, longestClaim-1), "datePublished": date,
		"author":       thing{"@type": "Organization", "name": by.Name, "url": by.URL},
		"itemReviewed": item, "reviewRating": rating,
	}
}

// shorten cuts a text after a word, so that it has at most so many characters.
func shorten(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	cut := string(runes[:most-1])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:.–-") + "…"
}

// Head is what the page of a promise, person or company has in its head for
// machines: structured data and the way to the embeds of a promise, and the
// feed. It reads asOf and lang of the request. What cannot be read is left out
// and logged: a page does not fail for it.
func (h *Handler) Head(r *http.Request, kind fact.Kind, id string) template.HTML {
	q := r.URL.Query()
	o, err := h.chosen(url.Values{"lang": q["lang"], "asOf": q["asOf"]}, h.origin(r))
	if err != nil || !fact.ValidID(id) {
		return ""
	}
	feed := headLink("application/atom+xml", o.base+"/"+kind.Plural()+"/"+id+".atom", "Atom")
	if kind != fact.Promise {
		return template.HTML(feed)
	}
	a, _, err := h.get(r.Context(), o.key("head", id), o.asOf != "", func(ctx context.Context) (*answer, error) {
		p, err := h.read(ctx, "promise", id, o)
		if err != nil {
			return nil, err
		}
		head, err := h.promiseHead(p)
		if err != nil {
			return nil, err
		}
		return newAnswer("", []byte(head+feed), p.revision, p.day), nil
	})
	if err != nil {
		if tell(err).status >= http.StatusInternalServerError {
			h.cfg.Log.WarnContext(r.Context(), "no structured data", "promise", id, "error", err)
		}
		return ""
	}
	return template.HTML(a.Body)
}

func (h *Handler) promiseHead(p *shown) (string, error) {
	oembed := p.base + "/oembed?url=" + url.QueryEscape(p.page(fact.Promise, p.ID)) + "&format="
	head := headLink("application/json+oembed", oembed+"json", p.Statement) + headLink("text/xml+oembed", oembed+"xml", p.Statement) +
		headLink("application/json", p.base+"/promises/"+p.ID+".json", "JSON")
	for _, one := range h.structured(p) {
		raw, err := json.Marshal(one)
		if err != nil {
			return "", fmt.Errorf("write JSON-LD: %w", err)
		}
		// json.Marshal writes < as \u003c, so the text cannot end the element.
		head += `<script type="application/ld+json">` + string(raw) + "</script>\n"
	}
	return head, nil
}

func headLink(kind, address, title string) string {
	return `<link rel="alternate" type="` + kind + `" href="` + template.HTMLEscapeString(address) + `" title="` + template.HTMLEscapeString(title) + `">` + "\n"
}
