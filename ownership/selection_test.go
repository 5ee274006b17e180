package ownership

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
)

// held makes a stake of 'ann' in 'c' from a few words: "30 from=2020 to=2021-03".
func held(t *testing.T, id, words string) Stake {
	t.Helper()
	s := Stake{ID: id, Holders: []string{"ann"}, Company: "c", Basis: Equity, Holding: Direct}
	for k, word := range strings.Fields(words) {
		if k == 0 {
			share, err := parseShare(word)
			if err != nil {
				t.Fatal(err)
			}
			s.Share = share
			continue
		}
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "from":
			s.From = fact.Date(value)
		case "to":
			s.To = fact.Date(value)
		case "as_of":
			s.AsOf = fact.Date(value)
		case "seen_on":
			s.SeenOn = fact.Date(value)
		case "status":
			s.Status = StakeStatus(value)
		case "holding":
			s.Holding = Holding(value)
		case "basis":
			s.Basis = Basis(value)
		case "by":
			s.Holders = strings.Split(value, "+")
		case "in":
			s.Company = value
		case "alt":
			s.AlternativeTo = strings.Split(value, "+")
		case "part_of":
			s.PartOf = strings.Split(value, "+")
		case "disputed":
			s.Disputed = true
		default:
			t.Fatalf("unknown word %q", word)
		}
	}
	return s
}

// TestSelection checks which statements count on a day: the share of ann in c
// in each reading.
func TestSelection(t *testing.T) {
	tests := []struct {
		name   string
		day    fact.Date
		opts   Options
		stakes []string
		want   string // per reading, joined by "|"
	}{
		{"before from", "2019-12-31", Options{}, []string{"30 from=2020"}, "0-0"},
		{"from a year", "2020-01-01", Options{}, []string{"30 from=2020"}, "30-30"},
		{"to is the last day", "2021-03-31", Options{}, []string{"30 from=2020 to=2021-03"}, "30-30"},
		{"after to", "2021-04-01", Options{}, []string{"30 from=2020 to=2021-03"}, "0-0"},
		{"as of later", "2019-06-30", Options{}, []string{"30 as_of=2019-07"}, "0-0"},
		{"held before the share is known", "2019", Options{}, []string{"30 from=2018 as_of=2020"}, "0-100"},
		{"seen on is the last resort", "2019", Options{}, []string{"30 seen_on=2020"}, "0-0"},
		{"no date at all", "1999", Options{}, []string{"30"}, "30-30"},
		{"asOf of a year is its last day", "2020", Options{}, []string{"30 from=2020-12-31"}, "30-30"},
		{"newer wins", "2022", Options{}, []string{"30 as_of=2020", "20 as_of=2021"}, "20-20"},
		{"newer is not yet true", "2020", Options{}, []string{"30 as_of=2020", "20 as_of=2021"}, "30-30"},
		{"zero after a sale", "2022", Options{}, []string{"30 as_of=2020", "0 from=2021"}, "0-0"},
		{"zero on the day of the last share", "2021-02", Options{}, []string{"4 as_of=2021-02 to=2021-02", "0 from=2021-02"}, "0-0"},
		{"planned", "2022", Options{}, []string{"30 status=planned", "20 status=announced", "10 status=pledged", "5 status=never_closed"}, "0-0"},
		{"another basis", "2022", Options{}, []string{"30 basis=votes", "20 basis=debt"}, "0-0"},
		{"economic else equity", "2022", Options{Measure: Economic}, []string{"30", "40 basis=economic"}, "40-40"},
		{"diluted else equity", "2022", Options{Measure: FullyDiluted}, []string{"30"}, "30-30"},
		{"declared is a check", "2022", Options{}, []string{"50 in=b", "60 by=b", "90 holding=indirect"}, "30-30"},
		{"declared stands in", "2022", Options{}, []string{"60 by=b", "90 holding=beneficial"}, "90-90"},
		{"direct beats declared", "2022", Options{}, []string{"10 as_of=2020", "12 holding=beneficial as_of=2021"}, "10-10"},
		{"newer declared beats unspecified", "2022", Options{}, []string{"48 as_of=2020 holding=unspecified", "42 holding=indirect as_of=2021"}, "42-42"},
		{"two declared on one chain", "2022", Options{}, []string{"50 in=b holding=beneficial", "60 by=b", "30 holding=indirect"}, "30-30"},
		{"part of a counted stake", "2022", Options{}, []string{"30 by=ann+bob", "20 part_of=s0"}, "0-30"},
		{"part of a planned stake", "2022", Options{}, []string{"60 status=planned", "30 part_of=s0"}, "30-30"},
		{"part of a declared stake", "2022", Options{}, []string{"36 holding=beneficial", "17 part_of=s0"}, "17-17"},
		{"unknown part of a declared stake", "2022", Options{}, []string{"36 holding=beneficial", "? part_of=s0"}, "0-36"},
		{"two reports", "2022", Options{}, []string{"43 as_of=2021", "48 as_of=2020 alt=s0 disputed"}, "43-43|48-48"},
		{"two reports and an old one", "2022", Options{}, []string{"43 as_of=2021", "48 as_of=2020 alt=s0 disputed", "50 as_of=2019"}, "43-43|48-48"},
		{"who holds the block", "2022", Options{}, []string{"50 in=x", "40 in=y", "25 by=x disputed", "20 by=y disputed alt=s2"}, "12.5-12.5|8-8"},
		{"announced is no reading", "2022", Options{}, []string{"50 in=x", "25 by=x disputed", "20 disputed alt=s1 status=announced"}, "12.5-12.5"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var stakes []Stake
			for k, words := range tt.stakes {
				stakes = append(stakes, held(t, fmt.Sprintf("s%d", k), words))
			}
			w, err := NewWeb(stakes, tt.day, tt.opts)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range w.Account("ann", "c").Readings {
				got = append(got, fmt.Sprintf("%.4g-%.4g", 100*r.Effective.Lo, 100*r.Effective.Hi))
			}
			if strings.Join(got, "|") != tt.want {
				t.Errorf("got %s, want %s\n%+v", strings.Join(got, "|"), tt.want, w.Account("ann", "c"))
			}
		})
	}
}

