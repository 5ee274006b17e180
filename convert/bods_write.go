package convert

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/promise"
)

// Publication is who publishes an export, and when.
type Publication struct {
	Publisher string    // a name
	URL       string    // of the publisher; may be empty
	License   string    // address of the licence; may be empty
	On        fact.Date // a full date
}

// The statements of BODS 0.4, with the fields that an export fills.
type (
	bodsOut struct {
		StatementID        string          `json:"statementId"`
		RecordID           string          `json:"recordId"`
		DeclarationSubject string          `json:"declarationSubject"`
		RecordType         string          `json:"recordType"`
		RecordStatus       string          `json:"recordStatus"`
		StatementDate      fact.Date       `json:"statementDate"`
		RecordDetails      any             `json:"recordDetails"`
		Annotations        []annotationOut `json:"annotations,omitempty"`
		PublicationDetails publicationOut  `json:"publicationDetails"`
		Source             *sourceOut      `json:"source,omitempty"`
	}
	entityOut struct {
		IsComponent     bool            `json:"isComponent"`
		EntityType      entityTypeOut   `json:"entityType"`
		Unspecified     *reasonOut      `json:"unspecifiedEntityDetails,omitempty"`
		Name            string          `json:"name,omitempty"`
		AlternateNames  []string        `json:"alternateNames,omitempty"`
		Jurisdiction    *placeOut       `json:"jurisdiction,omitempty"`
		Identifiers     []identifierOut `json:"identifiers,omitempty"`
		FoundingDate    string          `json:"foundingDate,omitempty"`
		DissolutionDate string          `json:"dissolutionDate,omitempty"`
		Addresses       []addressOut    `json:"addresses,omitempty"`
		URI             string          `json:"uri,omitempty"`
	}
	entityTypeOut struct {
		Type    string `json:"type"`
		Subtype string `json:"subtype,omitempty"`
		Details string `json:"details,omitempty"`
	}
	personOut struct {
		IsComponent   bool            `json:"isComponent"`
		PersonType    string          `json:"personType"`
		Unspecified   *reasonOut      `json:"unspecifiedPersonDetails,omitempty"`
		Names         []nameOut       `json:"names,omitempty"`
		Identifiers   []identifierOut `json:"identifiers,omitempty"`
		Nationalities []placeOut      `json:"nationalities,omitempty"`
		BirthDate     string          `json:"birthDate,omitempty"`
		DeathDate     string          `json:"deathDate,omitempty"`
	}
	nameOut struct {
		Type       string `json:"type,omitempty"`
		FullName   string `json:"fullName"`
		FamilyName string `json:"familyName,omitempty"`
		GivenName  string `json:"givenName,omitempty"`
	}
	relationshipOut struct {
		IsComponent      bool          `json:"isComponent"`
		ComponentRecords []string      `json:"componentRecords,omitempty"`
		Subject          string        `json:"subject"`
		InterestedParty  string        `json:"interestedParty"`
		Interests        []interestOut `json:"interests"`
	}
	interestOut struct {
		Type             string    `json:"type"`
		DirectOrIndirect string    `json:"directOrIndirect"`
		Beneficial       bool      `json:"beneficialOwnershipOrControl,omitempty"`
		Details          string    `json:"details,omitempty"`
		Share            *shareOut `json:"share,omitempty"`
		StartDate        fact.Date `json:"startDate,omitempty"`
		EndDate          fact.Date `json:"endDate,omitempty"`
	}
	shareOut struct {
		Exact            *float64 `json:"exact,omitempty"`
		Minimum          *float64 `json:"minimum,omitempty"`
		Maximum          *float64 `json:"maximum,omitempty"`
		ExclusiveMinimum *float64 `json:"exclusiveMinimum,omitempty"`
		ExclusiveMaximum *float64 `json:"exclusiveMaximum,omitempty"`
	}
	reasonOut struct {
		Reason      string `json:"reason"`
		Description string `json:"description,omitempty"`
	}
	placeOut struct {
		Name string `json:"name"`
		Code string `json:"code,omitempty"`
	}
	identifierOut struct {
		ID         string `json:"id,omitempty"`
		Scheme     string `json:"scheme,omitempty"`
		SchemeName string `json:"schemeName,omitempty"`
		URI        string `json:"uri,omitempty"`
	}
	addressOut struct {
		Type     string    `json:"type,omitempty"`
		Address  string    `json:"address,omitempty"`
		PostCode string    `json:"postCode,omitempty"`
		Country  *placeOut `json:"country,omitempty"`
	}
	annotationOut struct {
		Pointer            string    `json:"statementPointerTarget"`
		CreationDate       fact.Date `json:"creationDate"`
		CreatedBy          partyOut  `json:"createdBy"`
		Motivation         string    `json:"motivation"`
		Description        string    `json:"description,omitempty"`
		TransformedContent string    `json:"transformedContent,omitempty"`
		URL                string    `json:"url,omitempty"`
	}
	publicationOut struct {
		PublicationDate fact.Date `json:"publicationDate"`
		BodsVersion     string    `json:"bodsVersion"`
		License         string    `json:"license,omitempty"`
		Publisher       partyURL  `json:"publisher"`
	}
	partyURL struct {
		Name string `json:"name"`
		URL  string `json:"url,omitempty"`
	}
	partyOut struct {
		Name string `json:"name,omitempty"`
		URI  string `json:"uri,omitempty"`
	}
	sourceOut struct {
		Type        []string   `json:"type"`
		URL         string     `json:"url,omitempty"`
		RetrievedAt string     `json:"retrievedAt,omitempty"`
		AssertedBy  []partyOut `json:"assertedBy,omitempty"`
	}
)

