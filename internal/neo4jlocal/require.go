package neo4jlocal

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// A RequirementError says which programs a local server needs and this machine lacks.
type RequirementError struct {
	// Missing are the reasons, in the order in which the ways to run a server were tried.
	Missing []string
}

const installHints = `
  Debian, Ubuntu:  apt install openjdk-17-jdk-headless maven
  Fedora:          dnf install java-21-openjdk-headless maven
  macOS:           brew install openjdk@21 maven
or install Docker and start it.`

// Error starts with what is needed, then says what was missing and which packages bring it.
func (e *RequirementError) Error() string {
	return "need a JDK 17+ and Maven, or Docker: " + strings.Join(e.Missing, "; ") + installHints
}

// java is a Java runtime that can run the server.
type java struct {
	path    string
	version string // what java -version says first, such as 17.0.15
}

// Homebrew does not link its JDKs into PATH.
var homebrewJavas = []string{
	"/opt/homebrew/opt/openjdk@21/bin/java", "/opt/homebrew/opt/openjdk/bin/java",
	"/usr/local/opt/openjdk@21/bin/java", "/usr/local/opt/openjdk/bin/java",
}

// findJava returns the first Java that is new enough: of JAVA_HOME, of PATH, of Homebrew.
func findJava(o Options) (java, error) {
	candidates := append([]string{"java"}, homebrewJavas...)
	if o.JavaHome != "" {
		candidates = append([]string{filepath.Join(o.JavaHome, "bin", "java")}, candidates...)
	}
	reason := "java was not found"
	for _, name := range candidates {
		path, err := o.tools.lookPath(name)
		if err != nil {
			continue
		}
		out, err := o.tools.output(path, "-version")
		version, major := parseJavaVersion(out)
		switch {
		case err != nil || major == 0:
			reason = fmt.Sprintf("%s does not work (%s)", name, firstLine(out))
		case major < oldestJava:
			reason = fmt.Sprintf("java %d found, %d+ needed", major, oldestJava)
		default:
			return java{path: path, version: version}, nil
		}
	}
	return java{}, errors.New(reason)
}

func findMaven(o Options) (string, error) {
	path, err := o.tools.lookPath("mvn")
	if err != nil {
		return "", errors.New("mvn (Maven) was not found")
	}
	return path, nil
}

// findDocker returns the docker client if an engine answers it.
func findDocker(o Options) (string, error) {
	path, err := o.tools.lookPath("docker")
	if err != nil {
		return "", errors.New("docker was not found")
	}
	if out, err := o.tools.output(path, "version", "--format", "{{.Server.Version}}"); err != nil {
		return "", fmt.Errorf("docker has no running engine (%s)", lastLine(out))
	}
	return path, nil
}

var javaVersion = regexp.MustCompile(`version "((?:1\.)?(\d+)[^"]*)"`)

// parseJavaVersion reads the output of java -version. Java 8 and older call themselves 1.8 and so on.
func parseJavaVersion(out string) (version string, major int) {
	m := javaVersion.FindStringSubmatch(out)
	if m == nil {
		return "", 0
	}
	major, _ = strconv.Atoi(m[2])
	return m[1], major
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}
