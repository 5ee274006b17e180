package page

import (
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/fact"
)

// A view is how one request wants to see things: its language, theme and day,
// with the methods that templates write with. Links that it makes carry all
// three on, so that no cookie is needed and each address can be shared.
type view struct {
	words *words
	site  *Site

	// Theme is light or dark when the reader chose one.
	Theme string
	// AsOf is the day whose knowledge is shown; empty shows all that is known.
	AsOf fact.Date
	// Today is the day of the request, in UTC.
	Today fact.Date
	// Path is the address without the choices.
	Path string
	// Query is the rest of the address: what the page itself understands.
	Query url.Values
	// Revision is the last change that the page takes account of.
	Revision int64
	// Title heads the page in the browser.
	Title string
	// About is a sentence for those who list the page.
	About string
	// Section is the entry of the menu that the page belongs to.
	Section string
	// Head is put into the head as it is.
	Head template.HTML
	// Kind of record and id when the page is about one.
	Kind, ID string
	// Raw is the answer when it is no page.
	Raw *raw
	// Actor is who is signed in, if anybody.
	Actor account.Actor
	// Private says that the page is for this reader alone.
	Private bool
	// Body is what the template of the page shows.
	Body any

	chosen string // the language when the reader chose one
	base   string // the public address of the server
}

// A part hands an item to a template of its own together with the view.
type part struct {
	*view
	X any
}

// With hands an item on.
func (v *view) With(x any) part { return part{view: v, X: x} }

// T is a text, with values to fill in given as name, value, name, value.
func (v *view) T(name string, values ...any) (template.HTML, error) {
	return v.words.text(name, values...)
}

// Word is the text of a value of an enum: Word "status" "NOT_KEPT".
func (v *view) Word(kind, value string) (template.HTML, error) {
	if value == "" {
		return "", nil
	}
	return v.words.text(kind + "." + value)
}

// N is a text that depends on a number.
func (v *view) N(name string, n int, values ...any) (template.HTML, error) {
	return v.words.count(name, n, values...)
}

// Lang is the language of the interface.
func (v *view) Lang() string { return v.words.lang }

// GraphiQL reports whether the server has it.
func (v *view) GraphiQL() bool { return v.site.cfg.GraphiQL }

// Languages lists the languages there are.
func (v *view) Languages() []string { return v.site.languages.order }

// LangName is the name of a language of the interface, in itself.
func (v *view) LangName(lang string) string { return v.site.languages.all[lang].texts["language"] }

// InEnglish marks what the records say, which is in English, where the
// interface is in another language.
func (v *view) InEnglish() template.HTMLAttr {
	if v.words.lang == "en" {
		return ""
	}
	return `lang="en"`
}

// In marks words in a language.
func (v *view) In(lang string) template.HTMLAttr {
	if lang == "" {
		return ""
	}
	direction := ""
	if base, _, _ := strings.Cut(lang, "-"); slices.Contains([]string{"ar", "fa", "he", "ur", "yi", "ps"}, base) {
		direction = ` dir="rtl"`
	}
	return template.HTMLAttr(fmt.Sprintf(`lang="%s"%s`, template.HTMLEscapeString(lang), direction))
}

// Tongue is the name of a language in the words of the interface, or its tag.
func (v *view) Tongue(lang string) string { return v.words.tongue(lang) }

// Day writes a date in plain words; unknown stays empty.
func (v *view) Day(d fact.Date) string { return v.words.date(d) }

// Date writes a date for machines too.
func (v *view) Date(d fact.Date) template.HTML {
	if d == "" {
		return ""
	}
	return template.HTML(fmt.Sprintf(`<time datetime="%s">%s</time>`, template.HTMLEscapeString(string(d)), template.HTMLEscapeString(v.words.date(d))))
}

// Moment writes the day of a moment.
func (v *view) Moment(at string) template.HTML {
	if len(at) < len("2006-01-02") {
		return ""
	}
	return v.Date(fact.Date(at[:len("2006-01-02")]))
}

// Number writes a number in full.
func (v *view) Number(n any) string {
	switch n := n.(type) {
	case int:
		return v.words.number(float64(n))
	case int64:
		return v.words.number(float64(n))
	case float64:
		return v.words.number(n)
	}
	return fmt.Sprint(n)
}

