package embed_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/promisegraph/promisegraph/seed"
	"github.com/promisegraph/promisegraph/server"
	"github.com/promisegraph/promisegraph/server/embed"
)

// seen counts requests by their path.
type seen struct {
	mu    sync.Mutex
	paths map[string]int
}

func (s *seen) count(next http.Handler) http.Handler {
	s.paths = map[string]int{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.paths[r.URL.Path]++
		s.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

func (s *seen) of(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.paths[path]
}

// tab is a tab of a headless Chromium, and what it complained about.
type tab struct {
	ctx   context.Context
	mu    sync.Mutex
	wrong []string
}

// chromium starts a browser that ends with the test.
func chromium(t *testing.T) context.Context {
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox)...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("these tests need Chromium (Debian: apt install chromium): %v", err)
	}
	return ctx
}

// open shows an address in a new tab of a size. A script runs before those of
// the page.
func open(t *testing.T, in context.Context, address string, width, height int64, script string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(in)
	t.Cleanup(cancel)
	b := &tab{ctx: ctx}
	messages := chromedp.Console(ctx)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			b.mu.Lock()
			b.wrong = append(b.wrong, fmt.Sprint(m))
			b.mu.Unlock()
		}
	}()
	b.do(t, chromedp.EmulateViewport(width, height))
	call(t, b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
	b.do(t, chromedp.Navigate(address))
	return b
}

// call sends a command to the browser.
func call[P, R any](t *testing.T, b *tab, command cdp.Command[P, R], params P) R {
	t.Helper()
	result, err := chromedp.Call(b.ctx, command, params)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func (b *tab) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatalf("%v; the browser says: %v", err, b.complaints())
	}
}

// value evaluates an expression of JavaScript.
func value[T any](t *testing.T, b *tab, expression string) T {
	t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// wait waits until an expression of JavaScript is true.
func (b *tab) wait(t *testing.T, expression string) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	late := time.After(20 * time.Second)
	for !value[bool](t, b, expression) {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("never true: %s; the browser says: %v", expression, b.complaints())
		}
	}
}

func (b *tab) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string{}, b.wrong...)
}

// quiet fails the test when the browser complained.
func (b *tab) quiet(t *testing.T) {
	t.Helper()
	for _, wrong := range b.complaints() {
		t.Errorf("the browser says: %s", wrong)
	}
}

// shifts adds up how far things moved that were shown already, and hurries the
// timers of live elements.
const shifts = `window.shift = 0;
new PerformanceObserver(list => { for (const e of list.getEntries()) window.shift += e.value }).observe({type: "layout-shift", buffered: true});
const later = setTimeout; window.setTimeout = (f, ms, ...rest) => later(f, Math.min(ms, 100), ...rest);`

// browser looks at the embeds as readers do: in pages of others.
func (s *site) browser(t *testing.T) {
	// Links and scripts must lead here, so this server has no public address.
	here := httptest.NewServer(s.seen.count(s.handler(t, server.Config{})))
	defer here.Close()
	chromium := chromium(t)

	t.Run("foreign page", func(t *testing.T) { s.foreignPage(t, chromium, here.URL) })
	t.Run("cards", func(t *testing.T) { cards(t, chromium) })
	t.Run("builder", func(t *testing.T) { s.builder(t, chromium, here.URL) })
}

