package neo4jlocal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Status tells whether a local server runs and who uses it.
type Status struct {
	Running bool `json:"running"`
	// Dir is the absolute path of the instance folder.
	Dir string `json:"dir"`
	// The rest is empty when no server runs. URI is where it speaks Bolt; its password is in the file PasswordFile.
	URI          string    `json:"uri,omitempty"`
	Username     string    `json:"username,omitempty"`
	PasswordFile string    `json:"passwordFile,omitempty"`
	Version      string    `json:"version,omitempty"`
	Started      time.Time `json:"started,omitzero"`
	// Kept says that the server was started to stay until it is stopped.
	Kept bool `json:"kept,omitempty"`
	// PID is the Java process, 0 when the server is the Docker container Container.
	PID       int    `json:"pid,omitempty"`
	Container string `json:"container,omitempty"`
	// Users are the process ids of the commands that use the server now.
	Users []int `json:"users,omitempty"`
}

// Inspect returns the status of the server of o.Dir without starting anything. It waits for a start or stop under way.
func Inspect(ctx context.Context, o Options) (Status, error) {
	o = o.withDefaults()
	if _, err := os.Stat(o.Dir); errors.Is(err, fs.ErrNotExist) {
		abs, err := filepath.Abs(o.Dir)
		return Status{Dir: abs}, err
	}
	d, unlock, err := lockDir(ctx, o)
	if err != nil {
		return Status{}, err
	}
	defer unlock()
	return d.status(o)
}

// status needs the folder's lock.
func (d dir) status(o Options) (Status, error) {
	none := Status{Dir: string(d)}
	st, err := d.readState()
	if err != nil || st == nil {
		return none, err
	}
	s, err := d.server(st, o)
	if err != nil {
		return none, fmt.Errorf("looking for the local Neo4j: %w", err)
	}
	if !s.alive() {
		return none, nil
	}
	users, err := d.users()
	if err != nil {
		return none, err
	}
	pid := 0
	if st.Container == "" {
		if pid, err = d.pid(); err != nil {
			return none, err
		}
	}
	return Status{
		Running: true, Dir: string(d), URI: st.URI, Username: Username, PasswordFile: d.path("password"),
		Version: st.Version, Started: st.Started, Kept: st.Kept, PID: pid, Container: st.Container, Users: users,
	}, nil
}
