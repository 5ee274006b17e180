package neo4jlocal

import (
	"context"
	"fmt"
	"net"
	"strings"
	"time"
)

const (
	startPatience = 3 * time.Minute
	stopPatience  = time.Minute
	pollInterval  = 25 * time.Millisecond
)

// A server is one way to run Neo4j in a folder: a Java process or a Docker container. Its methods also work on a server
// that another command started.
type server interface {
	// start begins to start; whether it succeeded is told by alive and by an answer on the port.
	start(ctx context.Context, port int, password string) error
	alive() bool
	// stop ends the server in order and returns when it is gone; after stopPatience it kills.
	stop() error
	kill() error
	// killCommand does the same from a shell, for when this process is gone.
	killCommand() []string
	// lastWords are the newest lines of the server's logs.
	lastWords() string
}

func freePort() (int, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("finding a free port: %w", err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// portFree reports whether a server could listen on port now.
func portFree(port int) bool {
	l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return false
	}
	_ = l.Close()
	return true
}

func boltURI(port int) string { return fmt.Sprintf("bolt://127.0.0.1:%d", port) }

func tail(s string, lines int) string {
	all := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
