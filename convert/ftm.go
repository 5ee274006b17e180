package convert

import (
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/promise"
)

// ftmEntity is an entity of FollowTheMoney.
type ftmEntity struct {
	ID         string              `json:"id"`
	Schema     string              `json:"schema"`
	Properties map[string][]string `json:"properties"`
}

// add appends values to a property, without empty ones and those it has.
func (e *ftmEntity) add(name string, values ...string) {
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" && !slices.Contains(e.Properties[name], v) {
			e.Properties[name] = append(e.Properties[name], v)
		}
	}
}

// WriteFTM writes entities of FollowTheMoney, one on a line: documents, then
// parties, then what links them, each by id. The records may be all of a graph.
//
//	source    Article, and a Documentation for each party and event that cites it
//	person    Person
//	company   Company when somebody holds a stake in it, else by its kind
//	          Company, PublicBody or Organization; Membership, Succession
//	stake     Ownership for capital; Control for votes and power; Debt
//	position  Directorship
//	event     Event, once it happened
//
// Entities have the ids of records; what is made of parts of a record has "--"
// in its id. Facts cite their sources with sourceUrl and proof. Stakes that are
// not in force are left out, as in WriteBODS; those held jointly say so and give
// no percentage, since a percentage for each would be added up.
func WriteFTM(to io.Writer, records []journal.Record) error {
	w := ftmWriter{all: index(records), owned: map[string]bool{}}
	for _, s := range w.all.stakes {
		if w.all.holds(s) {
			w.owned[s.Company] = true
		}
	}
	w.write()
	for _, e := range w.list {
		line, err := encodeLine(e)
		if err != nil {
			return fmt.Errorf("write FollowTheMoney: %s: %w", e.ID, err)
		}
		if _, err := to.Write(line); err != nil {
			return err
		}
	}
	return nil
}

type ftmWriter struct {
	all   *recordIndex
	owned map[string]bool // companies that somebody holds
	list  []*ftmEntity
}

func (w *ftmWriter) entity(schema, id string) *ftmEntity {
	e := &ftmEntity{ID: id, Schema: schema, Properties: map[string][]string{}}
	w.list = append(w.list, e)
	return e
}

func (w *ftmWriter) write() {
	for _, s := range w.all.order {
		w.document(s)
	}
	for _, p := range w.all.people {
		w.person(p)
	}
	for _, c := range w.all.companies {
		w.company(c)
	}
	for _, s := range w.all.stakes {
		if w.all.holds(s) {
			w.stake(s)
		}
	}
	for _, p := range w.all.positions {
		if w.all.byID[p.Person] != nil && w.all.byID[p.Company] != nil {
			w.position(p)
		}
	}
	for _, e := range w.all.events {
		if e.Status == "" || e.Status == promise.Happened {
			w.event(e)
		}
	}
}

// ftmLanguages are the codes of languages there, by those here.
var ftmLanguages = map[string]string{
	"ar": "ara", "de": "deu", "en": "eng", "es": "spa", "fr": "fra", "he": "heb", "it": "ita", "ja": "jpn", "ko": "kor",
	"nl": "nld", "pl": "pol", "pt": "por", "ru": "rus", "sv": "swe", "tr": "tur", "uk": "ukr", "zh": "zho",
}

func (w *ftmWriter) document(s *promise.Source) {
	e := w.entity("Article", s.ID)
	e.add("title", s.Title)
	e.add("publisher", s.Publisher)
	e.add("publishedAt", string(s.PublishedOn))
	e.add("sourceUrl", ftmURL(s.URL))
	for _, a := range s.Archived {
		e.add("sourceUrl", ftmURL(a.URL))
	}
	language, _, _ := strings.Cut(s.Lang, "-")
	e.add("language", ftmLanguages[language])
	e.add("notes", s.Note)
	if s.Unverified {
		e.add("notes", "The document was not seen.")
	}
	if s.Unpublished {
		e.add("notes", "The document itself was never published.")
	}
}

// ftmURL is an address as readers write it: with a path.
func ftmURL(address string) string {
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return ""
	}
	if u.Path == "" {
		u.Path = "/"
		return u.String()
	}
	return address
}

