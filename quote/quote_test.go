package quote

import (
	"slices"
	"strings"
	"testing"
)

// passage cuts a span out of a text, by code points.
func passage(text string, s Span) string { return string([]rune(text)[s.Start:s.End]) }

func TestFind(t *testing.T) {
	for _, c := range []struct {
		name, text string
		sel        Selector
		want       string // the passage; "-" when there is none
		start      int
	}{
		{"plain", "Tesla will spend around $10B this year", Selector{Exact: "around $10B"}, "around $10B", 17},
		{"all of it", "yes", Selector{Exact: "yes"}, "yes", 0},
		{"case is kept", "tesla", Selector{Exact: "Tesla"}, "-", 0},
		{"not there", "Tesla", Selector{Exact: "Ford"}, "-", 0},
		{"nothing", "Tesla", Selector{}, "-", 0},
		{"blanks only", "Tesla", Selector{Exact: " \n"}, "-", 0},
		{"an ellipsis only", "Tesla ... Ford", Selector{Exact: "[...]"}, "-", 0},
		{"empty text", "", Selector{Exact: "Tesla"}, "-", 0},
		{"first of two", "a b a b", Selector{Exact: "b"}, "b", 2},

		{"quotation marks", "er sagte „ja“ und « nein »", Selector{Exact: `"ja" und " nein "`}, "„ja“ und « nein »", 9},
		{"apostrophe", "we don’t", Selector{Exact: "don't"}, "don’t", 3},
		{"inches are no feet", `a 6" pipe`, Selector{Exact: "6'"}, "-", 0},
		{"dashes", "2024—2025, minus −5", Selector{Exact: "2024-2025, minus -5"}, "2024—2025, minus −5", 0},
		{"a dash typed as two", "this year -- or next", Selector{Exact: "this year – or next"}, "this year -- or next", 0},
		{"white space", "in\tthe\u00a0 \r\n  end", Selector{Exact: " in the end "}, "in\tthe\u00a0 \r\n  end", 0},
		{"soft hyphens and marks", "\ufeffin\u00advest\u200bment \u202aTesla\u202c", Selector{Exact: "investment Tesla"}, "in\u00advest\u200bment \u202aTesla", 1},
		{"invisible in the quote", "investment", Selector{Exact: "in\u00advest\u200dment"}, "investment", 0},
		{"decomposed text", "fu\u0308r Mu\u0308ller", Selector{Exact: "Müller"}, "Mu\u0308ller", 5},
		{"decomposed quote", "für Müller", Selector{Exact: "Mu\u0308ller"}, "Müller", 4},
		{"letter without its mark", "cafe\u0301", Selector{Exact: "cafe"}, "-", 0},
		{"jamo", "\u1112\u1161\u11ab\u1100\u116e\u11a8 서울", Selector{Exact: "한국 서울"}, "\u1112\u1161\u11ab\u1100\u116e\u11a8 서울", 0},
		{"beyond the basic plane", "😀😀 Tesla 😀", Selector{Exact: "Tesla 😀"}, "Tesla 😀", 3},
		{"Chinese", "马斯克表示，特斯拉今年将投资约100亿美元", Selector{Exact: "特斯拉今年"}, "特斯拉今年", 6},
		{"Japanese quotation marks", "「はい」と言った", Selector{Exact: "“はい”と"}, "「はい」と", 0},
		{"broken bytes", "a\xff\xfeb Tesla", Selector{Exact: "Tesla"}, "Tesla", 5},

		{"prefix", "Tesla a. X a.", Selector{Exact: "a", Prefix: "X "}, "a", 11},
		{"suffix", "a b, a c", Selector{Exact: "a", Suffix: "c"}, "a", 5},
		{"both", "x a y, x a z, w a z", Selector{Exact: "a", Prefix: "x", Suffix: "z"}, "a", 9},
		{"prefix of another place", "X b. Y a.", Selector{Exact: "a", Prefix: "X"}, "-", 0},
		{"prefix in other type", "„ja“, sagte er", Selector{Exact: "sagte", Prefix: `"ja",`}, "sagte", 6},

		{"ellipsis", "one two three four five", Selector{Exact: "two … four"}, "two three four", 4},
		{"three dots", "one two three four", Selector{Exact: "one...three"}, "one two three", 0},
		{"in brackets", "one two three four", Selector{Exact: "one [...] three (…) four"}, "one two three four", 0},
		{"dots with blanks", "one two three four", Selector{Exact: "one . . . four"}, "one two three four", 0},
		{"dots that stand there", "I mean… we'll see", Selector{Exact: "I mean ... we'll see"}, "I mean… we'll see", 0},
		{"at both ends", "one two three", Selector{Exact: "… two …"}, "two", 4},
		{"wrong order", "one two three", Selector{Exact: "three … one"}, "-", 0},
		{"parts may not overlap", "aba", Selector{Exact: "ab … ba"}, "-", 0},
		{"parts may touch", "abba", Selector{Exact: "ab … ba"}, "abba", 0},
		{"the shortest", "a x x x a x b b", Selector{Exact: "a … b"}, "a x b", 8},
		{"three parts", "a c a b c a b b c", Selector{Exact: "a … b … c"}, "a b c", 4},
		{"prefix of the first, suffix of the last part", "a b, x a b, a b y", Selector{Exact: "a … b", Prefix: "x", Suffix: "y"}, "a b, a b", 7},
		{"a part missing", "one two three", Selector{Exact: "one … four"}, "-", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, ok := Find(c.text, c.sel)
			if !ok {
				if c.want != "-" {
					t.Fatal("not found")
				}
				return
			}
			if m.Text != c.want || m.Start != c.start {
				t.Errorf("got %q at %d, want %q at %d", m.Text, m.Start, c.want, c.start)
			}
			if got := passage(c.text, m.Span); got != m.Text && !strings.ContainsRune(c.text, '\uFFFD') {
				t.Errorf("%v is %q, the passage %q", m.Span, got, m.Text)
			}
		})
	}
}

