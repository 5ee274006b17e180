package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/promisegraph/promisegraph/fact"
)

// ErrNoProposal says that there is no such proposal.
var ErrNoProposal = errors.New("there is no such proposal")

// ErrDecided says that a proposal has been decided on already.
var ErrDecided = errors.New("the proposal has been decided on")

// Proposal is a change set that waits for review, or was decided on.
type Proposal struct {
	ID    string
	State ProposalState
	By    string
	At    time.Time
	Set   ChangeSet
	// Warnings are what was noticed when it was proposed.
	Warnings []Warning
	// OpenUntil is until when objections are waited for; zero: not at all.
	OpenUntil  time.Time
	Objections []Objection
	// Decided tells who decided when and why; zero while open.
	DecidedBy string
	DecidedAt time.Time
	Reason    string
	// Revision is the one that the set became, when accepted.
	Revision int64
}

// ProposalState is where a proposal stands.
type ProposalState string

// The states.
const (
	Open     ProposalState = "open"
	Accepted ProposalState = "accepted"
	Rejected ProposalState = "rejected"
)

// Objection is what somebody has against a proposal.
type Objection struct {
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// Rules reports whether the set gives a verdict on a promise.
func (c ChangeSet) Rules() bool {
	for _, e := range c.Entries {
		if e.Record != nil && e.Record.RecordKind() == fact.Ruling {
			return true
		}
	}
	return false
}

// encodedEntry is an entry as EncodeEntries writes it.
type encodedEntry struct {
	Op         Op              `json:"op"`
	Kind       fact.Kind       `json:"kind,omitempty"`
	ID         string          `json:"id"`
	Reason     string          `json:"reason,omitempty"`
	IfRevision int64           `json:"if_revision,omitempty"`
	Record     json.RawMessage `json:"record,omitempty"`
}

// EncodeEntries writes entries as a JSON list, records in the form of the
// change set format.
func EncodeEntries(entries []Entry) ([]byte, error) {
	out := make([]encodedEntry, len(entries))
	for i, e := range entries {
		out[i] = encodedEntry{Op: e.Op, ID: e.ID, Reason: e.Reason, IfRevision: e.IfRevision}
		if e.Record == nil {
			continue
		}
		body, err := Encode(e.Record)
		if err != nil {
			return nil, err
		}
		out[i].Kind, out[i].Record = e.Record.RecordKind(), body
	}
	return json.Marshal(out)
}

// DecodeEntries reads what EncodeEntries writes.
func DecodeEntries(body []byte) ([]Entry, error) {
	var list []encodedEntry
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, fmt.Errorf("decode entries: %w", err)
	}
	entries := make([]Entry, len(list))
	for i, e := range list {
		entries[i] = Entry{Op: e.Op, ID: e.ID, Reason: e.Reason, IfRevision: e.IfRevision}
		if e.Record == nil {
			continue
		}
		var err error
		if entries[i].Record, err = Decode(e.Kind, e.Record); err != nil {
			return nil, err
		}
	}
	return entries, nil
}
