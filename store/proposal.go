package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"github.com/promisegraph/promisegraph/journal"
)

// Propose keeps a change set for review and gives the proposal its id.
func (s *Store) Propose(ctx context.Context, p journal.Proposal) (journal.Proposal, error) {
	p.ID, p.State = "p-"+strings.ToLower(rand.Text()[:12]), journal.Open
	content, err := journal.EncodeEntries(p.Set.Entries)
	if err != nil {
		return p, err
	}
	warnings, err := json.Marshal(p.Warnings)
	if err != nil {
		return p, err
	}
	_, err = s.run(ctx, neo4j.AccessModeWrite, s.fragments.statement("create-proposal"), map[string]any{"proposal": map[string]any{
		"warnings": string(warnings), "id": p.ID, "state": string(p.State), "by": p.By, "at": stamp(p.At), "why": p.Set.Why, "content": string(content), "openUntil": stamp(p.OpenUntil),
	}})
	if err != nil {
		return p, fmt.Errorf("propose: %w", err)
	}
	return p, nil
}

// Proposals lists at most limit proposals in a state, or in any when that is
// empty, the newest first; with by, those of one author alone.
func (s *Store) Proposals(ctx context.Context, state journal.ProposalState, by string, limit int) ([]journal.Proposal, error) {
	records, err := s.run(ctx, neo4j.AccessModeRead, s.fragments.statement("proposals"), map[string]any{"state": string(state), "by": by, "limit": int64(limit)})
	if err != nil {
		return nil, fmt.Errorf("list proposals: %w", err)
	}
	return proposals(records)
}

// Proposal is one proposal. It returns journal.ErrNoProposal when there is none.
func (s *Store) Proposal(ctx context.Context, id string) (journal.Proposal, error) {
	records, err := s.run(ctx, neo4j.AccessModeRead, s.fragments.statement("proposal"), map[string]any{"id": id})
	if err != nil {
		return journal.Proposal{}, fmt.Errorf("read proposal %s: %w", id, err)
	}
	return oneProposal(records)
}

// Decide ends a proposal, or objects to it. The proposal is locked while
// decide looks at it and says how it is to stand afterwards; one that is to be
// accepted is applied in the same transaction, as the change of the one who
// proposed it. It returns journal.ErrNoProposal and journal.ErrDecided, and *journal.Refusal
// when the set cannot be applied any more.
func (s *Store) Decide(ctx context.Context, id string, decide func(journal.Proposal) (journal.Proposal, error)) (journal.Proposal, journal.Outcome, error) {
	var after journal.Proposal
	var out journal.Outcome
	var stop error // what decide says: not of the database, so not to be tried again
	err := s.inTransaction(ctx, 0, nil, func(w *writer) error {
		after, out, stop = journal.Proposal{}, journal.Outcome{}, nil
		records, err := w.query(ctx, "lock-proposal", map[string]any{"id": id})
		if err != nil {
			return err
		}
		var before journal.Proposal
		if before, stop = oneProposal(records); stop == nil && before.State != journal.Open {
			stop = journal.ErrDecided
		}
		if stop == nil {
			after, stop = decide(before)
		}
		if stop != nil {
			return errTriedOnly // and nothing stays
		}
		if after.State == journal.Accepted {
			if out, err = w.accept(ctx, &after); err != nil {
				return err
			}
		}
		return w.keepProposal(ctx, after)
	})
	if stop != nil {
		return journal.Proposal{}, journal.Outcome{}, stop
	}
	return after, out, err
}

func (w *writer) accept(ctx context.Context, p *journal.Proposal) (journal.Outcome, error) {
	applied, err := w.apply(ctx, p.Set)
	if err != nil {
		return journal.Outcome{}, err
	}
	out := journal.Outcome{}
	if applied.Changed() {
		out.Revision, p.Revision = applied.Revision, applied.Revision
	}
	for _, e := range p.Set.Entries {
		if e.Op != journal.Retract {
			out.IDs = append(out.IDs, e.ID)
		}
	}
	if out.Effects, err = w.effects(ctx); err != nil {
		return out, err
	}
	out.Warnings, err = w.notice(ctx, p.Set)
	return out, err
}

func (w *writer) keepProposal(ctx context.Context, p journal.Proposal) error {
	objections, err := json.Marshal(p.Objections)
	if err != nil {
		return err
	}
	content, err := journal.EncodeEntries(p.Set.Entries)
	if err != nil {
		return err
	}
	_, err = w.query(ctx, "change-proposal", map[string]any{"id": p.ID, "set": map[string]any{
		"state": string(p.State), "decidedBy": p.DecidedBy, "decidedAt": stamp(p.DecidedAt), "reason": p.Reason, "revision": p.Revision,
		"objections": string(objections), "content": string(content),
	}})
	return err
}

// stamp is a time as the database keeps it; empty for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func oneProposal(records []*neo4j.Record) (journal.Proposal, error) {
	if len(records) == 0 {
		return journal.Proposal{}, journal.ErrNoProposal
	}
	list, err := proposals(records[:1])
	if err != nil {
		return journal.Proposal{}, err
	}
	return list[0], nil
}

func proposals(records []*neo4j.Record) ([]journal.Proposal, error) {
	out := make([]journal.Proposal, 0, len(records))
	for _, r := range records {
		m, _, err := neo4j.GetRecordValue[map[string]any](r, "proposal")
		if err != nil {
			return nil, err
		}
		text := func(name string) string { t, _ := m[name].(string); return t }
		at := func(name string) time.Time { t, _ := time.Parse(time.RFC3339Nano, text(name)); return t }
		p := journal.Proposal{
			ID: text("id"), State: journal.ProposalState(text("state")), By: text("by"), At: at("at"), OpenUntil: at("openUntil"),
			DecidedBy: text("decidedBy"), DecidedAt: at("decidedAt"), Reason: text("reason"),
		}
		p.Revision, _ = m["revision"].(int64)
		if p.Set.Entries, err = journal.DecodeEntries([]byte(text("content"))); err != nil {
			return nil, fmt.Errorf("proposal %s: %w", p.ID, err)
		}
		p.Set.By, p.Set.Why = p.By, text("why")
		if noticed := text("warnings"); noticed != "" {
			if err := json.Unmarshal([]byte(noticed), &p.Warnings); err != nil {
				return nil, fmt.Errorf("warnings of proposal %s: %w", p.ID, err)
			}
		}
		if o := text("objections"); o != "" {
			if err := json.Unmarshal([]byte(o), &p.Objections); err != nil {
				return nil, fmt.Errorf("objections to proposal %s: %w", p.ID, err)
			}
		}
		out = append(out, p)
	}
	return out, nil
}
