package page

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/promisegraph/promisegraph/account"
)

// proposed is a change that waits for review, or was decided on.
type proposed struct {
	ID, State, By, At, Why, Content, OpenUntil, DecidedBy, DecidedAt, Reason string
	Revision                                                                 *int
	Warnings                                                                 []warning
	Diff                                                                     []struct{ Record, Op, Field, Before, After string }
	Objections                                                               []struct{ By, At, Text string }
}

// deskPage is the list of proposals.
type deskPage struct {
	State     string
	States    []string
	Proposals []proposed
	Forms     []string
}

// desk lists what waits for review, or was decided on.
func (s *Site) desk(ctx context.Context, v *view, _ *http.Request) (string, error) {
	d := &deskPage{State: v.Query.Get("state"), States: []string{"OPEN", "ACCEPTED", "REJECTED"}}
	if !slices.Contains(d.States, d.State) {
		d.State = "OPEN"
	}
	v.Body, v.Section = d, "desk"
	title, err := v.T("nav.desk")
	if err != nil {
		return "", err
	}
	v.Title = string(title)
	return "desk", s.askDesk(ctx, "desk_proposals", map[string]any{"state": d.State}, d)
}

// askDesk asks as who is signed in for what others do not see.
func (s *Site) askDesk(ctx context.Context, document string, variables map[string]any, into any) error {
	data, err := s.cfg.Desk.Ask(ctx, s.documents[document], variables)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}

// proposalPage is one proposal, with what accepting it would do.
type proposalPage struct {
	proposed
	// Would is what accepting it now would do, for who may.
	Would *change
	// Wrong is what stood in the way of a decision.
	Wrong []string
	// Given and Amended are the reason and the content that were entered.
	Given, Amended string
}

// Indented is what is proposed, as people edit it.
func (p *proposalPage) Indented() string { return indented(p.Content) }

// proposal shows one.
func (s *Site) proposal(ctx context.Context, v *view, r *http.Request) (string, error) {
	return s.showProposal(ctx, v, r, &proposalPage{})
}

func (s *Site) showProposal(ctx context.Context, v *view, r *http.Request, p *proposalPage) (string, error) {
	var answer struct{ Proposal *proposed }
	if err := s.askDesk(ctx, "desk_proposal", map[string]any{"id": r.PathValue("id")}, &answer); err != nil {
		return "", err
	}
	if answer.Proposal == nil {
		return "", errNotFound
	}
	p.proposed = *answer.Proposal
	v.Body, v.Section = p, "desk"
	title, err := v.T("desk.proposal", "by", p.By)
	if err != nil {
		return "", err
	}
	v.Title = string(title)
	if p.State == "OPEN" && p.Would == nil && account.May(v.Actor, account.Review) {
		would, err := s.write(ctx, "desk_accept", map[string]any{"id": p.ID, "dryRun": true})
		if err != nil {
			return "", err
		}
		p.Would = &would
	}
	return "deskproposal", nil
}

// decide accepts, amends, rejects or objects to a proposal.
func (s *Site) decide(ctx context.Context, v *view, r *http.Request) (string, error) {
	p := &proposalPage{}
	input := record{"id": r.PathValue("id")}
	input.set("reason", r.PostForm.Get("reason"))
	document := ""
	switch r.PostForm.Get("do") {
	case "accept":
		document = "desk_accept"
	case "try", "amend":
		document = "desk_accept"
		input["content"] = r.PostForm.Get("content")
		input["dryRun"] = r.PostForm.Get("do") == "try"
		p.Amended = r.PostForm.Get("content")
	case "reject", "object":
		document = "desk_" + r.PostForm.Get("do")
		input["reason"] = r.PostForm.Get("reason")
	default:
		return "", errNotFound
	}
	p.Given = r.PostForm.Get("reason")
	done, err := s.write(ctx, document, input)
	if err != nil {
		return "", err
	}
	for _, e := range done.UserErrors {
		p.Wrong = append(p.Wrong, e.Message)
	}
	if len(p.Wrong) == 0 && input["dryRun"] != true {
		return "", elsewhere{"/desk/proposals/" + r.PathValue("id")}
	}
	if p.Amended != "" {
		p.Would = &done
	}
	return s.showProposal(ctx, v, r, p)
}
