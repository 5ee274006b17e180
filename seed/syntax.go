package seed

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

var yamlError = regexp.MustCompile(`^yaml: (?:line (\d+): )?(?s:(.*))`)

// hints tell what is meant by messages of the YAML parser that readers of
// other files than code find hard.
var hints = map[string]string{
	"found a tab character":               "indent with blanks",
	"mapping values are not allowed":      "a text with a colon in it needs quotes",
	"found character that cannot start":   "a text that begins with @, ` or % needs quotes, and a tab is no indentation",
	"block sequence entries":              "a list begins on a line of its own",
	"unknown anchor":                      "a text that begins with * or & needs quotes",
	"did not find expected":               "indentation, brackets or quotes do not fit together",
	"could not find expected ':'":         "a field looks like `name: value`",
	"found unexpected end of stream":      "a quote is not closed",
	"found unknown escape character":      "write a backslash in single quotes, or twice",
	"found undefined tag handle":          "a text that begins with ! needs quotes",
	"did not find expected digit or word": "a text that begins with ! needs quotes",
}

// syntaxError words an error of the YAML parser and says where it is. It
// reports false for an error of another origin.
func syntaxError(raw string, err error) (line int, reason string, ok bool) {
	m := yamlError.FindStringSubmatch(err.Error())
	if m == nil {
		return 0, "", false
	}
	line, _ = strconv.Atoi(m[1])
	reason = "not valid YAML: " + m[2]
	for beginning, hint := range hints {
		if strings.HasPrefix(m[2], beginning) {
			reason += " (" + hint + ")"
		}
	}
	return errorLine(raw, line, m[2]), reason, true
}

// errorLine corrects the line that the YAML parser names: it counts from zero
// in some errors, names the line before in others, and none in a few.
func errorLine(raw string, line int, reason string) int {
	wrong := func(string) bool { return false }
	switch {
	case strings.HasPrefix(reason, "did not find expected"):
		return line + 1
	case strings.HasPrefix(reason, "found a tab character"):
		wrong = func(text string) bool {
			return strings.Contains(text[:len(text)-len(strings.TrimLeft(text, " \t"))], "\t")
		}
	case strings.HasPrefix(reason, "unknown anchor"):
		name := strings.Split(reason+"''", "'")[1]
		wrong = func(text string) bool { return strings.Contains(text, "*"+name) }
	case strings.Contains(reason, "UTF-8"):
		wrong = func(text string) bool { return !utf8.ValidString(text) }
	case strings.HasPrefix(reason, "control characters"):
		wrong = func(text string) bool { return strings.ContainsFunc(text, isControl) }
	}
	for i, text := range strings.Split(raw, "\n") {
		if i+1 >= line && wrong(text) {
			return i + 1
		}
	}
	return max(line, 1)
}

// isControl tells the characters that YAML does not allow outside quotes.
func isControl(c rune) bool {
	return c < ' ' && c != '\t' && c != '\r' || c >= 0x7f && c < 0xa0 && c != 0x85 || c == 0xfffe || c == 0xffff
}
