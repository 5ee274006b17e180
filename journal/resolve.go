package journal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
)

// Known is what the database holds of an id.
type Known struct {
	Kind      fact.Kind
	Digest    string // of the version in force
	Created   string // digest of the first version
	Retracted bool
	// Revision is that of the version in force.
	Revision int64
	// CitedBy are a few ids of records in force that refer to it and that the
	// change set leaves as they are.
	CitedBy []string
}

// Write is one record to be written: the version that its entry makes.
type Write struct {
	Op     Op
	Kind   fact.Kind
	ID     string
	Record Record // nil for Retract
	Body   []byte // the encoded record; nil for Retract
	Digest string // of Body
	Reason string // for Retract
}

// Mentions lists the ids a change set names or refers to: what Resolve needs
// to know about. Each comes once, in order of first mention.
func (c ChangeSet) Mentions() []string {
	seen := make(map[string]bool, len(c.Entries))
	var ids []string
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	for _, e := range c.Entries {
		add(e.ID)
		if e.Record != nil {
			for _, ref := range e.Record.Refs() {
				add(ref.ID)
			}
		}
	}
	return ids
}

// Replaced lists the ids of the records whose present version the change set
// takes out of force: what they refer to now does not count against a
// retraction.
func (c ChangeSet) Replaced() []string {
	var ids []string
	for _, e := range c.Entries {
		if e.Op != Create && e.ID != "" {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// Resolve decides what a change set does to what is known. It returns the
// writes in the order of the entries, without those that would change
// nothing: a record created before with the same content, a correction equal
// to the version in force, a retraction of what is retracted. It returns
// every fault instead when there is one, in the order of the files.
func (c ChangeSet) Resolve(known map[string]Known) ([]Write, []Fault) {
	faults := c.Check()
	set := make(map[string]Entry, len(c.Entries))
	near := speller{set: set, found: map[string]string{}}
	var unique []Entry
	for _, e := range c.Entries {
		if _, twice := set[e.ID]; !twice {
			set[e.ID] = e
			unique = append(unique, e)
		}
	}
	var writes []Write
	for _, e := range unique {
		if len(e.Broken) > 0 {
			if e.Record != nil {
				faults = append(faults, c.danglingRefs(e, near, known)...)
			}
			continue
		}
		w, wrong, err := e.resolve(known)
		if err != nil {
			faults = append(faults, e.Fault("", "%v", err))
			continue
		}
		if wrong != nil {
			faults = append(faults, *wrong)
		}
		// What was created before may have cited what is withdrawn by now.
		if e.Record != nil && (w != nil || e.Op == Correct) {
			faults = append(faults, c.danglingRefs(e, near, known)...)
		}
		if w != nil {
			writes = append(writes, *w)
		}
	}
	if len(faults) > 0 {
		sortFaults(faults)
		return nil, faults
	}
	return writes, nil
}

// resolve decides what one entry does: the write it makes, nil when it changes
// nothing, and what is wrong with that.
func (e Entry) resolve(known map[string]Known) (w *Write, wrong *Fault, err error) {
	have, exists := known[e.ID]
	w = &Write{Op: e.Op, ID: e.ID, Record: e.Record, Reason: e.Reason, Kind: have.Kind}
	if e.Record != nil {
		w.Kind = e.Record.RecordKind()
		if w.Body, err = e.body(); err != nil {
			return nil, nil, err
		}
		w.Digest = Digest(w.Body)
	}
	fault := func(code Code, format string, args ...any) *Fault {
		f := e.Fault("id", format, args...)
		f.Code = code
		return &f
	}
	done := map[Op]bool{
		Create:  have.Kind == w.Kind && have.Created == w.Digest,
		Correct: have.Kind == w.Kind && !have.Retracted && have.Digest == w.Digest,
		Retract: have.Retracted,
	}
	if exists && done[e.Op] {
		return nil, nil, nil
	}
	switch e.Op {
	case Create:
		switch {
		case exists && have.Retracted:
			return w, fault(Taken, "%q was retracted: take another id", e.ID), nil
		case exists:
			return w, fault(Taken, "%q is taken by %s with other content: list the record under `correct` to change it", e.ID, a(have.Kind)), nil
		}
	case Correct:
		switch {
		case !exists:
			return w, fault(NotFound, "there is no %s %q to correct: list it among the new records", w.Kind, e.ID), nil
		case have.Kind != w.Kind:
			return w, fault(Taken, "%q is %s, not %s", e.ID, a(have.Kind), a(w.Kind)), nil
		case have.Retracted:
			return w, fault(NotFound, "%q was retracted and cannot be corrected", e.ID), nil
		}
	case Retract:
		switch {
		case !exists:
			return w, fault(NotFound, "there is no record %q to retract", e.ID), nil
		case len(have.CitedBy) > 0:
			return w, fault(StillUsed, "%q is still referred to by %s: correct or retract those as well", e.ID, strings.Join(have.CitedBy, ", ")), nil
		}
	}
	if e.IfRevision > 0 && have.Revision > e.IfRevision {
		stale := fault(Stale, "%q was changed in revision %d, after revision %d in which it was read: read it again", e.ID, have.Revision, e.IfRevision)
		stale.Revision = have.Revision
		return w, stale, nil
	}
	return w, nil, nil
}

// body is the encoded record.
func (e Entry) body() ([]byte, error) {
	if e.Body != nil {
		return e.Body, nil
	}
	return Encode(e.Record)
}

// sortFaults puts faults in the order of files and lines. Those without a
// place keep their order.
func sortFaults(faults []Fault) {
	slices.SortStableFunc(faults, func(a, b Fault) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
}

// danglingRefs finds references of an entry to records that do not exist, are
// of another kind or are withdrawn.
func (c ChangeSet) danglingRefs(e Entry, near speller, known map[string]Known) []Fault {
	var faults []Fault
	add := func(ref fact.Ref, format string, args ...any) {
		f := e.Fault(ref.Field, format, args...)
		f.Code = Dangling
		faults = append(faults, f)
	}
	for _, ref := range e.Record.Refs() {
		have, kept := known[ref.ID]
		other, inSet := near.set[ref.ID]
		kind := have.Kind
		switch {
		case inSet && other.Op == Retract:
			add(ref, "this change set retracts %q", ref.ID)
			continue
		case have.Retracted:
			add(ref, "the record %q was retracted", ref.ID)
			continue
		case inSet:
			kind = other.Record.RecordKind()
		case !kept:
			if !c.Incomplete {
				add(ref, "there is no record %q%s", ref.ID, near.suggest(ref))
			}
			continue
		}
		if len(ref.Kinds) > 0 && !slices.Contains(ref.Kinds, kind) {
			add(ref, "%q is %s; %s is needed here%s", ref.ID, a(kind), a(ref.Kinds...), near.suggest(ref))
		}
	}
	return faults
}

// a names kinds as a sentence does: a person or a company.
func a(kinds ...fact.Kind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		switch k {
		case fact.Evidence:
			words[i] = "evidence"
		case fact.Event:
			words[i] = "an event"
		default:
			words[i] = "a " + string(k)
		}
	}
	return strings.Join(words, " or ")
}

// maxSuggestions bounds the work on a set that refers to very much that is not
// there.
const maxSuggestions = 100

// speller finds what may have been meant by a mistyped id.
type speller struct {
	set   map[string]Entry
	found map[string]string // suggestions made, by what they are for
}

// suggest names the id of the set that is nearest to a mistyped one.
func (s speller) suggest(ref fact.Ref) string {
	wanted := ref.ID + " " + a(ref.Kinds...)
	if text, ok := s.found[wanted]; ok || len(s.found) >= maxSuggestions {
		return text
	}
	best, distance := "", len(ref.ID)/3+1
	for id, e := range s.set {
		if id == ref.ID || e.Record == nil || (len(ref.Kinds) > 0 && !slices.Contains(ref.Kinds, e.Record.RecordKind())) {
			continue
		}
		if d := editDistance(ref.ID, id, distance); d < distance || (d == distance && best != "" && id < best) {
			best, distance = id, d
		}
	}
	text := ""
	if best != "" {
		text = fmt.Sprintf(" (did you mean %q?)", best)
	}
	s.found[wanted] = text
	return text
}

// editDistance is the Levenshtein distance of two ids, or limit+1 when it is
// sure to be greater than limit.
func editDistance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost = 1 + min(diagonal, row[j], row[j-1])
			}
			diagonal, row[j] = row[j], cost
			least = min(least, cost)
		}
		if least > limit {
			return limit + 1
		}
	}
	return row[len(b)]
}
