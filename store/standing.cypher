// What became of promises, laid out day by day. A standing is a part of its
// promise that holds from one day until another; whoever reads a promise as of
// a day, or filters by status on a day, looks it up.

// statement: affected-promises
// The promises whose standing may change when records do: the records
// themselves, what evidence and rulings bear on, what a later promise refers
// to, and what rests on a source, however many steps away.
UNWIND $ids AS id
MATCH (n:Record {id: id})
CALL (n) {
  WITH n WHERE n:Promise
  RETURN n AS p
  UNION
  MATCH (n)-[:BEARS_ON|RULES_ON|RESTATES|NARROWS|REPLACES]->(p:Promise)
  RETURN p
  UNION
  WITH n WHERE n:Source
  MATCH (n)<-[:TRANSLATES|REPRINTS|REPORTS_ON*0..8]-(s)
  WITH DISTINCT s
  MATCH (s)<-[:CITES]-(x)
  CALL (x) {
    WITH x WHERE x:Promise
    RETURN x AS p
    UNION
    MATCH (x)-[:BEARS_ON]->(p:Promise)
    RETURN p
  }
  RETURN DISTINCT p
}
RETURN DISTINCT p.id AS id

// statement: dossiers
// All records that the standings of some promises are derived from. What was
// written at the revision is at hand already.
UNWIND $ids AS id
MATCH (p:Record:Promise {id: id})
CALL (p) {
  RETURN p AS x
  UNION
  MATCH (p)<-[:BEARS_ON]-(x:Evidence)
  RETURN x
  UNION
  MATCH (p)<-[:RULES_ON]-(x:Ruling)
  RETURN x
  UNION
  MATCH (p)<-[:RESTATES|NARROWS|REPLACES]-(x:Promise)
  RETURN x
}
WITH DISTINCT x
CALL (x) {
  RETURN x AS y
  UNION
  MATCH (x)-[:CITES]->(s)-[:TRANSLATES|REPRINTS|REPORTS_ON*0..8]->(y)
  RETURN DISTINCT y
}
WITH DISTINCT y
OPTIONAL MATCH (v:Version {id: CASE WHEN y.revision = $revision THEN '' ELSE y.id + '@' + toString(y.revision) END})
RETURN y.id AS id, elementId(y) AS element, y.recordKind AS kind, y.recordedOn AS recordedOn, v.content AS content

// statement: standings-on
// Where promises stand on a day.
UNWIND $ids AS id
MATCH (p:Record:Promise {id: id})<-[:STANDING_OF]-(t:Standing)
WHERE t.from <= $day AND t.until > $day
RETURN id, t.status AS status, t.balance AS balance

// statement: drop-standings
UNWIND $ids AS id
MATCH (p:Record:Promise {id: id})<-[:STANDING_OF]-(s:Part)
DETACH DELETE s

// statement: clocks
// What tells from when the public could know records and, where they are
// sources, the records that cite them.
UNWIND $ids AS id
MATCH (n:Record {id: id})
CALL (n) {
  RETURN n AS m
  UNION
  MATCH (n)<-[:CITES]-(m:Record)
  WHERE n:Source
  RETURN m
}
WITH DISTINCT m
WHERE m.type <> 'Retracted'
CALL (m) {
  MATCH (m)-[:CITES]->(s:Source)
  WHERE s.publishedOnLast <> ''
  RETURN min(s.publishedOnLast) AS told
}
RETURN elementId(m) AS element, m.recordKind AS kind, m.ownPublic AS ownPublic, told, m.ownDate AS ownDate, m.recordedOn AS recordedOn

// statement: set-public-days
UNWIND $rows AS row
MATCH (m) WHERE elementId(m) = row[0]
SET m.publicFrom = row[1]

// edge: Promise.standing
MATCH (n)<-[:STANDING_OF]-(m:Standing)
WHERE m.from <= $day AND m.until > $day
WITH m

// edge: Promise.statusHistory
// order: m.order
MATCH (n)<-[:STANDING_OF]-(m:Standing)
WHERE m.changed AND m.from <= $day
WITH m

// fields: Standing
status: n.status
balance: n.balance
flags: n.flags
since: n.since
deadline: n.deadline
next: n.next

// embed: Standing.supports

// fields: Standing.supports
items: n.supportItems
origins: n.supportOrigins

// embed: Standing.contradicts

// fields: Standing.contradicts
items: n.contradictItems
origins: n.contradictOrigins

// embed: Standing.because

// embed: StatusChange.because

// fields: Because
rule: n.rule
sentence: n.sentence

// edge: Because.grounds
// order: r.order
MATCH (n)-[r:BECAUSE]->(m:Record)

// fields: Ground
role: r.role
on: r.on
by: r.by

// embed: Ground.record

// fields: StatusChange
on: n.from
status: n.status
balance: n.balance
wasStatus: n.wasStatus
wasBalance: n.wasBalance

// edge: StatusChange.causes
// order: r.order
MATCH (n)-[r:CAUSED_BY]->(m:Record)
