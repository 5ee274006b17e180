package page

import (
	"encoding/json"
	"fmt"
	"html/template"
	"math"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/promisegraph/promisegraph/fact"
)

// section is an entry of the menu.
type section struct{ Name, Path string }

// Sections is the menu.
func (v *view) Sections() []section {
	return []section{
		{"promises", "/promises"}, {"people", "/people"}, {"companies", "/companies"}, {"connections", "/connections"},
		{"scoreboard", "/scoreboard"}, {"changes", "/changes"}, {"about", "/about"},
	}
}

// SlipsIn are the slips that are in the words of a quote, each once with the
// sources that made it; all of them when none can be found in the words.
func (v *view) SlipsIn(q Quote) []seenSlip {
	in := filter(q.Slips, func(s Slip) bool { return strings.Contains(q.Text, s.Rendered) })
	if len(in) == 0 {
		in = q.Slips
	}
	// The longest is the one that tells most of these words.
	longest := 0
	for _, s := range in {
		longest = max(longest, len(s.Rendered))
	}
	in = filter(in, func(s Slip) bool { return len(s.Rendered) == longest })
	return seen(in)
}

// seenSlip is a slip with all sources that made it.
type seenSlip struct {
	Slip
	By []Source
}

// Seen puts together the same slip of several sources.
func (v *view) Seen(slips []Slip) []seenSlip { return seen(slips) }

func seen(slips []Slip) []seenSlip {
	var out []seenSlip
	for _, s := range slips {
		i := slices.IndexFunc(out, func(o seenSlip) bool { return o.Rendered == s.Rendered && o.Original == s.Original })
		if i < 0 {
			out = append(out, seenSlip{Slip: s})
			i = len(out) - 1
		}
		if s.Source != nil {
			out[i].By = append(out[i].By, *s.Source)
		}
	}
	return out
}

// Publishers names sources by who published them, with links.
func (v *view) Publishers(sources []Source) template.HTML {
	links := make([]string, len(sources))
	for i, s := range sources {
		links[i] = string(v.Anchor(s.Path(), s.Publisher))
	}
	return template.HTML(strings.Join(links, ", "))
}

// Marked is the text of a quote with what slips got wrong marked in it.
func (v *view) Marked(q Quote) template.HTML {
	text := template.HTMLEscapeString(q.Text)
	for _, s := range q.Slips {
		wrong := template.HTMLEscapeString(s.Rendered)
		if wrong != "" && !strings.Contains(text, "<mark>"+wrong) {
			text = strings.Replace(text, wrong, "<mark>"+wrong+"</mark>", 1)
		}
	}
	return template.HTML(text)
}

// Cite sets words of a language in the quotation marks of the interface.
func (v *view) Cite(text, lang string) template.HTML {
	if attr := v.In(lang); attr != "" {
		return template.HTML(fmt.Sprintf("<q %s>%s</q>", attr, template.HTMLEscapeString(text)))
	}
	return template.HTML("<q>" + template.HTMLEscapeString(text) + "</q>")
}

// Tree is the provenance of evidence as a tree.
func (v *view) Tree(p Provenance) sourceTree { return newSourceTree(p) }

// Draw is the drawing of a conflict.
func (v *view) Draw(c Conflict) (figure, error) {
	moved := c.Event.Item
	for _, much := range []*Quantity{c.Event.Amount, c.Event.Quantity} {
		if much == nil {
			continue
		}
		text, err := v.Much(*much)
		if err != nil {
			return figure{}, err
		}
		moved = plain(text)
	}
	return drawConflict(c, moved), nil
}

// Wide is a share as a width of a bar. What is more than nothing can be seen.
func (v *view) Wide(percent float64) string {
	if percent > 0 {
		percent = min(100, max(0.5, percent))
	}
	return fmt.Sprintf("%g", math.Round(percent*10)/10)
}

// Facts are the facts behind a status that its sentence does not name itself.
func (v *view) Facts(b Because) []Ground {
	return filter(b.Grounds, func(g Ground) bool { return g.Role != "STATEMENT" && g.Role != "RULING" && g.Role != "REPLACEMENT" })
}

// use is how others can use a page.
type use struct {
	Citation, BibTeX, Embed string
	Builder                 string // where it can be embedded in other ways
	Downloads               []Choice
}

