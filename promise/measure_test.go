package promise

import (
	"strings"
	"testing"
)

func TestMeets(t *testing.T) {
	for _, c := range []struct {
		target string // comparator value [from baseline]
		value  string
		want   answer
	}{
		{"at_least 100", "100", yes},
		{"at_least 100", "99", no},
		{"at_least 100", "80..", unknown},
		{"at_least 100", "100..", yes},
		{"at_least 100", "..99", no},
		{"at_least 100", "..120", unknown},
		{"at_least 100", "90..110", unknown},
		{"at_least 100", "~106", yes},     // 100.7 or more
		{"at_least 100", "~104", unknown}, // perhaps 98.8
		{"at_least 100", "~95", no},       // 99.75 at most
		{"more_than 100", "100", no},
		{"more_than 100", "100..", unknown},
		{"more_than 100", "100.5", yes},
		{"at_most 100", "100", yes},
		{"at_most 100", "101", no},
		{"at_most 100", "50..", unknown},
		{"at_most 100", "120..", no},
		{"at_most 0", "-5", yes},
		{"less_than 100", "100", no},
		{"less_than 100", "99", yes},
		{"about 100", "90", yes},
		{"about 100", "110", yes},
		{"about 100", "89.9", no},
		{"about 100", "110.1", no},
		{"about 100", "~100", yes},
		{"about 100", "~92", unknown},
		{"about 100", "90..", unknown},
		{"about -100", "-95", yes},
		{"about 100 from 20", "500", yes},
		{"about 100 from 20", "90..", yes},
		{"about 100 from 20", "80", no},
		{"about 100 from 300", "10", yes},
		{"about 100 from 300", "120", no},
		{"about 100 from 100", "150", no},
		{"exactly 25", "25", yes},
		{"exactly 25", "25.1", no},
		{"exactly 25", "~25", unknown},
		{"exactly 25 from 10", "30", yes},
		{"between 3..4", "3.5", yes},
		{"between 3..4", "4", yes},
		{"between 3..4", "4.1", no},
		{"between 3..4", "3..5", unknown},
		{"happens 1", "1", yes},
		{"happens 1", "0", no},
		{"happens -", "2", yes},
		{"happens 3", "2", no},
		{"at_least -", "2", unknown},
		{"at_least 100", "-", unknown},
		{"nonsense 100", "100", unknown},
	} {
		f := strings.Fields(c.target)
		line := fields(strings.Fields("m " + f[0] + " " + f[1] + " u " + strings.Join(f[2:], " ")))
		target := line.target(t)
		var m Measurement
		m.Value, m.Min, m.Max, m.About = values(t, c.value)
		if got := target.meets(&m); got != c.want {
			t.Errorf("%s, measured %s: %v, want %v", c.target, c.value, got, c.want)
		}
	}
}

func TestSameWords(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"H100 GPU", "h100  gpu", true},
		{" a b ", "A B", true},
		{"a b", "a\tb", true},
		{"a b", "ab", false},
		{"USD", "EUR", false},
		{"", "", false},
		{" ", "  ", false},
	} {
		if got := sameWords(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 7: "7", 999: "999", 1000: "1,000", -12345.5: "-12,345.5", 11_339_000_000: "11,339,000,000", 6.6: "6.6", 1e20: "1e+20",
	} {
		if got := number(v); got != want {
			t.Errorf("%v: %s, want %s", v, got, want)
		}
	}
}
