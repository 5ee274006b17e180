// Counting promises by what became of them.

// edge: Query.scoreboard
// order: m.total DESC
// A group is a map: its key, and for each status how many promises and which.
MATCH (m:Promise)<-[:STANDING_OF]-(t:Standing)
WHERE t.from <= $day AND t.until > $day AND m.kind = 'promise'
MATCH (m)-[:MADE_BY]->(x:Record)
MATCH (m)-[:MADE_FOR]->(y:Company)
UNWIND CASE $groupBy
  WHEN 'speaker' THEN [x.id]
  WHEN 'company' THEN [y.id]
  WHEN 'year' THEN [left(m.madeOnFirst, 4)]
  ELSE COLLECT { MATCH (m)<-[:TARGET_OF]-(target) RETURN DISTINCT target.metric }
END AS key
WITH m, t, key
// then
WITH key, t.status AS status, m ORDER BY key, status, m.madeOnFirst DESC, m.id
WITH key, status, collect(m) AS promises
WITH key, sum(size(promises)) AS total, collect({id: status, count: size(promises), promises: promises[..100]}) AS counts
WITH {id: key, total: total, counts: counts} AS m

// fields: Score
key: n.id
total: n.total
open: reduce(sum = 0, c IN n.counts | sum + CASE WHEN c.id IN ['not_yet_rated', 'in_progress', 'stalled', 'due'] THEN c.count ELSE 0 END)
closed: reduce(sum = 0, c IN n.counts | sum + CASE WHEN c.id IN ['not_yet_rated', 'in_progress', 'stalled', 'due'] THEN 0 ELSE c.count END)

// edge: Score.party
MATCH (m:Record {id: n.id})

// edge: Score.counts
// order: m.count DESC
UNWIND n.counts AS x
WITH x AS m

// fields: StatusCount
status: n.id
count: n.count

// edge: StatusCount.promises
// order: m.madeOnFirst DESC
UNWIND n.promises AS x
WITH x AS m

// embed: Score.keptRate
// present: reduce(sum = 0, c IN n.counts | sum + CASE WHEN c.id IN ['kept', 'kept_late', 'partly_kept', 'not_kept', 'abandoned'] THEN c.count ELSE 0 END) >= 6

// fields: KeptRate
kept: reduce(sum = 0, c IN n.counts | sum + CASE WHEN c.id = 'kept' THEN c.count ELSE 0 END)
of: reduce(sum = 0, c IN n.counts | sum + CASE WHEN c.id IN ['kept', 'kept_late', 'partly_kept', 'not_kept', 'abandoned'] THEN c.count ELSE 0 END)

// edge: Query.timeline
// order: TimelineOrder.TIME ASC
// where kinds: m.recordKind IN $kinds
// where from: m.timeLast >= $from.first
// where to: (m.timeFirst <> '' AND m.timeFirst <= $to.last)
// What a party or promise has to do with directly, and what bears on its promises.
MATCH (t:Record {id: $of})
CALL (t) {
  WITH t WHERE t:Promise
  RETURN t AS x
  UNION
  MATCH (t)<-[:MADE_BY|MADE_FOR|STATED_BY|INVOLVES|GIVEN_BY|GIVEN_TO|ORDERED_BY|HELD_BY|STAKE_IN|POST_AT|BEARS_ON|RULES_ON|TOUCHES|RETURNED_BY|RESTATES|NARROWS|REPLACES]-(x:Record)
  RETURN x
  UNION
  MATCH (t)<-[:MADE_BY|MADE_FOR]-(:Promise)<-[:BEARS_ON|RULES_ON|TOUCHES]-(x:Record)
  RETURN DISTINCT x
}
WITH DISTINCT x AS m

// orders: TimelineOrder
TIME: m.timeFirst

// fields: TimelineEdge
on: n.timeOn
