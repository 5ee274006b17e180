package neo4jlocal

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/promisegraph/promisegraph/internal/filelock"
)

// archivePath is Java's archive of the server's loaded classes. With it a start takes about half the time. Java only
// accepts an archive made by the same Java from the same jars.
func archivePath(o Options, j java) string {
	return filepath.Join(serverDir(o), "classes-java-"+j.version+".jsa")
}

func archiveFlags(o Options, j java) []string {
	path := archivePath(o, j)
	if _, err := os.Stat(path); err != nil {
		return nil
	}
	return []string{"-XX:SharedArchiveFile=" + path, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"}
}

// train makes the class archive, once per Java, beside the caller's work with the first server. A caller who ends earlier
// waits for the rest of it, unless ctx ends: then the next command tries again. Without an archive everything works, so no
// failure is reported as an error.
func train(ctx context.Context, o Options) (wait func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := makeArchive(ctx, o); err != nil && ctx.Err() == nil {
			o.Log.Debug("no class archive, starts stay slower", "error", err)
		}
	}()
	return func() {
		<-done
		cancel()
	}
}

// typical loads the classes of what every command does soon: constraints, full-text indexes, merging and reading.
var typical = []string{
	"CREATE CONSTRAINT training IF NOT EXISTS FOR (n:Training) REQUIRE n.id IS UNIQUE",
	"CREATE FULLTEXT INDEX trainingText IF NOT EXISTS FOR (n:Training) ON EACH [n.text]",
	"CALL db.awaitIndexes(30)",
	"UNWIND range(1, 20) AS i MERGE (n:Training {id: toString(i)}) SET n.text = 'text ' + i WITH n MATCH (m:Training {id: '1'}) MERGE (n)-[:KNOWS]->(m)",
	"MATCH (n:Training) CALL (n) { MATCH (n)-[:KNOWS]->(m) WITH m ORDER BY m.id LIMIT 3 RETURN collect([m.id, m.text]) AS ms } RETURN n.id, ms, COUNT { (n)<-[:KNOWS]-() } ORDER BY n.id LIMIT 5",
	"CALL db.index.fulltext.queryNodes('trainingText', 'text', {limit: 5}) YIELD node, score RETURN node.id, score",
}

func makeArchive(ctx context.Context, o Options) error {
	j, err := findJava(o)
	if err != nil {
		return err
	}
	path := archivePath(o, j)
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	lock, err := filelock.Try(path + ".lock")
	if errors.Is(err, filelock.ErrHeld) {
		return nil // another command is at it
	}
	if err != nil {
		return err
	}
	defer func() { _ = lock.Release() }()

	o.Log.Info("making a class archive in the background, so that later starts are faster (once, about 20 s)")
	began := time.Now()
	tmp := path + ".tmp"
	defer func() { _ = os.Remove(tmp) }()
	o.Port, o.HeapMB, o.PageCacheMB = 0, 256, 32
	i, s, err := throwaway(ctx, o, append([]string{"-XX:ArchiveClassesAtExit=" + tmp}, quickStart...))
	if err != nil {
		return err
	}
	defer func() { _ = i.Release() }()
	// An interrupt also ends the slow part, in which Java writes the archive.
	defer context.AfterFunc(ctx, func() { _ = i.Release() })()
	if err := run(ctx, i.URI, i.Password, typical...); err != nil {
		return err
	}
	if err := s.stop(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	o.Log.Info("made the class archive", "took", time.Since(began).Round(time.Second))
	return nil
}