// WriteBODS writes companies, people, stakes and positions on boards as statements
// of BODS 0.4, one on a line: entities, people, then relationships, components
// before what they are components of, each by the id of its record. The
// records may be all of a graph; those of other kinds only serve as sources.
// Equal records give equal statements: the id of a statement is a digest of
// what it says.
//
// What came from BODS gets the ids of records back that it had; the id of any
// other record is "promisegraph-" and its own. What BODS has no field for stands
// in an annotation of motivation "transformation", as JSON. Stakes that are not
// in force are left out, since an interest would say that they are: planned,
// announced, pledged and never closed ones. BODS reads everything again.
func WriteBODS(to io.Writer, records []journal.Record, as Publication) error {
	if _, err := fact.ParseDate(string(as.On)); err != nil || as.On != as.On.First() {
		return fmt.Errorf("write BODS: the day of publication %q is not a full date", as.On)
	}
	w := bodsWriter{as: as, all: index(records), names: map[string]string{}}
	for _, s := range w.statements() {
		line, err := encodeLine(s)
		if err != nil {
			return fmt.Errorf("write BODS: %s: %w", s.RecordID, err)
		}
		if _, err := to.Write(line); err != nil {
			return err
		}
	}
	return nil
}

// encodeLine is a value as one line of JSON.
func encodeLine(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return buf.Bytes(), err
}

// recordIndex is a list of records by kind, each by id.
type recordIndex struct {
	people    []*promise.Person
	companies []*promise.Company
	stakes    []*ownership.Stake
	positions []*ownership.Position
	events    []*promise.Event
	sources   map[string]*promise.Source
	order     []*promise.Source
	byID      map[string]journal.Record
}

func index(records []journal.Record) *recordIndex {
	all := &recordIndex{sources: map[string]*promise.Source{}, byID: map[string]journal.Record{}}
	records = slices.Clone(records)
	slices.SortStableFunc(records, func(a, b journal.Record) int { return strings.Compare(a.RecordID(), b.RecordID()) })
	for _, r := range records {
		all.byID[r.RecordID()] = r
		switch r := r.(type) {
		case *promise.Person:
			all.people = append(all.people, r)
		case *promise.Company:
			all.companies = append(all.companies, r)
		case *ownership.Stake:
			all.stakes = append(all.stakes, r)
		case *ownership.Position:
			all.positions = append(all.positions, r)
		case *promise.Event:
			all.events = append(all.events, r)
		case *promise.Source:
			all.sources[r.ID] = r
			all.order = append(all.order, r)
		}
	}
	return all
}

