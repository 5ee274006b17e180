package filelock_test

import (
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/internal/filelock"
)

func TestLockExcludesOthersUntilReleased(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	if filelock.Held(path) {
		t.Fatal("a missing file counts as held")
	}
	first, err := filelock.Try(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := filelock.Try(path); !errors.Is(err, filelock.ErrHeld) {
		t.Fatalf("second Try: %v, want ErrHeld", err)
	}
	if !filelock.Held(path) {
		t.Fatal("a held lock does not count as held")
	}

	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := filelock.Wait(ctx, path); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("Wait: %v, want DeadlineExceeded", err)
	}

	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	second, err := filelock.Wait(t.Context(), path)
	if err != nil {
		t.Fatalf("Wait after Release: %v", err)
	}
	_ = second.Release()
}

func TestChildKeepsTheLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	lock, err := filelock.Try(path)
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command("cat")
	child.ExtraFiles = append(child.ExtraFiles, lock.File)
	stdin, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	_ = lock.HandOver()
	if !filelock.Held(path) {
		t.Error("the lock was lost although the child lives")
	}
	_ = stdin.Close()
	if err := child.Wait(); err != nil {
		t.Fatal(err)
	}
	if filelock.Held(path) {
		t.Error("the lock outlived the child")
	}
}
