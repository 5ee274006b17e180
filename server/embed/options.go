package embed

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/promisegraph/promisegraph/fact"
)

// The choices of an embed, the first of each being what is shown when nothing
// is chosen.
var (
	themes = []string{"auto", "light", "dark"}
	views  = []string{"full", "compact"}
)

// options are how something is to be shown.
type options struct {
	asOf  fact.Date // the day it is pinned to; empty for today
	words words
	theme string
	view  string
	base  string // where links lead: https://example.org
}

// options reads them from the query of a request. What it does not know it
// leaves alone: others add parameters of their own to addresses.
func (h *Handler) options(r *http.Request) (options, error) {
	var q url.Values
	if r.URL.RawQuery != "" {
		q = r.URL.Query()
	}
	return h.chosen(q, h.origin(r))
}

func (h *Handler) chosen(q url.Values, base string) (options, error) {
	o := options{words: h.in(q.Get("lang")), base: base}
	var err error
	if o.asOf, err = h.pin(q.Get("asOf")); err != nil {
		return o, err
	}
	if o.theme, err = one(q, "theme", themes); err != nil {
		return o, err
	}
	o.view, err = one(q, "view", views)
	return o, err
}

// pin reads the day to show something as of. A month or year means its last day.
func (h *Handler) pin(asOf string) (fact.Date, error) {
	if asOf == "" {
		return "", nil
	}
	day, err := fact.ParseDate(asOf)
	if err != nil {
		return "", badRequest("asOf: %v", err)
	}
	if day.Last() > h.today() {
		return "", badRequest("asOf: %s is not over yet: leave it out for today", asOf)
	}
	return day.Last(), nil
}

// one reads a parameter that is one of several words.
func one(q url.Values, name string, all []string) (string, error) {
	value := q.Get(name)
	if value == "" {
		return all[0], nil
	}
	if !slices.Contains(all, value) {
		return "", badRequest("%s: %q is none of %s", name, value, strings.Join(all, ", "))
	}
	return value, nil
}

// key tells apart what is shown differently.
func (o options) key(route, id string) string {
	return strings.Join([]string{route, id, o.base, o.words.lang, o.theme, o.view, string(o.asOf)}, " ")
}

// query writes the options as a query, what need not be said left out.
func (o options) query() string {
	q := url.Values{}
	if o.words.lang != fallback {
		q.Set("lang", o.words.lang)
	}
	if o.theme != "" && o.theme != themes[0] {
		q.Set("theme", o.theme)
	}
	if o.view != "" && o.view != views[0] {
		q.Set("view", o.view)
	}
	if o.asOf != "" {
		q.Set("asOf", string(o.asOf))
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// page is the address of the page of a record, such as /promises/x.
func (o options) page(kind fact.Kind, id string) string {
	address := o.base + "/" + kind.Plural() + "/" + id
	q := url.Values{}
	if o.asOf != "" {
		q.Set("asOf", string(o.asOf))
	}
	if o.words.lang != "" && o.words.lang != fallback {
		q.Set("lang", o.words.lang)
	}
	if len(q) == 0 {
		return address
	}
	return address + "?" + q.Encode()
}

// origin is where the server is for its readers.
func (h *Handler) origin(r *http.Request) string {
	if h.base != "" {
		return h.base
	}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return scheme + r.Host
}

// fresh is how long an answer serves. One that is pinned to a day changes only
// when something is recorded late; any other tells its own day.
func (o options) fresh() time.Duration {
	if o.asOf != "" {
		return 24 * time.Hour
	}
	return 5 * time.Minute
}

// caching tells caches how long an answer serves. They may show it for a while
// longer, while they get the next one: it tells its day, so it does not deceive.
func (o options) caching(h http.Header) {
	h["Cache-Control"] = []string{"public, max-age=" + strconv.Itoa(int(o.fresh().Seconds())) + ", stale-while-revalidate=86400"}
}
