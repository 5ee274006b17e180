package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/promisegraph/promisegraph/query"
	"github.com/promisegraph/promisegraph/seed"
)

var writerTime = flag.Duration("writer-time", 4*time.Second, "how long to compare the writer with the executor")

// answerer runs operations over records that a test makes up.
type answerer struct {
	exec *executor.Executor
	// resolved says that the executor resolved a field.
	resolved bool
	result   func(op query.Operation) query.Result
}

func newAnswerer(direct bool) *answerer {
	a := &answerer{exec: executor.New(Schema())}
	e := NewExecution(a, slog.New(slog.DiscardHandler), func() time.Time { return time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC) })
	e.executorOnly = !direct
	a.exec.Use(e)
	a.exec.SetErrorPresenter(func(ctx context.Context, err error) *gqlerror.Error { return Present(ctx, nil, err) })
	a.exec.AroundFields(func(ctx context.Context, next graphql.Resolver) (any, error) {
		a.resolved = true
		return next(ctx)
	})
	return a
}

// Read answers with the record that the test made.
func (a *answerer) Read(_ context.Context, op query.Operation) (query.Result, error) {
	return a.result(op), nil
}

func (a *answerer) do(text string, variables map[string]any) *graphql.Response {
	ctx := graphql.StartOperationTrace(context.Background())
	op, errs := a.exec.CreateOperationContext(ctx, &graphql.RawParams{Query: text, Variables: variables})
	if errs != nil {
		return &graphql.Response{Errors: errs}
	}
	respond, ctx := a.exec.DispatchOperation(ctx, op)
	return respond(ctx)
}

// TestWriterEqualsExecutor compares the bytes that the writer gives with those
// of gqlgen's executor, for queries and records made at random over the whole
// schema. Records are well-formed in the first half of the time; then
// anything may be missing.
func TestWriterEqualsExecutor(t *testing.T) {
	seedNumber := rand.Uint64()
	random := rand.New(rand.NewPCG(seedNumber, 1))
	t.Logf("seed %d", seedNumber)
	set, err := seed.ReadFS(seed.Data())
	if err != nil {
		t.Fatal(err)
	}
	direct, reference := newAnswerer(true), newAnswerer(false)
	schema := Schema().Schema()
	start := time.Now()
	compared, refused := 0, 0
	for time.Since(start) < *writerTime {
		g := &generator{random: random, schema: schema}
		text, variables := g.operation()
		if _, errs := gqlparser.LoadQueryWithRules(schema, text, nil); errs != nil {
			refused++
			continue
		}
		r := &recorder{random: random, schema: schema, set: set, whole: time.Since(start) < *writerTime/2}
		var made query.Result
		direct.result = func(op query.Operation) query.Result {
			made = r.result(op)
			return made
		}
		reference.result = func(query.Operation) query.Result { return made }
		direct.resolved = false
		got, want := direct.do(text, variables), reference.do(text, variables)
		gotErrors, _ := json.Marshal(got.Errors)
		wantErrors, _ := json.Marshal(want.Errors)
		if bytes.Equal(got.Data, want.Data) && (len(got.Errors) > 0) == (len(want.Errors) > 0) && got.Extensions["revision"] == want.Extensions["revision"] {
			compared++
			if r.whole && direct.resolved {
				t.Fatalf("seed %d: a whole record was left to the executor: %s\n%s", seedNumber, gotErrors, text)
			}
			continue
		}
		t.Fatalf("seed %d\n%s\nvariables %v\nwriter   %s %s\nexecutor %s %s", seedNumber, text, variables, got.Data, gotErrors, want.Data, wantErrors)
	}
	t.Logf("%d operations compared, %d generated ones were not valid", compared, refused)
	if compared < 50 {
		t.Errorf("only %d operations were compared", compared)
	}
}

// generator makes up operations.
type generator struct {
	random    *rand.Rand
	schema    *ast.Schema
	alias     int
	left      int // fields that may still be written
	fragments []string
	variables map[string]any
	declared  []string
}

func (g *generator) operation() (string, map[string]any) {
	g.variables = map[string]any{}
	g.left = 4 + g.random.IntN(80)
	body := g.selection(g.schema.Query, 0)
	head := "query"
	if len(g.declared) > 0 {
		head += " Q(" + strings.Join(g.declared, ", ") + ")"
	}
	return head + " " + body + "\n" + strings.Join(g.fragments, "\n"), g.variables
}

func (g *generator) chance(of float64) bool { return g.random.Float64() < of }

