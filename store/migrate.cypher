// statement: migration-constraint
CREATE CONSTRAINT migration_number IF NOT EXISTS FOR (n:Migration) REQUIRE n.number IS UNIQUE

// statement: lock-migrations
// Servers that start together queue on this node.
MERGE (m:Migration {number: 0})
SET m.locked = true
WITH m
OPTIONAL MATCH (done:Migration) WHERE done.number > 0
RETURN collect(done.number) AS done

// statement: record-migration
CREATE (m:Migration {number: $number, name: $name, at: $at})

// statement: migrations-done
MATCH (m:Migration) WHERE m.number > 0
RETURN count(m) AS done

// statement: await-indexes
CALL db.awaitIndexes(120)
