package server_test

import (
	"bufio"
	"bytes"
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

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/server"
)

// desk is a server at which people of each role ask.
type desk struct {
	url string
	cut func() // ends all connections at once
	now time.Time
}

// newDesk serves the same store for actors that a header names: who they are
// is found out elsewhere.
func (a *api) newDesk(t *testing.T) *desk {
	d := &desk{now: today()}
	handler, err := server.New(server.Config{
		Profile: server.Open, Reader: a.store, Writer: a.store, Journal: a.store, Ready: a.store.Migrated, Timeout: time.Minute, Log: slog.New(slog.NewTextHandler(a.log, nil)), Now: func() time.Time { return d.now },
	})
	if err != nil {
		t.Fatal(err)
	}
	http := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name, role, ok := strings.Cut(r.Header.Get("X-Actor"), " "); ok {
			r = r.WithContext(account.With(r.Context(), account.Actor{Name: name, Role: account.Role(role), Via: account.ViaToken}))
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(http.Close)
	d.url, d.cut = http.URL, http.CloseClientConnections
	return d
}

type payload struct {
	Revision   *int
	Record     *struct{ ID string }
	Proposal   *struct{ ID, State, OpenUntil string }
	UserErrors []struct {
		Field         []string
		Message, Code string
		NewerRevision *int
	}
	Warnings []struct {
		Code, Message     string
		Field, Candidates []string
	}
	Effects []struct{ Promise, WasStatus, Status, WasBalance, Balance string }
}

const payloadFields = `{ revision record { id } proposal { id state openUntil } userErrors { field message code newerRevision } warnings { code message field candidates } effects { promise wasStatus status wasBalance balance } }`

// as asks a mutation for its payload; refused is the code of an error that is
// none of the input.
func (d *desk) as(t *testing.T, actor, mutation string, input map[string]any) (out payload, refused string) {
	t.Helper()
	inputType := strings.ToUpper(mutation[:1]) + mutation[1:] + "Input"
	if mutation == "objectToProposal" {
		inputType = "RejectProposalInput"
	}
	got := d.ask(t, actor, fmt.Sprintf("mutation($input: %s!) { out: %s(input: $input) %s }", inputType, mutation, payloadFields), map[string]any{"input": input})
	if len(got.Errors) > 0 {
		extensions, _ := got.Errors[0]["extensions"].(map[string]any)
		code, _ := extensions["code"].(string)
		if code == "" {
			t.Fatalf("%s by %s: %v", mutation, actor, got.Errors)
		}
		return payload{}, code
	}
	var data struct{ Out payload }
	if err := json.Unmarshal(got.Data, &data); err != nil {
		t.Fatalf("%s: %v", got.Data, err)
	}
	return data.Out, ""
}

func (d *desk) ask(t *testing.T, actor, query string, variables map[string]any) answer {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Actor", actor)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var out answer
	if err := json.NewDecoder(response.Body).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

// curation lets a newsroom keep the record: it adds, corrects, proposes,
// reviews and rules.
func (a *api) curation(t *testing.T) {
	d := a.newDesk(t)
	const (
		editor, second, contributor, reader = "Edda editor", "Egon editor", "Conny contributor", "Rita reader"
		promise                             = "curated-promise"
	)
	statement := map[string]any{
		"id": promise, "speaker": "elon-musk", "company": "tesla", "madeOn": "2024-02-01", "statement": "Tesla does a thing this test made up by 2030.",
		"deadline": map[string]any{"on": "2030"}, "unverified": true,
	}
	if _, code := d.as(t, "", "recordPromise", map[string]any{"promise": statement, "why": "test"}); code != "UNAUTHENTICATED" {
		t.Errorf("without an account: %q", code)
	}
	if _, code := d.as(t, reader, "recordPromise", map[string]any{"promise": statement, "why": "test"}); code != "FORBIDDEN" {
		t.Errorf("a reader: %q", code)
	}

	made, code := d.as(t, editor, "recordPromise", map[string]any{"promise": statement, "why": "test", "idempotencyKey": "k1"})
	if code != "" || made.Revision == nil || made.Record == nil || made.Record.ID != promise || len(made.UserErrors) > 0 {
		t.Fatalf("an editor records: %q %+v", code, made)
	}
	if len(made.Effects) != 1 || made.Effects[0].Status != "NOT_YET_RATED" || made.Effects[0].WasStatus != "" {
		t.Errorf("effects of a new promise: %+v", made.Effects)
	}
	again, _ := d.as(t, editor, "recordPromise", map[string]any{"promise": statement, "why": "test", "idempotencyKey": "k1"})
	if again.Revision == nil || *again.Revision != *made.Revision {
		t.Errorf("the same key again: %+v, want revision %d", again, *made.Revision)
	}
	other := map[string]any{"id": "other-promise", "speaker": "elon-musk", "company": "tesla", "statement": "Another.", "unverified": true}
	if reused, _ := d.as(t, editor, "recordPromise", map[string]any{"promise": other, "why": "test", "idempotencyKey": "k1"}); len(reused.UserErrors) != 1 || reused.UserErrors[0].Code != "KEY_USED" {
		t.Errorf("a key used again for something else: %+v", reused)
	}

	t.Run("faults", func(t *testing.T) {
		for name, c := range map[string]struct {
			mutation string
			input    map[string]any
			want     string // code and way
		}{
			"dangling": {"addEvidence", map[string]any{"why": "x", "evidence": map[string]any{"id": "e-1", "summary": "S.", "publishedOn": "2024", "unverified": true,
				"bearsOn": []any{map[string]any{"promise": "nothing-here", "stance": "SUPPORTS"}}}}, "DANGLING [evidence bearsOn 0 promise]"},
			"taken":     {"recordPerson", map[string]any{"why": "x", "person": map[string]any{"id": "tesla", "name": "T", "unverified": true}}, "TAKEN [person id]"},
			"no reason": {"recordPerson", map[string]any{"why": " ", "person": map[string]any{"id": "p-2", "name": "T", "unverified": true}}, "INVALID [why]"},
			"used":      {"retract", map[string]any{"id": "tesla", "reason": "x"}, "STILL_USED [id]"},
			"two kinds": {"correct", map[string]any{"why": "x", "expectedRevision": 1, "record": map[string]any{}}, "INVALID [record]"},
			"unknown":   {"addName", map[string]any{"why": "x", "party": "nobody", "name": map[string]any{"text": "N", "kind": "SHORT", "unverified": true}}, "NOT_FOUND [party]"},
		} {
			got, code := d.as(t, editor, c.mutation, c.input)
			if code != "" || len(got.UserErrors) == 0 || got.Revision != nil {
				t.Errorf("%s: %q %+v", name, code, got)
				continue
			}
			if e := got.UserErrors[0]; e.Code+" "+fmt.Sprint(e.Field) != c.want {
				t.Errorf("%s: %s %v %s, want %s", name, e.Code, e.Field, e.Message, c.want)
			}
		}
	})

	t.Run("warnings", func(t *testing.T) { d.warnings(t, editor, contributor) })

	if _, code := d.as(t, editor, "recordEvent", map[string]any{"why": "x", "event": map[string]any{"id": "e-2", "kind": "OTHER", "summary": "S.", "happenedOn": "2024-13", "unverified": true}}); code != "BAD_USER_INPUT" {
		t.Errorf("a date that is none: %q", code)
	}

	t.Run("stale", func(t *testing.T) {
		correction := func(text string, revision int) payload {
			changed := map[string]any{}
			for k, v := range statement {
				changed[k] = v
			}
			changed["note"] = text
			got, _ := d.as(t, editor, "correct", map[string]any{"record": map[string]any{"promise": changed}, "expectedRevision": revision, "why": "test"})
			return got
		}
		first := correction("first", *made.Revision)
		if first.Revision == nil {
			t.Fatalf("%+v", first)
		}
		if late := correction("second", *made.Revision); len(late.UserErrors) != 1 || late.UserErrors[0].Code != "STALE" || *late.UserErrors[0].NewerRevision != *first.Revision {
			t.Errorf("a correction of what has changed: %+v", late)
		}
	})

	t.Run("at once", func(t *testing.T) {
		var all sync.WaitGroup
		revisions := make([]int, 8)
		for i := range revisions {
			all.Go(func() {
				got, _ := d.as(t, editor, "recordPerson", map[string]any{"why": "x", "idempotencyKey": "once", "person": map[string]any{"id": "once", "name": "Once", "unverified": true}})
				if got.Revision != nil {
					revisions[i] = *got.Revision
				}
			})
		}
		all.Wait()
		for _, r := range revisions {
			if r == 0 || r != revisions[0] {
				t.Fatalf("one key at once: %v", revisions)
			}
		}
	})

	evidence := map[string]any{"id": "curated-evidence", "summary": "A finding this test made up.", "publishedOn": "2024-06-04", "unverified": true,
		"bearsOn": []any{map[string]any{"promise": promise, "stance": "CONTRADICTS"}}}
	t.Run("proposal", func(t *testing.T) {
		proposed, code := d.as(t, contributor, "addEvidence", map[string]any{"evidence": evidence, "why": "seen"})
		if code != "" || proposed.Revision != nil || proposed.Proposal == nil || proposed.Proposal.State != "OPEN" {
			t.Fatalf("a contributor proposes: %q %+v", code, proposed)
		}
		if len(proposed.Effects) != 1 || proposed.Effects[0].Balance != "CONTRADICTED" || proposed.Effects[0].WasBalance != "NONE" {
			t.Errorf("effects before it counts: %+v", proposed.Effects)
		}
		id := proposed.Proposal.ID
		if got := a.post(t, `{ evidence(filter: {ids: ["curated-evidence"]}) { totalCount } }`, nil); string(got.Data) != `{"evidence":{"totalCount":0}}` {
			t.Errorf("a proposal is on record: %s", got.Data)
		}
		for actor, want := range map[string]string{editor: id, contributor: id, "Claus contributor": ""} {
			got := d.ask(t, actor, `query($id: ID!) { proposal(id: $id) { id diff { record field before after } } }`, map[string]any{"id": id})
			if has := strings.Contains(string(got.Data), id); has != (want != "") {
				t.Errorf("%s sees %s", actor, got.Data)
			}
		}
		if _, code := d.as(t, contributor, "acceptProposal", map[string]any{"id": id}); code != "FORBIDDEN" {
			t.Errorf("a contributor accepts: %q", code)
		}
		tried, _ := d.as(t, editor, "acceptProposal", map[string]any{"id": id, "dryRun": true})
		if tried.Revision != nil || len(tried.Effects) != 1 {
			t.Errorf("trying: %+v", tried)
		}
		accepted, _ := d.as(t, editor, "acceptProposal", map[string]any{"id": id})
		if accepted.Revision == nil || accepted.Proposal.State != "ACCEPTED" {
			t.Fatalf("accepting: %+v", accepted)
		}
		if twice, _ := d.as(t, second, "rejectProposal", map[string]any{"id": id, "reason": "late"}); len(twice.UserErrors) != 1 || twice.UserErrors[0].Code != "DECIDED" {
			t.Errorf("deciding twice: %+v", twice)
		}
	})

	t.Run("as JSON", func(t *testing.T) {
		proposed, _ := d.as(t, contributor, "recordPerson", map[string]any{"why": "x", "person": map[string]any{"id": "written", "name": "W. Ritten", "unverified": true}})
		if proposed.Proposal == nil {
			t.Fatalf("%+v", proposed)
		}
		for content, want := range map[string]string{
			`[]`: "content", `[{"op": "drop", "id": "x"}]`: "content 0 op", `[{"op": "create", "kind": "person", "record": {"id": "written"}}]`: "content 0 record name",
			`[{"op": "create", "kind": "person", "record": {"id": "written", "name": "W", "role": 1}}]`: "content 0 record role",
		} {
			got, _ := d.as(t, editor, "acceptProposal", map[string]any{"id": proposed.Proposal.ID, "content": content})
			if len(got.UserErrors) != 1 || strings.Join(got.UserErrors[0].Field, " ") != want {
				t.Errorf("%s: %+v, want %s", content, got, want)
			}
		}
		amended, _ := d.as(t, editor, "acceptProposal", map[string]any{"id": proposed.Proposal.ID, "content": `[{"op": "create", "kind": "person", "id": "written", "record": {"id": "written", "name": "Written", "unverified": true}}]`})
		if amended.Revision == nil {
			t.Fatalf("amending: %+v", amended)
		}
		for content, want := range map[string]string{
			`{"id": "written", "name": "Again", "names": [{"text": "Weg", "kind": "no_kind", "unverified": true}]}`: "content names 0 kind", `{"id": "nobody"}`: "content id", `x`: "content",
		} {
			got, _ := d.as(t, editor, "correct", map[string]any{"why": "x", "expectedRevision": *amended.Revision, "content": content})
			if len(got.UserErrors) != 1 || strings.Join(got.UserErrors[0].Field, " ") != want {
				t.Errorf("%s: %+v, want %s", content, got, want)
			}
		}
		corrected, _ := d.as(t, editor, "correct", map[string]any{"why": "x", "expectedRevision": *amended.Revision, "content": `{"id": "written", "name": "Again", "names": [{"text": "Weg", "kind": "nickname", "unverified": true}], "unverified": true}`})
		if corrected.Revision == nil {
			t.Errorf("correcting: %+v", corrected)
		}
	})

	t.Run("ruling", func(t *testing.T) {
		ruling := map[string]any{"id": "curated-ruling", "promise": promise, "status": "ABANDONED", "reason": "Given up, this test says.", "ruledOn": "2026-11-24", "by": "Edda", "evidence": []any{"curated-evidence"}}
		proposed, code := d.as(t, editor, "ruleOnPromise", map[string]any{"ruling": ruling, "why": "verdict"})
		if code != "" || proposed.Proposal == nil || proposed.Revision != nil {
			t.Fatalf("%q %+v", code, proposed)
		}
		id := proposed.Proposal.ID
		for _, c := range []struct{ actor, want string }{{editor, "SECOND_PERSON"}, {second, "TOO_EARLY"}} {
			if got, _ := d.as(t, c.actor, "acceptProposal", map[string]any{"id": id}); len(got.UserErrors) != 1 || got.UserErrors[0].Code != c.want {
				t.Errorf("%s: %+v, want %s", c.actor, got, c.want)
			}
		}
		if got, _ := d.as(t, contributor, "objectToProposal", map[string]any{"id": id, "reason": "there is a newer post"}); len(got.UserErrors) > 0 {
			t.Errorf("objecting: %+v", got)
		}
		d.now = d.now.Add(49 * time.Hour)
		accepted, _ := d.as(t, second, "acceptProposal", map[string]any{"id": id})
		if accepted.Revision == nil || len(accepted.Effects) != 1 || accepted.Effects[0].Status != "ABANDONED" {
			t.Errorf("a second editor accepts: %+v", accepted)
		}
	})

	t.Run("desk", d.pages)

	t.Run("news", func(t *testing.T) {
		const text = `subscription($since: Int) { promiseChanged(ids: ["curated-promise"], since: $since) { revision promise { balance status } } }`
		news := d.follow(t, text, nil)
		note := func(text string) {
			changed := map[string]any{"note": text}
			for k, v := range statement {
				changed[k] = v
			}
			if got, _ := d.as(t, editor, "correct", map[string]any{"record": map[string]any{"promise": changed}, "expectedRevision": 1 << 30, "why": "test"}); got.Revision == nil {
				t.Fatalf("%+v", got)
			}
		}
		note("not of what is followed")
		support := map[string]any{"id": "curated-support", "summary": "Made up.", "publishedOn": "2024-07-04", "unverified": true,
			"bearsOn": []any{map[string]any{"promise": promise, "stance": "SUPPORTS"}}}
		got, _ := d.as(t, editor, "addEvidence", map[string]any{"evidence": support, "why": "seen"})
		if got.Revision == nil {
			t.Fatalf("%+v", got)
		}
		want := fmt.Sprintf(`{"data":{"promiseChanged":{"revision":%d,"promise":{"balance":"MIXED","status":"ABANDONED"}}}}`, *got.Revision)
		if first := <-news; first != want {
			t.Errorf("told %s, want %s", first, want)
		}
		resumed := d.follow(t, text, *got.Revision-1)
		if first := <-resumed; first != want {
			t.Errorf("after going on: %s, want %s", first, want)
		}
		note("again")
		changes := d.follow(t, `subscription($since: Int) { changes(since: $since) { revision by versions { nodes { recordId } } } }`, *got.Revision-1)
		for i, id := range []string{"curated-support", promise} {
			want := fmt.Sprintf(`{"data":{"changes":{"revision":%d,"by":"Edda","versions":{"nodes":[{"recordId":%q}]}}}}`, *got.Revision+i, id)
			if told := <-changes; told != want {
				t.Errorf("told %s, want %s; log: %s", told, want, a.log)
			}
		}

		// A server that ends in the middle, and another that goes on: each change is told once, in order.
		const revisions = `subscription($since: Int) { changes(since: $since) { revision } }`
		seen := *got.Revision + 1
		told := d.follow(t, revisions, seen)
		const count = 6
		for i := range count {
			note(fmt.Sprint("while a server is started anew ", i))
			if i == count/2 {
				d.cut()
				for range told { // what had been on its way
					seen++
				}
				told = a.newDesk(t).follow(t, revisions, seen)
			}
		}
		for want := seen + 1; want <= *got.Revision+1+count; want++ {
			if line := <-told; line != fmt.Sprintf(`{"data":{"changes":{"revision":%d}}}`, want) {
				t.Errorf("told %s, want revision %d", line, want)
			}
		}
	})
}

// follow subscribes by server-sent events and gives the answers.
func (d *desk) follow(t *testing.T, query string, since any) <-chan string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": map[string]any{"since": since}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "text/event-stream")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	out := make(chan string)
	go func() {
		defer close(out)
		defer response.Body.Close()
		lines := bufio.NewScanner(response.Body)
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				select {
				case out <- data:
				case <-ctx.Done():
				}
			}
		}
	}()
	return out
}