func TestFindTellsTheParts(t *testing.T) {
	text := "„One  two“ three – four"
	m, ok := Find(text, Selector{Exact: `"One two" ... four`})
	if !ok || len(m.Parts) != 2 || passage(text, m.Parts[0]) != "„One  two“" || passage(text, m.Parts[1]) != "four" {
		t.Errorf("got %v", m)
	}
	if m.Span != (Span{0, 23}) {
		t.Errorf("span is %v", m.Span)
	}
}

func TestFindIsBounded(t *testing.T) {
	text := New(strings.Repeat("a ", 100_000))
	if _, ok := text.Find(Selector{Exact: strings.Repeat("a … ", maxParts) + "a"}); ok {
		t.Error("a quote of too many parts is found")
	}
	if _, ok := text.Find(Selector{Exact: strings.Repeat("a … ", maxParts-1) + "a"}); !ok {
		t.Error("a quote of many parts is not found")
	}
}

func TestNormal(t *testing.T) {
	for text, want := range map[string]string{
		"":                  "",
		"a\u00a0\u2003\n b": "a b",
		"“”„‟«»″〝〞＂「」『』":                        strings.Repeat(`"`, 14),
		"‘’‚‛‹›′`´ʼ＇":                           strings.Repeat("'", 11),
		"a‐b‑c‒d–e—f―g−h﹣i\uff0dj":              "a-b-c-d-e-f-g-h-i-j",
		"\u200e\u200f\u2066\u2069\u061c\ufeffx": "x",
		"❤\ufe0f\u0000\u007f\u034f":             "❤",
		"\u212b\u1fef\u037e":                    "Å';",
		"…⋯":                                    "......",
		"\u06dd١":                               "\u06dd١", // the sign is seen
	} {
		if got := Normal(text); got != want {
			t.Errorf("Normal(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestNearest(t *testing.T) {
	article := "In einer aktuelleren E-Mail von Nvidia von Ende April hieß es, Musks Kommentar stehe „im Zusammenhang mit Buchungen“. " +
		"Die E-Mail bezog sich auf Nachrichten über die anhaltenden Entlassungen."
	for _, c := range []struct {
		name, text string
		sel        Selector
		want       string
		quote      string
		diff       string
		least      float64
	}{
		{"a word changed", article, Selector{Exact: "stehe „in Konflikt mit Buchungen“"}, "stehe „im Zusammenhang mit Buchungen“", "stehe „in Konflikt mit Buchungen“",
			"stehe „[-in Konflikt-]{+im Zusammenhang+} mit Buchungen“", 0.6},
		{"a word more", "we will spend about $10B on it", Selector{Exact: "will really spend about $10B"}, "will spend about $10B", "will really spend about $10B",
			"will[- really-] spend about $10B", 0.7},
		{"a letter", "this quote stands here", Selector{Exact: "qoute stands"}, "quote stands", "qoute stands", "[-qoute-]{+quote+} stands", 0.8},
		{"another case", "TESLA will", Selector{Exact: "Tesla will"}, "TESLA will", "Tesla will", "[-Tesla-]{+TESLA+} will", 0.5},
		{"the part that is missing", "one two three four five", Selector{Exact: "one … thrae four"}, "three four", "thrae four", "[-thrae-]{+three+} four", 0.8},
		{"in another order", "one two three", Selector{Exact: "three … one"}, "one", "one", "one", 1},
		{"another prefix", "Y said a word", Selector{Exact: "a word", Prefix: "X said"}, "Y said a word", "X said a word", "[-X-]{+Y+} said a word", 0.9},
		{"another suffix after parts", "one two three four", Selector{Exact: "one … three", Suffix: "five"}, "three four", "three five", "three [-five-]{+four+}", 0.4},
		{"another prefix before parts", "one two three four", Selector{Exact: "two … four", Prefix: "no"}, "one two", "no two", "[-no-]{+one+} two", 0.5},
		{"Chinese", "马斯克表示，特斯拉今年将投资约100亿美元", Selector{Exact: "特斯拉明年将投资"}, "特斯拉今年将投资", "特斯拉明年将投资", "特斯拉[-明-]{+今+}年将投资", 0.8},
		{"nothing alike", "abc", Selector{Exact: "xyz"}, "", "xyz", "[-xyz-]", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, ok := Find(c.text, c.sel); ok {
				t.Fatal("it is found")
			}
			near, ok := Nearest(c.text, c.sel)
			if !ok {
				t.Fatal("no passage")
			}
			if near.Text != c.want || near.Quote != c.quote || Inline(near.Diff) != c.diff {
				t.Errorf("got %q for %q, diff %q", near.Text, near.Quote, Inline(near.Diff))
			}
			if got := passage(c.text, near.Span); got != near.Text {
				t.Errorf("%v is %q", near.Span, got)
			}
			if near.Similarity < c.least || near.Similarity > 1 || c.least < 1 && near.Similarity == 1 {
				t.Errorf("similarity is %v", near.Similarity)
			}
		})
	}
	for _, c := range [][2]string{{"", "a"}, {"a", ""}, {"a", "…"}, {"\u200b", "a"}} {
		if near, ok := Nearest(c[0], Selector{Exact: c[1]}); ok {
			t.Errorf("%q in %q: %v", c[1], c[0], near)
		}
	}
}

// TestNearestIsNearest compares with the plain way to count changes.
func TestNearestIsNearest(t *testing.T) {
	random := newRandom(1)
	for range 300 {
		text := random.letters(1+random.intn(40), 3)
		pattern := random.letters(1+random.intn(200), 3)
		best := len(pattern)
		for i := range text {
			for j := i; j <= len(text); j++ {
				best = min(best, changes(pattern, text[i:j]))
			}
		}
		end, got := lowest(pattern, text, 0, nil)
		if got != best {
			t.Fatalf("%q in %q: %d changes, want %d", string(pattern), string(text), got, best)
		}
		begin := max(0, end-2*len(pattern))
		back, again := lowest(reversed(pattern), reversed(text[begin:end]), 1, nil)
		if again != best || changes(pattern, text[end-back:end]) != best {
			t.Fatalf("%q in %q: the passage %q takes %d changes, want %d", string(pattern), string(text), string(text[end-back:end]), again, best)
		}
	}
}

// changes counts the characters to change, add or remove.
func changes(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range a {
		before := row[0]
		row[0] = i + 1
		for j, s := range b {
			cost := before
			if r != s {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, before+1, row[j]+1)
		}
	}
	return row[len(b)]
}

func TestNearestOfAVeryLongQuote(t *testing.T) {
	random := newRandom(2)
	text := random.words(6000)
	quote := strings.Replace(text, text[20_000:20_040], "something else", 1)
	near, ok := Nearest(text, Selector{Exact: quote})
	if !ok || near.Similarity < 0.9 || near.Start != 0 {
		t.Errorf("similarity %v at %v", near.Similarity, near.Span)
	}
}

func TestDiff(t *testing.T) {
	for _, c := range []struct{ name, a, b, want string }{
		{"same", "a b", "a b", "a b"},
		{"both empty", "", "", ""},
		{"from nothing", "", "a b", "{+a b+}"},
		{"to nothing", "a b", "", "[-a b-]"},
		{"a word", "in combined training and inference AI", "in combined training and interface AI", "in combined training and [-inference-]{+interface+} AI"},
		{"words in a row", "a b c d", "a x y d", "a [-b c-]{+x y+} d"},
		{"typography", "„a – b“", `"a - b"`, "„a – b“"},
		{"white space", "a \n b", "a b", "a \n b"},
		{"a blank", "a—b", "a — b", "a{+ +}—{+ +}b"},
		{"apostrophe", "don’t", "don't do", "don’t{+ do+}"},
		{"numbers", "12,000 at 3.5", "12,500 at 3.5.", "[-12,000-]{+12,500+} at 3.5{+.+}"},
		{"punctuation", "yes, no", "yes no", "yes[-,-] no"},
		{"decomposed", "Mu\u0308ller", "Müller", "Mu\u0308ller"},
		{"Chinese", "特斯拉今年将投资100亿", "特斯拉明年将投资120亿", "特斯拉[-今-]{+明+}年将投资[-100-]{+120+}亿"},
		{"Japanese", "テスラは今年", "テスラが今年", "テスラ[-は-]{+が+}今年"},
		{"Thai", "ปีนี้", "ปีหน้า", "ปี[-นี้-]{+หน้า+}"},
		{"Korean has blanks", "올해 투자", "내년 투자", "[-올해-]{+내년+} 투자"},
		{"invisible", "\u200ba\u00adb", "ab", "\u200ba\u00adb"},
		{"nothing in common", "a b c", "d e", "[-a b c-]{+d e+}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Inline(Diff(c.a, c.b)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestDiffOfLongTexts(t *testing.T) {
	random := newRandom(3)
	a, b := random.words(20_000), random.words(20_000)
	checkDiff(t, a, b)
}

// checkDiff checks that a diff holds both texts.
func checkDiff(t *testing.T, a, b string) {
	t.Helper()
	var first, second strings.Builder
	var last Op
	for _, e := range Diff(a, b) {
		if e.Text == "" {
			t.Errorf("an empty edit of %q to %q", a, b)
		}
		if e.Op == last {
			t.Errorf("two edits in a row are %s: %q to %q", e.Op, a, b)
		}
		if e.Op == Removed && last == Added {
			t.Errorf("added before removed: %q to %q", a, b)
		}
		last = e.Op
		if e.Op != Added {
			first.WriteString(e.Text)
		}
		if e.Op != Removed {
			second.WriteString(e.Text)
		}
	}
	if got, want := first.String(), strings.ToValidUTF8(a, "�"); got != want {
		t.Errorf("%q to %q: the first is %q", a, b, got)
	}
	if got, want := Normal(second.String()), Normal(strings.ToValidUTF8(b, "�")); got != want {
		t.Errorf("%q to %q: the second is %q", a, b, got)
	}
}

func TestDiffTellsOps(t *testing.T) {
	got := Diff("a b c", "a x c")
	want := []Edit{{Same, "a "}, {Removed, "b"}, {Added, "x"}, {Same, " c"}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}
