package server

import (
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/promisegraph/promisegraph/account"
)

// TestSignedInIsNotKept checks that what somebody who is signed in is told is
// kept nowhere, and that they are told nothing that was kept for others.
func TestSignedInIsNotKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{}
		l.set(5)
		handler, err := New(Config{Profile: Open, Reader: l, Revisions: l, CacheBytes: 1 << 20, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		get := func(a account.Actor) (reads int64, control, tag string) {
			before := l.reads.Load()
			r := httptest.NewRequestWithContext(account.With(t.Context(), a), "GET", getting, nil)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			synctest.Wait()
			if w.Code != 200 || !strings.Contains(w.Body.String(), `"revision":5`) {
				t.Fatalf("%d %s", w.Code, w.Body)
			}
			if vary := strings.Join(w.Header().Values("Vary"), ", "); !strings.Contains(vary, "Authorization") || !strings.Contains(vary, "Cookie") {
				t.Errorf("Vary: %s", vary)
			}
			return l.reads.Load() - before, w.Header().Get("Cache-Control"), w.Header().Get("ETag")
		}
		nobody, ann := account.Actor{}, account.Actor{Name: "Ann", Role: account.Reader}
		for range 3 { // until it is known that the revision is whole
			get(nobody)
		}
		for i, c := range []struct {
			actor account.Actor
			reads int64
			kept  bool
		}{{nobody, 0, true}, {ann, 1, false}, {ann, 1, false}, {nobody, 0, true}} {
			reads, control, tag := get(c.actor)
			if reads != c.reads || strings.Contains(control, "public") != c.kept || (control == "no-store") == c.kept || (tag != "") != c.kept {
				t.Errorf("%d, %q: %d reads, %s, %s", i, c.actor.Name, reads, control, tag)
			}
		}
	})
}
