package embed

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"

	"github.com/promisegraph/promisegraph/fact"
)

// answer is what an address answers, ready to be sent.
type answer struct {
	kind   string // media type
	body   []byte
	zipped []byte // the same with gzip; nil when that is not shorter
	etag   string
	// revision and day are what it tells of. A pinned one tells of a day that
	// is over, so it does not age with the day.
	revision int64
	day      fact.Date
}

// newAnswer makes the answer of a body.
func newAnswer(kind string, body []byte, revision int64, day fact.Date) *answer {
	sum := sha256.Sum256(body)
	a := &answer{kind: kind, body: body, revision: revision, day: day}
	// The same for both codings, hence weak.
	a.etag = `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	if z := zip(body); len(z) < len(body) {
		a.zipped = z
	}
	return a
}

func zip(body []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return body
	}
	_, _ = z.Write(body) // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
}

// send writes the answer, or that the client has it already.
func (a *answer) send(w http.ResponseWriter, r *http.Request, status int) {
	h := w.Header()
	h["Content-Type"] = []string{a.kind}
	h["Etag"] = []string{a.etag}
	h.Add("Vary", "Accept-Encoding")
	if status == http.StatusOK && matches(r.Header.Get("If-None-Match"), a.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := a.body
	if a.zipped != nil && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		body = a.zipped
		h["Content-Encoding"] = []string{"gzip"}
	}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client is gone: nobody to tell
	}
}

// matches reports whether an If-None-Match header names the tag. Tags are
// compared weakly, as the standard wants it here.
func matches(header, etag string) bool {
	if header == "" {
		return false
	}
	etag = strings.TrimPrefix(etag, "W/")
	for one := range strings.SplitSeq(header, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == etag {
			return true
		}
	}
	return false
}

// acceptsGzip reports whether an Accept-Encoding header takes gzip.
func acceptsGzip(header string) bool {
	for one := range strings.SplitSeq(header, ",") {
		coding, weight, _ := strings.Cut(one, ";")
		if strings.TrimSpace(coding) != "gzip" {
			continue
		}
		q := strings.TrimSpace(weight)
		return q == "" || strings.Trim(strings.TrimPrefix(q, "q="), "0.") != ""
	}
	return false
}

// kept are the answers that were made, by what was asked for. An answer serves
// as long as revision and day are its own; after that it stands in only when
// the database cannot be reached.
type kept struct {
	answers *otter.Cache[string, *answer]
	making  singleflight.Group
}

func newKept(bytes int) (*kept, error) {
	answers, err := otter.New(&otter.Options[string, *answer]{
		MaximumWeight: uint64(max(bytes, 1)),
		Weigher:       func(key string, a *answer) uint32 { return uint32(len(key) + len(a.body) + len(a.zipped) + 500) },
	})
	if err != nil {
		return nil, fmt.Errorf("make room for answers: %w", err)
	}
	return &kept{answers: answers}, nil
}

// get finds the answer to what is asked for under a key, or makes it: once for
// all who ask at the same time. It is stale when the database does not say
// whether it is still right.
func (h *Handler) get(ctx context.Context, key string, pinned bool, render func(context.Context) (*answer, error)) (a *answer, stale bool, err error) {
	old, found := h.kept.answers.GetIfPresent(key)
	if found {
		right, err := h.right(ctx, old, pinned)
		if err != nil {
			return old, true, ctx.Err()
		}
		if right {
			return old, false, nil
		}
	}
	a, err = h.make(ctx, key, pinned, render)
	if err != nil && found && isUnavailable(err) {
		return old, true, ctx.Err()
	}
	return a, false, err
}

// right reports whether an answer is that of the newest revision and of today.
func (h *Handler) right(ctx context.Context, a *answer, pinned bool) (bool, error) {
	newest, err := h.cfg.Revisions.Current(ctx)
	return a.revision == newest && (pinned || a.day == h.today()), err
}

// make renders an answer and keeps it, if it is of a revision that was whole
// before it was read: of a change that is being committed it may show a part.
// Who goes away does not end the work for the others who wait for it.
func (h *Handler) make(ctx context.Context, key string, pinned bool, render func(context.Context) (*answer, error)) (*answer, error) {
	made := h.kept.making.DoChan(key, func() (any, error) {
		ctx := context.WithoutCancel(ctx)
		settled := int64(-1)
		if h.cfg.Revisions != nil {
			settled = h.cfg.Revisions.Settled()
			// Somebody may have finished since it was looked for.
			if a, found := h.kept.answers.GetIfPresent(key); found {
				if right, err := h.right(ctx, a, pinned); err == nil && right {
					return a, nil
				}
			}
		}
		a, err := render(ctx)
		if err != nil {
			return nil, err
		}
		if h.cfg.Revisions != nil {
			h.cfg.Revisions.Seen(a.revision)
			if a.revision == settled {
				h.kept.answers.Set(key, a)
			}
		}
		return a, nil
	})
	select {
	case result := <-made:
		if result.Err != nil {
			return nil, result.Err
		}
		return result.Val.(*answer), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
