// statement: lock-journal
// Writers queue on this node: each change set sees the one before it whole.
// Setting a property takes the lock, which stays until the transaction ends.
MERGE (j:Journal {key: 'journal'}) ON CREATE SET j.revision = 0
SET j.locked = true
REMOVE j.locked
RETURN j.revision AS revision, j.restoring AS restoring

// statement: whole-revision
// Waits like a writer for the set that is being committed, and changes nothing: a lock stays until all of a set can be read.
MATCH (j:Journal {key: 'journal'})
SET j.locked = true
REMOVE j.locked
RETURN j.revision AS revision

// statement: find-change
MATCH (c:Change {digest: $digest})
RETURN c.revision AS revision, c.content AS content

// statement: known-records
// What is known of the ids that a change set mentions, and the elements that
// later statements of its transaction find them by: a third of the work of an
// index.
UNWIND $ids AS id
MATCH (n:Record {id: id})
RETURN n.id AS id, elementId(n) AS element, n.recordKind AS kind, n.digest AS digest, n.created AS created, n.type = 'Retracted' AS retracted,
       n.publishedOnLast AS published, n.revision AS revision

// statement: citing-records
// Records in force that refer to the ids, themselves or by a part, and that
// the change set leaves as they are. A few are enough to say why a record
// cannot be retracted.
UNWIND $ids AS id
MATCH (n:Record {id: id})
CALL (n) {
  MATCH (n)<-[r]-(x)
  WHERE (x:Record OR x:Part) AND NOT x:Standing AND type(r) <> 'ISSUED'
  WITH DISTINCT coalesce(x.owner, x.id) AS citing
  WHERE citing <> n.id AND NOT citing IN $replaced
  RETURN citing ORDER BY citing LIMIT 5
}
RETURN id, collect(citing) AS citedBy

// statement: create-records
UNWIND $rows AS row
CREATE (n:Record:$(row[0]))
SET n += row[1]
RETURN n.id AS id, elementId(n) AS element

// statement: correct-records
// The node stays, so that what refers to it still does. Everything that
// follows from the record is made anew.
UNWIND $rows AS row
MATCH (n) WHERE elementId(n) = row[0]
CALL (n) { MATCH (n)-[r]->() WHERE type(r) <> 'ISSUED' DELETE r }
CALL (n) { MATCH (n:Stake)<-[r:ISSUED]-() DELETE r }
CALL (n) {
// include parts-of
  DETACH DELETE p
}
WITH n, row, n.created AS created, n.recordedOn AS recordedOn
SET n = row[1], n.created = created, n.recordedOn = recordedOn

// statement: retract-records
// What it said stays in the journal; the graph keeps the id and the reason.
UNWIND $rows AS row
MATCH (n) WHERE elementId(n) = row[0]
CALL (n) { MATCH (n)-[r]->() WHERE type(r) <> 'ISSUED' DELETE r }
CALL (n) { MATCH (n:Stake)<-[r:ISSUED]-() DELETE r }
CALL (n) {
// include parts-of
  DETACH DELETE p
}
WITH n, row, n.created AS created, n.digest AS digest
REMOVE n:$(row[1])
SET n:Retracted, n = row[2], n.created = created, n.digest = digest

// part: parts-of
MATCH (n)<-[:NAMES|TEXT_OF|QUOTE_OF|VARIANT_OF|TARGET_OF|MEASURED_BY|ARCHIVES|SLIP_OF|STANDING_OF]-(p:Part)

// statement: create-parts
UNWIND $rows AS row
MATCH (n) WHERE elementId(n) = row[0]
CREATE (n)<-[:$(row[1]) {order: row[2]}]-(p:$(row[3]))
SET p += row[4]
WITH p, row
UNWIND row[5] AS edge
MATCH (m) WHERE elementId(m) = edge[0]
CREATE (p)-[r:$(edge[1])]->(m)
SET r += edge[2]

// statement: relate-records
UNWIND $rows AS row
MATCH (a) WHERE elementId(a) = row[0]
MATCH (b) WHERE elementId(b) = row[1]
CREATE (a)-[r:$(row[2])]->(b)
SET r += row[3]

