package server

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/graph"
	"github.com/promisegraph/promisegraph/query"
)

// TestAskGivesUp checks that a request that ended while the executor was to
// answer it has no answer and no panic.
func TestAskGivesUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	reader := readerFunc(func() (query.Result, error) { cancel(); return query.Result{}, nil })
	if got, err := newAsker(Config{Reader: reader, Now: time.Now}).Ask(ctx, `{ revision __schema { queryType { name } } }`, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %s, %v, want that the request was cancelled", got, err)
	}
}

// readerFunc is a graph.Reader that needs no database.
type readerFunc func() (query.Result, error)

func (f readerFunc) Read(context.Context, query.Operation) (query.Result, error) { return f() }

// down is what the store says when the database cannot be reached.
type down struct{ error }

func (down) ErrorCode() string { return graph.CodeUnavailable }
func (down) Public() string    { return "not now" }

// TestAsk checks what the other edges of the server are told in the process.
func TestAsk(t *testing.T) {
	read := readerFunc(func() (query.Result, error) { return query.Result{Revision: 7}, nil })
	fails := readerFunc(func() (query.Result, error) { return query.Result{}, down{errors.New("no route")} })
	for name, test := range map[string]struct {
		reader    graph.Reader
		document  string
		variables map[string]any
		want      string
		code      string
		public    string
	}{
		"an answer":       {reader: read, document: `{ revision }`, want: `{"revision":7}`},
		"a wrong field":   {reader: read, document: `{ nonsense }`, code: graph.CodeBadInput, public: `Cannot query field "nonsense" on type "Query". Did you mean "nodes"?`},
		"a bad argument":  {reader: read, document: `query($n: Int) { people(first: $n) { totalCount } }`, variables: map[string]any{"n": 101}, code: graph.CodeBadInput, public: "people: first: 101 is not between 1 and 100"},
		"no such input":   {reader: read, document: `query($d: Date!) { people(asOf: $d) { totalCount } }`, code: graph.CodeBadInput, public: "must be defined"},
		"a database down": {reader: fails, document: `{ revision }`, code: graph.CodeUnavailable, public: "not now"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := newAsker(Config{Reader: test.reader, Now: time.Now}).Ask(t.Context(), test.document, test.variables)
			if test.code == "" {
				if err != nil || !json.Valid(got) || string(got) != test.want {
					t.Errorf("got %s, %v, want %s", got, err, test.want)
				}
				return
			}
			var coded graph.Coded
			if !errors.As(err, &coded) || coded.ErrorCode() != test.code || coded.Public() != test.public {
				t.Errorf("got %s, %v, %v, want %s: %s", got, err, coded, test.code, test.public)
			}
		})
	}
}
