package neo4jlocal

import (
	"io"
	"log/slog"
	"os/exec"
)

// Options say where a local server lives and how it is started. Only CacheDir is always needed.
type Options struct {
	// Dir is the instance folder: data, configuration, logs, password and leases. Throwaway servers ignore it.
	Dir string
	// CacheDir keeps what every instance shares: the downloaded server and throw-away folders.
	CacheDir string
	// JavaHome is the Java to prefer, as the JAVA_HOME variable has it; empty looks on PATH.
	JavaHome string
	// Port is the Bolt port on 127.0.0.1; 0 takes a free one.
	Port int
	// HeapMB is the maximum Java heap in MiB; 0 means 3072: Java takes it as
	// it needs it, and a change set lives in it until it is committed.
	HeapMB int
	// PageCacheMB is the memory for store files in MiB; 0 means 128.
	PageCacheMB int
	// Log is told about downloads, starts and stops; nil says nothing.
	Log *slog.Logger

	tools tools
}

// tools is how the package sees the machine's programs; tests put their own in.
type tools struct {
	lookPath func(name string) (string, error)
	output   func(name string, args ...string) (string, error)
}

func (o Options) withDefaults() Options {
	if o.HeapMB == 0 {
		o.HeapMB = 3072
	}
	if o.PageCacheMB == 0 {
		o.PageCacheMB = 128
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if o.tools.lookPath == nil {
		o.tools.lookPath = exec.LookPath
	}
	if o.tools.output == nil {
		o.tools.output = func(name string, args ...string) (string, error) {
			out, err := exec.Command(name, args...).CombinedOutput()
			return string(out), err
		}
	}
	return o
}
