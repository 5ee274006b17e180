package ownership

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// The oracles are worked examples from the literature and from filings, given
// to the digits printed there.

const (
	oracleA = "1 10 2, 2 50 3, 2 50 4, 2 20 5, 3 30 2, 3 20 5, 4 30 2, 4 60 5, 5 30 2, 5 50 3, 5 50 4, 5 100 6"
	oracleB = "u 50 a, a 50 b, b 50 a, v 50 b"
	oracleC = "p 80 a, p 60 b, p 10 c, a 40 c, b 10 a, b 20 c"
	oracleD = "a 20 b, b 80 a, b 20 c, c 60 d, d 90 a, a 20 c"
	oracleE = "1 90 2, 2 100 3, 3 10 2, 3 90 4, 4 100 5, 5 10 1, 1 90 6, 6 100 5, 5 90 10, 10 100 20, 20 50 1, 1 90 10, 19 100 5, 10 50 19"
	oracleF = "a 30 b, a 30 c, b 60 c, c 60 b"
	oracleG = "u 50 a, a 60 c, a 30 b, b 20 a, b 10 c"
	oracleH = "i 30 c, i 30 b, b 20 c"
	oracleI = "grasim 3.92 hindalco, hindalco 4.29 grasim"
)

// TestOracles checks single measures of pairs.
func TestOracles(t *testing.T) {
	effective := func(r Reading) Bounds { return r.Effective }
	integrated := func(r Reading) Bounds { return r.Integrated }
	stopped := func(r Reading) Bounds { return r.TargetStopped }
	self := func(r Reading) Bounds { return r.SelfHeld }
	paths := func(r Reading) Bounds { return r.SumOfPaths }
	weakest := func(r Reading) Bounds { return r.WeakestLink }
	tests := []struct {
		name, graph, owner, company string
		measure                     func(Reading) Bounds
		want                        float64
		digits                      int
	}{
		{"B integrated", oracleB, "a", "b", integrated, 2.0 / 3, 9},
		{"B integrated self", oracleB, "a", "a", integrated, 1.0 / 3, 9},
		{"B loop-corrected", oracleB, "a", "b", effective, .5, 9},
		{"B loop-corrected self", oracleB, "a", "a", effective, .25, 9},
		{"B target-stopped", oracleB, "a", "b", stopped, .5, 9},
		{"B target-stopped self", oracleB, "a", "b", self, .25, 9},
		{"B final investor u", oracleB, "u", "b", effective, 1.0 / 3, 9},
		{"B final investor v", oracleB, "v", "b", effective, 2.0 / 3, 9},
		{"C p in a", oracleC, "p", "a", effective, .86, 9},
		{"C p in b", oracleC, "p", "b", effective, .6, 9},
		{"C p in c", oracleC, "p", "c", effective, .564, 9},
		{"C p in c by paths", oracleC, "p", "c", paths, .564, 9},
		{"D a in c", oracleD, "a", "c", paths, .24, 9},
		{"D b in d", oracleD, "b", "d", paths, .216, 9},
		{"D d in c", oracleD, "d", "c", paths, .216, 9},
		{"D b in a", oracleD, "b", "a", paths, .908, 9},
		{"D b in c", oracleD, "b", "c", paths, .36, 9},
		{"D c in a", oracleD, "c", "a", paths, .54, 9},
		{"G u in c", oracleG, "u", "c", effective, .335106, 6},
		{"G u in c by paths", oracleG, "u", "c", paths, .315, 9},
		{"H voting", oracleH, "i", "c", weakest, .5, 9},
		{"H cash flow", oracleH, "i", "c", effective, .36, 9},
		// I: L = I + Ai, so Ai is what is given less 1 on the diagonal.
		{"I grasim in hindalco", oracleI, "grasim", "hindalco", integrated, .0393, 4},
		{"I hindalco in grasim", oracleI, "hindalco", "grasim", integrated, .0430, 4},
		{"I grasim in itself", oracleI, "grasim", "grasim", integrated, .0017, 4},
		{"I hindalco in itself", oracleI, "hindalco", "hindalco", integrated, .0017, 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.measure(web(t, tt.graph, Options{}).Account(tt.owner, tt.company).Readings[0])
			t.Logf("given %.*f, ours %.9f", tt.digits, tt.want, got.Lo)
			if got.Diverges || got.Lo != got.Hi && math.Abs(got.Lo-got.Hi) > 1e-12 {
				t.Errorf("got %+v, want one value", got)
			}
			if math.Abs(got.Lo-tt.want) > .5*math.Pow10(-tt.digits) {
				t.Errorf("got %.9f, want %.*f", got.Lo, tt.digits, tt.want)
			}
		})
	}
}

