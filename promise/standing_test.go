package promise

import (
	"slices"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
)

func standing(t *testing.T, text string, asOf fact.Date) Standing {
	t.Helper()
	s, ok := Derive(dossier(t, text), asOf)
	if !ok {
		t.Fatalf("no standing on %s", asOf)
	}
	return s
}

func TestBalance(t *testing.T) {
	text := base + chain + `
		evidence a supports 2024-06-04 via report,rewrite,german
		evidence b supports 2024-06-10 via ft
		evidence c contradicts 2024-06-20 via ft
		evidence d contradicts 2024-06-25 unverified
		evidence e context 2024-06-04 via other
		evidence f response 2024-06-04 via other`
	for _, c := range []struct {
		day         fact.Date
		balance     Balance
		for_, aside Side
	}{
		{"2024-06-03", BalanceNone, Side{0, 0}, Side{0, 0}},
		{"2024-06-04", Supported, Side{1, 1}, Side{0, 0}},
		{"2024-06-10", Supported, Side{2, 2}, Side{0, 0}},
		{"2024-06-20", Mixed, Side{2, 2}, Side{1, 1}},
		{"2024-06-25", Mixed, Side{2, 2}, Side{2, 1}},
	} {
		s := standing(t, text, c.day)
		if s.Balance != c.balance || s.Supports != c.for_ || s.Contradicts != c.aside {
			t.Errorf("%s: %s %v %v, want %s %v %v", c.day, s.Balance, s.Supports, s.Contradicts, c.balance, c.for_, c.aside)
		}
	}
	if s := standing(t, base+"evidence c contradicts 2024-06-20", "2024-07-01"); s.Balance != Contradicted {
		t.Errorf("only contradicted: %s", s.Balance)
	}
}

func TestFlags(t *testing.T) {
	for _, c := range []struct {
		text string
		want []Flag
	}{
		{"", nil},
		{"evidence e contradicts 2024-12-31", []Flag{FlagContradictedEarly, FlagSingleOrigin}},
		{"evidence e contradicts 2025-01-01", []Flag{FlagSingleOrigin}},
		{"disputed", []Flag{FlagDisputed}},
		{"evidence e supports 2025-02-01 disputed via a,b", []Flag{FlagDisputed}},
		{"evidence e context 2025-02-01 disputed", nil},
		{"later q restates 2024-05-01", []Flag{FlagRestated}},
		{"later q narrows 2024-05-01\nlater q restates 2024-05-01", []Flag{FlagRestated, FlagNarrowed}},
		{"later q replaces 2024-05-01 by bob", []Flag{FlagReplaced}},
		{"later q restates 2023-05-01", nil}, // it was made before
		{"later q restates 2025-07-01", nil}, // it is not made yet
		{"condition rain", []Flag{FlagConditional}},
		{"condition rain\nevent 2024-03-01", nil},
		{"condition rain\nevent 2025-07-01", []Flag{FlagConditional}},
		{"evidence e context 2024-06-04 written 2023-12", []Flag{FlagOlderEvidence}},
		{"evidence e context 2024-06-04 written 2024-01", nil}, // perhaps not older
		{"evidence e context 2024-01-10 written 2023-12", nil}, // it was there when the promise was made
		{"evidence e supports 2025-02-01\nevidence f contradicts 2025-02-01", nil},
		{"evidence e supports 2025-02-01 by ann via a,b\nevidence f supports 2025-02-01 by acme", []Flag{FlagOwnWord}},
		{"evidence e supports 2025-02-01 by bob via a,b", nil},
		{"evidence e supports 2025-02-01 unverified", []Flag{FlagUnverified}},
		{"evidence e supports - happened 2025-02-01 via a,b", []Flag{FlagDatedOtherwise}},
		{"target vans at_least 1 van by 2030\ntarget buses at_least 1 bus by 2024-05", []Flag{FlagTargetMissed}},
		{"ruling q kept 2025-02-01\nruling r not_kept 2025-02-02", []Flag{FlagRulingsDiffer}},
		{"evidence e context 2025-02-01\nmeasures cars 20 car on 2024 final\nruling q kept 2025-02-03", []Flag{FlagRulingBeatsRule}},
	} {
		if s := standing(t, base+c.text, "2025-06-01"); !slices.Equal(s.Flags, c.want) {
			t.Errorf("%s: %q, want %q", c.text, s.Flags, c.want)
		}
	}
}

