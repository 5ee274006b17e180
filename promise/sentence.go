package promise

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Sentence says in one English sentence why the promise has its status, made
// from the rule and its grounds: neutral, with dates and numbers as recorded.
func (s Standing) Sentence() string {
	return s.Status.words() + ": " + s.reason() + "."
}

// words is the status as the beginning of a sentence.
func (s Status) words() string {
	text := strings.ReplaceAll(string(s), "_", " ")
	if text == "" {
		return "Unknown"
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

func (s Standing) reason() string {
	g := Ground{}
	if len(s.Because.Grounds) > 0 {
		g = s.Because.Grounds[0]
	}
	switch s.Because.Rule {
	case RuleNoPromise:
		return "it is no promise and is not rated"
	case RuleRuled:
		return fmt.Sprintf("so ruled by %s on %s", g.By, g.On)
	case RuleReplaced:
		return fmt.Sprintf("replaced by %s on %s", g.ID, g.On)
	case RuleMet, RuleMetLate, RuleNotMet, RuleMetInPart:
		return clauses(s.Because.Grounds)
	case RuleDiffer:
		return "the deadline has passed, and measurements disagree; " + clauses(s.Because.Grounds)
	case RuleDayUnknown:
		return "the deadline has passed, and it is not known whether the target was met in time; " + clauses(s.Because.Grounds)
	case RuleConditionOpen:
		return "the deadline has passed, and it is not known whether the condition was fulfilled; " + clauses(s.Because.Grounds)
	case RuleDue:
		return fmt.Sprintf("the deadline, %s, has passed, and no ruling or measurement settles it", g.Deadline)
	case RuleInProgress:
		return fmt.Sprintf("%s it, and %s", findings(s.Because.Grounds, "supports", "support"), s.ahead())
	case RuleDoubted:
		return fmt.Sprintf("%s it, but %s", findings(s.Because.Grounds, "contradicts", "contradict"), s.ahead())
	}
	return "nothing known speaks for or against it, and " + s.ahead()
}

// ahead tells of the deadline of a promise that is not due.
func (s Standing) ahead() string {
	if s.Deadline != "" {
		return fmt.Sprintf("the deadline, %s, has not passed", s.Deadline)
	}
	return "there is no date by which all of it is due"
}

func findings(list []Ground, one, many string) string {
	if len(list) == 1 {
		return "one finding " + one
	}
	return fmt.Sprintf("%d findings %s", len(list), many)
}

// clauses sets each measurement against its target.
func clauses(list []Ground) string {
	texts := make([]string, 0, len(list))
	for _, g := range list {
		if g.Target != nil && g.Measurement != nil {
			texts = append(texts, clause(g))
		}
	}
	return strings.Join(texts, "; ")
}

// clause is "capital expenditure 2024 was 11,339,000,000 USD (2024-12-31),
// promised was more than 10,000,000,000 USD by 2024-12-31".
func clause(g Ground) string {
	t, m := g.Target, g.Measurement
	have, want := "was "+m.words(), t.words()
	if t.Comparator == Happens && (t.Value == nil || *t.Value == 1) {
		have, want = "had not taken place", ""
		if t.meets(m) == yes {
			have = "took place"
		}
	}
	on := m.On
	if on == "" {
		on = g.On
	}
	text := fmt.Sprintf("%s %s (%s)", t.Metric, have, on)
	if g.Deadline != "" {
		want = strings.TrimSpace(want + " by " + string(g.Deadline))
	}
	if want == "" {
		return text
	}
	return text + ", promised was " + want
}

// words is the measured value with its unit.
func (m *Measurement) words() string {
	text := ""
	switch {
	case m.Value != nil:
		text = number(*m.Value)
	case m.Min != nil && m.Max != nil:
		text = number(*m.Min) + " to " + number(*m.Max)
	case m.Min != nil:
		text = "at least " + number(*m.Min)
	case m.Max != nil:
		text = "at most " + number(*m.Max)
	}
	if m.About {
		text = "about " + text
	}
	return text + " " + m.Unit
}

// words is what the target asks for, with its unit.
func (t *Target) words() string {
	text := ""
	switch {
	case t.Comparator == Between && t.Min != nil && t.Max != nil:
		text = number(*t.Min) + " to " + number(*t.Max)
	case t.Value == nil:
		return ""
	case t.Comparator == Happens:
		text = "at least " + number(*t.Value)
	default:
		text = strings.ReplaceAll(string(t.Comparator), "_", " ") + " " + number(*t.Value)
	}
	return text + " " + t.Unit
}

// number writes a number in full, its thousands set apart by commas.
func number(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) || math.Abs(v) >= 1e18 {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	whole, fraction, broken := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if broken {
		whole += "." + fraction
	}
	return sign + whole
}
