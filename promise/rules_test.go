package promise

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
)

// base is a promise to have 100 cars by the end of 2024.
const base = `
	made 2024-01-10
	deadline 2024-12-31
	target cars at_least 100 car
`

type ruleCase struct {
	name   string
	text   string
	asOf   fact.Date
	status Status
	rule   Rule
}

// ruleCases are dossiers on which each rule fires, and those near to them on
// which it does not.
var ruleCases = []ruleCase{
	{"a claim is not rated", `
		kind claim
		made 2024-01-10
		evidence e contradicts 2024-02-01
		ruling r not_kept 2024-03-01`, "2025-01-01", NotYetRated, RuleNoPromise},
	{"an estimate past its date is not due", base + "kind estimate", "2025-06-01", NotYetRated, RuleNoPromise},

	{"a ruling beats the rules", base + `
		evidence e supports 2024-06-01
		  measures cars 120 car on 2024-05
		ruling r not_kept 2025-02-01`, "2025-02-01", NotKept, RuleRuled},
	{"not before its day", base + `
		evidence e supports 2024-06-01
		  measures cars 120 car on 2024-05
		ruling r not_kept 2025-02-01`, "2025-01-31", Kept, RuleMet},
	{"a ruling of a month counts from its end", base + "ruling r kept 2025-02", "2025-02-27", Due, RuleDue},
	{"a superseded ruling does not count", base + `
		ruling r not_kept 2025-02-01
		ruling q kept_late 2025-03-01 supersedes r`, "2025-03-01", KeptLate, RuleRuled},
	{"until it is superseded it does", base + `
		ruling r not_kept 2025-02-01
		ruling q kept_late 2025-03-01 supersedes r`, "2025-02-28", NotKept, RuleRuled},
	{"of two in force the latest counts", base + `
		ruling q kept 2025-03-01
		ruling r not_kept 2025-02-01`, "2025-04-01", Kept, RuleRuled},
	{"rulings that supersede each other are none", base + `
		ruling q kept 2025-03-01 supersedes r
		ruling r not_kept 2025-02-01 supersedes q`, "2025-04-01", Due, RuleDue},
	{"due is no verdict to rule", base + "ruling r due 2024-02-01", "2024-03-01", NotYetRated, RuleNothing},
	{"abandoned takes a ruling", base + "ruling r abandoned 2024-05-01", "2024-06-01", Abandoned, RuleRuled},
	{"unverifiable takes a ruling", base + "ruling r unverifiable 2024-05-01", "2026-06-01", Unverifiable, RuleRuled},
	{"stalled takes a ruling", base + "ruling r stalled 2024-05-01", "2024-12-31", Stalled, RuleRuled},
	{"a ruling of an open status ends with the deadline", base + "ruling r stalled 2024-05-01", "2025-01-01", Due, RuleDue},
	{"unless it was made after it", base + "ruling r stalled 2025-01-05", "2026-01-01", Stalled, RuleRuled},
	{"or a later measurement settles it", base + `
		ruling r stalled 2024-05-01
		evidence e supports 2024-06-01
		  measures cars 120 car on 2024-05`, "2024-06-01", Kept, RuleMet},
	{"not a measurement it knew", base + `
		evidence e supports 2024-06-01
		  measures cars 120 car on 2024-05
		ruling r in_progress 2024-07-01`, "2025-07-01", InProgress, RuleRuled},

	{"replaced by the same speaker", base + "later q replaces 2024-05-01", "2024-05-01", Superseded, RuleReplaced},
	{"not before that", base + "later q replaces 2024-05-01", "2024-04-30", NotYetRated, RuleNothing},
	{"replaced by the company for its officer", base + "later q replaces 2024-05-01 by acme", "2024-05-01", Superseded, RuleReplaced},
	{"not by somebody else", base + "later q replaces 2024-05-01 by bob", "2024-05-01", NotYetRated, RuleNothing},
	{"nor by the company of another promise", base + "later q replaces 2024-05-01 by acme for other", "2024-05-01", NotYetRated, RuleNothing},
	{"restating and narrowing only flag", base + `
		later q restates 2024-05-01
		later r narrows 2024-05-01`, "2024-06-01", NotYetRated, RuleNothing},
	{"what was kept before stays kept", base + `
		evidence e supports 2024-04-01
		  measures cars 120 car on 2024-03
		later q replaces 2024-05-01`, "2024-06-01", Kept, RuleMet},
	{"whatever the precision of the day it was made", `
		made 2024
		target cars at_least 100 car
		evidence e supports 2024-04-01
		  measures cars 120 car on 2024-03
		later q replaces 2024-05-01`, "2024-12-31", Kept, RuleMet},
	{"what is measured afterwards does not count", base + `
		evidence e supports 2024-06-01
		  measures cars 120 car on 2024-05
		later q replaces 2024-05-01`, "2024-07-01", Superseded, RuleReplaced},

	{"met before the deadline", base + `
		evidence e supports 2024-06-01
		  measures cars 120 car on 2024-05`, "2024-06-01", Kept, RuleMet},
	{"met, told after the deadline", base + `
		evidence e supports 2025-02-01
		  measures cars 120 car on 2024`, "2025-02-01", Kept, RuleMet},
	{"words for metric and unit but for case and space", base + `
		evidence e supports 2024-06-01
		  measures CARS 120 Car on 2024-05`, "2024-06-01", Kept, RuleMet},
	{"another unit is not converted", base + `
		evidence e supports 2024-06-01
		  measures cars 120 kcar on 2024-05`, "2024-06-01", InProgress, RuleInProgress},
	{"another metric does not count", base + `
		evidence e supports 2024-06-01
		  measures vans 120 car on 2024-05`, "2024-06-01", InProgress, RuleInProgress},
	{"a measurement in context counts", base + `
		evidence e context 2024-06-01
		  measures cars 120 car on 2024-05`, "2024-06-01", Kept, RuleMet},
	{"one in the promiser's answer does not", base + `
		evidence e response 2024-06-01
		  measures cars 120 car on 2024-05`, "2024-06-01", NotYetRated, RuleNothing},
	{"nor a disputed one", base + `
		evidence e supports 2024-06-01 disputed
		  measures cars 120 car on 2024-05`, "2024-06-01", InProgress, RuleInProgress},
	{"nor one without a source", base + `
		evidence e supports 2024-06-01 unverified
		  measures cars 120 car on 2024-05`, "2024-06-01", InProgress, RuleInProgress},
	{"nor one older than the promise", base + `
		evidence e supports 2024-06-01
		  measures cars 120 car on 2023-12`, "2024-06-01", InProgress, RuleInProgress},
	{"nor a forecast", base + `
		evidence e supports 2024-06-01
		  measures cars 120 car on 2024-12-31 final`, "2024-07-01", InProgress, RuleInProgress},
	{"a lower bound that suffices", base + `
		evidence e supports 2024-06-01
		  measures cars 100.. car on 2024-05`, "2024-06-01", Kept, RuleMet},
	{"a lower bound is no total", base + `
		evidence e contradicts 2025-02-01
		  measures cars 60.. car on 2024 final`, "2025-02-01", Due, RuleDue},
	{"about 102 may be less than 100", base + `
		evidence e supports 2024-06-01
		  measures cars ~102 car on 2024-05`, "2024-06-01", InProgress, RuleInProgress},
	{"a measurement without a day counts by the finding's", base + `
		evidence e supports 2025-02-01 happened 2024-11
		  measures cars 120 car`, "2025-02-01", Kept, RuleMet},
	{"or as of its publication", base + `
		evidence e supports 2024-11-05
		  measures cars 120 car`, "2024-11-05", Kept, RuleMet},
	{"a ceiling is not met half way", `
		made 2024-01-10
		deadline 2024-12-31
		target cost at_most 100 USD
		evidence e supports 2024-06-01
		  measures cost 40 USD on 2024-05`, "2024-06-01", InProgress, RuleInProgress},
	{"but at the deadline", `
		made 2024-01-10
		deadline 2024-12-31
		target cost at_most 100 USD
		evidence e supports 2025-01-20
		  measures cost 90 USD on 2024`, "2025-01-20", Kept, RuleMet},
	{"a value of the year is not that of its end before it has come", `
		made 2024-01-10
		deadline 2024-12-31
		target cost at_most 100 USD
		evidence e supports 2024-06-01
		  measures cost 40 USD on 2024`, "2025-06-01", Due, RuleDue},
	{"or when final", `
		made 2024-01-10
		deadline 2024-12-31
		target cost at_most 100 USD
		evidence e supports 2024-09-01
		  measures cost 90 USD on 2024-08 final`, "2024-09-01", Kept, RuleMet},
	{"a ceiling without a date must be final", `
		made 2024-01-10
		deadline none
		target cost at_most 100 USD
		evidence e supports 2024-09-01
		  measures cost 90 USD on 2024-08`, "2024-09-01", InProgress, RuleInProgress},
	{"about without a date is met once reached", `
		made 2024-01-10
		target cars about 100 car
		evidence e supports 2024-09-01
		  measures cars 91 car on 2024-08`, "2024-09-01", Kept, RuleMet},
	{"about from a baseline is met by more", `
		made 2024-01-10
		deadline 2024-12-31
		target cars about 100 car from 20
		evidence e supports 2024-09-01
		  measures cars 150 car on 2024-08`, "2024-09-01", Kept, RuleMet},
	{"not by what was there before the baseline", `
		made 2024-01-10
		deadline 2024-12-31
		target cars about 100 car from 20 since 2024-06-01
		evidence e supports 2024-09-01
		  measures cars 150 car on 2024-05`, "2024-09-01", InProgress, RuleInProgress},
	{"an event happens", `
		made 2024-01-10
		deadline 2024
		target launch happens 1 launch
		evidence e supports 2024-09-01
		  measures launch 1 launch on 2024-09-01`, "2024-09-01", Kept, RuleMet},
	{"all targets by their own deadlines", `
		made 2024-01-10
		deadline 2025
		target cars at_least 100 car
		target cars at_least 10 car by 2024
		evidence e supports 2025-05-01
		  measures cars 12 car on 2024-11
		  measures cars 100 car on 2025-04`, "2025-05-01", Kept, RuleMet},
	{"counted from a day", `
		made 2024-01-10
		deadline 100 days after 2024-01-20
		target cars at_least 100 car
		evidence e supports 2024-05-01
		  measures cars 120 car on 2024-04-29`, "2024-05-01", Kept, RuleMet},
	{"counted from an event", `
		made 2024-01-10
		deadline 100 days after signature
		event 2024-03-01
		target cars at_least 100 car
		evidence e supports 2024-07-01
		  measures cars 120 car on 2024-06-10`, "2024-07-01", KeptLate, RuleMetLate},

	{"met after the deadline", base + `
		evidence e supports 2025-02-01
		  measures cars 120 car on 2025-01`, "2025-02-01", KeptLate, RuleMetLate},
	{"a month wholly after the deadline is late", `
		made 2024-01-10
		deadline 2024-10-31
		target cars at_least 100 car
		evidence e supports 2025-02-01
		  measures cars 120 car on 2024-12`, "2025-02-01", KeptLate, RuleMetLate},
	{"not met, then met late", base + `
		evidence e contradicts 2025-01-10
		  measures cars 60 car on 2024-12-31 final
		evidence f supports 2025-05-10
		  measures cars 120 car on 2025-04`, "2025-06-01", KeptLate, RuleMetLate},
	{"one target late makes it late", base + `
		target vans at_least 10 van
		evidence e supports 2025-02-01
		  measures cars 120 car on 2024
		  measures vans 12 van on 2025-01`, "2025-02-01", KeptLate, RuleMetLate},

	{"one target met, one not", base + `
		target vans at_least 10 van
		evidence e supports 2025-02-01
		  measures cars 120 car on 2024
		  measures vans 3 van on 2024 final`, "2025-02-01", PartlyKept, RuleMetInPart},
	{"one target met, of the other nothing is known", base + `
		target vans at_least 10 van
		evidence e supports 2025-02-01
		  measures cars 120 car on 2024`, "2025-02-01", Due, RuleDue},

	{"a final measurement falls short", base + `
		evidence e contradicts 2025-01-10
		  measures cars 60 car on 2024-12-31 final`, "2025-01-10", NotKept, RuleNotMet},
	{"one that is not final is no failure", base + `
		evidence e contradicts 2025-01-10
		  measures cars 60 car on 2024-12-31`, "2025-01-10", Due, RuleDue},
	{"nor a final one of an earlier period", base + `
		evidence e contradicts 2025-01-10
		  measures cars 60 car on 2024-06 final`, "2025-01-10", Due, RuleDue},
	{"before the deadline nothing has failed", base + `
		evidence e contradicts 2024-12-31
		  measures cars 60 car on 2024-12-31 final`, "2024-12-31", NotYetRated, RuleDoubted},
	{"the day after it has", base + `
		evidence e contradicts 2024-12-31
		  measures cars 60 car on 2024-12-31 final`, "2025-01-01", NotKept, RuleNotMet},
	{"without a date a final measurement is enough", `
		made 2024-01-10
		target cost at_most 100 USD
		evidence e contradicts 2024-09-01
		  measures cost 150 USD on 2024-09-01 final`, "2024-09-01", NotKept, RuleNotMet},
	{"an event that had not happened years later", `
		made 2024-01-10
		deadline 2024
		target launch happens 1 launch
		evidence e contradicts 2026-02-01
		  measures launch 0 launch on 2025 final`, "2026-02-01", NotKept, RuleNotMet},
	{"a condition known to be fulfilled", base + `
		condition rain
		event 2024-05-01
		evidence e contradicts 2025-01-10
		  measures cars 60 car on 2024-12-31 final`, "2025-01-10", NotKept, RuleNotMet},

	{"measurements that disagree", base + `
		evidence e supports 2025-01-10
		  measures cars 120 car on 2024-12-31
		evidence f contradicts 2025-01-12
		  measures cars 60 car on 2024-12-31 final`, "2025-01-12", Due, RuleDiffer},

	{"met some day of the year", `
		made 2024-01-10
		deadline 2024-10-31
		target cars at_least 100 car
		evidence e supports 2025-02-01
		  measures cars 120 car on 2024`, "2025-02-01", Due, RuleDayUnknown},

	{"a condition perhaps not fulfilled", base + `
		condition rain
		evidence e contradicts 2025-01-10
		  measures cars 60 car on 2024-12-31 final`, "2025-01-10", Due, RuleConditionOpen},
	{"a conditional deadline", `
		made 2024-01-10
		deadline when rain 2024-12-31
		target cars at_least 100 car
		evidence e contradicts 2025-01-10
		  measures cars 60 car on 2024-12-31 final`, "2025-01-10", Due, RuleConditionOpen},

	{"the deadline has passed", base, "2025-01-01", Due, RuleDue},
	{"on the last day it has not", base, "2024-12-31", NotYetRated, RuleNothing},
	{"a deadline of a month ends with it", `
		made 2024-01-10
		deadline 2024-02`, "2024-02-29", NotYetRated, RuleNothing},
	{"and has passed then", `
		made 2024-01-10
		deadline 2024-02`, "2024-03-01", Due, RuleDue},
	{"support does not keep it from being due", base + "evidence e supports 2024-06-01", "2025-01-01", Due, RuleDue},
	{"an unclear target is never measured", `
		made 2024-01-10
		deadline 2024-12-31
		target cars at_least 100 car unclear
		evidence e supports 2024-06-01
		  measures cars 120 car on 2024-05`, "2025-01-01", Due, RuleDue},
	{"an early target does not make it due", `
		made 2024-01-10
		deadline 2025
		target cars at_least 100 car
		target cars at_least 10 car by 2024`, "2025-02-01", NotYetRated, RuleNothing},

	{"supported and not due", base + `
		evidence e supports 2024-06-01
		evidence f contradicts 2024-06-01`, "2024-06-01", InProgress, RuleInProgress},
	{"no deadline, no end", `
		made 2024-01-10
		deadline none
		evidence e supports 2024-06-01`, "2034-06-01", InProgress, RuleInProgress},
	{"an event that has not happened starts no clock", `
		made 2024-01-10
		deadline 100 days after signature
		evidence e supports 2024-06-01`, "2034-06-01", InProgress, RuleInProgress},

	{"contradicted before the deadline", base + "evidence e contradicts 2024-06-01", "2024-06-01", NotYetRated, RuleDoubted},

	{"nothing known", base, "2024-01-10", NotYetRated, RuleNothing},
	{"context and answers say nothing", base + `
		evidence e context 2024-06-01
		evidence f response 2024-06-01`, "2024-07-01", NotYetRated, RuleNothing},
}