// selection selects some fields of a type, in fragments now and then.
func (g *generator) selection(def *ast.Definition, depth int) string {
	var parts []string
	add := func(n int) {
		for range n {
			if len(def.Fields) == 0 {
				return
			}
			f := def.Fields[g.random.IntN(len(def.Fields))]
			if strings.HasPrefix(f.Name, "__") || (def == g.schema.Query && resolvedFields[f.Name]) || (depth > 6 && !g.schema.Types[f.Type.Name()].IsLeafType()) {
				continue
			}
			if _, costly := findComputation(def, f.Name); costly && (depth > 4 || g.chance(0.8)) {
				continue
			}
			parts = append(parts, g.field(f, depth))
		}
	}
	add(1 + g.random.IntN(5))
	if def.IsAbstractType() || g.chance(0.2) {
		for range 1 + g.random.IntN(2) {
			possible := g.schema.GetPossibleTypes(def)
			on := possible[g.random.IntN(len(possible))]
			if g.left <= 0 {
				break
			}
			inner := g.selection(on, depth+1)
			if g.chance(0.5) {
				parts = append(parts, "... on "+on.Name+g.condition()+" "+inner)
				continue
			}
			g.alias++
			name := fmt.Sprintf("F%d", g.alias)
			g.fragments = append(g.fragments, "fragment "+name+" on "+on.Name+" "+inner)
			parts = append(parts, "..."+name+g.condition())
			if g.chance(0.3) {
				parts = append(parts, "..."+name)
			}
		}
	}
	if len(parts) == 0 || g.chance(0.2) {
		parts = append(parts, "__typename")
	}
	return "{ " + strings.Join(parts, " ") + " }"
}

func (g *generator) field(f *ast.FieldDefinition, depth int) string {
	g.left--
	text := f.Name + g.arguments(f)
	if text != f.Name || g.chance(0.2) {
		g.alias++
		text = fmt.Sprintf("a%d: %s", g.alias, text)
	}
	text += g.condition()
	def := g.schema.Types[f.Type.Name()]
	if def.IsLeafType() {
		return text
	}
	if g.left <= 0 {
		return text + " { __typename }"
	}
	return text + " " + g.selection(def, depth+1)
}

// condition skips or includes now and then.
func (g *generator) condition() string {
	if !g.chance(0.08) {
		return ""
	}
	directive := []string{"@skip", "@include"}[g.random.IntN(2)]
	if g.chance(0.3) {
		return fmt.Sprintf(" %s(if: %v)", directive, g.chance(0.5))
	}
	name := fmt.Sprintf("v%d", len(g.declared))
	g.declared = append(g.declared, "$"+name+": Boolean!")
	g.variables[name] = g.chance(0.5)
	return fmt.Sprintf(" %s(if: $%s)", directive, name)
}

func (g *generator) arguments(f *ast.FieldDefinition) string {
	var args []string
	for _, a := range f.Arguments {
		if !a.Type.NonNull && !g.chance(0.25) {
			continue
		}
		value := g.value(a)
		if value == "" {
			continue
		}
		if g.chance(0.2) && (a.Type.NamedType == "Int" || a.Type.NamedType == "ID") {
			name := fmt.Sprintf("v%d", len(g.declared))
			g.declared = append(g.declared, "$"+name+": "+a.Type.String())
			_ = json.Unmarshal([]byte(value), new(any))
			var v any
			if json.Unmarshal([]byte(value), &v) == nil {
				g.variables[name] = v
				if n, ok := v.(float64); ok {
					g.variables[name] = int64(n)
				}
			}
			value = "$" + name
		}
		args = append(args, a.Name+": "+value)
	}
	if len(args) == 0 {
		return ""
	}
	return "(" + strings.Join(args, ", ") + ")"
}

func (g *generator) value(a *ast.ArgumentDefinition) string {
	def := g.schema.Types[a.Type.Name()]
	switch {
	case a.Name == "last" || a.Name == "after" || a.Name == "before" || a.Name == "filter":
		return ""
	case a.Name == "ids":
		return `["elon-musk", "nobody", "tesla"]`
	case def.Kind == ast.Enum:
		return def.EnumValues[g.random.IntN(len(def.EnumValues))].Name
	case def.Name == "Int":
		return fmt.Sprint(1 + g.random.IntN(4))
	case def.Name == "Float":
		return fmt.Sprint(g.random.IntN(60))
	case def.Name == "ID":
		return `"` + []string{"elon-musk", "tesla", "xai"}[g.random.IntN(3)] + `"`
	case def.Name == "Date":
		return `"2024-0` + fmt.Sprint(1+g.random.IntN(9)) + `"`
	case def.Name == "String":
		return `"Musk"`
	case def.Name == "Boolean":
		return "true"
	case strings.HasSuffix(def.Name, "Order"):
		field := g.schema.Types[def.Fields.ForName("field").Type.Name()]
		return "{field: " + field.EnumValues[g.random.IntN(len(field.EnumValues))].Name + ", direction: DESC}"
	}
	return ""
}
