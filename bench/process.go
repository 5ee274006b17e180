package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a server that was started to be measured.
type process struct {
	cmd *exec.Cmd
	url string
}

// freePort asks the system for a port.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close() //nolint:errcheck // only asked for its number
	return l.Addr().(*net.TCPAddr).Port, nil
}

// startProcess starts a server and waits until path answers.
func startProcess(ctx context.Context, environment []string, path string, command func(port int) []string) (*process, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	args := command(port)
	p := &process{cmd: exec.CommandContext(ctx, args[0], args[1:]...), url: fmt.Sprintf("http://127.0.0.1:%d", port)}
	p.cmd.Env, p.cmd.Stderr = environment, os.Stderr
	p.cmd.Cancel = func() error { return p.cmd.Process.Signal(syscall.SIGTERM) }
	p.cmd.WaitDelay = 20 * time.Second
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	until := time.Now().Add(time.Minute)
	for {
		response, err := http.Get(p.url + path) //nolint:gosec // our own server
		if err == nil {
			_, _ = io.Copy(io.Discard, response.Body)
			_ = response.Body.Close()
			if response.StatusCode < 500 {
				return p, nil
			}
		}
		if time.Now().After(until) {
			p.stop()
			return nil, errors.Join(fmt.Errorf("%s does not answer", args[0]), err)
		}
		select {
		case <-ctx.Done():
			p.stop()
			return nil, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended
	_ = p.cmd.Wait()
}

func (p *process) pid() int { return p.cmd.Process.Pid }

// cpu is the processor time that a process has taken, as Linux counts it: in hundredths of a second.
func cpu(pid int) time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name before it may hold blanks
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond
}

// machine names the processor, their number and the memory.
func machine() string {
	model := "unknown processor"
	if file, err := os.Open("/proc/cpuinfo"); err == nil {
		defer file.Close() //nolint:errcheck // only read
		lines := bufio.NewScanner(file)
		for lines.Scan() {
			if name, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	return model
}

// load is how many processes wanted to run, on average, in the last minute.
func loadAverage() string {
	text, _ := os.ReadFile("/proc/loadavg")
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

// output runs a command for its first line; empty when it does not work.
func output(command ...string) string {
	text, err := exec.Command(command[0], command[1:]...).Output() //nolint:gosec // our own commands
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
	return first
}
