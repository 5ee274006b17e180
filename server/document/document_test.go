package document

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/promisegraph/promisegraph/graph"
)

func reader() Reader {
	return Reader{
		Schema: graph.Schema().Schema(), Suggest: true, Now: time.Now,
		Limits: Limits{Tokens: 2000, Depth: 40, Lists: 12, Fields: 3000, Aliases: 100, Directives: 50, Objects: 500_000, Errors: 5, Time: time.Minute},
	}
}

// bomb spreads each of n fragments twice, so that 2^n fields are asked for.
func bomb(n int) string {
	var b strings.Builder
	b.WriteString("{ promises { nodes { ...f0 } } }")
	for i := range n {
		fmt.Fprintf(&b, " fragment f%d on Promise { speaker { a%d: spoken(first: 1) { nodes { ...f%d } } b%d: spoken(first: 1) { nodes { ...f%d } } } }", i, i, i+1, i, i+1)
	}
	fmt.Fprintf(&b, " fragment f%d on Promise { id }", n)
	return b.String()
}

func deep(n int) string {
	return "{ promises(first: 1) " + strings.Repeat("{ nodes { speaker { spoken(first: 1) ", n) + "{ totalCount }" + strings.Repeat(" } } }", n) + " }"
}

func repeat(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// TestHazards holds documents that are made to hurt against what looking at
// them costs, counted in selections and comparisons and not in time.
func TestHazards(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		want  string
		limit func(*Limits)
	}{
		"bomb of fragments":             {text: bomb(24), want: "too deep"},
		"bomb of fragments, no depth":   {text: bomb(60), want: "too much: more than 3000 fields", limit: func(l *Limits) { l.Depth, l.Lists, l.Tokens, l.Aliases = 0, 0, 0, 0 }},
		"3,000 equal fields":            {text: "{" + strings.Repeat(" revision", 3000) + "}", want: "too long"},
		"3,000 equal fields, no tokens": {text: "{" + strings.Repeat(" revision", 3000) + "}", want: "", limit: func(l *Limits) { l.Tokens = 0 }},
		"3,000 objects":                 {text: "{" + strings.Repeat(" promises { totalCount }", 1500) + "}", want: "", limit: func(l *Limits) { l.Tokens = 0 }},
		"depth":                         {text: deep(40), want: "too deep"},
		"lists":                         {text: deep(14), want: "lists below each other", limit: func(l *Limits) { l.Depth = 0 }},
		"aliases":                       {text: "{" + repeat(101, " a%d: __typename") + "}", want: "another name"},
		"directives":                    {text: "{ revision" + strings.Repeat(" @include(if: true)", 51) + "}", want: "directives"},
		"unknown directives":            {text: "{ __typename" + strings.Repeat(" @aa", 30) + "}", want: "Unknown directive"},
		"circle of fragments":           {text: "{ promises { nodes { ...a } } } fragment a on Promise { ...b } fragment b on Promise { ...a }", want: "Cannot spread fragment"},
		"circle through fields":         {text: "{ promises { nodes { ...a } } } fragment a on Promise { speaker { spoken { nodes { ...a } } } }", want: "Cannot spread fragment"},
		"circular introspection":        {text: "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }", want: "introspection depth"},
		"unknown fields":                {text: "{" + repeat(600, " f%d") + "}", want: "Cannot query field"},
		"nested brackets":               {text: strings.Repeat("{a", 5000), want: "too long"},
		"nested lists":                  {text: "{ promises(filter: " + strings.Repeat("[", 1500), want: "nesting depth"},
		"a long text":                   {text: `{ search(text: "` + strings.Repeat("a", 200_000) + `") { nodes { id } } }`, want: ""},
		"comments":                      {text: strings.Repeat("#\n", 100_000) + "{ revision }", want: "too long"},
		"commas":                        {text: "{" + strings.Repeat(",", 200_000) + "revision }", want: ""},
		"many operations":               {text: repeat(400, "query q%d { revision } "), want: ""},
		"fragments beside each other":   {text: "{" + repeat(190, " ...f%d") + "}" + repeat(190, " fragment f%d on Query { revision }"), want: ""},
		"a long name":                   {text: "{ " + strings.Repeat("a", 101) + " }", want: "a name is longer"},
		"no end":                        {text: "{ revision", want: "Expected Name"},
		"nothing":                       {text: "", want: "no operation"},
	} {
		t.Run(name, func(t *testing.T) {
			r := reader()
			if c.limit != nil {
				c.limit(&r.Limits)
			}
			_, errs := r.Read(c.text)
			if c.want == "" && errs != nil || c.want != "" && (errs == nil || !strings.Contains(errs[0].Message, c.want)) {
				t.Errorf("%v, want %q", errs, c.want)
			}
			if len(errs) > 5 {
				t.Errorf("%d errors", len(errs))
			}
			for _, err := range errs {
				if code, _ := err.Extensions["code"].(string); code == "" {
					t.Errorf("no code: %v", err)
				}
			}
		})
	}
}

