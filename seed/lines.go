package seed

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
)

// maxLine is the greatest length of one line of JSON Lines.
const maxLine = 1 << 20

// lines reads JSON Lines: each line one record with its kind in "record", and
// "op" when it is not created:
//
//	{"by":"…","at":"…","why":"…"}
//	{"record":"promise","id":"…",…}
//	{"op":"correct","record":"promise","id":"…",…}
//	{"op":"retract","id":"…","reason":"…"}
func (r *reader) lines(content io.Reader) error {
	scan := bufio.NewScanner(content)
	scan.Buffer(make([]byte, 64<<10), maxLine)
	line := 0
	for scan.Scan() {
		line++
		if text := bytes.TrimSpace(scan.Bytes()); len(text) > 0 {
			r.line(line, text)
		}
	}
	if err := scan.Err(); err != nil {
		return fmt.Errorf("line %d: %w", line+1, err)
	}
	return nil
}

func (r *reader) line(line int, text []byte) {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		r.fault(line, "", "not valid JSON: %v", err)
		return
	}
	fields, ok := value.(map[string]any)
	if !ok {
		r.fault(line, "", "a line must be an object: {\"record\":\"promise\",\"id\":…}")
		return
	}
	place := journal.Place{File: r.file, Line: line}
	op, _ := fields["op"].(string)
	kind, _ := fields["record"].(string)
	delete(fields, "op")
	delete(fields, "record")
	switch {
	case op == "" && kind == "" && fields["id"] == nil:
		for _, name := range []string{"by", "at", "why"} {
			if text, ok := fields[name].(string); ok {
				r.header(line, name, text)
			}
			delete(fields, name)
		}
		for name := range fields {
			r.fault(line, name, "there is no such field in a header: use by, at, why")
		}
	case journal.Op(op) == journal.Retract:
		r.retraction(fields, place)
	case op != "" && journal.Op(op) != journal.Create && journal.Op(op) != journal.Correct:
		r.fault(line, "op", "%q is not one of create, correct, retract", op)
	case !fact.Kind(kind).Valid():
		r.fault(line, "record", "%q is not a kind of record: use %s", kind, kindNames())
	case journal.Op(op) == journal.Correct:
		r.record(journal.Correct, fact.Kind(kind), fields, place)
	default:
		r.record(journal.Create, fact.Kind(kind), fields, place)
	}
}

func kindNames() string {
	names := make([]any, 0, len(fact.Kinds()))
	for _, k := range fact.Kinds() {
		names = append(names, k)
	}
	return list(names)
}
