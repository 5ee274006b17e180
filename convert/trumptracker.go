package convert

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/seed"
)

// The data set, its publisher and those it is about.
const (
	trumpSource         = "trump-tracker"
	trumpPublisher      = "TrumpTracker"
	trumpSite           = "https://trumptracker.github.io/"
	trumpSpeaker        = "trump-donald-trump"
	trumpAdministration = "trump-administration"
	trumpWhy            = "the promises and verdicts of TrumpTracker, MIT License, Copyright (c) 2017 Viren Mohindra: " + trumpSite
	trumpNote           = "Named by TrumpTracker (MIT License), which gives the address alone: title and language are unknown."
)

// trumpVerdicts maps the statuses. The empty status is no verdict.
var trumpVerdicts = map[string]promise.Status{
	"Achieved":    promise.Kept,
	"Compromised": promise.PartlyKept,
	"Broken":      promise.NotKept,
	"In progress": promise.InProgress,
	"Not started": "",
}

// TrumpTracker converts data.json of TrumpTracker, a record of the promises of
// Donald Trump's campaign of 2016. Each becomes a promise of his for his
// administration, and its status a ruling.
//
// The data has no dates at all. RuledOn is the day on which the verdicts stood
// as they do; without it nothing is converted.
//
// The error is one of reading. Everything wrong with the data is part of the
// change set, as faults that its Check returns.
func TrumpTracker(ruledOn fact.Date, files ...seed.File) (journal.ChangeSet, error) {
	t := trumpConverter{converter: newConverter("trump-", trumpWhy, trumpNote), ruledOn: ruledOn}
	return t.files(files, t.take)
}

type trumpConverter struct {
	*converter
	ruledOn fact.Date
}

// take converts a file.
func (t *trumpConverter) take(top *object) {
	if _, err := fact.ParseDate(string(t.ruledOn)); err != nil {
		top.fault("", "the data has no dates: tell on which day its verdicts stood so (%v)", err)
	}
	t.once(&promise.Source{
		ID: trumpSource, Kind: promise.Study, URL: trumpSite, Publisher: trumpPublisher, Title: "Trump Tracker", Lang: "en",
		Note: "Data under the MIT License, Copyright (c) 2017 Viren Mohindra. The words of promises and verdicts are those of the data.",
	}, top, "promises")
	sourced := fact.Provenance{Sources: []string{trumpSource}}
	t.once(&promise.Person{ID: trumpSpeaker, Name: "Donald Trump", Lang: "en", Provenance: sourced}, top, "promises")
	t.once(&promise.Company{ID: trumpAdministration, Name: "Trump Administration", Kind: promise.PublicBody, Lang: "en", Provenance: sourced}, top, "promises")
	for _, o := range top.objects("promises") {
		t.promise(o)
	}
}

// promise converts a promise with its verdict.
func (t *trumpConverter) promise(o *object) {
	page := o.text("url")
	if page != "" {
		if slug := trumpSlug(page); slug == "" {
			o.fault("url", "%q is not the web address of a promise: use %s…", clip(page), trumpSite)
		} else {
			o.promiseID("url", t.prefix+slug, "-page", "-ruling")
		}
	}
	title, described, reason := o.text("title"), o.optional("description"), o.optional("status_info")
	said, verdict := word(o, "status", trumpVerdicts)
	category := o.optional("category")
	sources := o.documents("sources")
	if o.faults > 0 || !t.ruledOn.Valid() {
		return
	}

	s := &promise.Source{
		ID: o.id + "-page", Kind: promise.Page, URL: page, Publisher: trumpPublisher, Title: title, Lang: "en", Unverified: true,
		Note: "The page of the promise; read was the data it is made from (MIT License).",
	}
	t.add(s, o, map[string]string{"id": "url", "url": "url", "title": "title"})

	p := &promise.Promise{
		ID: o.id, Speaker: trumpSpeaker, Company: trumpAdministration, Statement: title,
		Provenance: fact.Provenance{Sources: append(sources, s.ID, trumpSource)},
	}
	if words := trumpQuote(title); words != "" {
		p.Quote = &promise.Quote{Text: words, Lang: "en", Source: trumpSource, Note: "As quoted there."}
	}
	if category == "First 100 Days" {
		days := 100
		p.Deadline = &promise.Deadline{Kind: promise.DeadlineRelative, Days: &days, After: "start of the administration", Text: category}
	}
	var notes []string
	if described != "" {
		notes = append(notes, trumpPublisher+" describes it so: "+described)
	}
	if verdict == "" {
		notes = append(notes, fmt.Sprintf("%s lists it as %q, which is no verdict.", trumpPublisher, said))
		if reason != "" {
			notes = append(notes, "It says: "+reason)
		}
	}
	p.Note = strings.Join(notes, " ")
	t.add(p, o, map[string]string{"id": "url", "statement": "title", "quote": "title", "deadline": "category", "note": "description", "sources": "sources"})
	if verdict == "" {
		return
	}

	if reason == "" {
		reason = fmt.Sprintf("%s lists it as %q and gives no reason.", trumpPublisher, said)
	}
	t.add(&promise.Ruling{
		ID: o.id + "-ruling", Promise: o.id, Status: verdict, Reason: reason, RuledOn: t.ruledOn, By: trumpPublisher,
		Sources: []string{s.ID, trumpSource},
		Note:    fmt.Sprintf("Published as %q. The data has no dates: the day is one on which the verdict stood so.", said),
	}, o, map[string]string{"id": "url", "status": "status", "reason": "status_info"})
}

// trumpSlug is the part of an id that stands for the page of a promise: its
// words, or so many of them as an id has room for and a digest of all. It
// depends on nothing but the address; empty when that is none.
func trumpSlug(page string) string {
	u, err := url.Parse(page)
	if err != nil || !webAddress(page) {
		return ""
	}
	const most, room = 60, 50
	name := path.Base(u.Path)
	all := words(name, len(name))
	if len(all) <= most {
		return all
	}
	return words(all, room) + "-" + digest(all)
}

// trumpQuote is the words of a title that is nothing but a quotation.
func trumpQuote(title string) string {
	inner, ok := strings.CutPrefix(title, `"`)
	if !ok {
		return ""
	}
	inner, ok = strings.CutSuffix(inner, `"`)
	if !ok || strings.Contains(inner, `"`) {
		return ""
	}
	return strings.TrimSpace(inner)
}
