package neo4jlocal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"github.com/promisegraph/promisegraph/internal/filelock"
)

// Throwaway starts an empty server of the caller's own that is never shared. Release kills it and removes its folder; so
// does a watchdog when the caller's process dies first, and the next Throwaway when the watchdog died too.
func Throwaway(ctx context.Context, o Options) (*Instance, error) {
	o = o.withDefaults()
	i, s, err := throwaway(ctx, o, quickStart)
	if err != nil {
		return nil, err
	}
	if _, isJava := s.(javaServer); isJava {
		awaitTraining, end := train(ctx, o), i.release
		i.release = func() error {
			awaitTraining()
			return end()
		}
	}
	return i, nil
}

func throwaway(ctx context.Context, o Options, jvmFlags []string) (*Instance, server, error) {
	d, owner, err := claimThrowaway(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	undo := func() {
		_ = os.RemoveAll(string(d))
		_ = owner.Release()
	}
	s, container, err := pick(ctx, d, o, jvmFlags)
	if err != nil {
		undo()
		return nil, nil, err
	}
	port := o.Port
	if port == 0 {
		port, err = freePort()
	}
	var password string
	if err == nil {
		password, err = d.password()
	}
	if err == nil {
		err = d.writeState(state{URI: boltURI(port), Port: port, Version: Version, Container: container})
	}
	if err == nil {
		err = s.start(ctx, port, password)
	}
	if err != nil {
		undo()
		return nil, nil, err
	}
	end := func() error {
		err := s.kill()
		undo()
		return err
	}
	disarm, err := watchdog(d, s)
	if err == nil {
		if err = waitReady(ctx, s, boltURI(port), password); err != nil {
			disarm()
		}
	}
	if err != nil {
		return nil, nil, errors.Join(err, end())
	}
	return &Instance{URI: boltURI(port), Username: Username, Password: password, release: func() error {
		err := end()
		disarm()
		return err
	}}, s, nil
}

// claimThrowaway makes a folder that is ours as long as we live, and clears the folders of the dead.
func claimThrowaway(ctx context.Context, o Options) (dir, *filelock.Lock, error) {
	parent := filepath.Join(o.CacheDir, "throwaway")
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return "", nil, fmt.Errorf("making the throw-away folder: %w", err)
	}
	lock, err := filelock.Wait(ctx, parent+".lock")
	if err != nil {
		return "", nil, fmt.Errorf("making the throw-away folder: %w", err)
	}
	defer func() { _ = lock.Release() }()

	entries, err := os.ReadDir(parent)
	if err != nil {
		return "", nil, fmt.Errorf("looking for dead throw-away servers: %w", err)
	}
	for _, e := range entries {
		if err := clearIfDead(dir(filepath.Join(parent, e.Name())), o); err != nil {
			return "", nil, fmt.Errorf("clearing a dead throw-away server: %w", err)
		}
	}

	tmp, err := os.MkdirTemp(parent, "")
	if err != nil {
		return "", nil, fmt.Errorf("making the throw-away folder: %w", err)
	}
	d, err := openDir(tmp)
	if err != nil {
		return "", nil, err
	}
	owner, err := filelock.Try(d.path("owner.lock"))
	return d, owner, err
}

func clearIfDead(d dir, o Options) error {
	owner, err := filelock.Try(d.path("owner.lock"))
	if errors.Is(err, filelock.ErrHeld) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = owner.Release() }()
	st, err := d.readState()
	if err != nil {
		return err
	}
	s, err := d.server(st, o)
	if err != nil {
		return err
	}
	if s.alive() {
		o.Log.Info("killing a throw-away Neo4j whose owner died", "dir", d)
		if err := s.kill(); err != nil {
			return err
		}
	}
	return os.RemoveAll(string(d))
}

// guard waits for a word on its standard input. When the input ends without one, its owner is dead: it runs the command
// that kills the server, and removes the folder. The server may take a moment to let go of its files.
const guard = `read -r word && exit
dir=$1; shift; "$@"
for try in 1 2 3 4 5; do rm -rf "$dir" && exit; sleep 1; done`

// watchdog starts a process that outlives ours and ends the server if we die without calling disarm.
func watchdog(d dir, s server) (disarm func(), err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("starting the watchdog: %w", err)
	}
	defer func() { _ = r.Close() }()
	cmd := exec.Command("/bin/sh", append([]string{"-c", guard, "promisegraph-watchdog", string(d)}, s.killCommand()...)...)
	cmd.Stdin = r
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		_ = w.Close()
		return nil, fmt.Errorf("starting the watchdog: %w", err)
	}
	return func() {
		_, _ = io.WriteString(w, "done\n")
		_ = w.Close()
		_ = cmd.Wait()
	}, nil
}