// holds reports whether a stake is one that an export tells: in force in its
// period, with parties that are there.
func (all *recordIndex) holds(s *ownership.Stake) bool {
	if s.Status != "" && s.Status != ownership.InForce || all.byID[s.Company] == nil || len(s.Holders) == 0 {
		return false
	}
	for _, h := range s.Holders {
		if all.byID[h] == nil {
			return false
		}
	}
	return true
}

// bodsWriter makes the statements of one export.
type bodsWriter struct {
	as    Publication
	all   *recordIndex
	names map[string]string // recordId of each party
	told  map[string]bool   // stakes that are exported
}

// nameOf is the recordId of a party or, with a part, of the relationship that
// a stake or position was a part of.
func nameOf(id, note, part string) string {
	if name := noteValue(note, "Record", 1)[0]; name != "" {
		if part == "" && bodsID(name) == id || part != "" && partID(name, part) == id {
			return name
		}
	}
	return ownPrefix + id
}

func (w *bodsWriter) statements() []*bodsOut {
	var list []*bodsOut
	w.told = map[string]bool{}
	for _, s := range w.all.stakes {
		w.told[s.ID] = w.all.holds(s)
	}
	// Records without a name of their own may have taken the id of a part.
	for _, c := range w.all.companies {
		w.names[c.ID] = nameOf(c.ID, c.Note, "")
	}
	for _, p := range w.all.people {
		w.names[p.ID] = nameOf(p.ID, p.Note, "")
	}
	for _, c := range w.all.companies {
		list = append(list, w.entity(c))
	}
	relations := w.relations()
	for _, r := range relations {
		list = append(list, r.helpers...)
	}
	for _, p := range w.all.people {
		list = append(list, w.person(p))
	}
	for _, component := range []bool{true, false} {
		for _, r := range relations {
			for _, s := range r.statements {
				if s.RecordDetails.(*relationshipOut).IsComponent == component {
					list = append(list, s)
				}
			}
		}
	}
	w.components(list)
	for _, s := range list {
		w.finish(s)
	}
	return list
}

// components keeps what a record lists as its components only when all of
// that is exported.
func (w *bodsWriter) components(list []*bodsOut) {
	there, part := map[string]bool{}, map[string]bool{}
	for _, s := range list {
		there[s.RecordID] = true
	}
	for _, s := range list {
		r, ok := s.RecordDetails.(*relationshipOut)
		if !ok {
			continue
		}
		if slices.ContainsFunc(r.ComponentRecords, func(name string) bool { return !there[name] }) {
			r.ComponentRecords = nil
		}
		for _, name := range r.ComponentRecords {
			part[name] = true
		}
	}
	for _, s := range list {
		switch d := s.RecordDetails.(type) {
		case *relationshipOut:
			d.IsComponent = d.IsComponent && part[s.RecordID]
		case *entityOut:
			d.IsComponent = d.IsComponent && part[s.RecordID]
		case *personOut:
			d.IsComponent = d.IsComponent && part[s.RecordID]
		}
	}
}

// finish gives a statement its publication and its id.
func (w *bodsWriter) finish(s *bodsOut) {
	s.RecordStatus, s.StatementDate = "new", w.as.On
	body, err := encodeLine([]any{s.RecordID, s.DeclarationSubject, s.RecordDetails, s.Annotations, s.Source, s.StatementDate})
	if err != nil {
		body = []byte(s.RecordID)
	}
	s.StatementID = ownPrefix + journal.Digest(body)
	s.PublicationDetails = publicationOut{PublicationDate: w.as.On, BodsVersion: bodsVersion, License: w.as.License, Publisher: partyURL{w.as.Publisher, w.as.URL}}
}

