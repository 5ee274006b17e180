package server_test

import "testing"

// search finds parties by each kind of name and says by which; what was said
// is found too.
func (a *api) search(t *testing.T) {
	for _, want := range []struct{ text, id, field, matched, how string }{
		{"Moschus", "elon-musk", "ALIAS", "Moschus", "EXACT"},
		{"Маск", "elon-musk", "ALIAS", "Маск", "EXACT"},
		{"イーロン", "elon-musk", "ALIAS", "イーロン", "EXACT"},
		{"elonmusk", "elon-musk", "ALIAS", "elonmusk", "EXACT"},
		{"@ELONMUSK", "elon-musk", "ALIAS", "elonmusk", "EXACT"},
		{"Ellon Musk", "elon-musk", "NAME", "Elon Musk", "SIMILAR"},
		{"elon mus", "elon-musk", "NAME", "Elon Musk", "WORDS"},
		{"马斯克", "elon-musk", "ALIAS", "马斯克", "EXACT"},
		{"머스크", "elon-musk", "ALIAS", "머스크", "EXACT"},
		{"Die langweilige Firma", "boring", "ALIAS", "Die langweilige Firma", "EXACT"},
		{"Zuckerburg", "mark-zuckerberg", "NAME", "Mark Zuckerberg", "SIMILAR"},
		{"conflicts with bookings", "nvidia-email-bookings-2024", "QUOTE", "conflicts with bookings", "EXACT"},
	} {
		var got struct {
			Search struct {
				Edges []struct {
					Score   float64
					Matched struct{ Field, Text, How string }
					Node    struct{ ID string }
				}
			}
		}
		a.ask(t, `query($text: String!) { search(text: $text, first: 5) { edges { score matched { field text how } node { id } } } }`, map[string]any{"text": want.text}, &got)
		if len(got.Search.Edges) == 0 {
			t.Errorf("%q finds nothing", want.text)
			continue
		}
		first := got.Search.Edges[0]
		if first.Node.ID != want.id || first.Matched.Field != want.field || first.Matched.Text != want.matched || first.Matched.How != want.how {
			t.Errorf("%q finds %s by %+v, want %+v", want.text, first.Node.ID, first.Matched, want)
		}
		for i, e := range got.Search.Edges[1:] {
			if e.Score > got.Search.Edges[i].Score {
				t.Errorf("%q: find %d has a greater score than the one before", want.text, i+1)
			}
		}
	}
	for _, odd := range []string{`"`, `+(`, `AND OR NOT`, `a*~`, `\\`, "\u202e", "😀", "x:y", "{}[]^"} {
		a.ask(t, `query($text: String!) { search(text: $text) { edges { score } } }`, map[string]any{"text": odd}, &struct{}{})
	}
	var only struct {
		Search struct {
			Nodes []struct {
				Typename string `json:"__typename"`
			}
		}
	}
	a.ask(t, `{ search(text: "Musk", kinds: [SOURCE]) { nodes { __typename } } }`, nil, &only)
	if len(only.Search.Nodes) == 0 {
		t.Error("no source about Musk")
	}
	for _, n := range only.Search.Nodes {
		if n.Typename != "Source" {
			t.Errorf("a search for sources found a %s", n.Typename)
		}
	}
}
