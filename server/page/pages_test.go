package page_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
)

// pages checks that pages say what they must.
func (s *site) pages(t *testing.T) {
	says := map[string][]string{
		"/promises/tesla-ai-spend-2024": {
			"Tesla spends about $10 billion in 2024 on AI training and inference together.",
			"Due, unsettled since 1 January 2025 The deadline, 31 December 2024, has passed, and no ruling or measurement settles it.",
			"Contradicted by evidence", "1 finding speaks against it. Behind that stands 1 independent origin.",
			"AI spending in calendar 2024: about 10 billion USD",
			"the original says conflicts with bookings, here it is im Zusammenhang mit Buchungen.",
			"Nothing on record speaks for it.",
			"Answer of Elon Musk 1 Musk repeated the roughly $10 billion and split it.",
			"Happened unknown Written down April 2024 Published 4 June 2024",
			"origin Nvidia Internal e-mail of late April 2024",
			"Evidence against it became known: An Nvidia e-mail", "The deadline had passed.",
			"Share of Tesla, Inc.which gave 12–14%", "Share of X Corp.which got 74–76%controlled it",
			"It was made smaller or broken down by Tesla's purchases from Nvidia in 2024 come to $3 to 4 billion.",
		},
		"/promises/tesla-ai-spend-2024?asOf=2024-06-03": {"Not yet rated", "No evidence either way", "Nothing on record speaks against it."},
		"/people/elon-musk":                             {"45 promises: 10 open, 35 closed.", "Kept in time: 8 of 33 with an outcome", "Moschus slip of a translation, German", "Маск"},
		"/companies/xai":                                {"Who owns it in effect", "disputed"},
		"/search?q=Moschus":                             {"Elon Musk Same words: slip of a translation Moschus (German)"},
		"/search?q=conflicts+with+bookings":             {"Same words: quote conflicts with bookings (English)"},
		"/search":                                       {"Each find says why it is one."},
		"/promises?status=KEPT&speaker=elon-musk":       {"8 promises"},
		"/promises?balance=CONTRADICTED&year=2024":      {"Contradicted by evidence"},
		"/people?begins=elon":                           {"1 person Name begins with Show Elon Musk"},
		"/evidence/nvidia-email-bookings-2024": {
			"against: Tesla raises the number of H100s", "14 documents, 1 independent origin",
			"In Not known it seems to be context of and is to speak against: Tesla spends about $10 billion",
		},
		"/sources/seed-de": {
			"article · German · translated by machine", "the original says Musk, here it is Moschus.", "It concerns: Elon Musk", "It goes back to 2 origins:",
			"It translates Elon Musk Is Hurting Tesla To Help Twitter and xAI", "records cite it",
		},
		"/sources?which=slipped":                  {"Deutsche Maschinenübersetzung eines Jalopnik-Artikels"},
		"/events/h100-diversion-2023":             {"From Tesla, Inc.", "Ordered by Elon Musk", "12,000 H100 GPU", "In return X's orders of 12,000 H100", "Elon MuskTesla, Inc.X Holdings Corp.X Corp."},
		"/rulings/wework-ipo-2019-ruling":         {"The promise, as it stands", "Evidence it rests on"},
		"/positions/john-ternus-apple-ceo":        {"John Ternus: chief executive officer, Apple"},
		"/timeline?of=tesla&kind=EVENT&from=2023": {"Timeline Tesla, Inc.", "On Musk's order Nvidia sent 12,000 H100s"},
		"/scoreboard":                             {"Elon Musk 45", "Not kept 16", "8 of 33", "too few for a rate"},
		"/scoreboard?by=YEAR":                     {"2019"},
		"/changes":                                {"revision 1: the researched facts a new graph starts with", "1647 records"},
		"/changes/1":                              {"Recorded, Company: Aabar Investments", "Further"},
		"/changes?since=1":                        {"Nothing has changed since."},
		"/about":                                  {"1. no-promise Not yet rated the record is a claim", "not below 6 promises with an outcome", "How to object or correct"},
		"/promises/tesla-ai-spend-2024?lang=de":   {"Fällig, ungeklärt seit 1. Januar 2025 Die Frist, 31. Dezember 2024, ist vorbei", "etwa 10 Milliarden USD", "Tesla spends about $10 billion"},
		"/people/elon-musk?lang=de":               {"Gegebene Versprechen", "Nicht gehalten"},
		"/promises?asOf=2020-01-01&lang=de":       {"Nicht gehalten"},
		"/queries":                                {"Many articles, one story", "Open in GraphiQL"},
		"/connections":                            {"What lies around", "Ways from"},
		"/connections?of=xai":                     {"Around xAI", "The same as a list", "X Corp.: 25% of xAI", "Elon Musk: chief executive officer, xAI"},
		"/connections?from=nvidia&to=xai":         {"From Nvidia to xAI", "The 6 shortest ways", "→ stake in", "not through BlackRock"},
		"/connections?from=jensen-huang&to=x-corp&avoid=elon-musk": {"not through elon-musk"},
		"/": {"80 promises, 202 findings for and against them, 800 documents behind those."},
	}
	twoAtATime(slices.Collect(maps.Keys(says)), func(path string) {
		page := s.get(t, path)
		if page.status != 200 {
			t.Errorf("%s answers %d: %s", path, page.status, page.main())
			return
		}
		said := page.main()
		for _, want := range says[path] {
			if !strings.Contains(said, want) {
				t.Errorf("%s does not say %q:\n%s", path, want, said)
			}
		}
	})
}

