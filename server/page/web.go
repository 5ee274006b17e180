package page

import (
	"maps"
	"slices"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
)

// A web is how records hang together, ready to be drawn, listed and exported.
// Stakes and posts are lines between parties in it; all other records are
// points.
type web struct {
	Nodes []webNode `json:"nodes"`
	Edges []webEdge `json:"edges"`
	Cut   bool      `json:"cut"` // there is more than was asked for
}

// webNode is a record as a point.
type webNode struct {
	ID         string    `json:"id"`
	Kind       string    `json:"kind"` // as the API names kinds of records
	Word       string    `json:"word"` // the kind in the language of the reader
	Label      string    `json:"label"`
	Path       string    `json:"path"`
	Status     string    `json:"status,omitempty"`
	StatusWord string    `json:"statusWord,omitempty"`
	When       string    `json:"when,omitempty"`
	Sources    []webCite `json:"sources"`

	record Record
}

// webEdge is a line between two points.
type webEdge struct {
	ID       string    `json:"id"`
	From     string    `json:"source"`
	To       string    `json:"target"`
	Kind     string    `json:"kind"` // the kind of record it comes from
	Relation string    `json:"relation"`
	Word     string    `json:"word"` // the relation in the language of the reader
	Label    string    `json:"label,omitempty"`
	Path     string    `json:"path,omitempty"` // of the stake or post
	Low      float64   `json:"low,omitempty"`
	High     float64   `json:"high,omitempty"`
	When     string    `json:"when,omitempty"`
	Date     fact.Date `json:"date,omitempty"` // by which the latest is known
	Disputed bool      `json:"disputed,omitempty"`
	Sources  []webCite `json:"sources,omitempty"`

	record *webRecord
}

// webCite is a source by name.
type webCite struct {
	Publisher string `json:"publisher"`
	URL       string `json:"url,omitempty"`
	Path      string `json:"path"`
}

// webRecord is a record with its sources.
type webRecord struct {
	Record
	Unverified bool
	Disputed   bool
	Sources    []Source
}

// webLink is a relation between two records.
type webLink struct{ Source, Target, Relation string }

// kindsOfRelations tells which kind of record a relation comes from.
var kindsOfRelations = map[string]string{
	"HAS_MEMBER": "COMPANY", "SUCCEEDS": "COMPANY",
	"MADE_BY": "PROMISE", "MADE_FOR": "PROMISE", "RESTATES": "PROMISE", "NARROWS": "PROMISE", "REPLACES": "PROMISE",
	"GIVEN_BY": "EVENT", "GIVEN_TO": "EVENT", "ORDERED_BY": "EVENT", "INVOLVES": "EVENT", "TOUCHES": "EVENT", "RETURNED_BY": "EVENT", "TOLD_BY": "EVENT",
	"BEARS_ON": "EVIDENCE", "STATED_BY": "EVIDENCE",
	"CITES": "SOURCE", "TRANSLATES": "SOURCE", "REPRINTS": "SOURCE", "REPORTS_ON": "SOURCE",
	"RULES_ON": "RULING", "RESTS_ON": "RULING",
}

// collected gathers records and links from several answers, each once.
type collected struct {
	records map[string]webRecord
	links   map[webLink]bool
	cut     bool
}

func newCollected() *collected {
	return &collected{records: map[string]webRecord{}, links: map[webLink]bool{}}
}

func (c *collected) add(records []webRecord, links []webLink) {
	for _, r := range records {
		c.records[r.ID] = r
	}
	for _, l := range links {
		c.links[l] = true
	}
}

// complete adds the parties that the records gathered name: a stake without its
// holder, or a promise without its speaker, would hang in the air where not
// all was asked for. Stakes and posts are those of the day.
func (c *collected) complete(day fact.Date) {
	name := func(p *Party) bool {
		if p == nil || p.ID == "" {
			return false
		}
		if _, known := c.records[p.ID]; !known {
			c.records[p.ID] = webRecord{Record: Record{Typename: p.Typename, ID: p.ID, RecordKind: strings.ToUpper(p.Typename), Name: p.Name}}
		}
		return true
	}
	for _, r := range slices.Collect(maps.Values(c.records)) {
		switch r.RecordKind {
		case "STAKE", "POSITION":
			if !r.inForce(day) {
				continue
			}
			for i := range r.Holders {
				name(&r.Holders[i])
			}
			name(r.Person)
			name(r.Company)
		case "PROMISE":
			if name(r.Speaker) {
				c.links[webLink{r.ID, r.Speaker.ID, "MADE_BY"}] = true
			}
			if name(r.Company) {
				c.links[webLink{r.ID, r.Company.ID, "MADE_FOR"}] = true
			}
		}
	}
}

// inForce reports whether a stake or post was not over and had begun on a day.
// Without a day all count.
func (r webRecord) inForce(day fact.Date) bool {
	return day == "" || (r.From == "" || r.From.First() <= day.Last()) && (r.To == "" || r.To.Last() >= day.First())
}

