package store

import (
	"fmt"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/promise"
)

// labels of the nodes of each kind.
var labels = map[fact.Kind]string{
	fact.Person: "Person", fact.Company: "Company", fact.Source: "Source", fact.Stake: "Stake", fact.Position: "Position",
	fact.Promise: "Promise", fact.Evidence: "Evidence", fact.Event: "Event", fact.Ruling: "Ruling",
}

// projection is how a record stands in the graph: its node, the parts that
// belong to it alone, and its relationships. Everything in it follows from
// the record, so a correction can replace it as a whole.
type projection struct {
	id    string
	props map[string]any
	parts []*part
	edges []edge
}

// part is a node that belongs to one record, such as a name or a target.
type part struct {
	tie    string // how it is tied to the record
	order  int64  // among those of its tie
	labels []string
	props  map[string]any
	edges  []edge
}

// edge is a relationship to a record.
type edge struct {
	from  string // empty: from the record or part that holds it
	kind  string
	to    string
	props map[string]any
}

// project lays a record out as nodes and relationships.
func project(r journal.Record) *projection {
	p := &projection{id: r.RecordID(), props: map[string]any{
		"id": r.RecordID(), "recordKind": string(r.RecordKind()), "type": labels[r.RecordKind()],
	}}
	switch r := r.(type) {
	case *promise.Person:
		p.party(r.Name, r.Lang, r.Names, r.Provenance)
	case *promise.Company:
		p.company(r)
	case *promise.Source:
		p.source(r)
	case *ownership.Stake:
		p.stake(r)
	case *ownership.Position:
		p.position(r)
	case *promise.Promise:
		p.promise(r)
	case *promise.Evidence:
		p.evidence(r)
	case *promise.Event:
		p.event(r)
	case *promise.Ruling:
		p.ruling(r)
	}
	return p
}

// set stores a text unless it is empty.
func (p *projection) set(name, value string) { setText(p.props, name, value) }

func setText(props map[string]any, name, value string) {
	if value != "" {
		props[name] = value
	}
}

func setNumber(props map[string]any, name string, value *float64) {
	if value != nil {
		props[name] = *value
	}
}

// date stores a date with the first and last day it covers. Those are empty
// for an unknown date, so that it has a place in every order.
func (p *projection) date(name string, d fact.Date) {
	p.set(name, string(d))
	p.props[name+"First"] = string(d.First())
	p.props[name+"Last"] = string(d.Last())
}

// public stores what tells when the public could know the record: the last day
// of its own publication, else of one of its other dates.
func (p *projection) public(published, other fact.Date) {
	p.props["ownPublic"] = string(published.Last())
	p.props["ownDate"] = string(other.Last())
}

// time places the record on timelines: by the first of the dates that is known.
func (p *projection) time(dates ...fact.Date) {
	on := firstOf(dates...)
	p.set("timeOn", string(on))
	p.props["timeFirst"], p.props["timeLast"] = string(on.First()), string(on.Last())
}

func (p *projection) amount(name string, a *fact.Amount) {
	if a != nil {
		p.props[name+"Value"], p.props[name+"Currency"], p.props[name+"About"] = a.Value, a.Currency, a.About
	}
}

func (p *projection) quantity(name string, q *fact.Quantity) {
	if q != nil {
		p.props[name+"Value"], p.props[name+"Unit"], p.props[name+"About"] = q.Value, q.Unit, q.About
	}
}

// to adds relationships to ids, numbered in their order.
func (p *projection) to(kind string, ids ...string) { p.edges = append(p.edges, edges(kind, ids)...) }

func edges(kind string, ids []string) []edge {
	out := make([]edge, 0, len(ids))
	for i, id := range ids {
		if id != "" {
			out = append(out, edge{kind: kind, to: id, props: map[string]any{"order": int64(i)}})
		}
	}
	return out
}

// provenance stores where the record comes from.
func (p *projection) provenance(f fact.Provenance) {
	provenance(p.props, f)
	p.to("CITES", f.Sources...)
}

func provenance(props map[string]any, f fact.Provenance) {
	props["unverified"] = f.Unverified
	props["unverifiedFields"] = f.UnverifiedFields
	setText(props, "note", f.Note)
}

