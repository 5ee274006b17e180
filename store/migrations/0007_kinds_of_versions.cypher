// Versions that were withdrawn or replaced before versions told their kind lack it.
MATCH (v:Version)-[:VERSION_OF]->(n:Record)
WHERE v.kind IS NULL
SET v.kind = n.recordKind;
