package journal_test

import (
	"encoding/json"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/seed"
)

// shape is a node of a JSON Schema, as far as these tests look at it.
type shape struct {
	Ref        string            `json:"$ref"`
	Properties map[string]*shape `json:"properties"`
	Required   []string          `json:"required"`
	Items      *shape            `json:"items"`
	Enum       []string          `json:"enum"`
	OneOf      []*shape          `json:"oneOf"`
	Defs       map[string]*shape `json:"$defs"`
}

func readSchema(t *testing.T) *shape {
	t.Helper()
	var root shape
	if err := json.Unmarshal(seed.Schema, &root); err != nil {
		t.Fatal(err)
	}
	return &root
}

func (root *shape) resolve(s *shape) *shape {
	if name, ok := strings.CutPrefix(s.Ref, "#/$defs/"); ok {
		return root.Defs[name]
	}
	return s
}

// fields are the JSON names of a struct's fields, with those of embedded structs.
func fields(t reflect.Type) map[string]reflect.StructField {
	all := map[string]reflect.StructField{}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			maps.Copy(all, fields(f.Type))
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		all[name] = f
	}
	return all
}

// What the format allows and what a record can hold must be the same thing, or
// a field that an editor completes would be dropped without a word.
func TestRecordsHoldJustTheFieldsOfTheFormat(t *testing.T) {
	root := readSchema(t)
	var same func(path string, typ reflect.Type, s *shape)
	same = func(path string, typ reflect.Type, s *shape) {
		s = root.resolve(s)
		for typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		switch {
		case typ == reflect.TypeFor[ownership.Share]():
			if len(s.OneOf) == 0 {
				t.Errorf("%s is a share in Go alone", path)
			}
		case typ.Kind() == reflect.Slice:
			if s.Items == nil {
				t.Errorf("%s is a list in Go alone", path)
				return
			}
			same(path+"[]", typ.Elem(), s.Items)
		case typ.Kind() == reflect.Struct:
			have := fields(typ)
			inGo, inSchema := slices.Sorted(maps.Keys(have)), slices.Sorted(maps.Keys(s.Properties))
			if !slices.Equal(inGo, inSchema) {
				t.Errorf("%s\n  in Go     %v\n  in schema %v", path, inGo, inSchema)
				return
			}
			for name, f := range have {
				optional := strings.Contains(f.Tag.Get("json"), ",omit")
				if optional == slices.Contains(s.Required, name) {
					t.Errorf("%s.%s: left out when empty is %v, required is %v", path, name, optional, !optional)
				}
				same(path+"."+name, f.Type, s.Properties[name])
			}
		case s.Properties != nil || s.Items != nil:
			t.Errorf("%s is a %s in Go alone", path, typ)
		}
	}
	for _, k := range fact.Kinds() {
		same(string(k), reflect.TypeOf(journal.New(k)), root.Defs[string(k)])
	}
}

// constants are the values of the constants of each string type of a package.
func constants(t *testing.T, folder string) map[string][]string {
	t.Helper()
	set := token.NewFileSet()
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, path := range paths {
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || gen.Tok != token.CONST {
				continue
			}
			for _, spec := range gen.Specs {
				value := spec.(*ast.ValueSpec)
				name, ok := value.Type.(*ast.Ident)
				if !ok || len(value.Values) != 1 {
					continue
				}
				if lit, ok := value.Values[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
					all[name.Name] = append(all[name.Name], constant.StringVal(constant.MakeFromLiteral(lit.Value, lit.Kind, 0)))
				}
			}
		}
	}
	return all
}

// Each value of an enumeration has a constant, and each constant can be
// written in a file.
func TestEnumerationsHaveTheValuesOfTheFormat(t *testing.T) {
	root := readSchema(t)
	named := map[string]map[string][]string{
		"promise":   constants(t, "../promise"),
		"ownership": constants(t, "../ownership"),
	}
	// Values that follow from the facts and are never written.
	derived := map[string][]string{"Status": {"not_yet_rated", "due"}}
	checked := map[string]bool{}
	var walk func(path string, typ reflect.Type, s *shape)
	walk = func(path string, typ reflect.Type, s *shape) {
		s = root.resolve(s)
		for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
			if typ.Kind() == reflect.Slice {
				s = root.resolve(s.Items)
			}
			typ = typ.Elem()
		}
		switch {
		case typ == reflect.TypeFor[ownership.Share]():
			var keys []string
			for _, form := range s.OneOf {
				if form.Properties["max"] != nil {
					if !slices.Contains(keys, string(ownership.Range)) {
						keys = append(keys, string(ownership.Range))
					}
					continue
				}
				keys = slices.AppendSeq(keys, maps.Keys(form.Properties))
			}
			compareValues(t, path, keys, named["ownership"]["Qualifier"])
		case typ.Kind() == reflect.Struct:
			for name, f := range fields(typ) {
				walk(path+"."+name, f.Type, s.Properties[name])
			}
		case len(s.Enum) > 0:
			pkg := typ.PkgPath()[strings.LastIndex(typ.PkgPath(), "/")+1:]
			have := slices.DeleteFunc(slices.Clone(named[pkg][typ.Name()]), func(v string) bool {
				return slices.Contains(derived[typ.Name()], v)
			})
			compareValues(t, path, s.Enum, have)
			checked[typ.String()] = true
		case typ.Kind() == reflect.String && typ.PkgPath() != "" && typ != reflect.TypeFor[fact.Date]():
			t.Errorf("%s: %s has no enumeration in the schema", path, typ)
		}
	}
	for _, k := range fact.Kinds() {
		walk(string(k), reflect.TypeOf(journal.New(k)), root.Defs[string(k)])
	}
	if len(checked) < 12 {
		t.Errorf("only %v were compared", slices.Sorted(maps.Keys(checked)))
	}
}

func compareValues(t *testing.T, path string, inSchema, inGo []string) {
	t.Helper()
	if a, b := slices.Sorted(slices.Values(inSchema)), slices.Sorted(slices.Values(inGo)); !slices.Equal(a, b) {
		t.Errorf("%s\n  in schema %v\n  in Go     %v", path, a, b)
	}
}