// foreignPage shows embeds in a page of another server with as strict a
// policy as they can work under. Nothing may be refused, nothing may move, one
// request serves two elements, and a change shows by itself.
func (s *site) foreignPage(t *testing.T, chromium context.Context, here string) {
	const id, other = "tesla-roadster-demo-2026", "tesla-ai-spend-2024"
	foreign := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/icon" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		if r.URL.Path == "/page.css" {
			w.Header().Set("Content-Type", "text/css")
			fmt.Fprint(w, "promise-status { display: block; max-width: 560px; height: 440px } iframe { border: 0; display: block }")
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", fmt.Sprintf("default-src 'none'; style-src 'self'; script-src %[1]s; connect-src %[1]s; img-src 'self' %[1]s; frame-src %[1]s; require-trusted-types-for 'script'; trusted-types 'none'", here))
		w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><link rel="icon" href="/icon"><link rel="stylesheet" href="/page.css"><title>A page</title>
			<script src="%[1]s/widget.js" async crossorigin></script>
			<p>Before <a href="%[1]s/promises/%[3]s"><img src="%[1]s/badge/%[3]s.svg" alt="" height="20"></a></p>
			<iframe src="%[1]s/embed/%[3]s" width="560" height="440" sandbox="allow-popups" title="A card"></iframe>
			<iframe src="%[1]s/embed/%[3]s?view=compact&amp;theme=dark#?secret=abc123" width="300" height="220" sandbox="allow-scripts" title="A card with a script"></iframe>
			<promise-status id="%[2]s" live><a href="/">as it was</a></promise-status>
			<promise-status id="%[2]s" live theme="dark" view="compact"><a href="/">as it was</a></promise-status>
			<promise-status id="%[3]s" lang="de" asOf="2024-06-03"><a href="/">as it was</a></promise-status>
			<promise-status id="none"><a href="/">as it was</a></promise-status>
			<p>After</p>`, here, id, other)
	}))
	defer foreign.Close()
	said := `window.said = []; addEventListener("message", e => window.said.push([e.origin, e.data])); `
	b := open(t, chromium, foreign.URL, 1200, 900, said+shifts)
	text := func(n int) string {
		return fmt.Sprintf(`(document.querySelectorAll("promise-status")[%d].shadowRoot?.querySelector("article")?.textContent ?? "")`, n)
	}
	for n, want := range []string{"Due, unsettled", "Due, unsettled", "Noch nicht bewertet"} {
		b.wait(t, text(n)+fmt.Sprintf(`.includes(%q)`, want))
	}
	b.wait(t, text(2)+`.includes("Wissensstand 3. Juni 2024")`)
	type state struct {
		Shift           float64
		Badge, Fallback bool
		Said            [][]any
	}
	b.wait(t, `window.said.length > 0`)
	now := value[state](t, b, `({shift: window.shift, said: window.said, badge: document.querySelector("img").naturalHeight === 20,
		fallback: document.querySelectorAll("promise-status")[3].shadowRoot.querySelector("slot").assignedNodes()[0].textContent === "as it was"})`)
	if now.Shift != 0 || !now.Badge || !now.Fallback {
		t.Errorf("layout shift %v; badge shown: %v; link kept where there is no answer: %v", now.Shift, now.Badge, now.Fallback)
	}
	// WordPress shows a frame once it told its height together with the secret.
	if got, _ := json.Marshal(now.Said); string(got) != `[["null",{"message":"height","secret":"abc123","value":220}]]` {
		t.Errorf("the frame said %s", got)
	}
	// Two elements of one promise look again together, and not sooner than they should.
	before := s.seen.of("/promises/" + id + ".json")
	b.wait(t, fmt.Sprintf(`performance.getEntriesByName(%q).length >= 4`, here+"/promises/"+id+".json?lang=en"))
	looks := value[int](t, b, fmt.Sprintf(`performance.getEntriesByName(%q).length`, here+"/promises/"+id+".json?lang=en"))
	if after := s.seen.of("/promises/" + id + ".json"); before < 1 || after > looks+1 {
		t.Errorf("%d requests for %d looks of two elements", after, looks)
	}
	// A ruling that comes later shows by itself.
	set, err := seed.Read(seed.File{Name: "made-up.yaml", Content: strings.NewReader("rulings:\n  - {id: test-ruling, promise: " + id + ", status: kept, reason: It was shown., ruled_on: 2026-11-24, by: a test}\n")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.store.Apply(t.Context(), set, nil); err != nil {
		t.Fatal(err)
	}
	for n := range 2 {
		b.wait(t, text(n)+`.includes("Kept")`)
	}
	for _, wrong := range b.complaints() {
		if !strings.Contains(wrong, "404") { // the promise that there is none of
			t.Errorf("the browser says: %s", wrong)
		}
	}
}

// asker answers as the API would if everything on record were long.
type asker struct{}

func (asker) Ask(context.Context, string, map[string]any) (json.RawMessage, error) {
	long := func(n int) string {
		return strings.TrimSpace(strings.Repeat("Considerable undertakings were promised. ", n/40))
	}
	source := map[string]any{"id": "s", "publisher": long(80), "title": "T", "url": "https://source.example/", "lang": "en", "publishedOn": "2024-09-30"}
	response := map[string]any{"id": "r", "summary": long(600), "publishedOn": "2024-09-30", "sources": []any{source}}
	return json.Marshal(map[string]any{"revision": 1, "promise": map[string]any{
		"id": "long", "kind": "PROMISE", "statement": long(400), "madeOn": "2024-09-30", "venue": long(120), "disputed": true, "unverified": true,
		"speaker": map[string]any{"__typename": "Company", "id": "a", "name": long(80)}, "company": map[string]any{"id": "b", "name": long(80)},
		"quote": map[string]any{"text": long(500), "lang": "en", "machine": true, "source": source},
		"standing": map[string]any{"status": "NOT_YET_RATED", "balance": "CONTRADICTED", "since": "2024-09-30", "flags": []any{},
			"supports": map[string]any{"items": 100, "origins": 10}, "contradicts": map[string]any{"items": 100, "origins": 10}, "because": map[string]any{"rule": "condition-open", "sentence": "."}},
		"response": map[string]any{"nodes": []any{response}}, "evidence": map[string]any{"edges": []any{}, "totalCount": 0}, "sources": []any{}, "recorded": map[string]any{"at": "2024-09-30T00:00:00Z"},
	}})
}

// cards checks that a card fits in its documented size at any width, whatever
// its language, without a script, and however long all that it says is. The
// element, which can be scrolled, is not checked for that.
func cards(t *testing.T, chromium context.Context) {
	h, err := embed.New(embed.Config{Asker: asker{}, Now: noon, Timeout: time.Minute, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	here := httptest.NewServer(h.Before(nil))
	defer here.Close()
	b := open(t, chromium, "about:blank", 560, 440, "")
	call(t, b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	for _, query := range []string{"lang=en&theme=light", "lang=de&theme=dark", "lang=de&view=compact", "lang=en&view=compact", "lang=de&asOf=2026-09-30&view=compact", "lang=de&asOf=2026-09-30"} {
		height := int64(440)
		if strings.Contains(query, "compact") {
			height = 220
		}
		b.do(t, chromedp.Navigate(here.URL+"/embed/long?"+query))
		for _, width := range []int64{280, 320, 359, 360, 400, 479, 480, 560, 900} {
			b.do(t, chromedp.EmulateViewport(width, height))
			size := call(t, b, page.GetLayoutMetrics, cdp.Empty{}).CSSContentSize
			if int64(size.Height) > height || int64(size.Width) > width {
				t.Errorf("the card with %s needs %v by %v, not %d by %d", query, size.Width, size.Height, width, height)
			}
		}
	}
	b.quiet(t)
}

// builder finds a promise and makes its snippet, with a script and without.
func (s *site) builder(t *testing.T, chromium context.Context, here string) {
	b := open(t, chromium, here+"/embed", 1200, 900, "")
	found := chromedp.CSS(`a[href*="tesla-ai-spend-2024"]`)
	b.do(t, chromedp.SendKeys(chromedp.CSS("#q"), "10 billion training inference\r"), chromedp.WaitVisible(found), chromedp.Click(found), chromedp.WaitVisible(chromedp.CSS("#result textarea")))
	snippet := value[string](t, b, `document.querySelector("#result textarea").value`)
	if !strings.HasPrefix(snippet, `<iframe src="`+here+`/embed/tesla-ai-spend-2024"`) {
		t.Errorf("snippet of the card: %s", snippet)
	}
	// With a script a choice shows at once and the focus stays.
	b.do(t, chromedp.Click(chromedp.CSS("[value=compact]")), chromedp.WaitVisible(chromedp.CSS(`iframe[height="220"]`)),
		chromedp.Click(chromedp.CSS("[value=widget]")), chromedp.WaitVisible(chromedp.CSS("promise-status")))
	b.wait(t, `!!document.querySelector("promise-status").shadowRoot?.textContent.includes("Due, unsettled") && document.activeElement.value === "widget"`)
	snippet = value[string](t, b, `document.querySelector("#result textarea").value`)
	if !strings.Contains(snippet, `<promise-status id="tesla-ai-spend-2024" view="compact" lang="en" style="display:block;max-width:560px;height:220px">`) || !strings.Contains(snippet, "as of 24 November 2026.</a>") {
		t.Errorf("snippet of the web component: %s", snippet)
	}
	b.quiet(t)

	plain := open(t, chromium, "about:blank", 400, 900, "")
	call(t, plain, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	plain.do(t, chromedp.Navigate(here+"/embed?id=tesla-ai-spend-2024&type=badge&lang=de"))
	html, err := chromedp.Run(plain.ctx, chromedp.OuterHTML(chromedp.CSS("#result")))
	if err != nil || !strings.Contains(html, `src="/badge/tesla-ai-spend-2024.svg?lang=de"`) || !strings.Contains(html, "Stand 24. November 2026") {
		t.Errorf("without a script: %v, %s", err, html)
	}
	plain.do(t, chromedp.Click(chromedp.CSS("[value=card]")), chromedp.Click(chromedp.CSS("#choices button")), chromedp.WaitVisible(chromedp.CSS("#result iframe")))
	plain.quiet(t)
}
