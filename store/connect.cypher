// How things are connected. Between parties lie the records that connect them:
// a stake, a post, a promise. A step leads from one record to the next.

// part: ways
// What the kinds on the way can be tied by, and no more.
CALL (x, y, passed) {
  WITH x, y, passed
  WHERE none(kind IN $via WHERE kind IN ['event', 'evidence', 'source', 'ruling'])
  MATCH p = allShortestPaths((x)-[:HELD_BY|STAKE_IN|POST_AT|MADE_BY|MADE_FOR|RESTATES|NARROWS|REPLACES|HAS_MEMBER|SUCCEEDS*..12]-(y))
  WHERE all(t IN nodes(p) WHERE t = x OR t.publicFrom <= $known AND NOT t.id IN $avoid AND (t = y OR t:Person OR t:Company OR t.recordKind IN $via) AND NOT t IN passed)
  RETURN p
  UNION
  WITH x, y, passed
  WHERE 'event' IN $via AND none(kind IN $via WHERE kind IN ['evidence', 'source', 'ruling'])
  MATCH p = allShortestPaths((x)-[:HELD_BY|STAKE_IN|POST_AT|MADE_BY|MADE_FOR|RESTATES|NARROWS|REPLACES|HAS_MEMBER|SUCCEEDS|INVOLVES|GIVEN_BY|GIVEN_TO|ORDERED_BY|TOUCHES|RETURNED_BY*..12]-(y))
  WHERE all(t IN nodes(p) WHERE t = x OR t.publicFrom <= $known AND NOT t.id IN $avoid AND (t = y OR t:Person OR t:Company OR t.recordKind IN $via) AND NOT t IN passed)
  RETURN p
  UNION
  WITH x, y, passed
  WHERE any(kind IN $via WHERE kind IN ['evidence', 'source', 'ruling'])
  MATCH p = allShortestPaths((x)-[:HELD_BY|STAKE_IN|POST_AT|MADE_BY|MADE_FOR|RESTATES|NARROWS|REPLACES|HAS_MEMBER|SUCCEEDS|INVOLVES|GIVEN_BY|GIVEN_TO|ORDERED_BY|TOUCHES|RETURNED_BY|BEARS_ON|STATED_BY|TOLD_BY|CITES|TRANSLATES|REPRINTS|REPORTS_ON|RULES_ON|RESTS_ON*..12]-(y))
  WHERE all(t IN nodes(p) WHERE t = x OR t.publicFrom <= $known AND NOT t.id IN $avoid AND (t = y OR t:Person OR t:Company OR t.recordKind IN $via) AND NOT t IN passed)
  RETURN p
}
WITH p
WHERE length(p) <= $maxHops
WITH p LIMIT 100

// edge: Query.paths
// order: m.weight
// The shortest ways and, while these are fewer than asked for, the shortest of
// those that share no record with them, twice. Ways that do not run through
// hubs come first: each record on the way weighs more the more it is connected.
// A search from both ends visits a hundredth of what one for the k shortest
// ways would. Without sources and what they tell, most relations of a hub lead
// nowhere and are not followed.
MATCH (x:Record {id: $from}), (y:Record {id: $to})
WHERE x <> y
CALL (x, y) {
  WITH x, y, [] AS passed
// include ways
  RETURN collect(p) AS nearest
}
CALL (x, y, nearest) {
  WITH x, y, nearest, reduce(all = [], p IN nearest | all + nodes(p)[1..-1]) AS passed
  WHERE 0 < size(nearest) < $most
// include ways
  RETURN collect(p) AS near
}
CALL (x, y, nearest, near) {
  WITH x, y, nearest, near, reduce(all = [], p IN nearest + near | all + nodes(p)[1..-1]) AS passed
  WHERE 0 < size(near) AND size(nearest) + size(near) < $most
// include ways
  RETURN collect(p) AS far
}
UNWIND nearest + near + far AS p
WITH p, [record IN nodes(p) | record.id] AS ids, reduce(sum = 0.0, record IN nodes(p)[1..-1] | sum + 1 + log10(1 + COUNT { (record)--() }) / 4) AS weight
WITH {id: reduce(path = '', id IN ids | path + id + ' '), weight: weight, length: length(p),
  steps: [i IN range(0, size(ids) - 1) | {id: ids[i], order: i, record: nodes(p)[i], relation: CASE WHEN i = 0 THEN null ELSE type(relationships(p)[i - 1]) END,
    forward: CASE WHEN i = 0 THEN null ELSE startNode(relationships(p)[i - 1]) = nodes(p)[i - 1] END}]} AS m

// fields: Path
length: n.length
weight: n.weight

// edge: Path.steps
// order: m.order
UNWIND n.steps AS t
WITH t AS m

// fields: PathStep
relation: n.relation
forward: n.forward

// edge: PathStep.record
WITH n.record AS m

// edge: Query.neighbourhood
// What lies within a few steps, nearest first, and how it hangs together.
MATCH (x:Record {id: $of})
WHERE x.publicFrom <= $known
CALL (x) {
  MATCH p = ANY SHORTEST (x) (()-[:HELD_BY|STAKE_IN|POST_AT|MADE_BY|MADE_FOR|RESTATES|NARROWS|REPLACES|BEARS_ON|STATED_BY|INVOLVES|GIVEN_BY|GIVEN_TO|ORDERED_BY|TOUCHES|RETURNED_BY|TOLD_BY|CITES|TRANSLATES|REPRINTS|REPORTS_ON|RULES_ON|RESTS_ON|HAS_MEMBER|SUCCEEDS]-(t:Record
    WHERE (t:Person OR t:Company OR t.recordKind IN $via) AND t.publicFrom <= $known)){0,4} (y:Record)
  WHERE length(p) <= $depth
  WITH y, length(p) AS distance
  ORDER BY distance, y.id
  LIMIT $limit + 1
  RETURN collect(y) AS found
}
WITH found[..$limit] AS nodes, size(found) > $limit AS cut
CALL (nodes) {
  UNWIND nodes AS a
  MATCH (a)-[rel:HELD_BY|STAKE_IN|POST_AT|MADE_BY|MADE_FOR|RESTATES|NARROWS|REPLACES|BEARS_ON|STATED_BY|INVOLVES|GIVEN_BY|GIVEN_TO|ORDERED_BY|TOUCHES|RETURNED_BY|TOLD_BY|CITES|TRANSLATES|REPRINTS|REPORTS_ON|RULES_ON|RESTS_ON|HAS_MEMBER|SUCCEEDS]->(b:Record)
  WHERE b IN nodes
  RETURN collect({id: a.id + ' ' + type(rel) + ' ' + b.id, source: a.id, target: b.id, relation: type(rel)}) AS edges
}
WITH {id: $of, nodes: nodes, edges: edges, cut: cut} AS m

// fields: Neighbourhood
cut: n.cut

// edge: Neighbourhood.records
// order: m.id
UNWIND n.nodes AS t
WITH t AS m

// edge: Neighbourhood.links
// order: m.id
UNWIND n.edges AS t
WITH t AS m

// fields: Link
source: n.source
target: n.target
relation: n.relation