// TestWork counts what is looked at: it grows with the document, not with
// what the document stands for.
func TestWork(t *testing.T) {
	schema := graph.Schema().Schema()
	for _, n := range []int{20, 40, 60} {
		text := bomb(n)
		doc, err := parser.ParseQuery(&ast.Source{Input: text})
		if err != nil {
			t.Fatal(err)
		}
		m := newMeasurer(schema, doc)
		m.set(doc.Operations[0].SelectionSet, schema.Query)
		if m.steps > 10*n {
			t.Errorf("measuring %d fragments took %d steps", n, m.steps)
		}
		c := coster{measurer: newMeasurer(schema, doc), op: doc.Operations[0], sizes: map[place]int{}}
		c.set(doc.Operations[0].SelectionSet, schema.Query, false)
		if c.steps > 10*n {
			t.Errorf("the cost of %d fragments took %d steps", n, c.steps)
		}
	}
	for _, n := range []int{100, 1000, 10_000} {
		if steps := mergeSteps(t, "{"+strings.Repeat(" promises { nodes { id } }", n)+"}"); steps > 20*n {
			t.Errorf("merging %d equal fields took %d steps", n, steps)
		}
	}
}

func mergeSteps(t *testing.T, text string) int {
	t.Helper()
	doc, err := gqlparser.LoadQueryWithRules(graph.Schema().Schema(), text, rules.NewRules())
	if err != nil {
		t.Fatal(err)
	}
	m := &merger{schema: graph.Schema().Schema()}
	answers := m.collect(doc.Operations[0].SelectionSet)
	m.shapes(answers)
	m.names(answers)
	return m.steps
}

// TestTime checks that looking ends when its time is up.
func TestTime(t *testing.T) {
	r := reader()
	at := time.Unix(0, 0)
	r.Now = func() time.Time { at = at.Add(time.Second); return at }
	r.Limits = Limits{Time: 10 * time.Second}
	_, errs := r.Read("{" + strings.Repeat(" revision", 3000) + "}")
	if len(errs) != 1 || errs[0].Extensions["code"] != graph.CodeTooMuch || at.Unix() > 13 {
		t.Errorf("%v after %d s", errs, at.Unix())
	}
}

// TestNoSuggestions checks that no rule gives away names of the schema.
func TestNoSuggestions(t *testing.T) {
	r := reader()
	for _, text := range []string{"{ revisio }", "{ __schema { directive } }", "{ promise(idd: 1) { id } }", "{ ... on Promis { id } }",
		"{ promises(filter: {kinds: CLAIM}) { totalCount } }", "{ promises(filter: {kind: [CLAI]}) { totalCount } }", "{ promise(id: \"a\") { speaker } }",
		"query($f: PromiseFilte) { promises(filter: $f) { totalCount } }", "{ promises(filter: {madeOn: {fromm: \"2024\"}}) { totalCount } }"} {
		r.Suggest = true
		_, open := r.Read(text)
		r.Suggest = false
		_, closed := r.Read(text)
		if open == nil || closed == nil {
			t.Errorf("%s is taken", text)
		}
		for _, err := range closed {
			if strings.Contains(err.Message, "Did you mean") || strings.Contains(err.Message, "of subfields") && strings.Contains(err.Message, "{ ... }") {
				t.Errorf("%s: %s", text, err.Message)
			}
		}
	}
}

