// Sources, the links between them and their slips.

// edge: Query.source
MATCH (m:Record:Source {id: $id})

// edge: Query.sources
// order: SourceOrder.PUBLISHED_ON DESC
MATCH (m:Source)

// orders: SourceOrder
PUBLISHED_ON: m.publishedOnFirst
PUBLISHER: m.publisherKey
ID: m.id

// filters: SourceFilter
ids: m.id IN $v
kind: m.kind IN $v
lang: m.lang IN $v
publisher: m.publisherKey CONTAINS $v.key
publishedOn.from: m.publishedOnLast >= $v.first
publishedOn.to: (m.publishedOnFirst <> '' AND m.publishedOnFirst <= $v.last)
translation: EXISTS { (m)-[:TRANSLATES]->() } = $v
slipped: EXISTS { (m)<-[:SLIP_OF]-() } = $v
unpublished: m.unpublished = $v
unverified: m.unverified = $v

// fields: Source
kind: n.kind
url: n.url
publisher: n.publisher
title: n.title
lang: n.lang
publishedOn: n.publishedOn
machineTranslated: n.machineTranslated
unpublished: n.unpublished

// edge: Source.archived
// order: m.order
MATCH (n)<-[r:ARCHIVES]-(m:Archive)

// fields: Archive
url: n.url
on: n.on

// edge: Source.translationOf
MATCH (n)-[r:TRANSLATES]->(m:Source)

// edge: Source.translations
// order: m.id
MATCH (n)<-[r:TRANSLATES]-(m:Source)

// edge: Source.reprintOf
MATCH (n)-[r:REPRINTS]->(m:Source)

// edge: Source.reprints
// order: m.id
MATCH (n)<-[r:REPRINTS]-(m:Source)

// edge: Source.reportsOn
// order: r.order
MATCH (n)-[r:REPORTS_ON]->(m:Source)

// edge: Source.reports
// order: m.id
MATCH (n)<-[r:REPORTS_ON]-(m:Source)

// edge: Source.sources
// order: m.id
MATCH (n)-[:TRANSLATES|REPRINTS|REPORTS_ON]->(x:Source)
WITH DISTINCT x AS m

// edge: Source.origins
// order: m.id
// The far ends of the chain. Real chains are a few steps long; eight bound a wrong one.
MATCH (n)-[:TRANSLATES|REPRINTS|REPORTS_ON]->{0,8}(x:Source)
WHERE NOT EXISTS { (x)-[:TRANSLATES|REPRINTS|REPORTS_ON]->() }
WITH DISTINCT x AS m

// edge: Source.slips
// order: m.order
MATCH (n)<-[r:SLIP_OF]-(m:Slip)

// fields: Slip
kind: n.kind
original: n.original
rendered: n.rendered
effect: n.effect

// edge: Slip.source
MATCH (n)-[r:SLIP_OF]->(m:Source)

// edge: Slip.about
// order: r.order
MATCH (n)-[r:CONCERNS]->(m:Record)

// edge: Source.facts
// order: RecordOrder.ID ASC
// where kinds: m.recordKind IN $kinds
// Names and quotes cite too: the fact is the record they belong to.
MATCH (n)<-[:CITES|READ_IN]-(x)
MATCH (y:Record {id: coalesce(x.owner, x.id)})
WITH DISTINCT y AS m

// orders: RecordOrder
ID: m.id

// What chains of sources and readings are computed from: the evidence itself
// and every source behind those it cites.

// part: itself
MATCH (m:Version {id: n.id + '@' + toString(n.revision)})

// part: sources-behind
MATCH (n)-[:CITES]->(:Source)-[:TRANSLATES|REPRINTS|REPORTS_ON]->{0,16}(t:Source)
WHERE t.publicFrom <= $known

// edge: Evidence.provenance#self
// order: m.id
// include itself

// edge: Evidence.provenance#chain
// order: m.id
// include sources-behind
WITH DISTINCT t
// include version

// edge: Evidence.provenance#sources
// order: m.id
// include sources-behind
WITH DISTINCT t AS m

// edge: Evidence.readings#self
// order: m.id
// include itself

// edge: Evidence.readings#chain
// order: m.id
// include sources-behind
WITH DISTINCT t
// include version

// edge: Evidence.readings#sources
// order: m.id
// include sources-behind
WITH DISTINCT t AS m

// edge: Evidence.readings#promises
// order: m.id
MATCH (n)-[:BEARS_ON]->(m:Promise)

// edge: Promise.quoteDiffs#self
// order: m.id
// include itself

// edge: Promise.quoteDiffs#sources
// order: m.id
MATCH (n)<-[:VARIANT_OF]-(:Quote)-[:READ_IN]->(t:Source)
WITH DISTINCT t AS m
