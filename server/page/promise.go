package page

import (
	"context"
	"net/http"
	"sync"

	"github.com/promisegraph/promisegraph/fact"
)

// promisePage is all that the page of a promise shows.
type promisePage struct {
	ID, Kind, Statement, Venue, Form, Condition, Note string
	MadeOn                                            fact.Date
	Disputed, Unverified                              bool
	UnverifiedFields                                  []string
	Speaker, Company                                  Party
	Quote                                             *Quote
	Variants                                          []Quote
	QuoteDiffs                                        []QuoteDiff
	Targets                                           []Target
	Deadline                                          *Deadline
	Standing                                          Standing
	StatusHistory                                     []StatusChange
	Evidence                                          struct {
		TotalCount int
		Edges      []bearing
	}
	Rulings                                                                    nodes[Ruling]
	Restates, RestatedBy, Narrows, NarrowedBy, Replaces, ReplacedBy, Competing []PromiseLine
	Events                                                                     nodes[Event]
	Sources                                                                    []Source
	Recorded                                                                   Change
	History                                                                    []Version
	Conflicts                                                                  []Conflict `json:"-"`
}

// bearing is evidence with its stance on the promise.
type bearing struct {
	Stance, Note string
	Node         Evidence
}

// Ruling is a verdict.
type Ruling struct {
	ID, Status, Reason, By string
	RuledOn                fact.Date
	Promise                *struct{ ID, Statement string }
	SupersededBy           *struct{ ID string }
	Supersedes             *struct{ ID string }
	Evidence               []Evidence
	Note                   string
	Sources                []Source
}

// Path is the address of its page.
func (r Ruling) Path() string { return pathOf("Ruling", r.ID) }

// Event is something that moved or changed.
type Event struct {
	ID, Kind, Summary, Status, Item, Note string
	HappenedOn, WrittenOn, PublishedOn    fact.Date
	Disputed, Unverified                  bool
	From, To, Involves, OrderedBy         []Party
	Quantity, Amount                      *Quantity
}

// Path is the address of its page.
func (e Event) Path() string { return pathOf("Event", e.ID) }

// Stance is the evidence of one stance.
func (p promisePage) Stance(stance string) []bearing {
	return filter(p.Evidence.Edges, func(b bearing) bool { return b.Stance == stance })
}

// Related are the promises that say it again or otherwise, by how.
func (p promisePage) Related() []related {
	return filter([]related{
		{"restates", p.Restates}, {"restatedBy", p.RestatedBy}, {"narrows", p.Narrows}, {"narrowedBy", p.NarrowedBy},
		{"replaces", p.Replaces}, {"replacedBy", p.ReplacedBy},
	}, func(r related) bool { return len(r.Promises) > 0 })
}

// related are promises that stand in one relation to another.
type related struct {
	How      string
	Promises []PromiseLine
}

// promise shows one promise with what became of it.
func (s *Site) promise(ctx context.Context, v *view, r *http.Request) (string, error) {
	id := r.PathValue("id")
	// Each document fills in fields of its own.
	p := &promisePage{}
	answer := struct {
		Revision int64
		Promise  *promisePage
	}{Promise: p}
	evidence := struct{ Promise *promisePage }{p}
	beside := struct{ Promise *promisePage }{p}
	var conflicts struct{ Conflicts []Conflict }
	if err := together(
		func() error { return s.ask(ctx, v, "promise", map[string]any{"id": id}, &answer) },
		func() error { return s.ask(ctx, v, "promise_evidence", map[string]any{"id": id}, &evidence) },
		func() error { return s.ask(ctx, v, "promise_beside", map[string]any{"id": id}, &beside) },
		func() error { return s.ask(ctx, v, "conflicts", map[string]any{"id": id}, &conflicts) },
	); err != nil {
		return "", err
	}
	if answer.Promise == nil {
		return s.gone(ctx, v, id)
	}
	p.Conflicts = conflicts.Conflicts
	v.Revision, v.Body, v.Kind, v.ID, v.Section = answer.Revision, p, "Promise", id, "promises"
	v.Title, v.About = p.Statement, p.Standing.Because.Sentence
	return "promise", nil
}

// together does several things at once and returns the first error.
func together(tasks ...func() error) error {
	errs := make([]error, len(tasks))
	var wait sync.WaitGroup
	for i, task := range tasks {
		wait.Go(func() { errs[i] = task() })
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