// warnings tries what is worth a second look, and writes nothing but a proposal.
func (d *desk) warnings(t *testing.T, editor, contributor string) {
	evidence := func(more map[string]any) map[string]any {
		out := map[string]any{"id": "noticed", "summary": "Made up.", "publishedOn": "2024-06-04", "unverified": true, "bearsOn": []any{map[string]any{"promise": "tesla-ai-spend-2024", "stance": "SUPPORTS"}}}
		for k, v := range more {
			out[k] = v
		}
		return out
	}
	sourced := func(sources ...any) map[string]any { return map[string]any{"sources": sources, "unverified": false} }
	quoted := map[string]any{"quotes": []any{map[string]any{"text": "about $10 billion", "lang": "en"}}}
	stake := func(percent int) map[string]any {
		return map[string]any{"id": "noticed", "holders": []any{"nvidia"}, "company": "tesla", "basis": "EQUITY", "holding": "DIRECT", "asOf": "2024-06-01", "unverified": true,
			"share": map[string]any{"exact": percent}}
	}
	for name, c := range map[string]struct {
		mutation string
		input    map[string]any
		want     string // code, way and candidates of each
	}{
		"address": {"recordSource", map[string]any{"source": map[string]any{"id": "noticed", "publisher": "P", "title": "T", "lang": "en",
			"url": "http://foxbusiness.com/technology/elon-musk-had-nvidia-send-ai-chips-intended-tesla-x-xai-report/?utm_source=x#top"}}, "DUPLICATE_SOURCE [source url] foxbiz-nvda"},
		"name":    {"recordPerson", map[string]any{"person": map[string]any{"id": "noticed", "name": "Ellon Musk", "unverified": true}}, "LIKELY_DUPLICATE_PARTY [person name] elon-musk"},
		"script":  {"recordPerson", map[string]any{"person": map[string]any{"id": "noticed", "name": "Илон Маск", "unverified": true}}, "LIKELY_DUPLICATE_PARTY [person name] elon-musk"},
		"company": {"recordCompany", map[string]any{"company": map[string]any{"id": "noticed", "name": "NVIDIA Corp.", "kind": "COMPANY", "unverified": true}}, "LIKELY_DUPLICATE_PARTY [company name] nvidia"},
		"kin":     {"recordPerson", map[string]any{"person": map[string]any{"id": "noticed", "name": "Errol Musk", "unverified": true}}, ""},
		"statement": {"recordPromise", map[string]any{"promise": map[string]any{"id": "noticed", "speaker": "elon-musk", "company": "tesla", "madeOn": "2024-05-01",
			"statement": "In 2024 Tesla spends some $10 billion on training and inference of AI together.", "unverified": true}}, "LIKELY_DUPLICATE_PROMISE [promise statement] tesla-ai-spend-2024"},
		"quote":   {"addEvidence", map[string]any{"sourceText": "They said about 10 billion dollars.", "evidence": evidence(quoted)}, "QUOTE_NOT_FOUND [evidence quotes 0 text] "},
		"found":   {"addEvidence", map[string]any{"sourceText": "They said about $10  billion.", "evidence": evidence(quoted)}, ""},
		"earlier": {"addEvidence", map[string]any{"evidence": evidence(map[string]any{"publishedOn": "2023"})}, "EVIDENCE_BEFORE_PROMISE [evidence bearsOn 0 promise] tesla-ai-spend-2024"},
		"shares":  {"recordStake", map[string]any{"stake": stake(95)}, "OVER_100_PERCENT [stake share]"},
		"one":     {"addEvidence", map[string]any{"evidence": evidence(sourced("foxbiz-nvda"))}, "ONE_ORIGIN [evidence sources] foxbiz-nvda"},
	} {
		c.input["why"], c.input["dryRun"] = "test", true
		got, code := d.as(t, editor, c.mutation, c.input)
		if code != "" || len(got.UserErrors) > 0 {
			t.Errorf("%s: %q %+v", name, code, got)
			continue
		}
		var noticed []string
		for _, w := range got.Warnings {
			noticed = append(noticed, fmt.Sprintf("%s %v %s", w.Code, w.Field, strings.Join(w.Candidates, ",")))
		}
		if all := strings.Join(noticed, "; "); !strings.HasPrefix(all, c.want) || (c.want == "") != (all == "") {
			t.Errorf("%s: %s, want %s; %+v", name, all, c.want, got.Warnings)
		}
	}

	proposed, _ := d.as(t, contributor, "addEvidence", map[string]any{"why": "test", "sourceText": "Nothing.", "evidence": evidence(quoted)})
	if len(proposed.Warnings) != 1 || proposed.Proposal == nil {
		t.Fatalf("a proposal with a warning: %+v", proposed)
	}
	got := d.ask(t, editor, `query($id: ID!) { proposal(id: $id) { warnings { code field } } }`, map[string]any{"id": proposed.Proposal.ID})
	if want := `{"proposal":{"warnings":[{"code":"QUOTE_NOT_FOUND","field":["noticed","quotes","0","text"]}]}}`; string(got.Data) != want {
		t.Errorf("what an editor sees: %s, want %s", got.Data, want)
	}
}
