// What lies around the records of a change set, for warnings about it.

// statement: surroundings
CALL () {
  UNWIND $addresses AS row
  CALL (row) {
    MATCH (s:Source) WHERE s.urlKey IN row[1]
    RETURN s
    UNION
    MATCH (a:Archive)-[:ARCHIVES]->(s:Source) WHERE a.urlKey IN row[1]
    RETURN s
  }
  WITH row, s WHERE s.id <> row[0]
  WITH DISTINCT row[0] AS id, s.id AS other ORDER BY id, other LIMIT 1000
  RETURN collect([id, other]) AS addresses
}
CALL () {
  UNWIND $names AS row
  CALL (row) {
    CALL db.index.fulltext.queryNodes('texts', row[3], {limit: 50}) YIELD node AS t, score
    WHERE t.field IN ['name', 'alias'] AND NOT coalesce(t.kind, '') IN ['given', 'family']
    MATCH (t)-[:TEXT_OF|NAMES]->(x:Record)
    WHERE x.id <> row[0] AND x.recordKind = row[1]
    RETURN x.id AS other, t.text AS name ORDER BY score DESC, t.id LIMIT 20
  }
  WITH row, other, name LIMIT 2000
  RETURN collect([row[0], row[2], other, name]) AS names
}
CALL () {
  UNWIND $promises AS row
  CALL (row) {
    MATCH (:Record {id: row[1]})<-[:MADE_BY]-(p:Promise)-[:MADE_FOR]->(:Record {id: row[2]})
    WHERE p.id <> row[0]
    WITH p ORDER BY p.madeOnFirst DESC, p.id LIMIT 300
    MATCH (v:Version {id: p.id + '@' + toString(p.revision)})
    RETURN p.id AS other, v.content AS content
  }
  WITH row, other, content ORDER BY other LIMIT 10000
  RETURN collect([row[0], content]) AS statements
}
CALL () {
  UNWIND $bearsOn AS id
  MATCH (p:Record:Promise {id: id})
  MATCH (v:Version {id: p.id + '@' + toString(p.revision)})
  RETURN collect(v.content) AS promises
}
CALL () {
  UNWIND $sources AS id
  MATCH (:Record {id: id})-[:TRANSLATES|REPRINTS|REPORTS_ON*0..8]->(s:Source)
  WITH DISTINCT s ORDER BY s.id LIMIT 2000
  MATCH (v:Version {id: s.id + '@' + toString(s.revision)})
  RETURN collect(v.content) AS sources
}
CALL () {
  UNWIND $companies AS id
  MATCH (:Record {id: id})-[:ISSUED]->(s:Stake)
  WITH DISTINCT s ORDER BY s.id LIMIT 5000
  MATCH (v:Version {id: s.id + '@' + toString(s.revision)})
  RETURN collect(v.content) AS stakes
}
RETURN addresses, names, statements, promises, sources, stakes
