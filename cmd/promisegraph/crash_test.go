package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/internal/neo4jlocal"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/store"
)

// people is a change set of many records that cite one source.
func people(name string, count int) journal.ChangeSet {
	source := &promise.Source{ID: name + "-source", Publisher: "Blick", Title: "Titel", Lang: "de", URL: "https://blick.example"}
	set := journal.ChangeSet{By: "test", Why: name, Entries: []journal.Entry{{Op: journal.Create, ID: source.ID, Record: source}}}
	for i := range count {
		p := &promise.Person{ID: fmt.Sprintf("%s-%d", name, i), Name: "Ann", Provenance: fact.Provenance{Sources: []string{source.ID}}}
		set.Entries = append(set.Entries, journal.Entry{Op: journal.Create, ID: p.ID, Record: p})
	}
	return set
}

const crowd = 1000

func init() {
	if uri := os.Getenv("PROMISEGRAPH_TEST_IMPORTER"); uri != "" {
		importAndHang(uri)
	}
}

// importAndHang is the process that is killed: it writes most of a set, says
// so, and goes no further.
func importAndHang(uri string) {
	s, err := store.Open(store.Config{URI: uri, Username: neo4jlocal.Username, Password: os.Getenv("PROMISEGRAPH_TEST_PASSWORD")})
	if err != nil {
		panic(err)
	}
	if os.Getenv("PROMISEGRAPH_TEST_STREAM") != "" {
		_, err = s.ApplyAll(context.Background(), 100, stream("stream"), nil, func(done store.Streamed) {
			if done.Sets == 3 {
				fmt.Println("written")
				select {}
			}
		})
		panic(err)
	}
	_, err = s.Apply(context.Background(), people("killed", crowd), func(done, all int) {
		if done > all/2 {
			fmt.Println("written")
			select {}
		}
	})
	panic(err)
}

// stream gives people part by part.
func stream(name string) func() (journal.ChangeSet, error) {
	parts := slices.Collect(slices.Chunk(people(name, crowd).Entries, 100))
	return func() (journal.ChangeSet, error) {
		if len(parts) == 0 {
			return journal.ChangeSet{}, io.EOF
		}
		part := journal.ChangeSet{By: "test", Why: name, Entries: parts[0]}
		parts = parts[1:]
		return part, nil
	}
}

// A server of its own that is killed and started again on the same data.
func TestNothingIsHalfWrittenWhenAProcessIsKilled(t *testing.T) {
	cache := os.Getenv("PROMISEGRAPH_CACHE_DIR")
	if cache == "" {
		cache = defaults()["cache_dir"]
	}
	options := neo4jlocal.Options{Dir: filepath.Join(t.TempDir(), "neo4j"), CacheDir: cache, JavaHome: os.Getenv("JAVA_HOME")}
	acquire := func() *neo4jlocal.Instance {
		t.Helper()
		server, err := neo4jlocal.Acquire(t.Context(), options)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := server.Release(); err != nil {
				t.Error(err)
			}
		})
		return server
	}
	kill := func() {
		t.Helper()
		status, err := neo4jlocal.Inspect(t.Context(), options)
		if err != nil || status.PID == 0 {
			t.Fatalf("%+v, %v", status, err)
		}
		if err := syscall.Kill(status.PID, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		for status.Running { // until the kernel has taken it away
			if status, err = neo4jlocal.Inspect(t.Context(), options); err != nil {
				t.Fatal(err)
			}
		}
	}
	server := acquire()
	open := func() *store.Store {
		t.Helper()
		s, err := store.Open(store.Config{URI: server.URI, Username: server.Username, Password: server.Password})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close(context.Background()) })
		return s
	}
	s := open()
	if _, err := s.Migrate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	records := func() (n int) {
		t.Helper()
		if err := s.Export(t.Context(), func(fact.Kind, []byte) error { n++; return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	apply := func(set journal.ChangeSet, want store.Applied) {
		t.Helper()
		if applied, err := s.Apply(t.Context(), set, nil); err != nil || applied != want {
			t.Fatalf("%s: %+v, %v; want %+v", set.Why, applied, err, want)
		}
	}
	const size = crowd + 1
	apply(people("first", 10), store.Applied{Revision: 1, Created: 11})

	// The importer dies with half of its set written.
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	importAndKill := func(env ...string) {
		t.Helper()
		importer := exec.Command(path)
		importer.Env = append(append(os.Environ(), "PROMISEGRAPH_TEST_IMPORTER="+server.URI, "PROMISEGRAPH_TEST_PASSWORD="+server.Password), env...)
		importer.Stderr = os.Stderr
		out, err := importer.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := importer.Start(); err != nil {
			t.Fatal(err)
		}
		said := make([]byte, len("written\n"))
		if _, err := io.ReadFull(out, said); err != nil {
			t.Fatalf("%q, %v", said, err)
		}
		if err := importer.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = importer.Wait()
	}
	importAndKill()
	if n := records(); n != 11 {
		t.Errorf("a killed importer left %d records of %d", n, 11)
	}
	apply(people("killed", crowd), store.Applied{Revision: 2, Created: size})

	// Neo4j dies with half of a set written, and comes back. The importer tries
	// again, or says that it could not: whichever, it is all or nothing.
	killed, importing := false, s
	applied, err := importing.Apply(t.Context(), people("second", crowd), func(done, all int) {
		if done > all/2 && !killed {
			killed = true
			kill()
			server = acquire()
			s = open()
			if n := records(); n != 11+size {
				t.Errorf("a killed Neo4j came back with %d records of %d", n, 11+size)
			}
		}
	})
	n, want := records(), store.Applied{Revision: 3, Created: size}
	switch {
	case !killed:
		t.Fatalf("%+v, %v without a kill", applied, err)
	case err == nil && applied == want && n == 11+2*size:
		want.Created, want.Unchanged = 0, size
	case errors.Is(err, store.ErrUnavailable) && n == 11+size:
	default:
		t.Errorf("a killed Neo4j has %d records, and the importer says %+v, %v", n, applied, err)
	}
	apply(people("second", crowd), want)
	apply(people("third", 10), store.Applied{Revision: 4, Created: 11})

	// A stream dies between two of its sets: they stay, and it goes on from there.
	n = records()
	importAndKill("PROMISEGRAPH_TEST_STREAM=1")
	if now := records(); now != n+300 {
		t.Errorf("a killed stream left %d records, want %d", now-n, 300)
	}
	done, err := s.ApplyAll(t.Context(), 100, stream("stream"), nil, nil)
	if err != nil || done.Unchanged != 300 || done.Created != size-300 || done.First != 8 {
		t.Errorf("going on: %+v, %v", done, err)
	}

	// Neo4j dies in the middle of a stream.
	n = records()
	killed = false
	broken, err := s.ApplyAll(t.Context(), 100, stream("broken"), nil, func(done store.Streamed) {
		if done.Sets == 4 && !killed {
			killed = true
			kill()
			server = acquire()
			s = open()
		}
	})
	if now := records(); now != n+broken.Created || !killed || err != nil && !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("a killed Neo4j has %d records more, and the stream says %+v, %v", now-n, broken, err)
	}
	done, err = s.ApplyAll(t.Context(), 100, stream("broken"), nil, nil)
	if err != nil || done.Unchanged != broken.Created || done.Created != size-broken.Created {
		t.Errorf("going on: %+v, %v", done, err)
	}
}
