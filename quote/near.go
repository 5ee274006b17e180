package quote

import (
	"strings"
	"unicode"
)

// Near is the passage of a text that comes nearest to a quote.
type Near struct {
	Span
	// Text is the passage as it stands there.
	Text string
	// Quote is what was compared with it: the quote, or the first of its parts
	// that does not stand there after those before, with the prefix or suffix
	// when these do not fit.
	Quote string
	// Similarity is 1 when both are the same up to what Normal unifies, 0 when
	// they have nothing in common: one minus the share of characters to change.
	// At 1 the words stand there, but not where they should. Of a very long quote
	// the beginning is compared.
	Similarity float64
	// Diff leads from Quote to Text.
	Diff []Edit
}

// Bounds of the search for the nearest passage: blocks of 64 characters of the
// quote, and steps over blocks of the text.
const (
	leastBlocks = 8
	mostBlocks  = 64
	mostSteps   = 1 << 27
)

// Nearest finds the passage of a text that comes nearest to a quote. To look
// for several in one text, use New.
func Nearest(text string, sel Selector) (Near, bool) { return New(text).Nearest(sel) }

// Nearest finds the passage that comes nearest to a quote that Find does not
// find: the one with the fewest characters to change, the first of several,
// widened to whole words. A very long quote is looked for by its beginning: its
// first 4,096 characters, in texts of more than two million characters fewer,
// down to 512. The answer is false when the text or the quote is empty.
func (t *Text) Nearest(sel Selector) (Near, bool) {
	wanted := t.missing(sel)
	pattern := []rune(trimmed(wanted))
	if len(pattern) == 0 || len(t.runes) == 0 {
		return Near{}, false
	}
	blocks := min(mostBlocks, max(leastBlocks, mostSteps/len(t.runes)))
	head := pattern[:min(len(pattern), 64*blocks)]
	end, distance := lowest(head, t.runes, 0, nil)
	begin := max(0, end-2*len(head))
	back, _ := lowest(reversed(head), reversed(t.runes[begin:end]), 1, func(back int) bool { return t.wordBegins(end - back) })
	start := end - back
	alike := 1 - float64(distance)/float64(max(len(head), end-start))
	if rest := len(pattern) - len(head); rest > 0 {
		start, end = t.widen(start, min(len(t.runes), end+rest))
	} else if distance > 0 {
		start, end = t.widen(start, end)
		alike = similarity(pattern, t.runes[start:end])
	}
	near := Near{Span: t.span(start, end), Quote: wanted, Similarity: alike}
	from, to := t.bytes(start, end)
	near.Text = t.original[from:to]
	near.Diff = Diff(near.Quote, near.Text)
	return near, true
}

// missing is what of a quote does not stand in the text.
func (t *Text) missing(sel Selector) string {
	parts := partsOf(sel.Exact)
	from := 0
	for _, p := range parts {
		at := strings.Index(t.text[from:], p.text)
		if at < 0 {
			return p.original
		}
		from += at + len(p.text)
	}
	if len(parts) == 0 {
		return ""
	}
	join := func(words ...string) string { return strings.TrimSpace(strings.Join(words, " ")) }
	switch {
	case len(parts) == 1:
		return join(sel.Prefix, parts[0].original, sel.Suffix)
	case sel.Prefix != "":
		return join(sel.Prefix, parts[0].original)
	}
	return join(parts[len(parts)-1].original, sel.Suffix)
}

// widen makes a passage begin and end with whole words, without blanks.
func (t *Text) widen(start, end int) (int, int) {
	const longestWord = 64
	for start < end && t.runes[start] == ' ' {
		start++
	}
	for end > start && t.runes[end-1] == ' ' {
		end--
	}
	inside := func(i int) bool { // whether a word goes on over the place before i
		return i > 0 && i < len(t.runes) && spelled(t.runes[i-1]) && spelled(t.runes[i])
	}
	for n := 0; n < longestWord && inside(start); n++ {
		start--
	}
	for n := 0; n < longestWord && inside(end); n++ {
		end++
	}
	return start, end
}

