package promise

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/fact"
)

// dice makes random dossiers: few dates, metrics and values, so that they meet.
type dice struct{ *rand.Rand }

func newDice(seed uint64) dice { return dice{rand.New(rand.NewPCG(seed, 5))} }

func pick[T any](d dice, list ...T) T { return list[d.IntN(len(list))] }

// date is a date from 2023 to 2025 of any precision, at times none.
func (d dice) date() fact.Date {
	day := time.Date(2023, 1, 1+d.IntN(3*365), 0, 0, 0, 0, time.UTC)
	return fact.Date(day.Format(pick(d, "2006-01-02", "2006-01-02", "2006-01", "2006", "")))
}

func (d dice) value() *float64 {
	v := pick(d, 0, 1, 90, 95, 100, 105, 110, 200.0)
	return pick(d, &v, &v, &v, nil)
}

func (d dice) sources() []string {
	var list []string
	for range d.IntN(4) {
		list = append(list, fmt.Sprintf("s%d", d.IntN(8)))
	}
	return list
}

func (d dice) evidence(id string) *Evidence {
	e := &Evidence{
		ID: id, PublishedOn: d.date(), HappenedOn: d.date(), WrittenOn: d.date(), Disputed: d.IntN(6) == 0, By: pick(d, "", "", "ann", "bob"),
		BearsOn: []Bearing{{Promise: "p", Stance: pick(d, Supports, Contradicts, Context, Response)}},
	}
	e.Sources = d.sources()
	for range d.IntN(3) {
		m := Measurement{Metric: pick(d, "cars", "vans"), Unit: "car", On: d.date(), About: d.IntN(3) == 0, Final: d.IntN(2) == 0}
		if m.Value = d.value(); m.Value == nil {
			m.Min, m.Max = d.value(), d.value()
		}
		e.Measurements = append(e.Measurements, m)
	}
	return e
}

func (d dice) dossier(restated bool) Dossier {
	p := &Promise{ID: "p", Speaker: "ann", Company: "acme", MadeOn: d.date(), Kind: pick(d, "", "", "", "", KindClaim), Condition: pick(d, "", "", "rain")}
	for range d.IntN(3) {
		p.Targets = append(p.Targets, Target{
			Metric: pick(d, "cars", "vans"), Unit: "car", Value: d.value(), Min: d.value(), Max: d.value(), By: pick(d, "", "", d.date()), Baseline: d.value(),
			Comparator: pick(d, AtLeast, AtMost, MoreThan, LessThan, About, Between, Exactly, Happens),
		})
	}
	days := d.IntN(400)
	p.Deadline = pick(d, nil, &Deadline{On: d.date()}, &Deadline{On: d.date()}, &Deadline{On: d.date()},
		&Deadline{Kind: DeadlineRelative, Days: &days, After: pick(d, "signature", "2024-02")}, &Deadline{Kind: DeadlineConditional, Days: &days})
	all := Dossier{Promise: p, EventOn: d.date()}
	for i := range d.IntN(6) {
		all.Evidence = append(all.Evidence, d.evidence(fmt.Sprintf("e%d", i)))
	}
	for i := range d.IntN(4) {
		all.Rulings = append(all.Rulings, &Ruling{
			ID: fmt.Sprintf("r%d", i), Promise: "p", RuledOn: d.date(), Status: pick(d, Kept, NotKept, Stalled, InProgress, Due),
			Supersedes: pick(d, "", "r0", "r1", "r2"), Evidence: []string{pick(d, "e0", "e1")},
		})
	}
	for i := range d.IntN(3) {
		l := Later{ID: fmt.Sprintf("l%d", i), Link: pick(d, Restates, Narrows, Replaces), MadeOn: d.date(), Speaker: pick(d, "ann", "bob"), Company: "acme"}
		if restated {
			again := d.dossier(false)
			l.Dossier = &again
		}
		all.Later = append(all.Later, l)
	}
	var sources []*Source
	for i := range 8 {
		s := &Source{ID: fmt.Sprintf("s%d", i), PublishedOn: d.date()}
		switch d.IntN(3) {
		case 0:
			s.ReprintOf = fmt.Sprintf("s%d", d.IntN(10))
		case 1:
			s.ReportsOn = []string{fmt.Sprintf("s%d", d.IntN(10)), fmt.Sprintf("s%d", d.IntN(10))}
		}
		sources = append(sources, s)
	}
	all.Origins = TraceOrigins(sources)
	return all
}

