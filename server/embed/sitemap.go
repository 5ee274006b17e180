package embed

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/promisegraph/promisegraph/fact"
)

// perSitemap is how many addresses a sitemap has: fewer than the 50,000 that
// are allowed, since each hundred takes a read.
const perSitemap = 5000

// mapped are the kinds of records that have a page.
var mapped = []fact.Kind{fact.Promise, fact.Person, fact.Company, fact.Source}

const (
	xmlType   = "application/xml; charset=utf-8"
	sitemapNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
)

// robots answers /robots.txt.
func (h *Handler) robots(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=3600")
	text := "User-agent: *\nDisallow: /graphql\nDisallow: /*.csv$\n\nSitemap: " + h.origin(r) + "/sitemap.xml\n"
	newAnswer("text/plain; charset=utf-8", []byte(text), 0, "").Send(w, r, http.StatusOK)
}

// sitemapIndex answers /sitemap.xml: the list of the sitemaps.
func (h *Handler) sitemapIndex(w http.ResponseWriter, r *http.Request) {
	base := h.origin(r)
	h.keepMap(w, r, "sitemap "+base, func(ctx context.Context) (*answer, error) {
		document, err := queryFiles.ReadFile("queries/sitemap.graphql")
		if err != nil {
			return nil, fmt.Errorf("read the query of the sitemap: %w", err)
		}
		var got map[string]any
		if err := h.ask(ctx, string(document), nil, &got); err != nil {
			return nil, err
		}
		type entry struct {
			Loc string `xml:"loc"`
		}
		index := struct {
			XMLName xml.Name `xml:"sitemapindex"`
			NS      string   `xml:"xmlns,attr"`
			Entries []entry  `xml:"sitemap"`
		}{NS: sitemapNS, Entries: []entry{{base + "/sitemaps/site.xml"}}}
		for _, kind := range mapped {
			list, _ := got[kind.Plural()].(map[string]any)
			total, _ := list["totalCount"].(float64)
			for n := 1; (n-1)*perSitemap < int(total); n++ {
				index.Entries = append(index.Entries, entry{base + "/sitemaps/" + kind.Plural() + "-" + strconv.Itoa(n) + ".xml"})
			}
		}
		revision, _ := got["revision"].(float64)
		return h.xml(index, int64(revision))
	})
}

// keepMap answers with a sitemap that is kept like any other answer.
func (h *Handler) keepMap(w http.ResponseWriter, r *http.Request, key string, render func(context.Context) (*answer, error)) {
	a, stale, err := h.get(r.Context(), key, true, render)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=3600")
	markStale(w.Header(), stale)
	a.Send(w, r, http.StatusOK)
}

func (h *Handler) xml(v any, revision int64) (*answer, error) {
	body, err := xml.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write XML: %w", err)
	}
	return newAnswer(xmlType, append([]byte(xml.Header), body...), revision, h.today()), nil
}

// sitemap answers /sitemaps/{list}-{n}.xml, and site.xml with the pages that
// belong to no record.
func (h *Handler) sitemap(w http.ResponseWriter, r *http.Request) {
	name, ok := strings.CutSuffix(r.PathValue("file"), ".xml")
	if ok && name == "site" {
		base := h.origin(r)
		h.keepMap(w, r, "sitemap site "+base, func(context.Context) (*answer, error) {
			set := newURLSet()
			for _, page := range []string{"/", "/promises", "/people", "/companies", "/sources", "/scoreboard", "/changes", "/about", "/embed"} {
				set.add(base+page, time.Time{})
			}
			return h.xml(set, 0)
		})
		return
	}
	list, number, _ := strings.Cut(name, "-")
	n, err := strconv.Atoi(number)
	known := false
	for _, kind := range mapped {
		known = known || kind.Plural() == list
	}
	if !ok || err != nil || n < 1 || n > 10000 || !known {
		h.fail(w, r, notFound("there is no such sitemap: see /sitemap.xml"))
		return
	}
	base := h.origin(r)
	h.keepMap(w, r, strings.Join([]string{"sitemap", list, number, base}, " "), func(ctx context.Context) (*answer, error) {
		return h.addresses(ctx, list, n, base)
	})
}

type urlSet struct {
	XMLName xml.Name     `xml:"urlset"`
	NS      string       `xml:"xmlns,attr"`
	URLs    []sitemapURL `xml:"url"`
}

type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

func newURLSet() *urlSet { return &urlSet{NS: sitemapNS} }

func (s *urlSet) add(address string, changed time.Time) {
	u := sitemapURL{Loc: address}
	if !changed.IsZero() {
		u.LastMod = changed.UTC().Format(time.DateOnly)
	}
	s.URLs = append(s.URLs, u)
}

// addresses walks a list by its ids and takes the n-th part of it.
func (h *Handler) addresses(ctx context.Context, list string, n int, base string) (*answer, error) {
	document, err := queryFiles.ReadFile("queries/" + list + "_sitemap.graphql")
	if err != nil {
		return nil, fmt.Errorf("read the query of a sitemap: %w", err)
	}
	set, variables := newURLSet(), map[string]any{}
	var revision int64
	for seen := 0; seen < n*perSitemap; {
		var page struct {
			Revision int64
			List     struct {
				Nodes []struct {
					ID       string
					Recorded struct{ At time.Time }
				}
				PageInfo struct {
					HasNextPage bool
					EndCursor   *string
				}
			}
		}
		if err := h.ask(ctx, string(document), variables, &page); err != nil {
			return nil, err
		}
		if revision == 0 {
			revision = page.Revision // a change on the way makes it anew
		}
		for _, node := range page.List.Nodes {
			if seen++; seen > (n-1)*perSitemap {
				set.add(base+"/"+list+"/"+node.ID, node.Recorded.At)
			}
		}
		if !page.List.PageInfo.HasNextPage || page.List.PageInfo.EndCursor == nil {
			break
		}
		variables["after"] = *page.List.PageInfo.EndCursor
	}
	if len(set.URLs) == 0 {
		return nil, notFound("there is no such sitemap: see /sitemap.xml")
	}
	return h.xml(set, revision)
}