// cite tells the sources of an entity. Documentation can link things only.
func (w *ftmWriter) cite(e *ftmEntity, p fact.Provenance, thing bool) {
	for _, id := range p.Sources {
		s := w.all.sources[id]
		if s == nil {
			continue
		}
		e.add("proof", id)
		e.add("sourceUrl", ftmURL(s.URL))
		if thing {
			link := w.entity("Documentation", e.ID+"--"+id)
			link.add("document", id)
			link.add("entity", e.ID)
			link.add("role", "source")
		}
	}
	note := "notes"
	if !thing {
		note = "description"
	}
	e.add(note, p.Note)
	switch {
	case p.Unverified:
		e.add(note, "Unverified: no source was seen.")
	case len(p.UnverifiedFields) > 0:
		e.add(note, "Unverified: "+strings.Join(p.UnverifiedFields, ", ")+".")
	}
}

func (w *ftmWriter) names(e *ftmEntity, name string, others []promise.Name) {
	e.add("name", name)
	for _, n := range others {
		switch n.Kind {
		case promise.NameMisspelling, promise.NameTranslationSlip, promise.NameTranscriptionSlip, promise.NameMisnomer:
		case promise.NameGiven:
			e.add(choose(e.Schema == "Person", "firstName", "weakAlias"), n.Text)
		case promise.NameFamily:
			e.add(choose(e.Schema == "Person", "lastName", "weakAlias"), n.Text)
		case promise.NameFormer:
			e.add("previousName", n.Text)
		case promise.NameShort, promise.NameHandle, promise.NameNickname:
			e.add("weakAlias", n.Text)
		case promise.NameTicker:
			e.add(choose(e.Schema == "Company", "ticker", "weakAlias"), n.Text)
		default:
			e.add("alias", n.Text)
		}
	}
}

func choose(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

func (w *ftmWriter) person(p *promise.Person) {
	e := w.entity("Person", p.ID)
	w.names(e, p.Name, p.Names)
	e.add("birthDate", noteDate(p.Note, "Born"))
	e.add("deathDate", noteDate(p.Note, "Died"))
	for _, place := range noteValues(p.Note, "Nationality", 2) {
		e.add("nationality", country(place[1]))
	}
	w.identifiers(e, p.Note)
	w.cite(e, p.Provenance, true)
}

// noteDate is a date of a note.
func noteDate(note, key string) string {
	if d := fact.Date(noteValue(note, key, 1)[0]); d.Valid() {
		return string(d)
	}
	return ""
}

var countryPattern = regexp.MustCompile(`^[A-Z]{2}(-|$)`)

// country is the code of a country, or of that which a region is in.
func country(code string) string {
	if !countryPattern.MatchString(code) {
		return ""
	}
	return strings.ToLower(code[:2])
}

func (w *ftmWriter) company(c *promise.Company) {
	schema := "Organization"
	switch {
	case w.owned[c.ID], c.Kind == promise.Business:
		schema = "Company"
	case c.Kind == promise.PublicBody:
		schema = "PublicBody"
	}
	e := w.entity(schema, c.ID)
	w.names(e, c.Name, c.Names)
	e.add("jurisdiction", country(noteValue(c.Note, "Jurisdiction", 2)[1]))
	e.add("incorporationDate", noteDate(c.Note, "Founded"))
	e.add("dissolutionDate", noteDate(c.Note, "Dissolved"))
	e.add("legalForm", noteValue(c.Note, "Type", 3)[2])
	for _, a := range noteValues(c.Note, "Address", 5) {
		parts := strings.FieldsFunc(strings.Join([]string{a[1], a[2], a[3]}, ","), func(r rune) bool { return r == ',' })
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		e.add("address", strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), ", "))
	}
	w.identifiers(e, c.Note)
	w.cite(e, c.Provenance, true)
	for _, m := range c.Members {
		if w.all.byID[m] != nil {
			link := w.entity("Membership", c.ID+"--member-"+m)
			link.add("member", m)
			link.add("organization", c.ID)
			w.cite(link, fact.Provenance{Sources: c.Sources}, false)
		}
	}
	for _, p := range c.Succeeds {
		if w.all.byID[p.Company] != nil {
			link := w.entity("Succession", c.ID+"--succeeds-"+p.Company)
			link.add("predecessor", p.Company)
			link.add("successor", c.ID)
			link.add("date", string(p.On))
			w.cite(link, fact.Provenance{Sources: c.Sources, Note: p.Note}, false)
		}
	}
}

// identifiers writes those of a register; a legal entity identifier only if
// its check digits are right, since readers drop it otherwise.
func (w *ftmWriter) identifiers(e *ftmEntity, note string) {
	for _, i := range noteValues(note, "Identifier", 4) {
		switch {
		case i[1] == "XI-LEI" && validLEI(i[0]):
			e.add("leiCode", i[0])
		case countryPattern.MatchString(i[1]):
			e.add("registrationNumber", i[0])
		default:
			e.add("idNumber", i[0])
		}
	}
}

