package promise

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
)

// sourcesOf reads a web of sources: "a machine b" (a is a machine translation
// of b), "a translates b", "a reprints b", "a reports b", "a unseen",
// "a unpublished", "a slips" (about the evidence "e"), "a known".
func sourcesOf(t *testing.T, text string) *Origins {
	t.Helper()
	var list []*Source
	get := func(id string) *Source {
		if i := slices.IndexFunc(list, func(s *Source) bool { return s.ID == id }); i >= 0 {
			return list[i]
		}
		s := &Source{ID: id}
		list = append(list, s)
		return s
	}
	for part := range strings.SplitSeq(text, ",") {
		words := append(strings.Fields(part), "")
		if len(words) < 3 {
			continue
		}
		s := get(words[0])
		switch words[1] {
		case "machine", "translates":
			s.TranslationOf = &Translation{Source: words[2], Machine: words[1] == "machine"}
		case "reprints":
			s.ReprintOf = words[2]
		case "reports":
			s.ReportsOn = append(s.ReportsOn, words[2])
		case "unseen":
			s.Unverified = true
		case "unpublished":
			s.Unpublished = true
		case "slips":
			s.Slips = append(s.Slips, Slip{Rendered: "wrong", About: []string{"e"}}, Slip{Rendered: "a name", About: []string{"someone"}})
		case "known":
		default:
			t.Fatalf("no such relation: %s", words[1])
		}
	}
	return TraceOrigins(list)
}

var relationMark = map[Relation]string{MachineTranslationOf: "=machine=", TranslationOf: "=", ReprintOf: "~", ReportsOn: ">"}

// chainText shows a chain on one line: "a =machine= b > c (origin)".
func chainText(c Chain) string {
	var b strings.Builder
	b.WriteString(c.Source)
	for _, s := range c.Steps {
		fmt.Fprintf(&b, " %s %s", relationMark[s.Relation], s.Source)
	}
	fmt.Fprintf(&b, " (%s)", c.End)
	if c.More {
		b.WriteString(" and more")
	}
	return b.String()
}

