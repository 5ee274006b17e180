package store

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed *.cypher
var cypherFiles embed.FS

//go:embed migrations/*.cypher
var migrationFiles embed.FS

// block is a piece of a .cypher file: a header comment of `// key: value`
// lines, the first of which names it, and the text below.
type block struct {
	kind, name string // `edge`, `Promise.evidence`
	header     []headerLine
	text       string
}

type headerLine struct{ key, value string }

// kinds of blocks; a comment line with one of these keys begins a block.
var blockKinds = map[string]bool{"statement": true, "fields": true, "edge": true, "embed": true, "filters": true, "orders": true, "part": true}

// thenLine divides an edge: conditions belong before it, what is made of the
// matches after it.
const thenLine = "// then"

// includeLine begins a line that stands for the text of a part.
const includeLine = "// include "

// parseBlocks splits a .cypher file. Comment lines that are not `key: value`
// say why and are skipped.
func parseBlocks(file, text string) ([]block, error) {
	var blocks []block
	var body []string
	flush := func() {
		if len(blocks) > 0 {
			blocks[len(blocks)-1].text = strings.TrimSpace(strings.Join(body, "\n"))
		}
		body = nil
	}
	for i, line := range strings.Split(text, "\n") {
		comment, isComment := strings.CutPrefix(line, "// ")
		key, value, isPair := strings.Cut(comment, ": ")
		switch {
		case isComment && isPair && blockKinds[key]:
			flush()
			blocks = append(blocks, block{kind: key, name: value})
		case isComment && isPair && len(blocks) > 0 && len(body) == 0 && isHeaderKey(key):
			last := &blocks[len(blocks)-1]
			last.header = append(last.header, headerLine{key, value})
		case line == thenLine || strings.HasPrefix(line, includeLine):
			body = append(body, line)
		case strings.HasPrefix(line, "//") || strings.TrimSpace(line) == "":
		case len(blocks) == 0:
			return nil, fmt.Errorf("%s:%d: text before the first block", file, i+1)
		default:
			body = append(body, line)
		}
	}
	flush()
	return blocks, nil
}

func isHeaderKey(key string) bool {
	return key == "order" || key == "present" || key == "carry" || strings.HasPrefix(key, "where ") || strings.HasPrefix(key, "unless ")
}

// get returns the value of a header line.
func (b block) get(key string) (string, bool) {
	for _, h := range b.header {
		if h.key == key {
			return h.value, true
		}
	}
	return "", false
}

// allBlocks reads every .cypher file of the store.
func allBlocks() ([]block, error) {
	entries, err := cypherFiles.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("list cypher files: %w", err)
	}
	var all []block
	for _, e := range entries {
		text, err := cypherFiles.ReadFile(e.Name())
		if err != nil {
			return nil, fmt.Errorf("read cypher file: %w", err)
		}
		blocks, err := parseBlocks(e.Name(), string(text))
		if err != nil {
			return nil, err
		}
		all = append(all, blocks...)
	}
	return all, include(all)
}

// include puts the texts of parts where they are named.
func include(blocks []block) error {
	parts := map[string]string{}
	for _, b := range blocks {
		if b.kind == "part" {
			parts[b.name] = b.text
		}
	}
	for i, b := range blocks {
		lines := strings.Split(b.text, "\n")
		for j, line := range lines {
			name, ok := strings.CutPrefix(line, includeLine)
			if !ok {
				continue
			}
			if lines[j], ok = parts[name]; !ok {
				return fmt.Errorf("block %s %s includes %q, which is no part", b.kind, b.name, name)
			}
		}
		blocks[i].text = strings.Join(lines, "\n")
	}
	return nil
}
