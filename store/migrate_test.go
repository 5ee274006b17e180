package store_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/promisegraph/promisegraph/internal/neo4jtest"
	"github.com/promisegraph/promisegraph/store"
)

func TestMigrate(t *testing.T) {
	db := neo4jtest.OpenEmpty(t)
	l := ledger{db, openStore(t, db)}
	if err := l.Migrated(t.Context()); !errors.Is(err, store.ErrNotMigrated) {
		t.Errorf("before: %v", err)
	}
	all, err := store.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	const servers = 8
	taken := make([][]int, servers)
	var wg sync.WaitGroup
	for i := range servers {
		s := openStore(t, db)
		wg.Go(func() {
			var err error
			if taken[i], err = s.Migrate(t.Context(), nil); err != nil {
				t.Errorf("server %d: %v", i, err)
			}
			if err := s.Migrated(t.Context()); err != nil {
				t.Errorf("server %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	steps := slices.Concat(taken...)
	slices.Sort(steps)
	for i, m := range all {
		if i >= len(steps) || steps[i] != m.Number {
			t.Fatalf("the servers took the steps %v", taken)
		}
	}
	if len(steps) != len(all) {
		t.Errorf("the servers took the steps %v", taken)
	}
	if again, err := l.Migrate(t.Context(), nil); err != nil || len(again) != 0 {
		t.Errorf("again: %v, %v", again, err)
	}
	if n := l.value(t, "MATCH (m:Migration) RETURN count(m)"); n != int64(len(all)+1) {
		t.Errorf("%v migrations are recorded", n)
	}
	for _, r := range l.Run(t, "SHOW INDEXES YIELD name, state WHERE state <> 'ONLINE' RETURN name, state", nil) {
		t.Errorf("index %v", r.Values)
	}
	for _, name := range []string{"record_id", "version_id", "change_revision", "change_digest", "journal_key", "migration_number", "account_key", "account_subject", "token_id"} {
		if len(l.Run(t, "SHOW CONSTRAINTS YIELD name WHERE name = $name RETURN name", map[string]any{"name": name})) != 1 {
			t.Errorf("there is no constraint %s", name)
		}
	}
	// What an interrupted step left behind does not stop it from being taken again.
	l.Run(t, "MATCH (m:Migration) WHERE m.number > 0 DELETE m", nil)
	if again, err := l.Migrate(t.Context(), nil); err != nil || len(again) != len(all) {
		t.Errorf("after an interruption: %v, %v", again, err)
	}
}

// first fills a database with what the first schema's program wrote:
// testdata/first.jsonl.gz has its nodes and relationships after three change
// sets, which created, corrected and retracted.
func (l ledger) first(t *testing.T) {
	t.Helper()
	schema, err := os.ReadFile("migrations/0001_schema.cypher")
	if err != nil {
		t.Fatal(err)
	}
	var statements []string
	for line := range strings.Lines(string(schema)) {
		if !strings.HasPrefix(line, "//") {
			statements = append(statements, strings.TrimSuffix(strings.TrimSpace(line), ";"))
		}
	}
	for _, statement := range statements {
		l.Run(t, statement, nil)
	}
	file, err := os.Open("testdata/first.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	zip, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var nodes, edges []any
	lines := json.NewDecoder(zip)
	lines.UseNumber()
	for lines.More() {
		var row map[string]any
		if err := lines.Decode(&row); err != nil {
			t.Fatal(err)
		}
		for name, value := range row {
			row[name] = whole(value)
		}
		if row["type"] == nil {
			row["place"] = int64(len(nodes))
			nodes = append(nodes, row)
		} else {
			edges = append(edges, row)
		}
	}
	l.Run(t, `UNWIND $rows AS row CREATE (n:$(row.labels)) SET n = row.props, n.place = row.place`, map[string]any{"rows": nodes})
	l.Run(t, `MATCH (n) WITH collect([n.place, n]) AS all
WITH COLLECT { UNWIND all AS pair WITH pair ORDER BY pair[0] RETURN pair[1] } AS nodes
UNWIND $rows AS row
WITH nodes[row.from] AS a, nodes[row.to] AS b, row
CREATE (a)-[r:$(row.type)]->(b) SET r = row.props`, map[string]any{"rows": edges})
	l.Run(t, "MATCH (n) REMOVE n.place", nil)
}

// whole turns numbers of JSON into those of the database.
func whole(value any) any {
	switch v := value.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	case map[string]any:
		for name, one := range v {
			v[name] = whole(one)
		}
	case []any:
		for i, one := range v {
			v[i] = whole(one)
		}
	}
	return value
}

// A database that the first schema's program filled is brought up to date by
// all steps since, and ends as if this program had written it.
func TestADatabaseOfTheFirstSchema(t *testing.T) {
	db := neo4jtest.OpenEmpty(t)
	l := ledger{db, openStore(t, db)}
	l.first(t)
	if err := l.Migrated(t.Context()); !errors.Is(err, store.ErrNotMigrated) {
		t.Errorf("before: %v", err)
	}
	all, err := store.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	taken, err := l.Migrate(t.Context(), nil)
	if err != nil || len(taken) != len(all)-1 || taken[0] != 2 {
		t.Fatalf("steps %v, %v", taken, err)
	}
	if err := l.Migrated(t.Context()); err != nil {
		t.Error(err)
	}
	records := map[string]bool{}
	for _, r := range l.Run(t, "MATCH (v:Version) RETURN v.record, v.kind IS NOT NULL", nil) {
		id, _ := r.Values[0].(string)
		records[id] = true
		if r.Values[1] != true {
			t.Errorf("a version of %s has no kind", id)
		}
	}
	if len(records) != 169 || l.revision(t) != 3 {
		t.Errorf("%d records at revision %d", len(records), l.revision(t))
	}
	// Earlier changes do not list the promises that they touched: who follows them finds those by the records.
	graph := func() string { return l.lines(t, "NOT n:Migration", []string{"promises"}) }
	had, export := graph(), l.export(t, "jsonl")
	var file bytes.Buffer
	if _, _, err := l.Backup(t.Context(), &file, nil); err != nil {
		t.Fatal(err)
	}
	l.Wipe(t)
	if _, _, err := l.Restore(t.Context(), reading(file.Bytes()), nil); err != nil {
		t.Fatal(err)
	}
	sameLines(t, "the migrated database", had, graph())
	if !bytes.Equal(l.export(t, "jsonl"), export) {
		t.Error("the exports differ")
	}
	if applied := l.apply(t, creates(source("next"))); applied.Revision != 4 {
		t.Errorf("the next change: %+v", applied)
	}
}
