package server

import (
	"mime"
	"strconv"
	"strings"
)

// mediaType is a form in which answers can be sent.
type mediaType string

const (
	mediaJSON    mediaType = "application/json"
	mediaGraphQL mediaType = "application/graphql-response+json"
	mediaStream  mediaType = "text/event-stream"
	mediaNone    mediaType = ""
)

// headers are those of answers, made once.
var headers = map[mediaType][]string{
	mediaJSON:    {string(mediaJSON) + "; charset=utf-8"},
	mediaGraphQL: {string(mediaGraphQL) + "; charset=utf-8"},
	mediaStream:  {string(mediaStream) + "; charset=utf-8"},
}

// header is the Content-Type of an answer of the type.
func (m mediaType) header() []string { return headers[m] }

// accepted picks the form a client likes best, out of those offered, by its
// Accept header; mediaNone when it takes none. Without the header, and among
// equals for which it has only wildcards, it is the first one offered.
func accepted(header string, offered ...mediaType) mediaType {
	if header == "" || header == "*/*" || header == string(offered[0]) {
		return offered[0]
	}
	best, most, how := mediaNone, 0.0, 0
	for _, offer := range offered {
		quality, exact := quality(header, string(offer))
		if quality > most || quality == most && quality > 0 && exact > how {
			best, most, how = offer, quality, exact
		}
	}
	return best
}

// quality is how much a client likes a media type, 0 to 1, and how exactly it
// names it: 3 by name, 2 by its first half, 1 by "any".
func quality(header, media string) (value float64, exact int) {
	half, _, _ := strings.Cut(media, "/")
	for entry := range strings.SplitSeq(header, ",") {
		name, params, err := mime.ParseMediaType(entry)
		if err != nil {
			continue
		}
		how := 0
		switch name {
		case media:
			how = 3
		case half + "/*":
			how = 2
		case "*/*":
			how = 1
		}
		if how <= exact {
			continue
		}
		value, exact = 1, how
		if q, err := strconv.ParseFloat(params["q"], 64); err == nil {
			value = min(max(q, 0), 1)
		}
	}
	return value, exact
}

// isJSON reports whether the Content-Type of a request is JSON in UTF-8.
func isJSON(header string) bool {
	if header == "application/json" {
		return true
	}
	name, params, err := mime.ParseMediaType(header)
	if err != nil || name != "application/json" {
		return false
	}
	charset := params["charset"]
	return charset == "" || strings.EqualFold(charset, "utf-8")
}