// clone copies the lists of a dossier, not the records.
func (d Dossier) clone() Dossier {
	d.Evidence, d.Rulings, d.Later = slices.Clone(d.Evidence), slices.Clone(d.Rulings), slices.Clone(d.Later)
	return d
}

// everyDay calls f on each day around those that random dossiers name.
func everyDay(f func(day fact.Date)) {
	for day := fact.Date("2022-12-30"); day < "2027-03-01"; day = addDays(day, 1) {
		f(day)
	}
}

// TestStepsCoverEveryDay: Derive of a day is the step that covers it.
func TestStepsCoverEveryDay(t *testing.T) {
	for seed := range uint64(50) {
		d := newDice(seed).dossier(seed%3 == 0)
		steps := Steps(d)
		for i := 1; i < len(steps); i++ {
			if steps[i-1].From >= steps[i].From || reflect.DeepEqual(steps[i-1].Standing, steps[i].Standing) {
				t.Fatalf("seed %d: steps %d and %d are out of order or the same", seed, i-1, i)
			}
		}
		for _, c := range History(d) {
			if len(c.Causes) == 0 {
				t.Fatalf("seed %d: change of %q to %s has no cause", seed, c.On, c.Status)
			}
		}
		everyDay(func(day fact.Date) {
			want, ok := Derive(d, day)
			got, covered := At(steps, day)
			if ok != covered || !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d, %s:\nstep   %+v %v\nderive %+v %v", seed, day, got, covered, want, ok)
			}
		})
	}
}

// TestBeforePublicationIsAbsence: what is known later might as well not be there.
func TestBeforePublicationIsAbsence(t *testing.T) {
	for seed := range uint64(2000) {
		r := newDice(seed)
		d := r.dossier(seed%5 == 0)
		day := lastDay(r.date())
		if day == "" {
			continue
		}
		then := d.clone()
		then.Evidence = slices.DeleteFunc(then.Evidence, func(e *Evidence) bool {
			known, _ := KnownOn(e, d.Origins, "")
			return known > day
		})
		then.Rulings = slices.DeleteFunc(then.Rulings, func(r *Ruling) bool { return lastDay(r.RuledOn) > day })
		then.Later = slices.DeleteFunc(then.Later, func(l Later) bool { return lastDay(l.MadeOn) > day })
		if lastDay(then.EventOn) > day {
			then.EventOn = ""
		}
		want, _ := Derive(then, day)
		if got, _ := Derive(d, day); !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d, %s:\nwith    %+v\nwithout %+v", seed, day, got, want)
		}
	}
}

// TestOrderDoesNotMatter: lists may come in any order, and twice.
func TestOrderDoesNotMatter(t *testing.T) {
	for seed := range uint64(1000) {
		r := newDice(seed)
		d := r.dossier(seed%5 == 0)
		mixed := d.clone()
		mixed.Evidence = append(mixed.Evidence, mixed.Evidence...)
		mixed.Later = append(mixed.Later, mixed.Later...)
		r.Shuffle(len(mixed.Evidence), func(i, j int) {
			mixed.Evidence[i], mixed.Evidence[j] = mixed.Evidence[j], mixed.Evidence[i]
		})
		r.Shuffle(len(mixed.Rulings), func(i, j int) { mixed.Rulings[i], mixed.Rulings[j] = mixed.Rulings[j], mixed.Rulings[i] })
		if got, want := Steps(mixed), Steps(d); !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d:\nmixed %+v\nplain %+v", seed, got, want)
		}
	}
}

