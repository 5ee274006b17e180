package fiction

import (
	"fmt"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/promise"
)

// names are the name shown, in Latin letters, and that of the own script.
type names struct{ shown, own, lang string }

func personName(d *dice) names {
	p := pick(d, peoples)
	given, family := pick(d, p.given), pick(d, p.family)
	n := names{shown: given[0] + " " + family[0], lang: p.lang}
	if p.familyFirst {
		n.shown = family[0] + " " + given[0]
	}
	switch {
	case given[1] == "":
	case p.familyFirst:
		n.own = family[1] + given[1]
	default:
		n.own = given[1] + " " + family[1]
	}
	return n
}

func (g Graph) person(i int) *promise.Person {
	d := g.dice(topicPerson, i)
	name := personName(d)
	p := &promise.Person{ID: ID(fact.Person, i), Name: name.shown, Lang: name.lang, Provenance: g.sourced(d, day(d.below(int(lastDay))))}
	unseen := fact.Provenance{Unverified: true}
	if name.own != "" {
		p.Names = append(p.Names, promise.Name{Text: name.own, Kind: promise.NameScript, Lang: name.lang, Provenance: p.Provenance})
	}
	if d.chance(0.15) {
		handle := strings.ToLower(strings.ReplaceAll(name.shown, " ", "")) + fmt.Sprint(d.below(100))
		p.Names = append(p.Names, promise.Name{Text: handle, Kind: promise.NameHandle, Provenance: p.Provenance})
	}
	if d.chance(0.05) {
		p.Names = append(p.Names, promise.Name{Text: misspelt(d, name.shown), Kind: promise.NameMisspelling, Provenance: unseen})
	}
	return p
}

// misspelt leaves a letter of a name out or doubles it.
func misspelt(d *dice, name string) string {
	letters := []rune(name)
	at := 1 + d.below(len(letters)-1)
	if d.chance(0.5) {
		return string(letters[:at]) + string(letters[at-1:])
	}
	return string(letters[:at-1]) + string(letters[at:])
}

func companyName(d *dice) names {
	form := pick(d, companyForms)
	first, second := pick(d, firstWords), pick(d, secondWords)
	n := names{shown: first[0] + " " + second, lang: form.lang}
	switch {
	case form.own:
		n.own = form.before + first[1] + form.after
	case form.after != "":
		n.shown += " " + form.after
	}
	return n
}

func (g Graph) company(i int) *promise.Company {
	d := g.dice(topicCompany, i)
	name := companyName(d) // first, so that sources can name it
	c := &promise.Company{
		ID: ID(fact.Company, i), Name: name.shown, Lang: name.lang, Kind: weighted(d, companyKinds, companyKindWeights),
		Provenance: g.sourced(d, day(d.below(int(lastDay)))),
	}
	if name.own != "" {
		c.Names = append(c.Names, promise.Name{Text: name.own, Kind: promise.NameScript, Lang: name.lang, Provenance: c.Provenance})
	}
	if d.chance(0.3) {
		c.Names = append(c.Names, promise.Name{Text: ticker(c.Name, i), Kind: promise.NameTicker, Provenance: c.Provenance})
	}
	if d.chance(0.08) {
		until := day(d.below(int(lastDay)))
		former := companyName(d)
		c.Names = append(c.Names, promise.Name{Text: former.shown, Kind: promise.NameFormer, To: until.known(d), Provenance: g.sourced(d, until)})
	}
	if i > 0 && d.chance(0.02) {
		c.Succeeds = []promise.Succession{{Company: ID(fact.Company, d.below(i)), On: day(d.below(int(lastDay))).known(d)}}
	}
	if i > 0 && c.Kind == promise.InvestorGroup {
		c.Members = []string{ID(fact.Person, d.popular(g.People(), medium)), ID(fact.Company, d.below(i))}
	}
	return c
}

// ticker is made of the first letters of a name and its number.
func ticker(name string, i int) string {
	letters := ""
	for word := range strings.FieldsSeq(name) {
		letters += strings.ToUpper(string([]rune(word)[:1]))
	}
	return fmt.Sprintf("%s%d", letters, i)
}

// home is the company in which a person has the first position, and for which
// that person mostly speaks.
func (g Graph) home(person int) int {
	return g.dice(topicPosition, person).popular(g.Companies(), gentle)
}
