package page

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
)

// partyPage is all that the page of a person or company shows.
type partyPage struct {
	Party
	Kind, Note            string
	Unverified            bool
	Names                 []Name
	Positions             nodes[Position]
	Holders, Stakes       nodes[Stake]
	Owners                *effectiveShares
	Holdings              effectiveShares
	Controllers, Controls controlled
	Members, MemberOf     []Party
	Succeeds, SucceededBy []succession
	Promises              nodes[PromiseLine]
	Others                nodes[PromiseLine]
	Events                nodes[Event]
	Sources               []Source
	History               []Version

	Score     *Score        `json:"-"`
	Conflicts []Conflict    `json:"-"`
	Timeline  timelineLists `json:"-"`
}

// Name is a name of a party.
type Name struct {
	Text, Kind, Lang, Script, Note string
	From, To                       fact.Date
	Unverified                     bool
}

// Stake is what a holder holds of a company.
type Stake struct {
	ID, Basis, Holding, Status, Note string
	Share                            *Share
	From, To, AsOf, SeenOn           fact.Date
	Disputed, Unverified             bool
	Holders                          []Party
	Company                          Party
	Value                            *Quantity
	Shares                           *float64
	Through                          []Party
	Alternatives, PartOf, Parts      []Stake
	Sources                          []Source
	History                          []Version
}

// Path is the address of its page.
func (s Stake) Path() string { return pathOf("Stake", s.ID) }

// Share is a share in percent as a source states it.
type Share struct {
	Qualifier         string
	Percent, Min, Max *float64
	MinExcluded       bool
}

// Bounds is between what the share lies.
func (s Share) Bounds() Bounds {
	switch {
	case s.Percent == nil && s.Min != nil && s.Max != nil:
		return Bounds{Low: *s.Min, High: *s.Max}
	case s.Percent == nil:
		return Bounds{High: 100}
	case s.Qualifier == "MORE_THAN" || s.Qualifier == "AT_LEAST":
		return Bounds{Low: *s.Percent, High: 100}
	case s.Qualifier == "LESS_THAN" || s.Qualifier == "AT_MOST":
		return Bounds{High: *s.Percent}
	}
	return Bounds{Low: *s.Percent, High: *s.Percent}
}

// effectiveShares is who owns a company, or what a party holds.
type effectiveShares struct {
	Items []struct {
		Party              *Party
		Members            []Party
		Direct, Effective  Bounds
		Ultimate, Disputed bool
	}
	Claimed, SelfHeld *Bounds
	More              bool
}

// controlled is who controls a company, or what a party controls.
type controlled struct {
	Items []struct {
		Party   *Party
		Members []Party
		Power   struct {
			Certain, Possible, Stated bool
			Votes                     Bounds
		}
	}
	More bool
}

// succession is one company taking the place of another.
type succession struct {
	Company Party
	On      fact.Date
	Note    string
}

// Score is how many promises of a group came to what.
type Score struct {
	Key                 string
	Party               *Party
	Total, Open, Closed int
	Counts              []struct {
		Status string
		Count  int
	}
	KeptRate *struct {
		Kept, Of        int
		Rate, Low, High float64
	}
}

// person and company show one party.
func (s *Site) person(ctx context.Context, v *view, r *http.Request) (string, error) {
	return s.party(ctx, v, r, "Person")
}

func (s *Site) company(ctx context.Context, v *view, r *http.Request) (string, error) {
	return s.party(ctx, v, r, "Company")
}

func (s *Site) party(ctx context.Context, v *view, r *http.Request, kind string) (string, error) {
	id := r.PathValue("id")
	type partyAnswer struct {
		Revision        int64
		Person, Company *partyPage
		Scoreboard      []Score
	}
	// Both documents fill in fields of their own.
	p := &partyPage{}
	answer, shares := partyAnswer{Person: p, Company: p}, partyAnswer{Person: p, Company: p}
	var beside struct{ Conflicts []Conflict }
	var times timelineAnswer
	document := strings.ToLower(kind)
	if err := together(
		func() error { return s.ask(ctx, v, document, map[string]any{"id": id}, &answer) },
		func() error { return s.ask(ctx, v, document+"_shares", map[string]any{"id": id}, &shares) },
		func() error { return s.ask(ctx, v, "conflicts", map[string]any{"id": id}, &beside) },
		func() error { return s.ask(ctx, v, "timeline", map[string]any{"id": id, "last": 12}, &times) },
	); err != nil {
		return "", err
	}
	if answer.Person == nil || answer.Company == nil { // the one that was asked for
		return s.gone(ctx, v, id)
	}
	p.Typename, p.Conflicts, p.Timeline = kind, beside.Conflicts, times.Timeline
	if len(shares.Scoreboard) > 0 {
		p.Score = &shares.Scoreboard[0]
	}
	v.Revision, v.Body, v.Kind, v.ID, v.Title = answer.Revision, p, kind, id, p.Name
	v.Section = map[string]string{"Person": "people", "Company": "companies"}[kind]
	return "party", nil
}

// IsCompany reports whether the page is that of a company.
func (p partyPage) IsCompany() bool { return p.Typename == "Company" }

// Newest are the promises that the page lists whole.
func (p partyPage) Newest() []PromiseLine { return p.Promises.Nodes[:min(len(p.Promises.Nodes), 12)] }

// A year is the promises made in it, for the strip.
type year struct {
	Year     string
	Promises []PromiseLine
}

// Strip are the promises by the year they were made, earliest first. Years
// without any in between are kept, so that the distance can be seen.
func (p partyPage) Strip() []year {
	var out []year
	for _, line := range slices.Backward(p.Promises.Nodes) {
		made := ""
		if len(line.MadeOn) >= 4 {
			made = string(line.MadeOn[:4])
		}
		if len(out) == 0 || out[len(out)-1].Year != made {
			out = append(out, year{Year: made})
		}
		out[len(out)-1].Promises = append(out[len(out)-1].Promises, line)
	}
	return out
}

// Lists groups names by what they are: the good ones, then those that were
// seen and are wrong.
func (p partyPage) NameLists() []nameList {
	wrong := []string{"MISSPELLING", "TRANSLATION_SLIP", "TRANSCRIPTION_SLIP", "MISNOMER"}
	return filter([]nameList{
		{"right", filter(p.Names, func(n Name) bool { return !slices.Contains(wrong, n.Kind) })},
		{"wrong", filter(p.Names, func(n Name) bool { return slices.Contains(wrong, n.Kind) })},
	}, func(l nameList) bool { return len(l.Names) > 0 })
}

type nameList struct {
	Which string
	Names []Name
}
