package fact

import (
	"encoding/json"
	"fmt"
	"time"
)

// Date is an ISO 8601 date of reduced precision: "2024-04-28", "2024-04" or
// "2024". A month or year means the whole of it. The empty Date is unknown.
type Date string

// ParseDate reads a date. It errs on anything but a year, month or day that
// exists in the calendar, years 1000 to 9999.
func ParseDate(s string) (Date, error) {
	layout := ""
	switch len(s) {
	case len("2006"):
		layout = "2006"
	case len("2006-01"):
		layout = "2006-01"
	case len("2006-01-02"):
		layout = "2006-01-02"
	}
	if layout != "" && s >= "1000" {
		if _, err := time.Parse(layout, s); err == nil {
			return Date(s), nil
		}
	}
	return "", fmt.Errorf("%q is not a date: use 2024-04-28, 2024-04 or 2024", s)
}

// Valid reports whether d is a real, known date.
func (d Date) Valid() bool {
	_, err := ParseDate(string(d))
	return err == nil
}

// First is the first day that d covers, as a full date; empty when d is unknown.
func (d Date) First() Date {
	switch len(d) {
	case len("2006"):
		return d + "-01-01"
	case len("2006-01"):
		return d + "-01"
	}
	return d
}

// Last is the last day that d covers, as a full date; empty when d is unknown.
func (d Date) Last() Date {
	switch len(d) {
	case len("2006"):
		return d + "-12-31"
	case len("2006-01"):
		first, err := time.Parse("2006-01", string(d))
		if err != nil {
			return d
		}
		return Date(first.AddDate(0, 1, -1).Format("2006-01-02"))
	}
	return d
}

// UnmarshalJSON reads a string, or a bare year written as a number. It does
// not check the date.
func (d *Date) UnmarshalJSON(raw []byte) error {
	var year json.Number
	if err := json.Unmarshal(raw, &year); err == nil { // also for a string that holds a number, and for null
		*d = Date(year)
		return nil
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return fmt.Errorf("%s is not a date", raw)
	}
	*d = Date(text)
	return nil
}
