package convert

import (
	"cmp"
	"slices"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/promise"
)

// Names of those that have none.
const (
	unnamedCompany = "Unnamed company"
	unnamedPerson  = "Unnamed person"
)

var (
	bodsEntityTypes = map[string]promise.CompanyKind{
		"registeredEntity": promise.Business, "legalEntity": promise.Business, "arrangement": promise.Business,
		"anonymousEntity": promise.Business, "unknownEntity": promise.Business,
		"state": promise.PublicBody, "stateBody": promise.PublicBody,
	}
	bodsSubtypes = map[string]promise.CompanyKind{
		"governmentDepartment": promise.PublicBody, "stateAgency": promise.PublicBody,
		"trust": promise.Trust, "nomination": promise.Trust, "other": "",
	}
	bodsPersonTypes = wordSet("knownPerson", "anonymousPerson", "unknownPerson")
	bodsNameTypes   = map[string]promise.NameKind{
		"legal": promise.NameLegal, "translation": promise.NameScript, "transliteration": promise.NameScript,
		"former": promise.NameFormer, "birth": promise.NameFormer, "alternative": promise.NameSpelling,
	}
	bodsReasons = wordSet("noBeneficialOwners", "subjectUnableToConfirmOrIdentifyBeneficialOwner", "interestedPartyHasNotProvidedInformation",
		"subjectExemptFromDisclosure", "interestedPartyExemptFromDisclosure", "unknown", "informationUnknownToPublisher")
)

// entity converts the statements of an entity.
func (b *bods) entity(r *bodsRecord) {
	var c *promise.Company
	for i, s := range r.versions {
		b.file = s.file
		read := b.readEntity(r, s)
		if c != nil && c.Name != read.Name {
			read.Names = former(read.Names, c.Name, read.Name, r.versions[i-1])
		}
		if c != nil {
			read.Names = keepFormer(read.Names, c.Names, read.Name)
		}
		c = read
	}
	s := r.newest()
	b.companies[c.ID] = c
	if s.overlays["/recordDetails"] != nil {
		c.Names = nil // an own export lists them with their kinds
	}
	b.overlay(s, "/recordDetails", c)
	nameSources(c.Names, c.Provenance)
	b.add(c, s.details, map[string]string{"name": "name", "names": "alternateNames", "kind": "entityType"})
}

// former adds a name that an earlier statement gave.
func former(names []promise.Name, name, now string, s *bodsStatement) []promise.Name {
	if name == now {
		return names
	}
	return append(names, promise.Name{Text: name, Kind: promise.NameFormer, Provenance: fact.Provenance{
		Sources: s.sources, Unverified: len(s.sources) == 0, Note: "In the statement of " + string(s.date) + "."}})
}

// keepFormer keeps the former names found in earlier statements.
func keepFormer(names, earlier []promise.Name, now string) []promise.Name {
	for _, n := range earlier {
		same := func(have promise.Name) bool { return have.Text == n.Text }
		if n.Kind == promise.NameFormer && n.Text != now && !slices.ContainsFunc(names, same) {
			names = append(names, n)
		}
	}
	return names
}

// nameSources gives names without any the sources of their record.
func nameSources(names []promise.Name, p fact.Provenance) {
	for i := range names {
		if n := &names[i]; len(n.Sources) == 0 && !n.Unverified {
			n.Sources, n.Unverified = p.Sources, len(p.Sources) == 0
		}
	}
}

