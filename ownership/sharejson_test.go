package ownership

import (
	"encoding/json"
	"testing"
)

func TestShareJSON(t *testing.T) {
	for text, words := range map[string]string{
		`{"about":13}`:              "about 13%",
		`{"more_than":50}`:          "more than 50%",
		`{"min":50,"max":75}`:       "50–75%",
		`{"min":0,"max":0}`:         "0–0%",
		`{"more_than":50,"max":75}`: "more than 50%, at most 75%",
	} {
		var s Share
		if err := json.Unmarshal([]byte(text), &s); err != nil || s.String() != words {
			t.Errorf("%s: %q, %v; want %q", text, s, err, words)
		}
		if out, err := json.Marshal(s); err != nil || string(out) != text {
			t.Errorf("%s becomes %s, %v", text, out, err)
		}
	}
	for _, text := range []string{`{}`, `{"min":50}`, `{"max":50}`, `{"min":1,"more_than":2,"max":3}`, `{"about":1,"max":2}`, `{"over":1}`, `[]`} {
		var s Share
		if err := json.Unmarshal([]byte(text), &s); err == nil {
			t.Errorf("%s is read as %v", text, s)
		}
	}
}
