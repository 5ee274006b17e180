package store_test

import (
	"errors"
	"slices"
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