// TestOracleA checks the whole matrices of Vitali's six firms and their values.
func TestOracleA(t *testing.T) {
	corrected := [6][6]float64{
		{0, 1, 1, 1, 1, 1},
		{0, .9, 1, 1, 1, 1},
		{0, .810811, .837838, .837838, .864865, .864865},
		{0, .857143, .904762, .904762, .952381, .952381},
		{0, .857143, .928571, .928571, .914286, 1},
		{},
	}
	integratedValue := [6]float64{5, 49, 26, 48, 54, 0}
	correctedValue := [6]float64{5, 4.9, 4.216216, 4.571429, 4.628571, 0}
	w := web(t, oracleA, Options{})
	for i := range 6 {
		var sumI, sumC float64
		for j := range 6 {
			r := w.Account(fmt.Sprint(i+1), fmt.Sprint(j+1)).Readings[0]
			if got := r.Effective.Lo; math.Abs(got-corrected[i][j]) > .5e-6 {
				t.Errorf("loop-corrected %d in %d: got %.6f, want %.6f", i+1, j+1, got, corrected[i][j])
			}
			sumI, sumC = sumI+r.Integrated.Lo, sumC+r.Effective.Lo
		}
		t.Logf("firm %d: Ai·v %.6f, Ac·v %.6f", i+1, sumI, sumC)
		if math.Abs(sumI-integratedValue[i]) > .5e-6 || math.Abs(sumC-correctedValue[i]) > .5e-6 {
			t.Errorf("values of %d: got %.6f and %.6f, want %v and %v", i+1, sumI, sumC, integratedValue[i], correctedValue[i])
		}
	}
}

// TestOracleControl checks E and F: who controls whom.
func TestOracleControl(t *testing.T) {
	w := web(t, strings.ReplaceAll(oracleE, ",", " votes,")+" votes", Options{})
	all := []string{"1", "10", "2", "20", "3", "4", "5", "6"}
	want := map[string][]string{"19": {"1", "10", "2", "20", "3", "4", "5", "6"}, "10": {"20"}, "20": nil}
	for _, n := range []string{"1", "2", "3", "4", "5", "6"} {
		want[n] = slices.DeleteFunc(slices.Clone(all), func(c string) bool { return c == n })
	}
	for party, companies := range want {
		var got []string
		for _, c := range w.Controls(party, .5, 100).Items {
			if !c.Certain {
				t.Errorf("%s in %s: %+v, want certain control", party, c.Party, c)
			}
			got = append(got, c.Party)
		}
		slices.Sort(got)
		t.Logf("%s controls %v", party, got)
		if !slices.Equal(got, companies) {
			t.Errorf("%s controls %v, want %v", party, got, companies)
		}
		for _, c := range companies {
			if !slices.ContainsFunc(w.Controllers(c, .5, 100).Items, func(x Controlled) bool { return x.Party == party }) {
				t.Errorf("controllers of %s leave out %s", c, party)
			}
			if !w.Account(party, c).Control.Certain {
				t.Errorf("the account of %s in %s knows no control", party, c)
			}
		}
	}
	w = web(t, strings.ReplaceAll(oracleF, ",", " votes,")+" votes", Options{})
	if got := w.Controls("a", .5, 100); len(got.Items) != 0 {
		t.Errorf("F: a controls %+v, want nothing", got.Items)
	}
}

// TestOracleOverHeld checks that D tells of a held at 170%, and that bands
// adding up to more are told too.
func TestOracleOverHeld(t *testing.T) {
	r := web(t, oracleD, Options{}).Account("b", "a").Readings[0]
	if len(r.OverHeld) != 1 || r.OverHeld[0].Company != "a" || math.Abs(r.OverHeld[0].Sum.Lo-1.7) > tiny || !r.OverHeld[0].Certain {
		t.Errorf("D: got %+v, want a at 1.7", r.OverHeld)
	}
	r = web(t, "x 50-75 c, y 50-75 c", Options{}).Account("x", "c").Readings[0]
	if len(r.OverHeld) != 1 || r.OverHeld[0].Certain || r.Effective != (Bounds{Lo: .5, Hi: .75}) {
		t.Errorf("two at 50-75%%: got %+v, share %+v", r.OverHeld, r.Effective)
	}
}
