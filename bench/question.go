package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/fiction"
	"github.com/promisegraph/promisegraph/promise"
)

// question is asked of promisegraph and of the peer, with values that are drawn at random.
type question struct {
	name, title string
	// ours and peers are the documents.
	ours, peers string
	// draw gives the variables of one request to each.
	draw func(d *drawer) (ours, peers map[string]any)
	// same tells how two answers differ; nil compares all their values in order.
	same func(ours, peers []string) error
	// goal is what the project set itself.
	goal goal
}

// goal are ratios in one run: how much faster than the peer, and how near to the driver.
type goal struct{ latency, throughput, driver float64 }

// drawer draws from a graph.
type drawer struct {
	*rand.Rand
	graph *graph
	names []string // of companies
}

func newDrawer(g *graph) *drawer {
	d := &drawer{Rand: rand.New(rand.NewPCG(1, 1)), graph: g} //nolint:gosec // a sequence, no secret
	for r := range g.Records() {
		c, ok := r.(*promise.Company)
		if ok {
			d.names = append(d.names, c.Name)
		}
		if len(d.names) == g.Companies() {
			break
		}
	}
	return d
}

func (d *drawer) id(kind fact.Kind, most int) string { return fiction.ID(kind, d.IntN(most)) }

// speaker is one of the tenth of all people who speak most.
func (d *drawer) speaker() string { return d.id(fact.Person, max(1, d.graph.People()/10)) }

func both(variables map[string]any) (ours, peers map[string]any) { return variables, variables }

// questions are what readers ask most: a badge, a page, a list, connections, a search.
func questions() []question {
	return []question{
		{
			name: "Q1", title: "widget: a promise, its speaker, company, status and 3 latest findings",
			ours: `query($id: ID!) { promise(id: $id) { statement status speaker { name } company { name }
				evidence(first: 3) { edges { stance node { summary publishedOn } } } } }`,
			peers: `query($id: ID!) { promises(where: {id: {eq: $id}}) { statement status speaker { name } company { name }
				evidenceConnection(first: 3, sort: [{node: {publishedOnFirst: DESC}}, {node: {id: DESC}}]) {
					edges { properties { stance } node { summary publishedOn } } } } }`,
			draw: func(d *drawer) (ours, peers map[string]any) {
				return both(map[string]any{"id": d.id(fact.Promise, d.graph.Promises())})
			},
			goal: goal{3, 20, 1.3},
		},
		{
			name: "Q2", title: "dossier: a person, 20 promises, 5 findings of each, a source of each",
			ours: `query($id: ID!) { person(id: $id) { name promises(first: 20) { nodes { statement status
				evidence(first: 5) { edges { stance node { summary publishedOn sources(first: 1) { publisher title } } } } } } } }`,
			peers: `query($id: ID!) { people(where: {id: {eq: $id}}) { name
				promises(where: {kind: {eq: "promise"}}, limit: 20, sort: [{madeOnFirst: DESC}, {id: DESC}]) { statement status
					evidenceConnection(first: 5, sort: [{node: {publishedOnFirst: DESC}}, {node: {id: DESC}}]) {
						edges { properties { stance } node { summary publishedOn
							sourcesConnection(first: 1, sort: [{edge: {order: ASC}}]) { edges { node { publisher title } } } } } } } } }`,
			draw: func(d *drawer) (ours, peers map[string]any) { return both(map[string]any{"id": d.speaker()}) },
			goal: goal{5, 10, 1.1},
		},
		{
			name: "Q3", title: "list: 50 promises of a status by deadline from a day on, with speaker, company and number of findings",
			ours: `query($status: [PromiseStatus!], $from: Date) {
				promises(filter: {status: $status, deadline: {from: $from}}, orderBy: {field: DEADLINE, direction: ASC}, first: 50) {
					nodes { id statement deadline { on } speaker { name } company { name } evidence { totalCount } } } }`,
			peers: `query($status: String!, $from: String!, $today: String!) {
				promises(where: {kind: {eq: "promise"}, deadlineOnLast: {gte: $from}, standings: {some: {status: {eq: $status}, from: {lte: $today}, until: {gt: $today}}}},
					limit: 50, sort: [{deadlineOnLast: ASC}, {id: ASC}]) { id statement deadlineOn speaker { name } company { name } evidenceCount } }`,
			draw: func(d *drawer) (ours, peers map[string]any) {
				status := []string{"due", "kept", "not_kept", "not_yet_rated", "in_progress"}[d.IntN(5)]
				from := fmt.Sprintf("%d-%02d-%02d", 2014+d.IntN(10), 1+d.IntN(12), 1+d.IntN(28))
				return map[string]any{"status": []string{strings.ToUpper(status)}, "from": from},
					map[string]any{"status": status, "from": from, "today": today()}
			},
			goal: goal{10, 25, 1},
		},
		{
			name: "Q4", title: "chains within 4 hops: what a party holds, what that holds, and on",
			ours:  `query($id: ID!) { company(id: $id) { name ` + holds("stakes(first: 5) { nodes { share { text } company { name ", "} } } ", 4) + `} }`,
			peers: `query($id: ID!) { companies(where: {id: {eq: $id}}) { name ` + holds("stakes(limit: 5, sort: [{dateKey: DESC}, {id: DESC}]) { shareText company { name ", "} } ", 4) + `} }`,
			draw: func(d *drawer) (ours, peers map[string]any) {
				return both(map[string]any{"id": d.id(fact.Company, max(1, d.graph.Companies()/20))})
			},
			goal: goal{2.5, 4, 1},
		},
		{
			name: "Q5", title: "shortest path between a person and a company",
			ours:  `query($from: ID!, $to: ID!) { paths(from: $from, to: $to, via: [STAKE, POSITION, PROMISE], first: 1) { steps { record { id } } } }`,
			peers: `query($from: ID!, $to: ID!) { way(from: $from, to: $to) { ids } }`,
			draw: func(d *drawer) (ours, peers map[string]any) {
				return both(map[string]any{"from": d.speaker(), "to": d.id(fact.Company, d.graph.Companies())})
			},
			same: sameEnds,
			goal: goal{2.2, 10, 1.25},
		},
		{
			name: "Q6", title: "full-text search for a company by its name",
			ours:  `query($words: String!) { search(text: $words, first: 20) { nodes { id } } }`,
			peers: `query($words: String!) { find(words: $words) { id } }`,
			draw: func(d *drawer) (ours, peers map[string]any) {
				name := d.names[d.IntN(len(d.names))]
				return map[string]any{"words": name}, map[string]any{"words": lucene(name)}
			},
			same: sharedFind,
			goal: goal{2.5, 8, 1.2},
		},
	}
}

// holds nests a selection.
func holds(open, end string, levels int) string {
	return strings.Repeat(open, levels) + strings.Repeat(end, levels)
}

// lucene asks for all words of a name, as the index holds them.
func lucene(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return strings.ContainsRune(" .,&-", r) })
	return strings.Join(words, " AND ")
}

// bodies are the requests for the values drawn, to each side.
func (q question) bodies(g *graph, n int) (ours, peers [][]byte, err error) {
	d := newDrawer(g)
	for range n {
		a, b := q.draw(d)
		for _, side := range []struct {
			document  string
			variables map[string]any
			into      *[][]byte
		}{{q.ours, a, &ours}, {q.peers, b, &peers}} {
			body, err := json.Marshal(map[string]any{"query": side.document, "variables": side.variables})
			if err != nil {
				return nil, nil, err
			}
			*side.into = append(*side.into, body)
		}
	}
	return ours, peers, nil
}
