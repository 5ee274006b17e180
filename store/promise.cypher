// Promises, their targets and words, and the rulings on them.

// edge: Query.promise
MATCH (m:Record:Promise {id: $id})

// edge: Query.promises
// order: PromiseOrder.MADE_ON DESC
// unless filter.kind: m.kind = 'promise'
MATCH (m:Promise)

// edge: Person.promises
// order: PromiseOrder.MADE_ON DESC
// unless filter.kind: m.kind = 'promise'
MATCH (n)<-[r:MADE_BY]-(m:Promise)

// edge: Company.promises
// order: PromiseOrder.MADE_ON DESC
// unless filter.kind: m.kind = 'promise'
MATCH (n)<-[r:MADE_FOR]-(m:Promise)

// edge: Party.spoken
// order: PromiseOrder.MADE_ON DESC
MATCH (n)<-[r:MADE_BY]-(m:Promise)

// orders: PromiseOrder
MADE_ON: m.madeOnFirst
DEADLINE: m.deadlineOnLast
ID: m.id

// filters: PromiseFilter
ids: m.id IN $v
kind: m.kind IN $v
speaker: EXISTS { (m)-[:MADE_BY]->(e) WHERE e.id IN $v }
company: EXISTS { (m)-[:MADE_FOR]->(e) WHERE e.id IN $v }
madeOn.from: m.madeOnLast >= $v.first
madeOn.to: (m.madeOnFirst <> '' AND m.madeOnFirst <= $v.last)
deadline.from: m.deadlineOnLast >= $v.first
deadline.to: (m.deadlineOnFirst <> '' AND m.deadlineOnFirst <= $v.last)
hasDeadline: (m.deadlineOnLast <> '') = $v
form: m.form IN $v
metric: EXISTS { (m)<-[:TARGET_OF]-(e) WHERE e.metricKey CONTAINS $v.key }
unit: EXISTS { (m)<-[:TARGET_OF]-(e) WHERE e.unit IN $v }
value.min: EXISTS { (m)<-[:TARGET_OF]-(e) WHERE coalesce(e.value, e.min) >= $v }
value.max: EXISTS { (m)<-[:TARGET_OF]-(e) WHERE coalesce(e.value, e.max) <= $v }
stance: EXISTS { (m)<-[e:BEARS_ON]-(f) WHERE e.stance IN $v AND f.publicFrom <= $known }
contradictedByOlderDocument: EXISTS { (m)<-[e:BEARS_ON {stance: 'contradicts'}]-(f) WHERE f.writtenOnLast <> '' AND f.writtenOnLast < m.madeOnFirst AND f.publicFrom <= $known } = $v
ruled: EXISTS { (m)<-[:RULES_ON]-(e) WHERE e.status IN $v AND e.publicFrom <= $known AND NOT EXISTS { (e)<-[:SUPERSEDES]-(f) WHERE f.publicFrom <= $known } }
hasRuling: EXISTS { (m)<-[:RULES_ON]-(e) WHERE e.publicFrom <= $known } = $v
status: EXISTS { (m)<-[:STANDING_OF]-(e) WHERE e.from <= $day AND e.until > $day AND e.status IN $v }
balance: EXISTS { (m)<-[:STANDING_OF]-(e) WHERE e.from <= $day AND e.until > $day AND e.balance IN $v }
flag: EXISTS { (m)<-[:STANDING_OF]-(e) WHERE e.from <= $day AND e.until > $day AND any(f IN e.flags WHERE f IN $v) }
disputed: m.disputed = $v
unverified: m.unverified = $v

// fields: Promise
kind: n.kind
madeOn: n.madeOn
venue: n.venue
form: n.form
statement: n.statement
condition: n.condition
disputed: n.disputed
status: head([(n)<-[:STANDING_OF]-(t:Standing) WHERE t.from <= $day AND t.until > $day | t.status])
balance: head([(n)<-[:STANDING_OF]-(t:Standing) WHERE t.from <= $day AND t.until > $day | t.balance])

// edge: Promise.speaker
MATCH (n)-[r:MADE_BY]->(m:Record)

// edge: Promise.company
MATCH (n)-[r:MADE_FOR]->(m:Company)

// edge: Promise.quote
MATCH (n)<-[r:QUOTE_OF]-(m:Quote)

// edge: Promise.variants
// order: m.order
MATCH (n)<-[r:VARIANT_OF]-(m:Quote)

