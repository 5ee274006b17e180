package ownership

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// seeds are those of the random graphs that properties are checked on.
const seeds = 300

// randomStakes makes stakes between n companies named c0, c1, … and a few
// people, in an acyclic graph or not. Exact shares of a company add up to at
// most 100%; the others are ranges, or unknown.
func randomStakes(rnd *rand.Rand, n int, loops, intervals bool) []Stake {
	var stakes []Stake
	for c := range n {
		left := 100.0
		for range rnd.IntN(4) {
			holder := fmt.Sprintf("p%d", rnd.IntN(3))
			if to := n; rnd.IntN(3) > 0 {
				if !loops {
					to = c
				}
				if to > 0 {
					holder = fmt.Sprintf("c%d", rnd.IntN(to))
				}
			}
			company := fmt.Sprintf("c%d", c)
			if holder == company || slices.ContainsFunc(stakes, func(s Stake) bool { return s.Company == company && s.Holders[0] == holder }) {
				continue
			}
			p := math.Floor(left * rnd.Float64() * .9)
			left -= p
			s := Stake{ID: fmt.Sprintf("s%d", len(stakes)), Holders: []string{holder}, Company: company, Basis: Equity, Holding: Direct,
				Share: &Share{Qualifier: Exact, Percent: p}}
			if intervals {
				switch rnd.IntN(4) {
				case 0:
					s.Share = nil
				case 1:
					s.Share = &Share{Qualifier: Range, Min: p / 2, Max: p}
				case 2:
					s.Share = &Share{Qualifier: MoreThan, Percent: p / 2}
				}
			}
			stakes = append(stakes, s)
		}
	}
	return stakes
}

// names are the parties of randomStakes.
func names(n int) []string {
	list := []string{"p0", "p1", "p2"}
	for c := range n {
		list = append(list, fmt.Sprintf("c%d", c))
	}
	return list
}

// TestNoLoopsIsSumOfPaths checks that without loops all measures but the
// weakest link are the sum over paths.
func TestNoLoopsIsSumOfPaths(t *testing.T) {
	for seed := range uint64(seeds) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		w := webOf(t, randomStakes(rnd, 8, false, false), Options{MaxRoutes: 1000})
		for _, i := range names(8) {
			for _, j := range names(8) {
				r := w.Account(i, j).Readings[0]
				sum := 0.0
				for _, route := range r.Routes {
					sum += route.Product.Lo
				}
				for what, got := range map[string]Bounds{"effective": r.Effective, "integrated": r.Integrated, "target-stopped": r.TargetStopped, "sum": r.SumOfPaths} {
					if math.Abs(got.Lo-sum) > 1e-12 || math.Abs(got.Hi-sum) > 1e-12 {
						t.Fatalf("seed %d: %s of %s in %s is %+v, paths add up to %v", seed, what, i, j, got, sum)
					}
				}
			}
		}
	}
}

// choose replaces each share that is not exact by a point of what it can be,
// so that what is unknown fits into what the others leave.
func choose(rnd *rand.Rand, stakes []Stake) []Stake {
	sum := map[string]float64{}
	out := make([]Stake, len(stakes))
	point := func(s *Stake, p float64) {
		p = max(0, p)
		s.Share = &Share{Qualifier: Exact, Percent: p}
		sum[s.Company] += p
	}
	for k, s := range stakes {
		out[k] = s
		switch {
		case s.Share == nil:
		case s.Share.Qualifier == Range:
			point(&out[k], s.Share.Min+pick(rnd)*(s.Share.Max-s.Share.Min))
		default:
			point(&out[k], s.Share.Percent)
		}
	}
	for _, k := range rnd.Perm(len(stakes)) {
		s := stakes[k]
		room := max(0, 100-sum[s.Company])
		switch {
		case s.Share == nil:
			point(&out[k], pick(rnd)*room)
		case s.Share.Qualifier == MoreThan:
			more := pick(rnd) * room
			sum[s.Company] += more
			out[k].Share.Percent += more
		}
	}
	return out
}

