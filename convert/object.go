package convert

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/internal/jsonline"
)

// maxFile is the greatest size of a file, and maxDepth how deep it may be nested.
const (
	maxFile  = 64 << 20
	maxDepth = 20
)

// value is a JSON value with the line it begins on.
type value struct {
	line int
	text any               // string, json.Number, bool or nil
	list []*value          // of an array
	keys map[string]*value // of an object
	kind string            // what it is, for messages
	// twice are the keys that an object gives more than once.
	twice []string
}

// readJSON reads one JSON value. What is wrong with the text, and on which
// line, is told beside the error of reading.
func readJSON(in io.Reader) (top *value, line int, wrong string, err error) {
	raw, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil {
		return nil, 0, "", err
	}
	if len(raw) > maxFile {
		return nil, 1, fmt.Sprintf("the file is larger than %d MiB", maxFile>>20), nil
	}
	top, line, wrong = parseJSON(raw, 1)
	return top, line, wrong, nil
}

// parseJSON reads one JSON value out of a text whose first line has the number
// first. The line is that on which something is wrong with the text.
func parseJSON(raw []byte, first int) (top *value, line int, wrong string) {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	d, err := jsonline.New(raw, first)
	if err == nil {
		top, err = readValue(d, maxDepth)
	}
	if err != nil {
		return nil, d.Line(), fmt.Sprintf("not valid JSON: %v", err)
	}
	return top, d.Line(), ""
}

func readValue(d *jsonline.Decoder, depth int) (*value, error) {
	if depth == 0 {
		return nil, jsonline.ErrDeep
	}
	token, err := d.Next()
	if err != nil {
		return nil, err
	}
	v := &value{line: d.Line(), text: token}
	switch token := token.(type) {
	case string:
		v.kind = "a text"
	case json.Number:
		v.kind = "a number"
	case bool:
		v.kind = "true or false"
	case nil:
		v.kind = "null"
	case json.Delim:
		v.text, v.kind = nil, "a list"
		if token == '{' {
			v.keys, v.kind = map[string]*value{}, "an object"
		}
		for d.More() {
			key := ""
			if v.keys != nil {
				name, err := d.Next()
				if err != nil {
					return nil, err
				}
				key, _ = name.(string)
			}
			child, err := readValue(d, depth-1)
			if err != nil {
				return nil, err
			}
			if v.keys == nil {
				v.list = append(v.list, child)
				continue
			}
			if v.keys[key] != nil {
				v.twice = append(v.twice, key)
			}
			v.keys[key] = child
		}
		if _, err := d.Next(); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// object is a JSON object that a record is read from. Reading a field that is
// missing or wrong notes a fault and gives the zero value.
type object struct {
	c *converter
	*value
	path   string // of the object in its file
	id     string // of the promise it holds, once that is known
	faults int
}

// object takes a value that must be an object; nil when it is not.
func (c *converter) object(v *value, path string) *object {
	if v.keys == nil {
		c.fault("", v.line, path, "must be an object, not %s", v.kind)
		return nil
	}
	o := &object{c: c, value: v, path: path}
	for _, key := range v.twice {
		o.fault(clip(key), "is given twice")
	}
	return o
}

// fault notes something wrong with a field.
func (o *object) fault(name, format string, args ...any) {
	o.faults++
	o.c.fault(o.id, o.lineOf(name), o.at(name), format, args...)
}

// at is the path of a field in its file; that of the object when name is empty.
func (o *object) at(name string) string {
	if o.path == "" || name == "" {
		return o.path + name
	}
	return o.path + "." + name
}

// lineOf is the line of a field, or of the element of it that a path names;
// that of the object when it has no such field.
func (o *object) lineOf(path string) int {
	v := o.keys[field(path)]
	if v == nil {
		return o.line
	}
	var i int
	if n, err := fmt.Sscanf(strings.TrimPrefix(path, field(path)), "[%d]", &i); n == 1 && err == nil && i >= 0 && i < len(v.list) {
		return v.list[i].line
	}
	return v.line
}

// text reads a text that must be there.
func (o *object) text(name string) string {
	text := o.optional(name)
	if v := o.keys[name]; v == nil {
		o.fault(name, "is missing")
	} else if _, isText := v.text.(string); isText && text == "" {
		o.fault(name, "is empty")
	}
	return text
}

// optional reads a text that may be missing or empty.
func (o *object) optional(name string) string {
	v := o.keys[name]
	if v == nil {
		return ""
	}
	text, ok := v.text.(string)
	if !ok {
		o.fault(name, "must be a text, not %s", v.kind)
	}
	return strings.TrimSpace(text)
}

// flag reads a yes or no; no when it is missing.
func (o *object) flag(name string) bool {
	v := o.keys[name]
	if v == nil {
		return false
	}
	yes, ok := v.text.(bool)
	if !ok {
		o.fault(name, "must be true or false, not %s", v.kind)
	}
	return yes
}

// date reads a date that must be there.
func (o *object) date(name string) fact.Date {
	text := o.text(name)
	if text == "" {
		return ""
	}
	d, err := fact.ParseDate(text)
	if err != nil {
		o.fault(name, "%s", clip(err.Error()))
	}
	return d
}

// elements reads a list that must be there.
func (o *object) elements(name string) []*value {
	v := o.keys[name]
	switch {
	case v == nil:
		o.fault(name, "is missing")
	case v.kind != "a list":
		o.fault(name, "must be a list, not %s", v.kind)
	default:
		return v.list
	}
	return nil
}

// objects reads a list of objects that must be there.
func (o *object) objects(name string) []*object {
	var list []*object
	for i, v := range o.elements(name) {
		if e := o.c.object(v, fmt.Sprintf("%s[%d]", name, i)); e != nil {
			list = append(list, e)
		}
	}
	return list
}

// documents reads a list of web addresses as the ids of sources.
func (o *object) documents(name string) []string {
	var ids []string
	for i, v := range o.elements(name) {
		at := fmt.Sprintf("%s[%d]", name, i)
		address, ok := v.text.(string)
		if !ok {
			o.fault(at, "must be a web address, not %s", v.kind)
			continue
		}
		id, ok := o.c.document(o, at, strings.TrimSpace(address))
		if ok && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// word reads one of the words of a vocabulary.
func word[T any](o *object, name string, known map[string]T) (text string, meaning T) {
	text = o.text(name)
	if text == "" {
		return "", meaning
	}
	meaning, ok := known[text]
	if !ok {
		o.fault(name, "%q is not one of %s", clip(text), strings.Join(slices.Sorted(maps.Keys(known)), ", "))
	}
	return text, meaning
}

// promiseID gives the promise its id, and takes the ids of the records that
// belong to it: its own with an ending.
func (o *object) promiseID(name, id string, endings ...string) {
	longest := 0
	for _, e := range endings {
		longest = max(longest, len(e))
	}
	if !fact.ValidID(id) || len(id)+longest > fact.MaxID {
		o.fault(name, "%q makes no id: use lower-case letters, digits and single hyphens, at most %d characters",
			clip(strings.TrimPrefix(id, o.c.prefix)), fact.MaxID-len(o.c.prefix)-longest)
		return
	}
	o.id = id
	for _, e := range append([]string{""}, endings...) {
		if before := o.c.claim(id+e, o.where()); before != "" {
			o.fault(name, "is used twice: the id %s is that of %s", id+e, before)
			return
		}
	}
}

// where names the object in messages about others.
func (o *object) where() string { return fmt.Sprintf("%s (%s:%d)", o.path, o.c.file, o.line) }
