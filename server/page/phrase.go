package page

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/promisegraph/promisegraph/fact"
)

// Anchor is a link to a page of this site around a text.
func (v *view) Anchor(path string, text any) template.HTML {
	inner, ok := text.(template.HTML)
	if !ok {
		inner = template.HTML(template.HTMLEscapeString(fmt.Sprint(text)))
	}
	return template.HTML(fmt.Sprintf(`<a href="%s">%s</a>`, template.HTMLEscapeString(v.Link(path)), inner))
}

// Value writes a value or a range with its unit: about 10 billion USD. The
// kind is the comparator of a target, or empty.
func (v *view) value(kind string, value, low, high *float64, unit string) (template.HTML, error) {
	if kind == "HAPPENS" && (value == nil || *value == 1) {
		return v.T("comparator.HAPPENS")
	}
	text := ""
	switch {
	case value != nil:
		text = v.words.amount(*value)
	case low != nil && high != nil:
		text = v.words.amount(*low) + "–" + v.words.amount(*high)
	case low != nil:
		kind, text = "AT_LEAST", v.words.amount(*low)
	case high != nil:
		kind, text = "AT_MOST", v.words.amount(*high)
	default:
		return v.T("target.open")
	}
	text = strings.TrimSpace(text + "\u00a0" + unit)
	switch kind {
	case "", "BETWEEN", "EXACTLY":
		return template.HTML(template.HTMLEscapeString(text)), nil
	case "HAPPENS":
		kind = "AT_LEAST"
	}
	return v.T("comparator."+kind, "value", text)
}

// Aim is what a target asks for.
func (v *view) Aim(t Target) (template.HTML, error) {
	return v.value(t.Comparator, t.Value, t.Min, t.Max, t.Unit)
}

// Baseline is the value a target starts from.
func (v *view) Baseline(t Target) (template.HTML, error) {
	return v.value("", t.Baseline, nil, nil, t.Unit)
}

// Measured is the value of a measurement.
func (v *view) Measured(m Measurement) (template.HTML, error) {
	kind := ""
	if m.About {
		kind = "ABOUT"
	}
	return v.value(kind, m.Value, m.Min, m.Max, m.Unit)
}

// Much is a number of things or a sum of money.
func (v *view) Much(q Quantity) (template.HTML, error) {
	kind := ""
	if q.About {
		kind = "ABOUT"
	}
	return v.value(kind, &q.Value, nil, nil, q.Unit+q.Currency)
}

// percent writes a number of percent, never more exact than two decimals.
func (v *view) percent(p float64) string {
	return v.words.number(math.Round(p*100) / 100)
}

// Share writes a share in percent that lies between bounds.
func (v *view) Share(b Bounds) (template.HTML, error) {
	switch {
	case b.Diverges:
		return v.T("share.unbounded")
	case b.High == 0:
		return v.T("share.exact", "value", "0")
	case b.Low == b.High:
		return v.T("share.exact", "value", v.percent(b.Low))
	case b.Low == 0 && b.High >= 100:
		return v.T("share.unknown")
	case b.Low == 0:
		return v.T("share.most", "value", v.percent(b.High))
	}
	return v.T("share.range", "low", v.percent(b.Low), "high", v.percent(b.High))
}

// Stated writes a share as a source states it.
func (v *view) Stated(s *Share) (template.HTML, error) {
	if s == nil || s.Percent == nil && (s.Min == nil || s.Max == nil) {
		return v.T("share.unknown")
	}
	if s.Percent == nil && s.MinExcluded {
		return v.T("share.over", "low", v.percent(*s.Min), "high", v.percent(*s.Max))
	}
	if s.Percent == nil {
		return v.Share(s.Bounds())
	}
	text, err := v.T("share.exact", "value", v.words.number(*s.Percent))
	if err != nil || s.Qualifier == "EXACT" {
		return text, err
	}
	return v.T("comparator."+s.Qualifier, "value", text)
}

// Period writes when something held.
func (v *view) Period(from, to, asOf, seen fact.Date) (template.HTML, error) {
	switch {
	case from != "" && to != "":
		return v.T("period.both", "from", v.Date(from), "to", v.Date(to))
	case from != "":
		return v.T("period.from", "from", v.Date(from))
	case to != "":
		return v.T("period.to", "to", v.Date(to))
	case asOf != "":
		return v.T("period.on", "day", v.Date(asOf))
	case seen != "":
		return v.T("period.seen", "day", v.Date(seen))
	}
	return v.T("unknown")
}

// Because says in a sentence why a promise has its status, with links to the
// facts it rests on.
func (v *view) Because(b Because, deadline fact.Date) (template.HTML, error) {
	g := Ground{}
	if len(b.Grounds) > 0 {
		g = b.Grounds[0]
	}
	date := v.Date(deadline)
	if date == "" {
		var err error
		if date, err = v.T("deadline.unknown"); err != nil {
			return "", err
		}
	}
	what := v.Anchor(g.Record.Path(), g.Record.Line())
	switch b.Rule {
	case "ruled":
		text, err := v.T("because.ruling")
		if err != nil {
			return "", err
		}
		return v.T("because.ruled", "by", g.By, "on", v.Date(g.On), "ruling", v.Anchor(g.Record.Path(), text))
	case "replaced":
		return v.T("because.replaced", "what", what, "on", v.Date(g.On))
	case "in-progress", "doubted":
		count, err := v.N("because."+b.Rule, len(b.Grounds))
		if err != nil {
			return "", err
		}
		ahead, err := v.ahead(deadline)
		if err != nil {
			return "", err
		}
		return v.T("because.joined", "first", count, "second", ahead)
	case "nothing":
		ahead, err := v.ahead(deadline)
		if err != nil {
			return "", err
		}
		return v.T("because.nothing", "ahead", ahead)
	}
	return v.T("because."+b.Rule, "deadline", date)
}

// ahead tells of the deadline of a promise that is not due.
func (v *view) ahead(deadline fact.Date) (template.HTML, error) {
	if deadline == "" {
		return v.T("because.no-deadline")
	}
	return v.T("because.ahead", "deadline", v.Date(deadline))
}

// Line is what a record says in one line, in its own words.
func (r Record) Line() string {
	for _, text := range []string{r.Name, r.Statement, r.Summary, r.Title, r.Reason} {
		if text != "" {
			return text
		}
	}
	return r.ID
}

// Cause says what brought a change of status about.
func (v *view) Cause(c StatusChange, g Ground) (template.HTML, error) {
	name := "cause." + g.Role
	switch {
	case g.Role == "STATEMENT" && c.WasStatus != "":
		name = "cause.deadline"
	case g.Role == "STATEMENT":
		return v.T(name)
	}
	return v.T(name, "what", v.Anchor(g.Record.Path(), Shorten(g.Record.Line(), 110)), "by", g.By)
}

// Shorten cuts a text at a word, so that it has at most so many letters.
func Shorten(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	cut := string(runes[:most])
	if i := strings.LastIndexByte(cut, ' '); i > most/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:.") + "…"
}

// Short cuts a text for a line.
func (v *view) Short(text string) string { return Shorten(text, 160) }

// tongue is the name of a language in the words of the interface, or its tag.
func (w *words) tongue(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return lang
	}
	if name := display.Languages(w.tag).Name(tag); name != "" {
		return name
	}
	return lang
}
