// Conflicts of interest: what they are computed from.

// part: conflict-events
// Promises in question, their companies, and events in which these gave something.
MATCH (x:Record {id: $of})
CALL (x) {
  WITH x WHERE x:Promise
  MATCH (x)-[:MADE_FOR]->(c:Company)
  RETURN x AS p, c
  UNION
  WITH x WHERE x:Person
  MATCH (x)<-[:MADE_BY]-(p:Promise)-[:MADE_FOR]->(c:Company)
  RETURN p, c
  UNION
  WITH x WHERE x:Company
  MATCH (x)<-[:MADE_FOR]-(p:Promise)
  RETURN p, x AS c
}
MATCH (c)<-[:GIVEN_BY]-(ev:Event)
WHERE ev.publicFrom <= $known AND p.publicFrom <= $known

// part: conflict-companies
// The companies that gave and got, and those they hold stakes in.
// include conflict-events
MATCH (ev)-[:GIVEN_BY|GIVEN_TO]->(k:Company)
CALL (k) {
  RETURN k AS x
  UNION
  MATCH (k)<-[:HELD_BY]-(:Stake)<-[:ISSUED]-(x:Company)
  RETURN x
}
WITH DISTINCT x

// edge: Query.conflicts#events
// order: m.id
// include conflict-events
WITH DISTINCT ev AS t
// include version

// edge: Query.conflicts#promises
// order: m.id
// include conflict-events
WITH DISTINCT p AS t
// include version

// edge: Query.conflicts#stakes
// order: m.id
// include conflict-companies
MATCH (x)-[:ISSUED|HELD_BY*1..60]->(t:Stake)
WHERE t.publicFrom <= $known
WITH DISTINCT t
// include version

// edge: Query.conflicts#positions
// order: m.id
// include conflict-events
MATCH (p)-[:MADE_BY]->(:Person)<-[:HELD_BY]-(t:Position)-[:POST_AT]->(:Company)<-[:GIVEN_BY|GIVEN_TO]-(ev)
WITH DISTINCT t
// include version

// edge: Query.conflicts#evidence
// order: m.id
// include conflict-events
MATCH (ev)-[:TOLD_BY]->(t:Evidence)
WHERE t.publicFrom <= $known
WITH DISTINCT t
// include version

// edge: Query.conflicts#sources
// order: m.id
// include conflict-events
MATCH (ev)-[:TOLD_BY]->(:Evidence)-[:CITES]->(:Source)-[:TRANSLATES|REPRINTS|REPORTS_ON]->{0,16}(t:Source)
WHERE t.publicFrom <= $known
WITH DISTINCT t
// include version

// edge: Query.conflicts#happenings
// order: m.id
// include conflict-events
WITH DISTINCT ev AS m

// edge: Query.conflicts#pledges
// order: m.id
// include conflict-events
WITH DISTINCT p AS m

// edge: Query.conflicts#posts
// order: m.id
// include conflict-events
MATCH (p)-[:MADE_BY]->(:Person)<-[:HELD_BY]-(t:Position)-[:POST_AT]->(:Company)<-[:GIVEN_BY|GIVEN_TO]-(ev)
WITH DISTINCT t AS m

// edge: Query.conflicts#findings
// order: m.id
// include conflict-events
MATCH (ev)-[:TOLD_BY]->(t:Evidence)
WHERE t.publicFrom <= $known
WITH DISTINCT t AS m

// edge: Query.conflicts#companies
// order: m.id
// include conflict-companies
WITH x AS m

// edge: Query.conflicts#parties
// order: m.id
// include conflict-companies
MATCH (x)-[:ISSUED|HELD_BY*0..60]->(t:Record)
WHERE t:Person OR t:Company
WITH DISTINCT t AS m

// edge: Query.conflicts#speakers
// order: m.id
// include conflict-events
MATCH (p)-[:MADE_BY]->(t:Record)
WITH DISTINCT t AS m

// edge: Query.conflicts#records
// order: m.id
// include conflict-companies
MATCH (x)-[:ISSUED|HELD_BY*1..60]->(t:Stake)
WHERE t.publicFrom <= $known
WITH DISTINCT t AS m
