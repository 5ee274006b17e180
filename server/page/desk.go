package page

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/graph"
)

// The desk is where contributors propose changes and editors make and review
// them. What it writes goes through the API, as whoever is signed in.

// mostEntered bounds what is read of a form: the text of a source is a part.
const mostEntered = 1 << 20

// deskRoutes names the addresses of the desk.
func (s *Site) deskRoutes() {
	if s.cfg.Desk == nil {
		return
	}
	for pattern, show := range map[string]show{
		"GET /desk":                 s.desk,
		"GET /desk/saved":           s.saved,
		"GET /desk/proposals/{id}":  s.proposal,
		"POST /desk/proposals/{id}": s.decide,
		"GET /desk/{form}":          s.form,
		"POST /desk/{form}":         s.form,
	} {
		s.mux.Handle(pattern, s.handle(func(ctx context.Context, v *view, r *http.Request) (string, error) {
			v.Private = true
			v.AsOf = "" // one changes what is known today
			if !v.Actor.Known() {
				return "", elsewhere{"/account"}
			}
			if !account.May(v.Actor, account.Propose) {
				return "", errForbidden
			}
			if r.Method == http.MethodPost {
				r.Body = http.MaxBytesReader(nil, r.Body, mostEntered)
				if err := r.ParseForm(); err != nil {
					message, _ := v.T("desk.too-long")
					return "", badRequest{message}
				}
			}
			return show(ctx, v, r)
		}))
	}
}

// May reports whether the reader may do something: propose, apply, review.
func (v *view) May(what string) bool {
	return v.site.cfg.Desk != nil && account.May(v.Actor, account.Permission(what))
}

// IsPromise reports whether the page is about a promise or another statement.
func (v *view) IsPromise() bool { return strings.EqualFold(v.Kind, string(fact.Promise)) }

// change is what the API tells of a change.
type change struct {
	Revision *int
	Record   *Record
	Proposal *struct{ ID, State string }
	// UserErrors are what is wrong, Warnings what to look at again.
	UserErrors []userError
	Warnings   []warning
	Effects    []struct{ Promise, WasStatus, Status, WasBalance, Balance string }
}

// userError is something wrong with what was entered.
type userError struct {
	Field   []string
	Message string
}

// warning is something to look at again.
type warning struct {
	Code, Message string
	Field         []string
	Candidates    []string
}

// write sends a mutation of one field named out.
func (s *Site) write(ctx context.Context, document string, input map[string]any) (change, error) {
	body, err := json.Marshal(map[string]any{"input": input})
	if err != nil {
		return change{}, err
	}
	var variables map[string]any // as they come over HTTP
	numbers := json.NewDecoder(bytes.NewReader(body))
	numbers.UseNumber()
	if err := numbers.Decode(&variables); err != nil {
		return change{}, err
	}
	var answer struct{ Out change }
	data, err := s.cfg.Desk.Ask(ctx, s.documents[document], variables)
	if err != nil {
		return change{}, fmt.Errorf("%s: %w", document, err)
	}
	err = json.Unmarshal(data, &answer)
	return answer.Out, err
}

// form shows a form, says what would follow from what was entered in it, and
// saves that.
func (s *Site) form(ctx context.Context, v *view, r *http.Request) (string, error) {
	kind, ok := deskForms[r.PathValue("form")]
	if !ok {
		return "", errNotFound
	}
	f := &filled{deskForm: kind, Values: map[string]string{}, Wrong: map[string][]string{}}
	v.Body, v.Section = f, "desk"
	title, err := v.T("desk.form." + f.Name)
	if err != nil {
		return "", err
	}
	v.Title = string(title)
	if err := s.prepare(ctx, v, f); err != nil {
		return "", err
	}
	if r.Method == http.MethodGet {
		f.Values["key"] = strings.ToLower(rand.Text())
		for _, field := range f.Fields {
			if given := v.Query.Get(field.Name); given != "" {
				f.Values[field.Name] = given
			}
		}
		return "deskform", nil
	}
	f.Entered = true
	for name, values := range r.PostForm {
		f.Values[name] = strings.TrimSpace(strings.ReplaceAll(values[0], "\r\n", "\n"))
		if name == "evidence" {
			f.Values[name] = strings.Join(values, " ")
		}
	}
	input := f.input(f.Values, v)
	input["dryRun"] = r.PostForm.Get("do") != "save"
	document := "desk_apply"
	if f.Name == "correct" {
		document = "desk_correct"
	}
	if f.Done, err = s.write(ctx, document, input); err != nil && !f.refused(err) {
		return "", err
	}
	f.place()
	switch {
	case len(f.Done.UserErrors) > 0:
	case f.Done.Proposal != nil:
		return "", elsewhere{fmt.Sprintf("/desk/saved?form=%s&proposal=%s", f.Name, f.Done.Proposal.ID)}
	case f.Done.Revision != nil:
		return "", elsewhere{fmt.Sprintf("/desk/saved?form=%s&revision=%d&about=%s", f.Name, *f.Done.Revision, f.about())}
	}
	return "deskform", nil
}

