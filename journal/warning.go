package journal

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/promise"
)

// Warning is something about a change set to look at again. It stops nothing.
type Warning struct {
	Code    WarningCode `json:"code"`
	ID      string      `json:"id"`              // the record it is about
	Field   string      `json:"field,omitempty"` // of that record, as in Fault
	Message string      `json:"message"`
	// Candidates are ids of records that may be meant, the likeliest first; at
	// most MaxCandidates.
	Candidates []string `json:"candidates,omitempty"`
}

// WarningCode is what was noticed.
type WarningCode string

// What is noticed.
const (
	DuplicateSource            WarningCode = "duplicate_source"             // a source with the same address is there
	LikelyDuplicateParty       WarningCode = "likely_duplicate_party"       // a party of such a name is there
	LikelyDuplicatePromise     WarningCode = "likely_duplicate_promise"     // a statement much like it is there
	QuoteNotFound              WarningCode = "quote_not_found"              // a quote is not in the text that was given
	EvidenceBeforePromise      WarningCode = "evidence_before_promise"      // it is older than the promise
	Over100Percent             WarningCode = "over_100_percent"             // a company is held at more than all of it
	TranslationWithoutOriginal WarningCode = "translation_without_original" // the words translated are not given
	OneOrigin                  WarningCode = "one_origin"                   // all its sources come from one
)

// MaxCandidates bounds the candidates of one warning.
const MaxCandidates = 10

// Around is what lies around the records of a change set once it is applied.
type Around struct {
	// SameAddress are other sources with an address of a source, by its id.
	SameAddress map[string][]string
	// Namesakes are other parties of the same kind with a name like one of a
	// party's, by its id; the likeliest first.
	Namesakes map[string][]Namesake
	// Statements are other promises by the speaker of a promise for the same
	// company, by its id.
	Statements map[string][]*promise.Promise
	// Promises are those that evidence of the set bears on, by id.
	Promises map[string]*promise.Promise
	// Sources are those that records of the set cite or quote, and all they
	// come from.
	Sources []*promise.Source
	// Stakes are all stakes in the companies of the set's stakes.
	Stakes []ownership.Stake
}

// Namesake is a party with a name like one of another party's.
type Namesake struct {
	ID    string
	Name  string // its name
	Given string // the other's name that is like it
	Same  bool   // both have the same words; else they are spelt alike
}

// Notice looks for what an author may want to look at again: in the order of
// the entries.
func (c ChangeSet) Notice(around Around) []Warning {
	n := noticer{Around: around, origins: promise.TraceOrigins(around.Sources), machine: map[string]bool{}}
	for _, s := range around.Sources {
		n.machine[s.ID] = s.TranslationOf != nil && s.TranslationOf.Machine
	}
	for _, e := range c.Entries {
		n.id = e.ID
		switch r := e.Record.(type) {
		case *promise.Source:
			n.source(r)
		case *promise.Person, *promise.Company:
			n.party()
		case *promise.Promise:
			n.promise(r)
		case *promise.Evidence:
			n.evidence(r)
		case *ownership.Stake:
			n.stake(r)
		}
	}
	return n.found
}

// noticer collects warnings about one entry after the other.
type noticer struct {
	Around
	origins *promise.Origins
	machine map[string]bool // sources that a machine translated
	id      string
	found   []Warning
}

func (n *noticer) warn(code WarningCode, field string, candidates []string, format string, args ...any) {
	if len(candidates) > MaxCandidates {
		candidates = candidates[:MaxCandidates]
	}
	n.found = append(n.found, Warning{Code: code, ID: n.id, Field: field, Message: fmt.Sprintf(format, args...), Candidates: candidates})
}

func (n *noticer) source(s *promise.Source) {
	if same := n.SameAddress[s.ID]; len(same) > 0 {
		n.warn(DuplicateSource, "url", same, "a source with this address is on record: %s", strings.Join(same, ", "))
	}
	for i, slip := range s.Slips {
		if s.TranslationOf == nil && (slip.Kind == "" || slip.Kind == promise.SlipTranslation) {
			n.warn(TranslationWithoutOriginal, fmt.Sprintf("slips[%d]", i), nil, "a slip of a translation, but not of what: name the original in `translation_of`")
			return
		}
	}
}

func (n *noticer) party() {
	namesakes := n.Namesakes[n.id]
	if len(namesakes) == 0 {
		return
	}
	var ids, why []string
	for _, s := range namesakes {
		if slices.Contains(ids, s.ID) {
			continue
		}
		ids = append(ids, s.ID)
		how := "is spelt like"
		if s.Same {
			how = "is also"
		}
		why = append(why, fmt.Sprintf("%q %s the name %q of %s", s.Given, how, s.Name, s.ID))
	}
	n.warn(LikelyDuplicateParty, "name", ids, "maybe on record already: %s", strings.Join(why, "; "))
}

func (n *noticer) promise(p *promise.Promise) {
	var ids, why []string
	for _, other := range n.Statements[p.ID] {
		if reason := alike(p, other); reason != "" {
			ids = append(ids, other.ID)
			why = append(why, fmt.Sprintf("%s has %s", other.ID, reason))
		}
	}
	if len(ids) > 0 {
		n.warn(LikelyDuplicatePromise, "statement", ids, "maybe on record already: %s. If it was said again later, name the earlier one in `restates`", strings.Join(why, "; "))
	}
	if p.Quote != nil {
		n.quotes("quote", *p.Quote)
	}
	for i, q := range p.Variants {
		n.quotes(fmt.Sprintf("variants[%d]", i), q)
	}
}

