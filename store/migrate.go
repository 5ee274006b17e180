package store

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// Migration is one numbered step of the schema.
type Migration struct {
	// Number orders the steps, from 1 without gaps.
	Number int
	// Name says what it is about.
	Name string
	// statements are run one by one; each can be run again without harm.
	statements []string
}

// Migrations lists all steps in order.
func Migrations() ([]Migration, error) {
	entries, err := migrationFiles.ReadDir("migrations")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	var all []Migration
	for i, e := range entries {
		digits, name, ok := strings.Cut(strings.TrimSuffix(e.Name(), ".cypher"), "_")
		number, err := strconv.Atoi(digits)
		if !ok || err != nil || number != i+1 {
			return nil, fmt.Errorf("migration %s: want a name like %04d_what.cypher", e.Name(), i+1)
		}
		text, err := migrationFiles.ReadFile(path.Join("migrations", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		all = append(all, Migration{Number: number, Name: name, statements: splitStatements(string(text))})
	}
	return all, nil
}

// splitStatements splits at semicolons that end a line and drops comments.
func splitStatements(text string) []string {
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), "//") {
			lines = append(lines, line)
		}
	}
	var out []string
	for _, s := range strings.Split(strings.Join(lines, "\n")+"\n", ";\n") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Migrate brings the schema up to date and returns the numbers of the steps
// it took. Several servers may call it at once: they queue, and each step is
// taken once. When records stand in the graph as an earlier version laid them
// out, it lays them out anew, of which progress is told.
func (s *Store) Migrate(ctx context.Context, progress Progress) ([]int, error) {
	if progress == nil {
		progress = func(int, int) {}
	}
	all, err := Migrations()
	if err != nil {
		return nil, err
	}
	if err := s.schema(ctx, s.fragments.statement("migration-constraint")); err != nil {
		return nil, fmt.Errorf("prepare migrations: %w", err)
	}
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer session.Close(ctx) //nolint:errcheck // the transaction has ended by then
	// The transaction holds the lock while the steps run beside it: schema and
	// data cannot change in one transaction.
	taken, err := neo4j.ExecuteWrite(ctx, session, func(tx neo4j.ManagedTransaction) ([]int, error) {
		done, err := s.lockMigrations(ctx, tx)
		if err != nil {
			return nil, err
		}
		var taken []int
		for _, m := range all {
			if slices.Contains(done, int64(m.Number)) {
				continue
			}
			for _, statement := range m.statements {
				if err := s.schema(ctx, statement); err != nil {
					return nil, fmt.Errorf("migration %d (%s): %w", m.Number, m.Name, err)
				}
			}
			params := map[string]any{"number": int64(m.Number), "name": m.Name, "at": s.now().UTC().Format(time.RFC3339)}
			if _, err := tx.Run(ctx, s.fragments.statement("record-migration"), params); err != nil {
				return nil, fmt.Errorf("record migration %d: %w", m.Number, err)
			}
			taken = append(taken, m.Number)
		}
		return taken, nil
	})
	if err != nil {
		return nil, unavailable(ctx, err)
	}
	if err := s.schema(ctx, s.fragments.statement("await-indexes")); err != nil {
		return nil, fmt.Errorf("wait for indexes: %w", err)
	}
	return taken, s.relay(ctx, progress)
}

func (s *Store) lockMigrations(ctx context.Context, tx neo4j.ManagedTransaction) ([]int64, error) {
	result, err := tx.Run(ctx, s.fragments.statement("lock-migrations"), nil)
	if err != nil {
		return nil, fmt.Errorf("lock migrations: %w", err)
	}
	record, err := result.Single(ctx)
	if err != nil {
		return nil, fmt.Errorf("lock migrations: %w", err)
	}
	var done []int64
	list, _ := record.Values[0].([]any)
	for _, n := range list {
		if number, ok := n.(int64); ok {
			done = append(done, number)
		}
	}
	return done, nil
}

// schema runs a statement that changes the schema. Such statements can fail
// for a moment when two servers run them at once, so they are tried again.
func (s *Store) schema(ctx context.Context, statement string) error {
	session := s.session(ctx, neo4j.AccessModeWrite)
	defer session.Close(ctx) //nolint:errcheck // the transaction has ended by then
	_, err := neo4j.ExecuteWrite(ctx, session, func(tx neo4j.ManagedTransaction) (any, error) {
		result, err := tx.Run(ctx, statement, nil)
		if err != nil {
			return nil, err
		}
		return result.Consume(ctx)
	})
	return unavailable(ctx, err)
}

// Migrated returns ErrNotMigrated unless every step of this version was taken
// and the records stand in the graph as it lays them out, and ErrRestoring
// while a backup has been restored in part only.
func (s *Store) Migrated(ctx context.Context) error {
	all, err := Migrations()
	if err != nil {
		return err
	}
	records, err := s.run(ctx, neo4j.AccessModeRead, s.fragments.statement("migrations-done"), nil)
	if err != nil {
		return fmt.Errorf("check migrations: %w", err)
	}
	if done, _, err := neo4j.GetRecordValue[int64](records[0], "done"); err != nil || done < int64(len(all)) {
		return ErrNotMigrated
	}
	state, err := s.layoutState(ctx)
	switch {
	case err != nil:
		return err
	case !state.current:
		return ErrNotMigrated
	case state.restoring:
		return ErrRestoring
	}
	return nil
}
