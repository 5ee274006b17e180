package journal

import (
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
	// CitedBy are up to a few ids of records in force that refer to it.
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

// Resolve decides what a change set does to what is known. It returns the
// writes in the order of the entries, without those that would change
// nothing: a record created before with the same content, a correction equal
// to the version in force, a retraction of what is retracted. It returns
// every fault instead when there is one.
func (c ChangeSet) Resolve(known map[string]Known) ([]Write, []Fault) {
	faults := c.Check()
	set := make(map[string]Entry, len(c.Entries))
	for _, e := range c.Entries {
		if _, twice := set[e.ID]; !twice {
			set[e.ID] = e
		}
	}
	var writes []Write
	for _, e := range c.Entries {
		if len(e.Broken) > 0 {
			continue
		}
		have, exists := known[e.ID]
		w := Write{Op: e.Op, ID: e.ID, Record: e.Record, Reason: e.Reason, Kind: have.Kind}
		if e.Record != nil {
			body, err := Encode(e.Record)
			if err != nil {
				faults = append(faults, e.Fault("", "%v", err))
				continue
			}
			w.Kind, w.Body, w.Digest = e.Record.RecordKind(), body, Digest(body)
			faults = append(faults, e.danglingRefs(set, known)...)
		}
		switch e.Op {
		case Create:
			switch {
			case exists && have.Kind == w.Kind && have.Created == w.Digest:
				continue
			case exists && have.Retracted:
				faults = append(faults, e.Fault("id", "%q was retracted: take another id", e.ID))
			case exists:
				faults = append(faults, e.Fault("id", "%q is taken by a %s with other content: list the record under `correct` to change it", e.ID, have.Kind))
			}
		case Correct:
			switch {
			case !exists:
				faults = append(faults, e.Fault("id", "no %s %q to correct: list it among the new records", w.Kind, e.ID))
			case have.Kind != w.Kind:
				faults = append(faults, e.Fault("id", "%q is a %s, not a %s", e.ID, have.Kind, w.Kind))
			case have.Retracted:
				faults = append(faults, e.Fault("id", "%q was retracted and cannot be corrected", e.ID))
			case have.Digest == w.Digest:
				continue
			}
		case Retract:
			switch {
			case !exists:
				faults = append(faults, e.Fault("id", "no record %q to retract", e.ID))
			case have.Retracted:
				continue
			default:
				citing := slices.DeleteFunc(slices.Clone(have.CitedBy), func(id string) bool {
					_, changed := set[id]
					return changed
				})
				if len(citing) > 0 {
					faults = append(faults, e.Fault("id", "%q is still referred to by %s: correct or retract those as well", e.ID, strings.Join(citing, ", ")))
				}
			}
		}
		writes = append(writes, w)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return writes, nil
}

// danglingRefs finds references to records that do not exist, are of another
// kind or are withdrawn.
func (e Entry) danglingRefs(set map[string]Entry, known map[string]Known) []Fault {
	var faults []Fault
	for _, ref := range e.Record.Refs() {
		kind, state := fact.Kind(""), "there is no record"
		if have, ok := known[ref.ID]; ok {
			kind = have.Kind
			if have.Retracted {
				kind, state = "", "withdrawn is the record"
			}
		}
		if other, ok := set[ref.ID]; ok {
			if other.Op == Retract {
				kind, state = "", "this change set retracts"
			} else {
				kind = other.Record.RecordKind()
			}
		}
		switch {
		case kind == "":
			faults = append(faults, e.Fault(ref.Field, "%s %q%s", state, ref.ID, suggest(ref, set)))
		case len(ref.Kinds) > 0 && !slices.Contains(ref.Kinds, kind):
			faults = append(faults, e.Fault(ref.Field, "%q is a %s; a %s is needed here", ref.ID, kind, joinKinds(ref.Kinds)))
		}
	}
	return faults
}

func joinKinds(kinds []fact.Kind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = string(k)
	}
	return strings.Join(words, " or ")
}

// suggest names the id of the set that is nearest to a mistyped one.
func suggest(ref fact.Ref, set map[string]Entry) string {
	best, distance := "", len(ref.ID)/3+1
	for id, e := range set {
		if e.Record == nil || (len(ref.Kinds) > 0 && !slices.Contains(ref.Kinds, e.Record.RecordKind())) {
			continue
		}
		if d := editDistance(ref.ID, id, distance); d < distance || (d == distance && best != "" && id < best) {
			best, distance = id, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
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
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost = 1 + min(diagonal, row[j], row[j-1])
			}
			diagonal, row[j] = row[j], cost
		}
	}
	return row[len(b)]
}