func TestChains(t *testing.T) {
	for _, c := range []struct {
		name, sources, cites string
		want                 []string
	}{
		{"no source", "", "", nil},
		{"an origin", "a known", "a", []string{"a (origin)"}},
		{"not listed", "", "a", []string{"a (unlisted)"}},
		{"leads to one not listed", "a reports b", "a", []string{"a > b (unlisted)"}},
		{"every relation", "a machine b, b translates c, c reprints d, d reports f, f known", "a", []string{"a =machine= b = c ~ d > f (origin)"}},
		{"forks, nearest end first", "a reports b, a reports c, b reports d, c known, d known", "a", []string{"a > c (origin)", "a > b > d (origin)"}},
		{"forks, in the order listed", "a reports b, a reports c, b known, c known", "a", []string{"a > b (origin)", "a > c (origin)"}},
		{"two ways to one end: fewest reports", "a reports b, a reports c, b reports c, c known", "a", []string{"a > c (origin)"}},
		{"two ways to one end: through the copy", "a translates b, a reports c, b reports c, c known", "a", []string{"a = b > c (origin)"}},
		{"an end that others lead to as well", "a reports b, a reports c, b reports d, c reports d, d known", "a", []string{"a > c > d (origin)"}},
		{"itself", "a reprints a", "a", []string{"a (loop)"}},
		{"a circle", "a reprints b, b reprints a", "a", []string{"a ~ b (loop)"}},
		{"a circle with a way out", "a reports b, b reports a, b reports c, c known", "a", []string{"a > b > c (origin)"}},
		{"into a circle that was met on two ways", "a reports b, a reports c, b reports c, c reports b", "a", []string{"a > c (loop)", "a > b (loop)"}},
		{"a circle beside an origin", "a reports b, b reports a, a reports c, c known", "a", []string{"a > c (origin)"}},
		{"several sources, each once", "a reports c, b known, c known", "a b a", []string{"a > c (origin)", "b (origin)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := &Evidence{ID: "e", Provenance: fact.Provenance{Sources: strings.Fields(c.cites)}}
			var got []string
			for _, one := range Chains(e, sourcesOf(t, c.sources)) {
				got = append(got, chainText(one))
			}
			slices.Sort(c.want)
			if sorted := slices.Sorted(slices.Values(got)); !slices.Equal(sorted, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestChainsOrder(t *testing.T) {
	o := sourcesOf(t, "a reports b, a reports c, a reports d, b reports x, c known, d known, x known")
	e := &Evidence{ID: "e", Provenance: fact.Provenance{Sources: []string{"a"}}}
	first := Chains(e, o)
	if len(first) != 3 || first[2].Origin() != "x" {
		t.Fatalf("the longest chain does not come last: %v", first)
	}
	for range 50 {
		if again := Chains(e, TraceOrigins(slices.Collect(func(yield func(*Source) bool) {
			for _, s := range o.sources {
				if !yield(s) {
					return
				}
			}
		}))); !slices.EqualFunc(first, again, func(a, b Chain) bool { return chainText(a) == chainText(b) }) {
			t.Fatalf("chains differ: %v, %v", first, again)
		}
	}
}

func TestChainsAreBounded(t *testing.T) {
	var long, wide []string
	for i := range 100 {
		long = append(long, fmt.Sprintf("s%d reprints s%d", i, i+1))
		wide = append(wide, fmt.Sprintf("a reports b%d", i))
	}
	e := &Evidence{ID: "e", Provenance: fact.Provenance{Sources: []string{"s0"}}}
	chains := Chains(e, sourcesOf(t, strings.Join(long, ",")))
	if len(chains) != 1 || len(chains[0].Steps) != maxChainSteps || chains[0].End != EndCut {
		t.Errorf("a long chain: %v", chains)
	}
	e.Sources = []string{"a"}
	chains = Chains(e, sourcesOf(t, strings.Join(wide, ",")))
	if len(chains) != maxChains || !chains[maxChains-1].More || chains[0].More {
		t.Errorf("a wide fork: %d chains", len(chains))
	}
}

func TestChainsWithoutOrigins(t *testing.T) {
	e := &Evidence{ID: "e", Provenance: fact.Provenance{Sources: []string{"a"}}}
	chains := Chains(e, nil)
	if len(chains) != 1 || chains[0].End != EndUnlisted {
		t.Errorf("got %v", chains)
	}
}

func TestWeakLinks(t *testing.T) {
	for _, c := range []struct {
		name, sources, cites string
		want                 []string // weak links of the first chain
		slips                int
	}{
		{"two origins", "a known, b known", "a b", nil, 0},
		{"one origin", "a known", "a", []string{"single_origin a"}, 0},
		{"a report of one origin", "a reports b, b known", "a", []string{"single_origin b"}, 0},
		{"twelve on one", "a reports c, b reports c, c known", "a b", []string{"single_origin c"}, 0},
		{"one origin by a pair", "a reports c, a reports d, b reports d, c known, d known", "a b", []string{"single_origin a"}, 0},
		{"one origin by pairs", "a reports c, b reports c, b reports d, f reports d, c known, d known", "a b f", []string{"single_origin a"}, 0},
		{"reprint", "a reprints c, c known, b known", "a b", []string{"reprint a"}, 0},
		{"translation", "a translates c, c known, b known", "a b", []string{"translation a"}, 0},
		{"translation of a reprint", "a translates c, c reprints d, d known, b known", "a b", []string{"translation a", "reprint c"}, 0},
		{"unpublished", "a reports c, c unpublished, b known", "a b", []string{"unpublished c"}, 0},
		{"machine", "a machine c, c unpublished, b known", "a b", []string{"machine_translation a", "unpublished c"}, 0},
		{"unverified", "a machine c, c unseen, b known", "a b", []string{"unverified c", "machine_translation a"}, 0},
		{"slips of a machine", "a machine c, a slips, c unseen, b known", "a b", []string{"known_slips a", "unverified c"}, 1},
		{"slips behind a reprint", "a reprints c, c machine d, c slips, d known, b known", "a b", []string{"known_slips c", "reprint a"}, 1},
		{"all at once", "a machine c, a slips, a unseen, c reprints d, d translates f, f unpublished", "a",
			[]string{"known_slips a", "unverified a", "unpublished f", "translation d", "reprint c", "single_origin f"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := &Evidence{ID: "e", Provenance: fact.Provenance{Sources: strings.Fields(c.cites)}}
			chain := Chains(e, sourcesOf(t, c.sources))[0]
			var got []string
			for _, w := range chain.Weak {
				got = append(got, string(w.Kind)+" "+w.Source)
				if w.Reason == "" {
					t.Errorf("%s gives no reason", w.Kind)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if len(chain.Slips) != c.slips {
				t.Errorf("got %d slips, want %d", len(chain.Slips), c.slips)
			}
			if w, ok := chain.Weakest(); ok != (len(c.want) > 0) || ok && string(w.Kind)+" "+w.Source != c.want[0] {
				t.Errorf("weakest is %v", w)
			}
		})
	}
}

func TestSlipReasons(t *testing.T) {
	for relation, want := range map[Relation]string{
		MachineTranslationOf: "is a machine translation with a known slip about this finding",
		TranslationOf:        "is a translation with a known slip about this finding",
		ReprintOf:            "is a copy or rewrite with a known slip about this finding",
		ReportsOn:            "is a report with a known slip about this finding",
		"":                   "is a source with a known slip about this finding",
	} {
		if got := slipReason(relation, 1); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got, want := slipReason(ReportsOn, 2), "is a report with 2 known slips about this finding"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSlipsInQuote(t *testing.T) {
	o := TraceOrigins([]*Source{
		{ID: "de", TranslationOf: &Translation{Source: "en", Machine: true}, Slips: []Slip{
			{Rendered: "im Zusammenhang mit Buchungen"}, {Rendered: "im Zusammenhang mit Buchungen und Prognosen"}, {Rendered: "Moschus"},
		}},
		{ID: "en", ReprintOf: "first", Slips: []Slip{{Rendered: "interface AI"}}},
		{ID: "first", ReportsOn: []string{"mail"}, Slips: []Slip{{Rendered: "interface"}}},
		{ID: "mail", Slips: []Slip{{Rendered: "Buchungen"}}},
	})
	for _, c := range []struct {
		name  string
		quote Quote
		want  []string
	}{
		{"none", Quote{Text: "Musk", Source: "de"}, nil},
		{"one", Quote{Text: "stehe „im  Zusammenhang mit\nBuchungen“", Source: "de"}, []string{"de im Zusammenhang mit Buchungen"}},
		{"the longer one", Quote{Text: "im Zusammenhang mit Buchungen und Prognosen für 2025", Source: "de"}, []string{"de im Zusammenhang mit Buchungen und Prognosen"}},
		{"in the words translated", Quote{Text: "Schnittstellen-KI", Source: "de", TranslationOf: &Original{Text: "in interface AI"}},
			[]string{"en interface AI", "first interface"}},
		{"another source", Quote{Text: "Moschus", Source: "en"}, nil},
		{"no source", Quote{Text: "Moschus"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, s := range SlipsInQuote(&c.quote, o) {
				got = append(got, s.Source+" "+s.Slip.Rendered)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