// fields: Quote
text: n.text
lang: n.lang
machine: n.machine
note: n.note

// edge: Quote.source
MATCH (n)-[r:READ_IN]->(m:Source)

// edge: Quote.slips
// order: m.id
// Slips travel with the words: by translation and reprint, not by report.
MATCH (n)-[:READ_IN]->(:Source)-[:TRANSLATES|REPRINTS]->{0,8}(:Source)<-[:SLIP_OF]-(t:Slip)
WHERE n.text CONTAINS t.rendered OR t.rendered CONTAINS n.text
WITH DISTINCT t AS m

// embed: Quote.translationOf
// present: n.originalText IS NOT NULL

// fields: Original
text: n.originalText
lang: n.originalLang

// edge: Promise.targets
// order: m.order
MATCH (n)<-[r:TARGET_OF]-(m:Target)

// fields: Target
metric: n.metric
comparator: n.comparator
value: n.value
min: n.min
max: n.max
unit: n.unit
currency: n.currency
baseline: n.baseline
baselineOn: n.baselineOn
by: n.by
unclear: n.unclear
note: n.note

// embed: Promise.deadline
// present: n.deadlineKind IS NOT NULL

// fields: Deadline
on: n.deadlineOn
text: n.deadlineText
kind: n.deadlineKind
days: n.deadlineDays
after: n.deadlineAfter
note: n.deadlineNote

// edge: Promise.competing
// order: m.deadlineOnLast DESC
// Promises that draw on the same thing at the same time: targets in the same
// unit, money only for the same purpose.
MATCH (n)<-[:TARGET_OF]-(t:Target)
MATCH (x:Promise)<-[:TARGET_OF]-(y:Target {unit: t.unit})
WHERE x <> n AND x.kind = 'promise' AND t.unit <> 'percent' AND t.comparator <> 'happens' AND y.comparator <> 'happens'
  AND (t.currency IS NULL OR y.metricKey = t.metricKey)
  AND (n.deadlineOnLast = '' OR x.madeOnFirst <= n.deadlineOnLast)
  AND (x.deadlineOnLast = '' OR n.madeOnFirst <= x.deadlineOnLast)
WITH DISTINCT x AS m

// edge: Promise.restates
// order: r.order
MATCH (n)-[r:RESTATES]->(m:Promise)

// edge: Promise.restatedBy
// order: m.id
MATCH (n)<-[r:RESTATES]-(m:Promise)

// edge: Promise.narrows
// order: r.order
MATCH (n)-[r:NARROWS]->(m:Promise)

// edge: Promise.narrowedBy
// order: m.id
MATCH (n)<-[r:NARROWS]-(m:Promise)

// edge: Promise.replaces
// order: r.order
MATCH (n)-[r:REPLACES]->(m:Promise)

// edge: Promise.replacedBy
// order: m.id
MATCH (n)<-[r:REPLACES]-(m:Promise)

// edge: Query.rulings
// order: RulingOrder.RULED_ON DESC
MATCH (m:Ruling)

// edge: Promise.rulings
// order: RulingOrder.RULED_ON DESC
MATCH (n)<-[r:RULES_ON]-(m:Ruling)

// orders: RulingOrder
RULED_ON: m.ruledOnFirst
ID: m.id

// filters: RulingFilter
ids: m.id IN $v
promise: EXISTS { (m)-[:RULES_ON]->(e) WHERE e.id IN $v }
status: m.status IN $v
ruledOn.from: m.ruledOnLast >= $v.first
ruledOn.to: (m.ruledOnFirst <> '' AND m.ruledOnFirst <= $v.last)
inForce: (NOT EXISTS { (m)<-[:SUPERSEDES]-(e) WHERE e.publicFrom <= $known }) = $v

// fields: Ruling
status: n.status
reason: n.reason
ruledOn: n.ruledOn
by: n.by

// edge: Ruling.promise
MATCH (n)-[r:RULES_ON]->(m:Promise)

// edge: Ruling.evidence
// order: r.order
MATCH (n)-[r:RESTS_ON]->(m:Evidence)

// edge: Ruling.supersedes
MATCH (n)-[r:SUPERSEDES]->(m:Ruling)

// edge: Ruling.supersededBy
MATCH (n)<-[r:SUPERSEDES]-(m:Ruling)
