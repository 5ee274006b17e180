// Package journal holds the one way in which records change: change sets that
// create, correct and retract, how they are checked as a whole, and what they
// do to what is known already. It is pure; the store applies what it decides.
package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/promise"
)

// Record is a person, company, source, stake, position, promise, piece of
// evidence, event or ruling.
type Record interface {
	// RecordID is the record's permanent id.
	RecordID() string
	// RecordKind is the kind of record.
	RecordKind() fact.Kind
	// Check finds what is wrong with the record taken alone, in order of its fields.
	Check() []fact.Fault
	// Refs are the records it refers to.
	Refs() []fact.Ref
}

// New makes an empty record of a kind. It returns nil for an unknown kind.
func New(kind fact.Kind) Record {
	switch kind {
	case fact.Person:
		return new(promise.Person)
	case fact.Company:
		return new(promise.Company)
	case fact.Source:
		return new(promise.Source)
	case fact.Stake:
		return new(ownership.Stake)
	case fact.Position:
		return new(ownership.Position)
	case fact.Promise:
		return new(promise.Promise)
	case fact.Evidence:
		return new(promise.Evidence)
	case fact.Event:
		return new(promise.Event)
	case fact.Ruling:
		return new(promise.Ruling)
	}
	return nil
}

// Encode writes a record as one line of JSON, fields in the order of the
// format, empty ones left out. Equal records give equal bytes.
func Encode(r Record) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r); err != nil {
		return nil, fmt.Errorf("encode %s %s: %w", r.RecordKind(), r.RecordID(), err)
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}

// Decode reads what Encode writes.
func Decode(kind fact.Kind, body []byte) (Record, error) {
	r := New(kind)
	if r == nil {
		return nil, fmt.Errorf("decode record: unknown kind %q", kind)
	}
	if err := json.Unmarshal(body, r); err != nil {
		return nil, fmt.Errorf("decode %s: %w", kind, err)
	}
	return r, nil
}

// Digest is a short fingerprint of an encoded record: equal records have
// equal digests.
func Digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}