// extras are fields of a record that BODS has none for.
type extras map[string]any

// put adds a field unless it is empty.
func (x extras) put(key string, value any) {
	switch v := value.(type) {
	case string:
		if v == "" {
			return
		}
	case fact.Date:
		if v == "" {
			return
		}
	case bool:
		if !v {
			return
		}
	case []string:
		if len(v) == 0 {
			return
		}
	case []promise.Name:
		if len(v) == 0 {
			return
		}
	}
	x[key] = value
}

func (x extras) provenance(p fact.Provenance) {
	x.put("note", p.Note)
	x.put("unverified", p.Unverified)
	x.put("unverified_fields", p.UnverifiedFields)
}

// explain writes extras as an annotation.
func (w *bodsWriter) explain(s *bodsOut, pointer string, x extras) {
	if len(x) == 0 {
		return
	}
	text, err := encodeLine(x)
	if err != nil {
		return
	}
	s.Annotations = append(s.Annotations, w.annotation(annotationOut{Pointer: pointer, Motivation: "transformation",
		Description: "Fields of the record in promisegraph that BODS has none for, as JSON.", TransformedContent: strings.TrimSpace(string(text))}))
}

func (w *bodsWriter) annotation(a annotationOut) annotationOut {
	a.CreationDate, a.CreatedBy = w.as.On, partyOut{Name: ownName, URI: ""}
	return a
}

// cite tells the sources of a record: the first as the source of the
// statement, the others as links.
func (w *bodsWriter) cite(s *bodsOut, pointer string, p fact.Provenance) {
	for _, id := range p.Sources {
		src := w.all.sources[id]
		if src == nil {
			continue
		}
		if s.Source == nil && src.URL != "" {
			s.Source = w.source(src, p.Note)
			continue
		}
		linked := slices.ContainsFunc(s.Annotations, func(a annotationOut) bool {
			return a.Motivation == "linking" && a.URL == src.URL && a.Pointer == pointer
		})
		switch {
		case src.URL == "":
			s.Annotations = append(s.Annotations, w.annotation(annotationOut{Pointer: pointer, Motivation: "commenting", Description: "Source: " + citation(src)}))
		case !linked && (s.Source == nil || s.Source.URL != src.URL):
			s.Annotations = append(s.Annotations, w.annotation(annotationOut{Pointer: pointer, Motivation: "linking", Description: citation(src), URL: src.URL}))
		}
	}
}

// citation is a source in words.
func citation(s *promise.Source) string {
	parts := []string{s.Title, s.Publisher}
	if s.PublishedOn != "" {
		parts = append(parts, string(s.PublishedOn))
	}
	return strings.Join(parts, ", ")
}

func (w *bodsWriter) source(s *promise.Source, note string) *sourceOut {
	out := &sourceOut{URL: s.URL}
	for _, t := range noteValue(note, "Source type", 0) {
		if slices.Contains(bodsSourceTypes, t) {
			out.Type = append(out.Type, t)
		}
	}
	if out.Type == nil {
		out.Type = []string{"thirdParty"}
		out.AssertedBy = []partyOut{{Name: s.Publisher}}
	}
	out.RetrievedAt = noteValue(note, "Source retrieved", 1)[0]
	for _, by := range noteValues(note, "Source asserted by", 2) {
		out.AssertedBy = append(out.AssertedBy, partyOut{Name: by[0], URI: by[1]})
	}
	return out
}

// entityTypes are the types of entities for kinds of companies.
var entityTypes = map[promise.CompanyKind]entityTypeOut{
	promise.Business: {Type: "registeredEntity"}, promise.Fund: {Type: "legalEntity"}, promise.Trust: {Type: "arrangement", Subtype: "trust"},
	promise.PublicBody: {Type: "stateBody"}, promise.InvestorGroup: {Type: "arrangement", Subtype: "other"}, promise.Nonprofit: {Type: "legalEntity"},
}

