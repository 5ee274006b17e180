package journal

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/promisegraph/promisegraph/fact"
)

// Op is what an entry of a change set does to a record.
type Op string

// The operations.
const (
	Create  Op = "create"  // a new record
	Correct Op = "correct" // a record that takes the place of the one with its id
	Retract Op = "retract" // a record withdrawn, kept with the reason
)

// Place is where an entry was read, for messages. The zero value is nowhere.
type Place struct {
	// File is the name of the file.
	File string
	// Line is the first line of the record, from 1.
	Line int
	// FieldLine gives the line of a field path; nil means Line for all.
	FieldLine func(field string) int
}

func (p Place) line(field string) int {
	if p.FieldLine != nil && field != "" {
		return p.FieldLine(field)
	}
	return p.Line
}

// Entry is one operation of a change set.
type Entry struct {
	Op     Op
	ID     string
	Record Record // nil for Retract
	Body   []byte // Record as Encode gives it, where that is at hand already
	Reason string // why, for Retract
	// IfRevision, unless zero, refuses the entry when the record has been
	// changed in a later revision: it was read before that.
	IfRevision int64
	Place      Place
	// Broken are faults in the form of the record, found while it was read.
	// Record then holds the fields that could be read.
	Broken []Fault
}

// Fault makes a Fault of this entry.
func (e Entry) Fault(field, format string, args ...any) Fault {
	f := Fault{File: e.Place.File, Line: e.Place.line(field), ID: e.ID, Field: field, Reason: fmt.Sprintf(format, args...)}
	if e.Record != nil {
		f.Kind = e.Record.RecordKind()
	}
	return f
}

// ChangeSet is a set of operations that are applied together or not at all.
type ChangeSet struct {
	By      string    // who makes the change
	Why     string    // why
	At      time.Time // when it was made; zero: when it is applied
	Entries []Entry
	// Key, unless empty, identifies the set among all by the same author: sent
	// again it has no further effect.
	Key string
	// Broken are faults of the files that belong to no entry.
	Broken []Fault
	// Incomplete says that some of the files could not be read at all. Then
	// nothing is said about references to records that are not there.
	Incomplete bool
}

// Fault is one thing wrong with a change set: where it stands and what would
// be right.
type Fault struct {
	File   string    `json:"file,omitempty"`
	Line   int       `json:"line,omitempty"`
	Kind   fact.Kind `json:"kind,omitempty"`
	ID     string    `json:"id,omitempty"`
	Field  string    `json:"field,omitempty"`
	Reason string    `json:"reason"`
	// Code is the kind of fault; empty for a value that is wrong in itself.
	Code Code `json:"code,omitempty"`
	// Revision is that of the newer record, with Stale.
	Revision int64 `json:"revision,omitempty"`
}

// Code is a kind of fault.
type Code string

// The kinds of faults that depend on what is known.
const (
	Dangling  Code = "dangling"   // it refers to what is not there, of another kind or withdrawn
	Taken     Code = "taken"      // the id is another record's
	NotFound  Code = "not_found"  // there is no record to change
	Stale     Code = "stale"      // the record has changed since it was read
	StillUsed Code = "still_used" // other records refer to it
	KeyUsed   Code = "key_used"   // the key was used for another set
)

// String is the fault on one line: file:line: kind id: field: reason.
func (f Fault) String() string {
	var b strings.Builder
	if f.File != "" {
		fmt.Fprintf(&b, "%s:%d: ", f.File, f.Line)
	}
	if subject := strings.TrimSpace(string(f.Kind) + " " + f.ID); subject != "" {
		b.WriteString(subject + ": ")
	}
	if f.Field != "" {
		b.WriteString(f.Field + ": ")
	}
	b.WriteString(f.Reason)
	return b.String()
}

// Refusal is the error of a change set that was refused as a whole: nothing
// of it was written.
type Refusal struct{ Faults []Fault }

// Error lists the faults, one on a line.
func (r *Refusal) Error() string {
	lines := make([]string, 0, len(r.Faults)+1)
	lines = append(lines, fmt.Sprintf("change set refused, nothing was written: %d faults", len(r.Faults)))
	if len(r.Faults) == 1 {
		lines[0] = "change set refused, nothing was written: 1 fault"
	}
	for _, f := range r.Faults {
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "\n")
}

// Check finds every fault that can be known without the database: in the form
// of the files, in the records taken alone and in ids named twice. Faults come
// in the order of files and lines.
func (c ChangeSet) Check() []Fault {
	faults := slices.Clone(c.Broken)
	first := make(map[string]Entry, len(c.Entries))
	for _, e := range c.Entries {
		faults = append(faults, e.Broken...)
		if earlier, twice := first[e.ID]; twice && e.ID != "" {
			faults = append(faults, e.Fault("id", "%q is used twice in this change set, first at %s", e.ID, earlier.where()))
		} else {
			first[e.ID] = e
		}
		switch {
		case len(e.Broken) > 0:
		case e.Op == Retract:
			if strings.TrimSpace(e.Reason) == "" {
				faults = append(faults, e.Fault("reason", "is empty: a retraction needs a reason"))
			}
		default:
			for _, f := range e.Record.Check() {
				faults = append(faults, e.Fault(f.Field, "%s", f.Reason))
			}
		}
	}
	sortFaults(faults)
	return faults
}

func (e Entry) where() string {
	if e.Place.File == "" {
		return "an earlier entry"
	}
	return fmt.Sprintf("%s:%d", e.Place.File, e.Place.Line)
}
