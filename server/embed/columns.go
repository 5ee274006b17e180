package embed

// tableColumns are the columns of each table. Ids stand beside names: the one
// for joining tables, the other for reading. Columns may be added at the end
// of a group; none is renamed.
var tableColumns = map[string][]column{
	"people": cited([]column{
		{"id", "id"}, {"name", "name"}, {"lang", "lang"}, {"other_names", "names.text"}, {"other_name_kinds", "names.kind"},
	}),
	"companies": cited([]column{
		{"id", "id"}, {"name", "name"}, {"lang", "lang"}, {"kind", "kind"}, {"other_names", "names.text"}, {"other_name_kinds", "names.kind"},
		{"member_ids", "members.id"}, {"members", "members.name"},
	}),
	"sources": cited([]column{
		{"id", "id"}, {"kind", "kind"}, {"publisher", "publisher"}, {"title", "title"}, {"lang", "lang"}, {"published_on", "publishedOn"},
		{"url", "url"}, {"archived_urls", "archived.url"}, {"translation_of", "translationOf.id"}, {"machine_translated", "machineTranslated"},
		{"reprint_of", "reprintOf.id"}, {"reports_on", "reportsOn.id"}, {"origins", "origins.id"}, {"slips", "slips.effect"}, {"unpublished", "unpublished"},
	}),
	"stakes": cited([]column{
		{"id", "id"}, {"holder_ids", "holders.id"}, {"holders", "holders.name"}, {"company_id", "company.id"}, {"company", "company.name"},
		{"share", "share.text"}, {"qualifier", "share.qualifier"}, {"percent", "share.percent"}, {"percent_min", "share.min"}, {"percent_max", "share.max"},
		{"basis", "basis"}, {"holding", "holding"}, {"status", "status"}, {"from", "from"}, {"to", "to"}, {"as_of", "asOf"}, {"seen_on", "seenOn"},
		{"value", "value.value"}, {"currency", "value.currency"}, {"value_about", "value.about"}, {"shares", "shares"},
		{"through_ids", "through.id"}, {"through", "through.name"}, {"alternative_ids", "alternatives.id"}, {"part_of_ids", "partOf.id"}, {"disputed", "disputed"},
	}),
	"positions": cited([]column{
		{"id", "id"}, {"person_id", "person.id"}, {"person", "person.name"}, {"company_id", "company.id"}, {"company", "company.name"},
		{"title", "title"}, {"from", "from"}, {"to", "to"}, {"current", "current"}, {"seen_on", "seenOn"},
	}),
	"promises": cited([]column{
		{"id", "id"}, {"kind", "kind"}, {"statement", "statement"}, {"speaker_id", "speaker.id"}, {"speaker", "speaker.name"},
		{"company_id", "company.id"}, {"company", "company.name"}, {"made_on", "madeOn"}, {"venue", "venue"}, {"form", "form"},
		{"quote", "quote.text"}, {"quote_lang", "quote.lang"}, {"quote_source_id", "quote.source.id"},
		{"target_metrics", "targets.metric"}, {"target_comparators", "targets.comparator"}, {"target_values", "targets.value"},
		{"target_mins", "targets.min"}, {"target_maxs", "targets.max"}, {"target_units", "targets.unit"}, {"target_deadlines", "targets.by"},
		{"deadline", "deadline.on"}, {"deadline_text", "deadline.text"}, {"deadline_kind", "deadline.kind"}, {"condition", "condition"},
		{"status", "standing.status"}, {"since", "standing.since"}, {"balance", "standing.balance"},
		{"supports", "standing.supports.items"}, {"supports_origins", "standing.supports.origins"},
		{"contradicts", "standing.contradicts.items"}, {"contradicts_origins", "standing.contradicts.origins"},
		{"flags", "standing.flags"}, {"rule", "standing.because.rule"}, {"reason", "standing.because.sentence"},
		{"response", "response.nodes.summary"}, {"response_published_on", "response.nodes.publishedOn"}, {"evidence_count", "evidence.totalCount"}, {"disputed", "disputed"},
	}),
	"evidence": cited([]column{
		{"id", "id"}, {"summary", "summary"}, {"promise_ids", "bearsOn.promise.id"}, {"promises", "bearsOn.promise.statement"}, {"stances", "bearsOn.stance"},
		{"happened_on", "happenedOn"}, {"written_on", "writtenOn"}, {"published_on", "publishedOn"}, {"by_id", "by.id"}, {"by", "by.name"},
		{"involves_ids", "involves.id"}, {"involves", "involves.name"},
		{"measured", "measurements.metric"}, {"measured_values", "measurements.value"}, {"measured_mins", "measurements.min"}, {"measured_maxs", "measurements.max"},
		{"measured_units", "measurements.unit"}, {"measured_on", "measurements.on"},
		{"quotes", "quotes.text"}, {"quote_langs", "quotes.lang"}, {"origins", "provenance.origins"}, {"disputed", "disputed"},
	}),
	"events": cited([]column{
		{"id", "id"}, {"kind", "kind"}, {"status", "status"}, {"summary", "summary"}, {"happened_on", "happenedOn"}, {"written_on", "writtenOn"}, {"published_on", "publishedOn"},
		{"from_ids", "from.id"}, {"from", "from.name"}, {"to_ids", "to.id"}, {"to", "to.name"}, {"involves_ids", "involves.id"}, {"involves", "involves.name"},
		{"ordered_by_ids", "orderedBy.id"}, {"ordered_by", "orderedBy.name"}, {"item", "item"}, {"quantity", "quantity.value"}, {"unit", "quantity.unit"},
		{"quantity_about", "quantity.about"}, {"amount", "amount.value"}, {"currency", "amount.currency"}, {"amount_about", "amount.about"},
		{"in_exchange", "inExchange.text"}, {"in_exchange_promise_id", "inExchange.promise.id"}, {"touches_ids", "touches.id"}, {"touches", "touches.statement"},
		{"evidence_ids", "evidence.id"}, {"disputed", "disputed"},
	}),
	"rulings": cited([]column{
		{"id", "id"}, {"promise_id", "promise.id"}, {"promise", "promise.statement"}, {"speaker_id", "promise.speaker.id"}, {"speaker", "promise.speaker.name"},
		{"company_id", "promise.company.id"}, {"company", "promise.company.name"}, {"status", "status"}, {"reason", "reason"}, {"ruled_on", "ruledOn"}, {"by", "by"},
		{"evidence_ids", "evidence.id"}, {"supersedes_id", "supersedes.id"}, {"superseded_by_id", "supersededBy.id"},
	}),
}

// cited adds what every record has: its sources, what else a reader should
// know, the change that made it, and its page.
func cited(columns []column) []column {
	return append(columns, column{"unverified", "unverified"}, column{"note", "note"},
		column{"source_ids", "sources.id"}, column{"source_publishers", "sources.publisher"}, column{"source_urls", "sources.url"},
		column{"revision", "recorded.revision"}, column{"recorded_at", "recorded.at"}, column{"page", pageColumn})
}
