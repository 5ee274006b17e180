package convert

import (
	"regexp"
	"strings"
)

// maxPlain is the greatest length of an id that is a record's own in small
// letters: what is added for its parts still fits.
const maxPlain = 63

var (
	plainPattern = regexp.MustCompile(`^[A-Z0-9]+(-[A-Z0-9]+)*$`)
	indexPattern = regexp.MustCompile(`\[[0-9]+\]`)
)

// noteLines are lines "Key: value" of a note. They hold what BODS says and
// records have no field for; an export reads them again. The parts of a value
// are joined by " · ", with "-" for one that is missing.
type noteLines []string

const partMark = " · "

// clean puts a text on one line.
func clean(text string) string { return strings.Join(strings.Fields(text), " ") }

// add appends a line unless all parts are empty.
func (l *noteLines) add(key string, parts ...string) {
	last := 0
	list := make([]string, len(parts))
	for i, p := range parts {
		if list[i] = strings.ReplaceAll(clean(p), "·", "•"); list[i] == "" {
			list[i] = "-"
		} else {
			last = i + 1
		}
	}
	if last > 0 {
		*l = append(*l, key+": "+strings.Join(list[:last], partMark))
	}
}

// String is the note.
func (l noteLines) String() string { return strings.Join(l, "\n") }

// noteValues are the values of a key in a note, each as its parts, at least n
// of them.
func noteValues(note, key string, n int) [][]string {
	var all [][]string
	for line := range strings.Lines(note) {
		value, ok := strings.CutPrefix(strings.TrimRight(line, "\n"), key+": ")
		if !ok {
			continue
		}
		parts := strings.Split(value, partMark)
		for i, p := range parts {
			if p == "-" {
				parts[i] = ""
			}
		}
		for len(parts) < n {
			parts = append(parts, "")
		}
		all = append(all, parts)
	}
	return all
}

// noteValue is the first value of a key, as n parts; all empty when there is none.
func noteValue(note, key string, n int) []string {
	if all := noteValues(note, key, n); len(all) > 0 {
		return all[0]
	}
	return make([]string, n)
}
