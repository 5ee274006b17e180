package quote

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Normal is a text in the form in which texts are compared: NFC, invisible and
// bidirectional control characters dropped, quotation marks and dashes unified,
// white space folded. Case is kept, and double marks stay apart from single
// ones, since 6" is not 6'.
func Normal(text string) string { return normalize(text).text }

// maxText bounds the texts that are looked at, in bytes.
const maxText = 1 << 30

// normal is a text in the form to compare, and where each of its characters
// comes from.
type normal struct {
	original string
	text     string
	runes    []rune  // of text
	at       []int32 // where each rune begins in text, in bytes
	from, to []int32 // what each rune comes from in original, in bytes
}

func normalize(original string) normal {
	if len(original) > maxText {
		original = original[:maxText]
	}
	n := normal{original: original}
	kept, from, to := visible(original)
	n.runes, n.from, n.to = make([]rune, 0, len(from)), make([]int32, 0, len(from)), make([]int32, 0, len(from))
	for k := 0; kept != ""; {
		span := norm.NFC.QuickSpanString(kept)
		if span > 0 { // as it should be
			for _, r := range kept[:span] {
				n.add(r, from[k], to[k])
				k++
			}
			kept = kept[span:]
			continue
		}
		span = norm.NFC.NextBoundaryInString(kept, true)
		if span <= 0 {
			span = len(kept)
		}
		count := utf8.RuneCountInString(kept[:span])
		for _, r := range norm.NFC.String(kept[:span]) {
			n.add(r, from[k], to[k+count-1])
		}
		k += count
		kept = kept[span:]
	}
	var b strings.Builder
	b.Grow(len(original))
	n.at = make([]int32, len(n.runes), len(n.runes)+1)
	for i, r := range n.runes {
		n.at[i] = int32(b.Len())
		b.WriteRune(r)
	}
	n.at = append(n.at, int32(b.Len()))
	n.text = b.String()
	return n
}

// add takes a character of the text in NFC that comes from original[from:to].
func (n *normal) add(r rune, from, to int32) {
	put := func(r rune) {
		n.runes, n.from, n.to = append(n.runes, r), append(n.from, from), append(n.to, to)
	}
	last := len(n.runes) - 1
	switch {
	case r > unicode.MaxASCII && ignorable(r): // put in by NFC
	case unicode.IsSpace(r):
		if last >= 0 && n.runes[last] == ' ' {
			n.to[last] = to
			return
		}
		put(' ')
	case dash(r):
		if last >= 0 && n.runes[last] == '-' {
			n.to[last] = to
			return
		}
		put('-')
	case r == '…' || r == '⋯':
		put('.')
		put('.')
		put('.')
	default:
		put(unquoted(r))
	}
}

// visible drops what cannot be seen and tells where the characters that stay
// come from.
func visible(text string) (kept string, from, to []int32) {
	var b strings.Builder
	b.Grow(len(text))
	n := utf8.RuneCountInString(text)
	from, to = make([]int32, 0, n), make([]int32, 0, n)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !ignorable(r) {
			b.WriteRune(r)
			from, to = append(from, int32(i)), append(to, int32(i+size))
		}
		i += size
	}
	return b.String(), from, to
}

// ignorable reports whether a character cannot be seen and is no white space:
// controls, formats, joiners, fillers and variation selectors.
func ignorable(r rune) bool {
	switch {
	case r < 0x80:
		return (r < ' ' || r == 0x7f) && !unicode.IsSpace(r)
	case r < 0xad:
		return unicode.Is(unicode.Cc, r) && !unicode.IsSpace(r)
	case unicode.Is(unicode.Cf, r):
		return !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
	}
	return unicode.Is(unicode.Variation_Selector, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// dash reports whether a character is a hyphen, dash or minus.
func dash(r rune) bool {
	switch r {
	case '-', '‐', '‑', '‒', '–', '—', '―', '⁃', '−', '﹘', '﹣', '\uff0d', '⸺', '⸻':
		return true
	}
	return false
}

// unquoted makes one double and one single mark of all quotation marks.
func unquoted(r rune) rune {
	switch r {
	case '“', '”', '„', '‟', '«', '»', '″', '〝', '〞', '〟', '＂', '「', '」', '『', '』', '❝', '❞':
		return '"'
	case '‘', '’', '‚', '‛', '‹', '›', '′', '`', '´', 'ʼ', '＇', '❛', '❜':
		return '\''
	}
	return r
}

// rune finds the rune that begins at a byte of the text, or the number of runes
// for its end.
func (n *normal) rune(at int) int {
	i, _ := slices.BinarySearch(n.at, int32(at))
	return i
}

// bytes tells where runes [i,j) come from in the original.
func (n *normal) bytes(i, j int) (from, to int) {
	if i >= j {
		if i < len(n.from) {
			return int(n.from[i]), int(n.from[i])
		}
		return len(n.original), len(n.original)
	}
	return int(n.from[i]), int(n.to[j-1])
}

// span tells where runes [i,j) stand in the original, in code points.
func (n *normal) span(i, j int) Span {
	from, to := n.bytes(i, j)
	start := utf8.RuneCountInString(n.original[:from])
	return Span{Start: start, End: start + utf8.RuneCountInString(n.original[from:to])}
}
