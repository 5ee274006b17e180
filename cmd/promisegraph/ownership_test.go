package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/promisegraph/promisegraph/internal/neo4jtest"
	"github.com/promisegraph/promisegraph/server"
	"github.com/promisegraph/promisegraph/store"
)

var data = flag.String("data", "", "folder of the whole data sets: ask them instead of the excerpts")

// Ownership as it was filed, asked over the API: the answers are the same when
// the graph was exported and imported into an empty one, in either form.
func TestOwnershipOfFiledData(t *testing.T) {
	db := neo4jtest.Open(t)
	env := []string{"NEO4J_URI=" + db.URI, "NEO4J_USERNAME=" + db.Username, "NEO4J_PASSWORD=" + db.Password}
	ok := func(input string, args ...string) string {
		t.Helper()
		code, stdout, stderr := program(t, input, env, args...)
		if code != 0 {
			t.Fatalf("%q: exit code %d, %s%s", args, code, stdout, stderr)
		}
		return stdout
	}
	ok("", "migrate")
	samples := filepath.Join("..", "..", "convert", "testdata")
	groups := filepath.Join(samples, "bods-groups.jsonl")
	if *data != "" {
		groups = filepath.Join(*data, "bods-opencheck", "all_demo.jsonl")
	}
	ok("", "import", "--format", "bods", "--by", "Jane", groups, filepath.Join(samples, "bods-forms.jsonl"))
	sameAnswers(t, db, "as filed")

	lines, statements := ok("", "export", "--format", "jsonl"), ok("", "export", "--format", "bods")
	for name, again := range map[string]struct {
		input string
		args  []string
	}{
		"exported and imported":                    {lines, []string{"import", "-"}},
		"exported and imported as BODS statements": {statements, []string{"import", "--format", "bods", "--by", "Jane", "-"}},
	} {
		db.Run(t, "MATCH (n) WHERE NOT n:Migration DETACH DELETE n", nil)
		ok(again.input, again.args...)
		sameAnswers(t, db, name)
	}
}

// sameAnswers holds each request of testdata/ownership against the answer below it.
func sameAnswers(t *testing.T, db *neo4jtest.Handle, name string) {
	t.Helper()
	s, err := store.Open(store.Config{URI: db.URI, Username: db.Username, Password: db.Password})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close(t.Context()) }()
	today := func() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }
	handler, err := server.New(server.Config{Profile: server.Open, Reader: s, Ready: s.Migrated, Now: today, Timeout: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join("testdata", "ownership", "*.golden"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		question, want, _ := strings.Cut(string(text), "---\n")
		body, err := json.Marshal(map[string]string{"query": question})
		if err != nil {
			t.Fatal(err)
		}
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
		request.Header.Set("Content-Type", "application/json")
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, request)
		var pretty bytes.Buffer
		if err := json.Indent(&pretty, answer.Body.Bytes(), "", "  "); err != nil {
			t.Fatalf("%s: %v: %s", file, err, answer.Body)
		}
		got := strings.TrimRight(pretty.String(), "\n") + "\n"
		if *update {
			if err := os.WriteFile(file, []byte(question+"---\n"+got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if got != want {
			t.Errorf("%s: the answer differs from %s (run with -update to write it anew):\n%s", name, file, got)
		}
	}
}
