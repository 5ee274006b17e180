package server_test

import (
	"bytes"
	"encoding/json"
	"sync"
	"testing"
	"time"
)

// together asks one operation for many keys at the same time. Each client gets
// its own answer, and soon there are fewer statements than clients.
func (a *api) together(t *testing.T) {
	var promises []map[string]any
	for i, p := range newFacts(a.seed).promises {
		promises = append(promises, map[string]any{"id": p.ID, "n": 1 + i%2})
	}
	for _, c := range []struct {
		name, text string
		variables  []map[string]any
	}{
		{"widget", `query($id: ID!, $n: Int!) { promise(id: $id) { statement status speaker { name } standing { because { sentence } }
			evidence(first: $n) { totalCount edges { stance node { id } } pageInfo { endCursor } } } }`, promises},
		{"list", `query($status: [PromiseStatus!], $asOf: Date) { promises(filter: {status: $status}, asOf: $asOf, first: 5) { nodes { id balance } } }`,
			[]map[string]any{{"status": "KEPT", "asOf": "2024"}, {"status": "DUE", "asOf": "2026"}, {"status": []any{"NOT_KEPT"}, "asOf": "2025"}}},
		{"search", `query($text: String!) { search(text: $text, first: 3) { edges { score node { id } } } }`,
			[]map[string]any{{"text": "Musk"}, {"text": "Маск"}, {"text": "conflicts with bookings"}, {"text": "nobody at all"}}},
	} {
		t.Run(c.name, func(t *testing.T) { a.askTogether(t, c.text, c.variables) })
	}
}

func (a *api) askTogether(t *testing.T, text string, variables []map[string]any) {
	want := make([]json.RawMessage, len(variables))
	for i, v := range variables {
		want[i] = a.post(t, text, v).Data
	}
	const clients = 48
	for start := time.Now(); ; {
		a.wire.reset()
		var all sync.WaitGroup
		for client := range clients {
			i := client % len(variables)
			all.Go(func() {
				if got := a.post(t, text, variables[i]); len(got.Errors) > 0 || !bytes.Equal(got.Data, want[i]) {
					t.Errorf("%v: %s %v\nalone: %s", variables[i], got.Data, got.Errors, want[i])
				}
			})
		}
		all.Wait()
		switch statements := a.wire.ran(); {
		case t.Failed():
			return
		case statements < clients*3/4:
			return
		case time.Since(start) > 2*time.Minute:
			t.Fatalf("%d requests at once still cost %d statements", clients, statements)
		}
	}
}
