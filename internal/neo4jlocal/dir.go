package neo4jlocal

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// dir is the folder of one server: Neo4j's home with data, conf and logs, and beside them
//
//	lock         held while someone starts or stops the server
//	server.lock  held by the server itself as long as it lives
//	server.pid   the process, written by itself before it becomes Java
//	state.json   how to reach it
//	password     of the database user
//	leases/      one held lock per command that uses the server
type dir string

func (d dir) path(elem ...string) string {
	return filepath.Join(append([]string{string(d)}, elem...)...)
}

func openDir(name string) (dir, error) {
	if name == "" {
		return "", errors.New("no folder given for the local Neo4j")
	}
	abs, err := filepath.Abs(name)
	if err != nil {
		return "", fmt.Errorf("finding the Neo4j folder: %w", err)
	}
	d := dir(abs)
	// Only the owner may read: the password and everything the database knows are inside.
	for _, p := range []string{d.path("conf"), d.path("logs"), d.path("data"), d.path("leases")} {
		if err := os.MkdirAll(p, 0o700); err != nil {
			return "", fmt.Errorf("making the Neo4j folder: %w", err)
		}
	}
	return d, nil
}

// state describes the server that was started last. It is written before the start and removed after the stop.
type state struct {
	URI       string    `json:"uri"`
	Port      int       `json:"port"`
	Version   string    `json:"version"`
	Started   time.Time `json:"started"`
	Kept      bool      `json:"kept"`                // started by Start: no lease stops it
	Container string    `json:"container,omitempty"` // of the Docker server; empty for a Java process
}

// readState returns nil when there is none. A damaged file, as a full disk leaves it, counts as none.
func (d dir) readState() (*state, error) {
	b, err := os.ReadFile(d.path("state.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the state of the local Neo4j: %w", err)
	}
	var s state
	if json.Unmarshal(b, &s) != nil {
		return nil, nil
	}
	return &s, nil
}

func (d dir) writeState(s state) error {
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the state of the local Neo4j: %w", err)
	}
	tmp := d.path("state.json.tmp")
	if err := os.WriteFile(tmp, append(b, '\n'), 0o600); err != nil {
		return fmt.Errorf("writing the state of the local Neo4j: %w", err)
	}
	if err := os.Rename(tmp, d.path("state.json")); err != nil {
		return fmt.Errorf("writing the state of the local Neo4j: %w", err)
	}
	return nil
}

func (d dir) removeState() {
	_ = os.Remove(d.path("state.json"))
	_ = os.Remove(d.path("server.pid"))
}
