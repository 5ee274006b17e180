// Package quote finds quotes in texts, as the TextQuoteSelector of the Web
// Annotation Data Model does, and shows how a text differs from a quote. Texts
// are compared in the form that Normal gives them, so that how somebody types a
// quotation mark does not matter, and what was said does. Positions are those
// of the original text, in Unicode code points.
package quote

import (
	"regexp"
	"strings"
)

// Selector is a quote to find. Exact are the words; an ellipsis in them ("…",
// "...", in brackets or not) stands for anything, so that it splits them into
// parts that must follow one another. Prefix and Suffix, when given, are what
// must stand right before and after, word for word.
type Selector struct {
	Exact  string
	Prefix string
	Suffix string
}

// Span is a stretch of a text in code points: from Start to before End.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Match is where a quote stands.
type Match struct {
	Span
	// Parts are where the parts of the quote stand; one without an ellipsis.
	Parts []Span
	// Text is the passage as it stands there.
	Text string
}

// Text is a text to find quotes in. It does not change once made and may be
// shared.
type Text struct{ normal }

// New prepares a text. Of more than 1 GiB only the beginning is looked at.
// Bytes that are no UTF-8 count as one code point each.
func New(text string) *Text { return &Text{normalize(text)} }

// Find finds a quote in a text. To find several in one text, use New.
func Find(text string, sel Selector) (Match, bool) { return New(text).Find(sel) }

// maxParts bounds the parts that ellipses split a quote into.
const maxParts = 64

// Find finds a quote: its first place, or for one with ellipses the place that
// is shortest. A quote of more than 64 parts is not looked for, and one without
// words is not found.
func (t *Text) Find(sel Selector) (Match, bool) {
	parts := partsOf(sel.Exact)
	if len(parts) == 0 || len(parts) > maxParts {
		return Match{}, false
	}
	prefix, suffix := trimmed(sel.Prefix), trimmed(sel.Suffix)
	if len(parts) == 1 {
		for at := range t.places(parts[0].text) {
			if t.follows(prefix, at) && t.precedes(suffix, at+len(parts[0].text)) {
				return t.match(parts, []int{at}), true
			}
		}
		return Match{}, false
	}
	places := t.shortest(parts, prefix, suffix)
	if places == nil {
		return Match{}, false
	}
	return t.match(parts, places), true
}

// shortest finds the places of parts that follow one another in the shortest
// stretch; nil when they do not.
func (t *Text) shortest(parts []part, prefix, suffix string) []int {
	places := make([][]int, len(parts))
	for i, p := range parts {
		for at := range t.places(p.text) {
			if i == 0 && !t.follows(prefix, at) || i == len(parts)-1 && !t.precedes(suffix, at+len(p.text)) {
				continue
			}
			places[i] = append(places[i], at)
		}
	}
	var best []int
	length := 0
	next := make([]int, len(parts)) // the place of each part that is tried; it only moves on
	for _, start := range places[0] {
		end := start + len(parts[0].text)
		for i := 1; i < len(parts); i++ {
			for next[i] < len(places[i]) && places[i][next[i]] < end {
				next[i]++
			}
			if next[i] == len(places[i]) {
				return best
			}
			end = places[i][next[i]] + len(parts[i].text)
		}
		if best == nil || end-start < length {
			length = end - start
			best = append(best[:0], start)
			for i := 1; i < len(parts); i++ {
				best = append(best, places[i][next[i]])
			}
		}
	}
	return best
}

// places yields where words stand in the text, in bytes, those that overlap too.
func (t *Text) places(words string) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for from := 0; ; {
			at := strings.Index(t.text[from:], words)
			if at < 0 || !yield(from+at) {
				return
			}
			from += at + 1
		}
	}
}

// follows reports whether the text before a place ends with words.
func (t *Text) follows(words string, at int) bool {
	return words == "" || strings.HasSuffix(strings.TrimSuffix(t.text[:at], " "), words)
}

// precedes reports whether the text from a place on begins with words.
func (t *Text) precedes(words string, at int) bool {
	return words == "" || strings.HasPrefix(strings.TrimPrefix(t.text[at:], " "), words)
}

// match tells where parts stand.
func (t *Text) match(parts []part, places []int) Match {
	m := Match{Parts: make([]Span, len(parts))}
	for i, at := range places {
		m.Parts[i] = t.span(t.rune(at), t.rune(at+len(parts[i].text)))
	}
	last := len(parts) - 1
	m.Span = Span{Start: m.Parts[0].Start, End: m.Parts[last].End}
	from, to := t.bytes(t.rune(places[0]), t.rune(places[last]+len(parts[last].text)))
	m.Text = t.original[from:to]
	return m
}

// part is a part of a quote: in the form to compare, and as it was given.
type part struct{ text, original string }

// ellipsis is what stands for left out words, in the form to compare.
var ellipsis = regexp.MustCompile(`[\[(]? ?\.(?: ?\.){2,} ?[\])]?`)

// partsOf splits a quote at its ellipses.
func partsOf(exact string) []part {
	n := normalize(exact)
	var parts []part
	add := func(from, to int) {
		for from < to && n.text[from] == ' ' {
			from++
		}
		for from < to && n.text[to-1] == ' ' {
			to--
		}
		if from < to {
			a, b := n.bytes(n.rune(from), n.rune(to))
			parts = append(parts, part{n.text[from:to], n.original[a:b]})
		}
	}
	from := 0
	for _, gap := range ellipsis.FindAllStringIndex(n.text, -1) {
		add(from, gap[0])
		from = gap[1]
	}
	add(from, len(n.text))
	return parts
}

// trimmed is words in the form to compare, without blanks around them.
func trimmed(words string) string { return strings.TrimSpace(Normal(words)) }
