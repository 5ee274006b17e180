package account

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"hash/crc32"
	"strings"
)

// Kind is what a secret is good for. One kind is never taken for the other.
type Kind string

// The kinds.
const (
	// ForProgram is a token: it comes in the Authorization header.
	ForProgram Kind = "token"
	// ForBrowser is a session: it comes in a cookie.
	ForBrowser Kind = "session"
)

// A secret is text such as
//
//	pg_k3jv7q2mzd_wmyhe2pcpnzqaz36cv7uz4kh5inuyfdn4aabcde
//
// so that tools that look for secrets in published files can find it by its
// form: pg_ (pgs_ for sessions), ten characters that name it, 32 at random,
// and seven that follow from all before, so that a mistyped one is known to be
// wrong without looking it up.
var prefixes = map[Kind]string{ForProgram: "pg_", ForBrowser: "pgs_"}

const (
	idLength     = 10
	randomLength = 32 // 160 bits: it cannot be guessed
	checkLength  = 7
)

// letters are those of base 32, in small: they are told apart when read out.
var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Secret is what is kept of a secret text: what it names, and its hash. The
// text itself is known to its owner alone.
//
// The hash is a plain SHA-256. Slow hashes make it costly to try all passwords
// that people think of; there are 2^160 of these texts, so trying is no use,
// and a slow hash would only make each request expensive.
type Secret struct {
	Kind Kind
	ID   string
	Hash [sha256.Size]byte
}

// NewSecret makes a secret of a kind. The text is to be shown once.
func NewSecret(kind Kind) (text string, s Secret) {
	body := prefixes[kind] + random(idLength) + "_" + random(randomLength)
	text = body + check(body)
	s, err := ParseSecret(text)
	if err != nil {
		panic("account: made a broken secret") // a bug
	}
	return text, s
}

// random is text of so many letters at random.
func random(n int) string { return strings.ToLower(rand.Text() + rand.Text())[:n] }

// check follows from a text, and differs when any one letter does.
func check(text string) string {
	sum := crc32.ChecksumIEEE([]byte(text))
	return letters.EncodeToString([]byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)})
}

// ErrNoSecret says that a text is no secret of this program, or a mistyped one.
var ErrNoSecret = errors.New("this is no token of promisegraph, or it is not complete")

// ParseSecret reads a secret. It returns ErrNoSecret for what NewSecret did
// not make.
func ParseSecret(text string) (Secret, error) {
	for kind, prefix := range prefixes {
		rest, ok := strings.CutPrefix(text, prefix)
		if !ok || len(rest) != idLength+1+randomLength+checkLength {
			continue
		}
		body := text[:len(text)-checkLength]
		if check(body) != text[len(body):] {
			break
		}
		id, tail, ok := strings.Cut(rest, "_")
		if !ok || len(id) != idLength || !inLetters(id) || !inLetters(tail) {
			break
		}
		return Secret{Kind: kind, ID: id, Hash: sha256.Sum256([]byte(text))}, nil
	}
	return Secret{}, ErrNoSecret
}

func inLetters(text string) bool {
	return strings.Trim(text, "abcdefghijklmnopqrstuvwxyz234567") == ""
}

// same compares in a time that tells nothing of where the two differ.
func same(a, b [sha256.Size]byte) bool { return subtle.ConstantTimeCompare(a[:], b[:]) == 1 }
