package embed

import (
	"embed"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"

	"github.com/promisegraph/promisegraph/fact"
)

// Each language is one file: a name for each text, and the text, which may
// hold {names} to be filled in. A file more is a language more.
//
//go:embed text/*.yaml
var textFiles embed.FS

// fallback stands in for languages that there is no file for.
const fallback = "en"

// words are the texts of one language.
type words struct {
	lang  string
	texts map[string]string
}

func (h *Handler) loadStrings() error {
	h.strings = map[string]words{}
	files, err := textFiles.ReadDir("text")
	if err != nil {
		return fmt.Errorf("list texts: %w", err)
	}
	for _, file := range files {
		raw, err := textFiles.ReadFile(path.Join("text", file.Name()))
		if err != nil {
			return fmt.Errorf("read texts: %w", err)
		}
		w := words{lang: strings.TrimSuffix(file.Name(), ".yaml")}
		if err := yaml.Unmarshal(raw, &w.texts); err != nil {
			return fmt.Errorf("text/%s: %w", file.Name(), err)
		}
		h.strings[w.lang] = w
	}
	return nil
}

// in are the texts of the language of a tag: de for de-AT. A language without
// texts gets English.
func (h *Handler) in(lang string) words {
	base, _ := language.Make(lang).Base()
	if w, ok := h.strings[base.String()]; ok && lang != "" {
		return w
	}
	return h.strings[fallback]
}

// languages are those that there are texts of, by their tags.
func (h *Handler) languages() []string { return slices.Sorted(maps.Keys(h.strings)) }

// dir is the direction of the language: ltr or rtl.
func (w words) dir() string { return direction(w.lang) }

// direction is which way a language is written: ltr or rtl.
func direction(lang string) string {
	script, _ := language.Make(lang).Script()
	switch script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg":
		return "rtl"
	}
	return "ltr"
}

// text is the text of a name. Values are given as name, value, name, value.
// A name without a text shows itself, which a test finds.
func (w words) text(name string, values ...string) string {
	text, ok := w.texts[name]
	if !ok {
		return name
	}
	for i := 0; i+1 < len(values); i += 2 {
		text = strings.ReplaceAll(text, "{"+values[i]+"}", values[i+1])
	}
	return text
}

// date writes a date as precise as it is.
func (w words) date(d fact.Date) string {
	parts := strings.Split(string(d), "-")
	if !d.Valid() {
		return string(d)
	}
	values := []string{"year", parts[0]}
	if len(parts) > 1 {
		values = append(values, "month", w.text("month."+parts[1]))
	}
	if len(parts) > 2 {
		values = append(values, "day", strings.TrimPrefix(parts[2], "0"))
	}
	return w.text([]string{"date.year", "date.month", "date.day"}[len(parts)-1], values...)
}
