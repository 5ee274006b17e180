package promise

import (
	"slices"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
)

// chain is one report with its copies, and two reports on a memo.
const chain = `
	source report 2024-06-04
	source rewrite 2024-06-05 reprints report
	source german 2024-06 translates rewrite
	source memo -
	source cnbc 2024-06-04 reports memo
	source ft 2024-06-10 reports memo
	source other 2024-06-20
	source loop 2024-06-01 reprints pool
	source pool 2024-06-01 reprints loop
	source roundup 2024-07-01 reports report,memo
`

func TestOriginsCount(t *testing.T) {
	o := dossier(t, chain).Origins
	for _, c := range []struct {
		sources string
		want    int
	}{
		{"", 0},
		{"report", 1},
		{"report rewrite german", 1},
		{"german rewrite", 1},
		{"cnbc ft", 1},
		{"memo ft", 1},
		{"german ft", 2},
		{"german ft other", 3},
		{"loop pool", 1},
		{"stranger other", 2},
		{"stranger stranger", 1},
		// A report on both joins what it reports on, a source that is not
		// listed does not.
		{"german ft roundup", 1},
	} {
		if got := o.Count(strings.Fields(c.sources)); got != c.want {
			t.Errorf("%s: %d, want %d", c.sources, got, c.want)
		}
	}
	var none *Origins
	if got := none.Count([]string{"a", "b"}); got != 2 {
		t.Errorf("without origins: %d, want 2", got)
	}
}

func TestReadable(t *testing.T) {
	o := dossier(t, chain).Origins
	all := []string{"german", "report", "rewrite", "memo"}
	for day, want := range map[fact.Date]string{
		"2024-06-03": "memo",
		"2024-06-04": "report memo",
		"2024-06-05": "report rewrite memo",
		"2024-06-29": "report rewrite memo",
		"2024-06-30": "german report rewrite memo",
	} {
		if got := strings.Join(o.readable(all, day), " "); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
	if got := o.readable([]string{"german", "rewrite"}, "2024-01-01"); !slices.Equal(got, []string{"rewrite"}) {
		t.Errorf("none out: %s, want the first to come out", got)
	}
}

func TestKnownOn(t *testing.T) {
	o := dossier(t, chain).Origins
	for _, c := range []struct {
		evidence string
		recorded fact.Date
		on       fact.Date
		clock    Clock
	}{
		{"e supports 2024-06", "", "2024-06-30", ByPublication},
		{"e supports 2024-06-04 written 2023-12 via german", "", "2024-06-04", ByPublication},
		{"e supports - written 2023-12 via german,ft", "", "2024-06-10", BySource},
		{"e supports - written 2023-12 happened 2023-11 via memo", "", "2023-12-31", ByOwnDate},
		{"e supports - happened 2023", "", "2023-12-31", ByOwnDate},
		{"e supports -", "2026-11-24", "2026-11-24", ByRecord},
		{"e supports -", "", "", ""},
		{"e supports 2024-13 happened 2023", "", "2023-12-31", ByOwnDate},
	} {
		e := dossier(t, "evidence "+c.evidence).Evidence[0]
		if on, clock := KnownOn(e, o, c.recorded); on != c.on || clock != c.clock {
			t.Errorf("%s: %q by %q, want %q by %q", c.evidence, on, clock, c.on, c.clock)
		}
	}
}

// TestStanceAsRead is the case this project began with: an e-mail that
// contradicts, and its machine translation in which the contradiction is gone.
func TestStanceAsRead(t *testing.T) {
	o := TraceOrigins([]*Source{
		{ID: "cnbc"},
		{ID: "rewrite", ReportsOn: []string{"cnbc"}},
		{ID: "german", TranslationOf: &Translation{Source: "rewrite", Machine: true}, Slips: []Slip{
			{Original: "conflicts with bookings", Rendered: "im Zusammenhang mit Buchungen", About: []string{"mail"}},
			{Original: "Musk", Rendered: "Moschus", About: []string{"elon-musk"}},
		}},
		{ID: "copy", ReprintOf: "german"},
		{ID: "report", ReportsOn: []string{"german"}},
	})
	e := &Evidence{ID: "mail", BearsOn: []Bearing{{Promise: "p", Stance: Contradicts}, {Promise: "q", Stance: Response}}}
	for source, want := range map[string]Stance{
		"cnbc": Contradicts, "rewrite": Contradicts, "report": Contradicts, "unknown": Contradicts,
		"german": Context, "copy": Context,
	} {
		r, ok := StanceAsRead(e, "p", source, o)
		if !ok || r.Stance != want || r.Finding != Contradicts {
			t.Errorf("read in %s: %+v, want %s", source, r, want)
		}
		if want == Context && (len(r.Slips) != 1 || r.Slips[0].Source != "german" || r.Slips[0].Slip.Rendered != "im Zusammenhang mit Buchungen") {
			t.Errorf("read in %s: slips %+v", source, r.Slips)
		}
	}
	if r, _ := StanceAsRead(e, "q", "german", o); r.Stance != Response || len(r.Slips) != 1 {
		t.Errorf("an answer stays one: %+v", r)
	}
	if _, ok := StanceAsRead(e, "other", "german", o); ok {
		t.Error("it does not bear on that promise")
	}
	if r, ok := StanceAsRead(e, "p", "german", nil); !ok || r.Stance != Contradicts {
		t.Errorf("without sources: %+v", r)
	}
}