// twoAtATime does something with each item, two at a time: the database spends
// most of the time on planning, one statement on one core.
func twoAtATime[T any](items []T, do func(T)) {
	var work sync.WaitGroup
	places := make(chan struct{}, 2)
	for _, item := range items {
		places <- struct{}{}
		work.Go(func() {
			defer func() { <-places }()
			do(item)
		})
	}
	work.Wait()
}

// errors checks what readers are told when something is wrong.
func (s *site) errors(t *testing.T) {
	for path, want := range map[string]struct {
		status int
		says   string
	}{
		"/nonsense/of-mine":                             {404, "There is nothing here"},
		"/people/elon-mask":                             {404, "There is nothing here"},
		"/promises/tesla-ai-spend-2024?asOf=x":          {400, "“x” is not a day."},
		"/promises/tesla-ai-spend-2024?asOf=2024-04-01": {404, "nothing of it was public by the day you chose"},
		"/promises?status=SOON":                         {400, "“SOON” is no value of status."},
		"/promises?after=nonsense":                      {400, `"nonsense" is not a place in a list`},
		"/search?q=" + strings.Repeat("a", 201):         {400, "Search for at most 200 letters."},
		"/promises?year=20x4":                           {400, "is not a date"},
		"/scoreboard?by=LUCK":                           {400, "Values are: SPEAKER"},
		"/timeline":                                     {400, "Say whose timeline"},
		"/timeline?of=tesla&from=yesterday":             {400, "“yesterday” is not a day."},
		"/timeline?of=nobody":                           {404, "There is nothing here"},
		"/changes?since=-1":                             {400, "is not the number of a revision"},
		"/changes/99":                                   {404, "There is nothing here"},
		"/changes/x":                                    {404, "There is nothing here"},
		"/connections?of=zzzzqqqq":                      {404, "There is nothing here"},
		"/connections?of=tesla&depth=9":                 {400, "is no value of depth"},
		"/connections?of=tesla&via=LOVE":                {400, "is no value of via"},
		"/connections/dxf?of=tesla":                     {404, "There is nothing here"},
		"/evidence/none":                                {404, "There is nothing here"},
	} {
		page := s.get(t, path)
		if page.status != want.status || !strings.Contains(page.main(), want.says) {
			t.Errorf("%s answers %d, want %d and %q: %s", path, page.status, want.status, want.says, page.main())
		}
	}
	missing := s.get(t, "/people/elon-mask")
	if boxes := missing.all(func(n *html.Node) bool { return attribute(n, "id") == "again" }); len(boxes) != 1 || attribute(boxes[0], "value") != "elon mask" {
		t.Error("a page that is missing offers no search for what was meant")
	}
	for from, to := range map[string]string{"/records/tesla": "/companies/tesla", "/people/tesla?lang=en": "/companies/tesla?lang=en", "/connections?of=Moschus": "/connections?of=elon-musk"} {
		if page := s.get(t, from); page.status != 302 || page.header.Get("Location") != to {
			t.Errorf("%s leads to %d %s, want %s", from, page.status, page.header.Get("Location"), to)
		}
	}
}

