package promise

import (
	"fmt"
	"net/url"

	"github.com/promisegraph/promisegraph/fact"
)

// SourceKind tells what kind of document a source is.
type SourceKind string

// The kinds of documents. The zero value is unknown.
const (
	Article    SourceKind = "article"    // news article or blog
	Post       SourceKind = "post"       // post on a network
	Filing     SourceKind = "filing"     // filing or annual report
	Release    SourceKind = "release"    // press release
	Transcript SourceKind = "transcript" // transcript of a call or talk
	Letter     SourceKind = "letter"     // letter or e-mail
	Memo       SourceKind = "memo"       // internal memo
	Study      SourceKind = "study"      // study or data set
	Court      SourceKind = "court"      // court document
	Video      SourceKind = "video"      // video or audio
	Book       SourceKind = "book"       // book
	Page       SourceKind = "page"       // any other web page
)

// SlipKind tells what went wrong in a source.
type SlipKind string

// The kinds of slips. The zero value is translation.
const (
	SlipTranslation   SlipKind = "translation"   // a translation went wrong
	SlipTranscription SlipKind = "transcription" // a transcript or copy went wrong
	SlipNumber        SlipKind = "number"        // a number went wrong
	SlipMisreport     SlipKind = "misreport"     // something was reported wrongly
)

// Source is a document that somebody can open, or the unpublished document
// behind others.
type Source struct {
	ID            string       `json:"id"`
	Kind          SourceKind   `json:"kind,omitempty"`
	URL           string       `json:"url,omitempty"`
	Publisher     string       `json:"publisher"`
	Title         string       `json:"title"`
	Lang          string       `json:"lang"` // BCP 47 language tag
	PublishedOn   fact.Date    `json:"published_on,omitempty"`
	Archived      []Archive    `json:"archived,omitempty"`
	TranslationOf *Translation `json:"translation_of,omitempty"` // the source this one translates
	ReprintOf     string       `json:"reprint_of,omitempty"`     // the source this one copies or rewrites
	ReportsOn     []string     `json:"reports_on,omitempty"`     // the sources this one reports on
	Slips         []Slip       `json:"slips,omitempty"`          // known slips
	Unpublished   bool         `json:"unpublished,omitempty"`    // never published; others report on it
	Unverified    bool         `json:"unverified,omitempty"`     // the document was not seen
	// UnverifiedFields names the fields that were not seen in the document.
	UnverifiedFields []string `json:"unverified_fields,omitempty"`
	Note             string   `json:"note,omitempty"`
}

// Archive is an archived copy of a source.
type Archive struct {
	URL string    `json:"url"`
	On  fact.Date `json:"on,omitempty"` // when the copy was made
}

// Translation says which source another one translates.
type Translation struct {
	Source  string `json:"source"`
	Machine bool   `json:"machine,omitempty"` // by a machine
}

// Slip is a known slip of a source.
type Slip struct {
	Kind     SlipKind `json:"kind,omitempty"`     // zero: translation
	Original string   `json:"original,omitempty"` // what the original says
	Rendered string   `json:"rendered"`           // what this source says
	Effect   string   `json:"effect"`             // what the slip does to the meaning
	About    []string `json:"about,omitempty"`    // parties or evidence it concerns
}

// RecordID is the id of the source.
func (s *Source) RecordID() string { return s.ID }

// RecordKind is fact.Source.
func (*Source) RecordKind() fact.Kind { return fact.Source }

// Check finds what is wrong with the source taken alone.
func (s *Source) Check() []fact.Fault {
	var f fact.Faults
	f.ID("id", s.ID)
	f.Text("publisher", s.Publisher)
	f.Text("title", s.Title)
	f.Text("lang", s.Lang)
	f.Date("published_on", s.PublishedOn)
	if s.URL == "" && !s.Unpublished && !s.Unverified {
		f.Add("url", "no address: give one, or say `unpublished: true` or `unverified: true`")
	}
	checkURL(&f, "url", s.URL)
	for i, a := range s.Archived {
		checkURL(&f, fmt.Sprintf("archived[%d].url", i), a.URL)
		f.Date(fmt.Sprintf("archived[%d].on", i), a.On)
	}
	for _, r := range s.links() {
		if r.ID == s.ID {
			f.Add(r.Field, "a source cannot refer to itself")
		}
	}
	return f.List()
}

func checkURL(f *fact.Faults, field, address string) {
	if address == "" {
		return
	}
	if u, err := url.Parse(address); err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		f.Add(field, "%q is not a web address: use https://…", address)
	}
}

func (s *Source) links() []fact.Ref {
	var refs []fact.Ref
	if s.TranslationOf != nil {
		refs = append(refs, fact.One("translation_of.source", s.TranslationOf.Source, fact.Source)...)
	}
	refs = append(refs, fact.One("reprint_of", s.ReprintOf, fact.Source)...)
	return append(refs, fact.Refs("reports_on", s.ReportsOn, fact.Source)...)
}

// Refs are the records the source refers to.
func (s *Source) Refs() []fact.Ref {
	refs := s.links()
	for i, slip := range s.Slips {
		refs = append(refs, fact.Refs(fmt.Sprintf("slips[%d].about", i), slip.About)...)
	}
	return refs
}
