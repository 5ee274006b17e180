package seed

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
)

// maxLine is the greatest length of one line of JSON Lines.
const maxLine = 1 << 20

// rawLine is a line of a file as it was read.
type rawLine struct {
	file    string
	number  int
	text    []byte
	tooLong bool
}

// lineSource gives the lines of a file, numbered from 1.
type lineSource struct {
	file   string
	in     *bufio.Reader
	number int
}

func newLineSource(f File) *lineSource {
	return &lineSource{file: f.Name, in: bufio.NewReaderSize(f.Content, 64<<10)}
}

// next is the next line that is not blank. The end is io.EOF.
func (s *lineSource) next() (rawLine, error) {
	for {
		text, tooLong, err := readLine(s.in)
		s.number++
		if err != nil && !errors.Is(err, io.EOF) {
			return rawLine{}, fmt.Errorf("line %d: %w", s.number, err)
		}
		if s.number == 1 {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		if text = bytes.TrimSpace(text); tooLong || len(text) > 0 {
			return rawLine{s.file, s.number, text, tooLong}, nil // an end comes again
		}
		if err != nil {
			return rawLine{}, err
		}
	}
}

// lines reads JSON Lines: each line one record with its kind in "record", and
// "op" when it is not created:
//
//	{"by":"…","at":"…","why":"…"}
//	{"record":"promise","id":"…",…}
//	{"op":"correct","record":"promise","id":"…",…}
//	{"op":"retract","id":"…","reason":"…"}
func (r *reader) lines(f File) error {
	source := newLineSource(f)
	for {
		line, err := source.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		r.raw(line)
		if r.full(line.number) {
			return nil
		}
	}
}

// raw takes one line.
func (r *reader) raw(line rawLine) {
	r.file = line.file
	if line.tooLong {
		r.unreadable(line.number, "the line is longer than %d MiB", maxLine>>20)
		return
	}
	if e, ok := r.own(line); ok {
		r.set.Entries = append(r.set.Entries, e)
		return
	}
	if n, _, err := jsonNode(line.text, line.number); err != nil {
		r.unreadable(line.number, "not valid JSON: %v", err)
	} else {
		r.line(n)
	}
}

// ownLine is how LinesWriter begins a line.
const ownLine = `{"record":"`

// own takes a line that stands just as LinesWriter writes it. That saves most
// of the work, and large files are written so: no field can be unknown or
// given twice when encoding what was understood gives the line again. What is
// wrong with any other line is found, and told, by the way for all of them.
func (r *reader) own(line rawLine) (journal.Entry, bool) {
	rest, ok := bytes.CutPrefix(line.text, []byte(ownLine))
	name, fields, cut := bytes.Cut(rest, []byte(`",`))
	kind := fact.Kind(name)
	if !ok || !cut || !kind.Valid() || bytes.Contains(fields, []byte("e+")) { // numbers too large to be kept have an exponent
		return journal.Entry{}, false
	}
	body := append([]byte{'{'}, fields...)
	record := journal.New(kind)
	if json.Unmarshal(body, record) != nil {
		return journal.Entry{}, false
	}
	again, err := journal.Encode(record)
	if err != nil || !bytes.Equal(again, body) {
		return journal.Entry{}, false
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil || r.shapes.records[kind].Validate(value) != nil {
		return journal.Entry{}, false
	}
	return journal.Entry{Op: journal.Create, ID: record.RecordID(), Record: record, Body: body, Place: journal.Place{File: line.file, Line: line.number}}, true
}

// readLine reads up to and with the next end of line. It keeps no more than
// maxLine of it. The last line comes with io.EOF.
func readLine(in *bufio.Reader) (line []byte, tooLong bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if len(line)+len(part) > maxLine {
			tooLong, line = true, nil
		}
		if !tooLong {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, tooLong, err
		}
	}
}

// line takes one line.
func (r *reader) line(n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		r.unreadable(n.Line, "a line must be an object: {\"record\":\"promise\",\"id\":…}")
		return
	}
	op, kind := &yaml.Node{Tag: "!!str", Value: string(journal.Create)}, &yaml.Node{Tag: "!!null"}
	rest := &yaml.Node{Kind: n.Kind, Tag: n.Tag, Line: n.Line}
	header := true
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch key.Value {
		case "op":
			op, header = value, false
		case "record":
			kind, header = value, false
		case "id":
			header = false
			fallthrough
		default:
			rest.Content = append(rest.Content, key, value)
		}
	}
	place := journal.Place{File: r.file, Line: n.Line}
	switch k := fact.Kind(kind.Value); {
	case header:
		r.eachField(rest, "", func(key, value *yaml.Node) {
			switch key.Value {
			case "by", "at", "why":
				r.header(key, value)
			default:
				r.unreadable(n.Line, "%s: there is no such field in a header: use by, at, why; a record names its kind in `record`", clip(key.Value))
			}
		})
	case op.Value == string(journal.Retract):
		r.retraction(rest, place)
	case op.Value != string(journal.Create) && op.Value != string(journal.Correct):
		r.unreadable(n.Line, "op: %q is not one of create, correct, retract", clip(op.Value))
	case !k.Valid():
		r.unreadable(n.Line, "record: %q is not a kind of record: use %s", clip(kind.Value), kindNames())
	default:
		r.record(journal.Op(op.Value), k, rest, place)
	}
}

func kindNames() string {
	names := make([]any, 0, len(fact.Kinds()))
	for _, k := range fact.Kinds() {
		names = append(names, k)
	}
	return list(names)
}
