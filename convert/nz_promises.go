package convert

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/seed"
)

// The data set and its publisher.
const (
	nzSource    = "nz-promised-vs-performed"
	nzPublisher = "Promised vs Performed"
	nzSite      = "https://drewbroadley.github.io/nz-govt-2026-promised-vs-did/"
	nzWhy       = "the promises and verdicts of Promised vs Performed, by Drew Broadley, CC0 1.0: " + nzSite
	nzNote      = "Named by Promised vs Performed (CC0 1.0), which gives the address alone: title and language are unknown."
)

// nzVerdict is what a verdict of the data set means here.
type nzVerdict struct {
	status promise.Status
	stance promise.Stance // which way the finding points that it was drawn from
	means  string         // in the words of the publisher
}

// nzVerdicts maps the seven outcomes. "largely" counts as kept, as it does in
// the publisher's own score, and "partly" does not.
var nzVerdicts = map[string]nzVerdict{
	"delivered":     {promise.Kept, promise.Supports, "done, broadly as promised, within the term"},
	"largely":       {promise.Kept, promise.Supports, "done, but scaled back, late, or with real caveats"},
	"partly":        {promise.PartlyKept, promise.Context, "real progress, but well short of what was promised"},
	"not-delivered": {promise.NotKept, promise.Contradicts, "promised, and it did not happen, whether or not it was attempted"},
	"abandoned":     {promise.Abandoned, promise.Contradicts, "dropped, cancelled or reversed by the party that promised it"},
	"in-progress":   {promise.InProgress, promise.Context, "still live and moving at the end of the period"},
	"superseded":    {promise.Superseded, promise.Context, "traded away in coalition talks before the party got to govern"},
}

var nzParties = map[string]string{"Labour": "nz-labour", "NZ First": "nz-first", "Greens": "nz-greens", "National": "nz-national", "ACT": "nz-act"}

// nzGovernments are the bodies that promises are made for, by era.
var nzGovernments = map[string]promise.Company{
	"labour":   {ID: "nz-government-2017", Name: "Labour-led Government of New Zealand, 2017 to 2023"},
	"national": {ID: "nz-government-2023", Name: "National-led Government of New Zealand, from 2023"},
}

// NZPromises converts promises.json of Promised vs Performed, a record of what
// New Zealand's governments from 2017 and from 2023 promised and did. Each
// promise becomes a promise of its party for the government, what happened a
// finding, and the status a ruling of the day on which the data was generated.
//
// The error is one of reading. Everything wrong with the data is part of the
// change set, as faults that its Check returns.
func NZPromises(files ...seed.File) (journal.ChangeSet, error) {
	n := nzConverter{converter: newConverter("nz-", nzWhy, nzNote)}
	return n.files(files, n.take)
}

type nzConverter struct {
	*converter
	generated fact.Date
}

// take converts a file.
func (n *nzConverter) take(top *object) {
	on := top.date("generated")
	if n.generated != "" && on != "" && on != n.generated {
		top.fault("generated", "differs from %s of another file: the days of one change set must be the same", n.generated)
	}
	n.generated = on
	n.once(&promise.Source{
		ID: nzSource, Kind: promise.Study, URL: nzSite, Publisher: "Drew Broadley", Lang: "en", PublishedOn: on,
		Title: "Promised vs Performed: a delivery record of New Zealand's last two governments",
		Note:  "Released under CC0 1.0. The words of findings and verdicts are those of the data.",
	}, top, "generated")
	for _, o := range top.objects("promises") {
		n.promise(o)
	}
}

