package server_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// httpRules checks status, media type and code of what HTTP can carry.
func (a *api) httpRules(t *testing.T) {
	const (
		typename = `{"query":"{ __typename }"}`
		asJSON   = "application/json; charset=utf-8"
		asGQL    = "application/graphql-response+json; charset=utf-8"
		wantsGQL = "application/graphql-response+json"
	)
	get := func(query string) string { return "?query=" + url.QueryEscape(query) }
	for _, c := range []struct {
		name, method, query, body string
		header                    map[string]string
		status                    int
		media, code               string
	}{
		{name: "post", body: typename, status: 200, media: asJSON},
		{name: "charset", body: typename, header: map[string]string{"Content-Type": "application/json; charset=UTF-8"}, status: 200, media: asJSON},
		{name: "other charset", body: typename, header: map[string]string{"Content-Type": "application/json; charset=latin1"}, status: 415, media: asJSON, code: "UNSUPPORTED_MEDIA_TYPE"},
		{name: "form", body: "query=%7B__typename%7D", header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, status: 415, media: asJSON, code: "UNSUPPORTED_MEDIA_TYPE"},
		{name: "multipart", body: "x", header: map[string]string{"Content-Type": "multipart/form-data; boundary=x"}, status: 415, media: asJSON, code: "UNSUPPORTED_MEDIA_TYPE"},
		{name: "plain text", body: typename, header: map[string]string{"Content-Type": "text/plain"}, status: 415, media: asJSON, code: "UNSUPPORTED_MEDIA_TYPE"},
		{name: "compressed", body: typename, header: map[string]string{"Content-Encoding": "gzip"}, status: 415, media: asJSON, code: "UNSUPPORTED_MEDIA_TYPE"},
		{name: "graphql media", body: typename, header: map[string]string{"Accept": wantsGQL}, status: 200, media: asGQL},
		{name: "both, likes JSON", body: typename, header: map[string]string{"Accept": wantsGQL + ";q=0.5, application/json"}, status: 200, media: asJSON},
		{name: "browser", method: "GET", query: get("{__typename}"), header: map[string]string{"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, status: 200, media: asJSON},
		{name: "nothing acceptable", body: typename, header: map[string]string{"Accept": "text/html"}, status: 406, media: asJSON, code: "NOT_ACCEPTABLE"},
		{name: "batch", body: "[" + typename + "," + typename + "]", status: 400, media: asJSON, code: "BAD_REQUEST"},
		{name: "empty", body: "", status: 400, media: asJSON, code: "BAD_REQUEST"},
		{name: "two values", body: typename + typename, status: 400, media: asJSON, code: "BAD_REQUEST"},
		{name: "no query", body: `{"variables":{}}`, status: 400, media: asJSON, code: "BAD_REQUEST"},
		{name: "query is a list", body: `{"query":[]}`, status: 400, media: asJSON, code: "BAD_REQUEST"},
		{name: "variables are a text", body: `{"query":"{__typename}","variables":"{}"}`, status: 400, media: asJSON, code: "BAD_REQUEST"},
		{name: "variables are nothing", body: `{"query":"{__typename}","variables":null,"operationName":null,"extensions":null}`, status: 200, media: asJSON},
		{name: "not GraphQL", body: `{"query":"{"}`, status: 200, media: asJSON, code: "GRAPHQL_PARSE_FAILED"},
		{name: "not GraphQL, graphql media", body: `{"query":"{"}`, header: map[string]string{"Accept": wantsGQL}, status: 400, media: asGQL, code: "GRAPHQL_PARSE_FAILED"},
		{name: "unknown field, graphql media", body: `{"query":"{nothing}"}`, header: map[string]string{"Accept": wantsGQL}, status: 400, media: asGQL, code: "GRAPHQL_VALIDATION_FAILED"},
		{name: "unknown operation", body: `{"query":"query a {__typename}","operationName":"b"}`, status: 200, media: asJSON, code: "GRAPHQL_VALIDATION_FAILED"},
		{name: "wrong argument", body: `{"query":"{promises(first: 0) {totalCount}}"}`, status: 200, media: asJSON, code: "BAD_USER_INPUT"},
		{name: "wrong argument, graphql media", body: `{"query":"{promises(first: 0) {totalCount}}"}`, header: map[string]string{"Accept": wantsGQL}, status: 400, media: asGQL, code: "BAD_USER_INPUT"},
		{name: "too long", body: `{"query":"` + strings.Repeat(" ", 1<<20) + `"}`, status: 413, media: asJSON, code: "TOO_LARGE"},
		{name: "get", method: "GET", query: get("query($id: ID!) {promise(id: $id) {id}}") + `&variables={"id":"tesla-ai-spend-2024"}`, status: 200, media: asJSON},
		{name: "get, bad variables", method: "GET", query: get("{__typename}") + "&variables={", status: 400, media: asJSON, code: "BAD_REQUEST"},
		{name: "get, bad address", method: "GET", query: "?query=%zz", status: 400, media: asJSON, code: "BAD_REQUEST"},
		{name: "get, nothing", method: "GET", status: 400, media: asJSON, code: "BAD_REQUEST"},
		{name: "put", method: "PUT", body: typename, status: 405, media: asJSON, code: "METHOD_NOT_ALLOWED"},
		{name: "forged", body: typename, header: map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}, status: 403, media: asJSON, code: "CROSS_ORIGIN"},
		{name: "same origin", body: typename, header: map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": "https://elsewhere.example"}, status: 200, media: asJSON},
		{name: "allowed page", body: typename, header: map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://reader.example"}, status: 200, media: asJSON},
	} {
		method := c.method
		if method == "" {
			method = http.MethodPost
		}
		request, err := http.NewRequestWithContext(t.Context(), method, a.url+"/graphql"+c.query, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		for name, value := range c.header {
			request.Header.Set(name, value)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]json.RawMessage
		var errs []struct {
			Extensions struct{ Code string }
		}
		if err := json.Unmarshal(body, &got); err != nil {
			t.Errorf("%s: not JSON: %.300s", c.name, body)
			continue
		}
		code := ""
		if err := json.Unmarshal(got["errors"], &errs); err == nil && len(errs) > 0 {
			code = errs[0].Extensions.Code
		}
		if response.StatusCode != c.status || response.Header.Get("Content-Type") != c.media || code != c.code {
			t.Errorf("%s: %d %q %s, want %d %q %s: %.300s", c.name, response.StatusCode, response.Header.Get("Content-Type"), code, c.status, c.media, c.code, body)
		}
		if _, data := got["data"]; data == (c.code != "") {
			t.Errorf("%s: data beside the error of a request, or neither: %.300s", c.name, body)
		}
		if len(body) > 1000 {
			t.Errorf("%s: an answer of %d bytes repeats what was sent", c.name, len(body))
		}
		if c.status == 405 && response.Header.Get("Allow") == "" {
			t.Errorf("%s: no Allow", c.name)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Server": "", "X-Powered-By": ""} {
			if got := response.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", c.name, name, got, want)
			}
		}
	}
}

// pagesOfOthers checks what browsers are told about pages of other sites.
func (a *api) pagesOfOthers(t *testing.T) {
	for origin, want := range map[string]string{"https://reader.example": "https://reader.example", "https://elsewhere.example": "", "null": ""} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, a.url+"/graphql", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Origin", origin)
		request.Header.Set("Access-Control-Request-Method", "POST")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if got := response.Header.Get("Access-Control-Allow-Origin"); got != want {
			t.Errorf("%s: may read as %q, want %q", origin, got, want)
		}
		if got := response.Header.Get("Access-Control-Allow-Headers"); (got != "") != (want != "") {
			t.Errorf("%s: may send %q", origin, got)
		}
		if got := response.Header.Get("Access-Control-Allow-Credentials"); got != "" {
			t.Errorf("%s: with credentials", origin)
		}
	}
}

// events reads the answers of queries as streams.
func (a *api) events(t *testing.T) {
	for query, want := range map[string]string{"{ revision }": `{"data":{"revision":1}`, "{ nothing }": `{"errors":[`} {
		if got := a.stream(t, query); !strings.HasPrefix(got, "event: next\ndata: "+want) || !strings.HasSuffix(got, "\n\nevent: complete\ndata:\n\n") {
			t.Errorf("%s: %s", query, got)
		}
	}
}

func (a *api) stream(t *testing.T, query string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.url+"/graphql", strings.NewReader(`{"query":"`+query+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "text/event-stream")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
