package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/alecthomas/kong"

	"github.com/promisegraph/promisegraph/internal/neo4jlocal"
)

// localNeo4j are the flags that say which local server is meant. Other commands embed it with the prefix "neo4j-".
type localNeo4j struct {
	Dir      string `default:"${neo4j_dir}" env:"PROMISEGRAPH_NEO4J_DIR" help:"Folder of the server: data, logs, password." placeholder:"DIR"`
	CacheDir string `default:"${cache_dir}" env:"PROMISEGRAPH_CACHE_DIR" help:"Folder for the downloaded server." placeholder:"DIR"`
	JavaHome string `env:"JAVA_HOME" help:"Java to run it with; otherwise the one on PATH." placeholder:"DIR"`
	Port     int    `default:"0" env:"PROMISEGRAPH_NEO4J_PORT" help:"Bolt port on 127.0.0.1; 0 takes a free one." placeholder:"PORT"`
	Heap     int    `default:"0" env:"PROMISEGRAPH_NEO4J_HEAP" help:"Most memory for its heap, in MiB; 0 takes 3072." placeholder:"MIB"`
	Pages    int    `default:"0" name:"page-cache" env:"PROMISEGRAPH_NEO4J_PAGE_CACHE" help:"Memory for pages of its store files, in MiB; 0 takes 128. Large graphs want more." placeholder:"MIB"`
}

func (l localNeo4j) options(log *slog.Logger) neo4jlocal.Options {
	return neo4jlocal.Options{Dir: l.Dir, CacheDir: l.CacheDir, JavaHome: l.JavaHome, Port: l.Port, HeapMB: l.Heap, PageCacheMB: l.Pages, Log: log}
}

// defaults are the values that depend on the machine.
func defaults() kong.Vars {
	cache, err := os.UserCacheDir()
	if err != nil { // no home folder, as in some containers
		cache = ".promisegraph"
	}
	return kong.Vars{
		"neo4j_dir": filepath.Join(".promisegraph", "neo4j"),
		"cache_dir": filepath.Join(cache, "promisegraph"),
	}
}

type neo4jCommand struct {
	localNeo4j `embed:""`

	Start  neo4jStart  `cmd:"" help:"Start the server and leave it running."`
	Stop   neo4jStop   `cmd:"" help:"Stop the server."`
	Status neo4jStatus `cmd:"" help:"Tell whether the server runs and who uses it."`
	Exec   neo4jExec   `cmd:"" help:"Run a command with a server for it."`
}

// Help is shown below the usage.
func (neo4jCommand) Help() string {
	return `Needs a JDK 17+ and Maven, or Docker. The server is downloaded once. Commands that run at the same time share it, and
the last one stops it unless "neo4j start" started it.`
}

type neo4jStart struct{}

// Run prints where the server is.
func (neo4jStart) Run(ctx context.Context, parent *neo4jCommand, log *slog.Logger) error {
	st, err := neo4jlocal.Start(ctx, parent.options(log))
	if err != nil {
		return err
	}
	return printStatus(st)
}

type neo4jStop struct {
	Force bool `help:"Stop it even while commands use it."`
}

// Run succeeds also when no server runs.
func (c neo4jStop) Run(ctx context.Context, parent *neo4jCommand, log *slog.Logger) error {
	err := neo4jlocal.Stop(ctx, parent.options(log), c.Force)
	if err != nil && !c.Force {
		return fmt.Errorf("%w; --force stops it anyway", err)
	}
	return err
}

type neo4jStatus struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// Run fails with exit code 1 when no server runs, so that scripts can ask.
func (c neo4jStatus) Run(ctx context.Context, parent *neo4jCommand, log *slog.Logger) error {
	st, err := neo4jlocal.Inspect(ctx, parent.options(log))
	if err != nil {
		return err
	}
	if c.JSON {
		enc := json.NewEncoder(os.Stdout)
		enc.SetIndent("", "  ")
		err = enc.Encode(st)
	} else {
		err = printStatus(st)
	}
	if err == nil && !st.Running {
		err = exitCode(1)
	}
	return err
}

func printStatus(st neo4jlocal.Status) error {
	if !st.Running {
		_, err := fmt.Printf("no Neo4j runs in %s\n", st.Dir)
		return err
	}
	process := fmt.Sprintf("process %d", st.PID)
	if st.Container != "" {
		process = "container " + st.Container
	}
	stays := "until its last user ends"
	if st.Kept {
		stays = `until "promisegraph neo4j stop"`
	}
	_, err := fmt.Printf("Neo4j %s at %s (user %s, password in %s)\n%s, started %s, stays %s; used by %d commands %v\n",
		st.Version, st.URI, st.Username, st.PasswordFile, process, st.Started.Local().Format(time.DateTime), stays, len(st.Users), st.Users)
	return err
}
