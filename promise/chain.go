package promise

import (
	"cmp"
	"fmt"
	"slices"
)

// Relation tells how a source comes from another one.
type Relation string

// The relations.
const (
	MachineTranslationOf Relation = "machine_translation_of" // a machine translated the other one
	TranslationOf        Relation = "translation_of"         // it translates the other one
	ReprintOf            Relation = "reprint_of"             // it copies or rewrites the other one
	ReportsOn            Relation = "reports_on"             // it tells in its own words what the other one says
)

// carriesWords reports whether the words of the other source are passed on.
func (r Relation) carriesWords() bool { return r != ReportsOn }

// Chain is one way from a source of evidence back to where it comes from.
type Chain struct {
	// Source is what the evidence cites: what we read.
	Source string
	// Steps lead from it to its origin, nearest first; none when the source is
	// an origin itself.
	Steps []ChainStep
	// End tells why the chain goes no further.
	End ChainEnd
	// Weak are the weak links, the weakest first.
	Weak []Weakness
	// Slips are the known slips about the evidence in the sources of the chain,
	// nearest first. Those of a source that is only reported on need not have
	// been passed on: StanceAsRead leaves them out.
	Slips []SlipIn
	// More says that the source has further ends, which were left out. It stands
	// on the last chain of a source.
	More bool
}

// ChainStep is one step of a chain: how the source before comes from Source.
type ChainStep struct {
	Relation Relation
	Source   string
}

// ChainEnd tells why a chain ends.
type ChainEnd string

// The ends.
const (
	EndOrigin   ChainEnd = "origin"   // the last source comes from no other one
	EndUnlisted ChainEnd = "unlisted" // nothing is known of the last source but its id
	EndLoop     ChainEnd = "loop"     // from the last source the links lead in a circle
	EndCut      ChainEnd = "cut"      // the chain is longer than is followed
)

// WeaknessKind tells why a link of a chain is weak.
type WeaknessKind string

// The kinds of weak links, the weakest first: known to be wrong, not seen, not
// read by a person, out of reach, retold, copied, alone.
const (
	WeakSlips        WeaknessKind = "known_slips"         // it has known slips about the evidence
	WeakUnverified   WeaknessKind = "unverified"          // the document was not seen
	WeakMachine      WeaknessKind = "machine_translation" // a machine translated it; no slip is known
	WeakUnpublished  WeaknessKind = "unpublished"         // it was never published: nobody can open it
	WeakTranslation  WeaknessKind = "translation"         // it is a translation
	WeakReprint      WeaknessKind = "reprint"             // it is a copy or rewrite
	WeakSingleOrigin WeaknessKind = "single_origin"       // all that the evidence cites comes from one origin
)

// weakest orders the kinds.
var weakest = []WeaknessKind{WeakSlips, WeakUnverified, WeakMachine, WeakUnpublished, WeakTranslation, WeakReprint, WeakSingleOrigin}

// Weakness is a weak link of a chain.
type Weakness struct {
	Kind   WeaknessKind
	Source string // the weak link
	Reason string // why it is weak, in English words that can follow the source's name: "is a copy or rewrite"
}

// Bounds of the chains of one source. No chain of documents seen so far comes
// near them.
const (
	maxChainSteps = 16
	maxChains     = 16
)

// Chains follows each source of the evidence, in their order, to where it
// comes from. Where the way forks there is one chain for each end, those with
// fewest steps first; where several ways lead to the same end, the one with
// fewest reports counts, and the one by copies before one that skips them.
// A chain has at most 16 steps and a source at most 16 chains. Evidence
// without sources has no chain.
func Chains(e *Evidence, o *Origins) []Chain {
	var all []Chain
	single := o.Count(e.Sources) == 1
	for i, s := range e.Sources {
		if slices.Contains(e.Sources[:i], s) {
			continue
		}
		chains := o.chains(s)
		for j := range chains {
			o.weigh(&chains[j], e, single)
		}
		all = append(all, chains...)
	}
	return all
}

// Origin is the last source of the chain.
func (c Chain) Origin() string {
	if len(c.Steps) == 0 {
		return c.Source
	}
	return c.Steps[len(c.Steps)-1].Source
}

// Weakest is the weakest link; false when none is weak.
func (c Chain) Weakest() (Weakness, bool) {
	if len(c.Weak) == 0 {
		return Weakness{}, false
	}
	return c.Weak[0], true
}

// source finds a source; nil when it is not listed.
func (o *Origins) source(id string) *Source {
	if o == nil {
		return nil
	}
	return o.sources[id]
}

// comesFrom lists the sources that a source comes from, copies before reports.
func (s *Source) comesFrom() []ChainStep {
	if s == nil {
		return nil
	}
	var steps []ChainStep
	if t := s.TranslationOf; t != nil && t.Source != "" {
		relation := TranslationOf
		if t.Machine {
			relation = MachineTranslationOf
		}
		steps = append(steps, ChainStep{relation, t.Source})
	}
	if s.ReprintOf != "" {
		steps = append(steps, ChainStep{ReprintOf, s.ReprintOf})
	}
	for _, id := range s.ReportsOn {
		steps = append(steps, ChainStep{ReportsOn, id})
	}
	return steps
}

// stop is a source met on the way back from another one.
type stop struct {
	ChainStep
	before int // the stop it was met from; -1 for the first
	depth  int // steps from the first
	end    ChainEnd
	leads  bool // another stop was first met from here
}

