package promise

import (
	"time"

	"github.com/promisegraph/promisegraph/fact"
)

// Clock tells by which of its dates a record counts as known to the public.
type Clock string

// The clocks, in the order in which they are asked. The zero value means that
// no date at all is known.
const (
	ByPublication Clock = "publication" // its own date of publication
	BySource      Clock = "source"      // the first dated source that tells of it
	ByOwnDate     Clock = "own_date"    // when it was written down or happened, the later of both
	ByRecord      Clock = "record"      // when this graph recorded it
)

// KnownOn is the first full day on which the public surely could know of the
// evidence, and the clock that tells so. A date of reduced precision counts
// from its last day: what came out "in June" is sure to be there on 30 June,
// and a day too late hides less than a day too early makes up. Without a date
// of publication the earliest dated source counts, then the day it was written
// down or happened, then recordedOn. Evidence without any date is never known.
func KnownOn(e *Evidence, o *Origins, recordedOn fact.Date) (fact.Date, Clock) {
	if e.PublishedOn.Valid() {
		return e.PublishedOn.Last(), ByPublication
	}
	if day := o.firstPublished(e.Sources); day != "" {
		return day, BySource
	}
	if day := max(lastDay(e.WrittenOn), lastDay(e.HappenedOn)); day != "" {
		return day, ByOwnDate
	}
	if day := lastDay(recordedOn); day != "" {
		return day, ByRecord
	}
	return "", ""
}

// madeOn is the day from which a promise stands: the last day of MadeOn, else
// of its earliest dated source, else the day it was recorded. Empty when none
// is known: it then stands on every day.
func madeOn(p *Promise, o *Origins, recordedOn fact.Date) fact.Date {
	if day := lastDay(p.MadeOn); day != "" {
		return day
	}
	if day := o.firstPublished(p.Sources); day != "" {
		return day
	}
	return lastDay(recordedOn)
}

// firstDay is the first day of a real date, empty for any other.
func firstDay(d fact.Date) fact.Date {
	if !d.Valid() {
		return ""
	}
	return d.First()
}

// lastDay is the last day of a real date, empty for any other.
func lastDay(d fact.Date) fact.Date {
	if !d.Valid() {
		return ""
	}
	return d.Last()
}

// addDays moves a full day by n days. Empty when the day is unknown or the
// result is beyond the years that dates can name.
func addDays(day fact.Date, n int) fact.Date {
	const far = 10_000 * 366
	t, err := time.Parse(time.DateOnly, string(day))
	if err != nil || n > far || n < -far {
		return ""
	}
	moved := fact.Date(t.AddDate(0, 0, n).Format(time.DateOnly))
	if !moved.Valid() {
		return ""
	}
	return moved
}

// dayAfter is the day on which a deadline has passed; empty for no deadline.
func dayAfter(day fact.Date) fact.Date { return addDays(day, 1) }
