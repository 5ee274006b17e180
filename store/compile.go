package store

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/query"
)

// statement is a compiled read: one text, its parameters, one record.
type statement struct {
	text   string
	params []param
	// batch reads several operations at once; nil when that cannot be. flight
	// is what is under way.
	batch  *batchRead
	flight flight
}

// param is a parameter of a statement: how it is named and how its value is
// got from what a request gives.
type param struct {
	name string
	slot int
	get  func(query.Values) any
}

// bind gives the parameters their values: all in one map. The database plans a
// text anew for each type of its parameters, and texts or lists of up to 1, 10
// and 100 parts count as a type each; a map is a map.
func (s *statement) bind(values []query.Values) map[string]any {
	out := make(map[string]any, len(s.params))
	for _, p := range s.params {
		out[p.name] = p.get(values[p.slot])
	}
	return map[string]any{"given": out}
}

// compile turns the root fields of an operation into one statement that
// returns one record: the revision, then one value for each field. Arguments
// become parameters; the text depends only on which fields and arguments are
// there, so that equal shapes share one plan in the database.
func (f *fragments) compile(op query.Operation) (*statement, error) {
	c := compiler{fragments: f, values: op.Values}
	text := []string{"OPTIONAL MATCH (j:Journal {key: 'journal'})"}
	columns := []string{"coalesce(j.revision, 0)"}
	for _, root := range op.Roots {
		s, err := f.step("Query", nil, root.Name)
		if err != nil {
			return nil, err
		}
		calls, value, err := c.field(root, s, scope{})
		if err != nil {
			return nil, fmt.Errorf("compile %s: %w", root.Name, err)
		}
		text = append(text, calls...)
		columns = append(columns, value)
	}
	text = append(text, "RETURN ["+strings.Join(columns, ", ")+"] AS row")
	made := &statement{text: strings.Join(text, "\n"), params: c.params}
	made.batch = newBatch(made)
	return made, nil
}

type compiler struct {
	fragments *fragments
	values    []query.Values // of which it looks at what is given, not at the values
	params    []param
	count     int
}

// given is what is given for a field.
func (c *compiler) given(field *query.Field) query.Values { return c.values[field.Slot] }

// scope is where fields are compiled: the variables that stand for the object
// and for the relationship that led to it, and the step it was reached by.
type scope struct{ object, edge, place string }

// names are the variables of one step. Fragments call them n, m, r,
// x, y, t, and e, f in filters, which must not meet those of a pattern.
type names struct {
	from   scope
	number int
}

func (n names) item() string { return fmt.Sprintf("m%d", n.number) }
func (n names) edge() string { return fmt.Sprintf("r%d", n.number) }

// at is the scope of the item that the step leads to.
func (n names) at() scope { return scope{object: n.item(), edge: n.edge()} }

var variable = regexp.MustCompile(`(^|[^.\w$'])([nmrxytef])\b`)

// bind puts the step's variables in place of the names of the fragments.
func (n names) bind(text string) string {
	return variable.ReplaceAllStringFunc(text, func(hit string) string {
		name := hit[len(hit)-1:]
		before := hit[:len(hit)-1]
		if name == "n" {
			return before + n.from.object
		}
		return before + name + strconv.Itoa(n.number)
	})
}

// own puts an object's variables in place of n and r.
func (s scope) own(text string) string {
	return variable.ReplaceAllStringFunc(text, func(hit string) string {
		before := hit[:len(hit)-1]
		switch hit[len(hit)-1] {
		case 'n':
			return before + s.object
		case 'r':
			return before + s.edge
		}
		return hit
	})
}

func (c *compiler) next() int { c.count++; return c.count }

// param adds a parameter that is got from the values of a field, and returns
// how the text names it.
func (c *compiler) param(field *query.Field, get func(query.Values) any) string {
	p := param{name: "p" + strconv.Itoa(len(c.params)), slot: field.Slot, get: get}
	c.params = append(c.params, p)
	return "$given." + p.name
}

