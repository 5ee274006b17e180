package promise

import (
	"reflect"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
)

// check derives in every way and holds what must hold for any dossier.
func check(t *testing.T, d Dossier, asOf fact.Date) {
	t.Helper()
	s, ok := Derive(d, asOf)
	steps := Steps(d)
	at, covered := At(steps, asOf)
	if ok != covered || ok && !reflect.DeepEqual(s, at) {
		t.Errorf("on %q: %+v %v, the step has %+v %v", asOf, s, ok, at, covered)
	}
	for _, step := range steps {
		if step.Standing.Status == "" || step.Standing.Balance == "" || step.Standing.Because.Rule == "" || step.Standing.Sentence() == "" {
			t.Errorf("step of %q is incomplete: %+v", step.From, step.Standing)
		}
	}
	for _, c := range History(d) {
		if len(c.Causes) == 0 {
			t.Errorf("change of %q to %s has no cause", c.On, c.Status)
		}
	}
}

// FuzzDates: no date, however broken, makes deriving fail.
func FuzzDates(f *testing.F) {
	f.Add("2024-04-23", "2024-12-31", "2024", "2024-06", "2025-01-29", "2024-05", 100, "2025-01-01")
	f.Add("", "", "", "", "", "", -1, "")
	f.Add("9999-12-31", "9999", "9999-12", "1000-01-01", "1000", "9999-12-31", 1<<40, "9999")
	f.Add("2024-02-30", "soon", "2024-13", "0000-00-00", "2024-2-2", "\x00", 0, "20240101")
	f.Fuzz(func(t *testing.T, made, deadline, by, published, on, event string, days int, asOf string) {
		one := 1.0
		p := &Promise{ID: "p", MadeOn: fact.Date(made), Targets: []Target{
			{Metric: "m", Unit: "u", Comparator: AtLeast, Value: &one, By: fact.Date(by), BaselineOn: fact.Date(on)},
			{Metric: "m", Unit: "u", Comparator: AtMost, Value: &one},
		}}
		d := Dossier{
			Promise: p, EventOn: fact.Date(event),
			Evidence: []*Evidence{{
				ID: "e", BearsOn: []Bearing{{Promise: "p", Stance: Supports}}, PublishedOn: fact.Date(published), HappenedOn: fact.Date(on),
				Measurements: []Measurement{{Metric: "m", Unit: "u", Value: &one, On: fact.Date(on), Final: days%2 == 0}},
			}},
			Rulings: []*Ruling{{ID: "r", Promise: "p", RuledOn: fact.Date(by), Status: InProgress}},
			Later:   []Later{{ID: "q", Link: Replaces, MadeOn: fact.Date(published)}},
		}
		for _, p.Deadline = range []*Deadline{
			{On: fact.Date(deadline)},
			{Kind: DeadlineRelative, Days: &days, After: deadline},
			{Kind: DeadlineConditional, Days: &days},
		} {
			check(t, d, fact.Date(asOf))
		}
	})
}

// FuzzTargets: no target and no measurement, however odd, makes it fail.
func FuzzTargets(f *testing.F) {
	f.Add("at_least", 100.0, 90.0, 110.0, 20.0, 105.0, 0.0, 200.0, uint(0))
	f.Add("about", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, uint(255))
	f.Add("between", -1e308, 1e308, -1e308, 1e-308, 1e308, -1e308, 1e308, uint(7))
	f.Add("", 1.0, 2.0, 1.0, 0.0, 1.0, 1.0, 0.0, uint(96))
	f.Fuzz(func(t *testing.T, comparator string, value, low, high, baseline, measured, from, to float64, bits uint) {
		given := func(bit int, v *float64) *float64 {
			if bits>>bit&1 == 0 {
				return v
			}
			return nil
		}
		target := Target{
			Metric: "m", Unit: "u", Comparator: Comparator(comparator),
			Value: given(0, &value), Min: given(1, &low), Max: given(2, &high), Baseline: given(3, &baseline), Unclear: bits>>9&1 == 1,
		}
		m := Measurement{
			Metric: "M", Unit: "U", Value: given(4, &measured), Min: given(5, &from), Max: given(6, &to),
			About: bits>>7&1 == 1, Final: bits>>8&1 == 1, On: "2024",
		}
		d := Dossier{
			Promise:  &Promise{ID: "p", MadeOn: "2024-01-10", Targets: []Target{target}, Deadline: &Deadline{On: "2024-12-31"}},
			Evidence: []*Evidence{{ID: "e", BearsOn: []Bearing{{Promise: "p", Stance: Context}}, PublishedOn: "2025-01", Measurements: []Measurement{m}}},
		}
		check(t, d, "2025-02-01")
	})
}
