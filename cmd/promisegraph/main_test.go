package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// The test binary is also the program: tests run it as users do.
func TestMain(m *testing.M) {
	if os.Getenv("PROMISEGRAPH_TEST_RUN_MAIN") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// program runs the program to its end.
func program(t *testing.T, input string, env []string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Env = append(append(os.Environ(), env...), "PROMISEGRAPH_TEST_RUN_MAIN=1")
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &out, &errs
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

func TestEachSubcommandExplainsItself(t *testing.T) {
	for _, command := range []string{
		"", "demo", "serve", "migrate", "import", "export", "generate", "token", "token create", "token list", "token revoke", "account", "account list", "account set-role", "health", "neo4j", "neo4j start", "neo4j stop", "neo4j status", "neo4j exec",
	} {
		args := append(strings.Fields(command), "--help")
		code, stdout, stderr := program(t, "", nil, args...)
		if want := strings.TrimSpace("Usage: promisegraph " + command); code != 0 || !strings.HasPrefix(stdout, want) || stderr != "" {
			t.Errorf("%q: exit code %d, %q, %q", args, code, stdout, stderr)
		}
	}
}