func (w *bodsWriter) entity(c *promise.Company) *bodsOut {
	t := entityTypes[c.Kind]
	if said := noteValue(c.Note, "Type", 3); said[0] != "" {
		if _, known := bodsEntityTypes[said[0]]; known {
			t = entityTypeOut{said[0], said[1], said[2]}
		}
	} else if reasonIn(c.Note) != nil {
		t = entityTypeOut{Type: "unknownEntity"}
	}
	d := &entityOut{
		IsComponent: noteValue(c.Note, "Component", 1)[0] != "", EntityType: t, Unspecified: reasonIn(c.Note), Name: c.Name,
		FoundingDate: fullDate(c.Note, "Founded"), DissolutionDate: fullDate(c.Note, "Dissolved"),
		Identifiers: identifiersIn(c.Note), Addresses: addressesIn(c.Note), URI: noteValue(c.Note, "Web", 1)[0],
	}
	if d.Name == unnamedCompany {
		d.Name = ""
	}
	if place := noteValue(c.Note, "Jurisdiction", 2); place[0] != "" {
		d.Jurisdiction = &placeOut{place[0], place[1]}
	}
	for _, n := range c.Names {
		if !slices.Contains(d.AlternateNames, n.Text) {
			d.AlternateNames = append(d.AlternateNames, n.Text)
		}
	}
	name := w.names[c.ID]
	s := &bodsOut{RecordID: name, DeclarationSubject: name, RecordType: "entity", RecordDetails: d}
	x := extras{"kind": c.Kind}
	x.put("lang", c.Lang)
	x.put("names", bareNames(c.Names))
	x.put("members", w.known(c.Members))
	if succeeds := slices.DeleteFunc(slices.Clone(c.Succeeds), func(p promise.Succession) bool { return w.all.byID[p.Company] == nil }); len(succeeds) > 0 {
		x["succeeds"] = succeeds
	}
	x.provenance(c.Provenance)
	w.explain(s, "/recordDetails", x)
	w.cite(s, "/recordDetails", c.Provenance)
	return s
}

// bareNames are names without their sources, which have no place in BODS.
func bareNames(names []promise.Name) []promise.Name {
	bare := slices.Clone(names)
	for i := range bare {
		bare[i].Sources = nil
	}
	return bare
}

// known keeps those parties that are there.
func (w *bodsWriter) known(ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return w.all.byID[id] == nil })
}

func (w *bodsWriter) person(p *promise.Person) *bodsOut {
	d := &personOut{
		IsComponent: noteValue(p.Note, "Component", 1)[0] != "", PersonType: cmp.Or(noteValue(p.Note, "Type", 1)[0], "knownPerson"),
		Unspecified: reasonIn(p.Note), Identifiers: identifiersIn(p.Note),
		BirthDate: noteValue(p.Note, "Born", 1)[0], DeathDate: noteValue(p.Note, "Died", 1)[0],
	}
	if bodsPersonTypes[d.PersonType] == "" {
		d.PersonType = "knownPerson"
	}
	if p.Name != unnamedPerson {
		d.Names = personNamesOut(p)
	}
	for _, place := range noteValues(p.Note, "Nationality", 2) {
		d.Nationalities = append(d.Nationalities, placeOut{place[0], place[1]})
	}
	name := w.names[p.ID]
	s := &bodsOut{RecordID: name, DeclarationSubject: name, RecordType: "person", RecordDetails: d}
	x := extras{}
	if slices.ContainsFunc(d.Names, func(n nameOut) bool { return n.Type == "legal" }) {
		x["name"] = p.Name // or the legal name would be taken for the one shown
	}
	x.put("lang", p.Lang)
	x.put("names", bareNames(p.Names))
	x.provenance(p.Provenance)
	w.explain(s, "/recordDetails", x)
	w.cite(s, "/recordDetails", p.Provenance)
	return s
}

