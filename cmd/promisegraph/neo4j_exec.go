package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/promisegraph/promisegraph/internal/neo4jlocal"
)

type neo4jExec struct {
	Throwaway bool     `help:"Use a fresh, empty server that is killed afterwards, whatever happens."`
	Command   []string `arg:"" passthrough:"partial" help:"Command and its arguments, after --."`
}

// Help is shown below the usage.
func (neo4jExec) Help() string {
	return `The command gets NEO4J_URI, NEO4J_USERNAME and NEO4J_PASSWORD. With --throwaway it also gets
PROMISEGRAPH_TEST_NEO4J_URI, _USERNAME and _PASSWORD: tests read only those, because they wipe the database.

  promisegraph neo4j exec --throwaway -- go test ./store

Signals go on to the command, and the exit code is the command's.`
}

// Run ends with the command's exit code, 128 plus the signal's number when a signal ended it.
func (c neo4jExec) Run(ctx context.Context, parent *neo4jCommand, log *slog.Logger) (err error) {
	command := c.Command
	if command[0] == "--" {
		command = command[1:]
	}
	if len(command) == 0 {
		return errors.New("no command given; it comes after --")
	}
	path, err := exec.LookPath(command[0])
	if err != nil {
		return fmt.Errorf("finding the command: %w", err)
	}

	open := neo4jlocal.Acquire
	if c.Throwaway {
		open = neo4jlocal.Throwaway
	}
	server, err := open(ctx, parent.options(log))
	if err != nil {
		return err
	}
	defer func() {
		if failed := server.Release(); failed != nil {
			log.Error("releasing Neo4j failed", "error", failed)
			err = errors.Join(err, exitCode(1))
		}
	}()

	child := exec.Command(path, command[1:]...)
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	child.Env = append(os.Environ(), serverEnv("NEO4J_", server)...)
	if c.Throwaway {
		child.Env = append(child.Env, serverEnv("PROMISEGRAPH_TEST_NEO4J_", server)...)
	}
	return runWithSignals(child)
}

func serverEnv(prefix string, server *neo4jlocal.Instance) []string {
	return []string{prefix + "URI=" + server.URI, prefix + "USERNAME=" + server.Username, prefix + "PASSWORD=" + server.Password}
}

// runWithSignals runs child, passes signals on to it and returns its exit code as an error unless it is 0.
func runWithSignals(child *exec.Cmd) error {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2)
	defer signal.Stop(signals)
	if err := child.Start(); err != nil {
		return fmt.Errorf("starting %s: %w", child.Path, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	for {
		select {
		case s := <-signals:
			if !fromTerminal(s) {
				_ = child.Process.Signal(s)
			}
		case err := <-ended:
			return childError(err)
		}
	}
}

func childError(err error) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return err
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return exitCode(128 + int(status.Signal()))
	}
	return exitCode(exit.ExitCode())
}

// fromTerminal reports whether a key such as Ctrl-C may have sent s. The terminal sends it to the whole foreground group,
// so the child already has it.
func fromTerminal(s os.Signal) bool {
	if s != syscall.SIGINT && s != syscall.SIGQUIT {
		return false
	}
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	defer func() { _ = tty.Close() }()
	foreground, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	return err == nil && foreground == unix.Getpgrp()
}
