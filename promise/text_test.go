package promise

import (
	"strconv"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
)

// dossier reads a dossier from lines of text:
//
//	kind claim | made 2024-01-10 | by ann for acme | disputed | condition rain
//	deadline 2024-12-31 | deadline 100 days after 2024-01-20 | deadline when rain [2024-12-31] | deadline none
//	event 2024-05-01
//	target cars at_least 100 car [from 20] [since 2024-01-01] [by 2023] [unclear]
//	target cars between 3..4 car
//	evidence e supports 2025-01-10 [happened d] [written d] [via s1,s2] [by ann] [disputed] [unverified]
//	  measures cars 120 car [on 2024] [final]         (of the evidence above; ~120, 100.., ..100, 100..120)
//	ruling r kept 2025-02-01 [supersedes q] [cites e,f]
//	later q restates 2024-05-01 [by ann] [for acme]
//	source s1 2024-05-01 [translates x] [reprints x] [reports x,y]
//
// A date of "-" is unknown. Evidence without via has a source of its own.
func dossier(t testing.TB, text string) Dossier {
	t.Helper()
	p := &Promise{ID: "p", Speaker: "ann", Company: "acme", Statement: "p"}
	d := Dossier{Promise: p}
	var sources []*Source
	var last *Evidence
	for line := range strings.Lines(text) {
		f := fields(strings.Fields(line))
		switch f.word() {
		case "":
		case "kind":
			p.Kind = StatementKind(f.word())
		case "made":
			p.MadeOn = f.date()
		case "by":
			p.Speaker = f.word()
			p.Company = f.after("for")
		case "disputed":
			p.Disputed = true
		case "condition":
			p.Condition = f.word()
		case "event":
			d.EventOn = f.date()
		case "deadline":
			p.Deadline = f.deadline(t)
		case "target":
			p.Targets = append(p.Targets, f.target(t))
		case "evidence":
			last = &Evidence{ID: f.word(), BearsOn: []Bearing{{Promise: "p", Stance: Stance(f.word())}}, PublishedOn: f.date()}
			last.HappenedOn, last.WrittenOn = fact.Date(f.after("happened")), fact.Date(f.after("written"))
			last.Sources = f.list("via")
			if last.Sources == nil {
				last.Sources = []string{"s-" + last.ID}
			}
			last.By, last.Disputed, last.Unverified = f.after("by"), f.has("disputed"), f.has("unverified")
			if last.Unverified {
				last.Sources = nil
			}
			d.Evidence = append(d.Evidence, last)
		case "measures":
			m := Measurement{Metric: f.word()}
			m.Value, m.Min, m.Max, m.About = values(t, f.word())
			m.Unit, m.On, m.Final = f.word(), fact.Date(f.after("on")), f.has("final")
			last.Measurements = append(last.Measurements, m)
		case "ruling":
			d.Rulings = append(d.Rulings, &Ruling{
				Promise: "p", By: "judge", ID: f.word(), Status: Status(f.word()), RuledOn: f.date(),
				Supersedes: f.after("supersedes"), Evidence: f.list("cites"),
			})
		case "later":
			l := Later{ID: f.word(), Link: Link(f.word()), MadeOn: f.date(), Speaker: "ann", Company: "acme"}
			if who := f.after("by"); who != "" {
				l.Speaker = who
			}
			if company := f.after("for"); company != "" {
				l.Company = company
			}
			d.Later = append(d.Later, l)
		case "source":
			s := &Source{ID: f.word(), PublishedOn: f.date(), ReprintOf: f.after("reprints"), ReportsOn: f.list("reports")}
			if of := f.after("translates"); of != "" {
				s.TranslationOf = &Translation{Source: of}
			}
			sources = append(sources, s)
		default:
			t.Fatalf("cannot read %q", line)
		}
	}
	d.Origins = TraceOrigins(sources)
	return d
}

// words are the words of a line that have not been read.
type words []string

func fields(list []string) *words { w := words(list); return &w }

// word reads the next word, empty at the end.
func (w *words) word() string {
	if len(*w) == 0 {
		return ""
	}
	next := (*w)[0]
	*w = (*w)[1:]
	return next
}

func (w *words) date() fact.Date {
	if next := w.word(); next != "-" {
		return fact.Date(next)
	}
	return ""
}

// after is the word that follows a key, empty when the key does not stand there.
func (w *words) after(key string) string {
	for i, s := range *w {
		if s == key && i+1 < len(*w) {
			return (*w)[i+1]
		}
	}
	return ""
}

func (w *words) list(key string) []string {
	if s := w.after(key); s != "" {
		return strings.Split(s, ",")
	}
	return nil
}

func (w *words) has(key string) bool {
	for _, s := range *w {
		if s == key {
			return true
		}
	}
	return false
}

func (w *words) deadline(t testing.TB) *Deadline {
	t.Helper()
	switch {
	case w.has("none"):
		return &Deadline{Kind: DeadlineNone}
	case w.has("when"):
		w.word()
		return &Deadline{Kind: DeadlineConditional, After: w.word(), On: fact.Date(w.word())}
	case w.has("days"):
		n, err := strconv.Atoi(w.word())
		if err != nil {
			t.Fatal(err)
		}
		return &Deadline{Kind: DeadlineRelative, Days: &n, After: w.after("after")}
	}
	return &Deadline{On: w.date()}
}

func (w *words) target(t testing.TB) Target {
	t.Helper()
	target := Target{Metric: w.word(), Comparator: Comparator(w.word())}
	target.Value, target.Min, target.Max, _ = values(t, w.word())
	target.Unit, target.By, target.Unclear = w.word(), fact.Date(w.after("by")), w.has("unclear")
	target.Baseline, _, _, _ = values(t, w.after("from"))
	target.BaselineOn = fact.Date(w.after("since"))
	return target
}

func values(t testing.TB, s string) (value, low, high *float64, about bool) {
	t.Helper()
	one := func(s string) *float64 {
		if s == "" || s == "-" {
			return nil
		}
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return &v
	}
	s, about = strings.CutPrefix(s, "~")
	if from, to, ok := strings.Cut(s, ".."); ok {
		return nil, one(from), one(to), about
	}
	return one(s), nil, nil, about
}
