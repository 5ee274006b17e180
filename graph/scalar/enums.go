package scalar

import (
	"github.com/99designs/gqlgen/graphql"

	"github.com/promisegraph/promisegraph/conflict"
	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/graph/model"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/quote"
)

// Each pair below binds an enum of the schema to its type in the domain.

// MarshalRecordKind writes a fact.Kind.
func MarshalRecordKind(v fact.Kind) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalRecordKind reads a fact.Kind.
func UnmarshalRecordKind(v any) (fact.Kind, error) { return unmarshalEnum[fact.Kind](v) }

// MarshalCompanyKind writes a promise.CompanyKind.
func MarshalCompanyKind(v promise.CompanyKind) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalCompanyKind reads a promise.CompanyKind.
func UnmarshalCompanyKind(v any) (promise.CompanyKind, error) {
	return unmarshalEnum[promise.CompanyKind](v)
}

// MarshalNameKind writes a promise.NameKind.
func MarshalNameKind(v promise.NameKind) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalNameKind reads a promise.NameKind.
func UnmarshalNameKind(v any) (promise.NameKind, error) { return unmarshalEnum[promise.NameKind](v) }

// MarshalShareQualifier writes a ownership.Qualifier.
func MarshalShareQualifier(v ownership.Qualifier) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalShareQualifier reads a ownership.Qualifier.
func UnmarshalShareQualifier(v any) (ownership.Qualifier, error) {
	return unmarshalEnum[ownership.Qualifier](v)
}

// MarshalBasis writes a ownership.Basis.
func MarshalBasis(v ownership.Basis) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalBasis reads a ownership.Basis.
func UnmarshalBasis(v any) (ownership.Basis, error) { return unmarshalEnum[ownership.Basis](v) }

// MarshalHolding writes a ownership.Holding.
func MarshalHolding(v ownership.Holding) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalHolding reads a ownership.Holding.
func UnmarshalHolding(v any) (ownership.Holding, error) { return unmarshalEnum[ownership.Holding](v) }

// MarshalStakeStatus writes a ownership.StakeStatus.
func MarshalStakeStatus(v ownership.StakeStatus) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalStakeStatus reads a ownership.StakeStatus.
func UnmarshalStakeStatus(v any) (ownership.StakeStatus, error) {
	return unmarshalEnum[ownership.StakeStatus](v)
}

// MarshalStatementKind writes a promise.StatementKind.
func MarshalStatementKind(v promise.StatementKind) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalStatementKind reads a promise.StatementKind.
func UnmarshalStatementKind(v any) (promise.StatementKind, error) {
	return unmarshalEnum[promise.StatementKind](v)
}

// MarshalStatementForm writes a promise.Form.
func MarshalStatementForm(v promise.Form) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalStatementForm reads a promise.Form.
func UnmarshalStatementForm(v any) (promise.Form, error) { return unmarshalEnum[promise.Form](v) }

// MarshalComparator writes a promise.Comparator.
func MarshalComparator(v promise.Comparator) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalComparator reads a promise.Comparator.
func UnmarshalComparator(v any) (promise.Comparator, error) {
	return unmarshalEnum[promise.Comparator](v)
}

// MarshalDeadlineKind writes a promise.DeadlineKind.
func MarshalDeadlineKind(v promise.DeadlineKind) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalDeadlineKind reads a promise.DeadlineKind.
func UnmarshalDeadlineKind(v any) (promise.DeadlineKind, error) {
	return unmarshalEnum[promise.DeadlineKind](v)
}

// MarshalStance writes a promise.Stance.
func MarshalStance(v promise.Stance) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalStance reads a promise.Stance.
func UnmarshalStance(v any) (promise.Stance, error) { return unmarshalEnum[promise.Stance](v) }

// MarshalEventKind writes a promise.EventKind.
func MarshalEventKind(v promise.EventKind) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalEventKind reads a promise.EventKind.
func UnmarshalEventKind(v any) (promise.EventKind, error) { return unmarshalEnum[promise.EventKind](v) }

// MarshalEventStatus writes a promise.EventStatus.
func MarshalEventStatus(v promise.EventStatus) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalEventStatus reads a promise.EventStatus.
func UnmarshalEventStatus(v any) (promise.EventStatus, error) {
	return unmarshalEnum[promise.EventStatus](v)
}

// MarshalSlipKind writes a promise.SlipKind.
func MarshalSlipKind(v promise.SlipKind) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalSlipKind reads a promise.SlipKind.
func UnmarshalSlipKind(v any) (promise.SlipKind, error) { return unmarshalEnum[promise.SlipKind](v) }

// MarshalSourceKind writes a promise.SourceKind.
func MarshalSourceKind(v promise.SourceKind) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalSourceKind reads a promise.SourceKind.
func UnmarshalSourceKind(v any) (promise.SourceKind, error) {
	return unmarshalEnum[promise.SourceKind](v)
}

