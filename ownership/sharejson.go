package ownership

import (
	"encoding/json"
	"fmt"
)

// MarshalJSON writes the share as files hold it: {"about": 13},
// {"min": 50, "max": 75} or {"more_than": 50, "max": 75}.
func (s Share) MarshalJSON() ([]byte, error) {
	if s.Qualifier == Range {
		out := struct {
			Min  *float64 `json:"min,omitempty"`
			Over *float64 `json:"more_than,omitempty"`
			Max  float64  `json:"max"`
		}{Max: s.Max}
		if s.Over {
			out.Over = &s.Min
		} else {
			out.Min = &s.Min
		}
		return json.Marshal(out)
	}
	return json.Marshal(map[Qualifier]float64{s.Qualifier: s.Percent})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Share) UnmarshalJSON(raw []byte) error {
	var parts map[string]float64
	if err := json.Unmarshal(raw, &parts); err != nil {
		return err
	}
	lo, hasMin := parts["min"]
	hi, hasMax := parts["max"]
	over, hasOver := parts["more_than"]
	if hasMax && hasMin != hasOver && len(parts) == 2 {
		*s = Share{Qualifier: Range, Min: lo + over, Max: hi, Over: hasOver}
		return nil
	}
	for key, value := range parts {
		switch q := Qualifier(key); q {
		case Exact, About, MoreThan, LessThan, AtLeast, AtMost:
			if len(parts) == 1 {
				*s = Share{Qualifier: q, Percent: value}
				return nil
			}
		}
	}
	return fmt.Errorf("share %s: give one of exact, about, more_than, less_than, at_least, at_most, or max beside min or more_than", raw)
}
