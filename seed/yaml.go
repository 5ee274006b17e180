package seed

import (
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
)

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// yaml reads a file of the YAML form, of which JSON is a part.
func (r *reader) yaml(content io.Reader) error {
	dec := yaml.NewDecoder(content)
	var doc yaml.Node
	switch err := dec.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil // an empty file changes nothing
	case err != nil:
		var syntax *yaml.TypeError
		if m := yamlLine.FindStringSubmatch(err.Error()); m != nil || errors.As(err, &syntax) || strings.HasPrefix(err.Error(), "yaml: ") {
			line, reason := 0, err.Error()
			if m != nil {
				line, _ = strconv.Atoi(m[1])
				reason = m[2]
			}
			r.fault(line, "", "not valid YAML: %s", reason)
			return nil
		}
		return err
	}
	var second yaml.Node
	if err := dec.Decode(&second); !errors.Is(err, io.EOF) {
		r.fault(max(second.Line, 1), "", "a file holds one document; remove what follows `---`")
	}
	r.document(doc.Content[0])
	return nil
}

// document takes the top of a file: the header and the lists of records.
func (r *reader) document(top *yaml.Node) {
	r.eachField(top, "", func(key, value *yaml.Node) {
		switch key.Value {
		case "by", "at", "why":
			if value.Kind != yaml.ScalarNode {
				r.fault(key.Line, key.Value, "must be a text")
				return
			}
			r.header(key.Line, key.Value, value.Value)
		case "correct":
			r.eachField(value, "correct.", func(key, value *yaml.Node) { r.records(journal.Correct, "correct.", key, value) })
		case "retract":
			r.eachItem(key, value, func(item *yaml.Node) { r.retraction(r.plain(item), r.place(item)) })
		default:
			r.records(journal.Create, "", key, value)
		}
	})
}

// records takes a list of records of one kind.
func (r *reader) records(op journal.Op, prefix string, key, value *yaml.Node) {
	kind, ok := kindOf(key.Value)
	if !ok {
		r.fault(key.Line, prefix+key.Value, "there is no such list; lists are %s", pluralNames())
		return
	}
	r.eachItem(key, value, func(item *yaml.Node) { r.record(op, kind, r.plain(item), r.place(item)) })
}

func pluralNames() string {
	var names []string
	for _, k := range fact.Kinds() {
		names = append(names, k.Plural())
	}
	return strings.Join(names, ", ")
}

func (r *reader) eachField(n *yaml.Node, prefix string, do func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.fault(n.Line, strings.TrimSuffix(prefix, "."), "must be a group of fields like `promises:`")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		do(n.Content[i], n.Content[i+1])
	}
}

func (r *reader) eachItem(key, n *yaml.Node, do func(*yaml.Node)) {
	switch {
	case n.Kind == yaml.SequenceNode:
		for _, item := range n.Content {
			do(item)
		}
	case n.Tag != "!!null": // `promises:` with nothing below is an empty list
		r.fault(key.Line, key.Value, "must be a list: start each record with `- id: …`")
	}
}

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
			if i, err := strconv.Atoi(part); err == nil && i < len(n.Content) {
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

// plain turns a node into plain values. Dates stay as they are written.
func (r *reader) plain(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		fields := make(map[string]any, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if _, twice := fields[key.Value]; twice {
				r.fault(key.Line, key.Value, "is given twice in one record")
			}
			fields[key.Value] = r.plain(n.Content[i+1])
		}
		return fields
	case yaml.SequenceNode:
		items := make([]any, len(n.Content))
		for i, item := range n.Content {
			items[i] = r.plain(item)
		}
		return items
	case yaml.AliasNode:
		r.fault(n.Line, "", "anchors and aliases (&, *) are not part of the format: write the value out")
		return nil
	}
	return r.scalar(n)
}

func (r *reader) scalar(n *yaml.Node) any {
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		var b bool
		if n.Decode(&b) == nil {
			return b
		}
	case "!!int", "!!float":
		text := strings.ReplaceAll(n.Value, "_", "")
		if v, err := strconv.ParseFloat(text, 64); err == nil && isJSONNumber(v) {
			return json.Number(strconv.FormatFloat(v, 'f', -1, 64))
		}
		r.fault(n.Line, "", "%s is not a plain decimal number", n.Value)
		return json.Number("0")
	}
	return n.Value
}

// isJSONNumber leaves out infinities and NaN, and numbers so large that
// writing them out would fill pages.
func isJSONNumber(v float64) bool { return v-v == 0 && v < 1e21 && v > -1e21 }
