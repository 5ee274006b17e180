package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// maxTextFile bounds the files whose text is read, in bytes.
const maxTextFile = 64 << 20

// readText reads a file of plain text or HTML as text. Text that is not UTF-8
// is read in the encoding that it names, or as Windows-1252.
func readText(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("read text: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	body, err := io.ReadAll(io.LimitReader(f, maxTextFile+1))
	if err != nil {
		return "", fmt.Errorf("read text: %w", err)
	}
	if len(body) > maxTextFile {
		return "", fmt.Errorf("read text %s: it is larger than %d MiB", name, maxTextFile>>20)
	}
	page := isPage(name, body)
	text, err := decoded(body, page)
	if err != nil {
		return "", fmt.Errorf("read text %s: %w", name, err)
	}
	if !page {
		return text, nil
	}
	return pageText(text), nil
}

// pageStart is how HTML begins.
var pageStart = regexp.MustCompile(`(?i)^(\x{feff}|\s|<!--(?s:.*?)-->)*<(!doctype html|html|head|body)\b`)

// isPage reports whether a file is HTML, by its name or how it begins.
func isPage(name string, body []byte) bool {
	if slices.Contains([]string{".html", ".htm", ".xhtml"}, strings.ToLower(filepath.Ext(name))) {
		return true
	}
	return pageStart.Match(body[:min(len(body), 4096)])
}

var errNoText = errors.New("it is neither plain text nor HTML; turn it into one of them first")

// decoded is text in UTF-8.
func decoded(body []byte, page bool) (string, error) {
	if bytes.HasPrefix(body, []byte("%PDF-")) {
		return "", errNoText
	}
	if utf8.Valid(body) {
		if bytes.IndexByte(body, 0) >= 0 {
			return "", errNoText
		}
		return string(body), nil
	}
	kind := "text/plain"
	if page {
		kind = "text/html"
	}
	encoding, name, _ := charset.DetermineEncoding(body, kind)
	if !strings.HasPrefix(name, "utf-16") && bytes.IndexByte(body, 0) >= 0 {
		return "", errNoText
	}
	text, err := encoding.NewDecoder().Bytes(body)
	if err != nil {
		return "", fmt.Errorf("decode %s: %w", name, err)
	}
	return string(text), nil
}

// unread are the elements whose content a reader does not see.
var unread = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true, atom.Iframe: true, atom.Noembed: true, atom.Noframes: true,
}

// inline are the elements that do not part the words around them.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Cite: true, atom.Code: true, atom.Data: true, atom.Del: true,
	atom.Dfn: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Ins: true, atom.Kbd: true, atom.Mark: true, atom.Q: true, atom.S: true,
	atom.Samp: true, atom.Small: true, atom.Span: true, atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.Time: true, atom.U: true,
	atom.Var: true, atom.Wbr: true,
}

// pageText is the text of HTML as a reader sees it, without what programs and
// styles are made of. Every element that is not part of a line begins a new one.
func pageText(page string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(page))
	var hidden atom.Atom // the element that is not read
	depth := 0
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken: // the end: a string cannot fail
			return b.String()
		case html.TextToken:
			if depth == 0 {
				b.Write(z.Text())
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			tag := atom.Lookup(name)
			switch {
			case depth > 0 && tag == hidden && kind == html.StartTagToken:
				depth++
			case depth > 0 && tag == hidden && kind == html.EndTagToken:
				depth--
			case depth == 0 && unread[tag] && kind == html.StartTagToken:
				hidden, depth = tag, 1
			case depth == 0 && !inline[tag]:
				b.WriteByte('\n')
			}
		}
	}
}
