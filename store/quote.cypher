// Quotes by the source in which they were read.

// statement: source-exists
MATCH (:Record:Source {id: $source}) RETURN count(*) AS sources

// statement: quotes-in
// One page, in order of ids. Only promises have a main quote.
MATCH (:Record:Source {id: $source})<-[:READ_IN]-(q:Quote)
WHERE q.id > $after
WITH q ORDER BY q.id LIMIT $limit
MATCH (q)-[tie:QUOTE_OF|VARIANT_OF]->(o:Record)
RETURN q.id AS id, o.id AS record, o.recordKind AS kind, type(tie) AS tie, q.order AS number, q.text AS text, q.lang AS lang
ORDER BY id
