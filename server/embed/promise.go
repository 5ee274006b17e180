package embed

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/promisegraph/promisegraph/fact"
)

// promise is one promise as the API tells of it.
type promise struct {
	ID         string
	Kind       string
	Statement  string
	MadeOn     *fact.Date
	Venue      *string
	Form       *string
	Condition  *string
	Disputed   bool
	Unverified bool
	Speaker    party
	Company    party
	Deadline   *deadline
	Quote      *quote
	Standing   standing
	Response   struct{ Nodes []finding }
	Evidence   struct {
		Edges []struct {
			Stance string
			Node   finding
		}
		TotalCount int
	}
	Sources  []source
	Recorded struct{ At time.Time }
}

type party struct {
	Typename string `json:"__typename"`
	ID       string
	Name     string
}

func (p party) kind() fact.Kind {
	if p.Typename == "Person" {
		return fact.Person
	}
	return fact.Company
}

type deadline struct {
	On   *fact.Date
	Text *string
	Kind string
}

type quote struct {
	Text          string
	Lang          string
	Machine       bool
	TranslationOf *struct{ Text, Lang string }
	Source        *source
}

type standing struct {
	Status      string
	Balance     string
	Since       *fact.Date
	Next        *fact.Date
	Flags       []string
	Supports    side
	Contradicts side
	Because     struct{ Rule, Sentence string }
}

type side struct{ Items, Origins int }

type finding struct {
	ID          string
	Summary     string
	HappenedOn  *fact.Date
	WrittenOn   *fact.Date
	PublishedOn *fact.Date
	Sources     []source
}

// on is the date that places a finding: when it was published, else written,
// else happened.
func (f finding) on() fact.Date {
	for _, d := range []*fact.Date{f.PublishedOn, f.WrittenOn, f.HappenedOn} {
		if d != nil {
			return *d
		}
	}
	return ""
}

type source struct {
	ID          string
	Publisher   string
	Title       string
	URL         *string
	Lang        string
	PublishedOn *fact.Date
	Archived    []struct{ URL string }
}

// shown is a promise, how it is to be shown, and of which day and revision it
// tells.
type shown struct {
	promise
	options
	day      fact.Date
	revision int64
}

// read reads a promise, with all that there is to show of it or, for a badge,
// less. It is a fault of status 404 when there is none, or none yet on that
// day, and of status 410 when it was taken off the record.
func (h *Handler) read(ctx context.Context, query, id string, o options) (*shown, error) {
	if !fact.ValidID(id) {
		return nil, notFound("%q is not the id of a promise", id)
	}
	day := h.today()
	variables := map[string]any{"id": id}
	if o.asOf != "" {
		day = o.asOf
		variables["asOf"] = string(o.asOf)
	}
	var got struct {
		Revision int64
		Promise  *promise
	}
	if err := h.query(ctx, query, variables, &got); err != nil {
		return nil, err
	}
	if got.Promise == nil {
		return nil, h.missing(ctx, fact.Promise, id, o.asOf)
	}
	return &shown{promise: *got.Promise, options: o, day: day, revision: got.Revision}, nil
}

// missing says why there is no record of a kind.
func (h *Handler) missing(ctx context.Context, kind fact.Kind, id string, asOf fact.Date) error {
	var got struct {
		Node *struct {
			Typename string `json:"__typename"`
			Reason   string
		}
	}
	if err := h.query(ctx, "missing", map[string]any{"id": id}, &got); err != nil {
		return err
	}
	switch {
	case got.Node != nil && got.Node.Typename == "Retracted":
		return fault{http.StatusGone, string(kind) + " " + id + " is no longer on record: " + got.Node.Reason}
	case got.Node != nil && asOf != "" && strings.EqualFold(got.Node.Typename, string(kind)):
		return notFound("there was no %s %s on record by %s", kind, id, asOf)
	}
	return notFound("there is no %s %s on record", kind, id)
}

// statusText is the status in words. What is no promise is not rated at all.
func (s *shown) statusText() string {
	if s.Kind != "PROMISE" {
		return s.words.text("status.NO_PROMISE")
	}
	return s.words.text("status." + s.Standing.Status)
}

// said are the words shown: the quote, else what the promise means.
func (s *shown) said() string {
	if s.Quote != nil {
		return s.Quote.Text
	}
	return s.Statement
}

// line is the promise in one sentence with its date, for where nothing else
// can be shown. It is never without the day of its status.
func (s *shown) line() string {
	name, made := "link.undated", ""
	if s.MadeOn != nil {
		name, made = "link.text", s.words.date(*s.MadeOn)
	}
	return s.words.text(name, "words", s.said(), "speaker", s.Speaker.Name, "made", made, "status", s.statusText(), "date", s.words.date(s.day))
}

// dated says which day the status is of.
func (s *shown) dated() string {
	name := "label.asOf"
	if s.asOf != "" {
		name = "label.frozen"
	}
	return upperFirst(s.words.text(name, "date", s.words.date(s.day)))
}
