package neo4jlocal

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestPomDownloadsVersion(t *testing.T) {
	if !bytes.Contains(pom, []byte("<version>"+Version+"</version>")) {
		t.Errorf("pom.xml does not ask for %s", Version)
	}
}

func TestComposeFileRunsVersion(t *testing.T) {
	compose, err := os.ReadFile("../../docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(compose, []byte("image: "+dockerImage+"\n")) {
		t.Errorf("docker-compose.yml does not run %s", dockerImage)
	}
}

func TestAuthLineIsWhatNeo4jAdminWrites(t *testing.T) {
	// Written by neo4j-admin dbms set-initial-password.
	const want = "neo4j:SHA-256,d2927a29f2e8357baf3717fbf18a3054ac6ff5456575ce0c75f180f7229326d3,fba6683216c031a1489289e4db1d95e4c20c5e5c276f9ed4e5dc9d736efe8b4a,1024:\n"
	salt, err := hex.DecodeString("fba6683216c031a1489289e4db1d95e4c20c5e5c276f9ed4e5dc9d736efe8b4a")
	if err != nil {
		t.Fatal(err)
	}
	if got := authLine("secretpass", string(salt)); got != want {
		t.Errorf("got  %swant %s", got, want)
	}
}

func TestPasswordIsMadeOnceAndPrivate(t *testing.T) {
	d, err := openDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	first, err := d.password()
	if err != nil || len(first) < 20 {
		t.Fatalf("got %q, %v", first, err)
	}
	if again, err := d.password(); err != nil || again != first {
		t.Errorf("second time: %q, %v", again, err)
	}
	info, err := os.Stat(d.path("password"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}

	// With a database a new password would not be the database's.
	if err := os.Remove(d.path("password")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(d.path("data", "databases"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := d.password(); err == nil || !strings.Contains(err.Error(), "lost its password") {
		t.Errorf("got %v", err)
	}
}

func TestJavaServerArguments(t *testing.T) {
	s := javaServer{dir: "/i", opts: Options{CacheDir: "/c", HeapMB: 300, PageCacheMB: 70}, jvmFlags: quickStart}
	args := s.args()
	for _, want := range []string{
		"-Xmx300m", "-XX:+UseSerialGC", "/c/neo4j-" + Version + "/lib/*",
		"org.neo4j.server.CommunityEntryPoint", "--home-dir=/i", "--config-dir=/i/conf",
	} {
		if !slices.Contains(args, want) {
			t.Errorf("no %s in %q", want, args)
		}
	}
	conf := s.config(4711)
	for _, want := range []string{
		"server.bolt.listen_address=127.0.0.1:4711\n", "server.http.enabled=false\n",
		"server.bolt.connection_keep_alive_for_requests=OFF\n", "server.memory.pagecache.size=70m\n",
	} {
		if !strings.Contains(conf, want) {
			t.Errorf("no %s in %s", want, conf)
		}
	}
}

func TestDockerServerArguments(t *testing.T) {
	d := dir("/i")
	s := dockerServer{dir: d, opts: Options{HeapMB: 300, PageCacheMB: 70}, docker: "docker", container: containerName(d)}
	got := strings.Join(s.runArgs(4711), " ")
	want := fmt.Sprintf("run --detach --name %s --publish 127.0.0.1:4711:7687 --volume /i/data:/data --user %d:%d --env NEO4J_AUTH"+
		" --env NEO4J_server_memory_heap_max__size=300m --env NEO4J_server_memory_pagecache_size=70m"+
		" --env NEO4J_server_bolt_connection__keep__alive__for__requests=OFF --env NEO4J_server_http_enabled=false"+
		" --env NEO4J_dbms_usage__report_enabled=false neo4j:%s-community", s.container, os.Getuid(), os.Getgid(), Version)
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestMavenArgumentsNameEveryVersion(t *testing.T) {
	got := strings.Join(mavenArgs("/c/tmp"), " ")
	want := "--batch-mode --quiet --file /c/tmp/pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies" +
		" -DincludeScope=runtime -DoutputDirectory=/c/tmp/lib"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
