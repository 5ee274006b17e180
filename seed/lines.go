package seed

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"

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
	in := bufio.NewReaderSize(content, 64<<10)
	for number := 1; ; number++ {
		text, tooLong, err := readLine(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("line %d: %w", number, err)
		}
		if number == 1 {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		switch text = bytes.TrimSpace(text); {
		case tooLong:
			r.unreadable(number, "the line is longer than %d MiB", maxLine>>20)
		case len(text) > 0:
			if n, _, err := jsonNode(text, number); err != nil {
				r.unreadable(number, "not valid JSON: %v", err)
			} else {
				r.line(n)
			}
		}
		if err != nil || r.full(number) {
			return nil
		}
	}
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
