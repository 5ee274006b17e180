package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/quote"
	"github.com/promisegraph/promisegraph/store"
)

// exitMisquoted ends a check that found a quote that does not stand in its
// source.
const exitMisquoted = exitCode(4)

type checkQuotesCommand struct {
	database `embed:""`

	Source string   `required:"" help:"Source whose text the files are." placeholder:"ID"`
	Files  []string `arg:"" help:"The text of the source: plain text or HTML, in one file or several." placeholder:"FILE"`
	Data   []string `help:"Check the quotes of these change set files, or folders of them, instead of those in the graph." placeholder:"PATH" sep:"none"`
	JSON   bool     `name:"json" help:"Print JSON."`
}

// Help is shown below the usage.
func (checkQuotesCommand) Help() string {
	return `Looks up every quote of a promise or evidence that says it was read in the source. Texts are compared in Unicode NFC,
without invisible characters, with quotation marks and dashes unified and white space folded; case counts. An ellipsis in
a quote stands for anything. Positions are Unicode characters, counted from 0, of the file; of HTML, of its text. For a
quote that does not stand there, the passage nearest to it is shown, [-with what the quote has-] and {+what the source has+}.

Exit codes: 0 every quote stands there, 1 failed, 2 wrong usage, 3 the change set files have faults, 4 a quote does not
stand there.`
}

// Run checks the quotes and prints what was found.
func (c checkQuotesCommand) Run(ctx context.Context, log *slog.Logger) error {
	texts, err := readTexts(c.Files)
	if err != nil {
		return err
	}
	quotes, err := c.quotes(ctx, log)
	if err != nil {
		return err
	}
	report := checkQuotes(c.Source, quotes, texts)
	if c.JSON {
		err = json.NewEncoder(os.Stdout).Encode(report)
	} else {
		err = report.write(os.Stdout)
	}
	if err == nil && report.Missing > 0 {
		return exitMisquoted
	}
	return err
}

// quotes lists those that say they were read in the source, in order of the
// records' ids.
func (c checkQuotesCommand) quotes(ctx context.Context, log *slog.Logger) ([]promise.CitedQuote, error) {
	if len(c.Data) > 0 {
		return quotesOfFiles(c.Data, c.Source)
	}
	s, release, err := c.open(ctx, log)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := s.Migrated(ctx); err != nil {
		return nil, err
	}
	return s.QuotesIn(ctx, c.Source)
}

// quotesOfFiles lists the quotes of change set files, of records that they
// create or correct. The source itself need not be in the files, but then a
// quote must say that it was read in it.
func quotesOfFiles(paths []string, source string) ([]promise.CitedQuote, error) {
	set, err := readSet(paths)
	if err != nil {
		return nil, err
	}
	if faults := set.Check(); len(faults) > 0 {
		fmt.Fprintln(os.Stderr, &journal.Refusal{Faults: faults})
		return nil, exitRefused
	}
	var list []promise.CitedQuote
	known := false
	for _, e := range set.Entries {
		switch r := e.Record.(type) {
		case *promise.Promise:
			list = append(list, r.QuotesFrom(source)...)
		case *promise.Evidence:
			list = append(list, r.QuotesFrom(source)...)
		case *promise.Source:
			known = known || r.ID == source
		}
	}
	if !known && len(list) == 0 {
		return nil, fmt.Errorf("quotes in %s: %w", source, store.ErrNoSource)
	}
	slices.SortStableFunc(list, func(a, b promise.CitedQuote) int { return cmp.Compare(a.Record, b.Record) })
	return list, nil
}

// quoteReport is the outcome of a check.
type quoteReport struct {
	Source  string         `json:"source"`
	Found   int            `json:"found"`
	Missing int            `json:"missing"`
	Quotes  []checkedQuote `json:"quotes"`
}

// checkedQuote is a quote and where it stands: At or Nearest is set, or neither
// when the source has no words.
type checkedQuote struct {
	promise.CitedQuote
	At      *foundQuote  `json:"at,omitempty"`
	Nearest *nearPassage `json:"nearest,omitempty"`
}

// foundQuote is where a quote stands; Parts when it has ellipses.
type foundQuote struct {
	File string `json:"file"`
	quote.Span
	Parts []quote.Span `json:"parts,omitempty"`
}

