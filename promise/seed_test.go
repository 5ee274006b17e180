package promise_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/seed"
)

var update = flag.Bool("update", false, "write golden files again")

// today is the day on which the seed's rulings were made.
const today = fact.Date("2026-11-24")

// dossiers are those of all promises of the seed, in its order.
func dossiers(tb testing.TB) []promise.Dossier {
	tb.Helper()
	set, err := seed.ReadFS(seed.Data())
	if err != nil {
		tb.Fatal(err)
	}
	var promises []*promise.Promise
	var evidence []*promise.Evidence
	var rulings []*promise.Ruling
	var sources []*promise.Source
	for _, e := range set.Entries {
		switch r := e.Record.(type) {
		case *promise.Promise:
			promises = append(promises, r)
		case *promise.Evidence:
			evidence = append(evidence, r)
		case *promise.Ruling:
			rulings = append(rulings, r)
		case *promise.Source:
			sources = append(sources, r)
		}
	}
	origins := promise.TraceOrigins(sources)
	list := make([]promise.Dossier, len(promises))
	at := make(map[string]*promise.Dossier, len(promises))
	for i, p := range promises {
		list[i] = promise.Dossier{Promise: p, Origins: origins}
		at[p.ID] = &list[i]
	}
	for _, e := range evidence {
		for _, b := range e.BearsOn {
			at[b.Promise].Evidence = append(at[b.Promise].Evidence, e)
		}
	}
	for _, r := range rulings {
		at[r.Promise].Rulings = append(at[r.Promise].Rulings, r)
	}
	for _, p := range promises {
		for _, earlier := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(p.Restates, p.Narrows, p.Replaces)))) {
			for _, l := range promise.LaterOf(p, earlier) {
				l.Dossier = at[p.ID]
				at[earlier].Later = append(at[earlier].Later, l)
			}
		}
	}
	return list
}

// TestSeedStatus holds the derived status of every promise of the seed, first
// by the rules alone and then with its rulings.
func TestSeedStatus(t *testing.T) {
	var b strings.Builder
	fmt.Fprintf(&b, "# Every promise of the seed on %s: status by the rules alone and the rule, with rulings, balance,\n", today)
	b.WriteString("# supporting and contradicting findings/origins, flags.\n")
	for _, d := range dossiers(t) {
		with, ok := promise.Derive(d, today)
		if !ok {
			t.Errorf("%s: no standing", d.Promise.ID)
		}
		if n := len(d.Rulings); n == 1 && with.Status != d.Rulings[0].Status {
			t.Errorf("%s: %s, ruled %s", d.Promise.ID, with.Status, d.Rulings[0].Status)
		}
		d.Rulings = nil
		without, _ := promise.Derive(d, today)
		flags := make([]string, len(with.Flags))
		for i, f := range with.Flags {
			flags[i] = string(f)
		}
		fmt.Fprintf(&b, "%-40s %-13s %-14s %-13s %-12s +%d/%d -%d/%d %s\n", d.Promise.ID, without.Status, without.Because.Rule, with.Status,
			with.Balance, with.Supports.Items, with.Supports.Origins, with.Contradicts.Items, with.Contradicts.Origins, strings.Join(flags, " "))
	}
	golden(t, "seed-status.txt", b.String())
}

// golden compares text with a file of testdata, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) == got {
		return
	}
	have, lines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(have), len(lines)) {
		a, b := "", ""
		if i < len(lines) {
			a = lines[i]
		}
		if i < len(have) {
			b = have[i]
		}
		if a != b {
			t.Errorf("%s:%d (write again with -update)\nwant %s\ngot  %s", path, i+1, a, b)
		}
	}
}

// TestSeedDays tells of two promises what could be known on five days, the
// days on which that changed, and how their evidence reads in one source.
func TestSeedDays(t *testing.T) {
	var b strings.Builder
	for _, d := range dossiers(t) {
		if d.Promise.ID != "tesla-ai-spend-2024" && d.Promise.ID != "tesla-h100-count-2024" {
			continue
		}
		fmt.Fprintf(&b, "%s\n", d.Promise.ID)
		for _, day := range []fact.Date{"2024-05-15", "2024-06-03", "2024-06-05", "2025-02-01", today} {
			s, _ := promise.Derive(d, day)
			fmt.Fprintf(&b, "  on %s %s\n    %s\n", day, describe(s), s.Sentence())
			for _, g := range s.Because.Grounds {
				fmt.Fprintf(&b, "    %s %s %s %s\n", g.Role, g.Kind, g.ID, g.On)
			}
		}
		b.WriteString("  history\n")
		for _, c := range promise.History(d) {
			fmt.Fprintf(&b, "    %s %s %s:", c.On, c.Status, c.Balance)
			for _, g := range c.Causes {
				fmt.Fprintf(&b, " %s %s", g.Role, g.ID)
			}
			b.WriteByte('\n')
		}
		for _, e := range d.Evidence {
			if e.ID != "nvidia-email-bookings-2024" {
				continue
			}
			for _, source := range e.Sources {
				r, _ := promise.StanceAsRead(e, d.Promise.ID, source, d.Origins)
				fmt.Fprintf(&b, "  %s read in %s: %s", e.ID, source, r.Stance)
				if len(r.Slips) > 0 {
					fmt.Fprintf(&b, " (%s -> %s)", r.Slips[0].Slip.Original, r.Slips[0].Slip.Rendered)
				}
				b.WriteByte('\n')
			}
		}
	}
	golden(t, "seed-days.txt", b.String())
}

// TestSeedRestated judges each restated promise of the seed as made and as restated.
func TestSeedRestated(t *testing.T) {
	var b strings.Builder
	for _, d := range dossiers(t) {
		s, _ := promise.Derive(d, today)
		for _, r := range s.AsRestated {
			fmt.Fprintf(&b, "%s: %s; as restated on %s in %s: %s\n", d.Promise.ID, s.Status, r.MadeOn, r.Promise, r.Standing.Status)
		}
	}
	golden(t, "seed-restated.txt", b.String())
}

func describe(s promise.Standing) string {
	return fmt.Sprintf("%s %s +%d/%d -%d/%d since %s next %s %v", s.Status, s.Balance,
		s.Supports.Items, s.Supports.Origins, s.Contradicts.Items, s.Contradicts.Origins, s.Since, s.Next, s.Flags)
}
