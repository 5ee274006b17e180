package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"github.com/promisegraph/promisegraph/account"
	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/graph/gen"
	"github.com/promisegraph/promisegraph/graph/model"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/query"
)

// maxChanges is how many changes one mutation takes. More come by import.
const maxChanges = 500

// Writer changes the record.
type Writer interface {
	// Change applies a change set as one transaction, or only tries it. A set
	// with faults is refused with *journal.Refusal.
	Change(ctx context.Context, set journal.ChangeSet, dry bool) (journal.Outcome, error)
	// InForce is a record as it stands and the revision that made it so; nil
	// when there is none.
	InForce(ctx context.Context, id string) (journal.Record, int64, error)
	// Propose keeps a change set for review and gives the proposal its id.
	Propose(ctx context.Context, p journal.Proposal) (journal.Proposal, error)
	// Proposals lists proposals, the newest first: those in a state, or by one
	// author, or all.
	Proposals(ctx context.Context, state journal.ProposalState, by string, limit int) ([]journal.Proposal, error)
	// Proposal is one of them, or journal.ErrNoProposal.
	Proposal(ctx context.Context, id string) (journal.Proposal, error)
	// Decide changes an open proposal as a function says, and applies it in the
	// same transaction when that accepts it.
	Decide(ctx context.Context, id string, how func(journal.Proposal) (journal.Proposal, error)) (journal.Proposal, journal.Outcome, error)
}

// mutator gives the executor the fields of Mutation.
type mutator struct{}

// Mutation is where changes begin.
func (r resolver) Mutation() gen.MutationResolver { return mutator{} }

// draft is a change set as a mutation asks for it: with the way from the
// input to each of its entries.
type draft struct {
	set  journal.ChangeSet
	ways map[string][]string // by id of the entry
	text string              // of the source that is quoted, if it was given
	inputReader
}

func newDraft(e *Execution, input map[string]any) *draft {
	d := &draft{inputReader: inputReader{schema: e.schema}, ways: map[string][]string{}}
	d.set.Why, _ = input["why"].(string)
	d.set.Key, _ = input["idempotencyKey"].(string)
	d.text, _ = input["sourceText"].(string)
	if _, needs := input["why"]; needs && strings.TrimSpace(d.set.Why) == "" {
		d.wrong([]string{"why"}, "is empty: say why the change is made")
	}
	return d
}

func (d *draft) add(op journal.Op, r journal.Record, revision int64, way ...string) {
	if r == nil {
		return // what is wrong with it has been said
	}
	d.ways[r.RecordID()] = way
	d.set.Entries = append(d.set.Entries, journal.Entry{Op: op, ID: r.RecordID(), Record: r, IfRevision: revision})
}

// create is a mutation that records one thing.
func create(ctx context.Context, input map[string]any, kind fact.Kind) (*model.ChangePayload, error) {
	e, err := begin(ctx, &input, account.Propose, account.Apply)
	if err != nil {
		return nil, err
	}
	d := newDraft(e, input)
	field := string(kind)
	d.add(journal.Create, d.record(kind, input[field], []string{field}), 0, field)
	return e.change(ctx, d, input)
}

// RecordPerson records a person.
func (mutator) RecordPerson(ctx context.Context, input map[string]any) (*model.ChangePayload, error) {
	return create(ctx, input, fact.Person)
}

// RecordCompany records a company.
func (mutator) RecordCompany(ctx context.Context, input map[string]any) (*model.ChangePayload, error) {
	return create(ctx, input, fact.Company)
}

// RecordSource records a source.
func (mutator) RecordSource(ctx context.Context, input map[string]any) (*model.ChangePayload, error) {
	return create(ctx, input, fact.Source)
}

// RecordStake records a stake.
func (mutator) RecordStake(ctx context.Context, input map[string]any) (*model.ChangePayload, error) {
	return create(ctx, input, fact.Stake)
}

// RecordPosition records a position.
func (mutator) RecordPosition(ctx context.Context, input map[string]any) (*model.ChangePayload, error) {
	return create(ctx, input, fact.Position)
}

// RecordPromise records a promise.
func (mutator) RecordPromise(ctx context.Context, input map[string]any) (*model.ChangePayload, error) {
	return create(ctx, input, fact.Promise)
}

// RecordEvent records an event.
func (mutator) RecordEvent(ctx context.Context, input map[string]any) (*model.ChangePayload, error) {
	return create(ctx, input, fact.Event)
}

