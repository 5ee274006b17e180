package page

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// webKinds are the kinds of records that can lie between parties; the first
// four do unless the reader says otherwise.
var webKinds = []string{"STAKE", "POSITION", "PROMISE", "EVENT", "EVIDENCE", "RULING", "SOURCE"}

const (
	usualKinds   = 4
	mostListed   = 200 // rows of the list beside a drawing
	mostExpanded = 20  // records whose surroundings are drawn too
	mostHidden   = 200 // records that are left out
)

// connectionsPage is what lies around a record, or the ways between two.
type connectionsPage struct {
	Of, From, To *Record
	Also         []string // records whose surroundings are shown too
	Avoid        []Choice // records that ways do not lead through: id and name
	Kinds        []Choice // kinds of records; those chosen have a value
	Depth, Limit listFilter
	Paths        []way
	Rows         []rows
	Left         int // rows left out of the list
	Records      int
	Web          web
	Paired       bool // ways between two were asked for
}

// way is a way from one record to another.
type way struct {
	Length int
	Steps  []struct {
		Relation string
		Forward  bool
		Record   webRecord
	}
}

// wanted is what an address asks to be drawn.
type wanted struct {
	of, from, to string
	also, avoid  []string
	hide         []string
	kinds        []any
	depth, limit int
}

// want reads what is to be drawn from the address.
func (v *view) want(body *connectionsPage) (wanted, error) {
	w := wanted{of: v.Query.Get("of"), from: v.Query.Get("from"), to: v.Query.Get("to"), also: v.Query["also"], avoid: v.Query["avoid"], hide: v.Query["hide"]}
	body.Depth = listFilter{Name: "depth", Word: "depth", Values: []string{"1", "2", "3", "4"}, Current: v.Query.Get("depth")}
	body.Limit = listFilter{Name: "limit", Word: "limit", Values: []string{"60", "120", "250", "500"}, Current: v.Query.Get("limit")}
	if err := v.check(body.Depth, body.Limit); err != nil {
		return w, err
	}
	if body.Depth.Current == "" {
		body.Depth.Current = "2"
	}
	if body.Limit.Current == "" {
		body.Limit.Current = "120"
	}
	w.depth, _ = strconv.Atoi(body.Depth.Current)
	w.limit, _ = strconv.Atoi(body.Limit.Current)
	chosen := v.Query["via"]
	if len(chosen) == 0 {
		chosen = webKinds[:usualKinds]
	}
	for _, kind := range chosen {
		if err := v.check(listFilter{Name: "via", Values: webKinds, Current: kind}); err != nil {
			return w, err
		}
	}
	for _, kind := range webKinds {
		choice := Choice{Name: kind}
		if slices.Contains(chosen, kind) {
			choice.Value = kind
			w.kinds = append(w.kinds, kind)
		}
		body.Kinds = append(body.Kinds, choice)
	}
	if len(w.also) > mostExpanded || len(w.avoid) > mostExpanded || len(w.hide) > mostHidden {
		message, err := v.T("error.also", "most", mostExpanded)
		if err != nil {
			return w, err
		}
		return w, badRequest{message}
	}
	body.Also = w.also
	return w, nil
}

// draw asks for what is wanted and puts it together.
func (s *Site) draw(ctx context.Context, v *view, body *connectionsPage) error {
	w, err := v.want(body)
	if err != nil {
		return err
	}
	body.Paired = w.from != "" || w.to != ""
	found := newCollected()
	switch {
	case w.from != "" && w.to != "":
		err = s.ways(ctx, v, w, body, found)
	case w.of != "":
		err = s.around(ctx, v, w, body, found)
	}
	if err != nil {
		return err
	}
	found.complete(v.AsOf)
	for _, id := range w.hide {
		delete(found.records, id)
	}
	if body.Web, err = v.web(found); err != nil {
		return err
	}
	body.Rows, body.Left = body.Web.rows(mostListed)
	body.Records = len(found.records)
	return nil
}

// around gathers what lies around one record and those expanded beside it.
func (s *Site) around(ctx context.Context, v *view, w wanted, body *connectionsPage, found *collected) error {
	type surroundings struct {
		Revision      int64
		Neighbourhood *struct {
			Cut     bool
			Records []webRecord
			Links   []webLink
		}
	}
	ids := append([]string{w.of}, w.also...)
	answers := make([]surroundings, len(ids))
	tasks := make([]func() error, len(ids))
	for i, id := range ids {
		depth := 2
		if i == 0 {
			depth = w.depth
		}
		tasks[i] = func() error {
			return s.ask(ctx, v, "neighbourhood", map[string]any{"of": id, "depth": depth, "via": w.kinds, "limit": w.limit}, &answers[i])
		}
	}
	if err := together(tasks...); err != nil {
		return err
	}
	for _, a := range answers {
		if a.Neighbourhood == nil {
			continue
		}
		found.add(a.Neighbourhood.Records, a.Neighbourhood.Links)
		found.cut = found.cut || a.Neighbourhood.Cut
	}
	v.Revision = answers[0].Revision
	if answers[0].Neighbourhood == nil {
		return s.meant(ctx, v, "of", w.of)
	}
	of := found.records[w.of].Record
	body.Of = &of
	return nil
}

