package neo4jlocal

import (
	"context"
	_ "embed" // for pom.xml
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/promisegraph/promisegraph/internal/filelock"
)

//go:embed pom.xml
var pom []byte

func serverDir(o Options) string { return filepath.Join(o.CacheDir, "neo4j-"+Version) }

func libDir(o Options) string { return filepath.Join(serverDir(o), "lib") }

func downloaded(o Options) bool {
	_, err := os.Stat(libDir(o))
	return err == nil
}

// download fills libDir once, however many commands ask at the same time. Nobody ever sees half a library.
func download(ctx context.Context, o Options, maven string) error {
	if err := os.MkdirAll(o.CacheDir, 0o700); err != nil {
		return fmt.Errorf("making the cache folder: %w", err)
	}
	lock, err := filelock.Wait(ctx, serverDir(o)+".lock")
	if err != nil {
		return fmt.Errorf("downloading Neo4j: %w", err)
	}
	defer func() { _ = lock.Release() }()
	if downloaded(o) {
		return nil
	}

	// The name is fixed: what a killed download left is thrown away by the next one.
	tmp := serverDir(o) + ".tmp"
	if err := os.RemoveAll(tmp); err != nil {
		return fmt.Errorf("clearing an unfinished download: %w", err)
	}
	if err := os.MkdirAll(tmp, 0o700); err != nil {
		return fmt.Errorf("making the download folder: %w", err)
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	if err := os.WriteFile(filepath.Join(tmp, "pom.xml"), pom, 0o600); err != nil {
		return fmt.Errorf("writing the download list: %w", err)
	}

	began := time.Now()
	o.Log.Info("downloading Neo4j "+Version+" ("+downloadSize+", once)", "to", libDir(o))
	cmd := exec.CommandContext(ctx, maven, mavenArgs(tmp)...)
	cmd.WaitDelay = time.Second
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("downloading Neo4j %s with Maven: %w\n%s", Version, err, tail(string(out), 20))
	}
	if err := os.Rename(tmp, serverDir(o)); err != nil {
		return fmt.Errorf("keeping the download: %w", err)
	}
	o.Log.Info("downloaded Neo4j", "took", time.Since(began).Round(time.Second))
	return nil
}

func mavenArgs(dir string) []string {
	return []string{
		"--batch-mode", "--quiet",
		"--file", filepath.Join(dir, "pom.xml"),
		dependencyPlugin + ":copy-dependencies",
		"-DincludeScope=runtime",
		"-DoutputDirectory=" + filepath.Join(dir, "lib"),
	}
}