func TestRules(t *testing.T) {
	for _, c := range ruleCases {
		t.Run(c.name, func(t *testing.T) {
			s, ok := Derive(dossier(t, c.text), c.asOf)
			if !ok || s.Status != c.status || s.Because.Rule != c.rule {
				t.Errorf("on %s: %s by %q, want %s by %q\n%s", c.asOf, s.Status, s.Because.Rule, c.status, c.rule, s.Sentence())
			}
		})
	}
}

// TestEveryRuleHasACase also holds the table of the documentation to the rules.
func TestEveryRuleHasACase(t *testing.T) {
	doc, err := os.ReadFile("../docs/status.md")
	if err != nil {
		t.Fatal(err)
	}
	code, err := os.ReadFile("derive.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range Rules() {
		i := slices.IndexFunc(ruleCases, func(c ruleCase) bool {
			return c.rule == r.Rule && (r.Rule == RuleRuled || string(c.status) == r.Status)
		})
		if i < 0 {
			t.Errorf("no case for rule %q with status %q", r.Rule, r.Status)
		}
		if !strings.Contains(string(code), "\n//\t"+string(r.Rule)+" ") {
			t.Errorf("the comment of Derive has no row for %q", r.Rule)
		}
		if row := "| `" + string(r.Rule) + "` | " + r.Status + " | " + r.When + " |"; !strings.Contains(string(doc), row) {
			t.Errorf("docs/status.md lacks the row\n%s", row)
		}
	}
}