// arg adds an argument of a field as a parameter.
func (c *compiler) arg(field *query.Field, name string, as func(any) any) string {
	return c.param(field, func(v query.Values) any { return as(v.Args[name]) })
}

func asGiven(value any) any { return value }

// object compiles the fields of an object: the calls that must come before,
// and the row.
func (c *compiler) object(o query.Object, s scope) (calls []string, row string, err error) {
	values := make([]string, len(o.Fields))
	for i, field := range o.Fields {
		if field.Shape == query.Leaf {
			expression, err := c.fragments.leaf(s.place, o.Type, o.Interfaces, field.Name)
			if err != nil {
				return nil, "", err
			}
			values[i] = s.own(c.onDay(expression, field))
			continue
		}
		step, err := c.fragments.step(o.Type, o.Interfaces, field.Name)
		if err != nil {
			return nil, "", err
		}
		var more []string
		more, values[i], err = c.field(field, step, s)
		if err != nil {
			return nil, "", fmt.Errorf("%s.%s: %w", o.Type, field.Name, err)
		}
		calls = append(calls, more...)
	}
	return calls, "[" + strings.Join(values, ", ") + "]", nil
}

// onDay fills in the day that standings are looked up for, the day by which
// records must have been public to count, and how many are asked for.
func (c *compiler) onDay(text string, field *query.Field) string {
	if strings.Contains(text, "$day") {
		text = replaceParam(text, "day", c.param(field, func(v query.Values) any { return string(v.Day) }))
	}
	if strings.Contains(text, "$known") {
		text = replaceParam(text, "known", c.param(field, func(v query.Values) any {
			if v.AsOf == "" {
				return endOfTime
			}
			return string(v.AsOf)
		}))
	}
	if strings.Contains(text, "$most") {
		text = replaceParam(text, "most", c.limit(field, 0))
	}
	return text
}

// field compiles a field that is not a leaf.
func (c *compiler) field(field *query.Field, s *step, from scope) (calls []string, value string, err error) {
	switch {
	case s.embed:
		return c.embed(field, s, from)
	case field.Shape == query.Page:
		return c.page(field, s, from)
	case field.Shape == query.List:
		call, value, err := c.list(field, s, from)
		return []string{call}, value, err
	default:
		call, value, err := c.one(field, s, from)
		return []string{call}, value, err
	}
}

// embed compiles an object that lives on its parent's node.
func (c *compiler) embed(field *query.Field, s *step, from scope) ([]string, string, error) {
	from.place = s.name
	calls, row, err := c.items(field, from, c.next())
	if err == nil && s.present != "" {
		row = "CASE WHEN " + from.own(s.present) + " THEN " + row + " END"
	}
	return calls, row, err
}

// match is the pattern of a step with the conditions its arguments make.
func (c *compiler) match(field *query.Field, s *step, n names, more ...string) (string, error) {
	pattern := n.bind(s.pattern)
	pattern = c.onDay(pattern, field)
	args := c.given(field).Args
	if s.name == "Query.search" {
		for _, name := range []string{"query", "key", "tokens"} {
			pattern = replaceParam(pattern, name, c.param(field, func(v query.Values) any { return searchArgs(v.Args)[name] }))
		}
	}
	for _, arg := range slices.Sorted(maps.Keys(args)) {
		if needle := "$" + arg; strings.Contains(pattern, needle) {
			pattern = replaceParam(pattern, arg, c.arg(field, arg, asGiven))
		}
	}
	conditions, err := c.conditions(field, s, n)
	if err != nil {
		return "", err
	}
	conditions = append(conditions, more...)
	if len(conditions) > 0 {
		pattern += "\nWHERE " + strings.Join(conditions, " AND ")
	}
	if s.then != "" {
		pattern += "\n" + n.bind(s.then)
	}
	return pattern, nil
}

// replaceParam names a parameter of a fragment anew.
func replaceParam(text, name, param string) string {
	return regexp.MustCompile(`\$`+name+`\b`).ReplaceAllLiteralString(text, param)
}

