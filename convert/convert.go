// Package convert turns data sets that others published into change sets:
// promises with their parties, findings and sources as records and their
// verdicts as rulings of the named publisher; who owns and controls what in the
// Beneficial Ownership Data Standard. It writes that standard and FollowTheMoney
// as well. It knows no database. What a data set does not say stays unknown;
// what is wrong in it is told with file, line, field and reason, and the change
// set is refused.
package convert

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/seed"
)

// converter gathers one change set from the files of a data set.
type converter struct {
	prefix string // of all ids
	file   string
	set    journal.ChangeSet
	taken  map[string]string // what each id stands for
	// documents are the sources that the data names, by address, and notes is
	// what is said of each.
	documents map[string]*promise.Source
	notes     string
}

func newConverter(prefix, why, notes string) *converter {
	return &converter{prefix: prefix, set: journal.ChangeSet{Why: why}, taken: map[string]string{}, documents: map[string]*promise.Source{}, notes: notes}
}

// files reads each file and hands its top object to take.
func (c *converter) files(files []seed.File, take func(*object)) (journal.ChangeSet, error) {
	for _, f := range files {
		c.file = f.Name
		top, line, wrong, err := readJSON(f.Content)
		switch {
		case err != nil:
			return journal.ChangeSet{}, fmt.Errorf("read %s: %w", f.Name, err)
		case wrong != "":
			c.fault("", line, "", "%s", wrong)
		default:
			if o := c.object(top, ""); o != nil {
				take(o)
			}
		}
	}
	if len(c.set.Broken) > 0 {
		c.set.Entries = nil // the set is refused: what could be read need not be judged
	}
	return c.set, nil
}

// fault notes something wrong in the data.
func (c *converter) fault(id string, line int, field, format string, args ...any) {
	f := journal.Fault{File: c.file, Line: line, ID: id, Field: field, Reason: fmt.Sprintf(format, args...)}
	if id != "" {
		f.Kind = fact.Promise
	}
	c.set.Broken = append(c.set.Broken, f)
}

// claim takes an id for what it stands for. It returns what the id stands for
// already, empty when it is new.
func (c *converter) claim(id, what string) (before string) {
	before = c.taken[id]
	if before == "" {
		c.taken[id] = what
	}
	return before
}

// add appends a record that was read from an object. Fields of the record
// stand on the lines of the fields of the object that they were made from.
func (c *converter) add(r journal.Record, o *object, from map[string]string) {
	c.set.Entries = append(c.set.Entries, journal.Entry{
		Op: journal.Create, ID: r.RecordID(), Record: r,
		Place: journal.Place{File: c.file, Line: o.line, FieldLine: func(field string) int {
			if i := strings.IndexAny(field, ".["); i >= 0 {
				field = field[:i]
			}
			return o.lineOf(from[field])
		}},
	})
}

// once adds a record that many records share, the first time it is named.
func (c *converter) once(r journal.Record, o *object, field string) {
	kind := "a " + string(r.RecordKind())
	switch before := c.claim(r.RecordID(), kind); before {
	case "":
		c.add(r, o, map[string]string{"id": field, "name": field, "url": field})
	case kind:
	default:
		o.fault(field, "its id %s is that of %s", r.RecordID(), before)
	}
}

// document is the id of the source at an address. Copies in the Wayback Machine
// are copies of the page they show. Where names the address in the data.
func (c *converter) document(o *object, where, address string) (id string, ok bool) {
	page, copied, wrong := unarchive(address)
	if wrong == "" && !webAddress(page) {
		wrong = fmt.Sprintf("%q is not a web address: use https://…", clip(page))
	}
	if wrong != "" {
		o.fault(where, "%s", wrong)
		return "", false
	}
	s := c.documents[page]
	if s == nil {
		s = &promise.Source{
			ID: c.prefix + addressID(page), URL: page, Publisher: host(page), Title: withoutScheme(page), Lang: "und",
			Unverified: true, Note: c.notes,
		}
		if before := c.claim(s.ID, page); before != "" {
			o.fault(where, "its id %s is that of %s", s.ID, clip(before))
			return "", false
		}
		c.documents[page] = s
		c.add(s, o, map[string]string{"url": field(where), "archived": field(where)})
	}
	if copied != nil && !slices.Contains(s.Archived, *copied) {
		s.Archived = append(s.Archived, *copied)
	}
	return s.ID, true
}

// field is the field of an object that a path begins with.
func field(path string) string {
	name, _, _ := strings.Cut(path, "[")
	return name
}

// webAddress reports whether somebody can open the address in a browser.
func webAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && !strings.ContainsFunc(address, unicode.IsSpace) && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && withoutScheme(address) != ""
}

// clip shortens a text for a message.
func clip(text string) string {
	const most = 80
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}
