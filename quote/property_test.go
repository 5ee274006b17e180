package quote

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// random makes the same texts for the same seed.
type random struct{ *rand.Rand }

func newRandom(seed uint64) random { return random{rand.New(rand.NewPCG(seed, seed))} }

func (r random) intn(n int) int { return r.IntN(n) }

// letters are of the first few of the alphabet, so that they repeat.
func (r random) letters(n, alphabet int) []rune {
	out := make([]rune, n)
	for i := range out {
		out[i] = 'a' + rune(r.intn(alphabet))
	}
	return out
}

// words is a text of words and punctuation in several scripts.
func (r random) words(n int) string {
	marks := []string{" ", " ", " ", " ", ", ", ". ", " – ", " „", "“ ", "’s ", "\n"}
	var b strings.Builder
	for range n {
		switch r.intn(8) {
		case 0:
			b.WriteString([]string{"für", "Größe", "naïve", "Škoda", "Đường", "𝒳", "😀", "e\u0301te\u0301"}[r.intn(8)])
		case 1:
			b.WriteString([]string{"特斯拉", "テスラ", "테슬라", "Тесла", "टेस्ला", "تسلا", "เทสลา"}[r.intn(7)])
		default:
			b.WriteString(string(r.letters(1+r.intn(9), 26)))
		}
		b.WriteString(marks[r.intn(len(marks))])
	}
	return b.String()
}

// retyped is a text with what Normal unifies changed at random.
func (r random) retyped(text string) string {
	pick := func(of string) string {
		list := []rune(of)
		return string(list[r.intn(len(list))])
	}
	var b strings.Builder
	for _, c := range text {
		if r.intn(20) == 0 {
			b.WriteString(pick("\u200b\u200e\u00ad\u2060\ufeff"))
		}
		switch {
		case unicode.IsSpace(c):
			for range 1 + r.intn(3) {
				b.WriteString(pick(" \n\t\u00a0\u2009"))
			}
		case dash(c):
			b.WriteString(pick("-‐–—−"))
		case unquoted(c) == '"':
			b.WriteString(pick(`"“”„«»`))
		case unquoted(c) == '\'':
			b.WriteString(pick("'’‘´"))
		default:
			b.WriteRune(c)
		}
	}
	switch r.intn(3) {
	case 0:
		return norm.NFD.String(b.String())
	case 1:
		return norm.NFC.String(b.String())
	}
	return b.String()
}

// TestACutIsFound: whatever is cut out of a text is found in it, where it was
// cut, also when the text or the quote has been typed in another way.
func TestACutIsFound(t *testing.T) {
	r := newRandom(4)
	for range 400 {
		text := []rune(r.words(5 + r.intn(60)))
		i := r.intn(len(text))
		j := i + 1 + r.intn(len(text)-i)
		for i > 0 && unicode.IsMark(text[i]) { // letters are not torn from their marks
			i--
		}
		for j < len(text) && unicode.IsMark(text[j]) {
			j++
		}
		cut := string(text[i:j])
		if strings.TrimSpace(cut) == "" {
			continue
		}
		sel := Selector{Exact: r.retyped(cut), Prefix: r.retyped(string(text[:i])), Suffix: r.retyped(string(text[j:]))}
		m, ok := Find(string(text), sel)
		if !ok {
			t.Fatalf("%q is not found in %q", sel, string(text))
		}
		if lead := len([]rune(cut)) - len([]rune(strings.TrimLeftFunc(cut, unicode.IsSpace))); m.Start != i+lead {
			t.Fatalf("%q is found at %d, it was cut at %d of %q", cut, m.Start, i+lead, string(text))
		}
		if m.Text != strings.TrimSpace(cut) {
			t.Fatalf("%q is found as %q", cut, m.Text)
		}
		other := r.retyped(string(text))
		m, ok = Find(other, Selector{Exact: cut})
		if !ok || Normal(m.Text) != strings.TrimSpace(Normal(cut)) || passage(other, m.Span) != m.Text {
			t.Fatalf("%q is found as %v in %q", cut, m, other)
		}
	}
}

// TestACutWithGapsIsFound: also with words left out.
func TestACutWithGapsIsFound(t *testing.T) {
	r := newRandom(5)
	for range 200 {
		words := strings.Fields(r.words(30))
		text := strings.Join(words, " ")
		a, b, c := r.intn(7), 10+r.intn(5), 16+r.intn(10)
		quote := strings.Join(words[a:a+1+r.intn(3)], " ") + []string{" … ", "...", " [...] ", " (…) "}[r.intn(4)] +
			strings.Join(words[b:b+1], " ") + " … " + strings.Join(words[c:], " ")
		m, ok := Find(text, Selector{Exact: quote})
		if !ok || passage(text, m.Span) != m.Text || len(m.Parts) > 3 {
			t.Fatalf("%q is not found in %q: %v", quote, text, m)
		}
		for i := 1; i < len(m.Parts); i++ {
			if m.Parts[i].Start < m.Parts[i-1].End {
				t.Fatalf("parts out of order: %v", m.Parts)
			}
		}
	}
}