// MarshalPromiseStatus writes a promise.Status.
func MarshalPromiseStatus(v promise.Status) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalPromiseStatus reads a promise.Status.
func UnmarshalPromiseStatus(v any) (promise.Status, error) { return unmarshalEnum[promise.Status](v) }

// MarshalOperation writes a journal.Op.
func MarshalOperation(v journal.Op) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalOperation reads a journal.Op.
func UnmarshalOperation(v any) (journal.Op, error) { return unmarshalEnum[journal.Op](v) }

// MarshalMatchField writes a model.MatchField.
func MarshalMatchField(v model.MatchField) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalMatchField reads a model.MatchField.
func UnmarshalMatchField(v any) (model.MatchField, error) { return unmarshalEnum[model.MatchField](v) }

// MarshalMatchKind writes a model.MatchKind.
func MarshalMatchKind(v model.MatchKind) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalMatchKind reads a model.MatchKind.
func UnmarshalMatchKind(v any) (model.MatchKind, error) { return unmarshalEnum[model.MatchKind](v) }

// MarshalBalance writes a promise.Balance.
func MarshalBalance(v promise.Balance) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalBalance reads a promise.Balance.
func UnmarshalBalance(v any) (promise.Balance, error) { return unmarshalEnum[promise.Balance](v) }

// MarshalStandingFlag writes a promise.Flag.
func MarshalStandingFlag(v promise.Flag) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalStandingFlag reads a promise.Flag.
func UnmarshalStandingFlag(v any) (promise.Flag, error) { return unmarshalEnum[promise.Flag](v) }

// MarshalGroundRole writes a promise.Role.
func MarshalGroundRole(v promise.Role) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalGroundRole reads a promise.Role.
func UnmarshalGroundRole(v any) (promise.Role, error) { return unmarshalEnum[promise.Role](v) }

// MarshalMeasure writes a ownership.Basis.
func MarshalMeasure(v ownership.Basis) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalMeasure reads a ownership.Basis.
func UnmarshalMeasure(v any) (ownership.Basis, error) { return unmarshalEnum[ownership.Basis](v) }

// MarshalAsideReason writes a ownership.Reason.
func MarshalAsideReason(v ownership.Reason) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalAsideReason reads a ownership.Reason.
func UnmarshalAsideReason(v any) (ownership.Reason, error) { return unmarshalEnum[ownership.Reason](v) }

// MarshalSourceRelation writes a promise.Relation.
func MarshalSourceRelation(v promise.Relation) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalSourceRelation reads a promise.Relation.
func UnmarshalSourceRelation(v any) (promise.Relation, error) {
	return unmarshalEnum[promise.Relation](v)
}

// MarshalChainEnd writes a promise.ChainEnd.
func MarshalChainEnd(v promise.ChainEnd) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalChainEnd reads a promise.ChainEnd.
func UnmarshalChainEnd(v any) (promise.ChainEnd, error) { return unmarshalEnum[promise.ChainEnd](v) }

// MarshalWeakness writes a promise.WeaknessKind.
func MarshalWeakness(v promise.WeaknessKind) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalWeakness reads a promise.WeaknessKind.
func UnmarshalWeakness(v any) (promise.WeaknessKind, error) {
	return unmarshalEnum[promise.WeaknessKind](v)
}

// MarshalEditOp writes a quote.Op.
func MarshalEditOp(v quote.Op) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalEditOp reads a quote.Op.
func UnmarshalEditOp(v any) (quote.Op, error) { return unmarshalEnum[quote.Op](v) }

// MarshalGain writes a conflict.Gain.
func MarshalGain(v conflict.Gain) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalGain reads a conflict.Gain.
func UnmarshalGain(v any) (conflict.Gain, error) { return unmarshalEnum[conflict.Gain](v) }

// MarshalUserErrorCode writes a model.UserErrorCode.
func MarshalUserErrorCode(v model.UserErrorCode) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalUserErrorCode reads a model.UserErrorCode.
func UnmarshalUserErrorCode(v any) (model.UserErrorCode, error) {
	return unmarshalEnum[model.UserErrorCode](v)
}

// MarshalWarningCode writes a journal.WarningCode.
func MarshalWarningCode(v journal.WarningCode) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalWarningCode reads a journal.WarningCode.
func UnmarshalWarningCode(v any) (journal.WarningCode, error) {
	return unmarshalEnum[journal.WarningCode](v)
}

// MarshalProposalState writes a journal.ProposalState.
func MarshalProposalState(v journal.ProposalState) graphql.Marshaler { return marshalEnum(v) }

// UnmarshalProposalState reads a journal.ProposalState.
func UnmarshalProposalState(v any) (journal.ProposalState, error) {
	return unmarshalEnum[journal.ProposalState](v)
}
