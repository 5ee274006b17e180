package model

import (
	"context"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/promise"
)

// Person is: a human being who promises, holds stakes or posts, or is involved.
type Person struct {
	promise.Person
	Selected
}

// NodeID is its id.
func (p *Person) NodeID() string { return p.ID }

func (*Person) isRecord() {}

func (*Person) isParty() {}

// Names answers: other names: legal, former, short, in other scripts, and wrong ones that were seen.
func (p *Person) Names(ctx context.Context, kinds []promise.NameKind, first *int) ([]*Name, error) {
	return pick[[]*Name](ctx, p.Selected)
}

// Positions answers: posts held, latest begun first.
func (p *Person) Positions(ctx context.Context, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*PositionConnection, error) {
	return pick[*PositionConnection](ctx, p.Selected)
}

// Stakes answers: stakes the person holds, latest first.
func (p *Person) Stakes(ctx context.Context, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*StakeConnection, error) {
	return pick[*StakeConnection](ctx, p.Selected)
}

// Promises answers: promises the person made, newest first. Other kinds of statements only when the filter names them.
func (p *Person) Promises(ctx context.Context, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*PromiseConnection, error) {
	return pick[*PromiseConnection](ctx, p.Selected)
}

// Spoken answers: promises and all other statements the person made, newest first.
func (p *Person) Spoken(ctx context.Context, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*PromiseConnection, error) {
	return pick[*PromiseConnection](ctx, p.Selected)
}

// Evidence answers: evidence the person is involved in or gave, last published first.
func (p *Person) Evidence(ctx context.Context, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*EvidenceConnection, error) {
	return pick[*EvidenceConnection](ctx, p.Selected)
}

// Events answers: events the person gave, got, ordered or was involved in, latest first.
func (p *Person) Events(ctx context.Context, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*EventConnection, error) {
	return pick[*EventConnection](ctx, p.Selected)
}

// Holdings answers: what it holds in effect, directly and through chains and loops; the greatest share first.
func (p *Person) Holdings(ctx context.Context, asOf *fact.Date, minShare *float64, measure *ownership.Basis, first *int) (*EffectiveShares, error) {
	return pick[*EffectiveShares](ctx, p.Selected)
}

// Controls answers: companies it controls: where it has, with the companies it controls, more than a threshold of the votes.
func (p *Person) Controls(ctx context.Context, asOf *fact.Date, threshold *float64, first *int) (*ControlledList, error) {
	return pick[*ControlledList](ctx, p.Selected)
}

// MemberOf answers: investor groups it belongs to. The group's stake contains its own.
func (p *Person) MemberOf(ctx context.Context, first *int) ([]*Company, error) {
	return pick[[]*Company](ctx, p.Selected)
}

// Slips answers: slips of sources that concern it.
func (p *Person) Slips(ctx context.Context, first *int) ([]*Slip, error) {
	return pick[[]*Slip](ctx, p.Selected)
}

// Sources answers: the sources that say so, best first.
func (p *Person) Sources(ctx context.Context, first *int) ([]*Source, error) {
	return pick[[]*Source](ctx, p.Selected)
}

// Recorded answers: the change that made the version in force.
func (p *Person) Recorded(ctx context.Context) (*Change, error) {
	return pick[*Change](ctx, p.Selected)
}

// History answers: all versions, newest first.
func (p *Person) History(ctx context.Context, first *int) ([]*Version, error) {
	return pick[[]*Version](ctx, p.Selected)
}

// RecordedAsOf answers: the version in force at a revision. Null when it was not on record yet.
func (p *Person) RecordedAsOf(ctx context.Context, revision int) (*Version, error) {
	return pick[*Version](ctx, p.Selected)
}

// Company is: an organisation that can hold stakes, be owned or be promised for.
type Company struct {
	promise.Company
	Selected
}

// NodeID is its id.
func (c *Company) NodeID() string { return c.ID }

func (*Company) isRecord() {}

func (*Company) isParty() {}

// Names answers: other names: legal, former, short, in other scripts, and wrong ones that were seen.
func (c *Company) Names(ctx context.Context, kinds []promise.NameKind, first *int) ([]*Name, error) {
	return pick[[]*Name](ctx, c.Selected)
}

// Positions answers: posts in the company, latest begun first.
func (c *Company) Positions(ctx context.Context, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*PositionConnection, error) {
	return pick[*PositionConnection](ctx, c.Selected)
}

// Holders answers: stakes in the company: who holds it directly, latest first.
func (c *Company) Holders(ctx context.Context, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*StakeConnection, error) {
	return pick[*StakeConnection](ctx, c.Selected)
}

// Stakes answers: stakes the company holds of others, latest first.
func (c *Company) Stakes(ctx context.Context, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*StakeConnection, error) {
	return pick[*StakeConnection](ctx, c.Selected)
}

