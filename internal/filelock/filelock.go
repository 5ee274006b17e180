// Package filelock holds advisory locks between processes. The kernel drops a lock when its last holder dies, however it
// dies, so a lock never has to be cleaned up after a crash. It needs a Unix with flock(2) and a local file system.
package filelock

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// ErrHeld is returned by Try when another holder has the lock.
var ErrHeld = errors.New("lock is held")

const pollInterval = 25 * time.Millisecond

// A Lock is a held lock. Every Lock is a holder of its own, also within one process.
type Lock struct {
	// File is the open lock file. A child process that inherits it (exec.Cmd.ExtraFiles) holds the lock too, until it ends.
	File *os.File
}

// Try takes the lock at path, creating the file if needed, or returns ErrHeld at once.
func Try(path string) (*Lock, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening lock file: %w", err)
	}
	if err := flock(f); err != nil {
		_ = f.Close()
		return nil, err
	}
	return &Lock{File: f}, nil
}

// Wait takes the lock at path as soon as it is free. It gives up with the error of ctx.
func Wait(ctx context.Context, path string) (*Lock, error) {
	tick := time.NewTicker(pollInterval)
	defer tick.Stop()
	for {
		l, err := Try(path)
		if !errors.Is(err, ErrHeld) {
			return l, err
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for lock %s: %w", path, ctx.Err())
		case <-tick.C:
		}
	}
}

// Held reports whether someone holds the lock at path. A missing file is not held. Held takes the lock for an instant, so
// whoever mixes Held and Try on one path does both under another lock.
func Held(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	return errors.Is(flock(f), ErrHeld)
}

// Release frees the lock, also for children that inherited File.
func (l *Lock) Release() error {
	// Closing alone would leave the lock with a child that another goroutine has just forked and that has not called exec yet.
	err := syscall.Flock(int(l.File.Fd()), syscall.LOCK_UN)
	return errors.Join(err, l.File.Close())
}

// HandOver closes the lock in this process and leaves it to the children that inherited File.
func (l *Lock) HandOver() error { return l.File.Close() }

func flock(f *os.File) error {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, syscall.EINTR):
			continue
		case errors.Is(err, syscall.EWOULDBLOCK):
			return ErrHeld
		}
		return fmt.Errorf("locking %s: %w", f.Name(), err)
	}
}