// web turns what was gathered into points and lines, in a steady order. With a
// day, stakes and posts are those of the day.
func (v *view) web(c *collected) (web, error) {
	out := web{Nodes: []webNode{}, Edges: []webEdge{}, Cut: c.cut}
	for _, r := range c.records {
		if r.RecordKind == "STAKE" || r.RecordKind == "POSITION" {
			if !r.inForce(v.AsOf) {
				continue
			}
			edges, err := v.reified(r, c.records)
			if err != nil {
				return web{}, err
			}
			out.Edges = append(out.Edges, edges...)
			continue
		}
		n, err := v.point(r)
		if err != nil {
			return web{}, err
		}
		out.Nodes = append(out.Nodes, n)
	}
	for l := range c.links {
		kind, ok := kindsOfRelations[l.Relation]
		from, to := c.records[l.Source], c.records[l.Target]
		if !ok || lineOnly(from) || lineOnly(to) || from.ID == "" || to.ID == "" {
			continue
		}
		word, err := v.Word("link", l.Relation)
		if err != nil {
			return web{}, err
		}
		r := from
		out.Edges = append(out.Edges, webEdge{
			ID: l.Source + " " + l.Relation + " " + l.Target, From: l.Source, To: l.Target, Kind: kind, Relation: l.Relation, Word: string(word), Sources: v.cites(r.Sources),
		})
	}
	slices.SortFunc(out.Nodes, func(a, b webNode) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(out.Edges, func(a, b webEdge) int { return strings.Compare(a.ID, b.ID) })
	return out, nil
}

// lineOnly reports whether a record is drawn as a line.
func lineOnly(r webRecord) bool { return r.RecordKind == "STAKE" || r.RecordKind == "POSITION" }

// reified are the lines of a stake or post, one for each holder that is a
// point too.
func (v *view) reified(r webRecord, records map[string]webRecord) ([]webEdge, error) {
	word, err := v.Word("record", r.RecordKind)
	if err != nil {
		return nil, err
	}
	when, err := v.Period(r.From, r.To, r.AsOf, r.SeenOn)
	if err != nil {
		return nil, err
	}
	e := webEdge{Kind: r.RecordKind, Relation: r.RecordKind, Word: plain(word), Path: v.Link(r.Path()), When: bare(when), Disputed: r.Disputed, Sources: v.cites(r.Sources), record: &r}
	for _, day := range []fact.Date{r.AsOf, r.From, r.SeenOn, r.To} {
		if e.Date == "" {
			e.Date = day
		}
	}
	holders := r.Holders
	if r.RecordKind == "POSITION" {
		e.Label = r.Title
		holders = nil
		if r.Person != nil {
			holders = []Party{*r.Person}
		}
	} else {
		share, err := v.Stated(r.Share)
		if err != nil {
			return nil, err
		}
		e.Label = bare(share)
		if r.Share != nil {
			e.Low, e.High = r.Share.Bounds().Low, r.Share.Bounds().High
		}
	}
	var out []webEdge
	for _, holder := range holders {
		if r.Company == nil || records[holder.ID].ID == "" || records[r.Company.ID].ID == "" {
			continue
		}
		e.ID, e.From, e.To = r.ID+" "+holder.ID, holder.ID, r.Company.ID
		out = append(out, e)
	}
	return out, nil
}

// point is a record as a point.
func (v *view) point(r webRecord) (webNode, error) {
	word, err := v.Word("record", r.RecordKind)
	if err != nil {
		return webNode{}, err
	}
	n := webNode{ID: r.ID, Kind: r.RecordKind, Word: plain(word), Label: r.Line(), Path: v.Link(r.Path()), Sources: v.cites(r.Sources), record: r.Record}
	if r.RecordKind == "PROMISE" {
		status, err := v.Word("status", r.Status)
		if err != nil {
			return webNode{}, err
		}
		n.Status, n.StatusWord = r.Status, plain(status)
	}
	for _, day := range []fact.Date{r.MadeOn, r.HappenedOn, r.PublishedOn, r.RuledOn} {
		if day != "" {
			n.When = v.Day(day)
			break
		}
	}
	return n, nil
}

func (v *view) cites(sources []Source) []webCite {
	out := make([]webCite, len(sources))
	for i, s := range sources {
		out[i] = webCite{Publisher: s.Publisher, URL: s.URL, Path: v.Link(s.Path())}
	}
	return out
}

// rows are the points and lines of one kind, for the list.
type rows struct {
	Kind   string
	Points []Record
	Lines  []Record
}

// Rows are what a web shows as a list, by kind, at most so many in all.
func (w web) rows(most int) (out []rows, left int) {
	for _, kind := range []string{"PERSON", "COMPANY", "STAKE", "POSITION", "PROMISE", "EVENT", "EVIDENCE", "RULING", "SOURCE"} {
		r := rows{Kind: kind}
		seen := map[string]bool{}
		for _, e := range w.Edges {
			if e.record == nil || e.Kind != kind || seen[e.record.ID] {
				continue
			}
			seen[e.record.ID] = true
			if most--; most < 0 {
				left++
				continue
			}
			r.Lines = append(r.Lines, e.record.Record)
		}
		for _, n := range w.Nodes {
			if n.Kind != kind {
				continue
			}
			if most--; most < 0 {
				left++
				continue
			}
			r.Points = append(r.Points, n.record)
		}
		if len(r.Lines)+len(r.Points) > 0 {
			out = append(out, r)
		}
	}
	return out, left
}