// nameTypes are the types of names for kinds of names; any other is an alternative.
var nameTypes = map[promise.NameKind]string{promise.NameLegal: "legal", promise.NameFull: "legal", promise.NameFormer: "former", promise.NameScript: "transliteration"}

func personNamesOut(p *promise.Person) []nameOut {
	main := nameOut{FullName: p.Name}
	var others []nameOut
	for _, n := range p.Names {
		switch n.Kind {
		case promise.NameFamily:
			main.FamilyName = n.Text
		case promise.NameGiven:
			main.GivenName = n.Text
		case promise.NameMisspelling, promise.NameTranslationSlip, promise.NameTranscriptionSlip, promise.NameMisnomer: // wrong: only in the annotation
		default:
			others = append(others, nameOut{Type: cmp.Or(nameTypes[n.Kind], "alternative"), FullName: n.Text})
		}
	}
	return append([]nameOut{main}, others...)
}

func reasonIn(note string) *reasonOut {
	if r := noteValue(note, "Unspecified", 2); bodsReasons[r[0]] != "" {
		return &reasonOut{r[0], r[1]}
	}
	return nil
}

// fullDate is a date of a note, if it is one to the day.
func fullDate(note, key string) string {
	if d := fact.Date(noteValue(note, key, 1)[0]); d.Valid() && d.First() == d {
		return string(d)
	}
	return ""
}

func identifiersIn(note string) []identifierOut {
	var list []identifierOut
	for _, i := range noteValues(note, "Identifier", 4) {
		if i[1] != "" || i[2] != "" {
			list = append(list, identifierOut{i[0], i[1], i[2], i[3]})
		}
	}
	return list
}

func addressesIn(note string) []addressOut {
	var list []addressOut
	for _, a := range noteValues(note, "Address", 5) {
		out := addressOut{Type: a[0], Address: a[1], PostCode: a[2]}
		if a[3] != "" {
			out.Country = &placeOut{a[3], a[4]}
		}
		list = append(list, out)
	}
	return list
}

// relationGroup is one relationship with the statements that tell of it.
type relationGroup struct {
	statements []*bodsOut
	helpers    []*bodsOut // joint holders
}

// relations groups stakes and positions that were interests of one
// relationship, and makes a relationship of any other.
func (w *bodsWriter) relations() []*relationGroup {
	var groups []*relationGroup
	byName := map[string]*bodsOut{}
	join := func(name, holder, company string, g *relationGroup, add func(*bodsOut, *relationshipOut)) {
		s := byName[name]
		if s != nil {
			if d := s.RecordDetails.(*relationshipOut); d.Subject != company || d.InterestedParty != holder {
				s = nil
			}
		}
		if s == nil {
			s = &bodsOut{RecordID: name, DeclarationSubject: company, RecordType: "relationship",
				RecordDetails: &relationshipOut{Subject: company, InterestedParty: holder}}
			byName[name] = s
			g.statements = append(g.statements, s)
		}
		add(s, s.RecordDetails.(*relationshipOut))
	}
	for _, st := range w.all.stakes {
		if !w.told[st.ID] {
			continue
		}
		g := &relationGroup{}
		groups = append(groups, g)
		holder := w.names[st.Holders[0]]
		if len(st.Holders) > 1 {
			holder = w.joint(st, g)
		}
		kind := interestOf(st)
		join(nameOf(st.ID, st.Note, kind.part), holder, w.names[st.Company], g, func(s *bodsOut, r *relationshipOut) { w.stake(st, kind, s, r) })
	}
	for _, p := range w.all.positions {
		kind, ok := postOf(p)
		if !ok || w.all.byID[p.Person] == nil || w.all.byID[p.Company] == nil {
			continue
		}
		g := &relationGroup{}
		groups = append(groups, g)
		join(nameOf(p.ID, p.Note, kind.part), w.names[p.Person], w.names[p.Company], g, func(s *bodsOut, r *relationshipOut) { w.position(p, kind, s, r) })
	}
	return groups
}

