package promise

import (
	"slices"
	"strings"
)

// Reading is what a reader of one source alone would take evidence to say.
type Reading struct {
	Source string // the source read
	// Stance as it seems from this source.
	Stance Stance
	// Finding is the stance that the evidence has once all is known.
	Finding Stance
	// Slips are what makes the two differ, or could: the slips about the
	// evidence in this source, then in those it translates or copies, nearest
	// first.
	Slips []SlipIn
}

// SlipIn is a slip and the source that made it.
type SlipIn struct {
	Source string
	Slip   Slip
}

// StanceAsRead tells how evidence would seem to bear on a promise to somebody
// who reads it in one source only. A source with a known slip about the
// evidence, or one that translates or copies such a source, no longer shows
// which way it points: it can be read as context at most. An answer stays an
// answer. The e-mail that "conflicts with bookings" contradicts; in the machine
// translation, where it stands "in connection with bookings", it is context.
//
// Derive does not use it: it takes the stance the finding has in truth, since
// whoever recorded the slip knew the original. Slips name the evidence in
// About; those about parties only spoil names, not stances. The answer is false
// when the evidence does not bear on the promise.
func StanceAsRead(e *Evidence, promise, source string, o *Origins) (Reading, bool) {
	i := slices.IndexFunc(e.BearsOn, func(b Bearing) bool { return b.Promise == promise })
	if i < 0 {
		return Reading{}, false
	}
	r := Reading{Source: source, Stance: e.BearsOn[i].Stance, Finding: e.BearsOn[i].Stance}
	for _, s := range o.copied(source) {
		for _, slip := range s.Slips {
			if slices.Contains(slip.About, e.ID) {
				r.Slips = append(r.Slips, SlipIn{Source: s.ID, Slip: slip})
			}
		}
	}
	if len(r.Slips) > 0 && r.Finding != Response {
		r.Stance = Context
	}
	return r, true
}

// copied lists a source and those whose words it carries, by translation or
// reprint, nearest first. Words of documents that are only reported on are not
// carried over.
func (o *Origins) copied(source string) []*Source {
	if o == nil {
		return nil
	}
	var list []*Source
	for s, ok := o.sources[source]; ok && !slices.Contains(list, s); {
		list = append(list, s)
		switch {
		case s.TranslationOf != nil:
			s, ok = o.sources[s.TranslationOf.Source]
		default:
			s, ok = o.sources[s.ReprintOf]
		}
	}
	return list
}

// SlipsInQuote lists the known slips that spoil a quote: those of the source it
// was read in, then of the sources that one translates or copies, whose wrong
// rendering stands in the quote or in the words it translates. A slip whose
// rendering is part of a longer one that stands there is not listed.
func SlipsInQuote(q *Quote, o *Origins) []SlipIn {
	texts := []string{oneLine(q.Text)}
	if q.TranslationOf != nil {
		texts = append(texts, oneLine(q.TranslationOf.Text))
	}
	stands := func(rendered string) bool {
		return rendered != "" && slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(t, rendered) })
	}
	var found []SlipIn
	for _, s := range o.copied(q.Source) {
		for _, slip := range s.Slips {
			if stands(oneLine(slip.Rendered)) {
				found = append(found, SlipIn{Source: s.ID, Slip: slip})
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(found), func(a SlipIn) bool {
		return slices.ContainsFunc(found, func(b SlipIn) bool {
			part, whole := oneLine(a.Slip.Rendered), oneLine(b.Slip.Rendered)
			return a.Source == b.Source && part != whole && strings.Contains(whole, part)
		})
	})
}

// oneLine is a text with its white space folded.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
