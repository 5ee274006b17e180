// What all kinds of records have. In every block `n` is the object, `m` the
// item a step leads to, `r` the relationship of the step.

// fields: Node
id: n.id

// fields: Record
id: n.id
recordKind: n.recordKind
unverified: n.unverified
unverifiedFields: n.unverifiedFields
note: n.note

// fields: Retracted
id: n.id
recordKind: n.recordKind
reason: n.reason

// edge: Query.node
MATCH (m:Record {id: $id})

// edge: Query.nodes
// order: place
// carry: place
UNWIND range(0, size($ids) - 1) AS place
MATCH (x:Record {id: $ids[place]})
WITH x AS m, place

// edge: Record.sources
// order: r.order
MATCH (n)-[r:CITES]->(m:Source)

// edge: Record.recorded
MATCH (m:Change {revision: n.revision})

// edge: Record.history
// order: m.revision DESC
MATCH (n)<-[r:VERSION_OF]-(m:Version)

// edge: Node.recordedAsOf
// The version in force at a revision.
MATCH (n)<-[:VERSION_OF]-(x:Version)
WHERE x.revision <= $revision
WITH x ORDER BY x.revision DESC LIMIT 1
WITH x AS m

// edge: Retracted.recorded
MATCH (m:Change {revision: n.revision})

// edge: Retracted.history
// order: m.revision DESC
MATCH (n)<-[r:VERSION_OF]-(m:Version)

// fields: Change
revision: n.revision
at: n.at
by: n.by
why: n.why
size: n.size

// edge: Query.changes
// order: ChangeOrder.REVISION DESC
// where since: m.revision > $since
// where by: m.by = $by
// where kind: EXISTS { (m)-[:MADE]->(v:Version {kind: $kind}) }
// where ops: EXISTS { (m)-[:MADE]->(v:Version) WHERE v.op IN $ops }
MATCH (m:Change)

// orders: ChangeOrder
REVISION: m.revision

// edge: Change.versions
// order: VersionOrder.RECORD ASC
// where ops: m.op IN $ops
MATCH (n)-[r:MADE]->(m:Version)

// orders: VersionOrder
RECORD: m.record

// fields: Version
recordId: n.record
recordKind: n.kind
op: n.op
reason: n.reason
content: n.content

// edge: Version.change
MATCH (n)<-[r:MADE]-(m:Change)

// filters: AsOf
// What was public by a day, by kind. Stakes and positions are those of the day.
Record: m.publicFrom <= $v
Source: m.publicFrom <= $v
Promise: m.publicFrom <= $v
Evidence: m.publicFrom <= $v
Event: m.publicFrom <= $v
Ruling: m.publicFrom <= $v
Stake: (m.publicFrom <= $v AND m.dateKey <= $v AND m.fromFirst <= $v AND (m.toLast = '' OR m.toLast >= $v))
Position: (m.publicFrom <= $v AND m.fromFirst <= $v AND (m.toLast = '' OR m.toLast >= $v))
Slip: EXISTS { (m)-[:SLIP_OF]->(f:Source) WHERE f.publicFrom <= $v }
