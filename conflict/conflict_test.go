package conflict_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/conflict"
	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/promise"
)

// stakes reads a web written as text: "ann 60 holdco, holdco 50 target"; a
// question mark is a share that is not stated.
func stakes(t *testing.T, text string) []ownership.Stake {
	t.Helper()
	var out []ownership.Stake
	for part := range strings.SplitSeq(text, ",") {
		words := strings.Fields(part)
		if len(words) != 3 {
			t.Fatalf("not a stake: %q", part)
		}
		s := ownership.Stake{
			ID: strings.Join(words, "-"), Holders: words[:1], Company: words[2], Basis: ownership.Equity, Holding: ownership.Direct, From: "2020",
		}
		if words[1] != "?" {
			percent, err := strconv.ParseFloat(words[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			s.Share = &ownership.Share{Qualifier: ownership.Exact, Percent: percent}
		}
		out = append(out, s)
	}
	return out
}

func TestFind(t *testing.T) {
	promised := []*promise.Promise{{ID: "p", Speaker: "ann", Company: "carco"}}
	moved := promise.Event{ID: "e", Kind: promise.Diversion, HappenedOn: "2023-12", From: []string{"carco"}, To: []string{"netco"}, Touches: []string{"p"}}
	with := func(change func(*promise.Event)) promise.Event { e := moved; change(&e); return e }
	for _, c := range []struct {
		name      string
		web       string
		event     promise.Event
		positions []*ownership.Position
		want      []conflict.Gain // nil: no conflict
	}{
		{"a larger share", "ann 13 carco, ann 40 netco", moved, nil, []conflict.Gain{conflict.LargerShare}},
		{"a larger share through a chain", "ann 13 carco, ann 80 holdco, holdco 50 netco", moved, nil, []conflict.Gain{conflict.LargerShare}},
		{"control", "ann 13 carco, ann 75 netco", moved, nil, []conflict.Gain{conflict.LargerShare, conflict.Controls}},
		{"control of both is no gain", "ann 80 carco, ann 75 netco", moved, nil, nil},
		{"the giver is the larger holding", "ann 40 carco, ann 13 netco", moved, nil, nil},
		{"the same share in both", "ann 20 carco, ann 20 netco", moved, nil, nil},
		{"an unknown share may be larger", "ann 13 carco, ann ? netco, bob 60 netco", moved, nil, []conflict.Gain{conflict.PerhapsShare}},
		{"nothing held of the receiver", "ann 13 carco, bob 90 netco", moved, nil, nil},
		{"a post at the receiver", "ann 13 carco, bob 90 netco", moved, []*ownership.Position{{ID: "j", Person: "ann", Company: "netco", From: "2023", To: "2024"}}, []conflict.Gain{conflict.Post}},
		{"a post that had ended", "ann 13 carco, bob 90 netco", moved, []*ownership.Position{{ID: "j", Person: "ann", Company: "netco", From: "2020", To: "2023-11"}}, nil},
		{"a post at the giver alone", "ann 13 carco, bob 90 netco", moved, []*ownership.Position{{ID: "j", Person: "ann", Company: "carco"}}, nil},
		{"somebody else's post", "ann 13 carco, bob 90 netco", moved, []*ownership.Position{{ID: "j", Person: "bob", Company: "netco"}}, nil},
		{"value that came to the promised company", "ann 13 carco, ann 40 netco", with(func(e *promise.Event) { e.From, e.To = e.To, e.From }), nil, nil},
		{"between other companies", "ann 13 carco, ann 40 netco", with(func(e *promise.Event) { e.From = []string{"shipco"} }), nil, nil},
		{"called off", "ann 13 carco, ann 40 netco", with(func(e *promise.Event) { e.Status = promise.Failed }), nil, nil},
		{"before the stake was held", "ann 13 carco, ann 40 netco", with(func(e *promise.Event) { e.HappenedOn = "2019" }), nil, nil},
		{"nobody knows when", "ann 13 carco, ann 40 netco", with(func(e *promise.Event) { e.HappenedOn = "" }), nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, err := conflict.Find(conflict.Case{Promises: promised, Events: []*promise.Event{&c.event}, Stakes: stakes(t, c.web), Positions: c.positions})
			if err != nil {
				t.Fatal(err)
			}
			if c.want == nil {
				if len(found) != 0 {
					t.Errorf("found %+v", found)
				}
				return
			}
			if len(found) != 1 || !slices.Equal(found[0].Gains, c.want) {
				t.Fatalf("found %+v, want gains %v", found, c.want)
			}
			f := found[0]
			if f.Speaker != "ann" || f.From != "carco" || f.To != "netco" || f.Day != fact.Date("2023-12-31") || !slices.Equal(f.Promises, []string{"p"}) {
				t.Errorf("found %+v", f)
			}
		})
	}
}

// A company's promise for itself owes nothing to anybody else's gain.
func TestACompanyIsNoPromiserOfItsOwn(t *testing.T) {
	found, err := conflict.Find(conflict.Case{
		Promises: []*promise.Promise{{ID: "p", Speaker: "carco", Company: "carco"}},
		Events:   []*promise.Event{{ID: "e", HappenedOn: "2023", From: []string{"carco"}, To: []string{"netco"}}},
		Stakes:   stakes(t, "carco 60 netco"),
	})
	if err != nil || len(found) != 0 {
		t.Errorf("found %v, %v", found, err)
	}
}
