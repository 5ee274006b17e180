package seed

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
)

// maxFile is the greatest size of a file that is read as a whole.
const maxFile = 32 << 20

// whole reads a file that is read as a whole. It notes a fault and returns
// nil for one that is too large.
func (r *reader) whole(content io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(content, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > maxFile {
		r.unreadable(1, "is larger than %d MiB: split it, or use JSON Lines", maxFile>>20)
		return nil, nil
	}
	return raw, nil
}

// yaml reads a file of the YAML form.
func (r *reader) yaml(content io.Reader) error {
	raw, err := r.whole(content)
	if err != nil {
		return err
	}
	dec := yaml.NewDecoder(strings.NewReader(string(raw)))
	var doc, second yaml.Node
	switch err := dec.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil // an empty file changes nothing
	case err != nil:
		line, reason, ok := syntaxError(string(raw), err)
		if !ok {
			return err
		}
		r.unreadable(line, "%s", reason)
		return nil
	}
	if err := dec.Decode(&second); !errors.Is(err, io.EOF) {
		r.unreadable(max(second.Line, 1), "a file holds one document; remove what follows `---`")
	}
	for _, top := range doc.Content {
		r.document(top)
	}
	return nil
}

// document takes the top of a file: the header and the lists of records.
func (r *reader) document(top *yaml.Node) {
	r.eachField(top, "", func(key, value *yaml.Node) {
		switch key.Value {
		case "by", "at", "why":
			r.header(key, value)
		case "correct":
			r.eachField(value, "correct", func(key, value *yaml.Node) { r.records(journal.Correct, "correct.", key, value) })
		case "retract":
			r.eachItem(key, value, func(item *yaml.Node) { r.retraction(item, r.place(item)) })
		default:
			r.records(journal.Create, "", key, value)
		}
	})
}

// records takes a list of records of one kind.
func (r *reader) records(op journal.Op, prefix string, key, value *yaml.Node) {
	kind, ok := kindOf(key.Value)
	if !ok {
		r.unreadable(key.Line, "%s: there is no such list; lists are %s", clip(prefix+key.Value), pluralNames())
		return
	}
	r.eachItem(key, value, func(item *yaml.Node) { r.record(op, kind, item, r.place(item)) })
}

func pluralNames() string {
	var names []string
	for _, k := range fact.Kinds() {
		names = append(names, k.Plural())
	}
	return strings.Join(names, ", ")
}

func (r *reader) eachField(n *yaml.Node, name string, do func(key, value *yaml.Node)) {
	switch {
	case n.Kind == yaml.MappingNode:
	case isNull(n): // `correct:` with nothing below is empty
		return
	default:
		r.unreadable(n.Line, "%smust be a group of lists like `promises:`", prefixed(name))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if r.full(key.Line) {
			return
		}
		if seen[key.Value] {
			r.fault(key.Line, "", "%sis given twice", prefixed(clip(key.Value)))
		}
		seen[key.Value] = true
		do(key, n.Content[i+1])
	}
}

func (r *reader) eachItem(key, n *yaml.Node, do func(*yaml.Node)) {
	switch {
	case n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			do(item)
		}
	case !isNull(n): // `promises:` with nothing below is an empty list
		r.unreadable(key.Line, "%smust be a list: start each record with `- id: …`", prefixed(key.Value))
	}
}

func prefixed(name string) string {
	if name == "" {
		return ""
	}
	return name + ": "
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// place remembers where a record stands, down to its fields.
func (r *reader) place(n *yaml.Node) journal.Place {
	return journal.Place{File: r.file, Line: n.Line, FieldLine: func(field string) int { return fieldLine(n, field) }}
}

// fieldLine is the line of a field path, or of the deepest part that exists.
func fieldLine(n *yaml.Node, field string) int {
	line := n.Line
	for _, part := range strings.FieldsFunc(field, func(c rune) bool { return c == '.' || c == '[' || c == ']' }) {
		var next *yaml.Node
		switch n.Kind {
		case yaml.MappingNode:
			for i := 0; i+1 < len(n.Content); i += 2 {
				if n.Content[i].Value == part {
					line, next = n.Content[i].Line, n.Content[i+1]
				}
			}
		case yaml.SequenceNode:
			if i, err := strconv.Atoi(part); err == nil && i >= 0 && i < len(n.Content) {
				next = n.Content[i]
				line = next.Line
			}
		}
		if next == nil {
			break
		}
		n = next
	}
	return line
}

// plain turns a node into plain values and notes what cannot be one. Dates
// stay as they are written. At is the path of the node.
func plain(f *fact.Faults, n *yaml.Node, at string) any {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		f.Add(at, "anchors and aliases (&, *) are not part of the format: write the value out")
		return nil
	}
	switch n.Kind {
	case yaml.MappingNode:
		fields := make(map[string]any, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i].Value
			path := join(at, key)
			if _, twice := fields[key]; twice {
				f.Add(path, "is given twice")
			}
			fields[key] = plain(f, n.Content[i+1], path)
		}
		return fields
	case yaml.SequenceNode:
		items := make([]any, len(n.Content))
		for i, item := range n.Content {
			items[i] = plain(f, item, fmt.Sprintf("%s[%d]", at, i))
		}
		return items
	}
	return scalar(f, n, at)
}
