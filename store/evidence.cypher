// Evidence and events.

// edge: Query.evidence
// order: EvidenceOrder.PUBLISHED_ON DESC
MATCH (m:Evidence)

// edge: Promise.evidence
// order: EvidenceOrder.PUBLISHED_ON DESC
// where stance: r.stance IN $stance
MATCH (n)<-[r:BEARS_ON]-(m:Evidence)

// fields: PromiseEvidenceEdge
stance: r.stance
note: r.note

// edge: Party.evidence
// order: EvidenceOrder.PUBLISHED_ON DESC
MATCH (n)<-[:INVOLVES|STATED_BY]-(x:Evidence)
WITH DISTINCT x AS m

// edge: Source.evidence
// order: EvidenceOrder.PUBLISHED_ON DESC
MATCH (n)<-[r:CITES]-(m:Evidence)

// orders: EvidenceOrder
PUBLISHED_ON: m.publishedOnFirst
HAPPENED_ON: m.happenedOnFirst
ID: m.id

// filters: EvidenceFilter
ids: m.id IN $v
promise: EXISTS { (m)-[:BEARS_ON]->(e) WHERE e.id IN $v }
stance: EXISTS { (m)-[e:BEARS_ON]->() WHERE e.stance IN $v }
party: EXISTS { (m)-[:INVOLVES|STATED_BY]->(e) WHERE e.id IN $v }
source: EXISTS { (m)-[:CITES]->(e) WHERE e.id IN $v }
happenedOn.from: m.happenedOnLast >= $v.first
happenedOn.to: (m.happenedOnFirst <> '' AND m.happenedOnFirst <= $v.last)
writtenOn.from: m.writtenOnLast >= $v.first
writtenOn.to: (m.writtenOnFirst <> '' AND m.writtenOnFirst <= $v.last)
publishedOn.from: m.publishedOnLast >= $v.first
publishedOn.to: (m.publishedOnFirst <> '' AND m.publishedOnFirst <= $v.last)
olderThanPromise: EXISTS { (m)-[:BEARS_ON]->(e) WHERE m.writtenOnLast <> '' AND m.writtenOnLast < e.madeOnFirst } = $v
measured: EXISTS { (m)<-[:MEASURED_BY]-() } = $v
disputed: m.disputed = $v
unverified: m.unverified = $v

// fields: Evidence
summary: n.statement
happenedOn: n.happenedOn
writtenOn: n.writtenOn
publishedOn: n.publishedOn
disputed: n.disputed

// edge: Evidence.bearsOn
// order: r.order
// where stance: r.stance IN $stance
MATCH (n)-[r:BEARS_ON]->(m:Promise)

// fields: Bearing
stance: r.stance
note: r.note

// embed: Bearing.promise

// edge: Evidence.quotes
// order: m.order
MATCH (n)<-[r:QUOTE_OF]-(m:Quote)

// edge: Evidence.measurements
// order: m.order
MATCH (n)<-[r:MEASURED_BY]-(m:Measurement)

// fields: Measurement
metric: n.metric
value: n.value
min: n.min
max: n.max
about: n.about
unit: n.unit
on: n.on
final: n.final
note: n.note

// edge: Evidence.by
MATCH (n)-[r:STATED_BY]->(m:Record)

// edge: Evidence.involves
// order: r.order
MATCH (n)-[r:INVOLVES]->(m:Record)

// edge: Evidence.rulings
// order: m.ruledOnFirst DESC
MATCH (n)<-[r:RESTS_ON]-(m:Ruling)

// edge: Evidence.events
// order: m.happenedOnFirst DESC
MATCH (n)<-[r:TOLD_BY]-(m:Event)

// edge: Evidence.slips
// order: m.id
MATCH (n)<-[r:CONCERNS]-(m:Slip)

// edge: Query.events
// order: EventOrder.HAPPENED_ON DESC
MATCH (m:Event)

// edge: Party.events
// order: EventOrder.HAPPENED_ON DESC
MATCH (n)<-[:GIVEN_BY|GIVEN_TO|ORDERED_BY|INVOLVES]-(x:Event)
WITH DISTINCT x AS m

// edge: Promise.events
// order: EventOrder.HAPPENED_ON DESC
MATCH (n)<-[:TOUCHES|RETURNED_BY]-(x:Event)
WITH DISTINCT x AS m

// orders: EventOrder
HAPPENED_ON: m.happenedOnFirst
PUBLISHED_ON: m.publishedOnFirst
ID: m.id

// filters: EventFilter
ids: m.id IN $v
kind: m.kind IN $v
status: m.status IN $v
party: EXISTS { (m)-[:GIVEN_BY|GIVEN_TO|ORDERED_BY|INVOLVES]->(e) WHERE e.id IN $v }
from: EXISTS { (m)-[:GIVEN_BY]->(e) WHERE e.id IN $v }
to: EXISTS { (m)-[:GIVEN_TO]->(e) WHERE e.id IN $v }
touches: EXISTS { (m)-[:TOUCHES]->(e) WHERE e.id IN $v }
happenedOn.from: m.happenedOnLast >= $v.first
happenedOn.to: (m.happenedOnFirst <> '' AND m.happenedOnFirst <= $v.last)
publishedOn.from: m.publishedOnLast >= $v.first
publishedOn.to: (m.publishedOnFirst <> '' AND m.publishedOnFirst <= $v.last)
disputed: m.disputed = $v
unverified: m.unverified = $v

// fields: Event
kind: n.kind
summary: n.statement
status: n.status
happenedOn: n.happenedOn
writtenOn: n.writtenOn
publishedOn: n.publishedOn
item: n.item
disputed: n.disputed

// edge: Event.from
// order: r.order
MATCH (n)-[r:GIVEN_BY]->(m:Record)

// edge: Event.to
// order: r.order
MATCH (n)-[r:GIVEN_TO]->(m:Record)

// edge: Event.involves
// order: r.order
MATCH (n)-[r:INVOLVES]->(m:Record)

// edge: Event.orderedBy
// order: r.order
MATCH (n)-[r:ORDERED_BY]->(m:Record)

// embed: Event.quantity
// present: n.quantityValue IS NOT NULL

// fields: Event.quantity
value: n.quantityValue
unit: n.quantityUnit
about: n.quantityAbout

// embed: Event.amount
// present: n.amountValue IS NOT NULL

// fields: Event.amount
value: n.amountValue
currency: n.amountCurrency
about: n.amountAbout

// embed: Event.inExchange
// present: n.exchangeText IS NOT NULL

// fields: Exchange
text: n.exchangeText

// embed: Exchange.quantity
// present: n.exchangeQuantityValue IS NOT NULL

// fields: Exchange.quantity
value: n.exchangeQuantityValue
unit: n.exchangeQuantityUnit
about: n.exchangeQuantityAbout

// edge: Exchange.promise
MATCH (n)-[r:RETURNED_BY]->(m:Promise)

// edge: Event.touches
// order: r.order
MATCH (n)-[r:TOUCHES]->(m:Promise)

// edge: Event.evidence
// order: r.order
MATCH (n)-[r:TOLD_BY]->(m:Evidence)
