package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff/lcs"
)

// Op tells what becomes of a piece of text.
type Op string

// The kinds of edits.
const (
	Same    Op = "same"    // in both texts
	Removed Op = "removed" // in the first text only
	Added   Op = "added"   // in the second text only
)

// Edit is a piece of text and what becomes of it.
type Edit struct {
	Op   Op     `json:"op"`
	Text string `json:"text"` // as the first text has it when it is in both
}

// Diff leads from one text to another, word by word; in scripts without blanks
// between words, character by character. Words count as the same when Normal
// makes them so. What is the same and what is removed make up a; what is the
// same and what is added make up b, up to what Normal unifies. What is removed
// comes before what is added in its place. Very different texts may get a
// longer list than they need.
func Diff(a, b string) []Edit {
	x, y := tokens(strings.ToValidUTF8(a, "�")), tokens(strings.ToValidUTF8(b, "�"))
	numbers := map[string]rune{}
	number := func(list []token) []rune {
		out := make([]rune, len(list))
		for i, t := range list {
			n, ok := numbers[t.key]
			if !ok {
				n = rune(len(numbers))
				numbers[t.key] = n
			}
			out[i] = n
		}
		return out
	}
	changes := lcs.DiffRunes(number(x), number(y))
	var edits []Edit
	add := func(op Op, list []token) {
		if len(list) == 0 {
			return
		}
		var b strings.Builder
		for _, t := range list {
			b.WriteString(t.text)
		}
		edits = append(edits, Edit{op, b.String()})
	}
	at := 0
	for i := 0; i < len(changes); i++ {
		c := changes[i]
		// Changes with nothing but a blank between them are one.
		for i+1 < len(changes) && blank(x[c.End:changes[i+1].Start]) {
			c.End, c.ReplEnd = changes[i+1].End, changes[i+1].ReplEnd
			i++
		}
		add(Same, x[at:c.Start])
		add(Removed, x[c.Start:c.End])
		add(Added, y[c.ReplStart:c.ReplEnd])
		at = c.End
	}
	add(Same, x[at:])
	return edits
}

// Inline shows edits in one line of text: [-removed-]{+added+}.
func Inline(edits []Edit) string {
	var b strings.Builder
	for _, e := range edits {
		switch e.Op {
		case Removed:
			b.WriteString("[-" + e.Text + "-]")
		case Added:
			b.WriteString("{+" + e.Text + "+}")
		default:
			b.WriteString(e.Text)
		}
	}
	return b.String()
}

// token is a word, a blank or a sign, as it stands and in the form to compare.
type token struct{ text, key string }

func blank(list []token) bool {
	for _, t := range list {
		if t.key != " " {
			return false
		}
	}
	return true
}

// class tells which characters make one token together.
type class int

const (
	sign   class = iota // each alone
	single              // a character of a script without blanks: each alone
	word
	space
	dashes
	dots
)

func classOf(r rune) class {
	switch {
	case unicode.IsSpace(r):
		return space
	case dash(r):
		return dashes
	case r == '.' || r == '…' || r == '⋯':
		return dots
	case unspaced(r):
		return single
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		return word
	}
	return sign
}

// tokens splits a text. What cannot be seen and what is set upon a character
// belongs to the token before.
func tokens(text string) []token {
	var list []token
	begin, have, open := 0, sign, false
	end := func(at int) {
		if at > begin {
			list = append(list, token{text[begin:at], Normal(text[begin:at])})
		}
		begin, open = at, false
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case ignorable(r) || unicode.IsMark(r) && open:
		case open && have == word && joins(text, i, size):
		default:
			c := classOf(r)
			if open && (c != have || c == sign || c == single) {
				end(i)
			}
			have, open = c, true
		}
		i += size
	}
	end(len(text))
	return list
}

// joins reports whether a mark inside a word or number belongs to it, as in
// "don't" and "12,000".
func joins(text string, i, size int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	r, _ := utf8.DecodeRuneInString(text[i:])
	after, _ := utf8.DecodeRuneInString(text[i+size:])
	switch {
	case unquoted(r) == '\'':
		return unicode.IsLetter(before) && unicode.IsLetter(after) && !unspaced(after)
	case r == '.' || r == ',':
		return unicode.IsDigit(before) && unicode.IsDigit(after)
	}
	return false
}

// unspaced reports whether a character belongs to a script that sets no blanks
// between words.
func unspaced(r rune) bool {
	if r < 0x0e00 {
		return false
	}
	return r == 'ー' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
