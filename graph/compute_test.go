package graph

import (
	"errors"
	"testing"

	"github.com/promisegraph/promisegraph/graph/model"
	"github.com/promisegraph/promisegraph/query"
)

// What is computed from a part of the records would be wrong without a word:
// more than are taken in are refused.
func TestTooManyInputsAreRefused(t *testing.T) {
	given := computation{contents: []string{"stakes"}, compute: func(inputs) (any, error) { return true, nil }}
	field := &query.Field{Name: "owners", Key: "owners"}
	for count, refused := range map[int]bool{maxInputs: false, maxInputs + 1: true} {
		selected := model.Selected{"owners#stakes": make([]*model.Version, count)}
		_, err := decoder{values: make([]query.Values, 1)}.compute(field, given, "tesla", selected)
		var coded Coded
		if errors.As(err, &coded) != refused || refused && coded.ErrorCode() != CodeTooMuch {
			t.Errorf("%d records: %v", count, err)
		}
	}
}