// statement: create-change
CREATE (c:Change)
SET c = $change

// statement: create-versions
MATCH (c:Change {revision: $revision})
UNWIND $rows AS row
MATCH (n) WHERE elementId(n) = row[0]
CREATE (c)-[:MADE]->(v:Version)-[:VERSION_OF]->(n)
SET v += row[1]

// statement: version-in-force
// A record as the journal has it.
MATCH (n:Record {id: $id})
WHERE n.type <> 'Retracted'
MATCH (v:Version {id: n.id + '@' + toString(n.revision)})
RETURN n.recordKind AS kind, v.content AS content, n.revision AS revision

// statement: set-touched
// The promises that a change may have changed, for those who follow them. A
// change of very many does not list them.
MATCH (c:Change {revision: $revision})
SET c.promises = $ids

// statement: news
// What came after a revision, in order.
MATCH (c:Change)
WHERE c.revision > $since
WITH c ORDER BY c.revision LIMIT $limit
CALL (c) {
  UNWIND c.promises AS id
  MATCH (p:Record {id: id})
  OPTIONAL MATCH (p)-[:MADE_BY]->(s:Record)
  OPTIONAL MATCH (p)-[:MADE_FOR]->(f:Record)
  RETURN collect([p.id, coalesce(s.id, ''), coalesce(f.id, '')]) AS promises
}
RETURN c.revision AS revision, promises, c.promises IS NULL AS unlisted

// statement: news-unlisted
// The promises that a change may have changed, as its records stand now.
MATCH (:Change {revision: $revision})-[:MADE]->(:Version)-[:VERSION_OF]->(n:Record)
CALL (n) {
  WITH n WHERE n:Promise
  RETURN n AS p
  UNION
  MATCH (n)-[:BEARS_ON|RULES_ON]->(p:Promise)
  RETURN p
}
WITH DISTINCT p ORDER BY p.id LIMIT 100000
OPTIONAL MATCH (p)-[:MADE_BY]->(s:Record)
OPTIONAL MATCH (p)-[:MADE_FOR]->(f:Record)
RETURN collect([p.id, coalesce(s.id, ''), coalesce(f.id, '')]) AS promises

// statement: set-revision
MATCH (j:Journal {key: 'journal'})
SET j.revision = $revision, j.layout = $layout

// statement: records-in-force
// One page of the records of a kind as the journal has them, in order of ids.
MATCH (n:Record)
WHERE n.recordKind = $kind AND n.id > $after AND n.type <> 'Retracted'
WITH n ORDER BY n.id LIMIT $limit
MATCH (v:Version {id: n.id + '@' + toString(n.revision)})
RETURN n.id AS id, v.content AS content
ORDER BY id

// statement: record-count
MATCH (n:Record) RETURN count(n) AS records

// statement: ping
RETURN 1 AS pong

// statement: layout-state
OPTIONAL MATCH (j:Journal {key: 'journal'})
RETURN coalesce(j.layout, 0) AS layout, COUNT { MATCH (n:Record) } AS records, j.restoring AS restoring

// statement: set-layout
MATCH (j:Journal {key: 'journal'})
SET j.layout = $layout

// statement: layout-page
// The day a record was recorded is that of the first change that made it.
MATCH (n:Record)
WHERE n.id > $after AND n.type <> 'Retracted'
WITH n ORDER BY n.id LIMIT $limit
MATCH (v:Version {id: n.id + '@' + toString(n.revision)})
CALL (n) {
  MATCH (n)<-[:VERSION_OF]-(:Version)<-[:MADE]-(c:Change)
  RETURN left(c.at, 10) AS recordedOn ORDER BY c.revision LIMIT 1
}
SET n.recordedOn = coalesce(n.recordedOn, recordedOn), v.kind = n.recordKind
RETURN n.id AS id, n.recordKind AS kind, v.content AS content, n.revision AS revision, n.digest AS digest
ORDER BY id
