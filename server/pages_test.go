package server_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

type page struct {
	List struct {
		TotalCount int
		Nodes      []struct{ ID string }
		PageInfo   struct {
			HasNextPage, HasPreviousPage bool
			StartCursor, EndCursor       *string
		}
	}
}

func (p page) ids() []string {
	ids := make([]string, len(p.List.Nodes))
	for i, n := range p.List.Nodes {
		ids[i] = n.ID
	}
	return ids
}

// pages walks each list in each of its orders, forward and backward, in pages
// of changing size. Both ways must give every entry once, in one order.
func (a *api) pages(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for list, orders := range map[string][]string{
		"people": {"NAME", "ID"}, "companies": {"NAME", "ID"}, "promises": {"MADE_ON", "DEADLINE", "ID"}, "evidence": {"PUBLISHED_ON", "HAPPENED_ON", "ID"},
		"sources": {"PUBLISHED_ON", "PUBLISHER", "ID"}, "stakes": {"DATE", "PERCENT", "ID"}, "positions": {"FROM", "TITLE", "ID"},
		"events": {"HAPPENED_ON", "PUBLISHED_ON", "ID"}, "rulings": {"RULED_ON", "ID"},
	} {
		orderType := map[string]string{"people": "Party", "companies": "Party", "promises": "Promise", "evidence": "Evidence", "sources": "Source",
			"stakes": "Stake", "positions": "Position", "events": "Event", "rulings": "Ruling"}[list]
		for _, order := range orders {
			for _, direction := range []string{"ASC", "DESC"} {
				name := fmt.Sprintf("%s %s %s", list, order, direction)
				query := fmt.Sprintf(`query($first: Int, $after: Cursor, $last: Int, $before: Cursor, $by: %sOrder) {
					list: %s(first: $first, after: $after, last: $last, before: $before, orderBy: $by) {
						totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`, orderType, list)
				by := map[string]any{"field": order, "direction": direction}
				forward, total := a.walk(t, query, by, false, random)
				backward, _ := a.walk(t, query, by, true, random)
				if len(forward) != total || len(slices.Compact(slices.Sorted(slices.Values(forward)))) != total {
					t.Errorf("%s: %d of %d entries forward", name, len(forward), total)
				}
				if !slices.Equal(forward, backward) {
					t.Errorf("%s: the way back differs\nforward  %v\nbackward %v", name, forward, backward)
				}
			}
		}
	}
}

// walk collects a whole list page by page, from the end when backward.
func (a *api) walk(t *testing.T, query string, by map[string]any, backward bool, random *rand.Rand) ([]string, int) {
	t.Helper()
	var all []string
	var at *string
	for {
		size := 30 + random.IntN(71)
		variables := map[string]any{"by": by, "first": size, "after": at}
		if backward {
			variables = map[string]any{"by": by, "last": size, "before": at}
		}
		var got page
		a.ask(t, query, variables, &got)
		info := got.List.PageInfo
		if backward {
			all = append(got.ids(), all...)
			if info.HasNextPage != (at != nil) {
				t.Errorf("hasNextPage is %v on the way back", info.HasNextPage)
			}
			if at = info.StartCursor; !info.HasPreviousPage {
				return all, got.List.TotalCount
			}
			continue
		}
		all = append(all, got.ids()...)
		if info.HasPreviousPage != (at != nil) {
			t.Errorf("hasPreviousPage is %v", info.HasPreviousPage)
		}
		if at = info.EndCursor; !info.HasNextPage {
			return all, got.List.TotalCount
		}
	}
}
