package journal_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
)

func person(id, name string, sources ...string) *promise.Person {
	return &promise.Person{ID: id, Name: name, Provenance: fact.Provenance{Sources: sources, Unverified: len(sources) == 0}}
}

func source(id string) *promise.Source {
	return &promise.Source{ID: id, Publisher: "Blick", Title: "Titel", Lang: "de", URL: "https://blick.example/" + id}
}

func create(r journal.Record) journal.Entry {
	return journal.Entry{Op: journal.Create, ID: r.RecordID(), Record: r}
}

func correct(r journal.Record) journal.Entry {
	return journal.Entry{Op: journal.Correct, ID: r.RecordID(), Record: r}
}

func retract(id string) journal.Entry {
	return journal.Entry{Op: journal.Retract, ID: id, Reason: "wrong"}
}

func digest(t *testing.T, r journal.Record) string {
	t.Helper()
	body, err := journal.Encode(r)
	if err != nil {
		t.Fatal(err)
	}
	return journal.Digest(body)
}

func TestResolve(t *testing.T) {
	ann, ann2, ann3 := person("ann", "Ann"), person("ann", "Anna"), person("ann", "Anne")
	present := journal.Known{Kind: fact.Person, Digest: digest(t, ann), Created: digest(t, ann)}
	corrected := journal.Known{Kind: fact.Person, Digest: digest(t, ann2), Created: digest(t, ann)}
	retracted := journal.Known{Kind: fact.Person, Digest: digest(t, ann), Created: digest(t, ann), Retracted: true}
	company := journal.Known{Kind: fact.Company, Digest: "x", Created: "x"}
	blick := journal.Known{Kind: fact.Source, Digest: digest(t, source("blick")), Created: digest(t, source("blick"))}
	gone := journal.Known{Kind: fact.Source, Digest: blick.Digest, Created: blick.Digest, Retracted: true}
	cited := blick
	cited.CitedBy = []string{"bob", "eve"}

	type known = map[string]journal.Known
	for _, c := range []struct {
		name    string
		known   known
		entries []journal.Entry
		want    string // writes as "op id", or faults as "field: reason", one after the other
	}{
		{"create, absent", nil, []journal.Entry{create(ann)}, "create ann"},
		{"create, there already", known{"ann": present}, []journal.Entry{create(ann)}, ""},
		{"create, there already and corrected since", known{"ann": corrected}, []journal.Entry{create(ann)}, ""},
		{"create, there already and retracted since", known{"ann": retracted}, []journal.Entry{create(ann)}, ""},
		{"create, other content", known{"ann": present}, []journal.Entry{create(ann2)}, "id: \"ann\" is taken by a person with other content: list the record under `correct` to change it"},
		{"create, as it was corrected to", known{"ann": corrected}, []journal.Entry{create(ann2)}, "id: \"ann\" is taken by a person with other content: list the record under `correct` to change it"},
		{"create, retracted with other content", known{"ann": retracted}, []journal.Entry{create(ann2)}, `id: "ann" was retracted: take another id`},
		{"create, other kind", known{"ann": company}, []journal.Entry{create(ann)}, "id: \"ann\" is taken by a company with other content: list the record under `correct` to change it"},

		{"correct, absent", nil, []journal.Entry{correct(ann)}, `id: there is no person "ann" to correct: list it among the new records`},
		{"correct, present", known{"ann": present}, []journal.Entry{correct(ann2)}, "correct ann"},
		{"correct again", known{"ann": corrected}, []journal.Entry{correct(ann3)}, "correct ann"},
		{"correct back", known{"ann": corrected}, []journal.Entry{correct(ann)}, "correct ann"},
		{"correct, equal to the one in force", known{"ann": corrected}, []journal.Entry{correct(ann2)}, ""},
		{"correct, retracted", known{"ann": retracted}, []journal.Entry{correct(ann2)}, `id: "ann" was retracted and cannot be corrected`},
		{"correct, other kind", known{"ann": company}, []journal.Entry{correct(ann)}, `id: "ann" is a company, not a person`},

		{"retract, absent", nil, []journal.Entry{retract("ann")}, `id: there is no record "ann" to retract`},
		{"retract, present", known{"ann": present}, []journal.Entry{retract("ann")}, "retract ann"},
		{"retract, retracted", known{"ann": retracted}, []journal.Entry{retract("ann")}, ""},
		{"retract, cited", known{"blick": cited}, []journal.Entry{retract("blick")}, `id: "blick" is still referred to by bob, eve: correct or retract those as well`},
		{"retract without a reason", known{"ann": present}, []journal.Entry{{Op: journal.Retract, ID: "ann", Reason: " "}}, `reason: is empty: a retraction needs a reason`},

		{"reference to what is there", known{"blick": blick}, []journal.Entry{create(person("bob", "Bob", "blick"))}, "create bob"},
		{"reference inside the set, before", nil, []journal.Entry{create(person("bob", "Bob", "blick")), create(source("blick"))}, "create bob, create blick"},
		{"reference to nothing", nil, []journal.Entry{create(person("bob", "Bob", "blikc"))}, `sources[0]: there is no record "blikc"`},
		{
			"reference with a slip of the pen", nil,
			[]journal.Entry{create(source("blick")), create(person("bob", "Bob", "blikk")), create(person("blik", "Blik"))},
			`sources[0]: there is no record "blikk" (did you mean "blick"?)`,
		},
		{"reference to another kind", known{"ann": present}, []journal.Entry{create(person("bob", "Bob", "ann"))}, `sources[0]: "ann" is a person; a source is needed here`},
		{
			"reference to another kind, in the set", nil,
			[]journal.Entry{create(person("blik", "Blik")), create(source("blick")), create(person("bob", "Bob", "blik"))},
			`sources[0]: "blik" is a person; a source is needed here (did you mean "blick"?)`,
		},
		{"reference to what was retracted", known{"blick": gone}, []journal.Entry{create(person("bob", "Bob", "blick"))}, `sources[0]: the record "blick" was retracted`},
		{
			"reference to what was retracted, created again without effect", known{"blick": gone},
			[]journal.Entry{create(person("bob", "Bob", "blick")), create(source("blick"))},
			`sources[0]: the record "blick" was retracted`,
		},
		{
			"reference to what the set retracts", known{"blick": blick},
			[]journal.Entry{create(person("bob", "Bob", "blick")), retract("blick")},
			`sources[0]: this change set retracts "blick"`,
		},
		{
			"what was created before may refer to what was retracted since",
			known{"bob": {Kind: fact.Person, Created: digest(t, person("bob", "Bob", "blick")), Digest: "other"}, "blick": gone},
			[]journal.Entry{create(person("bob", "Bob", "blick")), create(source("blick"))}, "",
		},
		{
			"a correction without effect still refers",
			known{"bob": {Kind: fact.Person, Created: digest(t, person("bob", "Bob", "blick")), Digest: digest(t, person("bob", "Bob", "blick"))}, "blick": blick},
			[]journal.Entry{correct(person("bob", "Bob", "blick")), retract("blick")},
			`sources[0]: this change set retracts "blick"`,
		},

		{
			"an id twice", nil, []journal.Entry{create(ann), create(person("ann", "", "nowhere"))},
			`id: "ann" is used twice in this change set, first at an earlier entry | name: is empty`,
		},
		{"an id twice, for two kinds", nil, []journal.Entry{create(source("ann")), create(ann)}, `id: "ann" is used twice in this change set, first at an earlier entry`},
		{"an id twice, created and corrected", nil, []journal.Entry{create(ann), correct(ann2)}, `id: "ann" is used twice in this change set, first at an earlier entry`},
		{"no id", nil, []journal.Entry{create(person("", "Ann"))}, `id: "" is not an id: use lower-case letters, digits and single hyphens, at most 80 characters`},

		{
			"a broken entry is told once and can be referred to", nil,
			[]journal.Entry{
				{Op: journal.Create, ID: "blick", Record: new(promise.Source), Broken: []journal.Fault{{ID: "blick", Field: "lang", Reason: "is missing"}}},
				create(person("bob", "Bob", "blick")),
			},
			`lang: is missing`,
		},
		{"every fault is told", nil, []journal.Entry{create(person("Bob", " ", "x", "y")), retract("ann"), correct(person("eve", "Eve"))}, strings.Join([]string{
			`id: "Bob" is not an id: use lower-case letters, digits and single hyphens, at most 80 characters`, `name: is empty`,
			`sources[0]: there is no record "x"`, `sources[1]: there is no record "y"`,
			`id: there is no record "ann" to retract`, `id: there is no person "eve" to correct: list it among the new records`,
		}, " | ")},
	} {
		t.Run(c.name, func(t *testing.T) {
			writes, faults := journal.ChangeSet{Entries: c.entries}.Resolve(c.known)
			var got []string
			for _, w := range writes {
				got = append(got, fmt.Sprintf("%s %s", w.Op, w.ID))
			}
			have := strings.Join(got, ", ")
			if len(faults) > 0 {
				for _, f := range faults {
					got = append(got, f.Field+": "+f.Reason)
				}
				have = strings.Join(got, " | ")
			}
			if have != c.want {
				t.Errorf("\n got %s\nwant %s", have, c.want)
			}
		})
	}
}