// TestSupportMovesTowardsSupport: adding support never moves the balance
// towards contradiction, nor does it make a promise that was kept fail.
func TestSupportMovesTowardsSupport(t *testing.T) {
	rank := map[Balance]int{Contradicted: -1, BalanceNone: 0, Mixed: 0, Supported: 1}
	for seed := range uint64(2000) {
		r := newDice(seed)
		d := r.dossier(false)
		more := d.clone()
		e := r.evidence("more")
		e.BearsOn[0].Stance = Supports
		more.Evidence = append(more.Evidence, e)
		day := lastDay(r.date())
		was, ok := Derive(d, day)
		is, _ := Derive(more, day)
		if ok && (rank[is.Balance] < rank[was.Balance] || is.Supports.Items < was.Supports.Items || is.Contradicts != was.Contradicts) {
			t.Fatalf("seed %d, %s: from %s %v to %s %v", seed, day, was.Balance, was.Supports, is.Balance, is.Supports)
		}
	}
}

// TestCopiesCountOnce: a copy of a source beside it changes no count.
func TestCopiesCountOnce(t *testing.T) {
	for seed := range uint64(2000) {
		r := newDice(seed)
		d := r.dossier(false)
		if len(d.Evidence) == 0 {
			continue
		}
		sources := make([]*Source, 0, 9)
		for _, s := range d.Origins.sources {
			sources = append(sources, s)
		}
		e := *d.Evidence[0]
		if len(e.Sources) == 0 {
			continue
		}
		original := d.Origins.sources[e.Sources[0]]
		duplicate := &Source{ID: "duplicate", PublishedOn: original.PublishedOn}
		switch r.IntN(3) {
		case 0:
			duplicate.ReprintOf = original.ID
		case 1:
			duplicate.TranslationOf = &Translation{Source: original.ID}
		default:
			duplicate.ReportsOn = []string{original.ID}
		}
		e.Sources = append(slices.Clone(e.Sources), "duplicate")
		more := d.clone()
		more.Evidence[0] = &e
		more.Origins = TraceOrigins(append(sources, duplicate))
		day := lastDay(r.date())
		was, _ := Derive(d, day)
		is, _ := Derive(more, day)
		if is.Supports != was.Supports || is.Contradicts != was.Contradicts || is.Balance != was.Balance {
			t.Fatalf("seed %d, %s: from %v %v to %v %v", seed, day, was.Supports, was.Contradicts, is.Supports, is.Contradicts)
		}
	}
}

// TestNeverFromADateAlone: without measurements and rulings no promise is
// closed, but for one that was replaced.
func TestNeverFromADateAlone(t *testing.T) {
	for seed := range uint64(2000) {
		r := newDice(seed)
		d := r.dossier(false)
		d.Rulings = nil
		for _, e := range d.Evidence {
			e.Measurements = nil
		}
		for _, step := range Steps(d) {
			if s := step.Standing; s.Status.Closed() && s.Status != Superseded {
				t.Fatalf("seed %d, %s: %s by %s", seed, step.From, s.Status, s.Because.Rule)
			}
		}
	}
}

// TestNotKeptTakesAFinalMeasurement: the rules never say not or partly kept
// before the deadline, nor without a final measurement.
func TestNotKeptTakesAFinalMeasurement(t *testing.T) {
	found := 0
	for seed := range uint64(4000) {
		d := newDice(seed).dossier(false)
		d.Rulings = nil
		for _, step := range Steps(d) {
			for _, target := range step.Standing.Targets {
				if target.Outcome != TargetUnmet {
					continue
				}
				found++
				i := slices.IndexFunc(d.Evidence, func(e *Evidence) bool { return e.ID == target.Evidence })
				if !d.Evidence[i].Measurements[target.Measurement].Final || target.Deadline >= step.From && target.Deadline != "" {
					t.Fatalf("seed %d, %s: %+v", seed, step.From, target)
				}
			}
		}
	}
	if found == 0 {
		t.Error("no dossier tells")
	}
}
