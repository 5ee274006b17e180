package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/graph"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/server"
)

// everybody may ask a field; what they see of it may depend on who they are.
var everybody = []account.Permission{""}

// What else fields take: any of these.
var (
	proposing = []account.Permission{account.Propose, account.Apply}
	seeing    = []account.Permission{account.Propose, account.Review}
	reviewing = []account.Permission{account.Review}
)

// fieldRights is what each field of the roots takes. A field that is missing here
// fails TestEveryFieldIsClassified: say who may ask it before it is served.
var fieldRights = map[string][]account.Permission{
	"Query.viewer": everybody, "Query.proposals": seeing, "Query.proposal": seeing,
	"Query.node": everybody, "Query.nodes": everybody, "Query.person": everybody, "Query.company": everybody, "Query.promise": everybody,
	"Query.source": everybody, "Query.people": everybody, "Query.companies": everybody, "Query.promises": everybody, "Query.evidence": everybody,
	"Query.sources": everybody, "Query.stakes": everybody, "Query.positions": everybody, "Query.events": everybody, "Query.rulings": everybody,
	"Query.scoreboard": everybody, "Query.timeline": everybody, "Query.ownership": everybody, "Query.conflicts": everybody, "Query.paths": everybody,
	"Query.neighbourhood": everybody, "Query.changes": everybody, "Query.search": everybody, "Query.revision": everybody,

	"Mutation.recordPerson": proposing, "Mutation.recordCompany": proposing, "Mutation.recordSource": proposing,
	"Mutation.recordStake": proposing, "Mutation.recordPosition": proposing, "Mutation.recordPromise": proposing,
	"Mutation.recordEvent": proposing, "Mutation.addEvidence": proposing, "Mutation.addName": proposing,
	"Mutation.ruleOnPromise": proposing, "Mutation.respond": proposing, "Mutation.correct": proposing,
	"Mutation.retract": proposing, "Mutation.apply": proposing,
	"Mutation.acceptProposal": reviewing, "Mutation.rejectProposal": reviewing, "Mutation.objectToProposal": seeing,

	"Subscription.changes": everybody, "Subscription.promiseChanged": everybody,
}

// guarded are the types of what is not public: only fields that take a
// permission, and viewer, which tells of oneself, may lead to them.
var guarded = []string{"Proposal", "Objection", "FieldChange", "Account", "Token", "Webhook", "Delivery"}

func TestEveryFieldIsClassified(t *testing.T) {
	schema := graph.Schema().Schema()
	seen := map[string]bool{}
	for _, root := range []*ast.Definition{schema.Query, schema.Mutation, schema.Subscription} {
		for _, f := range root.Fields {
			name := root.Name + "." + f.Name
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			seen[name] = true
			need, ok := fieldRights[name]
			if !ok {
				t.Errorf("%s: say in fieldRights who may ask it", name)
			}
			if way := leadsTo(schema, f.Type.Name(), guarded, map[string]bool{}); ok && need[0] == "" && way != "" {
				t.Errorf("everybody may ask %s, which leads to %s", name, way)
			}
		}
	}
	for name := range fieldRights {
		if !seen[name] {
			t.Errorf("there is no field %s", name)
		}
	}
}

// leadsTo is a way from a type to one of others; empty when there is none.
func leadsTo(schema *ast.Schema, name string, others []string, seen map[string]bool) string {
	if slices.Contains(others, name) {
		return name
	}
	if seen[name] {
		return ""
	}
	seen[name] = true
	def := schema.Types[name]
	for _, possible := range schema.GetPossibleTypes(def) {
		if way := leadsTo(schema, possible.Name, others, seen); way != "" {
			return name + " > " + way
		}
	}
	for _, f := range def.Fields {
		if way := leadsTo(schema, f.Type.Name(), others, seen); way != "" {
			return name + "." + f.Name + " > " + way
		}
	}
	return ""
}

