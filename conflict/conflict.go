// Package conflict finds conflicts of interest: events that moved value from a
// company a promise was made for to another one that the promiser gains more
// from. It is pure.
package conflict

import (
	"cmp"
	"slices"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/promise"
)

// Case is what conflicts are looked for in.
type Case struct {
	// Promises are the promises in question. Each makes its speaker somebody
	// who owes something to its company.
	Promises []*promise.Promise
	// Events are events in which one of those companies gave something.
	Events []*promise.Event
	// Stakes in the companies that gave and got, in those the receivers hold
	// stakes in, and in all that hold these.
	Stakes []ownership.Stake
	// Positions of the speakers.
	Positions []*ownership.Position
}

// Gain tells what a speaker gains more by in the receiver than in the giver.
type Gain string

// The gains.
const (
	LargerShare  Gain = "larger_share"  // a larger effective share, by all that is stated
	PerhapsShare Gain = "perhaps_share" // perhaps a larger effective share: the bounds overlap
	Controls     Gain = "control"       // control of the receiver and not of the giver
	Post         Gain = "position"      // a post at the receiver
)

// Conflict is an event that moved value from a company that a speaker made a
// promise for to one that the speaker gains from.
type Conflict struct {
	Event   string
	Speaker string
	From    string // the company that gave
	To      string // the company that got
	// Day is the day for which shares and posts are told: the last day on which
	// the event can have happened.
	Day fact.Date
	// Gains are what makes it a conflict, in the order of their constants.
	Gains []Gain
	// Given and Got are the speaker's accounts in giver and receiver.
	Given, Got ownership.Account
	// Beyond are accounts in the companies that the receiver holds a stake in, by id.
	Beyond []ownership.Account
	// Posts are the speaker's posts at giver or receiver on that day, by id.
	Posts []string
	// Promises are the speaker's promises for the giver that the event touches,
	// by id.
	Promises []string
}

// Find lists the conflicts of a case: by day, event, speaker, receiver. An
// event counts when it happened, moved something between two companies, and
// the promise had a speaker other than its company. Where the speaker's share
// in the receiver is certainly no larger, and there is neither control nor a
// post, there is no conflict.
func Find(c Case) ([]Conflict, error) {
	webs := map[fact.Date]*ownership.Web{}
	var out []Conflict
	for _, e := range c.Events {
		day := dayOf(e)
		if day == "" || (e.Status != "" && e.Status != promise.Happened) {
			continue
		}
		if webs[day] == nil {
			w, err := ownership.NewWeb(c.Stakes, day, ownership.Options{AssumeVotes: true})
			if err != nil {
				return nil, err
			}
			webs[day] = w
		}
		for _, from := range e.From {
			for _, speaker := range speakers(c.Promises, from) {
				for _, to := range e.To {
					if to == from || to == speaker {
						continue
					}
					if found, ok := c.judge(webs[day], e, day, speaker, from, to); ok {
						out = append(out, found)
					}
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Conflict) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Event, b.Event), cmp.Compare(a.Speaker, b.Speaker), cmp.Compare(a.To, b.To), cmp.Compare(a.From, b.From))
	})
	return out, nil
}

// dayOf is the last day on which an event can have happened; empty when
// nothing is known.
func dayOf(e *promise.Event) fact.Date {
	for _, d := range []fact.Date{e.HappenedOn, e.WrittenOn, e.PublishedOn} {
		if d.Valid() {
			return d.Last()
		}
	}
	return ""
}

// speakers are those who made promises for a company, each once, by id.
func speakers(promises []*promise.Promise, company string) []string {
	var out []string
	for _, p := range promises {
		if p.Company == company && p.Speaker != company && !slices.Contains(out, p.Speaker) {
			out = append(out, p.Speaker)
		}
	}
	slices.Sort(out)
	return out
}

func (c Case) judge(w *ownership.Web, e *promise.Event, day fact.Date, speaker, from, to string) (Conflict, bool) {
	found := Conflict{Event: e.ID, Speaker: speaker, From: from, To: to, Day: day, Given: w.Account(speaker, from), Got: w.Account(speaker, to)}
	given, got := found.Given.Effective, found.Got.Effective
	switch {
	case got.Lo > given.Hi:
		found.Gains = append(found.Gains, LargerShare)
	case got.Hi > given.Lo && got.Hi > given.Hi:
		found.Gains = append(found.Gains, PerhapsShare)
	}
	if found.Got.Control.Possible && !found.Given.Control.Certain {
		found.Gains = append(found.Gains, Controls)
	}
	post := false
	for _, p := range c.Positions {
		if p.Person != speaker || (p.Company != from && p.Company != to) || !held(p, day) {
			continue
		}
		found.Posts = append(found.Posts, p.ID)
		post = post || p.Company == to
	}
	if post {
		found.Gains = append(found.Gains, Post)
	}
	if len(found.Gains) == 0 {
		return Conflict{}, false
	}
	slices.Sort(found.Posts)
	for _, company := range heldBy(c.Stakes, to) {
		if company != from && company != to {
			found.Beyond = append(found.Beyond, w.Account(speaker, company))
		}
	}
	for _, p := range c.Promises {
		if p.Speaker == speaker && p.Company == from && slices.Contains(e.Touches, p.ID) {
			found.Promises = append(found.Promises, p.ID)
		}
	}
	slices.Sort(found.Promises)
	return found, true
}

// held reports whether a post is known to be held on a day, or not known to
// have begun after it or ended before it.
func held(p *ownership.Position, day fact.Date) bool {
	if p.From == "" && p.SeenOn != "" && p.SeenOn.First() > day {
		return false
	}
	return (p.From == "" || p.From.First() <= day) && (p.To == "" || p.To.Last() >= day)
}

// heldBy are the companies in which a party is stated to hold a stake, by id.
func heldBy(stakes []ownership.Stake, party string) []string {
	var out []string
	for _, s := range stakes {
		if slices.Contains(s.Holders, party) && !slices.Contains(out, s.Company) {
			out = append(out, s.Company)
		}
	}
	slices.Sort(out)
	return out
}
