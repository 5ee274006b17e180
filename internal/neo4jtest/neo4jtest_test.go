package neo4jtest_test

import (
	"testing"

	"github.com/promisegraph/promisegraph/internal/neo4jtest"
)

func count(t *testing.T, db *neo4jtest.Handle, cypher string) int64 {
	t.Helper()
	return db.Run(t, cypher, nil)[0].Values[0].(int64)
}

func TestOpenWipesNodesAndOpenEmptyAlsoTheSchema(t *testing.T) {
	const nodes = "MATCH (n) RETURN count(n)"
	const constraints = "SHOW CONSTRAINTS YIELD name WHERE name = 'neo4jtest' RETURN count(*)"
	const indexes = "SHOW INDEXES YIELD type WHERE type <> 'LOOKUP' RETURN count(*)"
	t.Run("fill", func(t *testing.T) {
		db := neo4jtest.OpenEmpty(t)
		db.Run(t, "CREATE CONSTRAINT neo4jtest FOR (n:Neo4jTest) REQUIRE n.id IS UNIQUE", nil)
		db.Run(t, "CREATE (:Neo4jTest {id: 1})-[:KNOWS]->(:Neo4jTest {id: 2})", nil)
	})
	t.Run("open", func(t *testing.T) {
		db := neo4jtest.Open(t)
		if n := count(t, db, nodes); n != 0 {
			t.Errorf("%d nodes after Open", n)
		}
		if n := count(t, db, constraints); n != 1 {
			t.Error("Open dropped a constraint")
		}
	})
	t.Run("open empty", func(t *testing.T) {
		db := neo4jtest.OpenEmpty(t)
		if n := count(t, db, indexes); n != 0 {
			t.Errorf("%d indexes after OpenEmpty", n)
		}
	})
}
