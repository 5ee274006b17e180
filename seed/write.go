package seed

import (
	"bytes"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"

	"github.com/promisegraph/promisegraph/fact"
)

// YAMLWriter writes records as a YAML change set, list by list.
type YAMLWriter struct {
	w    io.Writer
	kind fact.Kind
}

// NewYAMLWriter writes to w.
func NewYAMLWriter(w io.Writer) *YAMLWriter { return &YAMLWriter{w: w} }

// Write adds an encoded record. Records of one kind must come together.
func (y *YAMLWriter) Write(kind fact.Kind, body []byte) error {
	node, err := pleasant(body)
	if err != nil {
		return fmt.Errorf("write %s as YAML: %w", kind, err)
	}
	var out bytes.Buffer
	if kind != y.kind {
		if y.kind != "" {
			out.WriteByte('\n')
		}
		y.kind = kind
		fmt.Fprintf(&out, "%s:\n", kind.Plural())
	} else {
		out.WriteByte('\n')
	}
	enc := yaml.NewEncoder(&out)
	enc.SetIndent(2)
	if err := enc.Encode([]*yaml.Node{node}); err != nil {
		return fmt.Errorf("write %s as YAML: %w", kind, err)
	}
	_, err = y.w.Write(out.Bytes())
	return err
}

// LinesWriter writes records as JSON Lines, one record on a line.
type LinesWriter struct{ w io.Writer }

// NewLinesWriter writes to w.
func NewLinesWriter(w io.Writer) *LinesWriter { return &LinesWriter{w} }

// Write adds an encoded record.
func (l *LinesWriter) Write(kind fact.Kind, body []byte) error {
	if len(body) < 2 || body[0] != '{' {
		return fmt.Errorf("write %s as a JSON line: not an encoded record", kind)
	}
	_, err := fmt.Fprintf(l.w, "{\"record\":%q,%s\n", kind, body[1:])
	return err
}

// pleasant turns an encoded record into YAML as a person would write it:
// fields in the order of the format, one on a line.
func pleasant(body []byte) (*yaml.Node, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(body, &doc); err != nil {
		return nil, err
	}
	restyle(doc.Content[0])
	return doc.Content[0], nil
}

// restyle drops the marks of JSON: braces and needless quotes. Lists of plain
// words stay on one line.
func restyle(n *yaml.Node) {
	words := n.Kind == yaml.SequenceNode
	for _, child := range n.Content {
		restyle(child)
		words = words && child.Kind == yaml.ScalarNode
	}
	if !words {
		n.Style = 0
	}
	if n.Kind == yaml.ScalarNode && len(n.Value) == len("2006-01-02") && fact.Date(n.Value).Valid() {
		n.Tag = "" // a date needs no quotes: it is read as written
	}
}
