package fiction

import (
	"fmt"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/promise"
)

// sourceDay is the day on which a source came out: they are numbered by it.
func (g Graph) sourceDay(i int) day { return day(i * int(lastDay) / g.Sources()) }

// shelf is how many sources of about one day are told apart by popularity.
const shelf = 64

// sourceNear is a source of about a day. Of those of a day some are cited much
// more than others.
func (g Graph) sourceNear(d *dice, around day) int {
	around = min(max(around, 0), lastDay)
	first := int(around) * g.Sources() / int(lastDay) / shelf * shelf
	first = min(first, g.Sources()-1)
	return first + d.popular(min(shelf, g.Sources()-first), steep)
}

func (g Graph) source(i int) *promise.Source {
	d := g.dice(topicSource, i)
	outlet := pick(d, outlets)
	s := &promise.Source{
		ID: ID(fact.Source, i), Publisher: outlet.name, Lang: outlet.lang,
		Kind: weighted(d, sourceKinds, sourceKindWeights), PublishedOn: g.sourceDay(i).date(),
	}
	s.Title = fmt.Sprintf(pick(d, titles[outlet.lang]), companyName(g.dice(topicCompany, d.popular(g.Companies(), medium))).shown)
	s.URL = fmt.Sprintf("https://%s.example/%d/%d", outlet.host, g.sourceDay(i).year(), i)
	switch {
	case d.chance(0.01):
		s.URL, s.PublishedOn, s.Unpublished = "", "", true
	case d.chance(0.1):
		s.Unverified = true
	case d.chance(0.2):
		s.Archived = []promise.Archive{{URL: fmt.Sprintf("https://archive.example/%d/%s", i, outlet.host), On: min(lastDay, g.sourceDay(i)+day(d.below(30))).date()}}
	}
	earlier := i - 1 - d.below(40)
	if earlier < 0 {
		return s
	}
	switch kind := d.unit(); {
	case kind < 0.12:
		s.ReprintOf = ID(fact.Source, earlier)
	case kind < 0.18:
		s.TranslationOf = &promise.Translation{Source: ID(fact.Source, earlier), Machine: d.chance(0.5)}
		if d.chance(0.2) {
			slip := pick(d, slips)
			s.Slips = []promise.Slip{{Original: slip[0], Rendered: slip[1], Effect: slip[2]}}
		}
	case kind < 0.32:
		s.ReportsOn = []string{ID(fact.Source, earlier)}
	}
	return s
}
