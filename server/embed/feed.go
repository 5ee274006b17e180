package embed

import (
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/promisegraph/promisegraph/fact"
)

const (
	atomType = "application/atom+xml; charset=utf-8"
	// feedEntries is how many entries a feed has at most.
	feedEntries = 100
	// feedReads is how many pages of a timeline a feed of a party looks
	// through for what was recorded last.
	feedReads = 3
)

// atom is a feed. An entry stands for one version of a record or one change of
// a status, and its id says which, so what was corrected is news again.
type atom struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  atomAuthor  `xml:"author"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string     `xml:"id"`
	Title   string     `xml:"title"`
	Updated string     `xml:"updated"`
	Links   []atomLink `xml:"link"`
	Content atomText   `xml:"content"`

	at time.Time // when it was recorded
	on fact.Date // the date of what it tells
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

// recorded is the change that made a version.
type recorded struct {
	Revision int64
	At       time.Time
}

// feed is one feed while it is made.
type feed struct {
	options
	host    string // the authority of its ids
	entries []atomEntry
}

// tag is a permanent id in the form of RFC 4151.
func (f *feed) tag(parts ...string) string {
	return "tag:" + f.host + ",2026:" + strings.Join(parts, "/")
}

// add adds an entry. The text is plain.
func (f *feed) add(id, title, text, page string, at time.Time, on fact.Date) {
	f.entries = append(f.entries, atomEntry{
		ID: id, Title: shorten(title, 140), Updated: at.UTC().Format(time.RFC3339), Content: atomText{"text", text},
		Links: []atomLink{{Rel: "alternate", Type: "text/html", Href: page}}, at: at, on: on,
	})
}

// version adds an entry for a version of a record.
func (f *feed) version(id string, r recorded, title, text, page string, on fact.Date) {
	f.add(f.tag(id, "r"+strconv.FormatInt(r.Revision, 10)), title, text, page, r.At, on)
}

// finish orders the entries, latest first, and writes the feed.
func (f *feed) finish(id, title, self, page string, revision int64, day fact.Date) (*answer, error) {
	slices.SortFunc(f.entries, func(a, b atomEntry) int {
		return cmp.Or(b.at.Compare(a.at), strings.Compare(string(b.on), string(a.on)), strings.Compare(a.ID, b.ID))
	})
	f.entries = f.entries[:min(len(f.entries), feedEntries)]
	doc := atom{
		Lang: f.words.lang, ID: f.tag(id), Title: title, Author: atomAuthor{"promisegraph"}, Entries: f.entries,
		Links: []atomLink{{Rel: "self", Type: "application/atom+xml", Href: self}, {Rel: "alternate", Type: "text/html", Href: page}},
		// Without entries nothing has ever changed.
		Updated: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Format(time.RFC3339),
	}
	if len(f.entries) > 0 {
		doc.Updated = f.entries[0].Updated
	}
	body, err := xml.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("write a feed: %w", err)
	}
	return newAnswer(atomType, append([]byte(xml.Header), body...), revision, day), nil
}

// serveFeed answers with a feed that is kept like any other answer.
func (h *Handler) serveFeed(w http.ResponseWriter, r *http.Request, id string, fill func(context.Context, *feed) (*answer, error)) {
	header := w.Header()
	header["Access-Control-Allow-Origin"] = []string{"*"}
	o := options{words: h.in(r.URL.Query().Get("lang")), base: h.origin(r)}
	a, stale, err := h.get(r.Context(), o.key("feed", id), false, func(ctx context.Context) (*answer, error) {
		f := &feed{options: o, host: "localhost"}
		if u, err := url.Parse(o.base); err == nil && u.Hostname() != "" {
			f.host = u.Hostname()
		}
		return fill(ctx, f)
	})
	if err != nil {
		h.fail(w, r, err)
		return
	}
	o.caching(header)
	markStale(header, stale)
	a.Send(w, r, http.StatusOK)
}

// query reads a document of this package by its name.
func (h *Handler) query(ctx context.Context, name string, variables map[string]any, into any) error {
	document, err := queryFiles.ReadFile("queries/" + name + ".graphql")
	if err != nil {
		return fmt.Errorf("read a query: %w", err)
	}
	return h.ask(ctx, string(document), variables, into)
}

// citing writes where something was read.
func citing(sources []source) string {
	var names []string
	for _, s := range sources {
		names = append(names, s.Publisher)
	}
	if len(names) == 0 {
		return ""
	}
	return " (" + strings.Join(names, ", ") + ")"
}

// promiseFeed answers /promises/{id}.atom: the promise, each change of its
// status, the evidence and the rulings on it.
func (h *Handler) promiseFeed(w http.ResponseWriter, r *http.Request, id string) {
	h.serveFeed(w, r, id, func(ctx context.Context, f *feed) (*answer, error) {
		if !fact.ValidID(id) {
			return nil, notFound("%q is not the id of a promise", id)
		}
		var got struct {
			Revision int64
			Promise  *struct {
				Statement        string
				Speaker, Company party
				StatusHistory    []struct {
					On        *fact.Date
					Status    string
					Balance   string
					WasStatus *string
					Because   struct{ Rule string }
				}
				Recorded recorded
				Evidence struct {
					Edges []struct {
						Stance string
						Node   struct {
							finding
							Recorded recorded
						}
					}
				}
				Rulings struct {
					Nodes []struct {
						ID, Status, Reason, By string
						RuledOn                fact.Date
						Recorded               recorded
					}
				}
			}
		}
		if err := h.query(ctx, "promise_feed", map[string]any{"id": id}, &got); err != nil {
			return nil, err
		}
		p, t := got.Promise, f.words
		if p == nil {
			return nil, h.missing(ctx, fact.Promise, id, "")
		}
		page := f.page(fact.Promise, id)
		f.version(id, p.Recorded, t.text("feed.recorded", "what", p.Statement), p.Speaker.Name+", "+t.text("label.for", "company", p.Company.Name)+": "+p.Statement, page, "")
		for _, c := range p.StatusHistory {
			if c.On == nil || c.WasStatus == nil {
				continue // how it was from the beginning
			}
			at, err := time.Parse(time.DateOnly, string(c.On.First()))
			if err != nil {
				return nil, fmt.Errorf("day of a change of status: %w", err)
			}
			title := t.text("feed.status", "status", t.text("status."+c.Status), "balance", t.text("balance."+c.Balance))
			f.add(f.tag(id, "status", string(*c.On)), title, t.text("rule."+c.Because.Rule), page, at, *c.On)
		}
		for _, e := range p.Evidence.Edges {
			f.version(e.Node.ID, e.Node.Recorded, t.text("feed.stance."+e.Stance)+": "+e.Node.Summary, e.Node.Summary+citing(e.Node.Sources), f.page(fact.Evidence, e.Node.ID), e.Node.on())
		}
		for _, one := range p.Rulings.Nodes {
			f.version(one.ID, one.Recorded, t.text("feed.ruling", "status", t.text("status."+one.Status)), one.Reason+" ("+one.By+")", f.page(fact.Ruling, one.ID), one.RuledOn)
		}
		return f.finish(id, t.text("feed.title", "name", p.Statement), f.base+"/promises/"+id+".atom", page, got.Revision, h.today())
	})
}

// told is a record of a timeline, of whichever kind.
type told struct {
	Typename  string `json:"__typename"`
	ID        string
	Recorded  recorded
	Statement string
	Standing  struct{ Status string }
	Summary   string
	Reason    string
	Ruled     string `json:"rulingStatus"`
	Promise   *struct{ Statement string }
	Holders   []party
	Company   party
	Share     *struct{ Text string }
	Title     string
	Person    party
}

// partyFeed answers /people/{id}.atom and /companies/{id}.atom: what has to do
// with a party, what was recorded last first.
func (h *Handler) partyFeed(w http.ResponseWriter, r *http.Request) {
	id, ending, _ := strings.Cut(r.PathValue("file"), ".")
	list, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if ending != "atom" {
		h.fail(w, r, notFound("there is no %s", r.URL.Path))
		return
	}
	kind := fact.Person
	if list == fact.Company.Plural() {
		kind = fact.Company
	}
	h.serveFeed(w, r, list+"/"+id, func(ctx context.Context, f *feed) (*answer, error) {
		if !fact.ValidID(id) {
			return nil, notFound("%q is not an id", id)
		}
		page, name, variables := f.page(kind, id), "", map[string]any{"id": id}
		var revision int64
		for range feedReads {
			var got struct {
				Revision int64
				Node     *struct {
					Typename string `json:"__typename"`
					Name     string
				}
				Timeline struct {
					Edges []struct {
						On   *fact.Date
						Node told
					}
					PageInfo struct {
						HasPreviousPage bool
						StartCursor     *string
					}
				}
			}
			if err := h.query(ctx, "party_feed", variables, &got); err != nil {
				return nil, err
			}
			if got.Node == nil || !strings.EqualFold(got.Node.Typename, string(kind)) {
				return nil, h.missing(ctx, kind, id, "")
			}
			name = got.Node.Name
			if revision == 0 {
				revision = got.Revision // a change on the way makes it anew
			}
			for _, e := range got.Timeline.Edges {
				title, text := e.Node.entry(f.words)
				on := fact.Date("")
				if e.On != nil {
					on = *e.On
					text += " (" + f.words.date(on) + ")"
				}
				f.version(e.Node.ID, e.Node.Recorded, title, text, f.page(fact.Kind(strings.ToLower(e.Node.Typename)), e.Node.ID), on)
			}
			if !got.Timeline.PageInfo.HasPreviousPage || got.Timeline.PageInfo.StartCursor == nil {
				break
			}
			variables["before"] = *got.Timeline.PageInfo.StartCursor
		}
		return f.finish(id, f.words.text("feed.title", "name", name), f.base+"/"+list+"/"+id+".atom", page, revision, h.today())
	})
}

// entry is what a feed says of a record.
func (t told) entry(w words) (title, text string) {
	switch t.Typename {
	case "Promise":
		return w.text("feed.promise", "status", w.text("status."+t.Standing.Status), "what", t.Statement), t.Statement
	case "Evidence":
		return w.text("feed.evidence") + ": " + t.Summary, t.Summary
	case "Ruling":
		if t.Promise != nil {
			text = t.Promise.Statement + " "
		}
		return w.text("feed.ruling", "status", w.text("status."+t.Ruled)), text + t.Reason
	case "Event":
		return w.text("feed.event") + ": " + t.Summary, t.Summary
	case "Stake":
		share := w.text("feed.unknownShare")
		if t.Share != nil {
			share = t.Share.Text
		}
		var holders []string
		for _, one := range t.Holders {
			holders = append(holders, one.Name)
		}
		text = w.text("feed.stake", "holder", strings.Join(holders, ", "), "company", t.Company.Name, "share", share)
		return text, text
	case "Position":
		text = w.text("feed.position", "person", t.Person.Name, "company", t.Company.Name, "title", t.Title)
		return text, text
	}
	return t.ID, t.ID
}

// changesFeed answers /changes.atom: an entry for each change set.
func (h *Handler) changesFeed(w http.ResponseWriter, r *http.Request) {
	h.journalFeed(w, r, "changes", nil)
}

// correctionsFeed answers /corrections.atom: an entry for each change set that
// corrected or withdrew something, with the reasons.
func (h *Handler) correctionsFeed(w http.ResponseWriter, r *http.Request) {
	h.journalFeed(w, r, "corrections", map[string]any{"ops": []any{"CORRECT", "RETRACT"}})
}

// journalFeed answers with a feed of the change sets that a query finds.
func (h *Handler) journalFeed(w http.ResponseWriter, r *http.Request, name string, variables map[string]any) {
	h.serveFeed(w, r, name, func(ctx context.Context, f *feed) (*answer, error) {
		var got struct {
			Revision int64
			Changes  struct {
				Nodes []struct {
					Revision int64
					At       time.Time
					By, Why  *string
					Size     int
					Versions struct {
						Nodes []struct {
							RecordID, RecordKind, Op string
							Reason                   *string
						}
					}
				}
			}
		}
		if err := h.query(ctx, "changes_feed", variables, &got); err != nil {
			return nil, err
		}
		page := f.base + "/changes"
		for _, c := range got.Changes.Nodes {
			revision := strconv.FormatInt(c.Revision, 10)
			title := f.words.text("feed.change", "revision", revision, "size", strconv.Itoa(c.Size))
			if c.Why != nil {
				title += ": " + *c.Why
			}
			var lines []string
			if c.By != nil {
				lines = append(lines, f.words.text("feed.by", "by", *c.By))
			}
			for _, v := range c.Versions.Nodes {
				line := strings.ToLower(v.Op) + " " + strings.ToLower(v.RecordKind) + " " + v.RecordID
				if v.Reason != nil {
					line += ": " + *v.Reason
				}
				lines = append(lines, line)
			}
			if more := c.Size - len(c.Versions.Nodes); more > 0 && variables == nil {
				lines = append(lines, f.words.text("feed.more", "n", strconv.Itoa(more)))
			}
			f.add(f.tag(name, "r"+revision), title, strings.Join(lines, "\n"), page+"/"+revision, c.At, "")
		}
		return f.finish(name, f.words.text("feed."+name), f.base+"/"+name+".atom", page, got.Revision, h.today())
	})
}
