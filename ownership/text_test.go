package ownership

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// parseStakes reads stakes written as text: "ann 60 holdco, holdco 50 target".
// A share is a number, "50-75" for a range,
// ">50-75" for one without its lower end, "~60" for about, ">50" for more
// than, "?" for unknown. Joint holders are joined by "+". A word after the
// company sets the basis or how it is held; "weak" leaves the basis unverified.
func parseStakes(text string) ([]Stake, error) {
	var stakes []Stake
	for n, part := range strings.Split(text, ",") {
		f := strings.Fields(part)
		if len(f) == 0 {
			continue
		}
		if len(f) < 3 {
			return nil, fmt.Errorf("%q: write holder, share, company", part)
		}
		share, err := parseShare(f[1])
		if err != nil {
			return nil, err
		}
		s := Stake{ID: fmt.Sprintf("s%03d", n+1), Holders: strings.Split(f[0], "+"), Company: f[2], Share: share, Basis: Equity, Holding: Direct}
		for _, word := range f[3:] {
			switch word {
			case "weak":
				s.UnverifiedFields = []string{"basis"}
			case "indirect", "beneficial", "unspecified":
				s.Holding = Holding(word)
			default:
				s.Basis = Basis(word)
			}
		}
		stakes = append(stakes, s)
	}
	return stakes, nil
}

func parseShare(text string) (*Share, error) {
	if text == "?" {
		return nil, nil
	}
	q := Exact
	switch text[0] {
	case '~':
		q, text = About, text[1:]
	case '>':
		q, text = MoreThan, text[1:]
	case '<':
		q, text = LessThan, text[1:]
	}
	if lo, hi, ok := strings.Cut(text, "-"); ok {
		x, err := strconv.ParseFloat(lo, 64)
		if err != nil {
			return nil, err
		}
		y, err := strconv.ParseFloat(hi, 64)
		return &Share{Qualifier: Range, Min: x, Max: y, Over: q == MoreThan}, err
	}
	p, err := strconv.ParseFloat(text, 64)
	return &Share{Qualifier: q, Percent: p}, err
}

// web makes a web from text.
func web(t testing.TB, text string, opts Options) *Web {
	t.Helper()
	stakes, err := parseStakes(text)
	if err != nil {
		t.Fatal(err)
	}
	return webOf(t, stakes, opts)
}

func webOf(t testing.TB, stakes []Stake, opts Options) *Web {
	t.Helper()
	w, err := NewWeb(stakes, "2024-06-30", opts)
	if err != nil {
		t.Fatal(err)
	}
	return w
}
