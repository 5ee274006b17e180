package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// keptPlans is how many plans are kept, the ones used last.
const keptPlans = 2000

// plan is what can be known of an operation before a request gives values.
type plan struct {
	// id tells plans apart, in every process the same way.
	id        string
	selection *selection
}

// planner makes plans and keeps them.
type planner struct{ kept *lru.Cache[string, *plan] }

func newPlanner() *planner {
	kept, err := lru.New[string, *plan](keptPlans)
	if err != nil {
		panic(err) // the size is a constant above zero
	}
	return &planner{kept: kept}
}

// plan finds or makes the plan of an operation.
func (p *planner) plan(op *graphql.OperationContext, schema *ast.Schema) (*plan, error) {
	key := planKey(op)
	if known, ok := p.kept.Get(key); ok {
		return known, nil
	}
	selection, err := selectFields(op, schema)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(key))
	made := &plan{id: hex.EncodeToString(sum[:16]), selection: selection}
	p.kept.Add(key, made)
	return made, nil
}

// planKey is the document, the operation in it, and the variables that may
// decide what is skipped or included.
func planKey(op *graphql.OperationContext) string {
	var key strings.Builder
	key.WriteString(op.RawQuery)
	key.WriteByte(0)
	key.WriteString(op.OperationName)
	for _, v := range op.Operation.VariableDefinitions {
		if v.Type.NamedType != "Boolean" {
			continue
		}
		mark := byte('-')
		if on, _ := op.Variables[v.Variable].(bool); on {
			mark = '+'
		}
		key.WriteByte(mark)
	}
	return key.String()
}
