package store

import (
	"slices"
	"strings"
)

// maxTokens bounds how many words of a search are looked for.
const maxTokens = 12

// searchArgs turns the words of a search into what its statement needs: the
// key for equality, the tokens, and the query of the full-text index.
func searchArgs(args map[string]any) map[string]any {
	text, _ := args["text"].(string)
	tokens := words(text)
	if len(tokens) > maxTokens {
		tokens = tokens[:maxTokens]
	}
	return map[string]any{"query": indexQuery(tokens), "key": clip(key(text), maxKey), "tokens": slices.Clone(tokens)}
}

// indexQuery asks for texts in which each token occurs: best as it is, less
// well as the beginning of a word, least well misspelt.
func indexQuery(tokens []string) string {
	if len(tokens) == 0 {
		return `""` // finds nothing
	}
	clauses := make([]string, len(tokens))
	for i, t := range tokens {
		word := t // letters, marks and digits in lower case: nothing to escape
		alternatives := []string{word + "^4", word + "*^2"}
		if together := pairs(t); len(together) > 0 {
			alternatives = append(alternatives, "("+strings.Join(prefixed("+", together), " ")+")")
		}
		switch n := len([]rune(t)); {
		case n > 7:
			alternatives = append(alternatives, word+"~2")
		case n > 2:
			alternatives = append(alternatives, word+"~1")
		}
		clauses[i] = "+(" + strings.Join(alternatives, " ") + ")"
	}
	return strings.Join(clauses, " ")
}

func prefixed(prefix string, words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = prefix + w
	}
	return out
}