// pick is a number from 0 to 1, often an end.
func pick(rnd *rand.Rand) float64 {
	switch rnd.IntN(3) {
	case 0:
		return 0
	case 1:
		return 1
	}
	return rnd.Float64()
}

// TestBoundsHoldEveryPoint checks that the bounds of each measure hold what
// every choice of points within the stated shares gives.
func TestBoundsHoldEveryPoint(t *testing.T) {
	for seed := range uint64(seeds) {
		rnd := rand.New(rand.NewPCG(seed, 2))
		stakes := randomStakes(rnd, 6, true, true)
		w := webOf(t, stakes, Options{})
		for range 5 {
			points := webOf(t, choose(rnd, stakes), Options{})
			for _, i := range names(6) {
				for _, j := range names(6) {
					a, b := w.Account(i, j).Readings[0], points.Account(i, j).Readings[0]
					for what, pair := range map[string][2]Bounds{
						"effective": {a.Effective, b.Effective}, "integrated": {a.Integrated, b.Integrated},
						"target-stopped": {a.TargetStopped, b.TargetStopped}, "self": {a.SelfHeld, b.SelfHeld},
						"sum of paths": {a.SumOfPaths, b.SumOfPaths}, "weakest": {a.WeakestLink, b.WeakestLink}, "direct": {a.Direct, b.Direct},
					} {
						outer, inner := pair[0], pair[1]
						if math.IsNaN(outer.Lo + outer.Hi + inner.Lo + inner.Hi) {
							t.Fatalf("seed %d: %s of %s in %s is not a number", seed, what, i, j)
						}
						if outer.Diverges || inner.Diverges {
							continue
						}
						if inner.Lo < outer.Lo-tiny || inner.Hi > outer.Hi+tiny {
							t.Fatalf("seed %d: %s of %s in %s: %+v is not within %+v", seed, what, i, j, inner, outer)
						}
					}
				}
			}
		}
	}
}

