package ownership

import (
	"fmt"
	"strings"
	"testing"
)

// What may be control, or may be votes, makes control possible and never
// certain, beside whatever else is told of the company.
func TestUnverifiedBasisMakesControlPossible(t *testing.T) {
	for name, c := range map[string]struct{ stakes, want string }{
		"an influence alone": {
			"ann ? target control weak", "ann possible, stated",
		},
		"control stated": {
			"ann ? target control", "ann certain, stated",
		},
		"both on one pair, the influence first": {
			"ann ? target control weak, ann ? target control", "ann certain, stated",
		},
		"both on one pair, the influence last": {
			"ann ? target control, ann ? target control weak", "ann certain, stated",
		},
		"an influence in the middle of a chain": {
			"ann 60 holdco votes, holdco ? middle control weak, middle 60 target votes",
			"middle certain; ann possible; holdco possible",
		},
		"an influence at the end of a chain": {
			"ann 60 holdco votes, holdco ? target control weak", "ann possible, stated; holdco possible, stated",
		},
		"two that may decide": {
			"ann ? target control weak, bob ? target control weak", "ann possible, stated; bob possible, stated",
		},
		"votes beside an influence of another": {
			"ann 60 target votes, bob ? target control weak", "ann certain; bob possible, stated",
		},
		"votes beside an influence of the same": {
			"ann 60 target votes, ann ? target control weak", "ann certain, stated",
		},
		"capital beside an influence: one share one vote still": {
			"ann 60 target, bob ? target control weak", "ann certain; bob possible, stated",
		},
		"capital beside control": {
			"ann 60 target, bob ? target control", "bob certain, stated",
		},
		"shares that may be votes": {
			"ann 60 target votes weak", "ann possible",
		},
		"capital and shares that may be votes": {
			"ann 30 target, bob 60 target weak", "bob possible",
		},
		"what may be votes leaves room for others": {
			"ann 60 target votes weak, bob ? target votes", "bob possible; ann possible",
		},
		"too few, verified or not": {
			"ann 40 target votes weak", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := web(t, c.stakes, Options{AssumeVotes: true, Measure: Votes})
			list := w.Controllers("target", 0.5, 10)
			var told []string
			for _, item := range list.Items {
				word := "possible"
				if item.Certain {
					word = "certain"
				}
				if item.Stated {
					word += ", stated"
				}
				told = append(told, item.Party+" "+word)
				if a := w.Account(item.Party, "target").Control; fmt.Sprint(a) != fmt.Sprint(item.Power) {
					t.Errorf("the account of %s tells %+v, the list %+v", item.Party, a, item.Power)
				}
			}
			if got := strings.Join(told, "; "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// An effective share of the votes may be nothing where they may be none.
func TestUnverifiedVotesMayBeNone(t *testing.T) {
	w := web(t, "ann 60 target votes weak, bob 40 target votes", Options{Measure: Votes})
	for party, want := range map[string]Bounds{"ann": {0, 0.6, false}, "bob": {0.4, 0.4, false}} {
		if got := w.Account(party, "target").Effective; got != want {
			t.Errorf("%s: %v, want %v", party, got, want)
		}
	}
}