// spelled reports whether a character is part of a word of a script that sets
// blanks between words.
func spelled(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) && !unspaced(r)
}

// wordBegins reports whether a word or sign begins at a place.
func (t *Text) wordBegins(i int) bool {
	return i < len(t.runes) && t.runes[i] != ' ' && (i == 0 || !spelled(t.runes[i-1]) || !spelled(t.runes[i]))
}

// similarity compares a quote with a passage as wholes.
func similarity(quote, passage []rune) float64 {
	w := newWheel(quote)
	for _, r := range passage {
		w.turn(r, 1)
	}
	return 1 - float64(w.score)/float64(max(len(quote), len(passage)))
}

// lowest finds where in a text a passage ends that takes the fewest changes to
// become the pattern, and how many. Carry is 0 when the passage may begin
// anywhere and 1 when it must begin where the text does. Of several the first
// counts, or the first that is preferred.
func lowest(pattern, text []rune, carry int, prefer func(end int) bool) (end, distance int) {
	w := newWheel(pattern)
	distance = w.score
	preferred := prefer != nil && prefer(0)
	for i, r := range text {
		w.turn(r, carry)
		switch {
		case w.score < distance:
			end, distance = i+1, w.score
			preferred = prefer != nil && prefer(end)
		case w.score == distance && prefer != nil && !preferred && prefer(i+1):
			end, preferred = i+1, true
		}
	}
	return end, distance
}

// wheel computes, character by character of a text, how many changes lead to a
// pattern: the bit-parallel algorithm of Myers (1999) in blocks of 64
// characters.
type wheel struct {
	blocks []wheelBlock
	last   uint64        // bit of the pattern's last character in the last block
	score  int           // changes for a passage that ends here
	ascii  [128][]uint64 // where in the pattern a character stands
	others map[rune][]uint64
	none   []uint64
}

// wheelBlock holds which steps of a column go up and down.
type wheelBlock struct{ up, down uint64 }

func newWheel(pattern []rune) *wheel {
	n := (len(pattern) + 63) / 64
	w := &wheel{blocks: make([]wheelBlock, n), score: len(pattern), others: map[rune][]uint64{}, none: make([]uint64, n)}
	w.last = 1 << ((len(pattern) + 63) % 64)
	for i := range w.blocks {
		w.blocks[i].up = ^uint64(0)
	}
	for i, r := range pattern {
		at := w.where(r)
		if &at[0] == &w.none[0] {
			at = make([]uint64, n)
			if r < 128 {
				w.ascii[r] = at
			} else {
				w.others[r] = at
			}
		}
		at[i/64] |= 1 << (i % 64)
	}
	return w
}

func (w *wheel) where(r rune) []uint64 {
	var at []uint64
	if r < 128 {
		at = w.ascii[r]
	} else {
		at = w.others[r]
	}
	if at == nil {
		return w.none
	}
	return at
}

// turn goes on by one character of the text. Carry is how the distance to an
// empty pattern changes: 0 when a passage may begin anywhere, else 1.
func (w *wheel) turn(r rune, carry int) {
	at := w.where(r)
	in := carry
	for i := range w.blocks {
		b := &w.blocks[i]
		high := uint64(1) << 63
		if i == len(w.blocks)-1 {
			high = w.last
		}
		same := at[i]
		vertical := same | b.down
		if in < 0 {
			same |= 1
		}
		horizontal := (((same & b.up) + b.up) ^ b.up) | same
		up := b.down | ^(horizontal | b.up)
		down := b.up & horizontal
		out := 0
		if up&high != 0 {
			out = 1
		} else if down&high != 0 {
			out = -1
		}
		up <<= 1
		down <<= 1
		if in < 0 {
			down |= 1
		} else if in > 0 {
			up |= 1
		}
		b.up = down | ^(vertical | up)
		b.down = up & vertical
		in = out
	}
	w.score += in
}

func reversed(runes []rune) []rune {
	back := make([]rune, len(runes))
	for i, r := range runes {
		back[len(runes)-1-i] = r
	}
	return back
}