// TestCost counts what operations can return.
func TestCost(t *testing.T) {
	for _, c := range []struct {
		text      string
		variables string
		objects   int
		points    int
	}{
		{text: "{ revision }", objects: 0, points: 1},
		{text: "{ __schema { types { fields { name } } } }", objects: 0, points: 1},
		{text: `{ promise(id: "a") { id } }`, objects: 1, points: 1},
		{text: `{ promise(id: "a") { id speaker { id } } }`, objects: 2, points: 1},
		{text: "{ promises { nodes { id } } }", objects: 20, points: 1},
		{text: "{ promises(first: 50) { totalCount nodes { id } } }", objects: 50, points: 1},
		{text: "{ promises(first: 50) { pageInfo { endCursor } edges { cursor node { id speaker { id } } } } }", objects: 100, points: 1},
		{text: "{ promises(first: 101) { nodes { id } } }", objects: 100, points: 1},
		{text: "{ promises(last: 100) { nodes { evidence(first: 5) { nodes { id } } } } }", objects: 600, points: 6},
		{text: "query($n: Int) { promises(first: $n) { nodes { id } } }", variables: `{"n": 7}`, objects: 7, points: 1},
		{text: "query($n: Int) { promises(first: $n) { nodes { id } } }", variables: `{}`, objects: 20, points: 1},
		{text: "query($n: Int = 9) { promises(first: $n) { nodes { id } } }", objects: 9, points: 1},
		{text: "query($n: Int) { promises(first: $n) { nodes { id } } }", variables: `{"n": "x"}`, objects: 20, points: 1},
		{text: "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", variables: `{"ids": ["a","b","c"]}`, objects: 3, points: 1},
		{text: `{ nodes(ids: ["a", "b"]) { id } }`, objects: 2, points: 1},
		{text: "{ ...q } fragment q on Query { promises(first: 2) { ...c } } fragment c on PromiseConnection { nodes { id } edges { node { id speaker { id } } } }", objects: 4, points: 1},
		{text: `{ neighbourhood(of: "tesla", limit: 300) { cut } }`, objects: 300, points: 3},
	} {
		r := reader()
		doc, errs := r.Read(c.text)
		if errs != nil {
			t.Errorf("%s: %v", c.text, errs)
			continue
		}
		var variables map[string]any
		if c.variables != "" {
			d := json.NewDecoder(strings.NewReader(c.variables))
			d.UseNumber()
			if err := d.Decode(&variables); err != nil {
				t.Fatal(err)
			}
		}
		got, errs := r.Cost(doc, doc.AST.Operations[0], variables)
		if errs != nil || got != (Cost{c.objects, c.points}) {
			t.Errorf("%s %s costs %+v %v, want %d objects, %d points", c.text, c.variables, got, errs, c.objects, c.points)
		}
	}
	r := reader()
	doc, errs := r.Read("{ people(first: 100) { nodes { spoken(first: 100) { nodes { evidence(first: 100) { nodes { id } } } } } } }")
	if errs != nil {
		t.Fatal(errs)
	}
	if _, errs := r.Cost(doc, doc.AST.Operations[0], nil); len(errs) != 1 || errs[0].Extensions["code"] != graph.CodeTooMuch {
		t.Errorf("a million objects: %v", errs)
	}
}

