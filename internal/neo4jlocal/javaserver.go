package neo4jlocal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/promisegraph/promisegraph/internal/filelock"
)

// javaServer is Neo4j as a Java process in a session of its own, so that Ctrl-C in the terminal does not reach it before
// its orderly stop.
type javaServer struct {
	dir  dir
	opts Options
	// The rest is needed to start, not to find or stop.
	java     java
	jvmFlags []string
}

// Java needs these openings for Neo4j's off-heap memory.
var openings = []string{
	"--add-opens=java.base/java.nio=ALL-UNNAMED",
	"--add-opens=java.base/java.io=ALL-UNNAMED",
	"--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
	"--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
}

// The plainest collector starts fastest; a server that stays wants the one that answers fastest. With the compiler's first tier
// alone a server would start two seconds sooner and plan half as fast, which tests notice more.
var (
	quickStart = []string{"-XX:+UseSerialGC"}
	longLife   = []string{"-XX:+UseParallelGC"}
)

func (s javaServer) args() []string {
	args := append([]string{"-Xms64m", fmt.Sprintf("-Xmx%dm", s.opts.HeapMB), "-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8"}, s.jvmFlags...)
	args = append(args, openings...)
	return append(args,
		"-cp", filepath.Join(libDir(s.opts), "*"),
		"org.neo4j.server.CommunityEntryPoint",
		"--home-dir="+string(s.dir),
		"--config-dir="+s.dir.path("conf"),
	)
}

// config is neo4j.conf. Three settings are worth a word: with keep-alive messages the Go driver starts a goroutine and a timer
// for every chunk it reads, with Bolt's own patience every stop takes ten seconds although the stores are closed by then, and
// an index that grows would be read as a whole for each 5% that it gained, a sixth of the work of an import.
func (s javaServer) config(port int) string {
	return fmt.Sprintf(`server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:%[1]d
server.bolt.advertised_address=127.0.0.1:%[1]d
server.bolt.connection_keep_alive_for_requests=OFF
internal.server.bolt.thread_pool_shutdown_wait_time=0s
server.http.enabled=false
server.https.enabled=false
server.memory.pagecache.size=%[2]dm
db.tx_log.preallocate=false
db.tx_log.rotation.size=16m
db.tx_log.rotation.retention_policy=keep_none
db.logs.query.enabled=OFF
db.index_sampling.update_percentage=50
dbms.usage_report.enabled=false
dbms.security.allow_csv_import_from_file_urls=false
`, port, s.opts.PageCacheMB)
}

// becomeServer notes its process id, then becomes the server: whoever finds the server's lock held also finds its process.
const becomeServer = `echo $$ >"$1" && shift && exec "$@"`

func (s javaServer) start(ctx context.Context, port int, _ string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := os.WriteFile(s.dir.path("conf", "neo4j.conf"), []byte(s.config(port)), 0o600); err != nil {
		return fmt.Errorf("configuring Neo4j: %w", err)
	}
	// The logs of this start only: an old failure must not explain a new one.
	_ = os.Remove(s.dir.path("logs", "neo4j.log"))
	console, err := os.OpenFile(s.consoleLog(), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("opening Neo4j's log: %w", err)
	}
	defer func() { _ = console.Close() }()
	// Also the process id of an earlier server: it may be somebody else's by now.
	_ = os.Remove(s.dir.path("server.pid"))
	lock, err := filelock.Try(s.dir.path("server.lock"))
	if err != nil {
		return fmt.Errorf("claiming %s for Neo4j: %w", s.dir, err)
	}
	defer func() { _ = lock.HandOver() }()

	cmd := exec.Command("/bin/sh", append([]string{"-c", becomeServer, "sh", s.dir.path("server.pid"), s.java.path}, s.args()...)...)
	cmd.Dir = string(s.dir)
	cmd.Stdout, cmd.Stderr = console, console
	cmd.ExtraFiles = []*os.File{lock.File}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("starting Neo4j: %w", err)
	}
	go func() { _ = cmd.Wait() }() // reaps it; its end is told by the lock, which also works for a server found running
	return nil
}

func (s javaServer) alive() bool { return filelock.Held(s.dir.path("server.lock")) }

func (s javaServer) stop() error {
	if s.end(syscall.SIGTERM, stopPatience) {
		return nil
	}
	s.opts.Log.Warn("Neo4j does not stop, killing it", "after", stopPatience)
	return s.kill()
}

func (s javaServer) kill() error {
	if s.end(syscall.SIGKILL, stopPatience) {
		return nil
	}
	return fmt.Errorf("Neo4j in %s survives being killed", s.dir)
}

func (s javaServer) killCommand() []string {
	return []string{"/bin/sh", "-c", `kill -9 "$(cat "$0")"`, s.dir.path("server.pid")}
}

// end sends sig and waits until the server is gone. The process id is missing for an instant after the start.
func (s javaServer) end(sig syscall.Signal, patience time.Duration) bool {
	tick := time.NewTicker(pollInterval)
	defer tick.Stop()
	sent := false
	for deadline := time.Now().Add(patience); s.alive(); <-tick.C {
		if time.Now().After(deadline) {
			return false
		}
		if pid, err := s.dir.pid(); err == nil && !sent {
			sent = syscall.Kill(pid, sig) == nil
		}
	}
	return true
}

// pid is the server's process while its lock is held.
func (d dir) pid() (int, error) {
	b, err := os.ReadFile(d.path("server.pid"))
	if err != nil {
		return 0, fmt.Errorf("reading Neo4j's process id: %w", err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil || pid <= 1 {
		return 0, errors.New("reading Neo4j's process id: the file is damaged")
	}
	return pid, nil
}

func (s javaServer) consoleLog() string { return s.dir.path("logs", "console.log") }

func (s javaServer) lastWords() string {
	var words []string
	for _, path := range []string{s.consoleLog(), s.dir.path("logs", "neo4j.log")} {
		if b, err := os.ReadFile(path); err == nil && len(b) > 0 {
			words = append(words, tail(string(b), 15))
		}
	}
	return strings.Join(words, "\n")
}
