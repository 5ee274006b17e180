package document

import (
	"encoding/json"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/promisegraph/promisegraph/graph"
)

// Cost is what answering an operation can cost.
type Cost struct {
	// Objects are how many it can return at most, by the sizes of its lists.
	Objects int `json:"objects"`
	// Points are what is taken off a client's budget: one for each hundred
	// objects begun.
	Points int `json:"points"`
}

const (
	objectsPerPoint = 100
	usualFirst      = 20  // entries of a list when first is not given
	greatestFirst   = 100 // entries that can be asked for
	shortList       = 5   // entries counted for a list that cannot be asked for in part
)

// Cost counts what an operation of the document can return with variables as
// they were sent. It must be one of the document's.
func (r Reader) Cost(doc *Document, op *ast.OperationDefinition, variables map[string]any) (Cost, gqlerror.List) {
	c := coster{measurer: newMeasurer(r.Schema, doc.AST), op: op, variables: variables, sizes: map[place]int{}}
	n := c.set(op.SelectionSet, root(r.Schema, op.Operation), false)
	if most := r.Limits.Objects; most > 0 && n > most {
		return Cost{}, refused(graph.CodeTooMuch, "the operation asks for too much: it could return more than %d objects; ask for fewer with first", most)
	}
	return Cost{Objects: n, Points: max(1, (n-1)/objectsPerPoint+1)}, nil
}

// coster counts objects. What lies in a fragment is counted once for each way
// it can be spread.
type coster struct {
	*measurer
	op        *ast.OperationDefinition
	variables map[string]any
	sizes     map[place]int
}

// place is a fragment, and whether its fields are those of a page.
type place struct {
	fragment string
	page     bool
}

// set counts the objects below one object. On a page the entries have been
// counted by the field that asked for it.
func (c *coster) set(selections ast.SelectionSet, parent *ast.Definition, page bool) int {
	n := 0
	for _, selection := range selections {
		c.steps++
		switch s := selection.(type) {
		case *ast.Field:
			n = sum(n, c.field(s, parent, page))
		case *ast.InlineFragment:
			n = sum(n, c.set(s.SelectionSet, c.conditioned(s.TypeCondition, parent), page))
		case *ast.FragmentSpread:
			n = sum(n, c.spread(s.Name, page))
		}
	}
	return n
}

func (c *coster) spread(name string, page bool) int {
	at := place{name, page}
	if n, ok := c.sizes[at]; ok {
		return n
	}
	f := c.fragments[name]
	if f == nil {
		return 0
	}
	n := c.set(f.SelectionSet, c.schema.Types[f.TypeCondition], page)
	c.sizes[at] = n
	return n
}

// field counts the objects of a field and of all below. The schema's own
// description costs nothing: it is in memory, and its depth is bounded.
func (c *coster) field(f *ast.Field, parent *ast.Definition, page bool) int {
	def := fieldOf(parent, f.Name)
	of := typeOf(c.schema, def)
	if of == nil || of.IsLeafType() || of.BuiltIn {
		return 0
	}
	if page && !windowed(def) {
		return c.set(f.SelectionSet, of, f.Name == "edges") // its entries have been counted
	}
	entries := c.entries(f, def)
	below := c.set(f.SelectionSet, of, windowed(def) && def.Type.Elem == nil)
	return product(entries, sum(1, below))
}

// entries is how many objects a field itself gives.
func (c *coster) entries(f *ast.Field, def *ast.FieldDefinition) int {
	switch {
	case windowed(def):
		for _, name := range []string{"first", "last"} {
			if n, ok := c.number(f, name); ok {
				return min(max(n, 0), greatestFirst)
			}
		}
		return usualFirst
	case def.Arguments.ForName("ids") != nil:
		return c.length(f, "ids")
	case def.Arguments.ForName("limit") != nil:
		if n, ok := c.number(f, "limit"); ok {
			return min(max(n, 1), 1000)
		}
		return greatestFirst
	case def.Type.Elem != nil:
		return shortList
	}
	return 1
}

// argument is the value of an argument as it was sent, and whether it was.
func (c *coster) argument(f *ast.Field, name string) (*ast.Value, any, bool) {
	arg := f.Arguments.ForName(name)
	if arg == nil || arg.Value == nil {
		return nil, nil, false
	}
	if arg.Value.Kind != ast.Variable {
		return arg.Value, nil, true
	}
	if value, given := c.variables[arg.Value.Raw]; given {
		return nil, value, value != nil
	}
	if def := c.op.VariableDefinitions.ForName(arg.Value.Raw); def != nil && def.DefaultValue != nil {
		return def.DefaultValue, nil, true
	}
	return nil, nil, false
}

// number is the value of an argument that is a whole number.
func (c *coster) number(f *ast.Field, name string) (int, bool) {
	literal, sent, ok := c.argument(f, name)
	if !ok {
		return 0, false
	}
	text := ""
	switch {
	case literal != nil && literal.Kind == ast.IntValue:
		text = literal.Raw
	case literal == nil:
		if n, isNumber := sent.(json.Number); isNumber {
			text = n.String()
		}
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return greatestFirst, text != "" // what is wrong with it is told later
	}
	return n, true
}

// length is the number of values of an argument that is a list.
func (c *coster) length(f *ast.Field, name string) int {
	literal, sent, ok := c.argument(f, name)
	if !ok {
		return 1
	}
	if literal != nil {
		return max(1, len(literal.Children))
	}
	list, _ := sent.([]any)
	return max(1, len(list))
}
