package fact_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/fact"
)

func TestDatesCoverTheirPeriod(t *testing.T) {
	for _, c := range []struct{ date, first, last fact.Date }{
		{"2024-04-28", "2024-04-28", "2024-04-28"},
		{"2024-04", "2024-04-01", "2024-04-30"},
		{"2024-12", "2024-12-01", "2024-12-31"},
		{"2024", "2024-01-01", "2024-12-31"},
		{"2024-02", "2024-02-01", "2024-02-29"},
		{"2023-02", "2023-02-01", "2023-02-28"},
		{"2000-02", "2000-02-01", "2000-02-29"},
		{"1900-02", "1900-02-01", "1900-02-28"},
		{"2024-02-29", "2024-02-29", "2024-02-29"},
		{"1000", "1000-01-01", "1000-12-31"},
		{"9999", "9999-01-01", "9999-12-31"},
		{"", "", ""},
	} {
		if c.date != "" && !c.date.Valid() {
			t.Errorf("%s is not valid", c.date)
		}
		if first, last := c.date.First(), c.date.Last(); first != c.first || last != c.last {
			t.Errorf("%s covers %s to %s, want %s to %s", c.date, first, last, c.first, c.last)
		}
	}
}

func TestParseDateRefusesWhatIsNoDate(t *testing.T) {
	for _, text := range []string{
		"", " ", "24", "202", "20244", "0999", "-200", "+200", "2024-", "2024-4", "2024-13", "2024-00", "2024-04-31", "2023-02-29",
		"1900-02-29", "2024-02-30", "2024-04-00", "2024-4-28", "28.04.2024", "04/28/2024", "2024-04-28T00:00:00Z", "2024-04-28 ",
		" 2024-04", "20240428", "２０２４", "Q1 2024", "2024-Q1", "null",
	} {
		if d, err := fact.ParseDate(text); err == nil {
			t.Errorf("%q was read as %s", text, d)
		} else if !strings.Contains(err.Error(), "2024-04-28") {
			t.Errorf("%q: %q does not show how a date looks", text, err)
		}
	}
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2024", "2024-02", "2023-02-29", "1900-02", "9999-12", "0000", "２０", "2024-1-1", "\x00\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := fact.ParseDate(text)
		if valid := fact.Date(text).Valid(); valid != (err == nil) {
			t.Fatalf("%q: valid %v, but parsing says %v", text, valid, err)
		}
		first, last := fact.Date(text).First(), fact.Date(text).Last() // must not panic, whatever the text
		if err != nil {
			return
		}
		if string(d) != text {
			t.Errorf("%q became %q", text, d)
		}
		from, err1 := time.Parse(time.DateOnly, string(first))
		to, err2 := time.Parse(time.DateOnly, string(last))
		if err1 != nil || err2 != nil || from.After(to) || first > last {
			t.Fatalf("%q covers %q to %q", text, first, last)
		}
		// The period ends where the next one of its precision begins.
		next := map[int]time.Time{4: from.AddDate(1, 0, 0), 7: from.AddDate(0, 1, 0), 10: from.AddDate(0, 0, 1)}[len(text)]
		if !to.AddDate(0, 0, 1).Equal(next) {
			t.Errorf("%q ends %s, and the next period begins %s", text, last, next)
		}
	})
}

func TestDatesAreReadFromTextAndBareYears(t *testing.T) {
	for raw, want := range map[string]fact.Date{`"2024-04"`: "2024-04", `2024`: "2024", ` "2024" `: "2024", `null`: ""} {
		var d fact.Date
		if err := json.Unmarshal([]byte(raw), &d); err != nil || d != want {
			t.Errorf("%s was read as %q, %v", raw, d, err)
		}
	}
	for _, raw := range []string{`true`, `{}`, `["2024"]`} {
		var d fact.Date
		if err := json.Unmarshal([]byte(raw), &d); err == nil {
			t.Errorf("%s was read as %q", raw, d)
		}
	}
}

func TestIDs(t *testing.T) {
	for _, id := range []string{"tesla", "x-corp", "9", "a-1-b", strings.Repeat("a", fact.MaxID)} {
		if !fact.ValidID(id) {
			t.Errorf("%q is refused", id)
		}
	}
	for _, id := range []string{
		"", "-", "a-", "-a", "a--b", "Tesla", "a_b", "a b", "a.b", "é", "тесла", "a\n", "a#b", "a@1", strings.Repeat("a", fact.MaxID+1),
	} {
		if fact.ValidID(id) {
			t.Errorf("%q is accepted", id)
		}
	}
}

func TestPeriodsNeedOnlyOverlap(t *testing.T) {
	for _, c := range []struct {
		from, to fact.Date
		faults   int
	}{
		{"2024", "2024-01", 0}, // began some time in 2024, ended in January: possible
		{"2024-05", "2024", 0},
		{"", "2024", 0},
		{"2024", "", 0},
		{"2024-05", "2024-04", 1},
		{"2024-05-02", "2024-05-01", 1},
		{"2024-13", "2020", 1}, // the wrong date alone, not also the order
	} {
		var f fact.Faults
		f.Period("from", c.from, "to", c.to)
		if len(f.List()) != c.faults {
			t.Errorf("%q to %q: %v", c.from, c.to, f.List())
		}
	}
}

func TestEachKindHasItsOwnPlural(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range fact.Kinds() {
		if !k.Valid() || seen[k.Plural()] {
			t.Errorf("%s, %s", k, k.Plural())
		}
		seen[k.Plural()] = true
	}
	if fact.Kind("planet").Valid() || fact.Kind("").Valid() {
		t.Error("unknown kinds are valid")
	}
}
