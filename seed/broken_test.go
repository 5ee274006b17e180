package seed_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/seed"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each fault of each broken file, as the person who wrote the file is told it.
func TestEveryFaultOfABrokenFileIsTold(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, path := range paths {
		if filepath.Ext(path) == ".golden" {
			continue
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		set, err := seed.Read(seed.File{Name: filepath.Base(path), Content: bytes.NewReader(content)})
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		_, faults := set.Resolve(nil)
		if len(faults) == 0 {
			t.Errorf("%s has no fault", path)
		}
		for _, f := range faults {
			got.WriteString(f.String() + "\n")
			if strings.ContainsAny(f.String(), "\n") {
				t.Errorf("a fault takes more than a line: %q", f.String())
			}
		}
	}
	golden := "testdata/faults.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("go test ./seed -update writes %s anew. Now it would be:\n%s", golden, got.String())
	}
}