// add makes a part of the record, tied to it. Its id numbers the parts of one
// tie.
func (p *projection) add(tie string, order int, props map[string]any, labels ...string) *part {
	props["id"], props["owner"], props["order"] = fmt.Sprintf("%s#%s-%d", p.id, tie, order), p.id, int64(order)
	made := &part{tie: tie, order: int64(order), labels: append([]string{"Part"}, labels...), props: props}
	p.parts = append(p.parts, made)
	return made
}

// text makes words of the record searchable. Field is where they stand.
func text(props map[string]any, field, words, lang string) map[string]any {
	props["field"], props["text"] = field, words
	props["folded"], props["key"] = indexed(words), clip(key(words), maxKey)
	setText(props, "lang", lang)
	return props
}

// maxKey bounds what an index entry holds, in bytes.
const maxKey = 400

// clip cuts a text after at most n bytes, between characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n]
}

func (p *projection) statement(words string) {
	p.set("statement", words)
	p.add("TEXT_OF", 0, text(map[string]any{}, "statement", words, "en"), "Text")
}

func (p *projection) party(name, lang string, names []promise.Name, f fact.Provenance) {
	p.set("name", name)
	p.set("lang", lang)
	p.props["nameKey"] = clip(key(name), maxKey)
	p.public("", "") // parties are no secret
	p.add("TEXT_OF", 0, text(map[string]any{}, "name", name, lang), "Text")
	for i, n := range names {
		props := text(map[string]any{"kind": string(n.Kind)}, "alias", n.Text, n.Lang)
		setText(props, "script", scriptOf(n.Text))
		setText(props, "from", string(n.From))
		setText(props, "to", string(n.To))
		provenance(props, n.Provenance)
		part := p.add("NAMES", i, props, "Name", "Text")
		part.edges = edges("CITES", n.Sources)
	}
	p.provenance(f)
}

func (p *projection) company(c *promise.Company) {
	p.party(c.Name, c.Lang, c.Names, c.Provenance)
	p.set("kind", string(c.Kind))
	p.to("HAS_MEMBER", c.Members...)
	for i, s := range c.Succeeds {
		props := map[string]any{"order": int64(i)}
		setText(props, "on", string(s.On))
		setText(props, "note", s.Note)
		p.edges = append(p.edges, edge{kind: "SUCCEEDS", to: s.Company, props: props})
	}
}

func (p *projection) source(s *promise.Source) {
	p.set("kind", string(s.Kind))
	p.set("url", s.URL)
	p.set("urlKey", clip(promise.CanonicalURL(s.URL), maxKey))
	p.set("publisher", s.Publisher)
	p.props["publisherKey"] = clip(key(s.Publisher), maxKey)
	p.set("title", s.Title)
	p.set("lang", s.Lang)
	p.set("note", s.Note)
	p.date("publishedOn", s.PublishedOn)
	p.public(s.PublishedOn, "")
	p.time(s.PublishedOn)
	p.props["unpublished"] = s.Unpublished
	p.props["unverified"] = s.Unverified
	p.props["unverifiedFields"] = s.UnverifiedFields
	p.props["machineTranslated"] = s.TranslationOf != nil && s.TranslationOf.Machine
	p.add("TEXT_OF", 0, text(map[string]any{}, "title", s.Title, s.Lang), "Text")
	for i, a := range s.Archived {
		props := map[string]any{"url": a.URL, "urlKey": clip(promise.CanonicalURL(a.URL), maxKey)}
		setText(props, "on", string(a.On))
		p.add("ARCHIVES", i, props, "Archive")
	}
	if s.TranslationOf != nil {
		p.to("TRANSLATES", s.TranslationOf.Source)
	}
	p.to("REPRINTS", s.ReprintOf)
	p.to("REPORTS_ON", s.ReportsOn...)
	for i, slip := range s.Slips {
		props := map[string]any{"kind": string(orElse(slip.Kind, promise.SlipTranslation)), "rendered": slip.Rendered, "effect": slip.Effect}
		setText(props, "original", slip.Original)
		part := p.add("SLIP_OF", i, props, "Slip")
		part.edges = edges("CONCERNS", slip.About)
	}
}