// promise converts a promise with its finding and verdict.
func (n *nzConverter) promise(o *object) {
	if name := o.text("id"); name != "" {
		o.promiseID("id", n.prefix+name, "-finding", "-ruling")
	}
	party, speaker := word(o, "party", nzParties)
	_, government := word(o, "era", nzGovernments)
	said, verdict := word(o, "status", nzVerdicts)
	statement, document := o.text("promise"), o.text("sourceDoc")
	happened, reason := o.text("whatHappened"), o.text("statusReason")
	figures, contested := o.optional("keyNumber"), o.optional("contestedNote")
	if o.flag("contested") && contested == "" {
		o.fault("contestedNote", "is empty: a contested verdict needs its note")
	}
	signed := o.flag("coSigned")
	was, audit := "", o.optional("auditNote")
	if o.keys["statusWas"] != nil {
		was, _ = word(o, "statusWas", nzVerdicts)
	}
	source := ""
	if address := o.text("sourceUrl"); address != "" {
		source, _ = n.document(o, "sourceUrl", address)
	}
	evidence := o.documents("evidenceUrls")
	if v := o.keys["evidenceUrls"]; v != nil && v.kind == "a list" && len(v.list) == 0 {
		o.fault("evidenceUrls", "is empty: a verdict needs evidence")
	}
	if o.faults > 0 {
		return
	}

	sourced := fact.Provenance{Sources: []string{nzSource}}
	n.once(&promise.Company{ID: speaker, Name: party, Kind: promise.Nonprofit, Lang: "en", Provenance: sourced}, o, "party")
	government.Kind, government.Lang, government.Provenance = promise.PublicBody, "en", sourced
	n.once(&government, o, "era")

	p := &promise.Promise{
		ID: o.id, Speaker: speaker, Company: government.ID, MadeOn: nzMadeOn(document), Venue: document, Statement: statement,
		Provenance: fact.Provenance{Sources: []string{source, nzSource}},
	}
	if words := nzQuote(document); words != "" {
		p.Quote = &promise.Quote{Text: words, Lang: "en", Source: nzSource, Note: "As quoted there from the document."}
	}
	if signed {
		p.Note = "The commitment stands in both coalition agreements of 2023."
	}
	n.add(p, o, map[string]string{"id": "id", "speaker": "party", "company": "era", "statement": "promise", "venue": "sourceDoc", "sources": "sourceUrl"})

	e := &promise.Evidence{
		ID: o.id + "-finding", Summary: happened, PublishedOn: n.generated,
		BearsOn:    []promise.Bearing{{Promise: o.id, Stance: verdict.stance, Note: fmt.Sprintf("As %s rates it: %s.", nzPublisher, said)}},
		Provenance: fact.Provenance{Sources: evidence},
	}
	e.Note = "Found by " + nzPublisher + " in the sources named, which may be older than this summary."
	if figures != "" {
		e.Note += " Key figures: " + figures
	}
	n.add(e, o, map[string]string{"id": "id", "summary": "whatHappened", "bears_on": "status", "sources": "evidenceUrls"})

	r := &promise.Ruling{
		ID: o.id + "-ruling", Promise: o.id, Status: verdict.status, Reason: reason, RuledOn: n.generated, By: nzPublisher,
		Evidence: []string{e.ID}, Sources: []string{nzSource},
		Note: fmt.Sprintf("Published as %q: %s.", said, verdict.means),
	}
	if contested != "" {
		r.Note += " The publisher calls this contested: " + contested
	}
	if was != "" {
		r.Note += fmt.Sprintf(" Before an audit it was %q.", was)
	}
	if audit != "" {
		r.Note += " On the audit: " + audit
	}
	n.add(r, o, map[string]string{"id": "id", "status": "status", "reason": "statusReason", "evidence": "evidenceUrls"})
}

const nzMonths = "January February March April May June July August September October November December"

var (
	nzAgreement = regexp.MustCompile(`^[^0-9]*?[Aa]greements?,? (?:signed )?(?:([0-9]{1,2}) )?(?:(` + strings.ReplaceAll(nzMonths, " ", "|") + `) )?(20[0-9]{2})\b`)
	nzCampaign  = regexp.MustCompile(`^(?:Labour|National|ACT|NZ First|New Zealand First|Green Party) (20[0-9]{2}) (?:Policy Manifesto|manifesto|election|campaign)\b`)
	nzQuoted    = regexp.MustCompile(`^[^"]*: "([^"]*[^" ][^"]*)"$`)
)

// nzMadeOn is when a promise was made, where the name of the document says so
// beyond doubt: an agreement with its date, or the manifesto or campaign of an
// election year. The data has no field for it.
func nzMadeOn(document string) fact.Date {
	if m := nzCampaign.FindStringSubmatch(document); m != nil {
		return fact.Date(m[1])
	}
	m := nzAgreement.FindStringSubmatch(document)
	if m == nil {
		return ""
	}
	date := m[3]
	if m[2] != "" {
		before, _, _ := strings.Cut(nzMonths, m[2])
		date += fmt.Sprintf("-%02d", 1+strings.Count(before, " "))
		if m[1] != "" {
			date += fmt.Sprintf("-%02s", m[1])
		}
	}
	if d := fact.Date(date); d.Valid() {
		return d
	}
	return ""
}

// nzQuote is the words of the promise, where the name of the document ends
// with them in quotation marks.
func nzQuote(document string) string {
	if m := nzQuoted.FindStringSubmatch(document); m != nil {
		return strings.TrimSpace(m[1])
	}
	return ""
}