// AddEvidence records evidence.
func (mutator) AddEvidence(ctx context.Context, input map[string]any) (*model.ChangePayload, error) {
	return create(ctx, input, fact.Evidence)
}

// RuleOnPromise records a verdict.
func (mutator) RuleOnPromise(ctx context.Context, input map[string]any) (*model.ChangePayload, error) {
	return create(ctx, input, fact.Ruling)
}

// Respond records the promiser's answer.
func (mutator) Respond(ctx context.Context, input map[string]any) (*model.ChangePayload, error) {
	e, err := begin(ctx, &input, account.Propose, account.Apply)
	if err != nil {
		return nil, err
	}
	d := newDraft(e, input)
	record := d.record(fact.Evidence, input["evidence"], []string{"evidence"})
	if found, ok := record.(*promise.Evidence); ok {
		id, _ := input["promise"].(string)
		found.BearsOn = slices.DeleteFunc(found.BearsOn, func(b promise.Bearing) bool { return b.Promise == id })
		found.BearsOn = append([]promise.Bearing{{Promise: id, Stance: promise.Response}}, found.BearsOn...)
	}
	d.add(journal.Create, record, 0, "evidence")
	return e.change(ctx, d, input)
}

// AddName adds a name to a party.
func (mutator) AddName(ctx context.Context, input map[string]any) (*model.ChangePayload, error) {
	e, err := begin(ctx, &input, account.Propose, account.Apply)
	if err != nil {
		return nil, err
	}
	d := newDraft(e, input)
	id, _ := input["party"].(string)
	party, revision, err := e.writer.InForce(ctx, id)
	if err != nil {
		return nil, err
	}
	// The name is read as part of a person that has no other.
	read, _ := d.record(fact.Person, map[string]any{"id": id, "name": id, "names": []any{input["name"]}}, nil).(*promise.Person)
	if expected, ok := input["expectedRevision"]; ok && expected != nil {
		revision = number(expected)
	}
	switch p := party.(type) {
	case *promise.Person:
		if read != nil {
			p.Names = append(p.Names, read.Names...)
		}
	case *promise.Company:
		if read != nil {
			p.Names = append(p.Names, read.Names...)
		}
	default:
		d.errors = append(d.errors, &model.UserError{Field: []string{"party"}, Message: fmt.Sprintf("there is no person or company %q", id), Code: "not_found"})
		party = nil
	}
	d.add(journal.Correct, party, revision, "party")
	return e.change(ctx, d, input)
}

// Correct puts a record in the place of another.
func (mutator) Correct(ctx context.Context, input map[string]any) (*model.ChangePayload, error) {
	e, err := begin(ctx, &input, account.Propose, account.Apply)
	if err != nil {
		return nil, err
	}
	d := newDraft(e, input)
	if content, ok := input["content"].(string); ok && input["record"] == nil {
		record, err := e.written(ctx, d, content)
		if err != nil {
			return nil, err
		}
		d.add(journal.Correct, record, number(input["expectedRevision"]), "content")
		return e.change(ctx, d, input)
	}
	record := d.oneRecord(input["record"], []string{"record"})
	way := []string{"record"}
	if record != nil {
		way = append(way, string(record.RecordKind()))
	}
	d.add(journal.Correct, record, number(input["expectedRevision"]), way...)
	return e.change(ctx, d, input)
}

// written reads the new version of a record that is there from JSON.
func (e *Execution) written(ctx context.Context, d *draft, content string) (journal.Record, error) {
	var named struct{ ID string }
	if err := json.Unmarshal([]byte(content), &named); err != nil {
		d.wrong([]string{"content"}, "is no JSON object of a record: %v", err)
		return nil, nil
	}
	before, _, err := e.writer.InForce(ctx, named.ID)
	if err != nil {
		return nil, err
	}
	if before == nil {
		d.errors = append(d.errors, &model.UserError{Field: []string{"content", "id"}, Message: fmt.Sprintf("there is no record %q to correct", named.ID), Code: "not_found"})
		return nil, nil
	}
	return d.written(before.RecordKind(), []byte(content), []string{"content"}), nil
}

// Retract withdraws a record.
func (mutator) Retract(ctx context.Context, input map[string]any) (*model.ChangePayload, error) {
	e, err := begin(ctx, &input, account.Propose, account.Apply)
	if err != nil {
		return nil, err
	}
	d := newDraft(e, input)
	d.retract(input)
	d.set.Why, _ = input["reason"].(string)
	return e.change(ctx, d, input)
}