func (b *bods) readEntity(r *bodsRecord, s *bodsStatement) *promise.Company {
	d := s.details
	var lines noteLines
	if !s.own {
		lines.add("Record", r.name)
	}
	c := &promise.Company{ID: r.id, Name: clean(d.optional("name")), Kind: promise.Business}
	kind, subtype := "", ""
	if t := d.child("entityType"); t != nil {
		kind, c.Kind = word(t, "type", bodsEntityTypes)
		if t.keys["subtype"] != nil {
			var exact promise.CompanyKind
			subtype, exact = word(t, "subtype", bodsSubtypes)
			c.Kind = cmp.Or(exact, c.Kind)
		}
		if details := t.optional("details"); !s.own {
			lines.add("Type", kind, subtype, details)
		}
		t.known(b, "type", "subtype", "details")
	} else if d.keys["entityType"] == nil {
		d.fault("entityType", "is missing")
	}
	b.component(d, &lines)
	b.unspecified(d.child("unspecifiedEntityDetails"), &lines)
	if c.Name == "" {
		c.Name = unnamedCompany
		b.oddity(d, "name", "is missing: the company is called "+c.Name)
	}
	for _, name := range d.texts("alternateNames") {
		c.Names = append(c.Names, promise.Name{Text: clean(name), Kind: promise.NameSpelling, Provenance: fact.Provenance{Note: "Another name; the data does not say of what kind."}})
	}
	place := d.child("jurisdiction")
	if place == nil {
		if place = d.child("incorporatedInJurisdiction"); place != nil {
			b.oddity(d, "incorporatedInJurisdiction", "is the field of BODS 0.3: it was taken as jurisdiction")
		}
	}
	b.place("Jurisdiction", place, &lines)
	founded, dissolved := b.day(d, "foundingDate", "Founded", &lines), b.day(d, "dissolutionDate", "Dissolved", &lines)
	if founded != "" && dissolved != "" && founded > dissolved {
		d.fault("dissolutionDate", "%s is before %s (foundingDate)", dissolved, founded)
	}
	b.identifiers(d, &lines)
	b.addresses(d, &lines)
	lines.add("Web", d.optional("uri"))
	if law := d.child("formedByStatute"); law != nil {
		lines.add("Formed by", law.optional("name"), law.optional("date"))
	}
	if listing := d.child("publicListing"); listing != nil {
		if listing.flag("hasPublicListing") {
			lines.add("Listed", "yes")
		}
		for _, one := range listing.each("securitiesListings") {
			if paper := one.child("security"); paper != nil && paper.optional("ticker") != "" {
				c.Names = append(c.Names, promise.Name{Text: paper.optional("ticker"), Kind: promise.NameTicker,
					Provenance: fact.Provenance{Note: clean("Listed at " + one.optional("stockExchangeName"))}})
			}
		}
		for _, address := range listing.texts("companyFilingsURLs") {
			lines.add("Filings", address)
		}
	}
	d.known(b, "isComponent", "entityType", "unspecifiedEntityDetails", "name", "alternateNames", "jurisdiction", "incorporatedInJurisdiction",
		"foundingDate", "dissolutionDate", "identifiers", "addresses", "uri", "formedByStatute", "publicListing")
	c.Provenance = s.provenance(lines)
	nameSources(c.Names, c.Provenance)
	return c
}

// person converts the statements of a person.
func (b *bods) person(r *bodsRecord) {
	var p *promise.Person
	for i, s := range r.versions {
		b.file = s.file
		read := b.readPerson(r, s)
		if p != nil {
			read.Names = former(read.Names, p.Name, read.Name, r.versions[i-1])
			read.Names = keepFormer(read.Names, p.Names, read.Name)
		}
		p = read
	}
	s := r.newest()
	if s.overlays["/recordDetails"] != nil {
		p.Names = nil
	}
	b.overlay(s, "/recordDetails", p)
	nameSources(p.Names, p.Provenance)
	b.add(p, s.details, map[string]string{"name": "names", "names": "names"})
}

func (b *bods) readPerson(r *bodsRecord, s *bodsStatement) *promise.Person {
	d := s.details
	var lines noteLines
	if !s.own {
		lines.add("Record", r.name)
	}
	p := &promise.Person{ID: r.id}
	if _, kind := word(d, "personType", bodsPersonTypes); kind != "knownPerson" {
		lines.add("Type", kind)
	}
	b.component(d, &lines)
	b.unspecified(d.child("unspecifiedPersonDetails"), &lines)
	p.Name, p.Names = b.personNames(d)
	if p.Name == "" {
		p.Name = unnamedPerson
		b.oddity(d, "names", "is missing: the person is called "+p.Name)
	}
	for _, o := range d.each("nationalities") {
		b.place("Nationality", o, &lines)
	}
	b.day(d, "birthDate", "Born", &lines)
	b.day(d, "deathDate", "Died", &lines)
	b.identifiers(d, &lines)
	if o := d.child("politicalExposure"); o != nil {
		lines.add("Political exposure", o.optional("status"))
	}
	d.known(b, "isComponent", "personType", "unspecifiedPersonDetails", "names", "nationalities", "birthDate", "deathDate", "identifiers",
		"politicalExposure", "addresses", "placeOfBirth", "taxResidencies")
	p.Provenance = s.provenance(lines)
	nameSources(p.Names, p.Provenance)
	return p
}

