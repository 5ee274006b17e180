// Package cache keeps whole answers. An answer is for one question, one
// revision of the graph and one day, and is given again as long as these are
// the current ones.
package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/maypok86/otter/v2"
)

// Key is the hash of a question, or of a request that asks it.
type Key [sha256.Size]byte

// Hash makes a key of parts, which end where the next begins: no two lists of
// parts give one text.
func Hash(parts ...string) Key {
	sum := sha256.New()
	var size [8]byte
	for _, part := range parts {
		for i, n := 0, uint64(len(part)); i < len(size); i, n = i+1, n>>8 {
			size[i] = byte(n)
		}
		sum.Write(size[:])
		sum.Write([]byte(part))
	}
	return Key(sum.Sum(nil))
}

// Request is the key of a request as it was sent: how, for whom, and its bytes.
// It may write behind the bytes, within their capacity.
func Request(kind, rights string, raw []byte) Key {
	raw = append(raw, 0)
	raw = append(raw, kind...)
	raw = append(raw, 0)
	return sha256.Sum256(append(raw, rights...))
}

// Answer is a whole answer. Nobody changes it once it is made.
type Answer struct {
	// Body is what is sent.
	Body []byte
	// ETag names the body.
	ETag string
	// Revision is that of the graph it was read from.
	Revision int64
	// Day is the one it tells standings of, in days since 1970.
	Day int64
	// At is when it was read.
	At time.Time
}

// ETag is the name of a body, for If-None-Match.
func ETag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + hex.EncodeToString(sum[:12]) + `"`
}

// Day is the day of a time, in UTC.
func Day(t time.Time) int64 { return t.Unix() / (24 * 60 * 60) }

// Midnight is the end of the day of a time, in UTC.
func Midnight(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour).Add(24 * time.Hour) }

// Answers keeps answers up to a number of bytes, those asked for often and
// lately. It is safe for concurrent use.
type Answers struct {
	answers *otter.Cache[Key, *Answer] // by question
	asked   *otter.Cache[Key, Key]     // questions by the request as it was sent
}

// About what the cache itself needs for an answer and for a request.
const (
	answerBytes  = 300
	requestBytes = 200
)

// New makes a cache of so many bytes.
func New(bytes int) *Answers {
	return &Answers{
		answers: otter.Must(&otter.Options[Key, *Answer]{
			MaximumWeight: uint64(bytes - bytes/8),
			Weigher:       func(_ Key, a *Answer) uint32 { return uint32(len(a.Body) + answerBytes) },
		}),
		asked: otter.Must(&otter.Options[Key, Key]{
			MaximumWeight: uint64(bytes / 8),
			Weigher:       func(Key, Key) uint32 { return requestBytes },
		}),
	}
}

// Known finds the answer to a request that was sent before in the same bytes.
func (c *Answers) Known(request Key) (*Answer, bool) {
	question, ok := c.asked.GetIfPresent(request)
	if !ok {
		return nil, false
	}
	return c.answers.GetIfPresent(question)
}

// Find finds the answer to a question, and remembers that the request asks it.
func (c *Answers) Find(question, request Key) (*Answer, bool) {
	answer, ok := c.answers.GetIfPresent(question)
	if ok {
		c.asked.Set(request, question)
	}
	return answer, ok
}

// Keep keeps an answer in place of an older one.
func (c *Answers) Keep(question, request Key, answer *Answer) {
	c.answers.Compute(question, func(old *Answer, found bool) (*Answer, otter.ComputeOp) {
		if found && (old.Revision > answer.Revision || old.Revision == answer.Revision && old.Day > answer.Day) {
			return old, otter.CancelOp
		}
		return answer, otter.WriteOp
	})
	c.asked.Set(request, question)
}

// Size is how many answers are kept, and about how many bytes they take.
func (c *Answers) Size() (answers int, bytes uint64) {
	return c.answers.EstimatedSize(), c.answers.WeightedSize() + c.asked.WeightedSize()
}
