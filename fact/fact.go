// Package fact holds what all records share: ids and kinds, dates of reduced
// precision, where a fact comes from, amounts and quantities, and the faults
// that checking finds. It is pure: no input or output.
package fact

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Kind tells what a record is about. It is the singular noun used in files,
// in the database and in messages.
type Kind string

// The kinds of records, in the order in which files list them.
const (
	Person   Kind = "person"   // a human being
	Company  Kind = "company"  // an organisation
	Source   Kind = "source"   // a document
	Stake    Kind = "stake"    // what a holder holds of a company
	Position Kind = "position" // a post held by a person
	Promise  Kind = "promise"  // a statement about the future, or one kept beside the promises
	Evidence Kind = "evidence" // a finding that bears on promises or parties
	Event    Kind = "event"    // something that moved or changed between parties
	Ruling   Kind = "ruling"   // an editor's verdict on a promise
)

// Kinds lists every kind in the order in which files list them.
func Kinds() []Kind {
	return []Kind{Person, Company, Source, Stake, Position, Promise, Evidence, Event, Ruling}
}

// Plural is the name of a list of records of this kind, as used in files:
// people, companies, evidence, …
func (k Kind) Plural() string {
	switch k {
	case Person:
		return "people"
	case Company:
		return "companies"
	case Evidence:
		return "evidence"
	}
	return string(k) + "s"
}

// Valid reports whether k is one of Kinds.
func (k Kind) Valid() bool { return slices.Contains(Kinds(), k) }

// MaxID is the greatest length of an id in bytes.
const MaxID = 80

var idPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// ValidID reports whether id has the form of an id: lower-case letters and
// digits, in words joined by single hyphens, at most MaxID bytes.
func ValidID(id string) bool { return len(id) <= MaxID && idPattern.MatchString(id) }

// Fault is one thing wrong with a record: which field, and what would be right.
type Fault struct {
	// Field is the path of the field inside the record, `targets[0].value`,
	// or empty when the record as a whole is meant.
	Field string
	// Reason says what is wrong and what would be right.
	Reason string
}

// Faults gathers faults while a record is checked. The zero value is ready.
type Faults struct{ list []Fault }

// Add notes a fault in field.
func (f *Faults) Add(field, format string, args ...any) {
	f.list = append(f.list, Fault{Field: field, Reason: fmt.Sprintf(format, args...)})
}

// List returns the faults in the order they were found.
func (f *Faults) List() []Fault { return f.list }

// ID checks that id is a well-formed id and notes a fault in field if not.
func (f *Faults) ID(field, id string) {
	if !ValidID(id) {
		f.Add(field, "%q is not an id: use lower-case letters, digits and single hyphens, at most %d characters", id, MaxID)
	}
}

// Text notes a fault when a required text is empty.
func (f *Faults) Text(field, text string) {
	if strings.TrimSpace(text) == "" {
		f.Add(field, "is empty")
	}
}

// Date checks that d is empty or a real date.
func (f *Faults) Date(field string, d Date) {
	if d == "" {
		return
	}
	if _, err := ParseDate(string(d)); err != nil {
		f.Add(field, "%v", err)
	}
}

// Period checks two dates and that the first does not lie wholly after the second.
func (f *Faults) Period(fromField string, from Date, toField string, to Date) {
	f.Date(fromField, from)
	f.Date(toField, to)
	if from.Valid() && to.Valid() && from.First() > to.Last() {
		f.Add(toField, "%s is before %s (%s)", to, from, fromField)
	}
}

// Ref is a reference from a field of a record to another record.
type Ref struct {
	// Field is the path of the field that refers.
	Field string
	// ID is the record referred to.
	ID string
	// Kinds are the kinds that record may have; none means any.
	Kinds []Kind
}

// Parties are the kinds that can hold, promise and act.
func Parties() []Kind { return []Kind{Person, Company} }

// Refs makes a Ref to each id of a list field.
func Refs(field string, ids []string, kinds ...Kind) []Ref {
	refs := make([]Ref, 0, len(ids))
	for i, id := range ids {
		refs = append(refs, Ref{Field: fmt.Sprintf("%s[%d]", field, i), ID: id, Kinds: kinds})
	}
	return refs
}

// One makes a Ref to a single id, none when it is empty.
func One(field, id string, kinds ...Kind) []Ref {
	if id == "" {
		return nil
	}
	return []Ref{{Field: field, ID: id, Kinds: kinds}}
}