// chains lists the ways from a source to its ends, without what is weak.
func (o *Origins) chains(source string) []Chain {
	stops := o.wayBack(source)
	var list []Chain
	for i, s := range stops {
		if s.end != "" && !s.leads {
			c := Chain{Source: source, End: s.end}
			for at := i; at > 0; at = stops[at].before {
				c.Steps = append(c.Steps, stops[at].ChainStep)
			}
			slices.Reverse(c.Steps)
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b Chain) int { return cmp.Compare(len(a.Steps), len(b.Steps)) })
	if len(list) > maxChains {
		list = list[:maxChains]
		list[maxChains-1].More = true
	}
	return list
}

// wayBack meets every source behind one, each once, and marks those at which a
// chain can end.
func (o *Origins) wayBack(source string) []stop {
	stops := []stop{{ChainStep: ChainStep{Source: source}, before: -1}}
	index := map[string]int{source: 0}
	meet := func(from int, step ChainStep) {
		if _, met := index[step.Source]; met {
			return
		}
		index[step.Source] = len(stops)
		stops[from].leads = true
		stops = append(stops, stop{ChainStep: step, before: from, depth: stops[from].depth + 1})
	}
	// Each round goes one report further: first through all copies of what was
	// met, then from the last copy back.
	for begin := 0; begin < len(stops); {
		for i := begin; i < len(stops); i++ {
			for _, step := range o.source(stops[i].Source).comesFrom() {
				if step.Relation.carriesWords() && stops[i].depth < maxChainSteps {
					meet(i, step)
				}
			}
		}
		end := len(stops)
		for i := end - 1; i >= begin; i-- {
			for _, step := range o.source(stops[i].Source).comesFrom() {
				if !step.Relation.carriesWords() && stops[i].depth < maxChainSteps {
					meet(i, step)
				}
			}
		}
		begin = end
	}
	o.markEnds(stops, index)
	return stops
}

// markEnds tells which stops chains can end at: those that nothing lies
// behind, and those from which the links lead in a circle only.
func (o *Origins) markEnds(stops []stop, index map[string]int) {
	from := make([][]int, len(stops)) // the stops with a link to a stop
	var reach []int                   // stops from which an end can be reached
	for i := range stops {
		s := o.source(stops[i].Source)
		steps := s.comesFrom()
		switch {
		case s == nil:
			stops[i].end = EndUnlisted
		case len(steps) == 0:
			stops[i].end = EndOrigin
		case stops[i].depth >= maxChainSteps:
			stops[i].end = EndCut
		default:
			for _, step := range steps {
				j := index[step.Source]
				from[j] = append(from[j], i)
			}
			continue
		}
		reach = append(reach, i)
	}
	reached := make([]bool, len(stops))
	for i := 0; i < len(reach); i++ {
		if at := reach[i]; !reached[at] {
			reached[at] = true
			reach = append(reach, from[at]...)
		}
	}
	for i := range stops {
		if !reached[i] {
			stops[i].end = EndLoop
		}
	}
}

// weigh finds the slips and the weak links of a chain.
func (o *Origins) weigh(c *Chain, e *Evidence, single bool) {
	weak := func(kind WeaknessKind, source, reason string) {
		c.Weak = append(c.Weak, Weakness{kind, source, reason})
	}
	at := c.Source
	for i := range len(c.Steps) + 1 {
		var relation Relation // how it comes from the next
		next := ""
		if i < len(c.Steps) {
			relation, next = c.Steps[i].Relation, c.Steps[i].Source
		}
		if s := o.source(at); s != nil {
			slips := 0
			for _, slip := range s.Slips {
				if slices.Contains(slip.About, e.ID) {
					c.Slips = append(c.Slips, SlipIn{Source: at, Slip: slip})
					slips++
				}
			}
			if slips > 0 {
				weak(WeakSlips, at, slipReason(relation, slips))
			}
			if s.Unverified {
				weak(WeakUnverified, at, "was not seen")
			}
			if s.Unpublished {
				weak(WeakUnpublished, at, "was never published, so nobody can open it")
			}
			switch {
			case relation == MachineTranslationOf && slips == 0:
				weak(WeakMachine, at, "is a machine translation")
			case relation == TranslationOf && slips == 0:
				weak(WeakTranslation, at, "is a translation")
			case relation == ReprintOf:
				weak(WeakReprint, at, "is a copy or rewrite")
			}
		}
		at = next
	}
	if single {
		weak(o.singleOrigin(*c, e))
	}
	slices.SortStableFunc(c.Weak, func(a, b Weakness) int {
		return cmp.Compare(slices.Index(weakest, a.Kind), slices.Index(weakest, b.Kind))
	})
}

// singleOrigin words that everything the evidence cites is one origin: by the
// last source of the chain that all of it comes from, if there is one.
func (o *Origins) singleOrigin(c Chain, e *Evidence) (kind WeaknessKind, source, reason string) {
	way := []string{c.Source}
	for _, s := range c.Steps {
		way = append(way, s.Source)
	}
	for _, id := range slices.Backward(way) {
		if slices.ContainsFunc(e.Sources, func(s string) bool { return !slices.Contains(o.Behind(s), id) }) {
			continue
		}
		if id == c.Source && len(e.Sources) == 1 {
			return WeakSingleOrigin, id, "is the only source cited"
		}
		if len(e.Sources) == 1 {
			return WeakSingleOrigin, id, "stands behind the only source cited"
		}
		return WeakSingleOrigin, id, "stands behind every source cited"
	}
	return WeakSingleOrigin, c.Source, "shares what it comes from with the other sources cited"
}

func slipReason(relation Relation, slips int) string {
	what := "is a source"
	switch relation {
	case MachineTranslationOf:
		what = "is a machine translation"
	case TranslationOf:
		what = "is a translation"
	case ReprintOf:
		what = "is a copy or rewrite"
	case ReportsOn:
		what = "is a report"
	}
	if slips == 1 {
		return what + " with a known slip about this finding"
	}
	return fmt.Sprintf("%s with %d known slips about this finding", what, slips)
}