// nearPassage is what comes nearest to a quote.
type nearPassage struct {
	File string `json:"file"`
	quote.Span
	Text       string       `json:"text"`
	Quote      string       `json:"quote"` // what was compared: the quote, or the part of it that is missing
	Similarity float64      `json:"similarity"`
	Diff       []quote.Edit `json:"diff"`
}

// sourceText is the text of one file.
type sourceText struct {
	file string
	text *quote.Text
}

func readTexts(names []string) ([]sourceText, error) {
	texts := make([]sourceText, len(names))
	for i, name := range names {
		text, err := readText(name)
		if err != nil {
			return nil, err
		}
		texts[i] = sourceText{name, quote.New(text)}
	}
	return texts, nil
}

// checkQuotes looks quotes up: each in the first text in which it stands, else
// what comes nearest in any of them.
func checkQuotes(source string, quotes []promise.CitedQuote, texts []sourceText) quoteReport {
	report := quoteReport{Source: source, Quotes: make([]checkedQuote, len(quotes))}
	for i, q := range quotes {
		checked := checkedQuote{CitedQuote: q, At: find(q.Text, texts)}
		if checked.At != nil {
			report.Found++
		} else {
			report.Missing++
			checked.Nearest = nearest(q.Text, texts)
		}
		report.Quotes[i] = checked
	}
	return report
}

func find(words string, texts []sourceText) *foundQuote {
	for _, t := range texts {
		if m, ok := t.text.Find(quote.Selector{Exact: words}); ok {
			found := &foundQuote{File: t.file, Span: m.Span}
			if len(m.Parts) > 1 {
				found.Parts = m.Parts
			}
			return found
		}
	}
	return nil
}

func nearest(words string, texts []sourceText) *nearPassage {
	var best *nearPassage
	for _, t := range texts {
		near, ok := t.text.Nearest(quote.Selector{Exact: words})
		if ok && (best == nil || near.Similarity > best.Similarity) {
			best = &nearPassage{File: t.file, Span: near.Span, Text: near.Text, Quote: near.Quote, Similarity: near.Similarity, Diff: near.Diff}
		}
	}
	return best
}

// unlike is the similarity below which a passage has nothing to do with a
// quote: letters that happen to come in the same order make about as much.
const unlike = 0.5

// write shows the report to a person.
func (r quoteReport) write(w io.Writer) error {
	var b strings.Builder
	for _, q := range r.Quotes {
		mark := "missing"
		if q.At != nil {
			mark = "found  "
		}
		fmt.Fprintf(&b, "%s %s %s %s", mark, q.Kind, q.Record, q.Field)
		if f := q.At; f != nil {
			fmt.Fprintf(&b, "  %s %s\n", f.File, spans(f))
			continue
		}
		fmt.Fprintf(&b, "\n  quote:   %s\n", folded(q.Text))
		switch n := q.Nearest; {
		case n == nil || n.Similarity < unlike:
			fmt.Fprintf(&b, "  nearest: nothing like it\n")
		case n.Similarity == 1:
			fmt.Fprintf(&b, "  nearest: %s %d-%d has %q, but not after the words before it\n", n.File, n.Start, n.End, folded(n.Quote))
		default:
			fmt.Fprintf(&b, "  nearest: %s %d-%d, %.0f%% alike\n  diff:    %s\n", n.File, n.Start, n.End, 100*n.Similarity, folded(quote.Inline(n.Diff)))
		}
	}
	if all := len(r.Quotes); all == 0 {
		fmt.Fprintf(&b, "No quote says that it was read in %s.\n", r.Source)
	} else {
		fmt.Fprintf(&b, "%d of %d quotes from %s stand in its text.\n", r.Found, all, r.Source)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// spans shows where a quote stands: 10-20, or its parts 10-20, 30-40.
func spans(f *foundQuote) string {
	list := f.Parts
	if len(list) == 0 {
		list = []quote.Span{f.Span}
	}
	texts := make([]string, len(list))
	for i, s := range list {
		texts[i] = fmt.Sprintf("%d-%d", s.Start, s.End)
	}
	return strings.Join(texts, ", ")
}

// folded is a text on one line.
func folded(text string) string { return strings.Join(strings.Fields(text), " ") }