// value writes a value of an input type with no more than it needs.
func value(schema *ast.Schema, of *ast.Type) string {
	if of.Elem != nil {
		return "[" + value(schema, of.Elem) + "]"
	}
	switch def := schema.Types[of.NamedType]; def.Kind {
	case ast.Enum:
		return def.EnumValues[0].Name
	case ast.InputObject:
		var parts []string
		for _, f := range def.Fields {
			if f.Type.NonNull && f.DefaultValue == nil || def.Directives.ForName("oneOf") != nil && len(parts) == 0 {
				parts = append(parts, f.Name+": "+value(schema, f.Type))
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	switch of.NamedType {
	case "Int", "Float":
		return "1"
	case "Boolean":
		return "true"
	case "Date":
		return `"2024"`
	}
	return `"nobody-knows-this"`
}

// call writes a field with the arguments and the selection that it needs.
func call(schema *ast.Schema, f *ast.FieldDefinition) string {
	var args []string
	for _, a := range f.Arguments {
		if a.Type.NonNull && a.DefaultValue == nil {
			args = append(args, a.Name+": "+value(schema, a.Type))
		}
	}
	text := f.Name
	if len(args) > 0 {
		text += "(" + strings.Join(args, ", ") + ")"
	}
	if schema.Types[f.Type.Name()].IsCompositeType() {
		text += " { __typename }"
	}
	return text
}

// person is somebody who asks, with what they show.
type person struct {
	name   string
	secret string
	may    func([]account.Permission) bool
	reads  bool // sees what others propose
	out    bool // is not let in at all
}

// rights asks each field of the schema as each kind of client, in several
// forms, through the real look at tokens: what may not be asked is refused,
// changes nothing and is told to nobody, whoever asked the same before.
func (a *api) rights(t *testing.T) {
	schema := graph.Schema().Schema()
	now := today()
	handler, err := server.New(server.Config{
		Profile: server.Open, Reader: a.store, Writer: a.store, Journal: a.store, Revisions: a.store, Accounts: a.store, CacheBytes: 8 << 20,
		Ready: a.store.Migrated, Timeout: time.Minute, Log: slog.New(slog.NewTextHandler(a.log, nil)), Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(handler)
	t.Cleanup(site.Close)

	const marker = "walrus-in-a-proposal"
	one := func(name string, role account.Role, change func(*account.Token)) person {
		t.Helper()
		if err := a.store.AddAccount(t.Context(), account.Account{Name: name, Role: role, Created: now}); err != nil {
			t.Fatal(err)
		}
		text, secret := account.NewSecret(account.ForProgram)
		token := account.Token{Secret: secret, Name: "test", Owner: name, Role: role, Created: now.Add(-time.Hour), Expires: now.Add(time.Hour)}
		if change != nil {
			change(&token)
		}
		if err := a.store.AddToken(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		actor := account.Actor{Name: name, Role: token.Role, Scopes: token.Scopes}
		return person{name: name, secret: text, may: func(oneOf []account.Permission) bool {
			return slices.ContainsFunc(oneOf, func(p account.Permission) bool { return p == "" || account.May(actor, p) })
		}, reads: account.May(actor, account.Review)}
	}
	scope := func(p ...account.Permission) func(*account.Token) {
		return func(t *account.Token) { t.Scopes = p }
	}
	nobody := person{name: "nobody", may: func(oneOf []account.Permission) bool { return oneOf[0] == "" }}
	author := one("Walter author", account.Contributor, nil)
	author.reads = true
	editor := one("Wilma editor", account.Editor, nil)
	demoted := one("Wendy demoted", account.Editor, nil)
	if _, err := a.store.SetRole(t.Context(), "Wendy demoted", account.Reader); err != nil {
		t.Fatal(err)
	}
	demoted.may, demoted.reads = nobody.may, false
	people := []person{
		nobody, author, editor, demoted,
		one("Ria reader", account.Reader, nil), one("Cora contributor", account.Contributor, nil), one("Ada admin", account.Admin, nil),
		one("Nils narrow", account.Editor, scope(account.Propose)), one("Nora narrow", account.Editor, scope(account.Apply)),
		one("Nele narrow", account.Admin, scope(account.Tokens)), one("Noah narrow", account.Admin, scope(account.Review)),
		one("Lena lesser", account.Admin, func(t *account.Token) { t.Role = account.Contributor }),
	}
	expired := one("Xaver expired", account.Admin, func(t *account.Token) { t.Expires = now.Add(-time.Minute) })
	expired.out = true
	revoked := one("Xenia revoked", account.Admin, nil)
	revoked.out = true
	if _, err := a.store.RevokeToken(t.Context(), secretID(t, revoked.secret), now); err != nil {
		t.Fatal(err)
	}

	set := journal.ChangeSet{By: author.name, Why: marker, Entries: []journal.Entry{{Op: journal.Retract, ID: "goblin-c2c", Reason: marker}}}
	proposal, err := a.store.Propose(t.Context(), journal.Proposal{By: author.name, At: now, Set: set})
	if err != nil {
		t.Fatal(err)
	}
	state := func() string {
		t.Helper()
		revision, err := a.store.WholeRevision(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		list, err := a.store.Proposals(t.Context(), "", "", 1000)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("revision %d, %d proposals", revision, len(list))
	}
	// check looks at what a person got for fields, each of which takes a permission.
	check := func(t *testing.T, p person, form string, fields map[string][]account.Permission, got sent) {
		t.Helper()
		if p.out {
			if got.status != http.StatusUnauthorized && got.status != http.StatusTooManyRequests || strings.Contains(got.text, `"data"`) {
				t.Errorf("%s, %s: %d %s", p.name, form, got.status, got.text)
			}
			return
		}
		if !p.reads && (strings.Contains(got.text, marker) || strings.Contains(got.text, proposal.ID)) {
			t.Errorf("%s sees a proposal by %s: %s", p.name, form, got.text)
		}
		for _, other := range people {
			if other.name != p.name && !p.reads && strings.Contains(got.text, other.name) {
				t.Errorf("%s is told of %s by %s: %s", p.name, other.name, form, got.text)
			}
		}
		want := ""
		for _, need := range fields {
			switch {
			case p.may(need):
			case p.secret == "":
				want = "UNAUTHENTICATED"
			default:
				want = "FORBIDDEN"
			}
		}
		if denied := strings.Contains(got.text, `"UNAUTHENTICATED"`) || strings.Contains(got.text, `"FORBIDDEN"`); denied != (want != "") || want != "" && !strings.Contains(got.text, want) {
			t.Errorf("%s, %s: want %q, got %d %s", p.name, form, want, got.status, got.text)
		}
		if p.secret != "" && !strings.Contains(got.control, "no-store") {
			t.Errorf("%s, %s: Cache-Control %q", p.name, form, got.control)
		}
	}
	denied := func(fields map[string][]account.Permission, p person) bool {
		for _, need := range fields {
			if !p.may(need) {
				return true
			}
		}
		return p.out
	}

	t.Run("mutations", func(t *testing.T) {
		before := state()
		for _, f := range schema.Mutation.Fields {
			fields := map[string][]account.Permission{f.Name: fieldRights["Mutation."+f.Name]}
			text := "mutation { " + call(schema, f) + " }"
			for _, p := range people {
				if !denied(fields, p) && p.name != editor.name {
					continue // one who may is enough to see that it can be asked
				}
				check(t, p, text, fields, ask(t, site.URL, p.secret, text, ""))
			}
		}
		if after := state(); after != before {
			t.Errorf("%s became %s", before, after)
		}
		if got := ask(t, site.URL, "", "mutation { "+call(schema, schema.Mutation.Fields[0])+" }", "get"); got.status != http.StatusMethodNotAllowed {
			t.Errorf("a mutation by GET: %d %s", got.status, got.text)
		}
	})

	t.Run("scopes", func(t *testing.T) {
		record := func(p person, id string) (out payload) {
			t.Helper()
			got := ask(t, site.URL, p.secret, `mutation { out: recordPerson(input: {why: "x", person: {id: "`+id+`", name: "X", unverified: true}}) `+payloadFields+` }`, "")
			var into struct{ Data struct{ Out payload } }
			if err := json.Unmarshal([]byte(got.text), &into); err != nil {
				t.Fatalf("%s: %s", p.name, got.text)
			}
			return into.Data.Out
		}
		for _, p := range people {
			if !p.may(proposing) {
				continue
			}
			out := record(p, "by-"+strings.ReplaceAll(strings.ToLower(p.name), " ", "-"))
			if applied := out.Revision != nil; applied != p.may([]account.Permission{account.Apply}) || applied == (out.Proposal != nil) {
				t.Errorf("%s: %+v", p.name, out)
			}
		}
	})

	t.Run("proposals", func(t *testing.T) {
		texts := []string{
			`{ proposals(state: OPEN, first: 50) { id why by content diff { before after } } }`,
			`{ proposal(id: "` + proposal.ID + `") { id why content objections { text } } }`,
			`{ revision proposal(id: "` + proposal.ID + `") { ...p } } fragment p on Proposal { why }`,
			`{ ... @defer { proposals { why } } revision }`,
			`{ changes(first: 2) { nodes { why by versions { content reason } } } node(id: "` + proposal.ID + `") { id } search(text: "` + marker + `") { edges { node { id } } } }`,
		}
		for i, text := range texts {
			fields := map[string][]account.Permission{"proposals": seeing}
			if i == len(texts)-1 {
				fields = map[string][]account.Permission{"changes": everybody}
			}
			for _, form := range []string{"post", "get", "stream"} {
				// Those who may ask first: nothing of it is left for those who may not.
				for _, p := range append([]person{editor, author}, people...) {
					got := ask(t, site.URL, p.secret, text, form)
					if i == len(texts)-1 { // who made a change is public; a proposal is not
						if !p.reads && strings.Contains(strings.ReplaceAll(got.text, "INPUT", ""), proposal.ID+`"}`) || strings.Contains(got.text, `"why":"`+marker) {
							t.Errorf("%s: %s", p.name, got.text)
						}
						continue
					}
					check(t, p, form+" "+text, fields, got)
					if p.reads && !strings.Contains(got.text, marker) {
						t.Errorf("%s does not see the proposal by %s %s: %s", p.name, form, text, got.text)
					}
				}
			}
		}
		for _, p := range []person{expired, revoked} {
			check(t, p, texts[0], nil, ask(t, site.URL, p.secret, texts[0], ""))
		}
	})

	// Documents made up of several fields, in aliases and fragments.
	t.Run("made up", func(t *testing.T) {
		r := rand.New(rand.NewPCG(9, 9))
		pieces := map[string][]account.Permission{
			`proposals { id why by content }`: seeing, `proposal(id: "` + proposal.ID + `") { id why reason }`: seeing,
			`viewer { name role permissions }`: everybody, `revision`: everybody, `__typename`: everybody, `promise(id: "tesla-ai-spend-2024") { id }`: everybody,
		}
		names := make([]string, 0, len(pieces))
		for name := range pieces {
			names = append(names, name)
		}
		slices.Sort(names)
		for range 60 {
			fields := map[string][]account.Permission{}
			var body strings.Builder
			for i := range 1 + r.IntN(3) {
				piece := names[r.IntN(len(names))]
				fields[piece] = pieces[piece]
				switch r.IntN(4) {
				case 0:
					fmt.Fprintf(&body, " a%d: %s", i, piece)
				case 1:
					fmt.Fprintf(&body, " ... on Query { b%d: %s }", i, piece)
				case 2:
					fmt.Fprintf(&body, " ... @include(if: true) { c%d: %s }", i, piece)
				default:
					fmt.Fprintf(&body, " ... @defer { d%d: %s }", i, piece)
				}
			}
			text := "{" + body.String() + " }"
			form := []string{"post", "get", "stream"}[r.IntN(3)]
			for range 4 {
				p := people[r.IntN(len(people))]
				check(t, p, form+" "+text, fields, ask(t, site.URL, p.secret, text, form))
			}
		}
	})
}

func secretID(t *testing.T, text string) string {
	t.Helper()
	secret, err := account.ParseSecret(text)
	if err != nil {
		t.Fatal(err)
	}
	return secret.ID
}

// sent is what came back.
type sent struct {
	status        int
	text, control string
}

// ask sends a document in a form.
func ask(t *testing.T, site, secret, text, form string) sent {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": text})
	if err != nil {
		t.Fatal(err)
	}
	method, at := http.MethodPost, site+"/graphql"
	if form == "get" {
		method, at, body = http.MethodGet, at+"?query="+url.QueryEscape(text), nil
	}
	request, err := http.NewRequestWithContext(t.Context(), method, at, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	switch form {
	case "stream":
		request.Header.Set("Accept", "text/event-stream")
	default:
		request.Header.Set("Accept", "application/json, multipart/mixed")
	}
	if secret != "" {
		request.Header.Set("Authorization", "Bearer "+secret)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	out, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return sent{response.StatusCode, string(out), response.Header.Get("Cache-Control")}
}
