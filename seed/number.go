package seed

import (
	"encoding/json"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/promisegraph/promisegraph/fact"
)

// scalar turns a scalar node into a text, number, truth value or nothing.
func scalar(f *fact.Faults, n *yaml.Node, at string) any {
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		var b bool
		if n.Decode(&b) == nil {
			return b
		}
	case "!!int", "!!float":
		number, reason := plainNumber(n.Value)
		if reason != "" {
			f.Add(at, "%s %s", clip(n.Value), reason)
			return nil
		}
		return number
	}
	return n.Value
}

// plainNumber reads a number as records hold it. It refuses what would not
// come back as it was written: infinities and NaN, hexadecimal, numbers so
// large that writing them out would fill pages, and whole numbers of more
// digits than are kept.
func plainNumber(text string) (number json.Number, reason string) {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "+"), "_", "")
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || v-v != 0 || strings.ContainsAny(text, "xXpP") {
		return "", "is not a plain decimal number"
	}
	if v >= 1e21 || v <= -1e21 {
		return "", "is too large a number"
	}
	number = json.Number(strconv.FormatFloat(v, 'f', -1, 64))
	digits := strings.TrimLeft(strings.TrimPrefix(text, "-"), "0")
	if len(digits) > 15 && !strings.ContainsAny(digits, ".eE") && digits != strings.TrimPrefix(number.String(), "-") {
		return "", "has more digits than can be kept"
	}
	return number, ""
}
