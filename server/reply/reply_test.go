package reply_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/promisegraph/promisegraph/server/reply"
)

// TestNames checks how clients ask for encodings and tell what they have.
func TestNames(t *testing.T) {
	for header, want := range map[string]bool{"": false, "gzip": true, "br, gzip;q=0.5": true, "gzip;q=0": false, "gzip;q=0.0": false, "deflate": false, "*": false} {
		if reply.AcceptsGzip(header) != want {
			t.Errorf("Accept-Encoding %q: %v", header, !want)
		}
	}
	for header, want := range map[string]bool{"": false, `W/"a"`: true, `"a"`: true, `"b", W/"a"`: true, "*": true, `"ab"`: false} {
		if reply.Matches(header, `W/"a"`) != want {
			t.Errorf("If-None-Match %q: %v", header, !want)
		}
	}
}

// TestSend sends one reply to clients that take gzip, that do not, and that
// have it already.
func TestSend(t *testing.T) {
	text := strings.Repeat("the same again ", 100)
	a := reply.New("text/plain", []byte(text))
	for _, c := range []struct {
		header, value, encoding string
		status, most            int
	}{
		{"Accept-Encoding", "identity", "", http.StatusOK, len(text)},
		{"Accept-Encoding", "gzip", "gzip", http.StatusOK, len(text) / 10},
		{"If-None-Match", a.ETag, "", http.StatusNotModified, 0},
	} {
		r, w := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil), httptest.NewRecorder()
		r.Header.Set(c.header, c.value)
		a.Send(w, r, http.StatusOK)
		if w.Code != c.status || w.Header().Get("Content-Encoding") != c.encoding || w.Body.Len() > c.most || w.Header().Get("ETag") != a.ETag {
			t.Errorf("%s %s: %d, %d bytes, %v", c.header, c.value, w.Code, w.Body.Len(), w.Header())
		}
	}
}
