package neo4jlocal

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// machine is a set of programs: what java -version prints by the path of the java, and whether Maven and Docker are there.
type machine struct {
	javas         map[string]string
	maven, docker bool
	engine        bool
}

func (m machine) tools() tools {
	return tools{
		lookPath: func(name string) (string, error) {
			_, isJava := m.javas[name]
			if isJava || name == "mvn" && m.maven || name == "docker" && m.docker {
				return name, nil
			}
			return "", exec.ErrNotFound
		},
		output: func(name string, _ ...string) (string, error) {
			if name == "docker" {
				if m.engine {
					return "28.2.2", nil
				}
				return "Cannot connect to the Docker daemon", errors.New("exit status 1")
			}
			return m.javas[name], nil
		},
	}
}

const (
	java8  = `java version "1.8.0_402"`
	java11 = `openjdk version "11.0.22" 2024-01-16`
	java17 = `openjdk version "17.0.15" 2025-04-15`
	java21 = `openjdk version "21" 2023-09-19`
)

func TestMissingRequirementsAreNamed(t *testing.T) {
	for name, test := range map[string]struct {
		machine machine
		want    string
	}{
		"nothing": {
			machine{},
			"java was not found; mvn (Maven) was not found; docker was not found",
		},
		"old java": {
			machine{javas: map[string]string{"java": java11}, maven: true},
			"java 11 found, 17+ needed; docker was not found",
		},
		"very old java": {
			machine{javas: map[string]string{"java": java8}, maven: true},
			"java 8 found, 17+ needed; docker was not found",
		},
		"broken java": {
			machine{javas: map[string]string{"java": "Unable to locate a Java Runtime."}, maven: true},
			"java does not work (Unable to locate a Java Runtime.); docker was not found",
		},
		"no maven, no engine": {
			machine{javas: map[string]string{"java": java17}, docker: true},
			"mvn (Maven) was not found; docker has no running engine (Cannot connect to the Docker daemon)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := Options{CacheDir: t.TempDir(), tools: test.machine.tools()}.withDefaults()
			_, _, err := pick(t.Context(), dir(t.TempDir()), o, nil)
			if want := "need a JDK 17+ and Maven, or Docker: " + test.want + "\n"; err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Fatalf("got  %v\nwant %s", err, want)
			}
			if !strings.Contains(err.Error(), "apt install openjdk-17-jdk-headless maven") {
				t.Errorf("no package named: %v", err)
			}
		})
	}
}

func TestJavaHomeComesFirstAndOldJavasArePassedOver(t *testing.T) {
	home := filepath.Join("some", "jdk")
	homeJava := filepath.Join(home, "bin", "java")
	for name, test := range map[string]struct {
		javas         map[string]string
		path, version string
	}{
		"java home":          {map[string]string{homeJava: java21, "java": java17}, homeJava, "21"},
		"old java home":      {map[string]string{homeJava: java11, "java": java17}, "java", "17.0.15"},
		"not linked on PATH": {map[string]string{homebrewJavas[0]: java21}, homebrewJavas[0], "21"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := findJava(Options{JavaHome: home, tools: machine{javas: test.javas}.tools()})
			if err != nil || got != (java{path: test.path, version: test.version}) {
				t.Fatalf("got %v, %v", got, err)
			}
		})
	}
}

func TestDockerRunsWhereJavaCannot(t *testing.T) {
	o := Options{CacheDir: t.TempDir(), tools: machine{docker: true, engine: true}.tools()}.withDefaults()
	s, container, err := pick(t.Context(), dir("some/instance"), o, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := s.(dockerServer); !ok || container == "" {
		t.Fatalf("got %T %q", s, container)
	}
	if other := containerName("other/instance"); other == container {
		t.Error("two instance folders share a container")
	}
}