// TestNearestFindsTheRightPlace: a cut with a few words changed is placed where
// it was cut.
func TestNearestFindsTheRightPlace(t *testing.T) {
	r := newRandom(6)
	for range 100 {
		words := strings.Fields(r.words(300))
		text := strings.Join(words, " ")
		i := r.intn(250)
		changed := append([]string{}, words[i:i+25]...)
		for range 3 {
			changed[1+r.intn(23)] = "zzz"
		}
		near, ok := Nearest(text, Selector{Exact: strings.Join(changed, " ")})
		if !ok || near.Similarity < 0.5 || near.Similarity >= 1 {
			t.Fatalf("similarity %v", near.Similarity)
		}
		want := strings.Join(words[i:i+25], " ")
		if !strings.Contains(near.Text, strings.Join(words[i+5:i+20], " ")) || !strings.Contains(strings.Join(words[max(0, i-2):i+27], " "), near.Text) {
			t.Fatalf("got %q, want %q", near.Text, want)
		}
		if passage(text, near.Span) != near.Text {
			t.Fatalf("%v is not %q", near.Span, near.Text)
		}
	}
}

// TestLongTextsAreFast: a megabyte and a quote of 500 characters. It takes a
// tenth of the time allowed.
func TestLongTextsAreFast(t *testing.T) {
	r := newRandom(7)
	source := strings.Repeat(r.words(20_000), 8)[:1_200_000]
	quote := string([]rune(source)[600_000:600_200]) + " zzz " + string([]rune(source)[600_220:600_515])
	start := time.Now()
	text := New(source)
	if _, ok := text.Find(Selector{Exact: quote}); ok {
		t.Fatal("found")
	}
	near, ok := text.Nearest(Selector{Exact: quote})
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
	if !ok || near.Similarity < 0.9 {
		t.Errorf("similarity %v", near.Similarity)
	}
}

func FuzzFind(f *testing.F) {
	f.Add("Musks Kommentar stehe „im Zusammenhang mit Buchungen“", 10, 30)
	f.Add("e\u0301\u0327 … x -- y \xff\u1100\u1161\u11a8", 0, 5)
	f.Add(strings.Repeat("\u0301", 40)+"a", 3, 33)
	f.Fuzz(func(t *testing.T, text string, i, j int) {
		runes := []rune(text)
		if i < 0 || j > len(runes) || i >= j {
			i, j = 0, len(runes)
		}
		cut := string(runes[i:j])
		m, ok := Find(text, Selector{Exact: cut})
		if ok && (m.Start < 0 || m.End > len(runes) || m.Start >= m.End || len(m.Parts) == 0) {
			t.Fatalf("%q is found at %v in %q", cut, m.Span, text)
		}
		if parts := partsOf(cut); !ok && len(parts) == 1 && strings.Contains(Normal(text), parts[0].text) {
			t.Fatalf("%q is not found in %q", cut, text)
		}
		if ok && len(m.Parts) == 1 && string(runes[m.Start:m.End]) != strings.ToValidUTF8(m.Text, "�") && !strings.ContainsRune(text, '\uFFFD') && strings.ToValidUTF8(text, "") == text {
			t.Fatalf("%v of %q is not %q", m.Span, text, m.Text)
		}
	})
}

func FuzzNearest(f *testing.F) {
	f.Add("Musks Kommentar stehe „im Zusammenhang mit Buchungen“", "in Konflikt mit … Buchungen", "stehe", "")
	f.Add("特斯拉今年将投资", "特斯拉明年", "", "x")
	f.Fuzz(func(t *testing.T, text, exact, prefix, suffix string) {
		sel := Selector{Exact: exact, Prefix: prefix, Suffix: suffix}
		near, ok := Nearest(text, sel)
		if !ok {
			return
		}
		if near.Similarity < 0 || near.Similarity > 1 {
			t.Fatalf("similarity is %v", near.Similarity)
		}
		if near.Start < 0 || near.Start > near.End || near.End > len([]rune(text)) {
			t.Fatalf("%v lies outside of %q", near.Span, text)
		}
	})
}

func FuzzDiff(f *testing.F) {
	f.Add("in combined training", "in „kombinierte“ Schulung")
	f.Add("a -- b…", "a\u0301—b ...\xff")
	f.Fuzz(func(t *testing.T, a, b string) { checkDiff(t, a, b) })
}

func BenchmarkNearest(b *testing.B) {
	r := newRandom(8)
	source := strings.Repeat(r.words(20_000), 8)[:1_000_000]
	quote := string([]rune(source)[500_000:500_250]) + " zzz " + string([]rune(source)[500_250:500_495])
	b.Run("prepare", func(b *testing.B) {
		for b.Loop() {
			New(source)
		}
	})
	text := New(source)
	b.Run("find", func(b *testing.B) {
		for b.Loop() {
			text.Find(Selector{Exact: quote})
		}
	})
	b.Run("nearest", func(b *testing.B) {
		for b.Loop() {
			text.Nearest(Selector{Exact: quote})
		}
	})
}
