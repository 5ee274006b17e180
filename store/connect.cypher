// How things are connected. Between parties lie the records that connect them:
// a stake, a post, a promise. A step leads from one record to the next.

// edge: Query.paths
// order: m.weight
// The shortest ways, and among those of one length the ones that do not run
// through hubs: each record on the way weighs more the more it is connected.
MATCH (x:Record {id: $from}), (y:Record {id: $to})
MATCH p = SHORTEST 100 (x) (()-[:HELD_BY|STAKE_IN|POST_AT|MADE_BY|MADE_FOR|RESTATES|NARROWS|REPLACES|BEARS_ON|STATED_BY|INVOLVES|GIVEN_BY|GIVEN_TO|ORDERED_BY|TOUCHES|RETURNED_BY|TOLD_BY|CITES|TRANSLATES|REPRINTS|REPORTS_ON|RULES_ON|RESTS_ON|HAS_MEMBER|SUCCEEDS]-(t:Record
  WHERE (t.id = $to OR t:Person OR t:Company OR t.recordKind IN $via) AND NOT t.id IN $avoid AND t.publicFrom <= $known)){1,12} (y)
WHERE length(p) <= $maxHops AND x <> y
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
