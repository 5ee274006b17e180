// Package jsonline reads JSON and knows on which line each token stands.
package jsonline

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"
)

// ErrDeep is what a reader returns for JSON that is nested more deeply than it follows.
var ErrDeep = errors.New("nested too deeply")

// Decoder gives the tokens of valid JSON, with numbers as json.Number.
type Decoder struct {
	raw  []byte
	dec  *json.Decoder
	read int64
	line int
}

// New checks that raw is one JSON value in UTF-8, whose first line has the number first. After an error the decoder only
// tells the line of what is wrong.
func New(raw []byte, first int) (*Decoder, error) {
	d := &Decoder{raw: raw, line: first}
	if valid := validPrefix(raw); valid < len(raw) {
		d.line += bytes.Count(raw[:valid], []byte("\n"))
		return d, errors.New("the text is not UTF-8")
	}
	var checked json.RawMessage
	if err := json.Unmarshal(raw, &checked); err != nil {
		end := len(raw)
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			end = min(end, int(syntax.Offset))
		}
		d.line += bytes.Count(raw[:end], []byte("\n"))
		return d, err
	}
	d.dec = json.NewDecoder(bytes.NewReader(raw))
	d.dec.UseNumber()
	return d, nil
}

// Line is that on which the last token ends.
func (d *Decoder) Line() int { return d.line }

// More tells whether the array or object that was begun last has more in it.
func (d *Decoder) More() bool { return d.dec.More() }

// Next gives the next token.
func (d *Decoder) Next() (json.Token, error) {
	token, err := d.dec.Token()
	end := d.dec.InputOffset()
	d.line += bytes.Count(d.raw[d.read:end], []byte("\n"))
	d.read = end
	return token, err
}

// validPrefix is the length of raw up to the first byte that is not UTF-8.
func validPrefix(raw []byte) int {
	if utf8.Valid(raw) {
		return len(raw)
	}
	valid := 0
	for {
		c, size := utf8.DecodeRune(raw[valid:])
		if c == utf8.RuneError && size == 1 {
			return valid
		}
		valid += size
	}
}
