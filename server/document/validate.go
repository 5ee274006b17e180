package document

import (
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"

	"github.com/promisegraph/promisegraph/graph"
)

// validate holds a document against the schema. It ends early with the errors
// found so far when there are enough, and when time is up.
func (r Reader) validate(doc *ast.QueryDocument, cyclic bool) (errs gqlerror.List) {
	clock := stopwatch{now: r.Now, limit: r.Limits.Time}
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		if _, enough := cause.(enough); !enough {
			panic(cause)
		}
		if len(errs) == 0 {
			errs = refused(graph.CodeTooMuch, "the document takes too long to check: make it simpler")
		}
	}()
	events := &core.Events{}
	clock.watch(events)
	for _, rule := range ruleSet(r.Suggest, cyclic) {
		rule.RuleFunc(events, func(options ...core.ErrorOption) {
			err := &gqlerror.Error{Rule: rule.Name}
			for _, option := range options {
				option(err)
			}
			errs = append(errs, coded(gqlerror.List{err}, graph.CodeValidation)...)
			if most := r.Limits.Errors; most > 0 && len(errs) >= most {
				panic(enough{})
			}
		})
	}
	core.Walk(r.Schema, doc, events)
	return errs
}

// enough ends a walk, which has no other way to end early. It leaves no state
// behind: everything a walk writes to belongs to it.
type enough struct{}

// stopwatch ends a walk when its time is up. It looks at the clock at each
// 64th step.
type stopwatch struct {
	now   func() time.Time
	limit time.Duration
	end   time.Time
	steps int
}

func (s *stopwatch) watch(events *core.Events) {
	if s.limit <= 0 {
		return
	}
	s.end = s.now().Add(s.limit)
	events.OnField(func(*core.Walker, *ast.Field) { s.step() })
	events.OnValue(func(*core.Walker, *ast.Value) { s.step() })
	events.OnDirective(func(*core.Walker, *ast.Directive) { s.step() })
	events.OnInlineFragment(func(*core.Walker, *ast.InlineFragment) { s.step() })
	events.OnFragmentSpread(func(*core.Walker, *ast.FragmentSpread) { s.step() })
}

func (s *stopwatch) step() {
	s.steps++
	if s.steps%64 == 0 && s.now().After(s.end) {
		panic(enough{})
	}
}
