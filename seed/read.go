package seed

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
)

// File is a change set file to read.
type File struct {
	// Name tells the format by its ending: .yaml, .yml, .json, .jsonl, .ndjson.
	Name string
	// Content is read once.
	Content io.Reader
}

// Read reads files that together make one change set. Faults in their form do
// not stop it: they are part of the result, beside whatever could be read, so
// that checking the set tells everything at once. The error is one of reading.
func Read(files ...File) (journal.ChangeSet, error) {
	shapes, err := newShapes()
	if err != nil {
		return journal.ChangeSet{}, err
	}
	r := reader{shapes: shapes}
	for _, f := range files {
		r.file = f.Name
		switch strings.ToLower(path.Ext(f.Name)) {
		case ".yaml", ".yml":
			err = r.yaml(f.Content)
		case ".json":
			err = r.json(f.Content)
		case ".jsonl", ".ndjson":
			err = r.lines(f)
		default:
			r.unreadable(1, "unknown format: the name must end in .yaml, .yml, .json, .jsonl or .ndjson")
		}
		if err != nil {
			return journal.ChangeSet{}, fmt.Errorf("read %s: %w", f.Name, err)
		}
	}
	return r.set, nil
}

// ReadFS reads all change set files of a folder, in order of their names, as
// one change set.
func ReadFS(fsys fs.FS) (journal.ChangeSet, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return journal.ChangeSet{}, fmt.Errorf("list change set files: %w", err)
	}
	files := make([]File, 0, len(names))
	for _, name := range names {
		f, err := fsys.Open(name)
		if err != nil {
			return journal.ChangeSet{}, fmt.Errorf("open change set file: %w", err)
		}
		defer f.Close() //nolint:errcheck // only read
		files = append(files, File{Name: name, Content: f})
	}
	return Read(files...)
}

// reader gathers one change set from files.
type reader struct {
	shapes shapes
	file   string
	faults int  // how many were found
	said   bool // that there are too many
	later  bool // headers are kept, for whoever puts parts together
	kept   []headerField
	set    journal.ChangeSet
}

// Files with very many faults are not what they seem to be. What is told of
// them is bounded.
const (
	maxFaults      = 1000
	maxEntryFaults = 100
)

// full reports whether enough is said. It says so the first time.
func (r *reader) full(line int) bool {
	if r.faults >= maxFaults && !r.said {
		r.said = true
		r.unreadable(line, "there are %d faults above; what follows was not read", r.faults)
	}
	return r.said
}

// fault notes something wrong with the file itself.
func (r *reader) fault(line int, field, format string, args ...any) {
	r.faults++
	r.set.Broken = append(r.set.Broken, journal.Fault{File: r.file, Line: line, Field: field, Reason: fmt.Sprintf(format, args...)})
}

// unreadable notes that a part of a file could not be read. References to
// what it may have held are not checked.
func (r *reader) unreadable(line int, format string, args ...any) {
	r.fault(line, "", format, args...)
	r.set.Incomplete = true
}

// headerField is a field of a header and its file.
type headerField struct {
	file       string
	key, value *yaml.Node
}

// header takes by, at and why. Files of one set must not differ in them.
func (r *reader) header(key, value *yaml.Node) {
	if r.later {
		r.kept = append(r.kept, headerField{r.file, key, value})
		return
	}
	field, text, line := key.Value, value.Value, key.Line
	if value.Kind != yaml.ScalarNode || (value.Tag != "!!str" && value.Tag != "!!timestamp") || strings.TrimSpace(text) == "" {
		r.fault(line, field, "must be a text, or be left out")
		return
	}
	switch field {
	case "by":
		r.once(line, field, &r.set.By, text)
	case "why":
		r.once(line, field, &r.set.Why, text)
	case "at":
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			r.fault(line, field, "%q is not a time: use 2024-06-05T12:00:00Z", clip(text))
			return
		}
		if !r.set.At.IsZero() && !r.set.At.Equal(at) {
			r.fault(line, field, "differs from %s given before", r.set.At.Format(time.RFC3339))
		}
		r.set.At = at
	}
}

func (r *reader) once(line int, field string, have *string, value string) {
	if *have != "" && *have != value {
		r.fault(line, field, "differs from %q given before", clip(*have))
	}
	*have = value
}

// record takes one record.
func (r *reader) record(op journal.Op, kind fact.Kind, n *yaml.Node, place journal.Place) {
	if r.full(n.Line) {
		return
	}
	e := journal.Entry{Op: op, Record: journal.New(kind), Place: place}
	fields := r.entry(&e, r.shapes.records[kind], n)
	broken := len(e.Broken) > 0
	if err := decode(fields, e.Record); err != nil {
		e.Broken = append(e.Broken, e.Fault("", "%v", err))
	}
	if broken {
		// The rest can still be checked, but for what may only seem to be missing.
		for _, f := range e.Record.Check() {
			if _, given := fields[topField(f.Field)]; given {
				e.Broken = append(e.Broken, e.Fault(f.Field, "%s", f.Reason))
			}
		}
	}
	r.set.Entries = append(r.set.Entries, e)
}

// retraction takes one entry of the list of retractions.
func (r *reader) retraction(n *yaml.Node, place journal.Place) {
	if r.full(n.Line) {
		return
	}
	e := journal.Entry{Op: journal.Retract, Place: place}
	fields := r.entry(&e, r.shapes.retraction, n)
	e.Reason, _ = fields["reason"].(string)
	r.set.Entries = append(r.set.Entries, e)
}

// entry takes the id of an entry and notes what is wrong with its form. It
// returns the fields with nothing wrong in them, as plain values.
func (r *reader) entry(e *journal.Entry, shape *jsonschema.Schema, n *yaml.Node) map[string]any {
	var found fact.Faults
	value := plain(&found, n, "")
	unusable := found.List()
	unusable = unusable[:min(len(unusable), maxEntryFaults)]
	faults := slices.Clone(unusable)
	for _, f := range check(shape, value) {
		if len(faults) == maxEntryFaults {
			break
		}
		if !slices.ContainsFunc(unusable, func(u fact.Fault) bool { return within(f.Field, u.Field) }) {
			faults = append(faults, f)
		}
	}
	fields, _ := value.(map[string]any)
	e.ID, _ = fields["id"].(string)
	if len(e.ID) > fact.MaxID {
		e.ID = clip(e.ID) // it is at fault, and messages name it
	}
	for _, f := range faults {
		e.Broken = append(e.Broken, e.Fault(f.Field, "%s", f.Reason))
		delete(fields, topField(f.Field))
	}
	r.faults += len(faults)
	return fields
}

// within reports whether a field is another one or a part of it.
func within(field, other string) bool {
	rest, ok := strings.CutPrefix(field, other)
	return ok && (rest == "" || other == "" || rest[0] == '.' || rest[0] == '[')
}

// topField is the field of a record that a path begins with.
func topField(path string) string {
	if i := strings.IndexAny(path, ".["); i >= 0 {
		return path[:i]
	}
	return path
}

// decode fills a record from fields that have the right form.
func decode(fields map[string]any, record journal.Record) error {
	raw, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, record)
}

// kindOf finds the kind whose lists are named plural.
func kindOf(plural string) (fact.Kind, bool) {
	for _, k := range fact.Kinds() {
		if k.Plural() == plural {
			return k, true
		}
	}
	return "", false
}
