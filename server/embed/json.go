package embed

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
)

//go:embed schema/*.json
var schemaFiles embed.FS

// document is what /promises/{id}.json tells. schema/promise.json describes
// it; fields may be added, none is taken away or changed.
type document struct {
	Schema    string        `json:"$schema"`
	ID        string        `json:"id"`
	URL       string        `json:"url"`
	Kind      string        `json:"kind"`
	Statement string        `json:"statement"`
	Quote     *jsonQuote    `json:"quote"`
	Speaker   jsonParty     `json:"speaker"`
	Company   jsonParty     `json:"company"`
	MadeOn    *fact.Date    `json:"madeOn"`
	Venue     *string       `json:"venue"`
	Form      *string       `json:"form"`
	Condition *string       `json:"condition"`
	Deadline  *jsonDeadline `json:"deadline"`
	Disputed  bool          `json:"disputed"`
	AsOf      fact.Date     `json:"asOf"`
	Frozen    bool          `json:"frozen"`
	Revision  int64         `json:"revision"`
	Status    string        `json:"status"`
	Since     *fact.Date    `json:"since"`
	Next      *fact.Date    `json:"next"`
	Balance   string        `json:"balance"`
	Supports  jsonSide      `json:"supports"`
	Against   jsonSide      `json:"contradicts"`
	Flags     []string      `json:"flags"`
	Reason    jsonReason    `json:"reason"`
	Response  *jsonFinding  `json:"response"`
	Evidence  []jsonFinding `json:"evidence"`
	Total     int           `json:"evidenceTotal"`
	Sources   []jsonSource  `json:"sources"`
	Labels    labels        `json:"labels"`
}

type jsonQuote struct {
	Text     string        `json:"text"`
	Lang     string        `json:"lang"`
	Machine  bool          `json:"machine"`
	Original *jsonOriginal `json:"translationOf"`
	Source   *jsonSource   `json:"source"`
}

type jsonOriginal struct {
	Text string `json:"text"`
	Lang string `json:"lang"`
}

type jsonParty struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	URL  string `json:"url"`
}

type jsonDeadline struct {
	On   *fact.Date `json:"on"`
	Text *string    `json:"text"`
	Kind string     `json:"kind"`
}

type jsonSide struct {
	Items   int `json:"items"`
	Origins int `json:"origins"`
}

type jsonReason struct {
	Rule     string `json:"rule"`
	Sentence string `json:"sentence"`
}

type jsonFinding struct {
	ID          string       `json:"id"`
	Stance      string       `json:"stance"`
	Summary     string       `json:"summary"`
	HappenedOn  *fact.Date   `json:"happenedOn"`
	WrittenOn   *fact.Date   `json:"writtenOn"`
	PublishedOn *fact.Date   `json:"publishedOn"`
	Sources     []jsonSource `json:"sources"`
}

type jsonSource struct {
	ID          string     `json:"id"`
	Publisher   string     `json:"publisher"`
	Title       string     `json:"title"`
	Lang        string     `json:"lang"`
	URL         *string    `json:"url"`
	PublishedOn *fact.Date `json:"publishedOn"`
}

// labels are the words for a reader, in the language asked for.
type labels struct {
	Lang       string `json:"lang"`
	Dir        string `json:"dir"`
	Line       string `json:"line"`
	Status     string `json:"status"`
	Balance    string `json:"balance"`
	Reason     string `json:"reason"`
	AsOf       string `json:"asOf"`
	MadeOn     string `json:"madeOn"`
	Company    string `json:"company"`
	Meaning    string `json:"meaning"`
	Response   string `json:"response"`
	NoResponse string `json:"noResponse"`
	More       string `json:"more"`
}

// promiseFile answers /promises/{id}.json, .jsonld and .atom.
func (h *Handler) promiseFile(w http.ResponseWriter, r *http.Request) {
	id, ending, _ := strings.Cut(r.PathValue("file"), ".")
	render, kind := h.document, "application/json; charset=utf-8"
	switch ending {
	case "atom":
		h.promiseFeed(w, r, id)
		return
	case "jsonld":
		render, kind = func(p *shown) any { return h.structured(p) }, "application/ld+json; charset=utf-8"
	}
	header := w.Header()
	header["Access-Control-Allow-Origin"] = []string{"*"}
	header["Cross-Origin-Resource-Policy"] = []string{"cross-origin"}
	o, err := h.options(r)
	var a *answer
	var stale bool
	if err == nil {
		o.theme, o.view = "", ""
		a, stale, err = h.get(r.Context(), o.key(ending, id), o.asOf != "", func(ctx context.Context) (*answer, error) {
			p, err := h.read(ctx, "promise", id, o)
			if err != nil {
				return nil, err
			}
			body, err := json.Marshal(render(p))
			if err != nil {
				return nil, fmt.Errorf("write JSON: %w", err)
			}
			return newAnswer(kind, append(body, '\n'), p.revision, p.day), nil
		})
	}
	if err != nil {
		f := h.failing(w, r, err)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(f.status)
		_ = json.NewEncoder(w).Encode(map[string]string{"error": f.text}) // the client is gone: nobody to tell
		return
	}
	o.caching(header)
	markStale(header, stale)
	a.Send(w, r, http.StatusOK)
}