// joint makes an arrangement of those who hold a stake together.
func (w *bodsWriter) joint(st *ownership.Stake, g *relationGroup) string {
	name := ownPrefix + "holders-of-" + st.ID
	var titles []string
	for _, h := range st.Holders {
		switch r := w.all.byID[h].(type) {
		case *promise.Person:
			titles = append(titles, r.Name)
		case *promise.Company:
			titles = append(titles, r.Name)
		}
	}
	arrangement := &bodsOut{RecordID: name, DeclarationSubject: name, RecordType: "entity", RecordDetails: &entityOut{
		EntityType: entityTypeOut{Type: "arrangement", Subtype: "other", Details: "joint holders"}, Name: strings.Join(titles, " and ") + ", jointly"}}
	w.explain(arrangement, "/recordDetails", extras{"joint": st.ID})
	g.helpers = append(g.helpers, arrangement)
	for i, h := range st.Holders {
		member := &bodsOut{RecordID: fmt.Sprintf("%s-%d", name, i+1), DeclarationSubject: name, RecordType: "relationship",
			RecordDetails: &relationshipOut{Subject: name, InterestedParty: w.names[h], Interests: []interestOut{
				{Type: "unknownInterest", DirectOrIndirect: "direct", Details: "One of the joint holders."}}}}
		w.explain(member, "/recordDetails", extras{"joint": st.ID})
		g.statements = append(g.statements, member)
	}
	return name
}

// interestOf is the type of interest that tells of a stake.
func interestOf(s *ownership.Stake) interestType {
	if said, ok := bodsInterests[noteValue(s.Note, "Interest", 1)[0]]; ok && said.basis == s.Basis {
		return said
	}
	switch s.Basis {
	case ownership.Equity:
		return bodsInterests["shareholding"]
	case ownership.Votes:
		return bodsInterests["votingRights"]
	case ownership.Economic:
		return bodsInterests["rightsToProfitOrIncome"]
	case ownership.AsConverted, ownership.FullyDiluted:
		return bodsInterests["conditionalRightsGrantedByContract"]
	case ownership.Debt:
		return bodsInterests["rightsGrantedByContract"]
	}
	return bodsInterests["otherInfluenceOrControl"]
}

// postOf is the type of interest that tells of a position on a board or at the
// head of the management. Other posts give no control.
func postOf(p *ownership.Position) (interestType, bool) {
	for _, name := range []string{"boardMember", "boardChair", "seniorManagingOfficial"} {
		if t := bodsInterests[name]; t.post == p.Title {
			return t, true
		}
	}
	switch title := strings.ToLower(p.Title); {
	case strings.HasPrefix(title, "chief executive officer"):
		return bodsInterests["seniorManagingOfficial"], true
	case title == "chair" || strings.HasPrefix(title, "chair of the"):
		return bodsInterests["boardChair"], true
	case title == "director":
		return bodsInterests["boardMember"], true
	}
	return interestType{}, false
}

func number(v float64) *float64 { return &v }

// shareOf is a share, and whether BODS says all of it.
func shareOf(s *ownership.Share, note string) (out *shareOut, whole bool) {
	if s == nil {
		return nil, true
	}
	switch s.Qualifier {
	case ownership.Range:
		out = &shareOut{}
		if s.Over {
			out.ExclusiveMinimum = number(s.Min)
		} else {
			out.Minimum = number(s.Min)
		}
		if slices.ContainsFunc(noteValues(note, "Share excludes", 1), func(p []string) bool { return p[0] == strconv.FormatFloat(s.Max, 'g', -1, 64) }) {
			out.ExclusiveMaximum = number(s.Max)
		} else {
			out.Maximum = number(s.Max)
		}
		return out, true
	case ownership.MoreThan:
		return &shareOut{ExclusiveMinimum: number(s.Percent)}, true
	case ownership.LessThan:
		return &shareOut{ExclusiveMaximum: number(s.Percent)}, true
	case ownership.AtLeast:
		return &shareOut{Minimum: number(s.Percent)}, true
	case ownership.AtMost:
		return &shareOut{Maximum: number(s.Percent)}, true
	}
	return &shareOut{Exact: number(s.Percent)}, s.Qualifier == ownership.Exact
}

