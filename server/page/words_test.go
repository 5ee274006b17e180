package page

import (
	"html/template"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/graph"
	"github.com/promisegraph/promisegraph/promise"
)

func read(t *testing.T) *languages {
	t.Helper()
	l, err := readLanguages()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// names are all names of texts.
func (w *words) names() []string {
	return slices.Sorted(func(yield func(string) bool) {
		for name := range w.texts {
			if !yield(name) {
				return
			}
		}
		for name := range w.forms {
			if !yield(name) {
				return
			}
		}
	})
}

var place = regexp.MustCompile(`\{\w+\}`)

// TestLanguagesSayTheSame checks that every language has each text, with the
// same values to fill in.
func TestLanguagesSayTheSame(t *testing.T) {
	l := read(t)
	english := l.all["en"]
	for lang, w := range l.all {
		if got, want := w.names(), english.names(); !slices.Equal(got, want) {
			for _, name := range want {
				if !slices.Contains(got, name) {
					t.Errorf("%s: %s is missing", lang, name)
				}
			}
			for _, name := range got {
				if !slices.Contains(want, name) {
					t.Errorf("%s: %s is not in English", lang, name)
				}
			}
		}
		for name, text := range w.texts {
			have, want := place.FindAllString(text, -1), place.FindAllString(english.texts[name], -1)
			if slices.Sort(have); !slices.Equal(have, slices.Sorted(slices.Values(want))) {
				t.Errorf("%s: %s fills in %v, in English %v", lang, name, have, want)
			}
		}
	}
}

// TestValuesHaveWords checks that each value of the enums that pages show has
// a text.
func TestValuesHaveWords(t *testing.T) {
	english := read(t).all["en"]
	schema := graph.Schema().Schema()
	for enum, kind := range map[string]string{
		"PromiseStatus": "status", "Balance": "balance", "StatementKind": "kind", "StatementForm": "form", "DeadlineKind": "deadline",
		"EventKind": "event", "EventStatus": "eventstatus", "SourceKind": "source", "SourceRelation": "relation", "SlipKind": "slip",
		"StandingFlag": "flag", "GroundRole": "role", "Gain": "gain", "Operation": "op", "Stance": "stance", "RecordKind": "record",
		"CompanyKind": "company", "NameKind": "name", "Basis": "basis", "Holding": "holding", "StakeStatus": "stakestatus",
		"MatchKind": "how", "MatchField": "field",
	} {
		for _, value := range schema.Types[enum].EnumValues {
			if _, ok := english.texts[kind+"."+value.Name]; !ok {
				t.Errorf("%s.%s of %s has no text", kind, value.Name, enum)
			}
		}
	}
}

// TestRulesAreTold checks that the page about the data tells the rules as they
// are.
func TestRulesAreTold(t *testing.T) {
	english := read(t).all["en"]
	for _, r := range promise.Rules() {
		if got := english.texts["rule."+string(r.Rule)]; got != r.When {
			t.Errorf("rule %s is told as %q, it is %q", r.Rule, got, r.When)
		}
	}
	for name := range english.texts {
		if id, ok := strings.CutPrefix(name, "rule."); ok && !slices.ContainsFunc(promise.Rules(), func(r promise.RuleText) bool { return string(r.Rule) == id }) {
			t.Errorf("there is no rule %s", id)
		}
	}
}

// TestTextsAreUsed checks that each text is named in a template or in Go, and
// that each name used there has a text.
func TestTextsAreUsed(t *testing.T) {
	english := read(t).all["en"]
	var sources strings.Builder
	for _, pattern := range []string{"template", "."} {
		entries, err := os.ReadDir(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.IsDir() || strings.HasSuffix(e.Name(), "_test.go") || !strings.HasSuffix(e.Name(), ".go") && !strings.HasSuffix(e.Name(), ".html") {
				continue
			}
			raw, err := os.ReadFile(pattern + "/" + e.Name())
			if err != nil {
				t.Fatal(err)
			}
			sources.Write(raw)
		}
	}
	text := sources.String()
	for _, name := range english.names() {
		area, _, _ := strings.Cut(name, ".")
		// Values of enums are named by their area, months and the like by a part of theirs.
		if !strings.Contains(text, `"`+name+`"`) && !strings.Contains(text, `"`+area+`"`) && !strings.Contains(text, `"`+area+`.`) {
			t.Errorf("nothing uses %s", name)
		}
	}
	for _, match := range regexp.MustCompile(`\.[TN] "([a-z.\-]+)"`).FindAllStringSubmatch(text, -1) {
		if !slices.Contains(english.names(), match[1]) {
			t.Errorf("%s is used and has no text", match[1])
		}
	}
}

func TestChoose(t *testing.T) {
	l := read(t)
	for _, test := range []struct{ named, accepted, want string }{
		{"", "", "en"}, {"", "fr", "en"}, {"", "de-AT,en;q=0.5", "de"}, {"de", "en", "de"}, {"", "fr, de;q=0.8, en;q=0.2", "de"}, {"en", "de", "en"}, {"xx", "en-GB", "en"}, {"", "nonsense;;;", "en"},
	} {
		if got := l.choose(test.named, test.accepted).lang; got != test.want {
			t.Errorf("lang=%s, Accept-Language: %s gives %s, want %s", test.named, test.accepted, got, test.want)
		}
	}
}

func TestFill(t *testing.T) {
	for _, test := range []struct {
		text   string
		values []any
		want   template.HTML
	}{
		{"{who} said", []any{"who", "<b>"}, "&lt;b&gt; said"},
		{"{who} said", []any{"who", template.HTML("<b>x</b>")}, "<b>x</b> said"},
		{"{a}{b}", []any{"a", "{b}", "b", 2}, "{b}2"},
	} {
		if got, err := fill(test.text, test.values); err != nil || got != test.want {
			t.Errorf("fill(%q, %v) = %q, %v, want %q", test.text, test.values, got, err, test.want)
		}
	}
	if _, err := fill("x", []any{"lonely"}); err == nil {
		t.Error("a value without a name is taken")
	}
}

func TestNumbersAndDates(t *testing.T) {
	w := read(t).all["en"]
	for v, want := range map[float64]string{0: "0", 1647: "1647", 12000: "12,000", 1234567.5: "1,234,567.5", -3.25: "−3.25"} {
		if got := w.number(v); got != want {
			t.Errorf("number(%v) = %q, want %q", v, got, want)
		}
	}
	for v, want := range map[float64]string{10e9: "10\u00a0billion", 11.339e9: "11.339\u00a0billion", 1e6: "1\u00a0million", 1234567: "1,234,567", 85000: "85,000", 2.5e12: "2.5\u00a0trillion"} {
		if got := w.amount(v); got != want {
			t.Errorf("amount(%v) = %q, want %q", v, got, want)
		}
	}
	german := read(t).all["de"]
	if got := german.amount(11.339e9) + " " + german.number(12000.5) + " " + german.date("2024-03-08"); got != "11,339\u00a0Milliarden 12.000,5 8. März 2024" {
		t.Errorf("German: %q", got)
	}
	for d, want := range map[fact.Date]string{"2024": "2024", "2024-04": "April 2024", "2024-04-08": "8 April 2024", "": "", "soon": "soon"} {
		if got := w.date(d); got != want {
			t.Errorf("date(%q) = %q, want %q", d, got, want)
		}
	}
}
