package embed

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/promisegraph/promisegraph/graph"
	domain "github.com/promisegraph/promisegraph/promise"
)

// askFunc is an Asker of fixed answers, for what a database cannot be made to
// say at will: that it is down, or words of any length.
type askFunc func(document string) (string, error)

func (f askFunc) Ask(_ context.Context, document string, _ map[string]any) (json.RawMessage, error) {
	answer, err := f(document)
	return json.RawMessage(answer), err
}

// down is what the API says when the database cannot be reached.
type down struct{ error }

func (down) ErrorCode() string { return graph.CodeUnavailable }
func (down) Public() string    { return "the database cannot be reached just now" }

func noon() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

func newHandler(t testing.TB, cfg Config) *Handler {
	t.Helper()
	if cfg.Now == nil {
		cfg.Now = noon
	}
	cfg.Bytes = 1 << 20
	cfg.Timeout, cfg.Log = time.Second, slog.New(slog.NewTextHandler(io.Discard, nil))
	h, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func get(t testing.TB, h http.Handler, target string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestDocuments holds each query of this package against the schema.
func TestDocuments(t *testing.T) {
	files, err := fs.Glob(queryFiles, "queries/*.graphql")
	if err != nil || len(files) == 0 {
		t.Fatal("no documents", err)
	}
	for _, file := range files {
		raw, err := queryFiles.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := gqlparser.LoadQueryWithRules(graph.Schema().Schema(), string(raw), nil); err != nil {
			t.Errorf("%s: %v", path.Base(file), err)
		}
	}
}

// TestColumns checks that each column of a table reads what its query selects,
// and that nothing is selected that no column shows.
func TestColumns(t *testing.T) {
	for name, columns := range tableColumns {
		raw, err := queryFiles.ReadFile("queries/" + name + "_table.graphql")
		if err != nil {
			t.Fatal(err)
		}
		document, errs := gqlparser.LoadQueryWithRules(graph.Schema().Schema(), string(raw), nil)
		if errs != nil {
			t.Fatal(errs)
		}
		selected := map[string]bool{}
		leaves(document.Operations[0].SelectionSet, "", selected)
		seen := map[string]bool{}
		for _, c := range columns {
			if seen[c.name] {
				t.Errorf("%s: two columns %s", name, c.name)
			}
			seen[c.name] = true
			if c.path != pageColumn && !selected["list.nodes."+c.path] {
				t.Errorf("%s: column %s reads %s, which is not selected", name, c.name, c.path)
			}
			delete(selected, "list.nodes."+c.path)
		}
		for path := range selected {
			if strings.HasPrefix(path, "list.nodes.") {
				t.Errorf("%s: %s is selected and no column shows it", name, path)
			}
		}
	}
}

// leaves lists the paths of all leaves selected.
func leaves(selections ast.SelectionSet, prefix string, into map[string]bool) {
	for _, s := range selections {
		switch s := s.(type) {
		case *ast.Field:
			if len(s.SelectionSet) == 0 {
				into[prefix+s.Alias] = true
			}
			leaves(s.SelectionSet, prefix+s.Alias+".", into)
		case *ast.FragmentSpread:
			leaves(s.Definition.SelectionSet, prefix, into)
		case *ast.InlineFragment:
			leaves(s.SelectionSet, prefix, into)
		}
	}
}

// TestWords checks that every language has the same texts, with the same
// values, and a text for each status, balance and rule.
func TestWords(t *testing.T) {
	h := newHandler(t, Config{})
	value := regexp.MustCompile(`\{\w+\}`)
	english := h.strings["en"]
	for lang, w := range h.strings {
		for name, text := range english.texts {
			other, ok := w.texts[name]
			if !ok {
				t.Errorf("%s: no text %s", lang, name)
				continue
			}
			a, b := value.FindAllString(text, -1), value.FindAllString(other, -1)
			slices.Sort(a)
			slices.Sort(b)
			if !slices.Equal(a, b) {
				t.Errorf("%s: %s has the values %v, English has %v", lang, name, b, a)
			}
		}
		if len(w.texts) != len(english.texts) {
			t.Errorf("%s has %d texts, English has %d", lang, len(w.texts), len(english.texts))
		}
		if w.text("builder.lang."+lang) == "builder.lang."+lang {
			t.Errorf("%s: no name of the language", lang)
		}
	}
	for list, prefix := range map[string]string{"PromiseStatus": "status.", "Balance": "balance.", "StatementKind": "kind.", "Stance": "feed.stance."} {
		for _, v := range graph.Schema().Schema().Types[list].EnumValues {
			if _, ok := english.texts[prefix+v.Name]; !ok {
				t.Errorf("no text %s%s", prefix, v.Name)
			}
			if list == "PromiseStatus" || list == "Balance" {
				if icons[v.Name] == "" {
					t.Errorf("no icon %s", v.Name)
				}
			}
		}
	}
	for _, r := range domain.Rules() {
		if _, ok := english.texts["rule."+string(r.Rule)]; !ok {
			t.Errorf("no text rule.%s", r.Rule)
		}
	}
	for lang, want := range map[string]string{"": "en", "de": "de", "de-AT": "de", "de_CH": "de", "fr": "en", "nonsense!": "en", "EN-gb": "en"} {
		if got := h.in(lang).lang; got != want {
			t.Errorf("language %q: %s, want %s", lang, got, want)
		}
	}
	if got := h.in("de").date("2024-04-28") + ", " + h.in("en").date("2024-04") + ", " + h.in("en").date("2024"); got != "28. April 2024, April 2024, 2024" {
		t.Errorf("dates: %s", got)
	}
	if direction("ar") != "rtl" || direction("he-IL") != "rtl" || direction("de") != "ltr" {
		t.Error("directions of writing")
	}
}

// TestTones checks that white letters can be read on every tone of a badge.
func TestTones(t *testing.T) {
	for _, c := range []tone{toneGood, toneBad, toneWait, toneEven, toneLabel} {
		var r, g, b uint8
		if _, err := fmt.Sscanf(string(c), "#%02x%02x%02x", &r, &g, &b); err != nil {
			t.Fatal(err)
		}
		light := func(v uint8) float64 {
			x := float64(v) / 255
			if x <= 0.04045 {
				return x / 12.92
			}
			return math.Pow((x+0.055)/1.055, 2.4)
		}
		if contrast := 1.05 / (0.2126*light(r) + 0.7152*light(g) + 0.0722*light(b) + 0.05); contrast < 4.5 {
			t.Errorf("white on %s: contrast %.2f", c, contrast)
		}
	}
}

// TestGuard checks what spreadsheets would take for a formula.
func TestGuard(t *testing.T) {
	var entry any
	if err := json.Unmarshal([]byte(`{"a": "=1+1", "b": ["@x", "=y"], "c": [null, "z"], "d": "-5 people", "e": {"f": [{"g": "p | q"}, {"g": null}]}, "h": null, "i": true, "j": "plain", "k": "\tx"}`), &entry); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"a": "'=1+1", "b": "'@x | =y", "c": " | z", "d": "'-5 people", "e.f.g": "p / q | ", "e.f.none": "", "h": "", "i": "true", "j": "plain", "k": "'\tx", "none": "", "e": ""} {
		if got := cell(entry, strings.Split(path, ".")); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	row, err := (&table{name: "x", columns: []column{{"n", "n"}, {"page", pageColumn}}}).row(json.RawMessage(`{"id": "a-b", "n": -0.10}`), "https://x.example")
	if err != nil || !slices.Equal(row, []string{"-0.10", "https://x.example/x/a-b"}) {
		t.Errorf("a number must stay as it is: %q, %v", row, err)
	}
}

// TestFilter checks how the query of an address becomes arguments.
func TestFilter(t *testing.T) {
	h := newHandler(t, Config{})
	for query, want := range map[string]map[string]any{
		"": {},
		"status=due,kept&status=NOT_KEPT&speaker=elon-musk": {"filter": map[string]any{"status": []any{"DUE", "KEPT", "NOT_KEPT"}, "speaker": []any{"elon-musk"}}},
		"madeOn.from=2024&madeOn.to=2024-06&value.min=1.5":  {"filter": map[string]any{"madeOn": map[string]any{"from": "2024", "to": "2024-06"}, "value": map[string]any{"min": 1.5}}},
		"disputed=false&metric=H100&unit=a,b&unit=c":        {"filter": map[string]any{"disputed": false, "metric": "H100", "unit": []any{"a,b", "c"}}},
		"asOf=2024-06&orderBy=deadline&direction=asc&bom=1": {"asOf": "2024-06", "orderBy": map[string]any{"field": "DEADLINE", "direction": "ASC"}},
		"status=&speaker=&madeOn.from=":                     {},
		"orderBy=ID":                                        {"orderBy": map[string]any{"field": "ID"}},
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		got, err := h.tables["promises"].filter.variables(q)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, %v, want %v", query, got, err, want)
		}
	}
	for query, want := range map[string]string{
		"foo=1":                     "foo: there is no such parameter; there are: asOf, balance,",
		"status=HOPE":               `status: "HOPE" is none of NOT_YET_RATED,`,
		"madeOn.from=2024-13":       "madeOn.from: ",
		"madeOn=2024":               "madeOn: there is no such parameter",
		"value.min=many":            `value.min: "many" is not a number`,
		"value.min=NaN":             `value.min: "NaN" is not a number`,
		"disputed=1":                `disputed: "1" is neither true nor false`,
		"disputed=true&disputed=no": "disputed: give it once",
		"speaker=Elon Musk":         `speaker: "Elon Musk" is not an id`,
		"asOf=yesterday":            "asOf: ",
		"asOf=2024&asOf=2025":       "asOf: give it once",
		"orderBy=NAME":              `orderBy: "NAME" is none of MADE_ON, DEADLINE, ID`,
		"direction=ASC":             "direction: say by what",
		"orderBy=ID&direction=UP":   `direction: "UP" is none of ASC, DESC`,
		"bom=yes":                   `bom: "yes" is neither 1 nor 0`,
	} {
		w := get(t, h.Before(nil), "/promises.csv?"+strings.ReplaceAll(query, " ", "%20"))
		if w.Code != http.StatusBadRequest || !strings.HasPrefix(w.Body.String(), want) {
			t.Errorf("%q: %d %q, want %q", query, w.Code, w.Body, want)
		}
	}
}

// TestBefore checks which addresses belong here: none that is a page.
func TestBefore(t *testing.T) {
	h := newHandler(t, Config{})
	for address, want := range map[string]bool{
		"/": false, "/promises/x": false, "/people/x": false, "/graphql": false, "/search": false, "/static/page.css": false, "/sources/x": false, "/embedded": false, "/x.json": false,
		"/promises/x.json": true, "/promises/x.jsonld": true, "/promises/x.atom": true, "/people/x.atom": true, "/promises.csv": true, "/changes.atom": true,
		"/badge/x.svg": true, "/embed": true, "/embed/x": true, "/oembed": true, "/widget.js": true, "/robots.txt": true, "/sitemap.xml": true, "/sitemaps/x.xml": true, "/schema/promise.json": true,
	} {
		ours := true
		h.Before(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { ours = false })).ServeHTTP(
			httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodPost, address, nil)) // POST, so that nothing is read
		if ours != want {
			t.Errorf("%s: ours is %v, want %v", address, ours, want)
		}
	}
}

