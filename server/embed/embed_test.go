package embed_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/promisegraph/promisegraph/internal/neo4jtest"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/seed"
	"github.com/promisegraph/promisegraph/server"
	"github.com/promisegraph/promisegraph/server/embed"
	"github.com/promisegraph/promisegraph/store"
)

var update = flag.Bool("update", false, "write the golden files anew")

// site is a server over the seed data.
type site struct {
	url   string
	store *store.Store
	seen  *seen
}

// base is the public address of the site, which links lead to.
const base = "https://promises.example"

// TestSite reads what the seed data shows. The database is filled once; only
// the last subtests write.
func TestSite(t *testing.T) {
	db := neo4jtest.Open(t)
	s := &site{seen: &seen{}}
	var err error
	s.store, err = store.Open(store.Config{URI: db.URI, Username: db.Username, Password: db.Password})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.store.Close(t.Context()) })
	if _, err := s.store.Migrate(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	set, err := seed.ReadFS(seed.Data())
	if err != nil {
		t.Fatal(err)
	}
	set.By, set.Why = seed.By, seed.Why
	if _, err := s.store.Apply(t.Context(), set, nil); err != nil {
		t.Fatal(err)
	}
	handler := s.handler(t, server.Config{Base: base, Publisher: &embed.Publisher{Name: "Example Checkers", URL: "https://checkers.example"}})
	front := httptest.NewServer(handler)
	t.Cleanup(front.Close)
	s.url = front.URL

	t.Run("golden", s.golden)
	t.Run("every promise", s.everyPromise)
	t.Run("tables", s.tables)
	t.Run("heads", s.heads)
	t.Run("missing", s.missing)
	t.Run("conditional", s.conditional)
	t.Run("browser", s.browser) // from here on they write
	t.Run("withdrawn", s.withdrawn)
}

