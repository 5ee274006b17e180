package page

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/promisegraph/promisegraph/fact"
)

// Pages of records that are not promises or parties. Each is what one document
// answers for an id.

// evidencePage is all that the page of a finding shows.
type evidencePage struct {
	Evidence
	BearsOn []struct {
		Stance, Note string
		Promise      PromiseLine
	}
	Rulings  []Ruling
	Events   []Event
	Readings []struct {
		Stance, Finding string
		Promise         *struct{ ID, Statement string }
		Source          *Source
		Slips           []Slip
	}
	Sources []Source
	History []Version
}

// sourcePage is all that the page of a document shows.
type sourcePage struct {
	Source
	Note                              string
	Archived                          []archive
	TranslationOf, ReprintOf          *Source
	Translations, Reprints, ReportsOn []Source
	Reports, Origins                  []Source
	Slips                             []Slip
	Facts                             nodes[Record]
	History                           []Version
}

// archive is an archived copy of a document.
type archive struct {
	URL string
	On  fact.Date
}

// Relations are the documents it comes from and those that come from it, by
// how.
func (s sourcePage) Relations() []sourceRelation {
	one := func(s *Source) []Source {
		if s == nil {
			return nil
		}
		return []Source{*s}
	}
	return filter([]sourceRelation{
		{"translationOf", one(s.TranslationOf)}, {"reprintOf", one(s.ReprintOf)}, {"reportsOn", s.ReportsOn},
		{"translations", s.Translations}, {"reprints", s.Reprints}, {"reports", s.Reports},
	}, func(r sourceRelation) bool { return len(r.Sources) > 0 })
}

type sourceRelation struct {
	How     string
	Sources []Source
}

// eventPage is all that the page of an event shows.
type eventPage struct {
	Event
	InExchange *struct {
		Text     string
		Quantity *Quantity
		Promise  *struct{ ID, Statement string }
	}
	Touches   []PromiseLine
	Evidence  []Evidence
	Sources   []Source
	Recorded  Change
	History   []Version
	Conflicts []Conflict `json:"-"`
}

// rulingPage is all that the page of a verdict shows.
type rulingPage struct {
	Ruling
	Promise                  PromiseLine
	Supersedes, SupersededBy *Ruling
	History                  []Version
}

// stakePage and positionPage are all that their pages show.
type (
	stakePage    struct{ Stake }
	positionPage struct {
		Position
		History []Version
	}
)

// one asks for a record of one type by its id. It is nil when there is none of
// the type.
func one[T any](ctx context.Context, s *Site, v *view, document, id string) (*T, error) {
	var answer struct {
		Revision int64
		Node     json.RawMessage
	}
	if err := s.ask(ctx, v, document, map[string]any{"id": id}, &answer); err != nil {
		return nil, err
	}
	v.Revision = answer.Revision
	if text := string(answer.Node); text == "null" || text == "{}" {
		return nil, nil
	}
	found := new(T)
	if err := json.Unmarshal(answer.Node, found); err != nil {
		return nil, fmt.Errorf("%s: decode: %w", document, err)
	}
	return found, nil
}

// about fills in what a page about a record is headed by.
func (v *view) about(kind, id, title string, body any) {
	v.Kind, v.ID, v.Title, v.Body = kind, id, Shorten(title, 120), body
}

func (s *Site) evidence(ctx context.Context, v *view, r *http.Request) (string, error) {
	id := r.PathValue("id")
	e, err := one[evidencePage](ctx, s, v, "evidence", id)
	if err != nil {
		return "", err
	}
	if e == nil {
		return s.gone(ctx, v, id)
	}
	v.about("Evidence", id, e.Summary, e)
	return "evidence", nil
}

func (s *Site) source(ctx context.Context, v *view, r *http.Request) (string, error) {
	id := r.PathValue("id")
	variables := map[string]any{"id": id}
	if after := v.Query.Get("after"); after != "" {
		variables["after"] = after
	}
	var answer struct {
		Revision int64
		Source   *sourcePage
	}
	if err := s.ask(ctx, v, "source", variables, &answer); err != nil {
		return "", err
	}
	if answer.Source == nil {
		return s.gone(ctx, v, id)
	}
	v.Revision = answer.Revision
	v.about("Source", id, answer.Source.Title, answer.Source)
	return "source", nil
}

func (s *Site) event(ctx context.Context, v *view, r *http.Request) (string, error) {
	id := r.PathValue("id")
	e, err := one[eventPage](ctx, s, v, "event", id)
	if err != nil {
		return "", err
	}
	if e == nil {
		return s.gone(ctx, v, id)
	}
	if len(e.From) > 0 && e.From[0].Typename == "Company" {
		var beside struct{ Conflicts []Conflict }
		if err := s.ask(ctx, v, "conflicts", map[string]any{"id": e.From[0].ID}, &beside); err != nil {
			return "", err
		}
		e.Conflicts = filter(beside.Conflicts, func(c Conflict) bool { return c.Event.ID == id })
	}
	v.about("Event", id, e.Summary, e)
	return "event", nil
}

func (s *Site) ruling(ctx context.Context, v *view, r *http.Request) (string, error) {
	id := r.PathValue("id")
	found, err := one[rulingPage](ctx, s, v, "ruling", id)
	if err != nil {
		return "", err
	}
	if found == nil {
		return s.gone(ctx, v, id)
	}
	v.about("Ruling", id, found.Promise.Statement, found)
	return "ruling", nil
}

func (s *Site) stake(ctx context.Context, v *view, r *http.Request) (string, error) {
	id := r.PathValue("id")
	found, err := one[stakePage](ctx, s, v, "stake", id)
	if err != nil {
		return "", err
	}
	if found == nil {
		return s.gone(ctx, v, id)
	}
	v.about("Stake", id, v.Names(found.Holders)+" – "+found.Company.Name, found)
	return "stake", nil
}

func (s *Site) position(ctx context.Context, v *view, r *http.Request) (string, error) {
	id := r.PathValue("id")
	found, err := one[positionPage](ctx, s, v, "position", id)
	if err != nil {
		return "", err
	}
	if found == nil {
		return s.gone(ctx, v, id)
	}
	v.about("Position", id, found.Person.Name+" – "+found.Title, found)
	return "position", nil
}
