package page

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// deskForm is a form of the desk.
type deskForm struct {
	Name   string
	Fields []deskField
	// input makes what the API takes of what was entered.
	input func(values map[string]string, v *view) map[string]any
}

// deskField is one thing to enter. Its label is the text desk.f.NAME.
type deskField struct {
	Name string
	// Type is that of HTML's input, or area, select, party, findings.
	Type     string
	Required bool
	Hint     bool // there is a text desk.h.NAME
	// Options are the values of a select; Words the kind of words for them.
	Options []string
	Words   string
	// Group begins a group of fields with the title desk.g.NAME.
	Group string
	// Ways are the ends of the ways through the API's input that lead here.
	Ways []string
}

var (
	recordID  = deskField{Name: "recordId", Type: "text", Hint: true, Ways: []string{"evidence.id", "promise.id"}}
	why       = deskField{Name: "why", Type: "text", Required: true, Hint: true, Group: "why", Ways: []string{"why", "reason"}}
	statement = deskField{Name: "statement", Type: "area", Required: true, Hint: true, Ways: []string{"statement"}}
	// source are the fields of a document that may be new.
	source = []deskField{
		{Name: "url", Type: "url", Hint: true, Group: "source", Ways: []string{"source.url"}},
		{Name: "publisher", Type: "text", Ways: []string{"source.publisher"}},
		{Name: "title", Type: "text", Ways: []string{"source.title", "source.id"}},
		{Name: "lang", Type: "text", Hint: true, Ways: []string{"source.lang"}},
		{Name: "published", Type: "text", Hint: true, Ways: []string{"source.publishedOn", "evidence.publishedOn"}},
		{Name: "sources", Type: "text", Hint: true, Ways: []string{"evidence.sources", "promise.sources"}},
		{Name: "sourceText", Type: "area", Hint: true, Group: "quote"},
		{Name: "quote", Type: "area", Hint: true, Ways: []string{"quotes", "quote"}},
	}
	promised   = deskField{Name: "promise", Type: "text", Required: true, Ways: []string{"bearsOn", "ruling.promise"}}
	comparator = []string{"AT_LEAST", "AT_MOST", "MORE_THAN", "LESS_THAN", "ABOUT", "EXACTLY", "BETWEEN", "HAPPENS"}
	verdicts   = []string{"KEPT", "KEPT_LATE", "PARTLY_KEPT", "NOT_KEPT", "ABANDONED", "SUPERSEDED", "UNVERIFIABLE", "IN_PROGRESS", "STALLED"}
)