// fixedRevisions is a graph that changes when a test says so.
type fixedRevisions struct {
	now    atomic.Int64
	partly bool // the newest change is being committed
	err    error
}

func (r *fixedRevisions) Current(context.Context) (int64, error) { return r.now.Load(), r.err }
func (r *fixedRevisions) Seen(int64)                             {}
func (r *fixedRevisions) Settled() int64 {
	if r.partly {
		return r.now.Load() - 1
	}
	return r.now.Load()
}

// onePromise answers as the API does, with a status and a revision.
func onePromise(status string, revision int64) string {
	return fmt.Sprintf(`{"revision": %d, "promise": {"id": "x", "kind": "PROMISE", "statement": "It will be done.", "speaker": {"__typename": "Person", "id": "s", "name": "S"},
		"company": {"id": "c", "name": "C"}, "standing": {"status": %q, "balance": "NONE", "because": {"rule": "nothing"}}, "response": {"nodes": []}, "evidence": {"edges": [], "totalCount": 0}, "sources": [], "recorded": {"at": "2026-01-01T00:00:00Z"}}}`, revision, status)
}

// TestKept checks when an answer is made anew: with the next revision, with
// the next day unless it is pinned to one, and else not at all.
func TestKept(t *testing.T) {
	var reads atomic.Int64
	revisions := &fixedRevisions{}
	revisions.now.Store(1)
	day := noon()
	status := "DUE"
	h := newHandler(t, Config{
		Revisions: revisions,
		Now:       func() time.Time { return day },
		Asker:     askFunc(func(string) (string, error) { reads.Add(1); return onePromise(status, revisions.now.Load()), nil }),
	})
	step := func(what, address, want string, reading int64) string {
		t.Helper()
		before := reads.Load()
		w := get(t, h.Before(nil), address)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) || reads.Load()-before != reading {
			t.Errorf("%s: %d after %d reads, want %q after %d: %s", what, w.Code, reads.Load()-before, want, reading, w.Body)
		}
		return w.Header().Get("Etag")
	}
	first := step("the first time", "/badge/x.svg", "Due, unsettled · 2026-11-24", 1)
	if again := step("again", "/badge/x.svg", "Due", 0); again != first {
		t.Error("the same answer has another ETag")
	}
	step("in German", "/badge/x.svg?lang=de", "Fällig", 1)
	step("pinned", "/badge/x.svg?asOf=2024", "2024-12-31", 1)
	step("a parameter of others", "/badge/x.svg?utm_source=mail&theme=dark", "Due", 0)
	status = "KEPT"
	step("not before the revision", "/badge/x.svg", "Due", 0)
	revisions.now.Store(2)
	if second := step("the next revision", "/badge/x.svg", "Kept", 1); second == first {
		t.Error("another answer has the same ETag")
	}
	step("pinned, the next revision", "/badge/x.svg?asOf=2024", "Kept", 1)
	revisions.partly = true
	revisions.now.Store(3)
	step("a change being committed", "/badge/x.svg", "Kept", 1)
	step("a change being committed, again", "/badge/x.svg", "Kept", 1)
	revisions.partly = false
	step("a change that was committed", "/badge/x.svg", "Kept", 1)
	step("a change that was committed, again", "/badge/x.svg", "Kept", 0)
	step("pinned, the third revision", "/badge/x.svg?asOf=2024", "Kept", 1)
	day = day.AddDate(0, 0, 1)
	step("the next day", "/badge/x.svg", "Kept · 2026-11-25", 1)
	step("pinned, the next day", "/badge/x.svg?asOf=2024", "2024-12-31", 0)
	if w := get(t, h.Before(nil), "/badge/x.svg", "If-None-Match", `"a", `+strings.TrimPrefix(step("once more", "/badge/x.svg", "Kept", 0), "W/")); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("with the ETag of the answer: %d, %d bytes", w.Code, w.Body.Len())
	}
}