// Use is how a promise can be cited, embedded and downloaded. The addresses
// name the day, so that they go on showing what was cited.
func (v *view) Use(p *promisePage) (use, error) {
	pinned := *v
	if pinned.AsOf == "" {
		pinned.AsOf = v.Today
	}
	address := pinned.Public(pathOf("Promise", p.ID))
	status, err := v.Word("status", p.Standing.Status)
	if err != nil {
		return use{}, err
	}
	balance, err := v.Word("balance", p.Standing.Balance)
	if err != nil {
		return use{}, err
	}
	text, err := v.T("use.citation", "who", p.Speaker.Name, "statement", p.Statement, "made", v.Day(p.MadeOn), "status", status, "balance", balance,
		"day", v.Day(pinned.AsOf), "revision", v.Revision, "address", address)
	if err != nil {
		return use{}, err
	}
	// What is embedded is frozen on days that are over only.
	frozen := v.AsOf
	if frozen != "" && frozen.Last() >= v.Today {
		frozen = ""
	}
	in := func(path string) string { return v.address(path, v.chosen, "", frozen) }
	file := "/promises/" + p.ID
	builder := "/embed?id=" + p.ID
	asOf := ""
	if frozen != "" {
		asOf = fmt.Sprintf(" asof=%q", string(frozen))
	}
	return use{
		Citation: plain(text),
		BibTeX:   bibTeX(p.ID, p.Speaker.Name+": "+p.Statement, pinned.AsOf, v.Revision, address),
		Embed: fmt.Sprintf("<script src=\"%s/widget.js\" async></script>\n<promise-status id=%q lang=%q%s style=\"display:block;max-width:560px;height:440px\">\n  <a href=\"%s\">%s, %s: %s · %s</a>\n</promise-status>",
			v.base, p.ID, v.Lang(), asOf, address, template.HTMLEscapeString(p.Speaker.Name), v.Day(p.MadeOn), status, v.Day(pinned.AsOf)),
		Builder:   in(builder),
		Downloads: []Choice{{"JSON", in(file + ".json")}, {"JSON-LD", in(file + ".jsonld")}, {"Atom", v.address(file+".atom", v.chosen, "", "")}, {"SVG", in("/badge/" + p.ID + ".svg")}},
	}, nil
}

// plain undoes the escaping of a filled in text without marks.
func plain(h template.HTML) string {
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(string(h))
}

func bibTeX(key, title string, day fact.Date, revision int64, address string) string {
	safe := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`{}\`, r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, title)
	safe = strings.NewReplacer("$", `\$`, "%", `\%`, "&", `\&`, "#", `\#`, "_", `\_`).Replace(safe)
	return fmt.Sprintf("@misc{%s,\n  title = {%s},\n  publisher = {promisegraph},\n  note = {as of %s, revision %d},\n  url = {%s}\n}", key, safe, day, revision, address)
}

// Names lists parties by name.
func (v *view) Names(parties []Party) string {
	names := make([]string, len(parties))
	for i, p := range parties {
		names[i] = p.Name
	}
	return strings.Join(names, ", ")
}

// Linked lists parties with links to their pages.
func (v *view) Linked(parties []Party) template.HTML {
	links := make([]string, len(parties))
	for i, p := range parties {
		links[i] = string(v.Anchor(p.Path(), p.Name))
	}
	return template.HTML(strings.Join(links, ", "))
}

// Percent writes a rate from 0 to 1 in whole percent.
func (v *view) Percent(rate float64) (template.HTML, error) {
	return v.T("share.exact", "value", v.words.number(math.Round(rate*100)))
}

// Hundred is a rate from 0 to 1 as a place on a bar.
func (v *view) Hundred(rate float64) string { return fmt.Sprintf("%.1f", rate*100) }

// HundredBetween is the width between two rates on a bar.
func (v *view) HundredBetween(low, high float64) string { return fmt.Sprintf("%.1f", (high-low)*100) }

// Side is the filter that lists the promises of a party.
func (v *view) Side(p *partyPage) string {
	if p.IsCompany() {
		return "company"
	}
	return "speaker"
}

// Tries are searches to begin with: a name, a slip, a name in another script
// and a quote.
func (v *view) Tries() []struct{ Text, Lang string } {
	return []struct{ Text, Lang string }{{"Elon Musk", ""}, {"Moschus", "de"}, {"Маск", "ru"}, {"conflicts with bookings", "en"}}
}