// dates are a period in full dates, and whether they say all of it.
func dates(from, to fact.Date) (start, end fact.Date, whole bool) {
	return from.First(), to.Last(), from == from.First() && to == to.Last()
}

var directOf = map[ownership.Holding]string{ownership.Direct: "direct", ownership.Indirect: "indirect"}

func (w *bodsWriter) stake(st *ownership.Stake, kind interestType, s *bodsOut, r *relationshipOut) {
	x := extras{}
	in := interestOut{
		Type: kind.name, DirectOrIndirect: cmp.Or(directOf[st.Holding], "unknown"),
		Beneficial: noteValue(st.Note, "Beneficial", 1)[0] != "", Details: strings.Join(noteValue(st.Note, "Details", 1), partMark),
	}
	if in.Details == "" && kind.basis != st.Basis {
		in.Details = "Basis: " + string(st.Basis)
	}
	if st.Holding == ownership.Beneficial {
		x["holding"] = st.Holding
	}
	if kind.basis != st.Basis {
		x["basis"] = st.Basis
	}
	var whole bool
	if in.Share, whole = shareOf(st.Share, st.Note); !whole {
		x["share"] = st.Share
	}
	if in.StartDate, in.EndDate, whole = dates(st.From, st.To); !whole {
		x.put("from", st.From)
		x.put("to", st.To)
	}
	if len(st.Holders) > 1 {
		x["holders"] = st.Holders
	}
	x.put("status", string(st.Status))
	x.put("as_of", st.AsOf)
	x.put("seen_on", st.SeenOn)
	if st.Value != nil {
		x["value"] = st.Value
	}
	if st.Shares != nil {
		x["shares"] = st.Shares
	}
	x.put("through", w.known(st.Through))
	x.put("disputed", st.Disputed)
	x.put("alternative_to", w.exported(st.AlternativeTo))
	x.put("part_of", w.exported(st.PartOf))
	x.provenance(st.Provenance)
	if kind.loose && !slices.Contains(st.UnverifiedFields, "basis") || in.EndDate == "" && slices.Contains(st.UnverifiedFields, "to") {
		x["unverified_fields"] = st.UnverifiedFields
	}
	r.IsComponent = r.IsComponent || noteValue(st.Note, "Component", 1)[0] != ""
	if r.ComponentRecords == nil {
		r.ComponentRecords = slices.DeleteFunc(noteValue(st.Note, "Components", 0), func(p string) bool { return p == "" })
	}
	w.interest(s, r, in, x, st.Provenance)
}

// exported keeps those stakes that are exported.
func (w *bodsWriter) exported(ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !w.told[id] })
}

func (w *bodsWriter) position(p *ownership.Position, kind interestType, s *bodsOut, r *relationshipOut) {
	x := extras{}
	in := interestOut{Type: kind.name, DirectOrIndirect: "direct", Details: strings.Join(noteValue(p.Note, "Details", 1), partMark)}
	if p.Title != kind.post {
		in.Details, x["title"] = p.Title, p.Title
	}
	var whole bool
	if in.StartDate, in.EndDate, whole = dates(p.From, p.To); !whole {
		x.put("from", p.From)
		x.put("to", p.To)
	}
	x.put("current", p.Current)
	x.put("seen_on", p.SeenOn)
	x.provenance(p.Provenance)
	w.interest(s, r, in, x, p.Provenance)
}

// interest adds an interest to a relationship.
func (w *bodsWriter) interest(s *bodsOut, r *relationshipOut, in interestOut, x extras, p fact.Provenance) {
	pointer := fmt.Sprintf("/recordDetails/interests/%d", len(r.Interests))
	r.Interests = append(r.Interests, in)
	w.explain(s, pointer, x)
	w.cite(s, pointer, p)
}