func (d *draft) retract(input map[string]any, way ...string) {
	id, _ := input["id"].(string)
	reason, _ := input["reason"].(string)
	d.ways[id] = way
	d.set.Entries = append(d.set.Entries, journal.Entry{Op: journal.Retract, ID: id, Reason: reason, IfRevision: number(input["expectedRevision"])})
}

// Apply applies many changes at once.
func (mutator) Apply(ctx context.Context, input map[string]any) (*model.ChangePayload, error) {
	e, err := begin(ctx, &input, account.Propose, account.Apply)
	if err != nil {
		return nil, err
	}
	d := newDraft(e, input)
	d.changes(input["changes"], []string{"changes"}, true)
	return e.change(ctx, d, input)
}

// changes reads a list of changes.
func (d *draft) changes(raw any, way []string, needed bool) {
	list, _ := raw.([]any)
	if needed && (len(list) == 0 || len(list) > maxChanges) {
		d.wrong(way, "give 1 to %d changes; import takes more", maxChanges)
		return
	}
	for i, raw := range list {
		way := append(slices.Clone(way), fmt.Sprint(i))
		change, _ := raw.(map[string]any)
		op := journal.Op(strings.ToLower(fmt.Sprint(change["op"])))
		if op == journal.Retract {
			d.retract(change, way...)
			continue
		}
		way = append(way, "record")
		record := d.oneRecord(change["record"], way)
		if record != nil {
			way = append(way, string(record.RecordKind()))
		}
		d.add(op, record, number(change["expectedRevision"]), way...)
	}
}

func number(raw any) int64 {
	n, err := graphql.UnmarshalInt64(raw)
	if err != nil {
		return 0
	}
	return n
}

type executionKey struct{}

// execution is what answers the mutation that is being resolved, once it is
// clear that the actor may do one of these.
func execution(ctx context.Context, oneOf ...account.Permission) (*Execution, error) {
	e, ok := ctx.Value(executionKey{}).(*Execution)
	if !ok || e.writer == nil {
		return nil, errors.New("this server takes no changes")
	}
	actor := account.From(ctx)
	if slices.ContainsFunc(oneOf, func(p account.Permission) bool { return account.May(actor, p) }) {
		return e, nil
	}
	if actor.Name == "" {
		return nil, withCode(ctx, "changes need an account: send a token", CodeUnauthenticated)
	}
	return nil, withCode(ctx, fmt.Sprintf("your account or token may not %s", oneOf[0].Does()), CodeForbidden)
}

// begin is execution for a mutation. It also makes its input plain: what gqlgen
// has read into Go types becomes JSON again.
func begin(ctx context.Context, input *map[string]any, oneOf ...account.Permission) (*Execution, error) {
	e, err := execution(ctx, oneOf...)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(*input)
	if err != nil {
		return nil, fmt.Errorf("read input: %w", err)
	}
	*input = nil
	numbers := json.NewDecoder(bytes.NewReader(body))
	numbers.UseNumber()
	return e, numbers.Decode(input)
}

// change applies or proposes a draft and tells what came of it. What a
// contributor sends, and each verdict, is proposed.
func (e *Execution) change(ctx context.Context, d *draft, input map[string]any) (*model.ChangePayload, error) {
	if len(d.errors) > 0 {
		return &model.ChangePayload{UserErrors: d.errors}, nil
	}
	actor := account.From(ctx)
	if d.set.By == "" {
		d.set.By = actor.Name
	}
	dry, _ := input["dryRun"].(bool)
	proposes := !dry && (d.set.Rules() || !account.May(actor, account.Apply))
	outcome, err := e.writer.Change(ctx, d.set, dry || proposes)
	var refusal *journal.Refusal
	if errors.As(err, &refusal) {
		return d.refused(refusal), nil
	}
	if err != nil {
		return nil, err
	}
	outcome.Warnings = append(quotesNotFound(d.set, d.text), outcome.Warnings...)
	out, err := e.payload(ctx, outcome, d.ways)
	if err != nil || !proposes {
		return out, err
	}
	p := journal.Proposal{By: actor.Name, At: e.now(), Set: d.set, Warnings: outcome.Warnings}
	if d.set.Rules() {
		p.OpenUntil = e.now().Add(e.objections)
	}
	if p, err = e.writer.Propose(ctx, p); err != nil {
		return nil, err
	}
	out.Proposal, err = e.proposal(ctx, p)
	return out, err
}

