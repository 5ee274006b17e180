// Stakes and positions.

// edge: Query.stakes
// order: StakeOrder.DATE DESC
MATCH (m:Stake)

// edge: Party.stakes
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
minExcluded: coalesce(n.shareOver, false)
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

// What effective ownership is computed from. A chain runs from a company by
// ISSUED to its stakes and by HELD_BY to their holders, and on. Sixty steps
// are thirty companies above each other. These lists are long and have no
// order: sorting would keep every row in memory, each with all that was read
// before it. One that is longer than is taken in refuses the question.

// part: version
MATCH (m:Version {id: t.id + '@' + toString(t.revision)})
WITH m

// part: stakes-above
MATCH (n)-[:ISSUED|HELD_BY*1..60]->(t:Stake)
WHERE t.publicFrom <= $known
WITH DISTINCT t

// part: parties-above
MATCH (n)-[:ISSUED|HELD_BY*0..60]->(t:Record)
WHERE t:Person OR t:Company
WITH DISTINCT t AS m

// part: stakes-below
// All stakes in the companies below, of whoever holds them: what is not stated is what the others leave.
MATCH (n)<-[:HELD_BY|ISSUED*1..60]-(x:Company)
WITH DISTINCT x
MATCH (x)-[:ISSUED]->(t:Stake)
WHERE t.publicFrom <= $known

// part: parties-below
MATCH (n)<-[:HELD_BY|ISSUED*0..60]-(t:Record)
WHERE t:Person OR t:Company
WITH DISTINCT t AS m

// edge: Company.owners#stakes
// include stakes-above
// include version

// edge: Company.owners#parties
// include parties-above

// edge: Company.controllers#stakes
// include stakes-above
// include version

// edge: Company.controllers#parties
// include parties-above

// edge: Party.holdings#stakes
// include stakes-below
// include version

// edge: Party.holdings#parties
// include parties-below

// edge: Party.controls#stakes
// include stakes-below
// include version

// edge: Party.controls#parties
// include parties-below

// edge: Query.ownership#stakes
MATCH (x:Record:Company {id: $company})-[:ISSUED|HELD_BY*1..60]->(t:Stake)
WHERE t.publicFrom <= $known
WITH DISTINCT t
// include version

// edge: Query.ownership#records
MATCH (x:Record:Company {id: $company})-[:ISSUED|HELD_BY*1..60]->(t:Stake)
WHERE t.publicFrom <= $known
WITH DISTINCT t AS m

// edge: Query.ownership#parties
MATCH (x:Record:Company {id: $company})-[:ISSUED|HELD_BY*0..60]->(t:Record)
WHERE t:Person OR t:Company
WITH DISTINCT t AS m

// edge: Query.ownership#company
// order: m.id
MATCH (m:Record:Company {id: $company})

// edge: Query.ownership#owner
// order: m.id
MATCH (m:Record {id: $owner})
WHERE m:Person OR m:Company
WITH m