// TestMerging holds the rule against that of gqlparser, which compares every
// pair, on random documents over a small schema.
func TestMerging(t *testing.T) {
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: `
		type Query { a(x: Int): A b: B any: Any list: [A!]! n: Int s: String }
		interface Any { id: ID! n: Int! any: Any }
		type A implements Any { id: ID! n: Int! s: String any: Any a(x: Int): A b: B! list: [B] }
		type B implements Any { id: ID! n: Int! s: Int any: Any a(x: Int): A! b: B list: [A] }`})
	random := rand.New(rand.NewPCG(3, 4))
	others := rules.NewDefaultRules()
	others.RemoveRule(rules.OverlappingFieldsCanBeMergedRule.Name)
	accepted, refused := 0, 0
	for range 10_000 {
		text := randomDocument(random)
		doc, err := parser.ParseQuery(&ast.Source{Input: text})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if validator.ValidateWithRules(schema, doc, others) != nil {
			continue
		}
		pairs := validator.ValidateWithRules(schema, doc, rules.NewRules(rules.OverlappingFieldsCanBeMergedRule))
		ours := Reader{Schema: schema, Now: time.Now}.onlyMerging(doc)
		if (len(pairs) == 0) != (len(ours) == 0) {
			t.Fatalf("%s\npairs %v\nours  %v", text, pairs, ours)
		}
		if len(ours) == 0 {
			accepted++
		} else {
			refused++
		}
	}
	if accepted < 1000 || refused < 1000 {
		t.Errorf("%d accepted, %d refused: the documents test too little", accepted, refused)
	}
}

// onlyMerging runs the one rule.
func (r Reader) onlyMerging(doc *ast.QueryDocument) gqlerror.List {
	return validator.ValidateWithRules(r.Schema, doc, rules.NewRules(validator.Rule{Name: "Merging", RuleFunc: merging}))
}

// randomDocument writes an operation whose fields exist, with fragments that
// lead to no circle.
func randomDocument(random *rand.Rand) string {
	var b strings.Builder
	fields := map[string][]string{
		"Query": {"a", "b", "any", "list", "n", "s"}, "Any": {"id", "n", "any"},
		"A": {"id", "n", "s", "any", "a", "b", "list"}, "B": {"id", "n", "s", "any", "a", "b", "list"},
	}
	types := map[string]map[string]string{
		"Query": {"a": "A", "b": "B", "any": "Any", "list": "A"}, "Any": {"any": "Any"},
		"A": {"any": "Any", "a": "A", "b": "B", "list": "B"}, "B": {"any": "Any", "a": "A", "b": "B", "list": "A"},
	}
	names := []string{"p", "q", "n", "id"}
	of := []string{[]string{"A", "Query"}[random.IntN(2)], []string{"A", "B", "Any"}[random.IntN(3)], []string{"B", "Any"}[random.IntN(2)]}
	used := make([]bool, len(of))
	fits := func(a, b string) bool { return a == b || a != "Query" && b != "Query" && (a == "Any" || b == "Any") }
	var set func(parent string, depth, fragment int)
	set = func(parent string, depth, fragment int) {
		b.WriteString("{ ")
		for range 1 + random.IntN(3) {
			switch k := random.IntN(10); {
			case k == 0 && depth > 0:
				if on := []string{parent, "A", "B", "Any"}[random.IntN(4)]; fits(parent, on) {
					b.WriteString("... on " + on + " ")
					set(on, depth-1, fragment)
					continue
				}
			case k < 5 && fragment < len(of):
				if i := fragment + random.IntN(len(of)-fragment); fits(parent, of[i]) {
					used[i] = true
					fmt.Fprintf(&b, "...f%d ", i)
					continue
				}
			}
			f := fields[parent][random.IntN(len(fields[parent]))]
			below := types[parent][f]
			if below != "" && depth == 0 {
				f, below = "__typename", ""
			}
			if random.IntN(3) == 0 {
				b.WriteString(names[random.IntN(len(names))] + ": ")
			}
			b.WriteString(f)
			if f == "a" && random.IntN(2) == 0 {
				fmt.Fprintf(&b, "(x: %d)", random.IntN(2))
			}
			b.WriteString(" ")
			if below != "" {
				set(below, depth-1, fragment)
			}
		}
		b.WriteString("} ")
	}
	set("Query", 3, 0)
	for i := range of {
		if used[i] {
			fmt.Fprintf(&b, "fragment f%d on %s ", i, of[i])
			set(of[i], 2, i+1)
		}
	}
	return b.String()
}