func TestReferencesOfASetThatCouldNotBeReadWholeAreNotGuessedAt(t *testing.T) {
	set := journal.ChangeSet{
		Incomplete: true,
		Broken:     []journal.Fault{{File: "sources.yaml", Line: 3, Reason: "not valid YAML"}},
		Entries:    []journal.Entry{create(person("bob", "Bob", "blick")), create(person("eve", "Eve", "ann")), create(person("ann", "Ann"))},
	}
	_, faults := set.Resolve(nil)
	if len(faults) != 2 || faults[0].Field != "sources[0]" || faults[1].File != "sources.yaml" {
		t.Errorf("%+v", faults)
	}
}

func TestFaultsComeInTheOrderOfTheFiles(t *testing.T) {
	at := func(e journal.Entry, file string, line int) journal.Entry {
		e.Place = journal.Place{File: file, Line: line}
		return e
	}
	set := journal.ChangeSet{
		Broken: []journal.Fault{{File: "b.yaml", Line: 4, Reason: "no such list"}},
		Entries: []journal.Entry{
			at(create(person("ann", "", "x")), "a.yaml", 10),
			at(retract("eve"), "a.yaml", 2),
			at(create(person("bob", "", "y")), "b.yaml", 1),
			at(create(person("ann", "Ann")), "b.yaml", 9),
		},
	}
	_, faults := set.Resolve(nil)
	var got []string
	for _, f := range faults {
		got = append(got, f.String())
	}
	want := []string{
		`a.yaml:2: eve: id: there is no record "eve" to retract`,
		`a.yaml:10: person ann: name: is empty`,
		`a.yaml:10: person ann: sources[0]: there is no record "x"`,
		`b.yaml:1: person bob: name: is empty`,
		`b.yaml:1: person bob: sources[0]: there is no record "y"`,
		`b.yaml:4: no such list`,
		`b.yaml:9: person ann: id: "ann" is used twice in this change set, first at a.yaml:10`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestMentionsNamesEachIDOnce(t *testing.T) {
	set := journal.ChangeSet{Entries: []journal.Entry{create(person("bob", "Bob", "blick", "welt")), create(source("blick")), retract("ann"), correct(person("eve", "Eve", "blick"))}}
	if got, want := set.Mentions(), []string{"bob", "blick", "welt", "ann", "eve"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, want := set.Replaced(), []string{"ann", "eve"}; !slices.Equal(got, want) {
		t.Errorf("replaced: got %v, want %v", got, want)
	}
}

func TestARefusalListsItsFaults(t *testing.T) {
	one := &journal.Refusal{Faults: []journal.Fault{{File: "a.yaml", Line: 3, Kind: fact.Person, ID: "ann", Field: "name", Reason: "is empty"}}}
	if got, want := one.Error(), "change set refused, nothing was written: 1 fault\na.yaml:3: person ann: name: is empty"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	two := &journal.Refusal{Faults: []journal.Fault{{Reason: "is large"}, {ID: "ann", Reason: "is small"}}}
	if got, want := two.Error(), "change set refused, nothing was written: 2 faults\nis large\nann: is small"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
