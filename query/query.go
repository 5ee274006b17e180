// Package query holds the neutral form of a read: what an operation selects,
// without the GraphQL it was written in and the Cypher it becomes. The graph
// package makes it, the store compiles and runs it. It is pure.
package query

import "github.com/promisegraph/promisegraph/fact"

// Shape tells how many values a field has and how they are laid out in a row.
type Shape int

// The shapes of fields.
const (
	// Leaf is a value without fields of its own.
	Leaf Shape = iota
	// One is an object or null.
	One
	// List is a bounded list of objects.
	List
	// Page is a page of a list that can be paged both ways.
	Page
)

// Operation is one read: what is selected, and what the request gave for it.
type Operation struct {
	// Roots are the fields of the root.
	Roots []*Field
	// Values are what a request gives, by the Slot of the fields.
	Values []Values
	// Form identifies what is selected and which values are given. Operations
	// of one Form differ in values alone.
	Form string
}

// Field is one field of a selection. Fields of one name with the same
// arguments are one Field, whatever their aliases. It does not change from
// one request to the next.
type Field struct {
	// Name is the field's name in the schema.
	Name string
	// Key identifies name and arguments among the fields of one object.
	Key string
	// Type is the name of its type in the schema; with Page, of the page.
	Type string
	// Shape tells how the value is laid out.
	Shape Shape
	// Slot is the place of its Values in the operation. A Leaf shares that of
	// a field around it.
	Slot int
	// Items are the objects the value can consist of, one for each possible
	// type; none for a Leaf.
	Items []Object
	// Edge are fields that belong to the step to an item, with Page.
	Edge []*Field
	// Total says that the number of all entries is asked for, with Page.
	Total bool
	// Entries says that entries are asked for, with Page, and not the total alone.
	Entries bool
}

// Values are what one request gives for a field.
type Values struct {
	// Args are the arguments that were given or have a default: texts,
	// int64, float64, bool, fact.Date, Input, and lists of these. Enum values
	// are lower-case. What Window holds is left out.
	Args map[string]any
	// AsOf is the day whose knowledge is asked for: only what was public by
	// then exists. Empty: all that is known.
	AsOf fact.Date
	// Day is AsOf, or today: the day for which standings are told.
	Day fact.Date
	// Window is the part of the list asked for, with Page and List.
	Window Window
}

// Object is what is selected of objects of one type.
type Object struct {
	// Type is the name of the object type.
	Type string
	// Interfaces are the interfaces it implements.
	Interfaces []string
	// Tagged says that the row must begin with the type, because the field
	// could be of other types as well.
	Tagged bool
	// Fields are selected of it.
	Fields []*Field
	// Computed are fields that are not read but computed from Fields. They
	// have no place in the row.
	Computed []*Field
}

// Input is an argument that groups values, such as a filter.
type Input struct {
	// Type is the name of the input type.
	Type string
	// Fields are those that were given or have a default.
	Fields map[string]any
}

// Window is the part of an ordered list that is asked for.
type Window struct {
	// Limit is the greatest number of entries.
	Limit int
	// Backward says that they are taken from the end.
	Backward bool
	// After and Before are places the entries lie between; nil for none.
	After, Before *Cursor
}

// Cursor is a place in an ordered list.
type Cursor struct {
	// Order names the order the place belongs to, `MADE_ON desc`.
	Order string `json:"o"`
	// Value is the entry's value of the order: text or number.
	Value any `json:"v"`
	// ID is the entry's id, which decides between equal values.
	ID string `json:"i"`
}

// Rows are laid out so that positions are known from the tree:
//
//	object        [field, field, …] in the order of Object.Fields
//	several types [type tag, [field, …]]
//	One           object or null
//	List          [object, …]
//	Page          [[[order value, id, [edge field, …], object], …], total or null]
//
// A Page holds one entry more than its limit when there are more, in the
// order of reading: from the end when Backward.

// Result is the answer to a read.
type Result struct {
	// Revision is the number of the last change of what was read.
	Revision int64
	// Values holds one value for each root field, laid out as above.
	Values []any
}
