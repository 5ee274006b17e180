package model

import (
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
)

// ChangePayload is what a change did, or why it did nothing.
type ChangePayload struct {
	Revision   *int     // of the change; nil when nothing was written
	Records    []Record // as they now stand, in the order given
	Proposal   *Proposal
	UserErrors []*UserError
	Warnings   []*Warning
	Effects    []*StandingEffect
}

// Record is the first of the records; nil when there is none.
func (p *ChangePayload) Record() Record {
	if len(p.Records) == 0 {
		return nil
	}
	return p.Records[0]
}

// UserError is something wrong with a change.
type UserError struct {
	Field         []string // the way from the input to the field
	Message       string
	Code          UserErrorCode
	NewerRevision *int // with UserErrorCode stale
}

// UserErrorCode is a kind of fault of a change, in lower case.
type UserErrorCode string

// Warning is something to look at again.
type Warning struct {
	Code       journal.WarningCode
	Message    string
	Field      []string
	Candidates []string // ids of records that may be meant
}

// StandingEffect is what a change does to where one promise stands.
type StandingEffect struct {
	Promise             string
	WasStatus, Status   promise.Status
	WasBalance, Balance promise.Balance
}

// Proposal is a change that waits for review, or was decided on.
type Proposal struct {
	ID                   string
	State                journal.ProposalState
	By, At, Why, Content string
	OpenUntil            string
	DecidedBy, DecidedAt string
	Reason               string
	Revision             *int
	Diff                 []*FieldChange // against the record as it stands
	Warnings             []*Warning     // from when it was proposed
	Objections           []*Objection   // first to last
}

// FieldChange is one field that a proposal changes.
type FieldChange struct {
	Record        string
	Op            journal.Op
	Field         string // as the change set format names it
	Before, After string // JSON; empty for none
}

// Objection is something said against a proposal.
type Objection struct{ By, At, Text string }

// Viewer is who is asking.
type Viewer struct {
	Name        string
	Role        string
	Permissions []string
}

// PromiseChange is a change of what was selected of a promise.
type PromiseChange struct {
	Revision int
	ID       string
	Promise  *Promise // nil when it was withdrawn
}
