package neo4jlocal

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Username is the database user of every local server.
const Username = "neo4j"

// password returns the instance's password and makes it at the first start, before there is a database.
func (d dir) password() (string, error) {
	path := d.path("password")
	b, err := os.ReadFile(path)
	if err == nil {
		return strings.TrimSpace(string(b)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("reading the database password: %w", err)
	}
	if _, err := os.Stat(d.path("data", "databases")); err == nil {
		return "", fmt.Errorf("%s has a database but lost its password: put the file back or remove %s", path, d)
	}

	password := rand.Text()
	auth := d.path("data", "dbms", "auth.ini")
	if err := os.MkdirAll(filepath.Dir(auth), 0o700); err != nil {
		return "", fmt.Errorf("setting the initial password: %w", err)
	}
	if err := os.WriteFile(auth, []byte(authLine(password, rand.Text())), 0o600); err != nil {
		return "", fmt.Errorf("setting the initial password: %w", err)
	}
	// Last, because a password file says that the database was told.
	if err := os.WriteFile(path, []byte(password+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("keeping the database password: %w", err)
	}
	return password, nil
}

// authLine is what "neo4j-admin dbms set-initial-password" leaves for the first start of the server, which moves it into
// its system database. Writing it here saves starting a Java for it.
func authLine(password, salt string) string {
	const rounds = 1024
	hash := sha256.Sum256([]byte(salt + password))
	for range rounds - 1 {
		hash = sha256.Sum256(hash[:])
	}
	return fmt.Sprintf("%s:SHA-256,%s,%s,%d:\n", Username, hex.EncodeToString(hash[:]), hex.EncodeToString([]byte(salt)), rounds)
}
