// Finding records by their words.

// edge: Query.search
// order: score DESC
// carry: score, match
// where kinds: m.recordKind IN $kinds
// The index gives candidates; how well they fit is decided by the words: the
// same words come before words that begin alike, those before similar ones,
// and names before what was said.
CALL db.index.fulltext.queryNodes('texts', $query, {limit: 300}) YIELD node AS t, score AS found
MATCH (t)-[:TEXT_OF|NAMES|QUOTE_OF|VARIANT_OF]->(x:Record)
WITH x, t, found, CASE
    WHEN t.key = $key THEN 'exact'
    WHEN all(token IN $tokens WHERE any(word IN split(t.folded, ' ') WHERE word STARTS WITH token)) THEN 'words'
    ELSE 'similar'
  END AS how
WITH x, t, how, found
    * CASE how WHEN 'exact' THEN 20.0 WHEN 'words' THEN 4.0 ELSE 1.0 END
    * CASE t.field WHEN 'name' THEN 2.0 WHEN 'alias' THEN 1.8 ELSE 0.6 END AS fit
ORDER BY fit DESC, t.id
WITH x AS m, max(fit) AS score, head(collect([t.field, t.text, t.lang, t.kind, how])) AS match

// fields: SearchEdge
score: score

// embed: SearchEdge.matched

// fields: Match
field: match[0]
text: match[1]
lang: match[2]
nameKind: match[3]
how: match[4]
