// Package document looks at GraphQL documents before they are answered. It
// bounds what looking costs, whatever was sent, and tells what answering would.
package document

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/promisegraph/promisegraph/graph"
)

// Limits are those of a document. Zero is none.
type Limits struct {
	// Tokens are names, values and signs, comments included.
	Tokens int
	// Depth is how many fields lie below each other, leaves not counted.
	Depth int
	// Lists is how many lists lie below each other.
	Lists int
	// Fields are those of an operation with fragments written out.
	Fields int
	// Aliases are fields given another name, with fragments written out.
	Aliases int
	// Directives are those of an operation, with fragments written out.
	Directives int
	// Objects are those that an operation can return, by its lists' sizes.
	Objects int
	// Errors are how many faults of one document are told.
	Errors int
	// Time is for holding a document against the schema.
	Time time.Duration
}

// Document is one that fits the schema and the limits.
type Document struct {
	// Text is what was sent.
	Text string
	// Hash is the SHA-256 of the text, in hexadecimal.
	Hash string
	// AST is the parsed text. It is shared: nobody changes it.
	AST *ast.QueryDocument
}

// Hash names a text.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Reader reads documents for one schema. It is safe for concurrent use.
type Reader struct {
	// Schema is what documents are held against.
	Schema *ast.Schema
	// Limits are those of all documents.
	Limits Limits
	// Suggest adds what may have been meant to what is wrong.
	Suggest bool
	// Now tells the time.
	Now func() time.Time
}

// Read parses a text and holds it against limits and schema, in the order of
// what each costs. The errors have codes of package graph.
func (r Reader) Read(text string) (*Document, gqlerror.List) {
	if errs := r.Limits.scan(text); errs != nil {
		return nil, errs
	}
	source := &ast.Source{Input: text}
	parsed, err := parser.ParseQuery(source)
	if err != nil {
		return nil, coded(gqlerror.List{gqlerror.WrapIfUnwrapped(err)}, graph.CodeParse)
	}
	if len(parsed.Operations) == 0 {
		return nil, refused(graph.CodeValidation, "the document has no operation")
	}
	shape := measure(r.Schema, parsed)
	if errs := shape.over(r.Limits); errs != nil {
		return nil, errs
	}
	if errs := r.validate(parsed, shape.cyclic); errs != nil {
		return nil, errs
	}
	return &Document{Text: text, Hash: Hash(text), AST: parsed}, nil
}

// maxName is how long a name may be. Longer ones are in no schema, and looking
// for what may have been meant takes the square of their length.
const maxName = 100

// scan counts tokens until there are too many, without parsing.
func (l Limits) scan(text string) gqlerror.List {
	in := lexer.New(&ast.Source{Input: text})
	for n := 0; ; n++ {
		token, err := in.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			return nil // the parser says what is wrong
		}
		if l.Tokens > 0 && n >= l.Tokens {
			return refused(graph.CodeTooMuch, "the document is too long: more than %d names, values and signs", l.Tokens)
		}
		if token.Kind == lexer.Name && len(token.Value) > maxName {
			return refused(graph.CodeTooMuch, "a name is longer than %d letters", maxName)
		}
	}
}

func refused(code, format string, args ...any) gqlerror.List {
	return coded(gqlerror.List{gqlerror.Errorf(format, args...)}, code)
}

func coded(errs gqlerror.List, code string) gqlerror.List {
	for _, err := range errs {
		if err.Extensions == nil {
			err.Extensions = map[string]any{}
		}
		if _, has := err.Extensions["code"]; !has {
			err.Extensions["code"] = code
		}
	}
	return errs
}

// ruleSet are the rules of GraphQL, one of them in a form whose cost grows
// with the document and not with its square.
func ruleSet(suggest, cyclic bool) []core.Rule {
	all := rules.NewDefaultRules()
	all.ReplaceRule(rules.OverlappingFieldsCanBeMergedRule.Name, merging)
	if cyclic { // which a rule of its own reports
		all.RemoveRule(rules.OverlappingFieldsCanBeMergedRule.Name)
	}
	if !suggest {
		for name, rule := range map[string]core.Rule{
			rules.FieldsOnCorrectTypeRule.Name: rules.FieldsOnCorrectTypeRuleWithoutSuggestions,
			rules.KnownArgumentNamesRule.Name:  rules.KnownArgumentNamesRuleWithoutSuggestions,
			rules.KnownTypeNamesRule.Name:      rules.KnownTypeNamesRuleWithoutSuggestions,
			rules.ScalarLeafsRule.Name:         rules.ScalarLeafsRuleWithoutSuggestions,
			rules.ValuesOfCorrectTypeRule.Name: rules.ValuesOfCorrectTypeRuleWithoutSuggestions,
		} {
			all.ReplaceRule(name, rule.RuleFunc)
		}
	}
	var list []core.Rule
	for name, rule := range all.GetInner() {
		list = append(list, core.Rule{Name: name, RuleFunc: rule})
	}
	slices.SortFunc(list, func(a, b core.Rule) int { return strings.Compare(a.Name, b.Name) })
	return list
}