// document tells all of a promise.
func (h *Handler) document(p *shown) any {
	d := document{
		Schema: p.base + "/schema/promise.json", ID: p.ID, URL: p.page(fact.Promise, p.ID), Kind: p.Kind, Statement: p.Statement,
		Speaker: jsonParty{p.Speaker.ID, p.Speaker.Name, p.page(p.Speaker.kind(), p.Speaker.ID)},
		Company: jsonParty{p.Company.ID, p.Company.Name, p.page(fact.Company, p.Company.ID)},
		MadeOn:  p.MadeOn, Venue: p.Venue, Form: p.Form, Condition: p.Condition, Disputed: p.Disputed,
		AsOf: p.day, Frozen: p.asOf != "", Revision: p.revision,
		Status: p.Standing.Status, Since: p.Standing.Since, Next: p.Standing.Next, Balance: p.Standing.Balance,
		Supports: jsonSide(p.Standing.Supports), Against: jsonSide(p.Standing.Contradicts),
		Flags: append([]string{}, p.Standing.Flags...), Reason: jsonReason(p.Standing.Because),
		Evidence: []jsonFinding{}, Total: p.Evidence.TotalCount, Sources: jsonSources(p.Sources), Labels: p.labels(),
	}
	if q := p.Quote; q != nil {
		d.Quote = &jsonQuote{Text: q.Text, Lang: q.Lang, Machine: q.Machine, Original: (*jsonOriginal)(q.TranslationOf)}
		if q.Source != nil {
			d.Quote.Source = &jsonSources([]source{*q.Source})[0]
		}
	}
	if p.Deadline != nil {
		d.Deadline = (*jsonDeadline)(p.Deadline)
	}
	for _, r := range p.Response.Nodes {
		f := jsonOf(r, "RESPONSE")
		d.Response = &f
	}
	for _, e := range p.Evidence.Edges {
		d.Evidence = append(d.Evidence, jsonOf(e.Node, e.Stance))
	}
	return d
}

func jsonOf(f finding, stance string) jsonFinding {
	return jsonFinding{f.ID, stance, f.Summary, f.HappenedOn, f.WrittenOn, f.PublishedOn, jsonSources(f.Sources)}
}

func jsonSources(sources []source) []jsonSource {
	out := make([]jsonSource, len(sources))
	for i, s := range sources {
		out[i] = jsonSource{s.ID, s.Publisher, s.Title, s.Lang, s.URL, s.PublishedOn}
	}
	return out
}

func (s *shown) labels() labels {
	w := s.words
	l := labels{
		Lang: w.lang, Dir: w.dir(), Line: s.line(), Status: s.statusText(), Balance: w.text("balance." + s.Standing.Balance),
		Reason: w.text("rule." + s.Standing.Because.Rule), AsOf: s.dated(), Company: w.text("label.for", "company", s.Company.Name),
		Meaning: w.text("label.meaning"), Response: w.text("label.response"), NoResponse: w.text("label.noResponse"), More: w.text("label.more"),
	}
	if s.MadeOn != nil {
		l.MadeOn = w.date(*s.MadeOn)
	}
	return l
}

// schema answers /schema/{file}: what the JSON is made of.
func (h *Handler) schema(w http.ResponseWriter, r *http.Request) {
	raw, err := schemaFiles.ReadFile("schema/" + r.PathValue("file"))
	if err != nil {
		h.fail(w, r, notFound("there is no schema %s", r.PathValue("file")))
		return
	}
	header := w.Header()
	header.Set("Access-Control-Allow-Origin", "*")
	header.Set("Cache-Control", "public, max-age=3600")
	newAnswer("application/schema+json", raw, 0, "").Send(w, r, http.StatusOK)
}