// personNames are the name shown, the legal one if there is one, and the others.
func (b *bods) personNames(d *object) (shown string, others []promise.Name) {
	type fullName struct {
		promise.Name
		family, given string
	}
	var all []fullName
	at := 0
	for _, o := range d.each("names") {
		n := fullName{family: clean(o.optional("familyName")), given: clean(o.optional("givenName"))}
		n.Text, n.Kind = clean(o.text("fullName")), promise.NameSpelling
		kind := ""
		if o.keys["type"] != nil {
			kind, n.Kind = word(o, "type", bodsNameTypes)
		}
		switch kind {
		case "birth", "translation", "transliteration":
			n.Note = "Name type: " + kind
		}
		if n.Kind == promise.NameLegal && (at >= len(all) || all[at].Kind != promise.NameLegal) {
			at = len(all)
		}
		o.known(b, "type", "fullName", "familyName", "givenName", "patronymicName")
		all = append(all, n)
	}
	if at >= len(all) {
		return "", nil
	}
	for i, n := range all {
		if i != at && n.Text != "" {
			others = append(others, n.Name)
		}
	}
	for _, part := range []promise.Name{{Text: all[at].given, Kind: promise.NameGiven}, {Text: all[at].family, Kind: promise.NameFamily}} {
		if part.Text != "" && part.Text != all[at].Text {
			others = append(others, part)
		}
	}
	return all[at].Text, others
}

// component notes that a record stands only within another.
func (b *bods) component(d *object, lines *noteLines) {
	if d.keys["isComponent"] == nil {
		d.fault("isComponent", "is missing")
	}
	if d.flag("isComponent") {
		lines.add("Component", "yes")
	}
}

// unspecified notes why a party is not told.
func (b *bods) unspecified(o *object, lines *noteLines) {
	if o != nil {
		_, reason := word(o, "reason", bodsReasons)
		lines.add("Unspecified", reason, o.optional("description"))
	}
}

// day reads a date as a line of the note.
func (b *bods) day(d *object, name, key string, lines *noteLines) fact.Date {
	on, _ := d.moment(name, false)
	lines.add(key, string(on))
	return on
}

// place reads a country or jurisdiction as a line of the note.
func (b *bods) place(key string, o *object, lines *noteLines) {
	if o != nil {
		lines.add(key, o.text("name"), o.optional("code"))
		o.known(b, "name", "code")
	}
}

func (b *bods) identifiers(d *object, lines *noteLines) {
	for _, o := range d.each("identifiers") {
		id, scheme, name := o.optional("id"), o.optional("scheme"), o.optional("schemeName")
		if scheme == "" && name == "" {
			o.fault("scheme", "is missing, and so is schemeName")
		}
		if id == "" {
			b.oddity(o, "id", "is missing")
		}
		lines.add("Identifier", id, scheme, name, o.optional("uri"))
		o.known(b, "id", "scheme", "schemeName", "uri")
	}
}

var bodsAddressTypes = wordSet("placeOfBirth", "residence", "registered", "service", "alternative", "business")

func (b *bods) addresses(d *object, lines *noteLines) {
	for _, o := range d.each("addresses") {
		kind := o.one("type", bodsAddressTypes)
		land, code := "", ""
		if c := o.child("country"); c != nil {
			land, code = c.text("name"), c.optional("code")
			c.known(b, "name", "code")
		}
		lines.add("Address", kind, o.optional("address"), o.optional("postCode"), land, code)
		o.known(b, "type", "address", "postCode", "country")
	}
}