// TestRestated judges a promise as made and as restated.
func TestRestated(t *testing.T) {
	again := dossier(t, `
		made 2024-12-01
		deadline 2025-06-30
		target cars at_least 100 car
		evidence e supports 2025-06-10
		  measures cars 100 car on 2025-06`)
	d := dossier(t, base+`
		evidence e supports 2025-06-10
		  measures cars 100 car on 2025-05
		later again restates 2024-12-01`)
	d.Later[0].Dossier = &again
	d.Later[0].ID = "again"
	again.Promise.ID = "again"
	again.Evidence[0].BearsOn[0].Promise = "again"
	again.Evidence[0].Measurements[0].On = "2025-05"
	for _, c := range []struct {
		day      fact.Date
		made, as Status
	}{
		{"2024-11-30", NotYetRated, ""},
		{"2024-12-01", NotYetRated, NotYetRated},
		{"2025-01-01", Due, NotYetRated},
		{"2025-06-10", KeptLate, Kept},
	} {
		s, _ := Derive(d, c.day)
		as := Status("")
		if len(s.AsRestated) == 1 {
			as = s.AsRestated[0].Standing.Status
		}
		if s.Status != c.made || as != c.as {
			t.Errorf("%s: %s and as restated %q, want %s and %q", c.day, s.Status, as, c.made, c.as)
		}
		if at, _ := At(Steps(d), c.day); len(at.AsRestated) != len(s.AsRestated) || at.Status != c.made {
			t.Errorf("%s: the step has %s, %d restated", c.day, at.Status, len(at.AsRestated))
		}
	}
}

func TestSinceAndNext(t *testing.T) {
	text := base + `
		target vans at_least 10 van by 2024-06
		evidence e supports 2024-03-05
		ruling r kept 2025-02-01`
	for _, c := range []struct{ day, since, next fact.Date }{
		{"2024-01-10", "2024-01-10", "2025-01-01"},
		{"2024-03-04", "2024-01-10", "2025-01-01"},
		{"2024-03-05", "2024-03-05", "2025-01-01"},
		{"2024-12-31", "2024-03-05", "2025-01-01"},
		{"2025-01-01", "2025-01-01", ""},
		{"2025-01-31", "2025-01-01", ""},
		{"2026-01", "2025-02-01", ""},
	} {
		if s := standing(t, text, c.day); s.Since != c.since || s.Next != c.next {
			t.Errorf("%s: since %q next %q, want %q and %q", c.day, s.Since, s.Next, c.since, c.next)
		}
	}
}

func TestNoStanding(t *testing.T) {
	for _, c := range []struct {
		made, asOf fact.Date
		want       bool
	}{
		{"2024-04", "2024-04-29", false},
		{"2024-04", "2024-04-30", true},
		{"2024-04", "2024-04", true},
		{"2024-04", "2024", true},
		{"2024-04", "", false},
		{"2024-04", "2024-13", false},
		{"2024-04", "soon", false},
		{"", "2024-04", true}, // no date at all: it stands on every day
	} {
		d := Dossier{Promise: &Promise{ID: "p", MadeOn: c.made}}
		if _, ok := Derive(d, c.asOf); ok != c.want {
			t.Errorf("made %q, on %q: %v", c.made, c.asOf, ok)
		}
	}
	if _, ok := Derive(Dossier{}, "2024"); ok || Steps(Dossier{}) != nil || History(Dossier{}) != nil {
		t.Error("an empty dossier has a standing")
	}
	d := Dossier{Promise: &Promise{ID: "p"}, RecordedOn: map[string]fact.Date{"p": "2026-11-24"}}
	if steps := Steps(d); len(steps) != 1 || steps[0].From != "2026-11-24" {
		t.Errorf("recorded only: %+v", steps)
	}
}

