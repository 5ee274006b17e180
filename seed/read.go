package seed

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

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
		case ".yaml", ".yml", ".json":
			err = r.yaml(f.Content)
		case ".jsonl", ".ndjson":
			err = r.lines(f.Content)
		default:
			r.fault(0, "", "unknown format: the name must end in .yaml, .yml, .json, .jsonl or .ndjson")
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
	set    journal.ChangeSet
}

// fault notes something wrong with the file itself.
func (r *reader) fault(line int, field, format string, args ...any) {
	r.set.Broken = append(r.set.Broken, journal.Fault{File: r.file, Line: line, Field: field, Reason: fmt.Sprintf(format, args...)})
}

// header takes by, at and why. Files of one set must not differ in them.
func (r *reader) header(line int, field, value string) {
	switch field {
	case "by":
		r.once(line, field, &r.set.By, value)
	case "why":
		r.once(line, field, &r.set.Why, value)
	case "at":
		at, err := time.Parse(time.RFC3339, value)
		if err != nil {
			r.fault(line, field, "%q is not a time: use 2024-06-05T12:00:00Z", value)
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
		r.fault(line, field, "differs from %q given before", *have)
	}
	*have = value
}

// record takes one record whose fields have been read into value.
func (r *reader) record(op journal.Op, kind fact.Kind, value any, place journal.Place) {
	e := journal.Entry{Op: op, Record: journal.New(kind), Place: place}
	fields, _ := value.(map[string]any)
	e.ID, _ = fields["id"].(string)
	for _, f := range r.shapes.check(kind, value) {
		e.Broken = append(e.Broken, e.Fault(f.Field, "%s", f.Reason))
	}
	if len(e.Broken) == 0 {
		if err := decode(value, e.Record); err != nil {
			e.Broken = append(e.Broken, e.Fault("", "%v", err))
		}
	}
	r.set.Entries = append(r.set.Entries, e)
}

// retraction takes one entry of the list of retractions.
func (r *reader) retraction(value any, place journal.Place) {
	fields, _ := value.(map[string]any)
	e := journal.Entry{Op: journal.Retract, Place: place}
	e.ID, _ = fields["id"].(string)
	e.Reason, _ = fields["reason"].(string)
	if e.ID == "" {
		e.Broken = append(e.Broken, e.Fault("id", "is missing"))
	}
	for name := range fields {
		if name != "id" && name != "reason" {
			e.Broken = append(e.Broken, e.Fault(name, "there is no such field: a retraction has id and reason"))
		}
	}
	r.set.Entries = append(r.set.Entries, e)
}

// decode fills a record from fields that have the right form.
func decode(value any, record journal.Record) error {
	raw, err := json.Marshal(value)
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