// TestBoundsAreAttained checks on small cases that bounds are no wider than
// they have to be.
func TestBoundsAreAttained(t *testing.T) {
	tests := []struct {
		graph, owner, company string
		want                  Bounds
	}{
		{"ann 40-60 b, b 50 c", "ann", "c", Bounds{Lo: .2, Hi: .3}},
		{"ann ? c, bob 60 c", "ann", "c", Bounds{Hi: .4}},
		{"ann >50 c, bob 20 c", "ann", "c", Bounds{Lo: .5, Hi: .8}},
		{"ann <30 c", "ann", "c", Bounds{Hi: .3}},
		{"ann ~75 c", "ann", "c", Bounds{Lo: .74, Hi: .76}},
		// Two unknown ways share what is left of c: not 0.5 twice.
		{"ann ? c, ann 100 b, b ? c, bob 50 c", "ann", "c", Bounds{Hi: .5}},
		// The better way gets it all.
		{"ann 20 b, b ? c, d ? c, ann 70 d", "ann", "c", Bounds{Hi: .7}},
		// Unknown holders in a loop: never more than all of it.
		{"ann ? a, b ? a, a ? b", "ann", "b", Bounds{Hi: 1}},
		// A joint block: nobody knows who has how much of it …
		{"ann+bob 40 c", "ann", "c", Bounds{Hi: .4}},
		{"ann+bob 40 c", "ann+bob", "c", Bounds{Lo: .4, Hi: .4}},
		// … but who has 78% of the other member has that much for certain.
		{"ann+firm 40 c, ann 78 firm", "ann", "c", Bounds{Lo: .312, Hi: .4}},
		// A closed loop: nobody outside has a claim, and nothing hangs.
		{"a 100 b, b 100 a, a 50 c, u 10 c", "u", "c", Bounds{Lo: .1, Hi: .1}},
		{"a 100 b, b 100 a", "a", "b", Bounds{Lo: 1, Hi: 1}},
		// Treasury shares raise the claims of the others.
		{"ann 90 c, c 10 c", "ann", "c", Bounds{Lo: 1, Hi: 1}},
		{"a 50 a, u 50 a", "u", "a", Bounds{Lo: 1, Hi: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.owner+" in "+tt.company+": "+tt.graph, func(t *testing.T) {
			got := web(t, tt.graph, Options{}).Account(tt.owner, tt.company).Effective
			if got.Diverges || math.Abs(got.Lo-tt.want.Lo) > tiny || math.Abs(got.Hi-tt.want.Hi) > tiny {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

// TestDiverging checks that a sum without a finite value says so.
func TestDiverging(t *testing.T) {
	r := web(t, "a 100 b, b 100 a", Options{}).Account("a", "b").Readings[0]
	if !r.Integrated.Diverges || r.Effective.Diverges {
		t.Errorf("closed loop: integrated %+v, effective %+v, want only the first to diverge", r.Integrated, r.Effective)
	}
	r = web(t, "a 100 b, b 100 a, u 10 a", Options{}).Account("u", "b").Readings[0]
	if !r.Effective.Diverges || len(r.OverHeld) == 0 {
		t.Errorf("closed loop with an owner: effective %+v, over %v, want it to diverge and a over-held", r.Effective, r.OverHeld)
	}
	// The same in a loop too large to be solved densely.
	text := "u 10 c0"
	for k := range 2 * denseLoop {
		text += fmt.Sprintf(", c%d 100 c%d", k, (k+1)%(2*denseLoop))
	}
	if r = web(t, text, Options{}).Account("u", "c5").Readings[0]; !r.Effective.Diverges {
		t.Errorf("large closed loop: effective %+v, want it to diverge", r.Effective)
	}
}

// TestOrderDoesNotMatter checks that answers do not depend on the order of stakes.
func TestOrderDoesNotMatter(t *testing.T) {
	for seed := range uint64(60) {
		rnd := rand.New(rand.NewPCG(seed, 3))
		stakes := randomStakes(rnd, 6, true, true)
		for k := range stakes {
			if k > 0 && rnd.IntN(4) == 0 {
				stakes[k].AlternativeTo = []string{stakes[rnd.IntN(k)].ID}
			}
		}
		shuffled := slices.Clone(stakes)
		rnd.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		a, b := webOf(t, stakes, Options{AssumeVotes: true}), webOf(t, shuffled, Options{AssumeVotes: true})
		for _, i := range names(6) {
			for _, j := range names(6) {
				if x, y := fmt.Sprintf("%+v", a.Account(i, j)), fmt.Sprintf("%+v", b.Account(i, j)); x != y {
					t.Fatalf("seed %d: %s in %s:\n%s\n%s", seed, i, j, x, y)
				}
			}
			if x, y := fmt.Sprintf("%+v", a.Owners(i, 0, 50)), fmt.Sprintf("%+v", b.Owners(i, 0, 50)); x != y {
				t.Fatalf("seed %d: owners of %s:\n%s\n%s", seed, i, x, y)
			}
			if x, y := fmt.Sprintf("%+v", a.Holdings(i, 0, 50)), fmt.Sprintf("%+v", b.Holdings(i, 0, 50)); x != y {
				t.Fatalf("seed %d: holdings of %s:\n%s\n%s", seed, i, x, y)
			}
			if x, y := fmt.Sprintf("%+v", a.Controllers(i, .5, 50)), fmt.Sprintf("%+v", b.Controllers(i, .5, 50)); x != y {
				t.Fatalf("seed %d: controllers of %s:\n%s\n%s", seed, i, x, y)
			}
		}
	}
}

// TestListsAgreeWithAccounts checks that lists and accounts tell the same.
func TestListsAgreeWithAccounts(t *testing.T) {
	near := func(a, b Bounds) bool { return math.Abs(a.Lo-b.Lo) < tiny && math.Abs(a.Hi-b.Hi) < tiny }
	for seed := range uint64(100) {
		rnd := rand.New(rand.NewPCG(seed, 4))
		w := webOf(t, randomStakes(rnd, 6, true, true), Options{})
		for _, i := range names(6) {
			for _, o := range w.Owners(i, 0, 50).Items {
				if a := w.Account(o.Party, i); !near(a.Effective, o.Effective) {
					t.Fatalf("seed %d: %s in %s: owners %+v, account %+v", seed, o.Party, i, o.Effective, a.Effective)
				}
			}
			for _, h := range w.Holdings(i, 0, 50).Items {
				if a := w.Account(i, h.Party); !near(a.Effective, h.Effective) || !near(a.Readings[0].Direct, h.Direct) {
					t.Fatalf("seed %d: %s in %s: holdings %+v, account %+v", seed, i, h.Party, h, a.Effective)
				}
			}
		}
	}
}

// TestControlIsMonotone checks that more votes never take control away.
func TestControlIsMonotone(t *testing.T) {
	for seed := range uint64(seeds) {
		rnd := rand.New(rand.NewPCG(seed, 5))
		stakes := randomStakes(rnd, 8, true, false)
		if len(stakes) == 0 {
			continue
		}
		more := slices.Clone(stakes)
		k := rnd.IntN(len(more))
		left := 100.0
		for _, s := range stakes {
			if s.Company == more[k].Company {
				left -= s.Share.Percent
			}
		}
		more[k].Share = &Share{Qualifier: Exact, Percent: more[k].Share.Percent + left}
		before, after := webOf(t, stakes, Options{AssumeVotes: true}), webOf(t, more, Options{AssumeVotes: true})
		for _, i := range names(8) {
			kept := after.Controls(i, .5, 50).Items
			for _, c := range before.Controls(i, .5, 50).Items {
				if !slices.ContainsFunc(kept, func(x Controlled) bool { return x.Party == c.Party && x.Votes.Lo >= c.Votes.Lo-tiny }) {
					t.Fatalf("seed %d: %s loses control of %s through more votes for %s", seed, i, c.Party, more[k].Holders[0])
				}
			}
			higher := before.Controls(i, .6, 50).Items
			for _, c := range higher {
				if !slices.ContainsFunc(before.Controls(i, .5, 50).Items, func(x Controlled) bool { return x.Party == c.Party }) {
					t.Fatalf("seed %d: %s controls %s at 60%% but not at 50%%", seed, i, c.Party)
				}
			}
		}
	}
}

// TestUltimateClaims checks that the claims of all ultimate owners add up to 1
// when every share is known and the shares of each company add up to 100%.
func TestUltimateClaims(t *testing.T) {
	for seed := range uint64(seeds) {
		rnd := rand.New(rand.NewPCG(seed, 6))
		stakes := randomStakes(rnd, 8, true, false)
		sum := map[string]float64{}
		for _, s := range stakes {
			sum[s.Company] += s.Share.Percent
		}
		for c := range 8 {
			company := fmt.Sprintf("c%d", c)
			stakes = append(stakes, Stake{ID: "rest-" + company, Holders: []string{"rest"}, Company: company, Basis: Equity, Holding: Direct,
				Share: &Share{Qualifier: Exact, Percent: 100 - sum[company]}})
		}
		w := webOf(t, stakes, Options{})
		for c := range 8 {
			list := w.Owners(fmt.Sprintf("c%d", c), 0, 50)
			total := 0.0
			for _, o := range list.Items {
				if o.Ultimate {
					total += o.Effective.Lo
				}
			}
			if math.Abs(total-1) > 1e-9 || math.Abs(list.Claimed.Lo-1) > 1e-9 || math.Abs(list.Claimed.Hi-1) > 1e-9 {
				t.Fatalf("seed %d: claims on c%d add up to %v, told as %+v", seed, c, total, list.Claimed)
			}
		}
	}
}