// everyPage follows the links from the first page to a few pages of each kind,
// and holds each against the rules for all.
func (s *site) everyPage(t *testing.T) {
	seen := map[string]bool{}
	perKind := map[string]bool{}
	var mu sync.Mutex
	queue := []string{"/", "/promises/tesla-ai-spend-2024", "/people/elon-musk", "/companies/tesla", "/promises/tesla-ai-spend-2024?asOf=2024-06-04&lang=en&theme=dark"}
	for len(queue) > 0 {
		now := queue
		queue = nil
		twoAtATime(now, func(path string) {
			page := s.get(t, path)
			mu.Lock()
			defer mu.Unlock()
			seen[path] = true
			for _, next := range s.visited(t, path, page) {
				// A choice of the reader changes no rule, and the database plans each page once for all days and once more for one.
				query := next.Query()
				for _, choice := range []string{"asOf", "lang", "theme"} {
					query.Del(choice)
				}
				next.RawQuery, next.Fragment = query.Encode(), ""
				if query.Has("after") || query.Has("status") || query.Has("metric") || query.Has("from") || query.Has("avoid") {
					continue // pages looks at these
				}
				if kind := kindOf(next); !perKind[kind] && !seen[next.RequestURI()] {
					perKind[kind] = true
					queue = append(queue, next.RequestURI())
				}
			}
		})
	}
	if len(seen) < 30 {
		t.Errorf("only %d pages were found", len(seen))
	}
}

// visited holds a page against the rules and tells where its links lead.
func (s *site) visited(t *testing.T, path string, page doc) []*url.URL {
	t.Helper()
	if page.status == 302 {
		next, err := url.Parse(page.header.Get("Location"))
		if err != nil {
			t.Fatal(err)
		}
		return []*url.URL{next}
	}
	if page.status != 200 {
		t.Errorf("%s answers %d: %s", path, page.status, page.main())
		return nil
	}
	if others(path) || !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") {
		return nil
	}
	s.rules(t, path, page)
	var out []*url.URL
	for _, a := range page.all(tag("a")) {
		href := attribute(a, "href")
		if !strings.HasPrefix(href, "/") {
			continue
		}
		target, err := url.Parse(href)
		if err != nil {
			t.Errorf("%s: link to %q: %v", path, href, err)
			continue
		}
		out = append(out, target)
	}
	return out
}

// kindOf puts addresses of pages that look alike together.
func kindOf(u *url.URL) string {
	names := slices.Collect(func(yield func(string) bool) {
		for name := range u.Query() {
			if !yield(name) {
				return
			}
		}
	})
	slices.Sort(names)
	first, rest, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	if rest != "" {
		first += "/"
	}
	return first + "?" + strings.Join(names, ",")
}

// rules are what holds for each page.
func (s *site) rules(t *testing.T, path string, page doc) {
	t.Helper()
	if len(page.raw) > 100<<10 {
		t.Errorf("%s has %d bytes", path, len(page.raw))
	}
	if n := len(page.all(tag("h1"))); n != 1 {
		t.Errorf("%s has %d first headings", path, n)
	}
	policy := page.header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("%s has the policy %q", path, policy)
	}
	asked, err := url.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, n := range page.all(func(*html.Node) bool { return true }) {
		if id := attribute(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("%s has the id %s twice", path, id)
			}
			ids[id] = true
		}
		if attribute(n, "style") != "" || n.Data == "style" || n.Data == "script" && attribute(n, "src") == "" && attribute(n, "type") != "application/ld+json" {
			t.Errorf("%s has a style or script within: %s", path, n.Data)
		}
		for _, name := range []string{"src", "srcset", "poster"} {
			if value := attribute(n, name); value != "" && !strings.HasPrefix(value, "/static/") {
				t.Errorf("%s loads %s", path, value)
			}
		}
		href := attribute(n, "href")
		if n.Data != "a" || !strings.HasPrefix(href, "/") || strings.HasPrefix(href, "/graphiql") || strings.Contains(href, ".csv") || strings.Contains(href, ".atom") {
			continue
		}
		if target, err := url.Parse(href); err != nil || target.Query().Get("asOf") != asked.Query().Get("asOf") && attribute(n, "hreflang") == "" && !strings.Contains(text(n), "today") {
			t.Errorf("%s: the link to %s loses the day", path, href)
		}
	}
	if html := page.all(tag("html")); attribute(html[0], "lang") == "" {
		t.Errorf("%s tells no language", path)
	}
}

