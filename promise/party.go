// Package promise holds parties, promises, the evidence that bears on them,
// their sources and the rulings on them, with the rules that need no database.
package promise

import (
	"fmt"

	"github.com/promisegraph/promisegraph/fact"
)

// NameKind tells what kind of name a Name is.
type NameKind string

// The kinds of names.
const (
	NameLegal             NameKind = "legal"              // the registered name
	NameFull              NameKind = "full"               // the full personal name
	NameShort             NameKind = "short"              // a common short form
	NameFormer            NameKind = "former"             // an earlier name
	NameLater             NameKind = "later"              // a name taken on later
	NameGiven             NameKind = "given"              // given name alone
	NameFamily            NameKind = "family"             // family name alone
	NameHandle            NameKind = "handle"             // an account name
	NameNickname          NameKind = "nickname"           // nickname or jocular title
	NameStage             NameKind = "stage"              // stage or pen name
	NameTicker            NameKind = "ticker"             // stock exchange symbol
	NameBrand             NameKind = "brand"              // a product or trading name
	NameScript            NameKind = "script"             // the name in another script or language
	NameSpelling          NameKind = "spelling"           // another correct spelling
	NameMisspelling       NameKind = "misspelling"        // a wrong spelling that was seen
	NameTranslationSlip   NameKind = "translation_slip"   // a wrong rendering by a translation
	NameTranscriptionSlip NameKind = "transcription_slip" // a wrong rendering by a transcript
	NameMisnomer          NameKind = "misnomer"           // the name of something else, used by mistake
)

// Name is another name of a party.
type Name struct {
	Text string    `json:"text"`           // the name as written
	Kind NameKind  `json:"kind"`           // what kind of name
	Lang string    `json:"lang,omitempty"` // BCP 47 language tag
	From fact.Date `json:"from,omitempty"` // in use since
	To   fact.Date `json:"to,omitempty"`   // in use until
	fact.Provenance
}

// Person is a human being who promises, holds stakes or posts, or is involved.
type Person struct {
	ID    string `json:"id"`
	Name  string `json:"name"`            // the name shown
	Lang  string `json:"lang,omitempty"`  // language of the name shown
	Names []Name `json:"names,omitempty"` // other names
	fact.Provenance
}

// CompanyKind tells what kind of body a Company is.
type CompanyKind string

// The kinds of bodies.
const (
	Business      CompanyKind = "company"        // a business
	Fund          CompanyKind = "fund"           // an investment fund
	Trust         CompanyKind = "trust"          // a trust
	PublicBody    CompanyKind = "public_body"    // a state, ministry, court or agency
	InvestorGroup CompanyKind = "investor_group" // several investors named together
	Nonprofit     CompanyKind = "nonprofit"      // a foundation, pension fund, association or church
)

// Succession names a company whose place another one took.
type Succession struct {
	Company string    `json:"company"`        // id of the predecessor
	On      fact.Date `json:"on,omitempty"`   // when it was taken over
	Note    string    `json:"note,omitempty"` // anything a reader should know
}

// Company is an organisation that can hold stakes, be owned or be promised for.
type Company struct {
	ID    string      `json:"id"`
	Name  string      `json:"name"`            // the name shown
	Kind  CompanyKind `json:"kind"`            // what kind of body
	Lang  string      `json:"lang,omitempty"`  // language of the name shown
	Names []Name      `json:"names,omitempty"` // other names
	// Members are the known members of an investor group. The group's stake
	// contains theirs; the two are never added.
	Members  []string     `json:"members,omitempty"`
	Succeeds []Succession `json:"succeeds,omitempty"` // predecessors
	fact.Provenance
}

// RecordID is the id of the person.
func (p *Person) RecordID() string { return p.ID }

// RecordKind is fact.Person.
func (*Person) RecordKind() fact.Kind { return fact.Person }

// Check finds what is wrong with the person taken alone.
func (p *Person) Check() []fact.Fault {
	var f fact.Faults
	f.ID("id", p.ID)
	f.Text("name", p.Name)
	checkNames(&f, p.Names)
	p.Provenance.Check(&f, "")
	return f.List()
}

// Refs are the records the person refers to.
func (p *Person) Refs() []fact.Ref { return append(nameRefs(p.Names), p.Provenance.Refs("")...) }

// RecordID is the id of the company.
func (c *Company) RecordID() string { return c.ID }

// RecordKind is fact.Company.
func (*Company) RecordKind() fact.Kind { return fact.Company }

// Check finds what is wrong with the company taken alone.
func (c *Company) Check() []fact.Fault {
	var f fact.Faults
	f.ID("id", c.ID)
	f.Text("name", c.Name)
	f.Text("kind", string(c.Kind))
	checkNames(&f, c.Names)
	for i, s := range c.Succeeds {
		f.Date(fmt.Sprintf("succeeds[%d].on", i), s.On)
		if s.Company == c.ID {
			f.Add(fmt.Sprintf("succeeds[%d].company", i), "a company cannot succeed itself")
		}
	}
	for i, m := range c.Members {
		if m == c.ID {
			f.Add(fmt.Sprintf("members[%d]", i), "a group cannot be its own member")
		}
	}
	c.Provenance.Check(&f, "")
	return f.List()
}

// Refs are the records the company refers to.
func (c *Company) Refs() []fact.Ref {
	refs := append(nameRefs(c.Names), fact.Refs("members", c.Members, fact.Parties()...)...)
	for i, s := range c.Succeeds {
		refs = append(refs, fact.Ref{Field: fmt.Sprintf("succeeds[%d].company", i), ID: s.Company, Kinds: []fact.Kind{fact.Company}})
	}
	return append(refs, c.Provenance.Refs("")...)
}

func checkNames(f *fact.Faults, names []Name) {
	for i, n := range names {
		at := fmt.Sprintf("names[%d].", i)
		f.Text(at+"text", n.Text)
		f.Text(at+"kind", string(n.Kind))
		f.Period(at+"from", n.From, at+"to", n.To)
		n.Provenance.Check(f, at)
	}
}

func nameRefs(names []Name) []fact.Ref {
	var refs []fact.Ref
	for i, n := range names {
		refs = append(refs, n.Provenance.Refs(fmt.Sprintf("names[%d].", i))...)
	}
	return refs
}