// TestAside checks that what is left aside is told with its reason.
func TestAside(t *testing.T) {
	w := webOf(t, []Stake{
		held(t, "old", "30 as_of=2020"), held(t, "new", "20 as_of=2021"), held(t, "plan", "60 status=planned"),
		held(t, "all-in", "20 holding=beneficial as_of=2022"), held(t, "votes", "10 basis=votes"),
	}, Options{})
	got := map[string]Reason{}
	for _, a := range w.Account("ann", "c").Aside {
		got[a.Stake] = a.Why
		if a.Why == Declared && !a.Agrees {
			t.Errorf("%+v does not agree", a)
		}
	}
	want := map[string]Reason{"old": Superseded, "plan": NotClosed, "all-in": Declared, "votes": OtherBasis}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestMoreReadings checks that readings are bounded, that it is told, and that
// the bounds still hold those not computed.
func TestMoreReadings(t *testing.T) {
	var stakes []Stake
	for k := range 6 {
		stakes = append(stakes, held(t, fmt.Sprintf("a%d", k), fmt.Sprintf("50 in=b%d", k)),
			held(t, fmt.Sprintf("x%d", k), fmt.Sprintf("10 by=b%d", k)),
			held(t, fmt.Sprintf("y%d", k), fmt.Sprintf("2 by=b%d disputed alt=x%d", k, k)))
	}
	a := webOf(t, stakes, Options{MaxReadings: 4}).Account("ann", "c")
	if len(a.Readings) != 4 || !a.MoreReadings {
		t.Fatalf("got %d readings, more %v, want 4 of 64", len(a.Readings), a.MoreReadings)
	}
	if a.Effective.Lo > .06+tiny || a.Effective.Hi < .3-tiny {
		t.Errorf("got %+v, want bounds that hold 6%% to 30%%", a.Effective)
	}
	if got := webOf(t, stakes, Options{MaxReadings: 64}).Account("ann", "c"); len(got.Readings) != 64 || got.MoreReadings {
		t.Errorf("got %d readings, more %v, want all 64", len(got.Readings), got.MoreReadings)
	}
}

// TestControlOfIntervals checks certain and possible control, stated control,
// joint holders and strict shares.
func TestControlOfIntervals(t *testing.T) {
	tests := []struct {
		graph, party, company string
		assume                bool
		want                  string
	}{
		{"ann >50 c votes", "ann", "c", false, "certain"},
		{"ann 50 c votes", "ann", "c", false, "none"},
		{"ann 50-75 c votes", "ann", "c", false, "possible"},
		{"ann >50-75 c votes", "ann", "c", false, "certain"},
		{"ann ? c votes, bob 40 c votes", "ann", "c", false, "possible"},
		{"ann ? c votes, bob 50 c votes", "ann", "c", false, "none"},
		{"ann ? c control", "ann", "c", false, "certain"},
		{"ann ? b control, b 60 c votes", "ann", "c", false, "certain"},
		{"ann+bob 60 c votes", "ann", "c", false, "possible"},
		{"ann+bob 60 c votes", "ann+bob", "c", false, "certain"},
		{"ann+firm 60 c votes, ann 51 firm votes", "ann", "c", false, "certain"},
		{"ann 60 c", "ann", "c", false, "none"},
		{"ann 60 c", "ann", "c", true, "certain"},
		{"ann 60 c, bob 10 c votes", "ann", "c", true, "none"},
	}
	for _, tt := range tests {
		t.Run(tt.party+": "+tt.graph, func(t *testing.T) {
			c := web(t, tt.graph, Options{AssumeVotes: tt.assume}).Account(tt.party, tt.company).Control
			got := "none"
			if c.Possible {
				got = "possible"
			}
			if c.Certain {
				got = "certain"
			}
			if got != tt.want {
				t.Errorf("got %s (%+v), want %s", got, c, tt.want)
			}
		})
	}
}

// TestRoutes checks their order and bounds.
func TestRoutes(t *testing.T) {
	w := web(t, "ann 10 c, ann 60 b, b 50 c, ann ? d, d 90 c, ann 20 e, e 20 b", Options{MaxRoutes: 3})
	r := w.Account("ann", "c").Readings[0]
	var got []string
	for _, route := range r.Routes {
		got = append(got, fmt.Sprintf("%d steps %.3g-%.3g", len(route.Steps), route.Product.Lo, route.Product.Hi))
	}
	want := []string{"2 steps 0.3-0.3", "1 steps 0.1-0.1", "3 steps 0.02-0.02"}
	if !slices.Equal(got, want) || !r.MoreRoutes || r.SumsCut {
		t.Errorf("got %v, more %v, want %v and one more", got, r.MoreRoutes, want)
	}
	if !slices.Equal(r.Unknown, []string{"s004"}) {
		t.Errorf("unknown %v, want the stake in d", r.Unknown)
	}
}

// TestErrors checks what NewWeb refuses.
func TestErrors(t *testing.T) {
	if _, err := NewWeb(nil, "soon", Options{}); err == nil {
		t.Error("a day that is none is taken")
	}
	for _, measure := range []Basis{Debt, Control, "size"} {
		if _, err := NewWeb(nil, "2024", Options{Measure: measure}); err == nil {
			t.Errorf("measure %q is taken", measure)
		}
	}
	w := webOf(t, nil, Options{})
	if a := w.Account("a", "b"); a.Effective != (Bounds{}) || len(a.Readings) != 1 {
		t.Errorf("strangers: got %+v", a)
	}
	if len(w.Owners("a", 0, 5).Items)+len(w.Holdings("a", 0, 5).Items)+len(w.Controls("a", .5, 5).Items)+len(w.Controllers("a", .5, 5).Items) > 0 {
		t.Error("a stranger has owners or holdings")
	}
}
