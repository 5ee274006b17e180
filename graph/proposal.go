package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/graph/model"
	"github.com/promisegraph/promisegraph/journal"
)

// resolvedFields are fields of Query that are no part of the record: they are
// resolved one by one, after rights have been looked at.
var resolvedFields = map[string]bool{"viewer": true, "proposals": true, "proposal": true}

// Viewer tells who asks.
func (resolver) Viewer(ctx context.Context) (*model.Viewer, error) {
	actor := account.From(ctx)
	if !actor.Known() {
		return nil, nil
	}
	out := &model.Viewer{Name: actor.Name, Role: string(actor.RoleOrReader()), Permissions: []string{}}
	for _, p := range account.Permissions() {
		if account.May(actor, p) {
			out.Permissions = append(out.Permissions, string(p))
		}
	}
	return out, nil
}

// Proposals lists what the actor may see.
func (resolver) Proposals(ctx context.Context, state *journal.ProposalState, first *int) ([]*model.Proposal, error) {
	e, err := execution(ctx, account.Propose, account.Review)
	if err != nil {
		return nil, err
	}
	limit := defaultFirst
	if first != nil {
		limit = *first
	}
	if limit < 1 || limit > maxFirst {
		return nil, withCode(ctx, fmt.Sprintf("proposals: first: %d is not between 1 and %d", limit, maxFirst), CodeBadInput)
	}
	in := journal.ProposalState("")
	if state != nil {
		in = *state
	}
	actor := account.From(ctx)
	by := actor.Name
	if account.May(actor, account.Review) {
		by = ""
	}
	list, err := e.writer.Proposals(ctx, in, by, limit)
	if err != nil {
		return nil, err
	}
	out := make([]*model.Proposal, len(list))
	for i, p := range list {
		if out[i], err = e.proposal(ctx, p); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Proposal shows one proposal that the actor may see; to others it is not there.
func (resolver) Proposal(ctx context.Context, id string) (*model.Proposal, error) {
	e, err := execution(ctx, account.Propose, account.Review)
	if err != nil {
		return nil, err
	}
	p, err := e.writer.Proposal(ctx, id)
	if errors.Is(err, journal.ErrNoProposal) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if actor := account.From(ctx); p.By != actor.Name && !account.May(actor, account.Review) {
		return nil, nil
	}
	return e.proposal(ctx, p)
}

// proposal shows a proposal with what it changes.
func (e *Execution) proposal(ctx context.Context, p journal.Proposal) (*model.Proposal, error) {
	content, err := journal.EncodeEntries(p.Set.Entries)
	if err != nil {
		return nil, err
	}
	out := &model.Proposal{
		ID: p.ID, State: p.State, By: p.By, At: stamp(p.At), Why: p.Set.Why, Content: string(content), OpenUntil: stamp(p.OpenUntil),
		DecidedBy: p.DecidedBy, DecidedAt: stamp(p.DecidedAt), Reason: p.Reason, Objections: []*model.Objection{}, Diff: []*model.FieldChange{},
	}
	if p.Revision > 0 {
		revision := int(p.Revision)
		out.Revision = &revision
	}
	for _, o := range p.Objections {
		out.Objections = append(out.Objections, &model.Objection{By: o.By, At: stamp(o.At), Text: o.Text})
	}
	ways := make(map[string][]string, len(p.Set.Entries))
	for _, entry := range p.Set.Entries {
		ways[entry.ID] = []string{entry.ID}
	}
	out.Warnings = warnings(p.Warnings, ways)
	for _, entry := range p.Set.Entries {
		before, _, err := e.writer.InForce(ctx, entry.ID)
		if err != nil {
			return nil, err
		}
		changes, err := diff(entry, before)
		if err != nil {
			return nil, err
		}
		out.Diff = append(out.Diff, changes...)
	}
	return out, nil
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// diff lists the fields that differ between a record and what an entry makes
// of it, in alphabetical order.
func diff(entry journal.Entry, before journal.Record) ([]*model.FieldChange, error) {
	was, err := fieldsOf(before)
	if err != nil {
		return nil, err
	}
	is, err := fieldsOf(entry.Record)
	if err != nil {
		return nil, err
	}
	var names []string
	for name := range was {
		names = append(names, name)
	}
	for name := range is {
		if _, both := was[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var out []*model.FieldChange
	for _, name := range names {
		if string(was[name]) != string(is[name]) {
			out = append(out, &model.FieldChange{Record: entry.ID, Op: entry.Op, Field: name, Before: string(was[name]), After: string(is[name])})
		}
	}
	return out, nil
}

func fieldsOf(r journal.Record) (map[string]json.RawMessage, error) {
	if r == nil {
		return nil, nil
	}
	body, err := journal.Encode(r)
	if err != nil {
		return nil, err
	}
	var fields map[string]json.RawMessage
	return fields, json.Unmarshal(body, &fields)
}

// refusedDecision is what a decision cannot be, as the actor is told.
type refusedDecision struct {
	code    model.UserErrorCode
	message string
}

func (r refusedDecision) Error() string { return r.message }

// AcceptProposal makes a proposal a change.
func (mutator) AcceptProposal(ctx context.Context, input map[string]any) (*model.ChangePayload, error) {
	e, err := begin(ctx, &input, account.Review)
	if err != nil {
		return nil, err
	}
	d := newDraft(e, input)
	if content, ok := input["content"].(string); ok && input["changes"] == nil {
		d.entries(content, []string{"content"})
	} else {
		d.changes(input["changes"], []string{"changes"}, input["changes"] != nil)
	}
	if len(d.errors) > 0 {
		return &model.ChangePayload{UserErrors: d.errors}, nil
	}
	actor := account.From(ctx)
	reason, _ := input["reason"].(string)
	accept := func(p journal.Proposal) (journal.Proposal, error) {
		switch {
		case p.Set.Rules() && !account.May(actor, account.Rule):
			return p, refusedDecision{"second_person", "your account may not rule on promises"}
		case p.Set.Rules() && p.By == actor.Name:
			return p, refusedDecision{"second_person", "a verdict takes a second editor: somebody else has to accept it"}
		case e.now().Before(p.OpenUntil):
			return p, refusedDecision{"too_early", "objections are waited for until " + stamp(p.OpenUntil)}
		}
		if len(d.set.Entries) > 0 {
			p.Set.Entries = d.set.Entries
		}
		p.Set.Why += " (proposed by " + p.By + ", accepted by " + actor.Name + ")"
		p.State, p.DecidedBy, p.DecidedAt, p.Reason = journal.Accepted, actor.Name, e.now(), reason
		return p, nil
	}
	dry, _ := input["dryRun"].(bool)
	if dry {
		return e.tryProposal(ctx, d, input, accept)
	}
	return e.decide(ctx, d, input, accept)
}

// tryProposal tells what accepting would do.
func (e *Execution) tryProposal(ctx context.Context, d *draft, input map[string]any, accept func(journal.Proposal) (journal.Proposal, error)) (*model.ChangePayload, error) {
	id, _ := input["id"].(string)
	p, err := e.writer.Proposal(ctx, id)
	if errors.Is(err, journal.ErrNoProposal) {
		return refusedPayload(refusedDecision{"not_found", err.Error()})
	}
	if err != nil {
		return nil, err
	}
	if p, err = accept(p); err != nil {
		return refusedPayload(err)
	}
	d.set = p.Set
	return e.change(ctx, d, map[string]any{"dryRun": true})
}

// RejectProposal declines a proposal.
func (mutator) RejectProposal(ctx context.Context, input map[string]any) (*model.ChangePayload, error) {
	e, err := begin(ctx, &input, account.Review)
	if err != nil {
		return nil, err
	}
	actor := account.From(ctx)
	reason, _ := input["reason"].(string)
	return e.decide(ctx, newDraft(e, nil), input, func(p journal.Proposal) (journal.Proposal, error) {
		if strings.TrimSpace(reason) == "" {
			return p, refusedDecision{"invalid", "a rejection needs a reason"}
		}
		p.State, p.DecidedBy, p.DecidedAt, p.Reason = journal.Rejected, actor.Name, e.now(), reason
		return p, nil
	})
}

// ObjectToProposal adds an objection.
func (mutator) ObjectToProposal(ctx context.Context, input map[string]any) (*model.ChangePayload, error) {
	e, err := begin(ctx, &input, account.Propose, account.Review)
	if err != nil {
		return nil, err
	}
	actor := account.From(ctx)
	text, _ := input["reason"].(string)
	return e.decide(ctx, newDraft(e, nil), input, func(p journal.Proposal) (journal.Proposal, error) {
		switch {
		case p.By != actor.Name && !p.Set.Rules() && !account.May(actor, account.Review):
			return p, journal.ErrNoProposal // not to be seen
		case strings.TrimSpace(text) == "":
			return p, refusedDecision{"invalid", "an objection needs a reason"}
		}
		p.Objections = append(p.Objections, journal.Objection{By: actor.Name, At: e.now(), Text: text})
		return p, nil
	})
}

// decide ends a proposal, or adds to it.
func (e *Execution) decide(ctx context.Context, d *draft, input map[string]any, how func(journal.Proposal) (journal.Proposal, error)) (*model.ChangePayload, error) {
	id, _ := input["id"].(string)
	p, outcome, err := e.writer.Decide(ctx, id, how)
	var refused refusedDecision
	var refusal *journal.Refusal
	switch {
	case errors.As(err, &refused):
		return refusedPayload(refused)
	case errors.Is(err, journal.ErrNoProposal):
		return refusedPayload(refusedDecision{"not_found", err.Error()})
	case errors.Is(err, journal.ErrDecided):
		return refusedPayload(refusedDecision{"decided", err.Error()})
	case errors.As(err, &refusal):
		return d.refused(refusal), nil
	case err != nil:
		return nil, err
	}
	out, err := e.payload(ctx, outcome, d.ways)
	if err != nil {
		return nil, err
	}
	out.Proposal, err = e.proposal(ctx, p)
	return out, err
}

func refusedPayload(err error) (*model.ChangePayload, error) {
	var refused refusedDecision
	if !errors.As(err, &refused) {
		return nil, err
	}
	return &model.ChangePayload{UserErrors: []*model.UserError{{Field: []string{"id"}, Message: refused.message, Code: refused.code}}}, nil
}