// deskForms are all forms, by name.
var deskForms = map[string]deskForm{
	"evidence": {Name: "evidence", input: enterEvidence, Fields: slices.Concat([]deskField{
		promised,
		{Name: "stance", Type: "select", Options: []string{"SUPPORTS", "CONTRADICTS", "CONTEXT"}, Words: "desk.stance", Ways: []string{"stance"}},
		{Name: "summary", Type: "area", Required: true, Hint: true, Ways: []string{"evidence.summary"}},
		{Name: "writtenOn", Type: "text", Hint: true, Ways: []string{"evidence.writtenOn", "evidence.happenedOn"}},
	}, source, []deskField{why, recordID})},
	"respond": {Name: "respond", input: enterEvidence, Fields: slices.Concat([]deskField{
		promised,
		{Name: "by", Type: "text", Required: true, Hint: true, Ways: []string{"evidence.by"}},
		{Name: "summary", Type: "area", Required: true, Hint: true, Ways: []string{"evidence.summary"}},
		{Name: "writtenOn", Type: "text", Hint: true, Ways: []string{"evidence.writtenOn", "evidence.happenedOn"}},
	}, source, []deskField{why, recordID})},
	"promise": {Name: "promise", input: enterPromise, Fields: slices.Concat([]deskField{
		{Name: "speaker", Type: "party", Required: true, Ways: []string{"promise.speaker"}},
		{Name: "company", Type: "party", Required: true, Ways: []string{"promise.company"}},
		{Name: "madeOn", Type: "text", Required: true, Hint: true, Ways: []string{"promise.madeOn"}},
		{Name: "venue", Type: "text", Ways: []string{"promise.venue"}},
		statement,
		{Name: "metric", Type: "text", Hint: true, Group: "target", Ways: []string{"targets", "targets.0.metric"}},
		{Name: "comparator", Type: "select", Options: comparator, Words: "desk.comparator", Ways: []string{"targets.0.comparator"}},
		{Name: "value", Type: "number", Hint: true, Ways: []string{"targets.0.value", "targets.0.min"}},
		{Name: "most", Type: "number", Hint: true, Ways: []string{"targets.0.max"}},
		{Name: "unit", Type: "text", Hint: true, Ways: []string{"targets.0.unit"}},
		{Name: "deadline", Type: "text", Hint: true, Group: "deadline", Ways: []string{"deadline", "deadline.on"}},
		{Name: "deadlineText", Type: "text", Hint: true, Ways: []string{"deadline.text"}},
	}, source, []deskField{why, recordID})},
	"ruling": {Name: "ruling", input: enterRuling, Fields: []deskField{
		promised,
		{Name: "status", Type: "select", Options: verdicts, Words: "status", Ways: []string{"ruling.status"}},
		{Name: "reason", Type: "area", Required: true, Hint: true, Ways: []string{"ruling.reason", "ruling.id"}},
		{Name: "evidence", Type: "findings", Ways: []string{"ruling.evidence"}},
		{Name: "ruledOn", Type: "text", Required: true, Ways: []string{"ruling.ruledOn"}},
		{Name: "by", Type: "text", Required: true, Ways: []string{"ruling.by"}},
	}},
	"correct": {Name: "correct", input: enterCorrection, Fields: []deskField{
		{Name: "content", Type: "area", Required: true, Hint: true, Ways: []string{"content", "id"}},
		why,
	}},
	"retract": {Name: "retract", input: enterRetraction, Fields: []deskField{
		{Name: "id", Type: "text", Required: true, Ways: []string{"id", "changes.0"}},
		{Name: "reason", Type: "area", Required: true, Hint: true, Ways: []string{"reason"}},
	}},
}

// record is a record being put together: what was left empty is left out.
type record map[string]any

func (r record) set(name, value string) record {
	if value != "" {
		r[name] = value
	}
	return r
}

func (r record) number(name, value string) record {
	n, err := strconv.ParseFloat(strings.ReplaceAll(value, " ", ""), 64)
	if err == nil {
		r[name] = n
	}
	return r
}

// creating is a change that records something new.
func creating(kind string, r record) any {
	return map[string]any{"op": "CREATE", "record": map[string]any{kind: r}}
}

func applying(values map[string]string, changes ...any) map[string]any {
	input := record{"changes": changes, "why": values["why"]}
	input.set("sourceText", values["sourceText"]).set("idempotencyKey", values["key"])
	return input
}

// sourcesOf are the ids of the sources entered, and the change that records a
// new one.
func sourcesOf(values map[string]string) (ids []any, changes []any) {
	for _, id := range strings.FieldsFunc(values["sources"], func(c rune) bool { return c == ',' || c == ' ' || c == '\n' }) {
		ids = append(ids, id)
	}
	if values["url"] == "" && values["title"] == "" {
		return ids, nil
	}
	id := dated(values["publisher"]+" "+values["title"], values["published"])
	s := record{"id": id, "publisher": values["publisher"], "title": values["title"], "lang": orEnglish(values["lang"])}
	s.set("url", values["url"]).set("publishedOn", values["published"])
	return append([]any{id}, ids...), []any{creating("source", s)}
}

// idOr is the id entered, or one made of words and a date.
func idOr(values map[string]string, words, date string) string {
	if id := values["recordId"]; id != "" {
		return id
	}
	return dated(words, date)
}

// dated is an id of the first words and a date.
func dated(words, date string) string { return strings.Trim(slug(words)+"-"+date, "-") }

func orEnglish(lang string) string {
	if lang == "" {
		return "en"
	}
	return lang
}

