package ownership

import (
	"math"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
)

// FuzzWeb checks that no list of stakes, however broken, makes a web panic,
// hang or answer with what is no number. Each line is a stake: holders by "+",
// share, company, then words of any kind.
func FuzzWeb(f *testing.F) {
	f.Add("ann 60 holdco\nholdco 50 target", "2024")
	f.Add("a 100 b\nb 100 a\nu 10 a", "2024-06-30")
	f.Add("a+b+a ? c votes s2\n+ 5 c\na 5 a\nx NaN c\nx 1e300 c\nx -5 c", "2024-02")
	f.Add("a ~0.5 b equity s1 s3 2020\nb >50 a control s0 2023-13 2024\nc 50-75 b as_of indirect", "2020")
	f.Fuzz(func(t *testing.T, text, day string) {
		var stakes []Stake
		for n, line := range strings.Split(text, "\n") {
			if n == 30 {
				break
			}
			w := strings.Split(line, " ")
			if len(w) < 3 {
				continue
			}
			s := Stake{ID: "s" + string(rune('0'+n)), Holders: strings.Split(w[0], "+"), Company: w[2], Basis: Equity, Holding: Direct}
			if w[1] != "" {
				s.Share, _ = parseShare(w[1])
			}
			for _, word := range w[3:] {
				switch {
				case strings.HasPrefix(word, "s"):
					s.AlternativeTo = append(s.AlternativeTo, word)
				case strings.HasPrefix(word, "p"):
					s.PartOf = append(s.PartOf, "s"+word[1:])
				case strings.HasPrefix(word, "2"):
					s.From, s.AsOf = fact.Date(word), s.From
				case word == "indirect" || word == "unspecified":
					s.Holding = Holding(word)
				default:
					s.Basis = Basis(word)
				}
			}
			stakes = append(stakes, s)
		}
		w, err := NewWeb(stakes, fact.Date(day), Options{AssumeVotes: true, MaxReadings: 3})
		if err != nil {
			return
		}
		for _, i := range w.parties.ids {
			for _, list := range [][]ShareItem{w.Owners(i, 0, 10).Items, w.Holdings(i, 0, 10).Items} {
				for _, item := range list {
					for _, v := range []float64{item.Effective.Lo, item.Effective.Hi} {
						if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
							t.Fatalf("%s and %s: %+v", i, item.Party, item.Effective)
						}
					}
				}
			}
			w.Controls(i, .5, 10)
			w.Controllers(i, .5, 10)
			if len(w.parties.ids) < 8 {
				for _, j := range w.parties.ids {
					w.Account(i, j)
				}
			}
		}
	})
}
