// Stakes and positions.

// edge: Query.stakes
// order: StakeOrder.DATE DESC
MATCH (m:Stake)

// edge: Party.holdings
// order: StakeOrder.DATE DESC
MATCH (n)<-[r:HELD_BY]-(m:Stake)

// edge: Company.holders
// order: StakeOrder.DATE DESC
MATCH (n)<-[r:STAKE_IN]-(m:Stake)

// edge: Company.passedThrough
// order: StakeOrder.DATE DESC
MATCH (n)<-[r:THROUGH]-(m:Stake)

// orders: StakeOrder
DATE: m.dateKey
PERCENT: m.percentKey
ID: m.id

// filters: StakeFilter
ids: m.id IN $v
holder: EXISTS { (m)-[:HELD_BY]->(e) WHERE e.id IN $v }
company: EXISTS { (m)-[:STAKE_IN]->(e) WHERE e.id IN $v }
basis: m.basis IN $v
holding: m.holding IN $v
status: m.status IN $v
on: (m.fromFirst <= $v.last AND (m.toLast = '' OR m.toLast >= $v.first))
percent.min: m.percentKey >= $v
percent.max: (m.percentKey >= 0 AND coalesce(m.shareMax, m.percentKey) <= $v)
disputed: m.disputed = $v
unverified: m.unverified = $v

// fields: Stake
basis: n.basis
holding: n.holding
status: n.status
from: n.from
to: n.to
asOf: n.asOf
seenOn: n.seenOn
shares: n.shares
disputed: n.disputed

// embed: Stake.share
// present: n.shareQualifier IS NOT NULL

// fields: Share
qualifier: n.shareQualifier
percent: n.sharePercent
min: n.shareMin
max: n.shareMax
text: n.shareText

// embed: Stake.value
// present: n.valueValue IS NOT NULL

// fields: Stake.value
value: n.valueValue
currency: n.valueCurrency
about: n.valueAbout

// edge: Stake.holders
// order: r.order
MATCH (n)-[r:HELD_BY]->(m:Record)

// edge: Stake.company
MATCH (n)-[r:STAKE_IN]->(m:Company)

// edge: Stake.through
// order: r.order
MATCH (n)-[r:THROUGH]->(m:Company)

// edge: Stake.alternatives
// order: m.id
MATCH (n)-[:ALTERNATIVE_TO]-(x:Stake)
WITH DISTINCT x AS m

// edge: Stake.partOf
// order: r.order
MATCH (n)-[r:PART_OF]->(m:Stake)

// edge: Stake.parts
// order: m.id
MATCH (n)<-[r:PART_OF]-(m:Stake)

// edge: Query.positions
// order: PositionOrder.FROM DESC
MATCH (m:Position)

// edge: Person.positions
// order: PositionOrder.FROM DESC
MATCH (n)<-[r:HELD_BY]-(m:Position)

// edge: Company.positions
// order: PositionOrder.FROM DESC
MATCH (n)<-[r:POST_AT]-(m:Position)

// orders: PositionOrder
FROM: m.fromFirst
TITLE: m.titleKey
ID: m.id

// filters: PositionFilter
ids: m.id IN $v
person: EXISTS { (m)-[:HELD_BY]->(e) WHERE e.id IN $v }
company: EXISTS { (m)-[:POST_AT]->(e) WHERE e.id IN $v }
on: (m.fromFirst <= $v.last AND (m.toLast = '' OR m.toLast >= $v.first))
current: m.current = $v
unverified: m.unverified = $v

// fields: Position
title: n.title
from: n.from
to: n.to
current: n.current
seenOn: n.seenOn

// edge: Position.person
MATCH (n)-[r:HELD_BY]->(m:Person)

// edge: Position.company
MATCH (n)-[r:POST_AT]->(m:Company)