// TestUnavailable checks what is said while the database is down: what is kept,
// with its own date and marked as stale, else that it may be tried again.
func TestUnavailable(t *testing.T) {
	day := noon()
	revisions := &fixedRevisions{}
	revisions.now.Store(1)
	answer := func(string) (string, error) {
		if revisions.err != nil {
			return "", revisions.err
		}
		return onePromise("DUE", 1), nil
	}
	h := newHandler(t, Config{Asker: askFunc(answer), Revisions: revisions, Now: func() time.Time { return day }})
	get(t, h.Before(nil), "/badge/x.svg")
	revisions.err, day = down{errors.New("no route")}, day.AddDate(0, 0, 3)
	w := get(t, h.Before(nil), "/badge/x.svg")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "2026-11-24") || !strings.Contains(w.Header().Get("Warning"), "Stale") || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("kept: %d %v %s", w.Code, w.Header(), w.Body)
	}
	for address, kind := range map[string]string{
		"/badge/y.svg": "image/svg+xml", "/embed/y": "text/html", "/promises/y.json": "application/json", "/oembed?url=http://example.com/promises/y": "text/plain",
		"/promises/y.atom": "text/plain", "/promises.csv": "text/plain", "/sitemap.xml": "text/plain", "/embed?id=y": "text/html",
	} {
		w := get(t, h.Before(nil), address)
		if w.Code != http.StatusServiceUnavailable || !strings.HasPrefix(w.Header().Get("Content-Type"), kind) {
			t.Errorf("%s: %d %s %s", address, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
		if address != "/embed?id=y" && (w.Header().Get("Retry-After") == "" || w.Header().Get("Cache-Control") != "no-store") {
			t.Errorf("%s: headers %v", address, w.Header())
		}
	}
}

// TestOnce checks that many who ask for the same at the same time cost one read.
func TestOnce(t *testing.T) {
	var reads atomic.Int64
	started, release := make(chan bool), make(chan bool)
	revisions := &fixedRevisions{} // who comes late gets what is kept
	revisions.now.Store(1)
	h := newHandler(t, Config{
		Revisions: revisions,
		Asker: askFunc(func(string) (string, error) {
			if reads.Add(1) == 1 {
				close(started)
			}
			<-release
			return onePromise("DUE", 1), nil
		}),
	})
	done := make(chan int)
	ask := func() { done <- get(t, h.Before(nil), "/badge/x.svg").Code }
	go ask()
	<-started
	const others = 20
	for range others {
		go ask()
	}
	close(release)
	for range others + 1 {
		if code := <-done; code != http.StatusOK {
			t.Errorf("status %d", code)
		}
	}
	if n := reads.Load(); n != 1 {
		t.Errorf("%d reads", n)
	}
}

// TestBreaksOff checks that a table that cannot be read to its end is not
// taken for a whole one.
func TestBreaksOff(t *testing.T) {
	pages := 0
	h := newHandler(t, Config{Asker: askFunc(func(string) (string, error) {
		if pages++; pages > 1 {
			return "", down{errors.New("no route")}
		}
		return `{"revision": 1, "list": {"nodes": [{"id": "a"}], "pageInfo": {"hasNextPage": true, "endCursor": "c"}}}`, nil
	})})
	server := httptest.NewServer(h.Before(nil))
	defer server.Close()
	response, err := http.Get(server.URL + "/people.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err == nil {
		t.Errorf("the table ended as if it were whole: %s", body)
	}
}

// TestOrigins checks that links lead to the public address, and that an oEmbed
// of another server is none of ours.
func TestOrigins(t *testing.T) {
	ask := askFunc(func(string) (string, error) { return onePromise("DUE", 1), nil })
	for _, base := range []string{"", "https://public.example"} {
		h := newHandler(t, Config{Base: base, Asker: ask})
		want := base
		if base == "" {
			want = "http://asked.example:81"
		}
		w := get(t, h.Before(nil), "http://asked.example:81/promises/x.json")
		if !strings.Contains(w.Body.String(), `"url":"`+want+`/promises/x"`) {
			t.Errorf("base %q: %s", base, w.Body)
		}
		for address, code := range map[string]int{
			want + "/promises/x": 200, want + "/embed/x?theme=dark": 200, want + "/promises/x?asOf=2024": 200, "ftp" + want[4:] + "/promises/x": 404,
			"https://other.example/promises/x": 404, want + "/people/x": 404, want + "/": 404, "%zz": 404, "": 400, want + "/promises/x?asOf=2031": 400,
		} {
			if w := get(t, h.Before(nil), "http://asked.example:81/oembed?url="+url.QueryEscape(address)); w.Code != code {
				t.Errorf("oEmbed of %q: %d, want %d: %s", address, w.Code, code, w.Body)
			}
		}
	}
}

// TestRoom checks that an oEmbed keeps to the room there is.
func TestRoom(t *testing.T) {
	h := newHandler(t, Config{Base: "https://x.example", Asker: askFunc(func(string) (string, error) { return onePromise("DUE", 1), nil })})
	for query, want := range map[string]string{
		"":                           "560 440 full",
		"&maxwidth=2000":             "560 440 full",
		"&maxwidth=300&maxheight=99": "300 99 compact",
		"&maxheight=440":             "560 440 full",
		"&maxheight=439":             "560 220 compact",
		"&maxheight=0":               "400",
		"&maxwidth=wide":             "400",
		"&format=xml":                "560 440 full",
		"&format=yaml":               "501",
	} {
		w := get(t, h.Before(nil), "/oembed?url="+url.QueryEscape("https://x.example/promises/x")+query)
		got := fmt.Sprint(w.Code)
		if w.Code == http.StatusOK {
			var o rich
			err := json.Unmarshal(w.Body.Bytes(), &o)
			if strings.Contains(query, "xml") {
				err = xml.Unmarshal(w.Body.Bytes(), &o)
			}
			if err != nil || o.Version != "1.0" || o.Type != "rich" {
				t.Fatalf("%s: %v %s", query, err, w.Body)
			}
			view := "full"
			if strings.Contains(o.HTML, "view=compact") {
				view = "compact"
			}
			got = fmt.Sprintf("%d %d %s", o.Width, o.Height, view)
			if !strings.Contains(o.HTML, fmt.Sprintf(`width="%d" height="%d"`, o.Width, o.Height)) {
				t.Errorf("%s: the frame has another size: %s", query, o.HTML)
			}
			if !strings.HasPrefix(o.HTML, "<blockquote><a href=") || !wordpress.MatchString(o.HTML) || !strings.Contains(o.HTML, "as of 24 November 2026") {
				t.Errorf("%s: WordPress would not take %s", query, o.HTML)
			}
		}
		if got != want {
			t.Errorf("%q: %s, want %s", query, got, want)
		}
	}
}

// wordpress is what its filter of strange oEmbeds looks for.
var wordpress = regexp.MustCompile(`(?ms)^(<blockquote>.*?</blockquote>)?.*(<iframe.*?></iframe>)$`)

// TestHeaders checks which pages may show what in a frame, and that nothing
// but the cards may be framed.
func TestHeaders(t *testing.T) {
	h := newHandler(t, Config{Asker: askFunc(func(string) (string, error) { return onePromise("DUE", 1), nil })})
	for address, want := range map[string]string{"/embed/x": "frame-ancestors *", "/embed/NO": "frame-ancestors *", "/badge/x.svg": "frame-ancestors *", "/embed?id=x": "frame-ancestors 'none'"} {
		w := get(t, h.Before(nil), address)
		if !strings.Contains(w.Header().Get("Content-Security-Policy"), want) {
			t.Errorf("%s: policy %q, want %s", address, w.Header().Get("Content-Security-Policy"), want)
		}
	}
	w := get(t, h.Before(nil), "/widget.js")
	if w.Header().Get("Cross-Origin-Resource-Policy") != "cross-origin" || !strings.Contains(w.Header().Get("Cache-Control"), "max-age=3600") {
		t.Errorf("/widget.js: %v", w.Header())
	}
	hashed := h.assets["widget.js"].name
	if w := get(t, h.Before(nil), "/embed/assets/"+hashed); w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%s: %d %v", hashed, w.Code, w.Header())
	}
	if w := get(t, h.Before(nil), "/embed/assets/widget.js"); w.Code != http.StatusNotFound {
		t.Errorf("an asset without its hash: %d", w.Code)
	}
}

// TestShorten checks that texts are cut after a word.
func TestShorten(t *testing.T) {
	for text, want := range map[string]string{"short": "short", "one two three four": "one two…", "onetwothreefourfive": "onetwothr…", "éééé éééé éééé": "éééé…"} {
		if got := shorten(text, 10); got != want {
			t.Errorf("shorten(%q): %q, want %q", text, got, want)
		}
	}
}