// Why says why a search found a record.
func (v *view) Why(f find) (template.HTML, error) {
	how, err := v.Word("how", f.Matched.How)
	if err != nil {
		return "", err
	}
	field, err := v.Word("field", f.Matched.Field)
	if err != nil {
		return "", err
	}
	if f.Matched.NameKind != "" {
		if field, err = v.Word("name", f.Matched.NameKind); err != nil {
			return "", err
		}
	}
	text := v.Cite(Shorten(f.Matched.Text, 200), f.Matched.Lang)
	if f.Matched.Lang != "" {
		return v.T("why.lang", "how", how, "field", field, "text", text, "lang", v.Tongue(f.Matched.Lang))
	}
	return v.T("why", "how", how, "field", field, "text", text)
}

// Table is the address of a list as CSV, narrowed as this page is.
func (v *view) Table(list string) string {
	query := url.Values{}
	for name := range v.Query {
		value := v.Query.Get(name)
		switch name {
		case "after", "before":
		case "which":
			query.Set(value, "true")
		case "begins":
			query.Set("nameStartsWith", value)
		case "year":
			query.Set("madeOn.from", value)
			query.Set("madeOn.to", value)
		case "order":
			field, direction, _ := strings.Cut(value, "-")
			query.Set("orderBy", field)
			query.Set("direction", direction)
		default:
			query.Set(name, value)
		}
	}
	if v.AsOf != "" {
		query.Set("asOf", string(v.AsOf))
	}
	address := "/" + list + ".csv"
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	return address
}

// Alone is a slip on the page of the source that made it, which need not name
// itself.
func (v *view) Alone(s Slip) seenSlip { return seenSlip{Slip: s} }

// OtherOrigins are the origins of a document that are not the document itself.
func (v *view) OtherOrigins(s *sourcePage) []Source {
	return filter(s.Origins, func(o Source) bool { return o.ID != s.ID })
}

// stakeRelation are stakes that must not be added to another one.
type stakeRelation struct {
	How    string
	Stakes []Stake
}

// StakeRelations are the stakes that stand in a relation to another one, by
// how.
func (v *view) StakeRelations(s *stakePage) []stakeRelation {
	return filter([]stakeRelation{{"alternatives", s.Alternatives}, {"partOf", s.PartOf}, {"parts", s.Parts}},
		func(r stakeRelation) bool { return len(r.Stakes) > 0 })
}

// differing is how evidence reads on one promise in sources that make it seem
// otherwise than it is.
type differing struct {
	Stance, Finding string
	Promise         *struct{ ID, Statement string }
	By              []Source
	Slips           []Slip
}

// Differing are the readings of evidence that differ from the finding, those
// that are alike together.
func (v *view) Differing(e *evidencePage) []differing {
	var out []differing
	for _, r := range e.Readings {
		if r.Stance == r.Finding || r.Source == nil || r.Promise == nil {
			continue
		}
		i := slices.IndexFunc(out, func(d differing) bool { return d.Promise.ID == r.Promise.ID && d.Stance == r.Stance })
		if i < 0 {
			out = append(out, differing{Stance: r.Stance, Finding: r.Finding, Promise: r.Promise, Slips: r.Slips})
			i = len(out) - 1
		}
		out[i].By = append(out[i].By, *r.Source)
	}
	return out
}

// Base is the public address of the server.
func (v *view) Base() string { return v.base }

// Contact is whom objections go to, when the operator said so.
func (v *view) Contact() string { return v.site.cfg.Contact }

// Next counts from one.
func (v *view) Next(i int) int { return i + 1 }

// Download is a link to what the page shows in another form.
func (v *view) Download(path, text string) template.HTML {
	return template.HTML(fmt.Sprintf(`<a href="%s" download>%s</a>`, template.HTMLEscapeString(v.Elsewhere(path)), template.HTMLEscapeString(text)))
}

// WebWords are the words that the script of drawings needs, as JSON.
func (v *view) WebWords() (string, error) {
	out := map[string]string{}
	for name, text := range v.words.texts {
		if rest, ok := strings.CutPrefix(name, "webjs."); ok {
			out[rest] = text
		}
	}
	text, err := json.Marshal(out)
	return string(text), err
}