func (p *projection) stake(s *ownership.Stake) {
	p.to("HELD_BY", s.Holders...)
	p.to("STAKE_IN", s.Company)
	// The same the other way round, so that chains of ownership run along one direction.
	p.edges = append(p.edges, edge{from: s.Company, kind: "ISSUED", to: s.ID})
	p.to("THROUGH", s.Through...)
	p.to("ALTERNATIVE_TO", s.AlternativeTo...)
	p.to("PART_OF", s.PartOf...)
	p.set("basis", string(s.Basis))
	p.set("holding", string(s.Holding))
	p.set("status", string(orElse(s.Status, ownership.InForce)))
	p.date("from", s.From)
	p.date("to", s.To)
	p.date("asOf", s.AsOf)
	p.set("seenOn", string(s.SeenOn))
	p.props["dateKey"] = string(firstOf(s.AsOf, s.From, s.SeenOn).First())
	p.public("", firstOf(s.AsOf, s.From, s.SeenOn))
	p.time(s.From, s.AsOf, s.SeenOn)
	p.amount("value", s.Value)
	setNumber(p.props, "shares", s.Shares)
	p.props["disputed"] = s.Disputed
	p.props["percentKey"] = float64(-1) // before zero: unknown
	if share := s.Share; share != nil {
		p.set("shareQualifier", string(share.Qualifier))
		p.set("shareText", share.String())
		if share.Qualifier == ownership.Range {
			p.props["shareMin"], p.props["shareMax"], p.props["percentKey"] = share.Min, share.Max, share.Min
			p.props["shareOver"] = share.Over
		} else {
			p.props["sharePercent"], p.props["percentKey"] = share.Percent, share.Percent
		}
	}
	p.provenance(s.Provenance)
}

func (p *projection) position(o *ownership.Position) {
	p.to("HELD_BY", o.Person)
	p.to("POST_AT", o.Company)
	p.set("title", o.Title)
	p.props["titleKey"] = clip(key(o.Title), maxKey)
	p.date("from", o.From)
	p.date("to", o.To)
	p.props["current"] = o.Current
	p.public("", firstOf(o.From, o.SeenOn))
	p.time(o.From, o.SeenOn, o.To)
	p.set("seenOn", string(o.SeenOn))
	p.add("TEXT_OF", 0, text(map[string]any{}, "title", o.Title, "en"), "Text")
	p.provenance(o.Provenance)
}

func (p *projection) promise(o *promise.Promise) {
	p.to("MADE_BY", o.Speaker)
	p.to("MADE_FOR", o.Company)
	p.set("kind", string(orElse(o.Kind, promise.KindPromise)))
	p.date("madeOn", o.MadeOn)
	p.public(o.MadeOn, "")
	p.time(o.MadeOn)
	p.set("venue", o.Venue)
	p.set("form", string(o.Form))
	p.set("condition", o.Condition)
	p.props["disputed"] = o.Disputed
	p.statement(o.Statement)
	if o.Quote != nil {
		p.quote("QUOTE_OF", 0, *o.Quote)
	}
	for i, q := range o.Variants {
		p.quote("VARIANT_OF", i, q)
	}
	for i, t := range o.Targets {
		p.target(i, t)
	}
	var deadline promise.Deadline
	if o.Deadline != nil {
		deadline = *o.Deadline
		p.set("deadlineKind", string(orElse(deadline.Kind, promise.DeadlineFixed)))
		p.set("deadlineText", deadline.Text)
		p.set("deadlineAfter", deadline.After)
		p.set("deadlineNote", deadline.Note)
		if deadline.Days != nil {
			p.props["deadlineDays"] = int64(*deadline.Days)
		}
	}
	p.date("deadlineOn", deadline.On)
	p.to("RESTATES", o.Restates...)
	p.to("NARROWS", o.Narrows...)
	p.to("REPLACES", o.Replaces...)
	p.provenance(o.Provenance)
}

func (p *projection) quote(tie string, order int, q promise.Quote) {
	props := text(map[string]any{"machine": q.Machine}, "quote", q.Text, q.Lang)
	setText(props, "note", q.Note)
	if q.TranslationOf != nil {
		props["originalText"], props["originalLang"] = q.TranslationOf.Text, q.TranslationOf.Lang
	}
	part := p.add(tie, order, props, "Quote", "Text")
	part.edges = edges("READ_IN", []string{q.Source})
}