// refused tells what is wrong with a draft.
func (d *draft) refused(refusal *journal.Refusal) *model.ChangePayload {
	out := &model.ChangePayload{}
	for _, f := range refusal.Faults {
		out.UserErrors = append(out.UserErrors, d.userError(f))
	}
	return out
}

// payload tells what came of a change set, whose entries were reached by ways.
func (e *Execution) payload(ctx context.Context, outcome journal.Outcome, ways map[string][]string) (*model.ChangePayload, error) {
	out := &model.ChangePayload{Warnings: warnings(outcome.Warnings, ways)}
	for _, effect := range outcome.Effects {
		out.Effects = append(out.Effects, &model.StandingEffect{
			Promise: effect.Promise, WasStatus: effect.Was.Status, WasBalance: effect.Was.Balance, Status: effect.Is.Status, Balance: effect.Is.Balance,
		})
	}
	if outcome.Revision == 0 {
		return out, nil
	}
	revision := int(outcome.Revision)
	out.Revision = &revision
	var err error
	out.Records, err = e.selected(ctx, outcome.IDs)
	return out, err
}

// userError tells a fault by the way through the input.
func (d *draft) userError(f journal.Fault) *model.UserError {
	out := &model.UserError{Field: append(slices.Clone(d.ways[f.ID]), camelPath(f.Field)...), Message: f.Reason, Code: model.UserErrorCode(f.Code)}
	if f.Code == "" {
		out.Code = "invalid"
	}
	if f.Revision > 0 {
		newer := int(f.Revision)
		out.NewerRevision = &newer
	}
	return out
}

// selected reads records as the payload that is being resolved selects them.
func (e *Execution) selected(ctx context.Context, ids []string) ([]model.Record, error) {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	read, err := e.readField(ctx, "Record", map[string]bool{"record": true, "records": true}, &query.Field{Name: "nodes", Type: "Node", Shape: query.List},
		query.Values{Args: map[string]any{"ids": args}, Window: query.Window{Limit: len(ids)}})
	if err != nil || read.value == nil {
		return nil, err
	}
	found, _ := read.value.([]model.Node)
	byID := make(map[string]model.Record, len(found))
	for _, n := range found {
		if r, ok := n.(model.Record); ok {
			byID[n.NodeID()] = r
		}
	}
	return all(ids, byID), nil
}

// fieldRead is what was read for a field, as it came and decoded.
type fieldRead struct {
	raw      any
	value    any
	revision int64 // found with it
}

// readField reads a root field by itself: objects of a type with what the
// fields of these names, below the field that is being resolved, select of
// them. Without names it is what the field itself selects. Nothing is read
// when nothing is selected.
func (e *Execution) readField(ctx context.Context, typeName string, names map[string]bool, root *query.Field, given query.Values) (fieldRead, error) {
	op := graphql.GetOperationContext(ctx)
	own := &graphql.OperationContext{Doc: op.Doc, Operation: op.Operation, Variables: op.Variables}
	s := &selector{op: own, schema: e.schema, slots: []slot{{}}}
	resolved := graphql.GetFieldContext(ctx).Field
	below := resolved.Selections
	if len(names) > 0 {
		below = nil
		for _, g := range s.collect(resolved.Selections, e.schema.Types[resolved.Definition.Type.Name()]) {
			if names[g.field.Name] {
				below = append(below, g.below...)
			}
		}
	}
	if len(below) == 0 {
		return fieldRead{}, nil
	}
	field := *root
	field.Key, field.Slot = field.Name, s.slot(slot{})
	s.around, s.within = field.Slot, field.Slot
	var err error
	if field.Items, err = s.items(below, e.schema.Types[typeName]); err != nil {
		return fieldRead{}, err
	}
	if typeName != "Change" { // which has no id
		s.addID(field.Items)
	}
	values, form, err := (&selection{slots: s.slots}).bind(e.schema, op.Variables, e.today())
	if err != nil {
		return fieldRead{}, err
	}
	given.Day = e.today()
	values[field.Slot] = given
	result, err := e.reader.Read(ctx, query.Operation{Roots: []*query.Field{&field}, Values: values, Form: field.Name + " of " + planKey(op) + form})
	if err != nil {
		return fieldRead{}, err
	}
	value, err := decoder{values: values}.decode(&field, result.Values[0])
	return fieldRead{raw: result.Values[0], value: value, revision: result.Revision}, err
}