func TestSentence(t *testing.T) {
	for _, c := range []struct {
		text string
		asOf fact.Date
		want string
	}{
		{"kind claim", "2025-06-01", "Not yet rated: it is no promise and is not rated."},
		{"ruling r not_kept 2025-02-01", "2025-06-01", "Not kept: so ruled by judge on 2025-02-01."},
		{"later q replaces 2024-05-01", "2025-06-01", "Superseded: replaced by q on 2024-05-01."},
		{
			"evidence e supports 2025-02-01\nmeasures cars 12000 car on 2024", "2025-06-01",
			"Kept: cars was 12,000 car (2024), promised was at least 100 car by 2024-12-31.",
		},
		{
			"evidence e supports 2025-02-01\nmeasures cars ~120 car on 2025-01", "2025-06-01",
			"Kept late: cars was about 120 car (2025-01), promised was at least 100 car by 2024-12-31.",
		},
		{
			"target opening happens 1 shop by 2025-03\nevidence e supports 2025-05-01\nmeasures cars 200.. car on 2024\nmeasures opening 0 shop on 2025-03 final", "2025-06-01",
			"Partly kept: cars was at least 200 car (2024), promised was at least 100 car by 2024-12-31; opening had not taken place (2025-03), promised was by 2025-03-31.",
		},
		{
			"evidence e contradicts 2025-02-01\nmeasures cars 20..30 car on 2024 final", "2025-06-01",
			"Not kept: cars was 20 to 30 car (2024), promised was at least 100 car by 2024-12-31.",
		},
		{
			"condition rain\nevidence e contradicts 2025-02-01\nmeasures cars 20 car on 2024 final", "2025-06-01",
			"Due: the deadline has passed, and it is not known whether the condition was fulfilled; cars was 20 car (2024), promised was at least 100 car by 2024-12-31.",
		},
		{"", "2025-06-01", "Due: the deadline, 2024-12-31, has passed, and no ruling or measurement settles it."},
		{"evidence e supports 2024-02-01", "2024-06-01", "In progress: one finding supports it, and the deadline, 2024-12-31, has not passed."},
		{
			"target vans at_least 5 van by 2026\nevidence e contradicts 2024-02-01\nevidence f contradicts 2024-02-01", "2024-06-01",
			"Not yet rated: 2 findings contradict it, but the deadline, 2026-12-31, has not passed.",
		},
		{"deadline none", "2024-06-01", "Not yet rated: nothing known speaks for or against it, and there is no date by which all of it is due."},
	} {
		if got := standing(t, base+c.text, c.asOf).Sentence(); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.text, got, c.want)
		}
	}
	if got := (Standing{}).Sentence(); got == "" {
		t.Error("the empty standing has no sentence")
	}
}

func TestHistory(t *testing.T) {
	list := History(dossier(t, base+`
		evidence a context 2023-05-01
		evidence b supports 2024-06-04
		evidence c contradicts 2024-06-04
		evidence d supports 2024-07-01
		ruling r kept 2025-02-01`))
	want := []struct {
		on      fact.Date
		status  Status
		balance Balance
		causes  []string
	}{
		{"2024-01-10", NotYetRated, BalanceNone, []string{"p"}},
		{"2024-06-04", InProgress, Mixed, []string{"b", "c"}},
		{"2025-01-01", Due, Mixed, []string{"p"}},
		{"2025-02-01", Kept, Mixed, []string{"r"}},
	}
	if len(list) != len(want) {
		t.Fatalf("%d changes: %+v", len(list), list)
	}
	for i, w := range want {
		c := list[i]
		var causes []string
		for _, g := range c.Causes {
			causes = append(causes, g.ID)
		}
		if c.On != w.on || c.Status != w.status || c.Balance != w.balance || !slices.Equal(causes, w.causes) {
			t.Errorf("change %d: %s %s %s %v, want %v", i, c.On, c.Status, c.Balance, causes, w)
		}
		if i > 0 && (c.WasStatus != want[i-1].status || c.WasBalance != want[i-1].balance) {
			t.Errorf("change %d was %s %s", i, c.WasStatus, c.WasBalance)
		}
	}
}
