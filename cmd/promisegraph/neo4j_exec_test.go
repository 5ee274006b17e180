package main

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

func TestExecPassesOnTheExitCode(t *testing.T) {
	for script, want := range map[string]exitCode{"exit 0": 0, "exit 7": 7, "kill -9 $$": 137} {
		err := runWithSignals(exec.Command("/bin/sh", "-c", script))
		var got exitCode
		if err != nil && !errors.As(err, &got) || got != want {
			t.Errorf("%s: got %v, want exit code %d", script, err, want)
		}
	}
}

func TestExecPassesOnSignals(t *testing.T) {
	child := exec.Command("/bin/sh", "-c", `trap 'exit 5' TERM; echo ready; read -r never`)
	stdin, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stdin.Close() }()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	child.Stdout = w
	go func() {
		if _, err := bufio.NewReader(r).ReadString('\n'); err == nil {
			_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
		}
	}()
	var got exitCode
	if err := runWithSignals(child); !errors.As(err, &got) || got != 5 {
		t.Errorf("got %v, want exit code 5", err)
	}
}

func TestWrongUsageIsExitCode2(t *testing.T) {
	for _, args := range [][]string{{}, {"bogus"}, {"neo4j", "exec"}, {"neo4j", "exec", "--throwawa", "--", "true"}, {"neo4j", "stop", "now"}} {
		if got := run(t.Context(), args); got != 2 {
			t.Errorf("%q: exit code %d, want 2", args, got)
		}
	}
}
