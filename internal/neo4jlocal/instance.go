package neo4jlocal

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/promisegraph/promisegraph/internal/filelock"
)

// An Instance is a running server that answers.
type Instance struct {
	URI      string // bolt://127.0.0.1:<port>
	Username string
	Password string

	release func() error
	once    sync.Once
}

// Release gives the server back. The last user stops it unless Start started it; a throw-away server is killed and its
// folder removed. Release takes no context because it must also happen after an interrupt; it is bounded by a few minutes
// and usually takes less than a second. Only the first call does anything.
func (i *Instance) Release() error {
	var err error
	i.once.Do(func() { err = i.release() })
	return err
}

// ErrInUse is returned by Stop when other commands use the server.
var ErrInUse = errors.New("the local Neo4j is in use")

// Acquire finds or starts the server of o.Dir and takes a lease on it. The caller must Release. It returns a
// *RequirementError when the machine can run neither Java nor Docker. A server that died is started again on its data and,
// where possible, its port.
func Acquire(ctx context.Context, o Options) (*Instance, error) {
	o = o.withDefaults()
	d, unlock, err := lockDir(ctx, o)
	if err != nil {
		return nil, err
	}
	defer unlock()
	l, err := d.takeLease()
	if err != nil {
		return nil, err
	}
	st, password, err := ensure(ctx, d, o)
	if err != nil {
		l.giveBack()
		return nil, err
	}
	awaitTraining := func() {}
	if st.Container == "" {
		awaitTraining = train(ctx, o)
	}
	return &Instance{URI: st.URI, Username: Username, Password: password, release: func() error {
		awaitTraining()
		return release(d, l, o)
	}}, nil
}

// Start finds or starts the server of o.Dir and marks it to stay until Stop.
func Start(ctx context.Context, o Options) (Status, error) {
	o = o.withDefaults()
	d, unlock, err := lockDir(ctx, o)
	if err != nil {
		return Status{}, err
	}
	defer unlock()
	st, _, err := ensure(ctx, d, o)
	if err != nil {
		return Status{}, err
	}
	st.Kept = true
	if err := d.writeState(*st); err != nil {
		return Status{}, err
	}
	return d.status(o)
}

// Stop stops the server of o.Dir in order, whoever started it. It returns ErrInUse while commands hold a lease, unless
// force is set, and nil when no server runs.
func Stop(ctx context.Context, o Options, force bool) error {
	o = o.withDefaults()
	d, unlock, err := lockDir(ctx, o)
	if err != nil {
		return err
	}
	defer unlock()
	users, err := d.users()
	if err != nil {
		return err
	}
	if len(users) > 0 && !force {
		return fmt.Errorf("%w by %d commands (process ids %v)", ErrInUse, len(users), users)
	}
	return stop(d, o)
}

func lockDir(ctx context.Context, o Options) (d dir, unlock func(), err error) {
	if d, err = openDir(o.Dir); err != nil {
		return "", nil, err
	}
	lock, err := filelock.Wait(ctx, d.path("lock"))
	if err != nil {
		return "", nil, fmt.Errorf("waiting for another command that starts or stops the local Neo4j: %w", err)
	}
	return d, func() { _ = lock.Release() }, nil
}

func release(d dir, l lease, o Options) error {
	ctx, cancel := context.WithTimeout(context.Background(), stopPatience)
	defer cancel()
	lock, err := filelock.Wait(ctx, d.path("lock"))
	if err != nil {
		return fmt.Errorf("giving the local Neo4j back: %w", err)
	}
	defer func() { _ = lock.Release() }()
	l.giveBack()
	users, err := d.users()
	if err != nil {
		return err
	}
	st, err := d.readState()
	if err != nil || st == nil || st.Kept || len(users) > 0 {
		return err
	}
	return stop(d, o)
}