var leiPattern = regexp.MustCompile(`^[0-9A-Z]{18}[0-9]{2}$`)

// validLEI checks a legal entity identifier as ISO 17442 says: with letters as
// 10 to 35 the number leaves 1 when divided by 97.
func validLEI(code string) bool {
	if !leiPattern.MatchString(code) {
		return false
	}
	rest := 0
	for _, c := range code {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest == 1
}

// ftmBasis is how a stake reads in words.
var ftmBasis = map[ownership.Basis]string{
	ownership.Equity: "capital", ownership.Votes: "voting rights", ownership.Economic: "claim on the profit", ownership.Control: "control",
	ownership.AsConverted: "capital as if converted", ownership.FullyDiluted: "fully diluted capital", ownership.Debt: "debt",
}

func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func (w *ftmWriter) stake(s *ownership.Stake) {
	schema, from, to, kind := "Ownership", "owner", "asset", "ownershipType"
	switch s.Basis {
	case ownership.Votes, ownership.Control:
		schema, from, to, kind = "Control", "controller", "controlled", "controlType"
	case ownership.Debt:
		schema, from, to, kind = "Debt", "creditor", "debtor", ""
	}
	for i, h := range s.Holders {
		id := s.ID
		if i > 0 {
			id = fmt.Sprintf("%s--%d", s.ID, i+1)
		}
		e := w.entity(schema, id)
		e.add(from, h)
		e.add(to, s.Company)
		words := ftmBasis[s.Basis]
		if s.Share != nil {
			words = s.Share.String() + " of the " + words
			if s.Basis == ownership.Control {
				words = "control, " + s.Share.String()
			}
		}
		if len(s.Holders) > 1 {
			words += ", held jointly by " + strings.Join(s.Holders, ", ")
		}
		e.add("summary", words)
		if kind != "" {
			e.add(kind, ftmBasis[s.Basis])
			e.add("role", string(s.Holding))
			if s.Disputed {
				e.add("status", "disputed")
			}
		}
		e.add("recordId", s.ID)
		e.add("startDate", string(s.From))
		e.add("endDate", string(s.To))
		e.add("date", string(s.AsOf))
		if schema == "Ownership" && len(s.Holders) == 1 {
			if s.Share != nil {
				e.add("percentage", s.Share.String())
			}
			if s.Shares != nil {
				e.add("sharesCount", plain(*s.Shares))
			}
			if s.Value != nil {
				e.add("sharesValue", plain(s.Value.Value))
				e.add("sharesCurrency", s.Value.Currency)
			}
		}
		if schema == "Debt" && len(s.Holders) == 1 && s.Value != nil {
			e.add("amount", plain(s.Value.Value))
			e.add("currency", s.Value.Currency)
		}
		for _, other := range s.AlternativeTo {
			e.add("description", "Another reading of "+other+": not to be added to it.")
		}
		for _, whole := range s.PartOf {
			e.add("description", "Part of "+whole+": not to be added to it.")
		}
		if s.Holding == ownership.Indirect && len(s.Through) > 0 {
			e.add("description", "Held through "+strings.Join(s.Through, ", ")+": not to be added to what they hold.")
		}
		w.cite(e, s.Provenance, false)
	}
}

func (w *ftmWriter) position(p *ownership.Position) {
	e := w.entity("Directorship", p.ID)
	e.add("director", p.Person)
	e.add("organization", p.Company)
	e.add("role", p.Title)
	e.add("startDate", string(p.From))
	e.add("endDate", string(p.To))
	e.add("date", string(p.SeenOn))
	if p.Current {
		e.add("status", "current")
	}
	e.add("recordId", p.ID)
	w.cite(e, p.Provenance, false)
}

func (w *ftmWriter) event(ev *promise.Event) {
	e := w.entity("Event", ev.ID)
	e.add("name", ev.Summary)
	e.add("summary", string(ev.Kind))
	e.add("date", string(ev.HappenedOn))
	e.add("recordId", ev.ID)
	for _, list := range [][]string{ev.From, ev.To, ev.OrderedBy, ev.Involves} {
		for _, id := range list {
			if w.all.byID[id] != nil {
				e.add("involved", id)
			}
		}
	}
	w.cite(e, ev.Provenance, true)
}
