package store

import (
	"fmt"
	"strings"
)

// fragments are the pieces of Cypher that statements are made of, by the
// names of the schema.
type fragments struct {
	statements map[string]string
	fields     map[string]map[string]string // type or Type.field, then field
	edges      map[string]*step             // Type.field
	filters    map[string]map[string]string // input type, then field or field.part
	orders     map[string]map[string]string // order type, then lower-case enum value
}

// step is how to get from an object to a field that is not a leaf.
type step struct {
	name string
	// embed says that the field is part of the object's own node.
	embed   bool
	present string // with embed: whether there is one; empty: always
	pattern string
	then    string   // what follows the conditions
	order   string   // an expression, or Type.VALUE of orders with a direction
	carry   []string // variables besides m and r that later parts need
	where   []condition
}

// condition applies when an argument is given, or unless it is.
type condition struct {
	arg    string // name, or filter.field
	unless bool
	text   string
}

func loadFragments() (*fragments, error) {
	blocks, err := allBlocks()
	if err != nil {
		return nil, err
	}
	f := &fragments{
		statements: map[string]string{}, fields: map[string]map[string]string{}, edges: map[string]*step{},
		filters: map[string]map[string]string{}, orders: map[string]map[string]string{},
	}
	for _, b := range blocks {
		switch b.kind {
		case "statement":
			f.statements[b.name] = b.text
		case "fields":
			f.fields[b.name], err = lines(b)
		case "filters":
			f.filters[b.name], err = lines(b)
		case "orders":
			var values map[string]string
			values, err = lines(b)
			f.orders[b.name] = map[string]string{}
			for k, v := range values {
				f.orders[b.name][strings.ToLower(k)] = v
			}
		case "edge", "embed":
			f.edges[b.name] = newStep(b)
		}
		if err != nil {
			return nil, err
		}
	}
	return f, nil
}

// lines reads a block of `name: expression` lines.
func lines(b block) (map[string]string, error) {
	out := map[string]string{}
	for _, line := range strings.Split(b.text, "\n") {
		name, expression, ok := strings.Cut(line, ": ")
		if !ok {
			return nil, fmt.Errorf("block %s %s: want `name: expression`, have %q", b.kind, b.name, line)
		}
		out[name] = expression
	}
	return out, nil
}

func newStep(b block) *step {
	pattern, then, _ := strings.Cut(b.text, "\n"+thenLine+"\n")
	s := &step{name: b.name, embed: b.kind == "embed", pattern: pattern, then: then}
	s.present, _ = b.get("present")
	s.order, _ = b.get("order")
	if carry, ok := b.get("carry"); ok {
		s.carry = strings.Split(carry, ", ")
	}
	for _, h := range b.header {
		if arg, ok := strings.CutPrefix(h.key, "where "); ok {
			s.where = append(s.where, condition{arg: arg, text: h.value})
		}
		if arg, ok := strings.CutPrefix(h.key, "unless "); ok {
			s.where = append(s.where, condition{arg: arg, unless: true, text: h.value})
		}
	}
	return s
}

// statement is a whole statement by name. The names are constants of this
// package and tests run them all, so an unknown one is a bug.
func (f *fragments) statement(name string) string {
	text, ok := f.statements[name]
	if !ok {
		panic("store: no statement named " + name)
	}
	return text
}

// step finds how to get to a field of a type, by the type or an interface.
func (f *fragments) step(typeName string, interfaces []string, field string) (*step, error) {
	if s, ok := f.edges[typeName+"."+field]; ok {
		return s, nil
	}
	for i := len(interfaces) - 1; i >= 0; i-- {
		if s, ok := f.edges[interfaces[i]+"."+field]; ok {
			return s, nil
		}
	}
	return nil, fmt.Errorf("no way from %s to %s is known", typeName, field)
}

// leaf finds the expression of a leaf: in the place it is reached by, in its
// type, or in an interface.
func (f *fragments) leaf(place, typeName string, interfaces []string, field string) (string, error) {
	names := append([]string{place, typeName}, interfaces...)
	for _, name := range names {
		if e, ok := f.fields[name][field]; ok {
			return e, nil
		}
	}
	return "", fmt.Errorf("no value of %s.%s is known", typeName, field)
}
