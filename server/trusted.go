package server

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/promisegraph/promisegraph/graph"
	"github.com/promisegraph/promisegraph/server/document"
)

// trust reads the documents that the operator vouches for. They must fit the
// schema; limits are for those of others.
func (g *guard) trust(texts map[string]string) (map[string]*document.Document, error) {
	reader := g.reader
	reader.Limits = document.Limits{}
	trusted := make(map[string]*document.Document, 2*len(texts))
	for id, text := range texts {
		doc, errs := reader.Read(text)
		if errs != nil {
			return nil, fmt.Errorf("trusted document %s: %w", id, errs)
		}
		trusted[strings.TrimPrefix(id, "sha256:")] = doc
		trusted[doc.Hash] = doc
	}
	return trusted, nil
}

// document finds the document of a request: a trusted one, one that was seen
// before, or the text sent, which is read.
func (g *guard) document(params *graphql.RawParams) (*document.Document, gqlerror.List) {
	id, errs := persisted(params.Extensions)
	if errs != nil {
		return nil, errs
	}
	hash := id
	if params.Query != "" {
		hash = document.Hash(params.Query)
	}
	if doc, ok := g.trusted[hash]; ok {
		return doc, nil
	}
	if g.only {
		return nil, refusedFor(graph.CodeNotTrusted, "only documents that this server knows are answered here")
	}
	if params.Query != "" && id != "" && id != hash {
		return nil, refusedFor(graph.CodePersistedMismatch, "the hash is not the SHA-256 of the query in hexadecimal")
	}
	if doc, ok := g.kept.GetIfPresent(hash); ok {
		return doc, nil
	}
	if params.Query == "" {
		// The text by which clients know that they have to send the query.
		return nil, refusedFor(graph.CodePersistedNotFound, "PersistedQueryNotFound")
	}
	doc, errs := g.reader.Read(params.Query)
	if errs != nil {
		return nil, errs
	}
	g.kept.Set(doc.Hash, doc)
	return doc, nil
}

// persisted is the hash or id by which a request names its document; empty
// when it names none.
func persisted(extensions map[string]any) (string, gqlerror.List) {
	raw, has := extensions[persistedQuery]
	if !has || raw == nil {
		return "", nil
	}
	named, _ := raw.(map[string]any)
	id, isText := named["sha256Hash"].(string)
	version, _ := named["version"].(json.Number)
	if !isText || id == "" || version != "1" {
		return "", refusedFor(graph.CodeBadRequest, "extensions.persistedQuery needs version 1 and a sha256Hash")
	}
	return id, nil
}

func refusedFor(code, format string, args ...any) gqlerror.List {
	err := gqlerror.Errorf(format, args...)
	err.Extensions = map[string]any{"code": code}
	return gqlerror.List{err}
}