// Link is the address of a path of this site, with the choices of the reader.
func (v *view) Link(path string) string { return v.address(path, v.chosen, v.Theme, v.AsOf) }

// Here is this page with one of its own parameters set otherwise; empty takes
// it away.
func (v *view) Here(pairs ...string) string {
	query := v.copied()
	for i := 0; i+1 < len(pairs); i += 2 {
		query.Del(pairs[i])
		if pairs[i+1] != "" {
			query.Set(pairs[i], pairs[i+1])
		}
	}
	return v.Link(addressed(v.Path, query))
}

// InLanguage is this page in another language.
func (v *view) InLanguage(lang string) string { return v.address(v.here(), lang, v.Theme, v.AsOf) }

// InTheme is this page in another theme; empty follows the reader's system.
func (v *view) InTheme(theme string) string { return v.address(v.here(), v.chosen, theme, v.AsOf) }

// OnDay is this page as of another day; empty is all that is known.
func (v *view) OnDay(day fact.Date) string { return v.address(v.here(), v.chosen, v.Theme, day) }

// Choices are the choices of the reader but for the day, for forms.
func (v *view) Choices() []Choice {
	var out []Choice
	if v.chosen != "" {
		out = append(out, Choice{"lang", v.chosen})
	}
	if v.Theme != "" {
		out = append(out, Choice{"theme", v.Theme})
	}
	return out
}

// A Choice is a parameter of an address.
type Choice struct{ Name, Value string }

// Own lists the page's own parameters, for forms that keep them.
func (v *view) Own(without ...string) []Choice {
	var out []Choice
	for name, values := range v.Query {
		if slices.Contains(without, name) {
			continue
		}
		for _, value := range values {
			out = append(out, Choice{name, value})
		}
	}
	slices.SortFunc(out, func(a, b Choice) int { return strings.Compare(a.Name+"\x00"+a.Value, b.Name+"\x00"+b.Value) })
	return out
}

// Canonical is the address of what is shown, whatever its language and look.
func (v *view) Canonical() string { return v.address(v.here(), "", "", v.AsOf) }

// Without is this page with one value of a parameter that can have several
// taken away.
func (v *view) Without(name, value string) string {
	query := v.copied()
	query[name] = slices.DeleteFunc(query[name], func(other string) bool { return other == value })
	return v.Link(addressed(v.Path, query))
}

// Adding is this page with one more value of a parameter.
func (v *view) Adding(name, value string) string {
	query := v.copied()
	query.Add(name, value)
	return v.Link(addressed(v.Path, query))
}

// Elsewhere is another path with the parameters of this page.
func (v *view) Elsewhere(path string) string { return v.Link(addressed(path, v.Query)) }

func (v *view) copied() url.Values {
	query := url.Values{}
	for name, values := range v.Query {
		query[name] = slices.Clone(values)
	}
	return query
}

func addressed(path string, query url.Values) string {
	if text := query.Encode(); text != "" {
		return path + "?" + text
	}
	return path
}

// Absolute is the public address of what is shown, to be cited.
func (v *view) Absolute() string { return v.base + v.Canonical() }

// Public is the public address of a path, as of the day of the view.
func (v *view) Public(path string) string { return v.base + v.address(path, "", "", v.AsOf) }

func (v *view) here() string { return addressed(v.Path, v.Query) }

func (v *view) address(path, lang, theme string, asOf fact.Date) string {
	path, fragment, _ := strings.Cut(path, "#")
	var query []string
	for _, c := range []Choice{{"asOf", string(asOf)}, {"lang", lang}, {"theme", theme}} {
		if c.Value != "" {
			query = append(query, c.Name+"="+url.QueryEscape(c.Value))
		}
	}
	if len(query) > 0 {
		mark := "?"
		if strings.Contains(path, "?") {
			mark = "&"
		}
		path += mark + strings.Join(query, "&")
	}
	if fragment != "" {
		path += "#" + fragment
	}
	return path
}

// Asset is the address of a file that comes with the program.
func (v *view) Asset(name string) (string, error) { return v.site.assets.address(name) }
