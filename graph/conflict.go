package graph

import (
	"github.com/promisegraph/promisegraph/conflict"
	"github.com/promisegraph/promisegraph/graph/model"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/promise"
)

// conflicts answers which events moved value to where a promiser gains from it.
func conflicts(in inputs) (any, error) {
	stakes, err := stakesOf(in)
	if err != nil {
		return nil, err
	}
	lists := map[string][]journal.Record{}
	for _, name := range []string{"promises", "events", "positions", "evidence", "sources"} {
		if lists[name], err = in.records(name); err != nil {
			return nil, err
		}
	}
	found, err := conflict.Find(conflict.Case{
		Promises: ofType[*promise.Promise](lists["promises"]), Events: ofType[*promise.Event](lists["events"]),
		Stakes: stakes, Positions: ofType[*ownership.Position](lists["positions"]),
	})
	if err != nil {
		return nil, err
	}
	origins := promise.TraceOrigins(ofType[*promise.Source](lists["sources"]))
	evidence := map[string]*promise.Evidence{}
	for _, e := range ofType[*promise.Evidence](lists["evidence"]) {
		evidence[e.ID] = e
	}
	events := map[string]*promise.Event{}
	for _, e := range ofType[*promise.Event](lists["events"]) {
		events[e.ID] = e
	}
	parties, speakers, companies := shown[model.Party](in, "parties"), shown[model.Party](in, "speakers"), shown[*model.Company](in, "companies")
	records, findings := shown[*model.Stake](in, "records"), shown[*model.Evidence](in, "findings")
	out := make([]*model.Conflict, 0, len(found))
	for _, c := range found {
		speaker := speakers[c.Speaker]
		parties[c.Speaker] = speaker
		one := &model.Conflict{
			Event: shown[*model.Event](in, "happenings")[c.Event], Speaker: speaker, From: companies[c.From], To: companies[c.To], Day: c.Day, Gains: c.Gains,
			Given: accountOf(c.Given, speaker, companies[c.From], c.Day, parties, records), Got: accountOf(c.Got, speaker, companies[c.To], c.Day, parties, records),
			Posts: all(c.Posts, shown[*model.Position](in, "posts")), Promises: all(c.Promises, shown[*model.Promise](in, "pledges")),
			Evidence: all(events[c.Event].Evidence, findings),
		}
		for _, a := range c.Beyond {
			if held := companies[a.Company]; held != nil {
				one.Beyond = append(one.Beyond, accountOf(a, speaker, held, c.Day, parties, records))
			}
		}
		var cited []string
		for _, id := range events[c.Event].Evidence {
			e, ok := evidence[id]
			if !ok {
				continue // not public on the day asked for
			}
			cited = append(cited, e.Sources...)
			if e.By == c.Speaker {
				one.Responses = append(one.Responses, findings[id])
			}
		}
		one.Origins = origins.Count(cited)
		out = append(out, one)
	}
	return out, nil
}

// ofType are the records of one type.
func ofType[T journal.Record](records []journal.Record) []T {
	var out []T
	for _, r := range records {
		if v, ok := r.(T); ok {
			out = append(out, v)
		}
	}
	return out
}
