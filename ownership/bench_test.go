package ownership

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
)

// generate makes n stakes with loops: about three in a company, one in eight
// of unknown size. With far it draws holders from anywhere, which makes one
// loop of most companies; else they are near, with a loop here and there.
func generate(n int, far bool) []Stake {
	rnd := rand.New(rand.NewPCG(uint64(n), 7))
	companies := n / 3
	stakes := make([]Stake, 0, n)
	sum := make([]float64, companies)
	for k := range n {
		c := k % companies
		holder := fmt.Sprintf("p%d", rnd.IntN(companies))
		switch h := rnd.IntN(companies); {
		case far && rnd.IntN(3) > 0 && h != c:
			holder = fmt.Sprintf("c%d", h)
		case !far && rnd.IntN(3) > 0:
			near := c - 1 - rnd.IntN(50)
			if rnd.IntN(30) == 0 {
				near = c + 1 + rnd.IntN(50)
			}
			if near >= 0 && near < companies {
				holder = fmt.Sprintf("c%d", near)
			}
		}
		s := Stake{ID: fmt.Sprintf("s%d", k), Holders: []string{holder}, Company: fmt.Sprintf("c%d", c), Basis: Equity, Holding: Direct}
		if rnd.IntN(8) > 0 {
			p := float64(int((100 - sum[c]) * rnd.Float64() * .8))
			sum[c] += p
			s.Share = &Share{Qualifier: Exact, Percent: p}
		}
		stakes = append(stakes, s)
	}
	return stakes
}

// BenchmarkWeb measures building a web and asking it, on graphs of the given
// number of stakes with loops. B/stake is what building allocates, kept/stake
// what the web keeps besides the stakes.
func BenchmarkWeb(b *testing.B) {
	for _, far := range []bool{false, true} {
		shape := "near"
		if far {
			shape = "far"
		}
		for _, n := range []int{1_000, 10_000, 100_000} {
			stakes := generate(n, far)
			name := fmt.Sprintf("%s/%d", shape, n)
			b.Run(name+"/build", func(b *testing.B) {
				var before, after runtime.MemStats
				var w *Web
				runtime.GC()
				runtime.ReadMemStats(&before)
				for b.Loop() {
					w = webOf(b, stakes, Options{AssumeVotes: true})
				}
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(b.N)/float64(n), "B/stake")
				runtime.GC()
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(n), "kept/stake")
				runtime.KeepAlive(w)
			})
			w := webOf(b, stakes, Options{AssumeVotes: true})
			ask := func(what string, f func(k int)) {
				b.Run(name+"/"+what, func(b *testing.B) {
					b.ReportAllocs()
					k := 0
					for b.Loop() {
						f(k)
						k++
					}
				})
			}
			companies := n / 3
			company := func(k int) string { return fmt.Sprintf("c%d", (companies/2+k*7)%companies) }
			ask("account", func(k int) { w.Account(company(k), company(k+9)) })
			ask("holdings", func(k int) { w.Holdings(company(k), .01, 100) })
			ask("owners", func(k int) { w.Owners(company(k), .01, 100) })
			ask("controls", func(k int) { w.Controls(company(k), .5, 100) })
			ask("controllers", func(k int) { w.Controllers(company(k), .5, 100) })
		}
	}
}

// TestLarge checks that 100,000 stakes with loops are answered to the last digit.
func TestLarge(t *testing.T) {
	for _, far := range []bool{false, true} {
		w := webOf(t, generate(100_000, far), Options{})
		a := w.Account("c1", "c200")
		list := w.Holdings("c1", .0001, 100)
		if len(list.Items) == 0 || len(list.Loops) == 0 {
			t.Errorf("far %v: %d holdings, %d loops around", far, len(list.Items), len(list.Loops))
		}
		for _, r := range a.Readings {
			if r.Rough {
				t.Errorf("far %v: rough", far)
			}
		}
	}
}