// stop needs the folder's lock.
func stop(d dir, o Options) error {
	st, err := d.readState()
	if err != nil {
		return err
	}
	s, err := d.server(st, o)
	if err != nil {
		return err
	}
	if s.alive() {
		began := time.Now()
		if err := s.stop(); err != nil {
			return fmt.Errorf("stopping the local Neo4j: %w", err)
		}
		o.Log.Info("stopped Neo4j", "took", time.Since(began).Round(time.Millisecond))
	}
	d.removeState()
	return nil
}

// ensure needs the folder's lock. It returns with a server that answers.
func ensure(ctx context.Context, d dir, o Options) (*state, string, error) {
	st, err := d.readState()
	if err != nil {
		return nil, "", err
	}
	s, err := d.server(st, o)
	if err != nil {
		return nil, "", err
	}
	if s.alive() {
		if st != nil {
			password, err := d.password()
			if err == nil {
				err = waitReady(ctx, s, st.URI, password)
			}
			return st, password, err
		}
		// Somebody removed the state file; without it the port is unknown.
		if err := s.stop(); err != nil {
			return nil, "", fmt.Errorf("stopping a Neo4j that lost its state file: %w", err)
		}
	}

	s, container, err := pick(ctx, d, o, longLife)
	if err != nil {
		return nil, "", err
	}
	password, err := d.password()
	if err != nil {
		return nil, "", err
	}
	port := o.Port
	if port == 0 && st != nil && portFree(st.Port) {
		port = st.Port // users of the server that died may still be trying
	}
	if port == 0 {
		if port, err = freePort(); err != nil {
			return nil, "", err
		}
	}
	began := time.Now()
	next := &state{URI: boltURI(port), Port: port, Version: Version, Started: began.UTC().Round(time.Second), Container: container}
	if err := d.writeState(*next); err != nil {
		return nil, "", err
	}
	o.Log.Info("starting Neo4j "+Version, "dir", d)
	if err := launch(ctx, s, port, password); err != nil {
		d.removeState()
		return nil, "", err
	}
	o.Log.Info("Neo4j answers", "uri", next.URI, "took", time.Since(began).Round(time.Millisecond))
	return next, password, nil
}

// launch starts s and waits for its first answer; a server that does not answer is not left running.
func launch(ctx context.Context, s server, port int, password string) error {
	err := s.start(ctx, port, password)
	if err == nil {
		err = waitReady(ctx, s, boltURI(port), password)
	}
	if err == nil {
		return nil
	}
	if s.alive() {
		err = errors.Join(err, s.stop())
	}
	return err
}

// server is the one that st describes, running or not.
func (d dir) server(st *state, o Options) (server, error) {
	if st == nil || st.Container == "" {
		return javaServer{dir: d, opts: o}, nil
	}
	docker, err := findDocker(o)
	if err != nil {
		return nil, fmt.Errorf("the local Neo4j was started with Docker: %w", err)
	}
	return dockerServer{dir: d, opts: o, docker: docker, container: st.Container}, nil
}

// pick decides how to run a new server in d: with Java where it can, else with Docker, which has a container name.
func pick(ctx context.Context, d dir, o Options, jvmFlags []string) (s server, container string, err error) {
	var missing RequirementError
	found, err := findJava(o)
	if err != nil {
		missing.Missing = append(missing.Missing, err.Error())
	}
	var maven string
	if !downloaded(o) {
		var mavenErr error
		if maven, mavenErr = findMaven(o); mavenErr != nil {
			missing.Missing = append(missing.Missing, mavenErr.Error())
		}
	}
	if len(missing.Missing) == 0 {
		if err := download(ctx, o, maven); err != nil {
			return nil, "", err
		}
		return javaServer{dir: d, opts: o, java: found, jvmFlags: append(archiveFlags(o, found), jvmFlags...)}, "", nil
	}
	docker, err := findDocker(o)
	if err != nil {
		missing.Missing = append(missing.Missing, err.Error())
		return nil, "", &missing
	}
	container = containerName(d)
	return dockerServer{dir: d, opts: o, docker: docker, container: container}, container, nil
}
