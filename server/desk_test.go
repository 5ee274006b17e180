package server_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// open fetches a page of the desk as somebody: by GET, or by POST with what was entered.
func (d *desk) open(t *testing.T, actor, path string, entered url.Values) (status int, to, body string) {
	t.Helper()
	method, content := http.MethodGet, io.Reader(nil)
	if entered != nil {
		method, content = http.MethodPost, strings.NewReader(entered.Encode())
	}
	request, err := http.NewRequestWithContext(t.Context(), method, d.url+path, content)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Actor", actor)
	if entered != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	all, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header.Get("Location"), string(all)
}

// pages goes through the desk without scripts: a contributor proposes
// evidence, an editor amends and accepts it, and a verdict takes two.
func (d *desk) pages(t *testing.T) {
	const editor, second, contributor = "Edda editor", "Egon editor", "Conny contributor"
	says := func(body string, all ...string) {
		t.Helper()
		for _, want := range all {
			if !strings.Contains(body, want) {
				_, main, _ := strings.Cut(body, "<main")
				t.Errorf("the page does not say %q: %s", want, main)
			}
		}
	}
	if status, to, _ := d.open(t, "", "/desk", nil); status != http.StatusFound || to != "/account" {
		t.Errorf("without an account: %d %s", status, to)
	}
	if status, _, body := d.open(t, "Rita reader", "/desk/promise", nil); status != http.StatusForbidden || !strings.Contains(body, "Your account may not do this") {
		t.Errorf("a reader: %d", status)
	}
	if status, _, _ := d.open(t, editor, "/desk/nothing", nil); status != http.StatusNotFound {
		t.Errorf("no form: %d", status)
	}
	for _, path := range []string{"/desk", "/desk/promise?lang=de", "/desk/evidence", "/desk/respond?promise=tesla-ai-spend-2024", "/desk/ruling?promise=tesla-ai-spend-2024&lang=de", "/desk/correct?id=tesla", "/desk/retract?id=tesla&lang=de"} {
		if status, _, body := d.open(t, editor, path, nil); status != http.StatusOK || !strings.Contains(body, "<main") {
			t.Errorf("%s: %d", path, status)
		}
	}

	promised := url.Values{"speaker": {"elon-musk"}, "company": {"tesla"}, "madeOn": {"2024-02-30"}, "statement": {"Tesla opens a desk this test made up."}, "metric": {"desks"}, "comparator": {"ABOUT"}, "unit": {"desk"}, "why": {"test"}, "do": {"save"}}
	_, _, body := d.open(t, editor, "/desk/promise", promised)
	says(body, `id="e-madeOn"`, "The target has no number", "There is no deadline", `value="2024-02-30"`)
	promised.Set("madeOn", "2024-02-01")
	promised.Set("company", "nobody-here")
	_, _, body = d.open(t, editor, "/desk/promise", promised)
	says(body, `id="e-company"`, "there is no record")
	promised.Set("company", "tesla")
	promised.Set("value", "3")
	promised.Set("comparator", "AT_LEAST")
	promised.Set("deadline", "2030")
	status, to, body := d.open(t, editor, "/desk/promise", promised)
	if status != http.StatusSeeOther || !strings.Contains(to, "revision=") {
		t.Fatalf("an editor saves: %d %s %s", status, to, body)
	}
	const promise = "tesla-opens-a-desk-this-test-2024-02-01"
	_, _, body = d.open(t, editor, to, nil)
	says(body, "Saved", "/records/"+promise)
	_, _, body = d.open(t, editor, "/promises/"+promise, nil)
	says(body, "/desk/evidence?promise="+promise, "at least 3")
	if _, _, body = d.open(t, "", "/promises/"+promise, nil); strings.Contains(body, "/desk") {
		t.Error("readers are led to the desk")
	}

	evidence := url.Values{"promise": {promise}, "stance": {"CONTRADICTS"}, "summary": {"A finding the desk made up."}, "url": {"https://www.foxbusiness.com/technology/elon-musk-had-nvidia-send-ai-chips-intended-tesla-x-xai-report?utm_source=x"},
		"publisher": {"Fox"}, "title": {"Again"}, "published": {"2024-06-04"}, "quote": {"no desks"}, "sourceText": {"There are no  desks."}, "why": {"seen"}, "do": {"check"}}
	_, _, body = d.open(t, contributor, "/desk/evidence?promise="+promise, evidence)
	says(body, "The document may be on record", "/records/foxbiz-nvda", "One origin", "What would follow", "Contradicted by evidence", "A finding the desk made up.")
	if strings.Contains(body, "The quote is not in the text") {
		t.Error("a quote that stands in the text was not found")
	}
	for _, field := range []string{"url", "publisher", "title", "published"} {
		evidence.Del(field)
	}
	evidence.Set("sources", "foxbiz-nvda")
	evidence.Set("published", "2024-06-04")
	evidence.Set("do", "save")
	status, to, body = d.open(t, contributor, "/desk/evidence?promise="+promise, evidence)
	if status != http.StatusSeeOther || !strings.Contains(to, "proposal=") {
		t.Fatalf("a contributor proposes: %d %s", status, body)
	}
	_, id, _ := strings.Cut(to, "proposal=")
	at := "/desk/proposals/" + id
	_, _, body = d.open(t, contributor, at, nil)
	says(body, "What it changes", "A finding the desk made up.")
	if strings.Contains(body, `value="accept"`) {
		t.Error("a contributor is offered to accept")
	}
	if status, _, _ := d.open(t, "Claus contributor", at, nil); status != http.StatusNotFound {
		t.Errorf("another contributor sees it: %d", status)
	}
	if status, _, _ := d.open(t, contributor, at, url.Values{"do": {"accept"}}); status != http.StatusForbidden {
		t.Errorf("a contributor accepts: %d", status)
	}
	_, _, body = d.open(t, editor, "/desk", nil)
	says(body, at)
	_, _, body = d.open(t, editor, at, nil)
	says(body, "What would follow", "Contradicted by evidence", "One origin", `value="accept"`)
	_, _, body = d.open(t, editor, at, url.Values{"do": {"reject"}})
	says(body, "a rejection needs a reason")
	amended := `[{"op": "create", "kind": "evidence", "id": "desk-finding", "record": {"id": "desk-finding", "summary": "Amended.", "published_on": "2024-06-04", "sources": ["foxbiz-nvda"], "bears_on": [{"promise": "` + promise + `", "stance": "supports"}]}}]`
	_, _, body = d.open(t, editor, at, url.Values{"do": {"try"}, "content": {amended}})
	says(body, "Supported by evidence", "desk-finding")
	if status, to, body = d.open(t, editor, at, url.Values{"do": {"amend"}, "content": {amended}}); status != http.StatusSeeOther || to != at {
		t.Fatalf("amending: %d %s", status, body)
	}
	_, _, body = d.open(t, editor, at, nil)
	says(body, "accepted", "Decided by Edda")

	ruling := url.Values{"promise": {promise}, "status": {"ABANDONED"}, "reason": {"Given up, the desk says."}, "evidence": {"desk-finding"}, "ruledOn": {"2026-11-24"}, "by": {"Edda"}, "do": {"save"}}
	status, to, body = d.open(t, editor, "/desk/ruling?promise="+promise, ruling)
	_, id, _ = strings.Cut(to, "proposal=")
	if status != http.StatusSeeOther || id == "" {
		t.Fatalf("a verdict: %d %s", status, body)
	}
	at = "/desk/proposals/" + id
	if status, _, _ = d.open(t, contributor, at, url.Values{"do": {"object"}, "reason": {"There is a newer post."}}); status != http.StatusNotFound && status != http.StatusSeeOther {
		t.Errorf("objecting: %d", status)
	}
	_, _, body = d.open(t, editor, at, url.Values{"do": {"accept"}})
	says(body, "somebody else has to accept it", "There is a newer post.")
	d.now = d.now.Add(49 * time.Hour)
	if status, _, body = d.open(t, second, at, url.Values{"do": {"accept"}}); status != http.StatusSeeOther {
		t.Errorf("a second editor: %d %s", status, body)
	}
	_, _, body = d.open(t, "", "/promises/"+promise, nil)
	says(body, "Withdrawn", "Amended.")

	_, _, body = d.open(t, editor, "/desk/correct?id=desk-finding", nil)
	says(body, "&#34;summary&#34;: &#34;Amended.&#34;", `name="expectedRevision"`)
	correction := url.Values{"content": {strings.Replace(strings.TrimSuffix(strings.SplitN(amended, `"record": `, 2)[1], "}]"), "Amended.", "Corrected.", 1)}, "expectedRevision": {"1000000"}, "why": {"test"}, "do": {"save"}}
	if status, _, body = d.open(t, editor, "/desk/correct?id=desk-finding", correction); status != http.StatusSeeOther {
		t.Errorf("correcting: %d %s", status, body)
	}
	_, _, body = d.open(t, editor, "/desk/retract?id="+promise, url.Values{"id": {promise}, "reason": {"x"}, "do": {"save"}})
	says(body, "is still referred to by")
}