// saved tells that something was saved, and where it is.
func (s *Site) saved(_ context.Context, v *view, _ *http.Request) (string, error) {
	title, err := v.T("desk.saved")
	v.Title, v.Section = string(title), "desk"
	return "desksaved", err
}

// filled is a form with what was entered, and what the API said of it.
type filled struct {
	deskForm
	Values map[string]string
	// Wrong are messages by the field they belong to; those of none are under
	// the empty name.
	Wrong map[string][]string
	// Entered says that the API was asked.
	Entered bool
	Done    change
	// Notes are names of texts about what was entered.
	Notes []string
	// Parties and Findings are what fields offer.
	Parties  []Party
	Findings []bearing
	// Statement is of the promise that the form is about.
	Statement string
}

// Value is what was entered in a field.
func (f *filled) Value(name string) string { return f.Values[name] }

// Chosen reports whether a value is among those entered in a field.
func (f *filled) Chosen(name, value string) bool {
	return slices.Contains(strings.Fields(f.Values[name]), value)
}

// Good reports whether what was entered can be saved.
func (f *filled) Good() bool { return f.Entered && len(f.Done.UserErrors) == 0 }

// about is the record to go to after saving.
func (f *filled) about() string {
	if id := f.Values["promise"]; id != "" {
		return id
	}
	if f.Done.Record != nil {
		return f.Done.Record.ID
	}
	return f.Values["id"]
}

// place puts messages beside the fields they are about.
func (f *filled) place() {
	if f.Name == "promise" {
		f.Notes = uncheckable(f.Values)
	}
	for _, e := range f.Done.UserErrors {
		name := f.fieldOf(e.Field)
		f.Wrong[name] = append(f.Wrong[name], e.Message)
	}
}

// refused takes up that a value is not of the type it has to be. The message
// quotes the value, which tells the field.
func (f *filled) refused(err error) bool {
	var coded graph.Coded
	if !errors.As(err, &coded) || coded.ErrorCode() != graph.CodeBadInput {
		return false
	}
	e := userError{Message: coded.Public()}
	for _, field := range f.Fields {
		if value := f.Values[field.Name]; value != "" && len(field.Ways) > 0 && strings.Contains(e.Message, strconv.Quote(value)) {
			e.Field = strings.Split(field.Ways[0], ".")
		}
	}
	f.Done.UserErrors = append(f.Done.UserErrors, e)
	return true
}

// fieldOf is the field of the form that a way through the input leads to.
func (f *filled) fieldOf(way []string) string {
	path := strings.Join(way, ".") + "."
	best, length := "", 0
	for _, field := range f.Fields {
		for _, end := range field.Ways {
			if i := strings.Index(path, "."+end+"."); i >= 0 && len(end) > length {
				best, length = field.Name, len(end)
			}
			if strings.HasPrefix(path, end+".") && len(end) > length {
				best, length = field.Name, len(end)
			}
		}
	}
	return best
}

// prepare reads what a form offers.
func (s *Site) prepare(ctx context.Context, v *view, f *filled) error {
	var about struct {
		Promise *struct {
			Statement string
			Speaker   Party
			Evidence  struct{ Edges []bearing }
		}
		Node *struct {
			Recorded Change
			History  []struct{ Content string }
		}
		People, Companies struct{ Nodes []Party }
	}
	switch id := v.Query.Get("promise"); {
	case f.Name == "promise":
		if err := s.ask(ctx, v, "desk_parties", nil, &about); err != nil {
			return err
		}
		f.Parties = append(about.People.Nodes, about.Companies.Nodes...)
	case f.Name == "correct" || f.Name == "retract":
		if err := s.ask(ctx, v, "desk_record", map[string]any{"id": v.Query.Get("id")}, &about); err != nil {
			return err
		}
		if about.Node == nil || len(about.Node.History) == 0 || about.Node.History[0].Content == "" {
			return errNotFound
		}
		f.Values["content"] = indented(about.Node.History[0].Content)
		f.Values["expectedRevision"] = fmt.Sprint(about.Node.Recorded.Revision)
		f.Statement = v.Query.Get("id")
	case id != "":
		if err := s.ask(ctx, v, "desk_promise", map[string]any{"id": id}, &about); err != nil {
			return err
		}
		if about.Promise == nil {
			return errNotFound
		}
		f.Statement, f.Findings = about.Promise.Statement, about.Promise.Evidence.Edges
		f.Values["by"] = about.Promise.Speaker.ID
		if f.Name == "ruling" {
			f.Values["by"] = v.Actor.Name
			f.Values["ruledOn"] = string(v.Today)
		}
	}
	return nil
}

// indented is JSON with a line for each field, as people edit it.
func indented(content string) string {
	var fields json.RawMessage = []byte(content)
	out, err := json.MarshalIndent(fields, "", "  ")
	if err != nil {
		return content
	}
	return string(out)
}

// slug makes the beginning of an id of words: at most six of them.
func slug(text string) string {
	var parts []string
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') }) {
		if parts = append(parts, w); len(parts) == 6 {
			break
		}
	}
	id := strings.Join(parts, "-")
	return strings.Trim(id[:min(len(id), fact.MaxID-len("-2006-01-02"))], "-")
}
