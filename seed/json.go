package seed

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/promisegraph/promisegraph/internal/jsonline"
)

// json reads a file of the YAML form that is written in JSON.
func (r *reader) json(content io.Reader) error {
	raw, err := r.whole(content)
	if err != nil {
		return err
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil // an empty file changes nothing
	}
	top, line, err := jsonNode(raw, 1)
	if err != nil {
		r.unreadable(line, "not valid JSON: %v", err)
		return nil
	}
	r.document(top)
	return nil
}

// maxDepth is how deep JSON may be nested. Records are a few levels deep.
const maxDepth = 100

// jsonNode reads JSON into the nodes that YAML is read into, so that both are
// treated alike. First is the number of the first line. With an error it
// returns the line of it.
func jsonNode(raw []byte, first int) (top *yaml.Node, line int, err error) {
	d, err := jsonline.New(raw, first)
	if err == nil {
		top, err = node(d, maxDepth)
	}
	return top, d.Line(), err
}

func node(d *jsonline.Decoder, depth int) (*yaml.Node, error) {
	if depth == 0 {
		return nil, jsonline.ErrDeep
	}
	token, err := d.Next()
	if err != nil {
		return nil, err
	}
	n := &yaml.Node{Kind: yaml.ScalarNode, Line: d.Line()}
	switch v := token.(type) {
	case string:
		n.Tag, n.Value = "!!str", v
	case json.Number:
		n.Tag, n.Value = "!!float", v.String()
		if !strings.ContainsAny(n.Value, ".eE") {
			n.Tag = "!!int"
		}
	case bool:
		n.Tag, n.Value = "!!bool", "false"
		if v {
			n.Value = "true"
		}
	case nil:
		n.Tag, n.Value = "!!null", "null"
	case json.Delim:
		n.Kind, n.Tag = yaml.SequenceNode, "!!seq"
		if v == '{' {
			n.Kind, n.Tag = yaml.MappingNode, "!!map"
		}
		for d.More() { // keys of objects are nodes like any other
			child, err := node(d, depth-1)
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, child)
		}
		if _, err := d.Next(); err != nil {
			return nil, err
		}
	}
	return n, nil
}
