package fiction

import (
	"time"

	"github.com/promisegraph/promisegraph/fact"
)

// day counts the days of the story.
type day int

// The story runs from 2010 until the middle of 2026.
var dayOne = time.Date(2010, time.January, 1, 0, 0, 0, 0, time.UTC)

// lastDay is the last day of the story. Deadlines may lie behind it.
const lastDay day = 6024

// date is the day as a date.
func (d day) date() fact.Date { return fact.Date(dayOne.AddDate(0, 0, int(d)).Format(time.DateOnly)) }

// year is the year of the day.
func (d day) year() int { return dayOne.AddDate(0, 0, int(d)).Year() }

// known is the day as precisely as a source might tell it.
func (d day) known(dice *dice) fact.Date {
	date := d.date()
	switch dice.below(10) {
	case 0:
		return date[:len("2006")]
	case 1, 2:
		return date[:len("2006-01")]
	}
	return date
}

// yearEnd is the last day of the year of the day.
func (d day) yearEnd() day {
	end := time.Date(d.year(), time.December, 31, 0, 0, 0, 0, time.UTC)
	return day(end.Sub(dayOne).Hours() / 24)
}