// sourced adds where a record comes from.
func (r record) sourced(sources []any) record {
	if len(sources) == 0 {
		r["unverified"] = true
	} else {
		r["sources"] = sources
	}
	return r
}

func quoted(values map[string]string, sources []any) record {
	q := record{"text": values["quote"], "lang": orEnglish(values["lang"])}
	if len(sources) > 0 {
		q["source"] = sources[0]
	}
	return q
}

func enterEvidence(values map[string]string, _ *view) map[string]any {
	sources, changes := sourcesOf(values)
	e := record{"id": idOr(values, values["summary"], values["published"]), "summary": values["summary"]}
	e.set("writtenOn", values["writtenOn"]).set("publishedOn", values["published"]).set("by", values["by"]).sourced(sources)
	stance := values["stance"]
	if stance == "" {
		stance = "RESPONSE" // the form for it asks for none
	}
	e["bearsOn"] = []any{map[string]any{"promise": values["promise"], "stance": stance}}
	if values["quote"] != "" {
		e["quotes"] = []any{quoted(values, sources)}
	}
	return applying(values, append(changes, creating("evidence", e))...)
}

func enterPromise(values map[string]string, _ *view) map[string]any {
	sources, changes := sourcesOf(values)
	p := record{"id": idOr(values, values["statement"], values["madeOn"]), "speaker": values["speaker"], "company": values["company"], "statement": values["statement"]}
	p.set("madeOn", values["madeOn"]).set("venue", values["venue"]).sourced(sources)
	if values["quote"] != "" {
		p["quote"] = quoted(values, sources)
	}
	if values["metric"] != "" {
		t := record{"metric": values["metric"], "comparator": values["comparator"], "unit": values["unit"]}
		if values["comparator"] == "BETWEEN" {
			t.number("min", values["value"]).number("max", values["most"])
		} else {
			t.number("value", values["value"])
		}
		if t["value"] == nil && t["min"] == nil && values["comparator"] != "HAPPENS" {
			t["unclear"] = true
		}
		p["targets"] = []any{t}
	}
	if values["deadline"]+values["deadlineText"] != "" {
		d := record{}
		d.set("on", values["deadline"]).set("text", values["deadlineText"])
		if values["deadline"] == "" {
			d["kind"] = "NONE"
		}
		p["deadline"] = d
	}
	return applying(values, append(changes, creating("promise", p))...)
}

// uncheckable names texts that say why nobody could tell from what was entered
// whether the promise was kept.
func uncheckable(values map[string]string) []string {
	var notes []string
	switch {
	case values["metric"] == "":
		notes = append(notes, "desk.uncheckable.target")
	case values["value"] == "" && values["comparator"] != "HAPPENS":
		notes = append(notes, "desk.uncheckable.value")
	case values["comparator"] == "ABOUT":
		notes = append(notes, "desk.uncheckable.about")
	}
	if values["deadline"] == "" {
		notes = append(notes, "desk.uncheckable.deadline")
	}
	return notes
}

func enterRuling(values map[string]string, v *view) map[string]any {
	r := record{"id": values["promise"] + "-ruling-" + string(v.Today), "promise": values["promise"], "status": values["status"], "reason": values["reason"], "ruledOn": values["ruledOn"], "by": values["by"]}
	var evidence []any
	for _, id := range strings.Fields(values["evidence"]) {
		evidence = append(evidence, id)
	}
	if len(evidence) > 0 {
		r["evidence"] = evidence
	}
	given := maps.Clone(values)
	given["why"] = values["reason"]
	return applying(given, creating("ruling", r))
}

func enterCorrection(values map[string]string, _ *view) map[string]any {
	input := record{"content": values["content"], "why": values["why"]}
	return input.number("expectedRevision", values["expectedRevision"]).set("idempotencyKey", values["key"])
}

func enterRetraction(values map[string]string, _ *view) map[string]any {
	c := record{"op": "RETRACT", "id": values["id"], "reason": values["reason"]}
	given := maps.Clone(values)
	given["why"] = values["reason"]
	return applying(given, c.number("expectedRevision", values["expectedRevision"]))
}
