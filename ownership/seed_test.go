package ownership_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/seed"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestSeed holds what the seed data tells of real webs against a golden file:
// Musk's companies around the diversion of 2023 and the merger of 2025, the
// ring of Hyundai, Renault and Nissan before and after they levelled their
// stakes, and who controls what.
func TestSeed(t *testing.T) {
	stakes := seedStakes(t)
	var out strings.Builder
	tell := func(day fact.Date, opts ownership.Options, f func(w *ownership.Web)) {
		w, err := ownership.NewWeb(stakes, day, opts)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "# %s, %s\n\n", day, w.Measure())
		f(w)
	}
	accounts := func(pairs ...string) func(w *ownership.Web) {
		return func(w *ownership.Web) {
			for _, pair := range pairs {
				owner, company, _ := strings.Cut(pair, " ")
				writeAccount(&out, w.Account(owner, company))
			}
		}
	}
	for _, day := range []fact.Date{"2023-12-15", "2024-06-05", "2025-04-01"} {
		tell(day, ownership.Options{AssumeVotes: true}, accounts("elon-musk tesla", "elon-musk x-holdings", "elon-musk x-corp", "elon-musk xai", "elon-musk xai-holdings", "elon-musk spacex"))
		tell(day, ownership.Options{AssumeVotes: true}, func(w *ownership.Web) {
			writeList(&out, "owners of xai", w.Owners("xai", 0.005, 20))
			writeList(&out, "holdings of elon-musk", w.Holdings("elon-musk", 0.005, 20))
			for _, c := range w.Controls("elon-musk", .5, 20).Items {
				fmt.Fprintf(&out, "elon-musk controls %s: certain %v, votes %s\n", c.Party, c.Certain, percent(c.Votes))
			}
			fmt.Fprintln(&out)
		})
	}
	for _, day := range []fact.Date{"2017-08-31", "2022-08-31"} {
		tell(day, ownership.Options{}, accounts("hyundai-mobis kia", "chung-mong-koo hyundai-motor", "hyundai-motor hyundai-motor"))
	}
	for _, day := range []fact.Date{"2023-11-07", "2023-11-08", "2025-06-30"} {
		tell(day, ownership.Options{}, accounts("renault nissan", "nissan renault", "nissan nissan", "renault-nissan-trust nissan"))
		tell(day, ownership.Options{Measure: ownership.Economic}, accounts("renault nissan", "nissan renault"))
	}
	compareGolden(t, "testdata/seed.golden", out.String())
}

func seedStakes(t *testing.T) []ownership.Stake {
	t.Helper()
	set, err := seed.ReadFS(seed.Data())
	if err != nil {
		t.Fatal(err)
	}
	var stakes []ownership.Stake
	for _, e := range set.Entries {
		if s, ok := e.Record.(*ownership.Stake); ok {
			stakes = append(stakes, *s)
		}
	}
	return stakes
}

func percent(b ownership.Bounds) string {
	switch {
	case b.Diverges:
		return "without limit"
	case b.Hi-b.Lo < 1e-9:
		return fmt.Sprintf("%.4g%%", 100*b.Lo)
	}
	return fmt.Sprintf("%.4g–%.4g%%", 100*b.Lo, 100*b.Hi)
}

func writeAccount(out *strings.Builder, a ownership.Account) {
	fmt.Fprintf(out, "%s in %s: %s", a.Owner, a.Company, percent(a.Effective))
	if a.Control.Possible {
		fmt.Fprintf(out, ", control certain: %v, votes %s", a.Control.Certain, percent(a.Control.Votes))
	}
	fmt.Fprintln(out)
	for _, r := range a.Readings {
		if len(r.Chosen) > 0 {
			fmt.Fprintf(out, "  if %s: %s\n", strings.Join(r.Chosen, ", "), percent(r.Effective))
		}
		fmt.Fprintf(out, "  direct %s, integrated %s, target-stopped %s, self-held %s, by paths %s, weakest link %s\n", percent(r.Direct),
			percent(r.Integrated), percent(r.TargetStopped), percent(r.SelfHeld), percent(r.SumOfPaths), percent(r.WeakestLink))
		for _, route := range r.Routes {
			fmt.Fprintf(out, "    %s =", percent(route.Product))
			for _, s := range route.Steps {
				fmt.Fprintf(out, " %s [%s]", percent(s.Share), s.Stake)
				if s.StandIn {
					fmt.Fprint(out, " (stands in)")
				}
			}
			fmt.Fprintln(out)
		}
		for _, loop := range r.Loops {
			fmt.Fprintf(out, "    loop: %s\n", strings.Join(loop, ", "))
		}
		for _, o := range r.OverHeld {
			fmt.Fprintf(out, "    over 100%%: %s %s\n", o.Company, percent(o.Sum))
		}
		if len(r.Unknown) > 0 {
			fmt.Fprintf(out, "    unknown: %s\n", strings.Join(r.Unknown, ", "))
		}
	}
	for _, s := range a.Aside {
		if s.Why == ownership.Declared {
			fmt.Fprintf(out, "  declared %s in %s: %s, agrees %v\n", s.Dated, s.Stake, percent(s.Share), s.Agrees)
		}
	}
	fmt.Fprintln(out)
}

func writeList(out *strings.Builder, what string, list ownership.ShareList) {
	fmt.Fprintln(out, what)
	for _, item := range list.Items {
		fmt.Fprintf(out, "  %s: %s, direct %s", item.Party, percent(item.Effective), percent(item.Direct))
		if item.Ultimate {
			fmt.Fprint(out, ", ultimate")
		}
		if item.Disputed {
			fmt.Fprint(out, ", disputed")
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintf(out, "  more %v, claimed %s\n\n", list.More, percent(list.Claimed))
}

func compareGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll("testdata", 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	a, b := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for k := 0; k < len(a) && k < len(b); k++ {
		if a[k] != b[k] {
			t.Fatalf("%s:%d: got\n%s\nwant\n%s\nif that is right, run the test with -update", path, k+1, a[k], b[k])
		}
	}
	t.Fatalf("%s: got %d lines, want %d", path, len(a), len(b))
}
