package promise_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/promise"
)

// seedEvidence is the evidence of the seed, each once, with its origins.
func seedEvidence(tb testing.TB) ([]*promise.Evidence, *promise.Origins) {
	tb.Helper()
	var list []*promise.Evidence
	var origins *promise.Origins
	for _, d := range dossiers(tb) {
		origins = d.Origins
		for _, e := range d.Evidence {
			if !slices.Contains(list, e) {
				list = append(list, e)
			}
		}
	}
	return list, origins
}

// TestSeedChains holds how the e-mail on Tesla's bookings reached each source,
// and what each of them alone makes of it. The German one loses the
// contradiction, and the chain says so.
func TestSeedChains(t *testing.T) {
	evidence, origins := seedEvidence(t)
	i := slices.IndexFunc(evidence, func(e *promise.Evidence) bool { return e.ID == "nvidia-email-bookings-2024" })
	if i < 0 {
		t.Fatal("the e-mail is not in the seed")
	}
	e := evidence[i]
	var b strings.Builder
	fmt.Fprintf(&b, "# How %s reached the sources it cites, and how it reads in each.\n", e.ID)
	for _, c := range promise.Chains(e, origins) {
		b.WriteString("\n" + c.Source + "\n")
		for _, s := range c.Steps {
			fmt.Fprintf(&b, "  %s %s\n", strings.ReplaceAll(string(s.Relation), "_", " "), s.Source)
		}
		fmt.Fprintf(&b, "  end: %s\n", c.End)
		for _, w := range c.Weak {
			fmt.Fprintf(&b, "  weak: %s %s (%s)\n", w.Source, w.Reason, w.Kind)
		}
		for _, s := range c.Slips {
			fmt.Fprintf(&b, "  slip: %s has %q for %q\n", s.Source, s.Slip.Rendered, s.Slip.Original)
		}
		if r, ok := promise.StanceAsRead(e, "tesla-ai-spend-2024", c.Source, origins); ok {
			fmt.Fprintf(&b, "  read alone: %s; in truth: %s\n", r.Stance, r.Finding)
		}
	}
	b.WriteString("\n# Slips in its quotes\n")
	for _, q := range e.Quotes {
		fmt.Fprintf(&b, "\n%s (%s)\n", q.Text, q.Source)
		for _, s := range promise.SlipsInQuote(&q, origins) {
			fmt.Fprintf(&b, "  slip: %q for %q\n", s.Slip.Rendered, s.Slip.Original)
		}
	}
	golden(t, "seed-chains.txt", b.String())
}

// TestSeedChainsHoldTogether checks what is true of every chain.
func TestSeedChainsHoldTogether(t *testing.T) {
	evidence, origins := seedEvidence(t)
	for _, e := range evidence {
		var begins []string
		for _, c := range promise.Chains(e, origins) {
			begins = append(begins, c.Source)
			met := []string{c.Source}
			for _, s := range c.Steps {
				if slices.Contains(met, s.Source) {
					t.Errorf("%s: %s is met twice", e.ID, s.Source)
				}
				met = append(met, s.Source)
			}
			behind := origins.Behind(c.Source)
			for _, id := range met {
				if !slices.Contains(behind, id) {
					t.Errorf("%s: %s does not lie behind %s", e.ID, id, c.Source)
				}
			}
			if c.End != promise.EndOrigin {
				t.Errorf("%s: the chain from %s ends by %s", e.ID, c.Source, c.End)
			}
			if len(origins.Behind(c.Origin())) != 1 {
				t.Errorf("%s: %s is no origin", e.ID, c.Origin())
			}
			for _, b := range e.BearsOn {
				r, _ := promise.StanceAsRead(e, b.Promise, c.Source, origins)
				for _, s := range r.Slips {
					if !slices.ContainsFunc(c.Slips, func(have promise.SlipIn) bool {
						return have.Source == s.Source && have.Slip.Rendered == s.Slip.Rendered
					}) {
						t.Errorf("%s: the chain from %s lacks a slip of %s", e.ID, c.Source, s.Source)
					}
				}
			}
		}
		if !slices.Equal(slices.Compact(begins), e.Sources) {
			t.Errorf("%s: chains begin at %v, it cites %v", e.ID, begins, e.Sources)
		}
	}
}
