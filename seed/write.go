package seed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
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

// WriteEntry adds an entry of any operation; its record is encoded in Body.
func (l *LinesWriter) WriteEntry(e journal.Entry, kind fact.Kind) error {
	switch e.Op {
	case journal.Retract:
		line, err := json.Marshal(struct {
			Op     journal.Op `json:"op"`
			ID     string     `json:"id"`
			Reason string     `json:"reason"`
		}{e.Op, e.ID, e.Reason})
		if err != nil {
			return fmt.Errorf("write %s as a JSON line: %w", e.ID, err)
		}
		_, err = l.w.Write(append(line, '\n'))
		return err
	case journal.Correct:
		if _, err := fmt.Fprintf(l.w, "{\"op\":%q,\"record\":%q,%s\n", e.Op, kind, e.Body[1:]); err != nil {
			return fmt.Errorf("write %s as a JSON line: %w", e.ID, err)
		}
		return nil
	}
	return l.Write(kind, e.Body)
}

// pleasant turns an encoded record into YAML as a person would write it:
// fields in the order of the format, one on a line.
func pleasant(body []byte) (*yaml.Node, error) {
	n, _, err := jsonNode(body, 1)
	if err != nil {
		return nil, err
	}
	restyle(n)
	return n, nil
}

// restyle sees to it that each text comes back as it was: the emitter leaves
// some of several lines unquoted that cannot be read again. Texts that look
// like dates need no quotes: they are read as they are written.
func restyle(n *yaml.Node) {
	for _, child := range n.Content {
		restyle(child)
	}
	switch {
	case n.Kind != yaml.ScalarNode || n.Tag != "!!str":
	case len(n.Value) == len("2006-01-02") && fact.Date(n.Value).Valid():
		n.Tag = ""
	case strings.Contains(n.Value, "\n") && !plainLines(n.Value):
		n.Style = yaml.DoubleQuotedStyle
	}
}

// plainLines reports whether a text of several lines can stand as a block:
// words without blanks around lines, and no other character than a reader sees.
func plainLines(text string) bool {
	for line := range strings.SplitSeq(text, "\n") {
		if line != strings.TrimSpace(line) || strings.ContainsFunc(line, func(c rune) bool { return c != ' ' && !unicode.IsGraphic(c) }) {
			return false
		}
	}
	return !strings.HasPrefix(text, "\n") && !strings.HasSuffix(text, "\n\n")
}