// PassedThrough answers: indirect stakes of others that are held through the company, latest first.
func (c *Company) PassedThrough(ctx context.Context, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*StakeConnection, error) {
	return pick[*StakeConnection](ctx, c.Selected)
}

// Promises answers: promises made for the company, whoever spoke, newest first. Other kinds of statements only when the filter names them.
func (c *Company) Promises(ctx context.Context, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*PromiseConnection, error) {
	return pick[*PromiseConnection](ctx, c.Selected)
}

// Spoken answers: promises and all other statements the company made itself, newest first.
func (c *Company) Spoken(ctx context.Context, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*PromiseConnection, error) {
	return pick[*PromiseConnection](ctx, c.Selected)
}

// Evidence answers: evidence the company is involved in or gave, last published first.
func (c *Company) Evidence(ctx context.Context, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*EvidenceConnection, error) {
	return pick[*EvidenceConnection](ctx, c.Selected)
}

// Events answers: events the company gave, got, ordered or was involved in, latest first.
func (c *Company) Events(ctx context.Context, filter map[string]any, orderBy map[string]any, first *int, after *string, last *int, before *string) (*EventConnection, error) {
	return pick[*EventConnection](ctx, c.Selected)
}

// Members answers: known members, when it is an investor group. Never add the group's stake and theirs.
func (c *Company) Members(ctx context.Context, first *int) ([]Party, error) {
	return pick[[]Party](ctx, c.Selected)
}

// Succeeds answers: companies whose place it took.
func (c *Company) Succeeds(ctx context.Context, first *int) ([]*Succession, error) {
	return pick[[]*Succession](ctx, c.Selected)
}

// SucceededBy answers: companies that took its place.
func (c *Company) SucceededBy(ctx context.Context, first *int) ([]*Succession, error) {
	return pick[[]*Succession](ctx, c.Selected)
}

// Holdings answers: what it holds in effect, directly and through chains and loops; the greatest share first.
func (c *Company) Holdings(ctx context.Context, asOf *fact.Date, minShare *float64, measure *ownership.Basis, first *int) (*EffectiveShares, error) {
	return pick[*EffectiveShares](ctx, c.Selected)
}

// Controls answers: companies it controls: where it has, with the companies it controls, more than a threshold of the votes.
func (c *Company) Controls(ctx context.Context, asOf *fact.Date, threshold *float64, first *int) (*ControlledList, error) {
	return pick[*ControlledList](ctx, c.Selected)
}

// Owners answers: who owns it in effect, ultimate and intermediate owners, directly and through chains and loops; the greatest share first.
func (c *Company) Owners(ctx context.Context, asOf *fact.Date, minShare *float64, measure *ownership.Basis, first *int) (*EffectiveShares, error) {
	return pick[*EffectiveShares](ctx, c.Selected)
}

// Controllers answers: who controls it: who has, with the companies under the same control, more than a threshold of the votes.
func (c *Company) Controllers(ctx context.Context, asOf *fact.Date, threshold *float64, first *int) (*ControlledList, error) {
	return pick[*ControlledList](ctx, c.Selected)
}

// MemberOf answers: investor groups it belongs to. The group's stake contains its own.
func (c *Company) MemberOf(ctx context.Context, first *int) ([]*Company, error) {
	return pick[[]*Company](ctx, c.Selected)
}

// Slips answers: slips of sources that concern it.
func (c *Company) Slips(ctx context.Context, first *int) ([]*Slip, error) {
	return pick[[]*Slip](ctx, c.Selected)
}

// Sources answers: the sources that say so, best first.
func (c *Company) Sources(ctx context.Context, first *int) ([]*Source, error) {
	return pick[[]*Source](ctx, c.Selected)
}

// Recorded answers: the change that made the version in force.
func (c *Company) Recorded(ctx context.Context) (*Change, error) {
	return pick[*Change](ctx, c.Selected)
}

// History answers: all versions, newest first.
func (c *Company) History(ctx context.Context, first *int) ([]*Version, error) {
	return pick[[]*Version](ctx, c.Selected)
}

// RecordedAsOf answers: the version in force at a revision. Null when it was not on record yet.
func (c *Company) RecordedAsOf(ctx context.Context, revision int) (*Version, error) {
	return pick[*Version](ctx, c.Selected)
}

// Succession is: one company taking the place of another.
type Succession struct {
	Selected
	On   fact.Date // when it happened
	Note string    // besides
}

// Company answers: the other company.
func (s *Succession) Company(ctx context.Context) (*Company, error) {
	return pick[*Company](ctx, s.Selected)
}

// Name is: a name of a party.
type Name struct {
	promise.Name
	Selected
	Script string // ISO 15924 code
}

// Party answers: whose name it is.
func (n *Name) Party(ctx context.Context) (Party, error) {
	return pick[Party](ctx, n.Selected)
}

// Sources answers: the sources that use it, best first.
func (n *Name) Sources(ctx context.Context, first *int) ([]*Source, error) {
	return pick[[]*Source](ctx, n.Selected)
}
