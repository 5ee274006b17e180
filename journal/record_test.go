package journal_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/ownership"
)

var oddTexts = []string{
	"plain", "<b>&amp;", "\u2028\u2029", "tab\tand\nline", "\u0000\u001f\u007f\u0085", `"quoted\"`, "Маск, イーロン, 👩‍🚀", "\u202Eright to left\u202C", " blank ", "\ufeff", "\U0010ffff",
}

// fill gives every field a value, so that none is left out.
func fill(v reflect.Value, r *rand.Rand) {
	switch {
	case v.Type() == reflect.TypeFor[ownership.Share]():
		shares := []ownership.Share{
			{Qualifier: ownership.Range, Min: 12.5, Max: 75}, {Qualifier: ownership.Exact, Percent: 0}, {Qualifier: ownership.About, Percent: 13.1},
			{Qualifier: ownership.MoreThan, Percent: 1e-7}, {Qualifier: ownership.AtMost, Percent: 100},
		}
		v.Set(reflect.ValueOf(shares[r.IntN(len(shares))]))
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), r)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), r)
		}
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1+r.IntN(3), 3))
		for i := range v.Len() {
			fill(v.Index(i), r)
		}
	case v.Kind() == reflect.String:
		v.SetString(oddTexts[r.IntN(len(oddTexts))])
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.Kind() == reflect.Float64:
		v.SetFloat([]float64{0, -1, 0.1, 85000, 1e10, 1e20, 1.0 / 3}[r.IntN(7)])
	case v.Kind() == reflect.Int:
		v.SetInt(r.Int64N(1000))
	}
}

func TestEncodedRecordsAreDecodedWhole(t *testing.T) {
	for _, kind := range fact.Kinds() {
		for seed := range uint64(50) {
			want := journal.New(kind)
			fill(reflect.ValueOf(want).Elem(), rand.New(rand.NewPCG(seed, 1)))
			body, err := journal.Encode(want)
			if err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			if bytes.ContainsAny(body, "\n\r") {
				t.Errorf("%s is more than one line: %s", kind, body)
			}
			got, err := journal.Decode(kind, body)
			if err != nil {
				t.Fatalf("%s: %v", kind, err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%s\n got %+v\nwant %+v", kind, got, want)
			}
			again, err := journal.Encode(got)
			if err != nil || !bytes.Equal(body, again) || journal.Digest(body) != journal.Digest(again) {
				t.Errorf("%s encodes differently the second time:\n%s\n%s", kind, body, again)
			}
		}
	}
}

func TestEmptyFieldsAreLeftOutOfEncodedRecords(t *testing.T) {
	for _, kind := range fact.Kinds() {
		body, err := journal.Encode(journal.New(kind))
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		if err := json.Unmarshal(body, &fields); err != nil {
			t.Fatal(err)
		}
		for _, optional := range []string{"note", "unverified", "from", "names", "quotes"} {
			if _, ok := fields[optional]; ok {
				t.Errorf("an empty %s is written with %s: %s", kind, optional, body)
			}
		}
		if !strings.HasPrefix(string(body), `{"id":`) {
			t.Errorf("%s does not begin with its id: %s", kind, body)
		}
	}
}

func TestDecodeRefusesOtherKinds(t *testing.T) {
	if _, err := journal.Decode("planet", []byte(`{}`)); err == nil || !strings.Contains(err.Error(), "planet") {
		t.Errorf("planet: %v", err)
	}
	if _, err := journal.Decode(fact.Person, []byte(`{"id":`)); err == nil {
		t.Error("half a record was decoded")
	}
}
