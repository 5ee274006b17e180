package page

import (
	"embed"
	"fmt"
	"html"
	"html/template"
	"maps"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"github.com/promisegraph/promisegraph/fact"
)

// Each language is one file: a name for each text, and the text, which may hold {names} to be filled in. A file more is a
// language more.
//
//go:embed text/*.yaml
var textFiles embed.FS

// languages are the texts by language, and the choice among them.
type languages struct {
	all     map[string]*words
	order   []string // English first: it stands in for languages we have not
	matcher language.Matcher
}

// words are the texts of one language.
type words struct {
	lang  string
	tag   language.Tag
	texts map[string]string            // name -> text
	forms map[string]map[string]string // name -> plural form -> text
}

func readLanguages() (*languages, error) {
	entries, err := textFiles.ReadDir("text")
	if err != nil {
		return nil, fmt.Errorf("list texts: %w", err)
	}
	out := &languages{all: map[string]*words{}}
	for _, e := range entries {
		lang := strings.TrimSuffix(e.Name(), ".yaml")
		w, err := readWords(path.Join("text", e.Name()), lang)
		if err != nil {
			return nil, err
		}
		out.all[lang] = w
	}
	out.order = slices.SortedFunc(maps.Keys(out.all), func(a, b string) int {
		if (a == "en") != (b == "en") {
			return map[bool]int{true: -1, false: 1}[a == "en"]
		}
		return strings.Compare(a, b)
	})
	tags := make([]language.Tag, len(out.order))
	for i, lang := range out.order {
		tags[i] = out.all[lang].tag
	}
	out.matcher = language.NewMatcher(tags)
	return out, nil
}

func readWords(file, lang string) (*words, error) {
	raw, err := textFiles.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read texts: %w", err)
	}
	tag, err := language.Parse(lang)
	if err != nil {
		return nil, fmt.Errorf("%s: the name is not a language: %w", file, err)
	}
	var entries map[string]yaml.Node
	if err := yaml.Unmarshal(raw, &entries); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	w := &words{lang: lang, tag: tag, texts: map[string]string{}, forms: map[string]map[string]string{}}
	for name, node := range entries {
		if node.Kind == yaml.MappingNode {
			var forms map[string]string
			if err := node.Decode(&forms); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", file, name, err)
			}
			w.forms[name] = forms
			continue
		}
		var text string
		if err := node.Decode(&text); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", file, name, err)
		}
		w.texts[name] = text
	}
	return w, nil
}

// choose is the language that was asked for by name, else the best for an
// Accept-Language header.
func (l *languages) choose(named, accepted string) *words {
	if w, ok := l.all[named]; ok {
		return w
	}
	wanted, _, err := language.ParseAcceptLanguage(accepted)
	if err != nil {
		return l.all[l.order[0]]
	}
	_, i, _ := l.matcher.Match(wanted...)
	return l.all[l.order[i]]
}

// text fills in a text. Values are escaped unless they are HTML already; the
// texts themselves may hold HTML.
func (w *words) text(name string, values ...any) (template.HTML, error) {
	text, ok := w.texts[name]
	if !ok {
		return "", fmt.Errorf("no text %q in %s", name, w.lang)
	}
	return fill(text, values)
}

// count fills in a text that depends on a number, which is also its value {n}.
func (w *words) count(name string, n int, values ...any) (template.HTML, error) {
	forms, ok := w.forms[name]
	if !ok {
		return "", fmt.Errorf("no text %q with forms for numbers in %s", name, w.lang)
	}
	form := "other"
	switch plural.Cardinal.MatchPlural(w.tag, n, 0, 0, 0, 0) {
	case plural.Zero:
		form = "zero"
	case plural.One:
		form = "one"
	case plural.Two:
		form = "two"
	case plural.Few:
		form = "few"
	case plural.Many:
		form = "many"
	}
	text, ok := forms[form]
	if !ok {
		text = forms["other"]
	}
	return fill(text, append([]any{"n", w.number(float64(n))}, values...))
}

// fill puts values, given as name, value, name, value, into {name}.
func fill(text string, values []any) (template.HTML, error) {
	if len(values)%2 != 0 {
		return "", fmt.Errorf("%q: a value without a name", text)
	}
	pairs := make([]string, 0, len(values))
	for i := 0; i < len(values); i += 2 {
		name, ok := values[i].(string)
		if !ok {
			return "", fmt.Errorf("%q: %v is not a name", text, values[i])
		}
		value, ok := values[i+1].(template.HTML)
		if !ok {
			value = template.HTML(html.EscapeString(fmt.Sprint(values[i+1])))
		}
		pairs = append(pairs, "{"+name+"}", string(value))
	}
	return template.HTML(strings.NewReplacer(pairs...).Replace(text)), nil
}

// date writes a date as precise as it is.
func (w *words) date(d fact.Date) string {
	parts := strings.Split(string(d), "-")
	form := map[int]string{1: "date.year", 2: "date.month", 3: "date.day"}[len(parts)]
	if !d.Valid() || form == "" {
		return string(d)
	}
	values := []string{"{year}", parts[0]}
	if len(parts) > 1 {
		values = append(values, "{month}", w.texts["month."+parts[1]])
	}
	if len(parts) > 2 {
		values = append(values, "{day}", strings.TrimPrefix(parts[2], "0"))
	}
	return strings.NewReplacer(values...).Replace(w.texts[form])
}

// number writes a number in full, with the separators of the language and at
// most three decimals.
func (w *words) number(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) || math.Abs(v) >= 1e18 {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	whole, decimals, broken := strings.Cut(strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64), ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "−", whole[1:]
	}
	for i := len(whole) - 3; i > 0 && len(whole) > 4; i -= 3 {
		whole = whole[:i] + w.texts["number.group"] + whole[i:]
	}
	if broken {
		whole += w.texts["number.decimal"] + decimals
	}
	return sign + whole
}

// amount writes great numbers with their word, 10 billion, where nothing is
// lost by that.
func (w *words) amount(v float64) string {
	for _, size := range []struct {
		of   float64
		name string
	}{{1e12, "number.trillion"}, {1e9, "number.billion"}, {1e6, "number.million"}} {
		scaled := math.Round(v/size.of*1000) / 1000
		if math.Abs(v) < size.of || math.Abs(scaled*size.of-v) > 1e-6*size.of {
			continue
		}
		form := "other"
		if scaled == 1 {
			form = "one"
		}
		return w.number(scaled) + "\u00a0" + w.forms[size.name][form]
	}
	return w.number(v)
}
