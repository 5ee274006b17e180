package graph

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Codes of errors, in `extensions.code`. They do not change.
const (
	// CodeBadInput: an argument is wrong. The message says what would be right.
	CodeBadInput = "BAD_USER_INPUT"
	// CodeTooMuch: the operation would cost too much. Ask for less at once.
	CodeTooMuch = "TOO_MUCH"
	// CodeUnavailable: the database cannot be reached just now. Try again.
	CodeUnavailable = "UNAVAILABLE"
	// CodeTimeout: the answer took too long. Ask for less, or try again.
	CodeTimeout = "TIMEOUT"
	// CodeUnauthenticated: this needs an account. Send a token.
	CodeUnauthenticated = "UNAUTHENTICATED"
	// CodeForbidden: the account may not do this.
	CodeForbidden = "FORBIDDEN"
	// CodeInternal: a fault of the server. The message carries an id that
	// stands in the log beside the cause.
	CodeInternal = "INTERNAL"
	// CodeParse: the document is not GraphQL.
	CodeParse = errcode.ParseFailed
	// CodeValidation: the document does not fit the schema.
	CodeValidation = errcode.ValidationFailed
	// CodeBadRequest: the request is not GraphQL over HTTP.
	CodeBadRequest = "BAD_REQUEST"
	// CodeMethodNotAllowed: the method does not fit. Allow names those that do.
	CodeMethodNotAllowed = "METHOD_NOT_ALLOWED"
	// CodeNotAcceptable: the request accepts no form in which this is answered.
	CodeNotAcceptable = "NOT_ACCEPTABLE"
	// CodeUnsupportedMedia: the body is not JSON in UTF-8.
	CodeUnsupportedMedia = "UNSUPPORTED_MEDIA_TYPE"
	// CodeTooLarge: the request is longer than the server reads.
	CodeTooLarge = "TOO_LARGE"
	// CodeCrossOrigin: a browser sent it for a page that may not ask here.
	CodeCrossOrigin = "CROSS_ORIGIN"
	// CodePersistedNotFound: no document of this hash is known here. Send it
	// once with its text.
	CodePersistedNotFound = "PERSISTED_QUERY_NOT_FOUND"
	// CodePersistedMismatch: the hash is not that of the text beside it.
	CodePersistedMismatch = "PERSISTED_QUERY_MISMATCH"
	// CodeNotTrusted: only documents that the server knows are answered.
	CodeNotTrusted = "DOCUMENT_NOT_TRUSTED"
	// CodeRateLimited: the client's budget is spent. extensions.retryAfter and
	// the header Retry-After say when to try again.
	CodeRateLimited = "RATE_LIMITED"
	// CodeOverloaded: the server is busy. Try again after a moment.
	CodeOverloaded = "OVERLOADED"
)

// Coded is an error of a lower layer that says which code it has here and
// what clients may know of it.
type Coded interface {
	error
	// ErrorCode is one of the codes above.
	ErrorCode() string
	// Public is what clients are told.
	Public() string
}

// Present turns any error into what a client may see. Errors nobody foresaw
// are logged with an id and hidden.
func Present(ctx context.Context, log *slog.Logger, err error) *gqlerror.Error {
	var known *gqlerror.Error
	var coded Coded
	switch {
	case errors.As(err, &coded):
		return withCode(ctx, coded.Public(), coded.ErrorCode())
	case errors.Is(err, context.DeadlineExceeded):
		return withCode(ctx, "the answer took too long: ask for less at once, or try again", CodeTimeout)
	case errors.Is(err, context.Canceled):
		return withCode(ctx, "the request was cancelled", CodeTimeout)
	case errors.As(err, &known):
		return known
	}
	id := rand.Text()[:12]
	if log != nil {
		log.ErrorContext(ctx, "internal error", "id", id, "error", err)
	}
	out := withCode(ctx, "internal error "+id+": it has been logged under this id", CodeInternal)
	out.Extensions["id"] = id
	return out
}

func withCode(ctx context.Context, message, code string) *gqlerror.Error {
	err := gqlerror.Errorf("%s", message)
	if graphql.GetFieldContext(ctx) != nil {
		err.Path = graphql.GetPath(ctx)
	}
	err.Extensions = map[string]any{"code": code}
	return err
}

// ErrorResponse is the answer to a request that was not executed.
func ErrorResponse(err error) *graphql.Response {
	var list gqlerror.List
	var one *gqlerror.Error
	switch {
	case errors.As(err, &list):
	case errors.As(err, &one):
		list = gqlerror.List{one}
	default:
		list = gqlerror.List{gqlerror.WrapIfUnwrapped(err)}
	}
	return &graphql.Response{Errors: list}
}
