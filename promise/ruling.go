package promise

import "github.com/promisegraph/promisegraph/fact"

// Status tells what became of a promise.
type Status string

// The states of a promise. The first four are open, the others closed.
const (
	NotYetRated  Status = "not_yet_rated" // nothing known yet
	InProgress   Status = "in_progress"   // under way
	Stalled      Status = "stalled"       // no progress
	Due          Status = "due"           // the deadline has passed and nothing settles it
	Kept         Status = "kept"          // kept in time
	KeptLate     Status = "kept_late"     // kept after the deadline
	PartlyKept   Status = "partly_kept"   // kept in part
	NotKept      Status = "not_kept"      // not kept
	Abandoned    Status = "abandoned"     // withdrawn by the promiser
	Superseded   Status = "superseded"    // replaced by another promise
	Unverifiable Status = "unverifiable"  // cannot be checked
)

// Ruling is an editor's verdict on a promise.
type Ruling struct {
	ID         string    `json:"id"`
	Promise    string    `json:"promise"`
	Status     Status    `json:"status"`
	Reason     string    `json:"reason"`
	RuledOn    fact.Date `json:"ruled_on"`
	By         string    `json:"by"`                   // who rules
	Evidence   []string  `json:"evidence,omitempty"`   // evidence it rests on
	Supersedes string    `json:"supersedes,omitempty"` // the ruling it replaces
	Sources    []string  `json:"sources,omitempty"`
	Note       string    `json:"note,omitempty"`
}

// RecordID is the id of the ruling.
func (r *Ruling) RecordID() string { return r.ID }

// RecordKind is fact.Ruling.
func (*Ruling) RecordKind() fact.Kind { return fact.Ruling }

// Check finds what is wrong with the ruling taken alone.
func (r *Ruling) Check() []fact.Fault {
	var f fact.Faults
	f.ID("id", r.ID)
	f.Text("reason", r.Reason)
	f.Text("by", r.By)
	f.Text("ruled_on", string(r.RuledOn))
	f.Date("ruled_on", r.RuledOn)
	switch r.Status {
	case NotYetRated, Due, "":
		f.Add("status", "%q is no verdict: it follows from the rules", r.Status)
	}
	if r.Supersedes == r.ID && r.ID != "" {
		f.Add("supersedes", "a ruling cannot supersede itself")
	}
	return f.List()
}

// Refs are the records the ruling refers to.
func (r *Ruling) Refs() []fact.Ref {
	refs := fact.One("promise", r.Promise, fact.Promise)
	refs = append(refs, fact.Refs("evidence", r.Evidence, fact.Evidence)...)
	refs = append(refs, fact.One("supersedes", r.Supersedes, fact.Ruling)...)
	return append(refs, fact.Refs("sources", r.Sources, fact.Source)...)
}
