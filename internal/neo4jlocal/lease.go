package neo4jlocal

import (
	"crypto/rand"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/promisegraph/promisegraph/internal/filelock"
)

// A lease says that a command uses the server. It lasts until it is returned or its process ends, however it ends.
// Leases are taken, returned and counted under the folder's lock.
type lease struct {
	lock *filelock.Lock
}

func (d dir) takeLease() (lease, error) {
	lock, err := filelock.Try(d.path("leases", strconv.Itoa(os.Getpid())+"-"+rand.Text()))
	if err != nil {
		return lease{}, fmt.Errorf("taking a lease on the local Neo4j: %w", err)
	}
	return lease{lock}, nil
}

func (l lease) giveBack() {
	_ = os.Remove(l.lock.File.Name())
	_ = l.lock.Release()
}

// users returns the process ids of the commands that hold a lease, and removes the leases of dead ones.
func (d dir) users() ([]int, error) {
	entries, err := os.ReadDir(d.path("leases"))
	if err != nil {
		return nil, fmt.Errorf("reading the leases of the local Neo4j: %w", err)
	}
	var pids []int
	for _, e := range entries {
		path := d.path("leases", e.Name())
		if !filelock.Held(path) {
			_ = os.Remove(path)
			continue
		}
		before, _, _ := strings.Cut(e.Name(), "-")
		pid, err := strconv.Atoi(before)
		if err != nil {
			return nil, fmt.Errorf("reading the leases of the local Neo4j: %s is none", path)
		}
		pids = append(pids, pid)
	}
	return pids, nil
}
