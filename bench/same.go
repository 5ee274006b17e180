package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// values lists what an answer says, in its order, without the names of fields: both sides select the same in the same order,
// under other names. Enum values differ in case alone.
func values(answer []byte) ([]string, error) {
	var whole struct{ Data json.RawMessage }
	if err := json.Unmarshal(answer, &whole); err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(whole.Data))
	decoder.UseNumber()
	var out []string
	var inside []bool // an object, for each level
	key := false      // the next text is a name
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if d, ok := token.(json.Delim); ok {
			switch d {
			case '{', '[':
				inside = append(inside, d == '{')
			default:
				inside = inside[:len(inside)-1]
			}
			key = len(inside) > 0 && inside[len(inside)-1]
			continue
		}
		if key {
			key = false
			continue
		}
		key = len(inside) > 0 && inside[len(inside)-1]
		if token != nil { // a missing value may be an empty list on the other side
			out = append(out, strings.ToLower(fmt.Sprint(token)))
		}
	}
}

// sameAnswers tells how two answers to a question differ.
func (q question) sameAnswers(ours, peers []byte) error {
	a, err := values(ours)
	if err != nil {
		return err
	}
	b, err := values(peers)
	if err != nil {
		return err
	}
	if q.same != nil {
		return q.same(a, b)
	}
	if !slices.Equal(a, b) {
		return fmt.Errorf("promisegraph says %d values, the peer %d:\n%.1500q\n%.1500q", len(a), len(b), a, b)
	}
	return nil
}

// sameEnds compares ways: there are many of one length.
func sameEnds(ours, peers []string) error {
	if len(ours) != len(peers) || len(ours) > 0 && (ours[0] != peers[0] || ours[len(ours)-1] != peers[len(peers)-1]) {
		return fmt.Errorf("promisegraph finds a way of %d records, the peer one of %d: %q, %q", len(ours), len(peers), ours, peers)
	}
	return nil
}

// sharedFind compares finds: each side has an order of its own, but what promisegraph finds first the peer finds too.
func sharedFind(ours, peers []string) error {
	if len(ours) == 0 || !slices.Contains(peers, ours[0]) {
		return fmt.Errorf("the peer lacks what promisegraph finds first: %q, %q", ours, peers)
	}
	return nil
}

// today is the day for which both tell where promises stand.
func today() string { return time.Now().UTC().Format(time.DateOnly) }
