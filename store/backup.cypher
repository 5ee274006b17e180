// A backup is the journal with what lies beside the record. All else in the
// graph follows from it.

// statement: kept-accounts
MATCH (a:Account)
RETURN properties(a) AS props ORDER BY a.key

// statement: kept-tokens
// Sessions of browsers are left out: people sign in anew.
MATCH (t:Token)-[:ACTS_FOR]->(a:Account)
WHERE t.kind <> 'session'
RETURN a.key AS of, properties(t) AS props ORDER BY t.id

// statement: kept-proposals
MATCH (p:Proposal)
RETURN properties(p) AS props ORDER BY p.at, p.id

// statement: journal-changes
MATCH (c:Change)
WHERE c.revision > $since AND c.revision <= $upTo
RETURN properties(c) AS props ORDER BY c.revision LIMIT $limit

// statement: journal-versions
// The order is that of the index, so that nothing has to be sorted: rows come
// as they are read.
MATCH (c:Change)
WHERE c.revision > $since AND c.revision <= $upTo
MATCH (c)-[:MADE]->(v:Version)
RETURN v.revision AS revision, properties(v) AS props ORDER BY c.revision

// statement: changed-since
// The last version of each record up to a revision, and the operation of its
// last version before that: none when it was created since.
MATCH (c:Change)
WHERE c.revision > $since AND c.revision <= $upTo
MATCH (c)-[:MADE]->(v:Version)-[:VERSION_OF]->(n:Record)
WHERE NOT EXISTS { (n)<-[:VERSION_OF]-(w:Version) WHERE w.revision > v.revision AND w.revision <= $upTo }
CALL (n) {
  OPTIONAL MATCH (n)<-[:VERSION_OF]-(w:Version) WHERE w.revision <= $since
  WITH w ORDER BY w.revision DESC LIMIT 1
  RETURN w.op AS was
}
RETURN v.record AS id, v.kind AS kind, v.op AS op, v.content AS content, v.reason AS reason, was ORDER BY c.revision

// statement: what-is-there
// Whatever a backup would bring, and how far one has come.
OPTIONAL MATCH (j:Journal {key: 'journal'})
RETURN j.restoring AS restoring, coalesce(j.revision, 0) AS revision,
       COUNT { MATCH (:Record) } AS records, COUNT { MATCH (:Change) } AS changes, COUNT { MATCH (:Account) } AS accounts,
       COUNT { MATCH (:Proposal) } AS proposals

// statement: begin-restoring
MATCH (j:Journal {key: 'journal'})
SET j.restoring = $checksum

// statement: end-restoring
MATCH (j:Journal {key: 'journal'})
REMOVE j.restoring

// statement: restore-accounts
UNWIND $rows AS row
CREATE (a:Account)
SET a = row[1]

// statement: restore-tokens
UNWIND $rows AS row
MATCH (a:Account {key: row[0]})
CREATE (t:Token)-[:ACTS_FOR]->(a)
SET t = row[1]

// statement: restore-proposals
UNWIND $rows AS row
CREATE (p:Proposal)
SET p = row[1]

// statement: kept-counts
// What a backup holds, counted in the database.
RETURN COUNT { MATCH (:Account) } AS account, COUNT { MATCH (t:Token) WHERE t.kind <> 'session' } AS token, COUNT { MATCH (:Proposal) } AS proposal,
       COUNT { MATCH (:Change) } AS change, COUNT { MATCH (:Version) } AS version