// ways gathers the ways between two records.
func (s *Site) ways(ctx context.Context, v *view, w wanted, body *connectionsPage, found *collected) error {
	avoid := []any{}
	for _, id := range w.avoid {
		avoid = append(avoid, id)
	}
	var answer struct {
		Revision int64
		From, To *Record
		Paths    []way
	}
	if err := s.ask(ctx, v, "paths", map[string]any{"from": w.from, "to": w.to, "via": w.kinds, "avoid": avoid}, &answer); err != nil {
		return err
	}
	v.Revision = answer.Revision
	if answer.From == nil {
		return s.meant(ctx, v, "from", w.from)
	}
	if answer.To == nil {
		return s.meant(ctx, v, "to", w.to)
	}
	for _, p := range answer.Paths {
		before := ""
		for _, step := range p.Steps {
			link := webLink{before, step.Record.ID, step.Relation}
			if !step.Forward {
				link = webLink{step.Record.ID, before, step.Relation}
			}
			found.add([]webRecord{step.Record}, nil)
			if before != "" {
				found.add(nil, []webLink{link})
			}
			before = step.Record.ID
		}
	}
	body.From, body.To, body.Paths = answer.From, answer.To, answer.Paths
	for _, id := range w.avoid {
		body.Avoid = append(body.Avoid, Choice{Name: id, Value: id})
	}
	return nil
}

// meant looks for a record by what was given instead of its id and leads
// there.
func (s *Site) meant(ctx context.Context, v *view, name, given string) error {
	var answer struct{ Search struct{ Edges []find } }
	if err := s.ask(ctx, v, "search", map[string]any{"text": Shorten(given, 200), "first": 1, "kinds": []any{"PERSON", "COMPANY", "PROMISE", "EVENT"}}, &answer); err != nil {
		return err
	}
	if len(answer.Search.Edges) == 0 || answer.Search.Edges[0].Node.ID == given {
		v.Body = strings.ReplaceAll(given, "-", " ")
		return errNotFound
	}
	query := url.Values{}
	for key, values := range v.Query {
		query[key] = values
	}
	query.Set(name, answer.Search.Edges[0].Node.ID)
	return elsewhere{v.Path + "?" + query.Encode()}
}

// connections shows how records hang together.
func (s *Site) connections(ctx context.Context, v *view, _ *http.Request) (string, error) {
	var body connectionsPage
	if err := s.draw(ctx, v, &body); err != nil {
		return "", err
	}
	title, err := v.T("nav.connections")
	switch {
	case err != nil:
	case body.Of != nil:
		title, err = v.T("connections.of", "of", body.Of.Line())
	case body.From != nil:
		title, err = v.T("connections.between", "from", body.From.Line(), "to", body.To.Line())
	}
	if err != nil {
		return "", err
	}
	v.Title, v.Body, v.Section = plain(title), &body, "connections"
	return "connections", nil
}

// export gives what a drawing shows to other programs.
func (s *Site) export(ctx context.Context, v *view, r *http.Request) (string, error) {
	var body connectionsPage
	if err := s.draw(ctx, v, &body); err != nil {
		return "", err
	}
	var err error
	switch r.PathValue("format") {
	case "json":
		var text []byte
		if text, err = json.Marshal(body.Web); err == nil {
			v.Raw = &raw{Type: "application/json", Content: text}
		}
	case "graphml":
		v.Raw, err = v.graphML(body.Web)
	case "csv":
		v.Raw, err = v.edgeTable(body.Web)
	default:
		err = errNotFound
	}
	return "", err
}

// Drawn reports whether there is something to draw.
func (c connectionsPage) Drawn() bool { return c.Of != nil || c.From != nil }

// Between are the parties on a way, its ends left out: what it could avoid.
func (p way) Between() []Record {
	var out []Record
	for i, step := range p.Steps {
		if i > 0 && i < len(p.Steps)-1 && (step.Record.Typename == "Person" || step.Record.Typename == "Company") {
			out = append(out, step.Record.Record)
		}
	}
	return out
}
