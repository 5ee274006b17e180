package promise

// Rule is the id of a rule that gives a promise its status.
type Rule string

// The rules, in the order in which they are asked: the first that fits fires.
const (
	RuleNoPromise     Rule = "no-promise"     // a claim, an estimate, a condition or an order is not rated
	RuleRuled         Rule = "ruled"          // a ruling in force gives its verdict
	RuleReplaced      Rule = "replaced"       // the promiser put another promise in its place
	RuleMet           Rule = "met"            // every target was met by its deadline
	RuleMetLate       Rule = "met-late"       // every target was met, one or more after its deadline
	RuleMetInPart     Rule = "met-in-part"    // some targets were met, final measurements show that others were not
	RuleNotMet        Rule = "not-met"        // final measurements show that no target was met
	RuleDiffer        Rule = "differ"         // the deadline has passed, and measurements disagree
	RuleDayUnknown    Rule = "day-unknown"    // the deadline has passed; met, but it cannot be told whether in time
	RuleConditionOpen Rule = "condition-open" // the deadline has passed; not met, but it cannot be told whether the condition held
	RuleDue           Rule = "due"            // the deadline has passed, and nothing settles it
	RuleInProgress    Rule = "in-progress"    // something speaks for it, and no deadline has passed
	RuleDoubted       Rule = "doubted"        // only contradicted so far, and no deadline has passed
	RuleNothing       Rule = "nothing"        // nothing is known that speaks for or against it
)

// RuleText is a row of the table of rules.
type RuleText struct {
	Rule   Rule
	Status string // the status it gives, in words when it is not always one
	When   string // when it fires, provided that none before it does
}

// Rules is the table of rules in the order in which they are asked.
func Rules() []RuleText {
	return []RuleText{
		{RuleNoPromise, string(NotYetRated), "the record is a claim, an estimate, a condition or an order; rulings on it are passed over"},
		{RuleRuled, "that of the ruling", "a ruling is in force; one of an open status yields once the deadline passes after it, or a measurement known after it settles the promise"},
		{RuleReplaced, string(Superseded), "a later promise of the same promiser replaces it, and no measurement had settled it before that day"},
		{RuleMet, string(Kept), "measurements meet every target by its deadline"},
		{RuleMetLate, string(KeptLate), "measurements meet every target, one or more after its deadline"},
		{RuleMetInPart, string(PartlyKept), "measurements meet some targets, final measurements show that the others were not met"},
		{RuleNotMet, string(NotKept), "final measurements show that no target was met, and the deadline has passed or there is none"},
		{RuleDiffer, string(Due), "the deadline has passed; one measurement meets a target in time, a final one says that it was not met"},
		{RuleDayUnknown, string(Due), "the deadline has passed; a target was met, perhaps in time and perhaps after it"},
		{RuleConditionOpen, string(Due), "the deadline has passed; a target was not met, but it is not known whether the promise's condition was fulfilled"},
		{RuleDue, string(Due), "the deadline has passed"},
		{RuleInProgress, string(InProgress), "evidence supports it"},
		{RuleDoubted, string(NotYetRated), "evidence contradicts it: before the deadline that is no failure"},
		{RuleNothing, string(NotYetRated), "nothing else"},
	}
}
