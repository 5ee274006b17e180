// Package reply sends bodies that browsers and caches can keep: with a tag that
// says what is in them, and compressed for those who take that.
package reply

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
)

// A Reply is a body that is ready to be sent any number of times.
type Reply struct {
	Type   string // media type
	Body   []byte
	Zipped []byte // the same with gzip; nil when that is not shorter
	ETag   string
}

// New makes the reply of a body.
func New(mediaType string, body []byte) *Reply {
	sum := sha256.Sum256(body)
	// The tag is the same for both codings, hence weak.
	a := &Reply{Type: mediaType, Body: body, ETag: `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`}
	if z := zip(body); len(z) < len(body) {
		a.Zipped = z
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

// Send writes the reply with a status, or that the client has it already.
func (a *Reply) Send(w http.ResponseWriter, r *http.Request, status int) {
	h := w.Header()
	h["Content-Type"] = []string{a.Type}
	h["Etag"] = []string{a.ETag}
	h.Add("Vary", "Accept-Encoding")
	if status == http.StatusOK && Matches(r.Header.Get("If-None-Match"), a.ETag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := a.Body
	if a.Zipped != nil && AcceptsGzip(r.Header.Get("Accept-Encoding")) {
		body = a.Zipped
		h["Content-Encoding"] = []string{"gzip"}
	}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client is gone: nobody to tell
	}
}

// Matches reports whether an If-None-Match header names the tag. Tags are
// compared weakly, as the standard wants it here.
func Matches(header, etag string) bool {
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

// AcceptsGzip reports whether an Accept-Encoding header takes gzip.
func AcceptsGzip(header string) bool {
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