// others reports whether another part of the server answers for an address.
func others(path string) bool {
	return strings.HasPrefix(path, "/embed") || strings.HasPrefix(path, "/graphiql")
}

// gallery sends each example to the API, as a reader would.
func (s *site) gallery(t *testing.T) {
	var examples []struct{ Title, Query string }
	if err := json.Unmarshal([]byte(s.get(t, "/queries/json").raw), &examples); err != nil {
		t.Fatal(err)
	}
	if len(examples) < 10 {
		t.Errorf("only %d examples", len(examples))
	}
	twoAtATime(examples, func(e struct{ Title, Query string }) {
		var answer struct {
			Data   map[string]json.RawMessage
			Errors []struct{ Message string }
		}
		page := s.get(t, "/graphql?query="+url.QueryEscape(e.Query), "Accept", "application/json")
		if err := json.Unmarshal([]byte(page.raw), &answer); err != nil || len(answer.Errors) > 0 || len(answer.Data) == 0 {
			t.Errorf("%s: %v %v", e.Title, err, answer.Errors)
		}
		for field, value := range answer.Data {
			if text := string(value); text == "null" || text == "[]" || strings.Contains(text, `"edges":[]`) || strings.Contains(text, `"nodes":[]`) && strings.Count(text, `"`) < 8 {
				t.Errorf("%s: %s is empty: %s", e.Title, field, text)
			}
		}
	})
}

// exports reads what drawings are saved as.
func (s *site) exports(t *testing.T) {
	const drawing = "?of=xai&asOf=2024-01-01"
	var web struct {
		Nodes []struct{ ID, Kind, Label string }
		Edges []struct{ ID, Source, Target, Kind string }
	}
	if err := json.Unmarshal([]byte(s.get(t, "/connections/json"+drawing).raw), &web); err != nil {
		t.Fatal(err)
	}
	points := map[string]bool{}
	for _, n := range web.Nodes {
		points[n.ID] = true
	}
	for _, e := range web.Edges {
		if !points[e.Source] || !points[e.Target] {
			t.Errorf("the line %s has no ends", e.ID)
		}
	}
	if !points["xai"] || !points["elon-musk"] || points["amd"] {
		t.Errorf("the points on 1 January 2024 are %v", points)
	}
	var graph struct {
		XMLName xml.Name `xml:"http://graphml.graphdrawing.org/xmlns graphml"`
		Keys    []struct {
			ID string `xml:"id,attr"`
		} `xml:"key"`
		Nodes []struct {
			Data []struct {
				Key string `xml:"key,attr"`
			} `xml:"data"`
		} `xml:"graph>node"`
		Edges []struct {
			Source string `xml:"source,attr"`
			Target string `xml:"target,attr"`
		} `xml:"graph>edge"`
	}
	page := s.get(t, "/connections/graphml"+drawing)
	if err := xml.Unmarshal([]byte(page.raw), &graph); err != nil {
		t.Fatalf("GraphML: %v", err)
	}
	if len(graph.Nodes) != len(web.Nodes) || len(graph.Edges) != len(web.Edges) || !strings.Contains(page.raw, `<data key="sources">`) || !strings.Contains(page.raw, `<data key="asof">2024-01-01</data>`) {
		t.Errorf("GraphML has %d points and %d lines, want %d and %d, with sources and the day", len(graph.Nodes), len(graph.Edges), len(web.Nodes), len(web.Edges))
	}
	keys := map[string]bool{}
	for _, k := range graph.Keys {
		keys[k.ID] = true
	}
	for _, n := range graph.Nodes {
		for _, d := range n.Data {
			if !keys[d.Key] {
				t.Errorf("GraphML uses %s without saying what it is", d.Key)
			}
		}
	}
	table, err := csv.NewReader(strings.NewReader(s.get(t, "/connections/csv"+drawing).raw)).ReadAll()
	if err != nil {
		t.Fatalf("CSV: %v", err)
	}
	if len(table) != len(web.Edges)+1 || table[0][0] != "from_id" {
		t.Errorf("CSV has %d rows, want %d and a header", len(table), len(web.Edges))
	}
	if hidden := s.get(t, "/connections/json"+drawing+"&hide=elon-musk"); strings.Contains(hidden.raw, `"id":"elon-musk"`) {
		t.Error("what is hidden is drawn")
	}
}
