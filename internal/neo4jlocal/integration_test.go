package neo4jlocal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/internal/filelock"
)

// ownThrowaway makes the test binary a command that starts a throw-away server, prints its folder and waits to be killed.
const ownThrowaway = "own-throwaway"

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == ownThrowaway {
		if err := owner(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func owner() error {
	o, err := small()
	if err != nil {
		return err
	}
	i, s, err := throwaway(context.Background(), o, quickStart)
	if err != nil {
		return err
	}
	fmt.Println(s.(javaServer).dir)
	_, _ = io.Copy(io.Discard, os.Stdin)
	return i.Release()
}

// small shares the download with the commands.
func small() (Options, error) {
	cache := os.Getenv("PROMISEGRAPH_CACHE_DIR")
	if cache == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return Options{}, err
		}
		cache = filepath.Join(base, "promisegraph")
	}
	o := Options{CacheDir: cache, JavaHome: os.Getenv("JAVA_HOME"), HeapMB: 256, PageCacheMB: 32, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
	return o.withDefaults(), nil
}

func smallOptions(t *testing.T) Options {
	t.Helper()
	o, err := small()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestThrowawayLeavesNothing(t *testing.T) {
	t.Parallel()
	i, s, err := throwaway(t.Context(), smallOptions(t), quickStart)
	if err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), i.URI, i.Password, "CREATE (:Thing)"); err != nil {
		t.Error(err)
	}
	if err := i.Release(); err != nil {
		t.Error(err)
	}
	mustBeGone(t, s.(javaServer).dir)
}

func TestThrowawayDiesWithItsOwner(t *testing.T) {
	t.Parallel()
	command := exec.Command(os.Args[0], ownThrowaway)
	command.Stderr = os.Stderr
	if _, err := command.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err, command.Wait())
	}
	if err := command.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = command.Wait()
	mustBeGone(t, dir(strings.TrimSpace(line)))
}

// mustBeGone waits for a server's end and for the removal of its folder, which the watchdog does a moment later.
func mustBeGone(t *testing.T, d dir) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	lock, err := filelock.Wait(ctx, d.path("server.lock"))
	if err == nil {
		_ = lock.Release()
	} else if !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("the server is still alive: %v", err)
	}
	tick := time.NewTicker(pollInterval)
	defer tick.Stop()
	for ; ctx.Err() == nil; <-tick.C {
		if _, err := os.Stat(string(d)); errors.Is(err, os.ErrNotExist) {
			return
		}
	}
	t.Fatalf("%s is still there", d)
}

func TestSharedServerOutlivesItsUsersDeathAndItsOwn(t *testing.T) {
	t.Parallel()
	o := smallOptions(t)
	o.Dir = t.TempDir()
	acquire := func() *Instance {
		t.Helper()
		i, err := Acquire(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = i.Release() })
		return i
	}
	running := func(users int) Status {
		t.Helper()
		st, err := Inspect(t.Context(), o)
		if err != nil || !st.Running || len(st.Users) != users {
			t.Fatalf("got %+v, %v; want a running server with %d users", st, err, users)
		}
		return st
	}

	first := acquire()
	if err := run(t.Context(), first.URI, first.Password, "CREATE CONSTRAINT kept FOR (n:Kept) REQUIRE n.id IS UNIQUE"); err != nil {
		t.Fatal(err)
	}
	second := acquire()
	if second.URI != first.URI {
		t.Errorf("the second user got %s, the first %s", second.URI, first.URI)
	}
	if err := Stop(t.Context(), o, false); !errors.Is(err, ErrInUse) {
		t.Errorf("Stop: %v, want ErrInUse", err)
	}
	if err := first.Release(); err != nil {
		t.Error(err)
	}
	st := running(1)

	if err := syscall.Kill(st.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	d := dir(st.Dir)
	lock, err := filelock.Wait(t.Context(), d.path("server.lock"))
	if err != nil {
		t.Fatal(err)
	}
	_ = lock.Release()
	third := acquire()
	if third.URI != second.URI {
		t.Errorf("restarted at %s, but its other user knows %s", third.URI, second.URI)
	}
	if err := run(t.Context(), third.URI, third.Password, "DROP CONSTRAINT kept"); err != nil {
		t.Errorf("the data of before is not there: %v", err)
	}
	running(2)
	if err := errors.Join(second.Release(), third.Release(), third.Release()); err != nil {
		t.Error(err)
	}
	if st, err := Inspect(t.Context(), o); err != nil || st.Running {
		t.Errorf("after the last Release: %+v, %v", st, err)
	}
}