func (p *projection) target(order int, t promise.Target) {
	props := map[string]any{"metric": t.Metric, "metricKey": key(t.Metric), "comparator": string(t.Comparator), "unit": t.Unit, "unclear": t.Unclear}
	setNumber(props, "value", t.Value)
	setNumber(props, "min", t.Min)
	setNumber(props, "max", t.Max)
	setNumber(props, "baseline", t.Baseline)
	setText(props, "baselineOn", string(t.BaselineOn))
	setText(props, "by", string(t.By))
	setText(props, "currency", promise.Currency(t.Unit))
	setText(props, "note", t.Note)
	p.add("TARGET_OF", order, props, "Target")
}

func (p *projection) evidence(e *promise.Evidence) {
	p.statement(e.Summary)
	for i, b := range e.BearsOn {
		props := map[string]any{"order": int64(i), "stance": string(b.Stance)}
		setText(props, "note", b.Note)
		p.edges = append(p.edges, edge{kind: "BEARS_ON", to: b.Promise, props: props})
	}
	p.date("happenedOn", e.HappenedOn)
	p.date("writtenOn", e.WrittenOn)
	p.date("publishedOn", e.PublishedOn)
	p.public(e.PublishedOn, max(e.WrittenOn.Last(), e.HappenedOn.Last()))
	p.time(e.HappenedOn, e.WrittenOn, e.PublishedOn)
	for i, q := range e.Quotes {
		p.quote("QUOTE_OF", i, q)
	}
	for i, m := range e.Measurements {
		props := map[string]any{"metric": m.Metric, "unit": m.Unit, "about": m.About, "final": m.Final}
		setNumber(props, "value", m.Value)
		setNumber(props, "min", m.Min)
		setNumber(props, "max", m.Max)
		setText(props, "on", string(m.On))
		setText(props, "note", m.Note)
		p.add("MEASURED_BY", i, props, "Measurement")
	}
	p.to("STATED_BY", e.By)
	p.to("INVOLVES", e.Involves...)
	p.props["disputed"] = e.Disputed
	p.provenance(e.Provenance)
}

func (p *projection) event(e *promise.Event) {
	p.statement(e.Summary)
	p.set("kind", string(e.Kind))
	p.set("status", string(orElse(e.Status, promise.Happened)))
	p.date("happenedOn", e.HappenedOn)
	p.date("writtenOn", e.WrittenOn)
	p.date("publishedOn", e.PublishedOn)
	p.public(e.PublishedOn, max(e.WrittenOn.Last(), e.HappenedOn.Last()))
	p.time(e.HappenedOn, e.WrittenOn, e.PublishedOn)
	p.to("GIVEN_BY", e.From...)
	p.to("GIVEN_TO", e.To...)
	p.to("INVOLVES", e.Involves...)
	p.to("ORDERED_BY", e.OrderedBy...)
	p.to("TOUCHES", e.Touches...)
	p.to("TOLD_BY", e.Evidence...)
	p.set("item", e.Item)
	p.quantity("quantity", e.Quantity)
	p.amount("amount", e.Amount)
	if x := e.InExchange; x != nil {
		p.set("exchangeText", x.Text)
		p.quantity("exchangeQuantity", x.Quantity)
		p.to("RETURNED_BY", x.Promise)
	}
	p.props["disputed"] = e.Disputed
	p.provenance(e.Provenance)
}

func (p *projection) ruling(r *promise.Ruling) {
	p.to("RULES_ON", r.Promise)
	p.set("status", string(r.Status))
	p.set("reason", r.Reason)
	p.date("ruledOn", r.RuledOn)
	p.public(r.RuledOn, "")
	p.time(r.RuledOn)
	p.set("by", r.By)
	p.to("RESTS_ON", r.Evidence...)
	p.to("SUPERSEDES", r.Supersedes)
	p.provenance(fact.Provenance{Sources: r.Sources, Note: r.Note})
}

// orElse is value, or the meaning of its zero value.
func orElse[T ~string](value, zero T) T {
	if value == "" {
		return zero
	}
	return value
}

// firstOf is the first known date.
func firstOf(dates ...fact.Date) fact.Date {
	for _, d := range dates {
		if d != "" {
			return d
		}
	}
	return ""
}
