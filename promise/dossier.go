package promise

import "github.com/promisegraph/promisegraph/fact"

// Dossier is all that the status of one promise is derived from. It is only
// read; the records may be shared between dossiers.
type Dossier struct {
	// Promise is the promise itself. Without it nothing can be derived.
	Promise *Promise
	// Evidence that bears on the promise, in any order. What bears on other
	// promises only is passed over; a record listed twice counts once.
	Evidence []*Evidence
	// Rulings on the promise, in any order, superseded ones included.
	Rulings []*Ruling
	// Later are later promises that restate, narrow or replace this one.
	Later []Later
	// Origins tells what the sources come from. With nil every source is an
	// origin of its own and the days of publication of sources are unknown.
	Origins *Origins
	// EventOn is the day of the event that a relative deadline is counted
	// from, or on which the condition of a conditional promise was fulfilled;
	// empty when it is not known or has not happened.
	EventOn fact.Date
	// RecordedOn are the days on which this graph recorded records, by id: the
	// last resort for a record without any other date. May be nil.
	RecordedOn map[string]fact.Date
}

// Link tells what a later promise does to an earlier one.
type Link string

// The links between promises.
const (
	Restates Link = "restates" // says it again, perhaps with another date or number
	Narrows  Link = "narrows"  // makes it smaller or breaks it down
	Replaces Link = "replaces" // takes its place
)

// Later is a later promise that refers to an earlier one.
type Later struct {
	Link    Link
	ID      string    // of the later promise
	Speaker string    // party that said it
	Company string    // company it is made for
	MadeOn  fact.Date // when it was said; it does not count before
	// Dossier of the later promise, to judge a restated promise as restated as
	// well; nil when that is not wanted.
	Dossier *Dossier
}

// LaterOf lists what the promise p does to the promise with the id earlier, in
// the order restates, narrows, replaces; nothing when it does not refer to it.
func LaterOf(p *Promise, earlier string) []Later {
	var list []Later
	for _, l := range []struct {
		link Link
		ids  []string
	}{{Restates, p.Restates}, {Narrows, p.Narrows}, {Replaces, p.Replaces}} {
		for _, id := range l.ids {
			if id == earlier {
				list = append(list, Later{Link: l.link, ID: p.ID, Speaker: p.Speaker, Company: p.Company, MadeOn: p.MadeOn})
				break
			}
		}
	}
	return list
}

// samePromiser reports whether the later promise comes from those who made p:
// from the same speaker, or from the company that p was made for, or from an
// officer of the company that made p itself.
func (l Later) samePromiser(p *Promise) bool {
	return l.Speaker == p.Speaker ||
		l.Company == p.Company && (l.Speaker == p.Company || p.Speaker == p.Company)
}
