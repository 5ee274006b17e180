package neo4jlocal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// dockerServer is Neo4j in a container, for machines without a JDK. Its data folder has the same layout as javaServer's.
type dockerServer struct {
	dir       dir
	opts      Options
	docker    string
	container string
}

// containerName differs between instance folders and is the same for every command that uses one.
func containerName(d dir) string {
	sum := sha256.Sum256([]byte(d))
	return "promisegraph-neo4j-" + hex.EncodeToString(sum[:6])
}

// runArgs are the arguments of docker run. The password travels in the client's environment, out of sight of ps.
func (s dockerServer) runArgs(port int) []string {
	return []string{
		"run", "--detach", "--name", s.container,
		"--publish", fmt.Sprintf("127.0.0.1:%d:7687", port),
		"--volume", s.dir.path("data") + ":/data",
		"--user", strconv.Itoa(os.Getuid()) + ":" + strconv.Itoa(os.Getgid()),
		"--env", "NEO4J_AUTH",
		"--env", fmt.Sprintf("NEO4J_server_memory_heap_max__size=%dm", s.opts.HeapMB),
		"--env", fmt.Sprintf("NEO4J_server_memory_pagecache_size=%dm", s.opts.PageCacheMB),
		"--env", "NEO4J_server_bolt_connection__keep__alive__for__requests=OFF",
		"--env", "NEO4J_server_http_enabled=false",
		"--env", "NEO4J_dbms_usage__report_enabled=false",
		dockerImage,
	}
}

func (s dockerServer) start(ctx context.Context, port int, password string) error {
	_ = s.kill() // a stopped container of this name would be in the way
	s.opts.Log.Info("starting a Docker container (the image is downloaded once)", "image", dockerImage)
	cmd := exec.CommandContext(ctx, s.docker, s.runArgs(port)...)
	cmd.Env = append(cmd.Environ(), "NEO4J_AUTH="+Username+"/"+password)
	cmd.WaitDelay = time.Second
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("starting Neo4j with Docker: %w\n%s", err, tail(string(out), 5))
	}
	return nil
}

func (s dockerServer) alive() bool {
	out, err := s.opts.tools.output(s.docker, "inspect", "--format", "{{.State.Running}}", s.container)
	return err == nil && strings.TrimSpace(out) == "true"
}

func (s dockerServer) stop() error {
	seconds := strconv.Itoa(int(stopPatience.Seconds()))
	if out, err := s.opts.tools.output(s.docker, "stop", "--time", seconds, s.container); err != nil {
		return fmt.Errorf("stopping container %s: %w (%s)", s.container, err, lastLine(out))
	}
	return s.kill()
}

func (s dockerServer) kill() error {
	command := s.killCommand()
	if out, err := s.opts.tools.output(command[0], command[1:]...); err != nil {
		return fmt.Errorf("removing container %s: %w (%s)", s.container, err, lastLine(out))
	}
	return nil
}

func (s dockerServer) killCommand() []string {
	return []string{s.docker, "rm", "--force", "--volumes", s.container}
}

func (s dockerServer) lastWords() string {
	out, err := s.opts.tools.output(s.docker, "logs", "--tail", "30", s.container)
	if err != nil {
		return "none: " + lastLine(out)
	}
	return strings.TrimSpace(out)
}
