package seed

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
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
	if !utf8.Valid(raw) {
		valid := 0
		for { // up to the first wrong byte
			c, size := utf8.DecodeRune(raw[valid:])
			if c == utf8.RuneError && size == 1 {
				break
			}
			valid += size
		}
		return nil, first + bytes.Count(raw[:valid], []byte("\n")), errors.New("the text is not UTF-8")
	}
	var checked json.RawMessage
	if err := json.Unmarshal(raw, &checked); err != nil {
		var syntax *json.SyntaxError
		end := len(raw)
		if errors.As(err, &syntax) {
			end = min(end, int(syntax.Offset))
		}
		return nil, first + bytes.Count(raw[:end], []byte("\n")), err
	}
	t := tokens{raw: raw, dec: json.NewDecoder(bytes.NewReader(raw)), line: first}
	t.dec.UseNumber()
	top, err = t.node(maxDepth)
	return top, t.line, err
}

// tokens are the tokens of valid JSON, with the lines they stand on.
type tokens struct {
	raw  []byte
	dec  *json.Decoder
	read int64
	line int
}

func (t *tokens) next() (json.Token, error) {
	token, err := t.dec.Token()
	end := t.dec.InputOffset()
	t.line += bytes.Count(t.raw[t.read:end], []byte("\n"))
	t.read = end
	return token, err
}

func (t *tokens) node(depth int) (*yaml.Node, error) {
	if depth == 0 {
		return nil, errors.New("nested too deeply")
	}
	token, err := t.next()
	if err != nil {
		return nil, err
	}
	n := &yaml.Node{Kind: yaml.ScalarNode, Line: t.line}
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
		for t.dec.More() { // keys of objects are nodes like any other
			child, err := t.node(depth - 1)
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, child)
		}
		if _, err := t.next(); err != nil {
			return nil, err
		}
	}
	return n, nil
}