// conditions are those of the step's own arguments and of its filter, in an
// order that does not depend on how they were written.
func (c *compiler) conditions(field *query.Field, s *step, n names) ([]string, error) {
	out := c.public(field, n)
	args := c.given(field).Args
	filter, _ := args["filter"].(query.Input)
	inFilter := func(as func(any) any, path ...string) func(query.Values) any {
		return func(v query.Values) any {
			value := v.Args["filter"]
			for _, name := range path {
				in, _ := value.(query.Input)
				value = in.Fields[name]
			}
			return as(value)
		}
	}
	for _, cond := range s.where {
		name, filtered := strings.CutPrefix(cond.arg, "filter.")
		_, given := args[cond.arg]
		get := func(v query.Values) any { return dateSpan(v.Args[cond.arg]) }
		if filtered {
			_, given = filter.Fields[name]
			get = inFilter(dateSpan, name)
		}
		switch {
		case cond.unless && !given:
			out = append(out, n.bind(cond.text))
		case !cond.unless && given:
			out = append(out, replaceParam(n.bind(cond.text), cond.arg, c.param(field, get)))
		}
	}
	texts := c.fragments.filters[filter.Type]
	add := func(path ...string) error {
		name := strings.Join(path, ".")
		text, ok := texts[name]
		if !ok {
			return fmt.Errorf("no condition for %s.%s is known", filter.Type, name)
		}
		text = c.onDay(n.bind(text), field)
		out = append(out, replaceParam(text, "v", c.param(field, inFilter(filterValue, path...))))
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(filter.Fields)) {
		parts, grouped := filter.Fields[name].(query.Input)
		if !grouped {
			if err := add(name); err != nil {
				return nil, err
			}
			continue
		}
		for _, part := range slices.Sorted(maps.Keys(parts.Fields)) {
			if err := add(name, part); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// public are the conditions that keep records to what was public on a day.
func (c *compiler) public(field *query.Field, n names) []string {
	if c.given(field).AsOf == "" || len(field.Items) == 0 {
		return nil
	}
	text, ok := c.fragments.filters["AsOf"][field.Items[0].Type]
	if field.Items[0].Tagged {
		text, ok = c.fragments.filters["AsOf"]["Record"]
	}
	if !ok {
		return nil
	}
	return []string{replaceParam(n.bind(text), "v", c.param(field, func(v query.Values) any { return string(v.AsOf) }))}
}

// filterValue is a filter's value as conditions expect it: a date as its
// first and last day, a text as its key.
func filterValue(value any) any {
	if v, ok := value.(string); ok {
		return map[string]any{"key": key(v)}
	}
	return dateSpan(value)
}

// dateSpan is a date as its first and last day, any other value as it is.
func dateSpan(value any) any {
	if v, ok := value.(fact.Date); ok {
		return map[string]any{"first": string(v.First()), "last": string(v.Last())}
	}
	return value
}

// open begins the subquery of a step. It sees only the object it starts from.
func open(from scope) string { return "CALL (" + from.object + ") {" }

// kept lists the variables that the rest of the subquery needs. A pattern that
// ends in a WITH of its own has dropped the relationship.
func (s *step) kept(n names) string {
	kept := n.item()
	if strings.Contains(s.pattern, "[r:") && !strings.Contains(s.pattern, "\nWITH ") {
		kept += ", " + n.edge()
	}
	for _, name := range s.carry {
		kept += ", " + name
	}
	return kept
}

func (c *compiler) one(field *query.Field, s *step, from scope) (string, string, error) {
	call, column, err := c.gather(field, s, from, func(names) string { return " LIMIT 1" })
	return call, "head(" + column + ")", err
}

func (c *compiler) list(field *query.Field, s *step, from scope) (string, string, error) {
	limit := c.limit(field, 0)
	return c.gather(field, s, from, func(n names) string {
		if s.order == "" { // of what a pure function takes in whole, the order is its own
			return " LIMIT " + limit
		}
		return " ORDER BY " + n.bind(s.order) + ", " + n.item() + ".id LIMIT " + limit
	})
}

// limit is the parameter that bounds a list: its window and how many more.
func (c *compiler) limit(field *query.Field, more int64) string {
	return c.param(field, func(v query.Values) any { return int64(v.Window.Limit) + more })
}

// gather compiles a subquery that collects the rows of the items a step leads
// to, as far as part takes them.
func (c *compiler) gather(field *query.Field, s *step, from scope, part func(names) string) (call, column string, err error) {
	n := names{from: from, number: c.next()}
	match, err := c.match(field, s, n)
	if err != nil {
		return "", "", err
	}
	calls, row, err := c.items(field, n.at(), n.number)
	if err != nil {
		return "", "", err
	}
	column = fmt.Sprintf("c%d", n.number)
	lines := append([]string{open(from), match, "WITH " + s.kept(n) + part(n)}, calls...)
	lines = append(lines, "RETURN collect("+row+") AS "+column, "}")
	return strings.Join(lines, "\n"), column, nil
}

func (c *compiler) edge(field *query.Field, s *step, n names) (string, error) {
	entry := strings.TrimSuffix(strings.TrimSuffix(field.Type, "Connection"), "Results") + "Edge"
	_, row, err := c.object(query.Object{Type: entry, Fields: field.Edge}, n.at())
	return row, err
}

// page compiles a page of a list and, when asked for, the number of all entries.
func (c *compiler) page(field *query.Field, s *step, from scope) (calls []string, value string, err error) {
	list, total := "[]", "null"
	if field.Entries {
		call, column, err := c.entries(field, s, from)
		if err != nil {
			return nil, "", err
		}
		calls, list = append(calls, call), column
	}
	if field.Total {
		n := names{from: from, number: c.next()}
		match, err := c.match(field, s, n)
		if err != nil {
			return nil, "", err
		}
		total = fmt.Sprintf("c%d", n.number)
		calls = append(calls, strings.Join([]string{open(from), match, "RETURN count(*) AS " + total, "}"}, "\n"))
	}
	return calls, "[" + list + ", " + total + "]", nil
}

func (c *compiler) entries(field *query.Field, s *step, from scope) (call, column string, err error) {
	n := names{from: from, number: c.next()}
	order, err := c.order(field, s)
	if err != nil {
		return "", "", err
	}
	by, id := n.bind(order.expression), n.item()+".id"
	conditions := c.between(field, order, by, id)
	if from.object == "" {
		// Says that the index of the order holds all that is wanted.
		conditions = append([]string{by + " IS NOT NULL", id + " IS NOT NULL"}, conditions...)
	}
	match, err := c.match(field, s, n, conditions...)
	if err != nil {
		return "", "", err
	}
	calls, row, err := c.items(field, n.at(), n.number)
	if err != nil {
		return "", "", err
	}
	edge, err := c.edge(field, s, n)
	if err != nil {
		return "", "", err
	}
	way := "ASC"
	if order.descending != c.given(field).Window.Backward {
		way = "DESC"
	}
	column = fmt.Sprintf("c%d", n.number)
	limit := c.limit(field, 1)
	lines := append([]string{open(from), match, fmt.Sprintf("WITH %s ORDER BY %s %s, %s %s LIMIT %s", s.kept(n), by, way, id, way, limit)}, calls...)
	lines = append(lines, fmt.Sprintf("RETURN collect([%s, %s, %s, %s]) AS %s", by, id, edge, row, column), "}")
	return strings.Join(lines, "\n"), column, nil
}

// order is the order of a page: an expression and a direction.
type order struct {
	expression string
	descending bool
}

// order finds the order that a page is asked in, or the step's own.
func (c *compiler) order(field *query.Field, s *step) (order, error) {
	name, direction, _ := strings.Cut(s.order, " ")
	orderType, value, named := strings.Cut(name, ".")
	if !named {
		return order{expression: name, descending: direction == "DESC"}, nil
	}
	value, direction = strings.ToLower(value), strings.ToLower(direction)
	if by, ok := c.given(field).Args["orderBy"].(query.Input); ok {
		orderType = by.Type
		value, _ = by.Fields["field"].(string)
		direction, _ = by.Fields["direction"].(string)
	}
	expression, ok := c.fragments.orders[orderType][value]
	if !ok {
		return order{}, fmt.Errorf("no order %s.%s is known", orderType, value)
	}
	return order{expression: expression, descending: direction == "desc"}, nil
}

// between are the conditions that keep a page to what lies after one place
// and before another.
func (c *compiler) between(field *query.Field, o order, by, id string) []string {
	var out []string
	bound := func(at func(query.Values) *query.Cursor, greater bool) {
		if at(c.given(field)) == nil {
			return
		}
		sign := "<"
		if greater {
			sign = ">"
		}
		value := c.param(field, func(v query.Values) any { return at(v).Value })
		place := c.param(field, func(v query.Values) any { return at(v).ID })
		out = append(out, fmt.Sprintf("%s %s= %s AND (%s %s %s OR %s %s %s)", by, sign, value, by, sign, value, id, sign, place))
	}
	bound(func(v query.Values) *query.Cursor { return v.Window.After }, !o.descending)
	bound(func(v query.Values) *query.Cursor { return v.Window.Before }, o.descending)
	return out
}

// items compiles what is selected of the objects a step leads to. When they
// can be of several types the row begins with the type.
func (c *compiler) items(field *query.Field, at scope, number int) (calls []string, row string, err error) {
	if len(field.Items) == 1 && !field.Items[0].Tagged {
		return c.object(field.Items[0], at)
	}
	groups := c.group(field.Items)
	tag := at.object + ".type"
	if len(groups) == 1 {
		calls, row, err := c.object(groups[0][0], at)
		return calls, "[" + tag + ", " + row + "]", err
	}
	column := fmt.Sprintf("v%d", number)
	lines := []string{open(at)}
	for i, group := range groups {
		if i > 0 {
			lines = append(lines, "UNION ALL")
		}
		tests := make([]string, len(group))
		for j, o := range group {
			tests[j] = at.object + ":" + o.Type
		}
		more, row, err := c.object(group[0], at)
		if err != nil {
			return nil, "", err
		}
		lines = append(lines, "WITH "+at.object+" WHERE "+strings.Join(tests, " OR "))
		lines = append(lines, more...)
		lines = append(lines, "RETURN ["+tag+", "+row+"] AS "+column)
	}
	lines = append(lines, "}")
	return []string{strings.Join(lines, "\n")}, column, nil
}

// group puts types together that can share one branch: the same fields, got
// in the same way.
func (c *compiler) group(items []query.Object) [][]query.Object {
	var groups [][]query.Object
	for _, o := range items {
		i := slices.IndexFunc(groups, func(g []query.Object) bool { return c.alike(g[0], o) })
		if i < 0 {
			groups = append(groups, []query.Object{o})
		} else {
			groups[i] = append(groups[i], o)
		}
	}
	return groups
}

func (c *compiler) alike(a, b query.Object) bool {
	if !slices.EqualFunc(a.Fields, b.Fields, same) {
		return false
	}
	for _, field := range a.Fields {
		if field.Shape == query.Leaf {
			x, _ := c.fragments.leaf("", a.Type, a.Interfaces, field.Name)
			y, _ := c.fragments.leaf("", b.Type, b.Interfaces, field.Name)
			if x != y {
				return false
			}
			continue
		}
		x, _ := c.fragments.step(a.Type, a.Interfaces, field.Name)
		y, _ := c.fragments.step(b.Type, b.Interfaces, field.Name)
		if x != y {
			return false
		}
	}
	return true
}

// same reports whether two fields on objects around which everything is the
// same select the same. The keys hold the arguments.
func same(a, b *query.Field) bool {
	return a.Key == b.Key && a.Shape == b.Shape && a.Type == b.Type && a.Total == b.Total && a.Entries == b.Entries &&
		slices.EqualFunc(a.Edge, b.Edge, same) &&
		slices.EqualFunc(a.Items, b.Items, func(x, y query.Object) bool { return x.Type == y.Type && slices.EqualFunc(x.Fields, y.Fields, same) })
}