// quotes looks at where words were read.
func (n *noticer) quotes(field string, q promise.Quote) {
	if n.machine[q.Source] && q.TranslationOf == nil {
		n.warn(TranslationWithoutOriginal, field+".translation_of", []string{q.Source}, "the words were read in %s, which a machine translated: give the original words", q.Source)
	}
}

func (n *noticer) evidence(e *promise.Evidence) {
	dated := e.WrittenOn
	if dated == "" {
		dated = e.PublishedOn
	}
	if dated == "" {
		dated = e.HappenedOn
	}
	for i, b := range e.BearsOn {
		p := n.Promises[b.Promise]
		if p == nil || b.Stance == promise.Context || dated == "" || p.MadeOn == "" || dated.Last() >= p.MadeOn.First() {
			continue
		}
		n.warn(EvidenceBeforePromise, fmt.Sprintf("bears_on[%d].promise", i), []string{p.ID},
			"the evidence is of %s, before the promise was made (%s): that may be so, and is shown", dated, p.MadeOn)
	}
	for i, q := range e.Quotes {
		n.quotes(fmt.Sprintf("quotes[%d]", i), q)
	}
	if n.origins.Count(e.Sources) == 1 {
		behind := n.origins.Behind(e.Sources[0])
		if len(e.Sources) == 1 {
			n.warn(OneOrigin, "sources", behind, "it rests on one source")
		} else {
			n.warn(OneOrigin, "sources", behind, "its %d sources go back to one origin", len(e.Sources))
		}
	}
}

func (n *noticer) stake(s *ownership.Stake) {
	day := s.AsOf
	if day == "" {
		day = s.From
	}
	if day == "" {
		day = s.SeenOn
	}
	if s.Share == nil || day == "" || !slices.Contains(ownership.Measures(), s.Basis) {
		return
	}
	web, err := ownership.NewWeb(n.Stakes, day, ownership.Options{Measure: s.Basis})
	if err != nil {
		return // what is wrong with the date is a fault
	}
	for _, over := range web.Owners(s.Company, 0, 1).OverHeld {
		if over.Company != s.Company {
			continue
		}
		var others []string
		for _, other := range n.Stakes {
			if other.ID != s.ID && other.Company == s.Company && other.Basis == s.Basis {
				others = append(others, other.ID)
			}
		}
		slices.Sort(others)
		n.warn(Over100Percent, "share", others, "with it %s is held at %v%% on %s: is it part of another stake, or another reading of it?",
			s.Company, math.Round(1000*max(over.Sum.Lo, over.Sum.Hi))/10, day)
	}
}

// likeness is how much of two statements has to be the same words.
const likeness = 0.7

// alike says what two promises by one speaker for one company have in common
// that makes them look like one; empty when nothing does, or when one names
// the other.
func alike(a, b *promise.Promise) string {
	if a.ID == b.ID || refersTo(a, b.ID) || refersTo(b, a.ID) {
		return ""
	}
	if a.Quote != nil && b.Quote != nil && slices.Equal(wordsOf(a.Quote.Text), wordsOf(b.Quote.Text)) {
		return "the same quote"
	}
	for _, t := range a.Targets {
		for _, u := range b.Targets {
			if t.Value != nil && u.Value != nil && *t.Value == *u.Value && t.Unit == u.Unit && strings.EqualFold(t.Metric, u.Metric) && deadline(a) == deadline(b) {
				return fmt.Sprintf("the same target (%s) and deadline", u.Metric)
			}
		}
	}
	x, y := wordsOf(a.Statement), wordsOf(b.Statement)
	if share := common(x, y); share >= likeness && slices.Equal(numbers(x), numbers(y)) {
		return fmt.Sprintf("much the same statement (%.0f%% of the words)", 100*share)
	}
	return ""
}

func refersTo(p *promise.Promise, id string) bool {
	return slices.Contains(p.Restates, id) || slices.Contains(p.Narrows, id) || slices.Contains(p.Replaces, id)
}

func deadline(p *promise.Promise) fact.Date {
	if p.Deadline == nil {
		return ""
	}
	return p.Deadline.On
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.IsMark(c) })
}

// numbers are the words with digits, sorted.
func numbers(words []string) []string {
	var out []string
	for _, w := range words {
		if strings.ContainsFunc(w, unicode.IsDigit) {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// common is the share of two texts' words that are in both: 1 for the same words.
func common(a, b []string) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	left := make(map[string]int, len(a))
	for _, w := range a {
		left[w]++
	}
	both := 0
	for _, w := range b {
		if left[w] > 0 {
			left[w]--
			both++
		}
	}
	return 2 * float64(both) / float64(len(a)+len(b))
}

// SpeltAlike compares two names by their folded words, in any order: whether
// they are the same words, or differ by so little that one may be meant by the
// other. Words with digits have to be the same.
func SpeltAlike(a, b []string) (same, alike bool) {
	if len(a) != len(b) || len(a) == 0 {
		return false, false
	}
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	if slices.Equal(a, b) {
		return true, true
	}
	length := 0
	for i, word := range a {
		limit := 0
		switch n := len(word); {
		case strings.ContainsFunc(word, unicode.IsDigit):
		case n > 7:
			limit = 2
		case n > 2:
			limit = 1
		}
		if editDistance(word, b[i], limit) > limit {
			return false, false
		}
		length += len(word)
	}
	return false, length > 4
}
