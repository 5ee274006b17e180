package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// unmarked are letters that Unicode does not take apart into a base letter
// and a mark, though readers do.
var unmarked = strings.NewReplacer("ø", "o", "ł", "l", "đ", "d", "æ", "ae", "œ", "oe", "ı", "i")

// fold makes texts comparable: compatibility forms unified, case and accents
// of European scripts dropped.
func fold(text string) string {
	text = unmarked.Replace(cases.Fold().String(norm.NFKD.String(text)))
	return norm.NFC.String(strings.Map(func(c rune) rune {
		if c >= 0x0300 && c <= 0x036f {
			return -1
		}
		return c
	}, text))
}

// words splits folded text at everything that is not a letter, mark or digit.
func words(text string) []string {
	return strings.FieldsFunc(fold(text), func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.IsMark(c)
	})
}

// key is a text reduced to its words: equal keys mean equal words.
func key(text string) string { return strings.Join(words(text), " ") }

// indexed is the text as the full-text index holds it: its words, and pairs
// of neighbours for scripts that do not put blanks between words.
func indexed(text string) string {
	all := words(text)
	for _, w := range all {
		all = append(all, pairs(w)...)
	}
	return strings.Join(all, " ")
}

// pairs are the overlapping pairs of characters of a word in a script without
// blanks; none for other scripts and for words of two characters or less.
func pairs(word string) []string {
	chars := []rune(word)
	if len(chars) < 3 || !unicode.In(chars[0], unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
		return nil
	}
	out := make([]string, 0, len(chars)-1)
	for i := range chars[:len(chars)-1] {
		out = append(out, string(chars[i:i+2]))
	}
	return out
}

// scriptOf is the ISO 15924 code of the script of most letters of a text,
// empty when it has no letter of a script known here.
func scriptOf(text string) string {
	counts := make([]int, len(scripts))
	for _, c := range text {
		for i, s := range scripts {
			if unicode.Is(s.table, c) {
				counts[i]++
			}
		}
	}
	best, most := "", 0
	for i, n := range counts {
		if n > most {
			best, most = scripts[i].code, n
		}
	}
	return best
}

var scripts = []struct {
	code  string
	table *unicode.RangeTable
}{
	{"Latn", unicode.Latin}, {"Cyrl", unicode.Cyrillic}, {"Grek", unicode.Greek}, {"Hani", unicode.Han},
	{"Hira", unicode.Hiragana}, {"Kana", unicode.Katakana}, {"Hang", unicode.Hangul}, {"Arab", unicode.Arabic},
	{"Hebr", unicode.Hebrew}, {"Deva", unicode.Devanagari}, {"Gujr", unicode.Gujarati}, {"Telu", unicode.Telugu},
	{"Taml", unicode.Tamil}, {"Beng", unicode.Bengali}, {"Thai", unicode.Thai}, {"Geor", unicode.Georgian},
	{"Armn", unicode.Armenian}, {"Guru", unicode.Gurmukhi}, {"Knda", unicode.Kannada}, {"Mlym", unicode.Malayalam},
}