// handler is a server over the database, from noon of one day on.
func (s *site) handler(t *testing.T, cfg server.Config) http.Handler {
	cfg.Reader, cfg.Ready, cfg.Timeout, cfg.Log = s.store, s.store.Migrated, time.Minute, slog.New(slog.NewTextHandler(t.Output(), nil))
	begun := time.Now()
	cfg.Now = func() time.Time { return noon().Add(time.Since(begun)) }
	cfg.Revisions, cfg.CacheBytes = s.store, 1<<20
	handler, err := server.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func noon() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

// get asks the site and gives the whole answer.
func (s *site) get(t *testing.T, path string, header ...string) (*http.Response, []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(request) // without redirects and decoding
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, body
}

var (
	recordedAt = regexp.MustCompile(`20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`)
	modified   = regexp.MustCompile(`<lastmod>[^<]*`)
	inline     = regexp.MustCompile(`(?s)<(style|script)>.*?</`)
)

// golden holds answers against the files of testdata.
func (s *site) golden(t *testing.T) {
	const spend = "tesla-ai-spend-2024"
	for name, path := range map[string]string{
		"badge.svg":        "/badge/" + spend + ".svg",
		"badge-de.svg":     "/badge/" + spend + ".svg?lang=de&asOf=2024-06-04",
		"badge-claim.svg":  "/badge/tesla-autonomy-investors-2024.svg",
		"card.html":        "/embed/" + spend,
		"card-de.html":     "/embed/" + spend + "?lang=de&theme=dark&view=compact&asOf=2024-06-03",
		"card-not-kept":    "/embed/tesla-25k-autonomous-car-2023",
		"promise.json":     "/promises/" + spend + ".json",
		"promise-de.json":  "/promises/" + spend + ".json?lang=de&asOf=2024-06-03",
		"claim.jsonld":     "/promises/" + spend + ".jsonld",
		"review.jsonld":    "/promises/tesla-million-robotaxis-2020.jsonld",
		"oembed.json":      "/oembed?url=" + base + "/promises/" + spend + "&maxwidth=400",
		"oembed.xml":       "/oembed?format=xml&url=" + base + "/promises/" + spend + "%3FasOf%3D2024-06-03%26lang%3Dde",
		"promise.atom":     "/promises/" + spend + ".atom",
		"promise-de.atom":  "/promises/tesla-h100-count-2024.atom?lang=de",
		"company.atom":     "/companies/boring.atom",
		"person.atom":      "/people/larry-ellison.atom",
		"changes.atom":     "/changes.atom",
		"robots.txt":       "/robots.txt",
		"sitemap.xml":      "/sitemap.xml",
		"sitemap-site.xml": "/sitemaps/site.xml",
		"people-map.xml":   "/sitemaps/people-1.xml",
		"promises.csv":     "/promises.csv?ids=" + spend + ",tesla-million-robotaxis-2020&asOf=2025-02",
		"events.csv":       "/events.csv?kind=diversion",
		"stakes.csv":       "/stakes.csv?holder=elon-musk&company=tesla&on=2024-06-01",
		"evidence.csv":     "/evidence.csv?promise=" + spend,
		"positions.csv":    "/positions.csv?person=elon-musk&current=true",
		"rulings.csv":      "/rulings.csv?promise=tesla-million-robotaxis-2020",
		"sources.csv":      "/sources.csv?translation=true&publishedOn.from=2024&publishedOn.to=2024-06-10&orderBy=id&direction=asc",
		"people.csv":       "/people.csv?ids=elon-musk",
		"companies.csv":    "/companies.csv?nameStartsWith=die",
	} {
		t.Run(name, func(t *testing.T) {
			response, body := s.get(t, path)
			if response.StatusCode != http.StatusOK {
				t.Fatalf("%s: %s %s", path, response.Status, body)
			}
			body = recordedAt.ReplaceAll(body, []byte("2026-01-02T03:04:05Z"))
			body = modified.ReplaceAll(body, []byte("<lastmod>2026-01-02"))
			body = inline.ReplaceAll(body, []byte("<$1>…</"))
			body = bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n"))
			switch {
			case strings.Contains(name, "json"):
				var pretty bytes.Buffer
				if err := json.Indent(&pretty, body, "", "  "); err != nil {
					t.Fatal(err)
				}
				body = pretty.Bytes()
			case strings.HasSuffix(name, ".xml"), strings.HasSuffix(name, ".atom"):
				body = bytes.ReplaceAll(body, []byte("><"), []byte(">\n<"))
			}
			file := "testdata/" + name + ".golden"
			have := "GET " + path + "\n" + response.Header.Get("Content-Type") + "\n" + response.Header.Get("Cache-Control") + "\n\n" + string(body)
			if *update {
				if err := os.WriteFile(file, []byte(have), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if have != string(want) {
				t.Errorf("answer differs from %s (run with -update to write it anew):\n%s", file, have)
			}
		})
	}
}

// everyPromise checks sizes and forms for all that is on record, and that the
// JSON is what its description says.
func (s *site) everyPromise(t *testing.T) {
	_, raw := s.get(t, "/schema/promise.json")
	description, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("promise.json", description); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("promise.json")
	if err != nil {
		t.Fatal(err)
	}
	_, table := s.get(t, "/promises.csv?kind=promise,claim,estimate,condition,order")
	rows, err := csv.NewReader(bytes.NewReader(table)).ReadAll()
	if err != nil || len(rows) < 80 {
		t.Fatal(len(rows), err)
	}
	for i, row := range rows[1:] {
		id := row[0]
		shown := []string{"lang=de"} // whose words are the longest
		if i%10 == 0 {
			shown = []string{"lang=de", "lang=en", "lang=de&view=compact", "lang=en&view=compact"}
		}
		for _, query := range shown {
			badge, zipped := s.zipped(t, "/badge/"+id+".svg?"+query)
			if len(badge) > 1300 || zipped > 550 || !strings.Contains(badge, "2026-11-24") {
				t.Errorf("badge %s, %s: %d bytes, %d with gzip", id, query, len(badge), zipped)
			}
			card, zipped := s.zipped(t, "/embed/"+id+"?"+query)
			if zipped > 10<<10 || strings.Contains(card, "src=") || !strings.Contains(card, "2026-11-24") {
				t.Errorf("card %s, %s: %d bytes with gzip", id, query, zipped)
			}
			if names := unnamed.FindAllString(card, -1); names != nil {
				t.Errorf("card %s, %s, shows names of texts: %v", id, query, names)
			}
		}
		_, body := s.get(t, "/promises/"+id+".json")
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	if _, zipped := s.zipped(t, "/widget.js"); zipped > 3<<10 {
		t.Errorf("/widget.js: %d bytes with gzip", zipped)
	}
}

// zipped asks for an answer with gzip, and tells how long that was.
func (s *site) zipped(t *testing.T, path string) (text string, length int) {
	t.Helper()
	response, body := s.get(t, path, "Accept-Encoding", "gzip")
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("%s: %s, encoded as %q", path, response.Status, response.Header.Get("Content-Encoding"))
	}
	reader, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return string(whole), len(body)
}

// unnamed finds the name of a text where the text should be.
var unnamed = regexp.MustCompile(`>(label|status|balance|rule|kind)\.[\w.-]+`)

// tables checks that each table has every entry, that filters reach it, and
// the forms it comes in.
func (s *site) tables(t *testing.T) {
	var totals map[string]struct{ TotalCount int }
	query := `{"query":"{ people { totalCount } companies { totalCount } sources { totalCount } stakes { totalCount } positions { totalCount } promises { totalCount } evidence { totalCount } events { totalCount } rulings { totalCount } }"}`
	response, err := http.Post(s.url+"/graphql", "application/json", strings.NewReader(query))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&struct{ Data any }{&totals}); err != nil {
		t.Fatal(err)
	}
	for name, list := range totals {
		response, body := s.get(t, "/"+name+".csv")
		rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		ids := map[string]bool{}
		filled := make([]bool, len(rows[0]))
		for _, row := range rows[1:] {
			ids[row[0]] = true
			for i, cell := range row {
				filled[i] = filled[i] || cell != ""
				if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "@") {
					t.Errorf("%s: %s begins like a formula: %s", name, rows[0][i], cell)
				}
			}
		}
		if len(ids) != list.TotalCount || len(rows) != list.TotalCount+1 || list.TotalCount == 0 {
			t.Errorf("%s: %d rows with %d ids, want %d", name, len(rows)-1, len(ids), list.TotalCount)
		}
		for i, ok := range filled {
			if !ok && !empty[name+"."+rows[0][i]] {
				t.Errorf("%s: column %s is empty in every row", name, rows[0][i])
			}
		}
		if want := fmt.Sprintf(`attachment; filename="%s-2026-11-24-r1.csv"`, name); response.Header.Get("Content-Disposition") != want {
			t.Errorf("%s: %q, want %q", name, response.Header.Get("Content-Disposition"), want)
		}
	}
	if _, body := s.get(t, "/people.csv?ids=elon-musk&bom=1"); !bytes.HasPrefix(body, []byte("\xef\xbb\xbfid,name")) {
		t.Errorf("with bom=1: %.30q", body)
	}
	if _, body := s.get(t, "/people.csv?ids=elon-musk"); !bytes.HasPrefix(body, []byte("id,name")) || !bytes.HasSuffix(body, []byte("\r\n")) {
		t.Errorf("without bom: %.30q", body)
	}
	if text, zipped := s.zipped(t, "/people.csv"); zipped > len(text)/2 || !strings.HasPrefix(text, "id,name") {
		t.Errorf("with gzip: %d of %d bytes", zipped, len(text))
	}
	first, _ := s.get(t, "/sources.csv?lang=de")
	if again, body := s.get(t, "/sources.csv?lang=de", "If-None-Match", first.Header.Get("Etag")); again.StatusCode != http.StatusNotModified || len(body) > 0 {
		t.Errorf("with the ETag of the table: %s", again.Status)
	}
	if other, _ := s.get(t, "/sources.csv?lang=fr"); other.Header.Get("Etag") == first.Header.Get("Etag") {
		t.Error("two tables have one ETag")
	}
}

// empty are columns that the seed data has nothing for.
var empty = map[string]bool{
	"rulings.supersedes_id": true, "rulings.superseded_by_id": true, "rulings.source_ids": true, "rulings.source_publishers": true, "rulings.source_urls": true,
}

// heads checks that pages lead to what there is of them here, and that the
// tables of lists take what the pages are narrowed by.
func (s *site) heads(t *testing.T) {
	link := regexp.MustCompile(`<link rel="alternate" type="([^"]+)" href="` + base + `([^"]+)"`)
	for path, want := range map[string]string{
		"/promises/tesla-ai-spend-2024?asOf=2024-06-03&lang=de": "application/json+oembed text/xml+oembed application/json application/atom+xml",
		"/people/elon-musk": "application/atom+xml",
		"/companies/tesla":  "application/atom+xml",
	} {
		_, body := s.get(t, path)
		var kinds []string
		for _, found := range link.FindAllSubmatch(body, -1) {
			kinds = append(kinds, string(found[1]))
			if response, body := s.get(t, strings.ReplaceAll(string(found[2]), "&amp;", "&")); response.StatusCode != http.StatusOK {
				t.Errorf("%s leads to %s: %s %s", path, found[2], response.Status, body)
			}
		}
		if got := strings.Join(kinds, " "); got != want {
			t.Errorf("%s leads to %s, want %s", path, got, want)
		}
	}
	_, body := s.get(t, "/promises/tesla-ai-spend-2024")
	for _, kind := range []string{"Claim", "ClaimReview"} {
		if !strings.Contains(string(body), `"@type":"`+kind+`"`) {
			t.Errorf("the page of a promise has no %s", kind)
		}
	}
	table := regexp.MustCompile(`href="(/\w+\.csv[^"]*)"`)
	for _, path := range []string{"/promises?status=DUE&balance=&year=2024&order=MADE_ON-ASC&speaker=elon-musk", "/people?begins=e", "/companies?kind=FUND&begins="} {
		_, body := s.get(t, path)
		found := table.FindSubmatch(body)
		if found == nil {
			t.Errorf("%s leads to no table", path)
			continue
		}
		response, rows := s.get(t, strings.ReplaceAll(string(found[1]), "&amp;", "&"))
		if response.StatusCode != http.StatusOK || bytes.Count(rows, []byte("\r\n")) < 2 {
			t.Errorf("%s leads to %s: %s %s", path, found[1], response.Status, rows)
		}
	}
}

// missing checks what is said of what there is not.
func (s *site) missing(t *testing.T) {
	for path, want := range map[string]string{
		"/badge/none.svg":                                 "404 image/svg+xml not on record",
		"/badge/none.svg?lang=de":                         "404 image/svg+xml nicht verzeichnet",
		"/badge/elon-musk.svg":                            "404 image/svg+xml not on record",
		"/badge/NOT AN ID.svg":                            "404 image/svg+xml not on record",
		"/badge/tesla-ai-spend-2024.svg?asOf=2023":        "404 image/svg+xml not on record",
		"/badge/tesla-ai-spend-2024.svg?asOf=soon":        "400 image/svg+xml bad request",
		"/badge/tesla-ai-spend-2024.png":                  "404 image/svg+xml not on record",
		"/embed/none":                                     "404 text/html there is no promise none on record",
		"/embed/tesla-ai-spend-2024?asOf=2023":            "404 text/html there was no promise tesla-ai-spend-2024 on record by 2023-12-31",
		"/embed/tesla-ai-spend-2024?asOf=2026-13":         "400 text/html asOf: ",
		"/embed/tesla-ai-spend-2024?asOf=2026-12":         "400 text/html asOf: 2026-12 is not over yet",
		"/embed/tesla-ai-spend-2024?theme=pink":           "400 text/html theme: &#34;pink&#34; is none of auto, light, dark",
		"/embed/tesla-ai-spend-2024?view=huge":            "400 text/html view: ",
		"/promises/none.json":                             `404 application/json {"error":"there is no promise none on record"}`,
		"/promises/tesla-ai-spend-2024.json?asOf=x":       "400 application/json asOf",
		"/promises/none.atom":                             "404 text/plain there is no promise none on record",
		"/people/tesla.atom":                              "404 text/plain there is no person tesla on record",
		"/companies/none.atom":                            "404 text/plain there is no company none on record",
		"/oembed?url=" + base + "/promises/none":          "404 text/plain there is no promise none on record",
		"/oembed?url=https://other.example/promises/none": "404 text/plain is no address of this server",
		"/nothing.csv":                                    "404 text/plain there are: people.csv, companies.csv",
		"/sitemaps/promises-2.xml":                        "404 text/plain there is no such sitemap",
		"/sitemaps/stakes-1.xml":                          "404 text/plain there is no such sitemap",
		"/sitemaps/promises-x.xml":                        "404 text/plain there is no such sitemap",
		"/schema/none.json":                               "404 text/plain there is no schema",
		"/embed?id=none":                                  "404 text/html there is no promise none on record",
		"/embed?q=zzzzzzzzzzzz":                           "200 text/html Nothing found for “zzzzzzzzzzzz”.",
		"/promises.csv?speaker=none":                      "200 text/csv id,kind",
	} {
		response, body := s.get(t, strings.ReplaceAll(path, " ", "%20"))
		status, rest, _ := strings.Cut(want, " ")
		kind, text, _ := strings.Cut(rest, " ")
		if fmt.Sprint(response.StatusCode) != status || !strings.HasPrefix(response.Header.Get("Content-Type"), kind) || !strings.Contains(string(body), text) {
			t.Errorf("%s: %s %s, want %s:\n%s", path, response.Status, response.Header.Get("Content-Type"), want, body)
		}
	}
}

// conditional checks that an ETag saves the body, and HEAD.
func (s *site) conditional(t *testing.T) {
	for _, path := range []string{"/badge/tesla-ai-spend-2024.svg", "/embed/tesla-ai-spend-2024", "/promises/tesla-ai-spend-2024.json", "/promises/tesla-ai-spend-2024.atom", "/widget.js", "/sitemap.xml", "/changes.atom"} {
		first, body := s.get(t, path)
		again, none := s.get(t, path, "If-None-Match", first.Header.Get("Etag"))
		if again.StatusCode != http.StatusNotModified || len(none) > 0 || len(body) == 0 || again.Header.Get("Cache-Control") != first.Header.Get("Cache-Control") {
			t.Errorf("%s: %s, %d bytes", path, again.Status, len(none))
		}
		head, err := http.Head(s.url + path)
		if err != nil {
			t.Fatal(err)
		}
		head.Body.Close()
		if head.StatusCode != http.StatusOK || head.ContentLength <= 0 {
			t.Errorf("HEAD %s: %s, %d bytes", path, head.Status, head.ContentLength)
		}
	}
}

// withdrawn checks what is said of a promise that was taken off the record.
func (s *site) withdrawn(t *testing.T) {
	const id = "test-withdrawn"
	made, err := seed.Read(seed.File{Name: "made-up.yaml", Content: strings.NewReader("promises:\n  - {id: " + id + ", speaker: elon-musk, company: tesla, made_on: 2024-01-01, statement: A made-up promise, unverified: true}\n")})
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range []journal.ChangeSet{made, {By: "a test", Why: "to see", Entries: []journal.Entry{{Op: journal.Retract, ID: id, Reason: "was made up"}}}} {
		if _, err := s.store.Apply(t.Context(), set, nil); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]string{
		"/badge/" + id + ".svg":     "taken off the record",
		"/embed/" + id:              "is no longer on record: was made up",
		"/promises/" + id + ".json": "is no longer on record: was made up",
		"/promises/" + id + ".atom": "is no longer on record: was made up",
	} {
		if response, body := s.get(t, path); response.StatusCode != http.StatusGone || !strings.Contains(string(body), want) {
			t.Errorf("%s: %s %s", path, response.Status, body)
		}
	}
	// What the server knows of the newest revision is up to a second old.
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
told:
	for late := time.After(20 * time.Second); ; {
		_, body := s.get(t, "/changes.atom")
		if strings.Contains(string(body), "retract promise "+id+": was made up") {
			break told
		}
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("the feed of changes does not tell of it: %s", body)
		}
	}
	_, body := s.get(t, "/corrections.atom")
	if n := strings.Count(string(body), "<entry>"); n != 1 || !strings.Contains(string(body), "retract promise "+id+": was made up") || strings.Contains(string(body), "create") {
		t.Errorf("the log of corrections has %d entries: %s", n, body)
	}
}
