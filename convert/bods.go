package convert

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/promise"
	"github.com/promisegraph/promisegraph/seed"
)

const (
	bodsPrefix  = "bods-"
	bodsVersion = "0.4"
	// ownName is who made an export of this program, and ownPrefix what the ids
	// of its records begin with there.
	ownName   = "promisegraph"
	ownPrefix = "promisegraph-"
	// maxUnreadable is how many unreadable lines of a file are told.
	maxUnreadable = 100
)

// Oddity is something unusual in a data set that does not make it wrong. What
// is odd in the same way is told once.
type Oddity struct {
	File   string // of the first one
	Line   int
	Field  string
	Reason string
	Count  int
}

// String is the oddity on one line.
func (o Oddity) String() string {
	times := ""
	if o.Count > 1 {
		times = fmt.Sprintf(" (%d times)", o.Count)
	}
	return fmt.Sprintf("%s:%d: %s: %s%s", o.File, o.Line, o.Field, o.Reason, times)
}

// BODS converts statements of the Beneficial Ownership Data Standard, version
// 0.4, in JSON Lines or as one JSON list. All files together are one data set.
//
//	entity        a company; its kind by entityType and subtype
//	person        a person
//	relationship  one stake for each interest
//	interest      shareholding: equity; votingRights: votes; profit, income, surplus
//	              and use of assets: economic; power of any kind: control;
//	              boardMember, boardChair, seniorManagingOfficial of a person: a position
//	share         exact, range, at least, more than, …; a missing one stays unknown
//	directOrIndirect            holding: direct, indirect, unspecified
//	startDate, endDate          from, to
//	componentRecords            holding indirect, with those between in `through`: the web takes such
//	                            a stake as a check on its components and never adds the two
//	statements of one record    the newest counts; earlier names become former names, earlier shares
//	                            stakes as of their statement, which end with the next one
//	recordStatus closed         interests without an end end on the day of the statement, unverified
//	unspecified parties         a holder without a name where there are interests, else a note
//	source, publicationDetails  sources
//	identifiers, addresses, annotations and all else: lines of the note, "Key: value"
//
// Ids are "bods-" and the id of the record; a record of one's own export keeps
// the id it had. docs/bods.md tells everything.
//
// Faults are part of the set: a field that is missing, of the wrong type or not of its
// vocabulary, a date that is none, an end before the start, a share outside 0
// to 100, a statement given twice, a reference to a record that is not there.
// What is merely odd is listed beside the set. The error is one of reading.
func BODS(files ...seed.File) (journal.ChangeSet, []Oddity, error) {
	b := &bods{
		converter: newConverter(bodsPrefix, "statements of the Beneficial Ownership Data Standard", "Named as its source by data in BODS; the document was not seen."),
		records:   map[string]*bodsRecord{}, statements: map[string]string{}, odd: map[string]*Oddity{}, companies: map[string]*promise.Company{},
	}
	for _, f := range files {
		b.file = f.Name
		if err := b.read(f.Content); err != nil {
			return journal.ChangeSet{}, nil, fmt.Errorf("read %s: %w", f.Name, err)
		}
	}
	b.convert()
	if len(b.set.Broken) > 0 {
		b.set.Entries = nil
	}
	oddities := make([]Oddity, 0, len(b.odd))
	for _, key := range slices.Sorted(maps.Keys(b.odd)) {
		oddities = append(oddities, *b.odd[key])
	}
	return b.set, oddities, nil
}

// bods converts one data set.
type bods struct {
	*converter
	records    map[string]*bodsRecord
	order      []*bodsRecord     // as they first come
	statements map[string]string // where each statement stands, by its id
	odd        map[string]*Oddity
	companies  map[string]*promise.Company // by id
	overlaid   []int                       // entries that one's own annotations had a part in
}

// bodsRecord is a record with its statements, the earliest first.
type bodsRecord struct {
	name     string // its recordId
	id       string // of what it becomes
	kind     string // its recordType
	versions []*bodsStatement
	relation *bodsRelation // the newest, of a relationship
	part     bool          // it is a component of another
	left     bool          // it is a helper of an own export and becomes nothing
}

func (r *bodsRecord) newest() *bodsStatement { return r.versions[len(r.versions)-1] }

// bodsStatement is one statement.
type bodsStatement struct {
	o        *object
	details  *object
	relation *bodsRelation // of a relationship
	file     string
	id       string
	status   string
	date     fact.Date
	moment   string // date with time, to order by
	own      bool   // it was exported by this program
	overlays map[string]*overlay
	notes    noteLines // from source, annotations and the statement itself
	sources  []string  // ids
}

// overlay is what an own annotation says about a record besides the fields.
type overlay struct {
	text []byte
	o    *object
}

// read takes the statements of one file.
func (b *bods) read(content io.Reader) error {
	raw, err := io.ReadAll(io.LimitReader(content, maxFile+1))
	switch {
	case err != nil:
		return err
	case len(raw) > maxFile:
		b.fault("", 1, "", "the file is larger than %d MiB", maxFile>>20)
		return nil
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if first := bytes.TrimSpace(raw); len(first) == 0 {
		b.fault("", 1, "", "there is no statement in it")
		return nil
	} else if first[0] == '[' {
		b.readList(raw)
		return nil
	}
	unreadable := 0
	for number := 1; len(raw) > 0; number++ {
		line, rest, _ := bytes.Cut(raw, []byte("\n"))
		raw = rest
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		top, at, wrong := parseJSON(line, number)
		if wrong == "" {
			b.statement(top, "")
			continue
		}
		b.fault("", at, "", "%s: each line must be one statement", wrong)
		if unreadable++; unreadable == maxUnreadable {
			b.fault("", at, "", "%d lines are unreadable: the rest was not looked at", unreadable)
			return nil
		}
	}
	return nil
}

func (b *bods) readList(raw []byte) {
	top, at, wrong := parseJSON(raw, 1)
	if wrong != "" {
		b.fault("", at, "", "%s", wrong)
		return
	}
	for i, v := range top.list {
		b.statement(v, fmt.Sprintf("[%d]", i))
	}
}

var (
	bodsTypes    = wordSet("entity", "person", "relationship")
	bodsStatuses = map[string]int{"new": 1, "updated": 2, "closed": 3}
)

func wordSet(list ...string) map[string]string {
	set := make(map[string]string, len(list))
	for _, w := range list {
		set[w] = w
	}
	return set
}

// statement takes one statement and puts it to its record.
func (b *bods) statement(v *value, path string) {
	o := b.object(v, path)
	if o == nil {
		return
	}
	s := &bodsStatement{o: o, file: b.file, overlays: map[string]*overlay{}}
	s.id = o.text("statementId")
	if n := len(s.id); s.id != "" && (n < 32 || n > 64) {
		o.fault("statementId", "%q has %d characters: it must have 32 to 64", clip(s.id), n)
	}
	if before := b.statements[s.id]; before != "" {
		o.fault("statementId", "is used twice, first at %s", before)
	} else if s.id != "" {
		b.statements[s.id] = fmt.Sprintf("%s:%d", b.file, o.line)
	}
	name := o.text("recordId")
	_, kind := word(o, "recordType", bodsTypes)
	if o.keys["recordStatus"] != nil {
		s.status, _ = word(o, "recordStatus", bodsStatuses)
	}
	s.date, s.moment = o.moment("statementDate", true)
	o.text("declarationSubject")
	o.optional("declaration")
	o.known(b, "statementId", "recordId", "recordType", "recordStatus", "statementDate", "declarationSubject", "declaration", "recordDetails",
		"source", "annotations", "publicationDetails")
	if s.details = o.child("recordDetails"); s.details == nil && o.keys["recordDetails"] == nil {
		o.fault("recordDetails", "is missing")
	}
	if name == "" || kind == "" || s.details == nil {
		return
	}
	r := b.records[name]
	if r == nil {
		r = &bodsRecord{name: name, id: bodsID(name), kind: kind}
		b.records[name] = r
		b.order = append(b.order, r)
	}
	if r.kind != kind {
		o.fault("recordType", "is %q, but an earlier statement of the record %s says %q", kind, clip(name), r.kind)
		return
	}
	r.versions = append(r.versions, s)
}

// moment reads a date or a date with a time of day.
func (o *object) moment(name string, needed bool) (fact.Date, string) {
	text := o.optional(name)
	if needed {
		text = o.text(name)
	}
	if text == "" {
		return "", ""
	}
	day := text
	if len(text) > 10 && (text[10] == 'T' || text[10] == ' ') {
		day = text[:10]
	}
	d, err := fact.ParseDate(day)
	if err != nil {
		o.fault(name, "%q is not a date: use 2024-04-28 or 2024-04-28T09:00:00Z", clip(text))
	}
	return d, text
}

// child reads an object that may be missing; nil then.
func (o *object) child(name string) *object {
	v := o.keys[name]
	if v == nil {
		return nil
	}
	return o.c.object(v, o.at(name))
}

// each reads a list of objects that may be missing.
func (o *object) each(name string) []*object {
	if o.keys[name] == nil {
		return nil
	}
	var list []*object
	for i, v := range o.elements(name) {
		if e := o.c.object(v, fmt.Sprintf("%s[%d]", o.at(name), i)); e != nil {
			list = append(list, e)
		}
	}
	return list
}

// texts reads a list of texts that may be missing.
func (o *object) texts(name string) []string {
	if o.keys[name] == nil {
		return nil
	}
	var list []string
	for i, v := range o.elements(name) {
		at := fmt.Sprintf("%s[%d]", name, i)
		text, ok := v.text.(string)
		switch text = strings.TrimSpace(text); {
		case !ok:
			o.fault(at, "must be a text, not %s", v.kind)
		case text == "":
			o.fault(at, "is empty")
		default:
			list = append(list, text)
		}
	}
	return list
}

// one reads a word of a vocabulary that may be missing.
func (o *object) one(name string, known map[string]string) string {
	if o.keys[name] == nil {
		return ""
	}
	_, w := word(o, name, known)
	return w
}

// known notes fields that are not of the standard.
func (o *object) known(b *bods, names ...string) {
	for _, key := range slices.Sorted(maps.Keys(o.keys)) {
		if !slices.Contains(names, key) {
			b.oddity(o, key, "is not a field of BODS "+bodsVersion+" and was left out")
		}
	}
}

// oddity notes something odd. Indexes do not tell oddities apart.
func (b *bods) oddity(o *object, name, reason string) {
	field := clip(indexPattern.ReplaceAllString(o.at(name), ""))
	key := field + "\x00" + reason
	if b.odd[key] == nil {
		b.odd[key] = &Oddity{File: b.file, Line: o.lineOf(name), Field: field, Reason: reason}
	}
	b.odd[key].Count++
}

// convert makes records of the statements: first parties, then relationships,
// each in the order of the files.
func (b *bods) convert() {
	for _, r := range b.order {
		slices.SortStableFunc(r.versions, func(x, y *bodsStatement) int {
			return cmp.Or(strings.Compare(x.moment, y.moment), cmp.Compare(bodsStatuses[x.status], bodsStatuses[y.status]))
		})
		for i, s := range r.versions {
			b.file = s.file
			switch {
			case i > 0 && s.status == "new":
				b.oddity(s.o, "recordStatus", "is new, but there is an earlier statement of the record")
			case i < len(r.versions)-1 && s.status == "closed":
				b.oddity(s.o, "recordStatus", "is closed, but there is a later statement of the record")
			}
			b.publication(s)
			b.annotations(s)
			if b.marked(s) {
				r.left = true
			}
		}
		b.file = r.newest().file
		// The ids of stakes come from interests: see relationship.
		if r.kind != "relationship" && !r.left {
			if before := b.claim(r.id, r.name); before != "" {
				r.newest().o.fault("recordId", "its id %s is that of %s", r.id, clip(before))
			}
		}
	}
	for _, r := range b.order {
		b.file = r.newest().file
		switch {
		case r.left:
		case r.kind == "entity":
			b.entity(r)
		case r.kind == "person":
			b.person(r)
		}
	}
	for _, r := range b.order {
		if r.kind == "relationship" && !r.left {
			b.relations(r)
		}
	}
	for _, r := range b.order {
		s := r.newest()
		b.file = s.file
		if v := s.details.keys["isComponent"]; v != nil && v.text == true && !r.part {
			b.oddity(s.details, "isComponent", "is true, but no record names it as its component")
		}
		if b.records[s.o.optional("declarationSubject")] == nil {
			b.oddity(s.o, "declarationSubject", "names no record of the data")
		}
	}
	for _, r := range b.order {
		if r.kind == "relationship" && !r.left {
			b.relationship(r)
		}
	}
	b.checkOverlaid()
}

// provenance is that of what a statement says.
func (s *bodsStatement) provenance(lines noteLines) fact.Provenance {
	if s.own {
		lines = nil // it has the note that it had
	}
	return fact.Provenance{Sources: s.sources, Unverified: len(s.sources) == 0, Note: append(lines, s.notes...).String()}
}

// origin reads the source of a statement; the id of the document that it names.
func (b *bods) origin(s *bodsStatement) (id string) {
	o := s.o.child("source")
	if o == nil {
		return ""
	}
	var types []string
	for i, t := range o.texts("type") {
		if !slices.Contains(bodsSourceTypes, t) {
			o.fault(fmt.Sprintf("type[%d]", i), "%q is not one of %s", clip(t), strings.Join(bodsSourceTypes, ", "))
		}
		types = append(types, t)
	}
	s.notes.add("Source type", types...)
	if address := o.optional("url"); address != "" {
		var ok bool
		if id, ok = b.document(o, "url", address); ok {
			s.cite(id)
		}
	}
	on, _ := o.moment("retrievedAt", false)
	s.notes.add("Source retrieved", string(on))
	for _, by := range o.each("assertedBy") {
		s.notes.add("Source asserted by", by.optional("name"), by.optional("uri"))
	}
	s.notes.add("Source", o.optional("description"))
	o.known(b, "type", "url", "retrievedAt", "assertedBy", "description")
	return id
}

// publication reads where a statement comes from.
func (b *bods) publication(s *bodsStatement) {
	s.notes.add("Statement", s.id, string(s.date), s.status)
	origin := b.origin(s)
	if s.own = strings.HasPrefix(s.o.optional("recordId"), ownPrefix); s.own {
		s.notes = nil
	}
	o := s.o.child("publicationDetails")
	if o == nil {
		return
	}
	on, _ := o.moment("publicationDate", true)
	if v := o.text("bodsVersion"); v != "" && v != bodsVersion {
		o.fault("bodsVersion", "%q is not %s", clip(v), bodsVersion)
	}
	licence := o.optional("license")
	o.known(b, "publicationDate", "bodsVersion", "license", "publisher")
	who := o.child("publisher")
	if who == nil {
		if o.keys["publisher"] == nil {
			o.fault("publisher", "is missing")
		}
		return
	}
	who.known(b, "name", "url")
	name, address := who.optional("name"), who.optional("url")
	if address != "" && !webAddress(address) {
		who.fault("url", "%q is not a web address: use https://…", clip(address))
		return
	}
	switch {
	case name == "" && address == "":
		who.fault("", "has neither name nor url")
		return
	case name == "":
		name = host(address)
	}
	source := &promise.Source{
		Kind: promise.Study, URL: address, Publisher: name, Lang: "und", PublishedOn: on,
		Title: "Beneficial ownership statements, BODS " + bodsVersion, Unverified: address == "",
	}
	if licence != "" {
		source.Note = "Licence: " + clean(licence)
	}
	if origin != "" {
		source.ReportsOn = []string{origin}
	}
	parts := []string{strings.TrimSuffix(bodsPrefix, "-"), words(name, 30), string(on), digest(strings.Join([]string{name, address, licence, string(on), origin}, "\x00"))}
	source.ID = strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "-")
	b.once(source, who, "name")
	s.cite(source.ID)
}

var bodsSourceTypes = []string{"selfDeclaration", "officialRegister", "thirdParty", "primaryResearch", "verified"}

func (s *bodsStatement) cite(id string) {
	if !slices.Contains(s.sources, id) {
		s.sources = append(s.sources, id)
	}
}

var bodsMotivations = wordSet("commenting", "correcting", "identifying", "linking", "transformation")

// annotations keeps those of others as lines of the note. What they link to
// becomes a source. Own ones say what BODS has no field for.
func (b *bods) annotations(s *bodsStatement) {
	for _, o := range s.o.each("annotations") {
		pointer, motivation := o.optional("statementPointerTarget"), o.one("motivation", bodsMotivations)
		for _, name := range []string{"statementPointerTarget", "motivation"} {
			if o.keys[name] == nil {
				o.fault(name, "is missing")
			}
		}
		text, content, address := o.optional("description"), o.optional("transformedContent"), o.optional("url")
		on, _ := o.moment("creationDate", false)
		by := ""
		if who := o.child("createdBy"); who != nil {
			by = cmp.Or(who.optional("name"), who.optional("uri"))
		}
		o.known(b, "statementPointerTarget", "motivation", "description", "transformedContent", "url", "creationDate", "createdBy")
		if address != "" {
			if id, ok := b.document(o, "url", address); ok {
				s.cite(id)
			}
		} else if motivation == "linking" {
			o.fault("url", "is missing: a link needs one")
		}
		switch {
		case by == ownName && motivation == "transformation":
			if s.overlays[pointer] != nil {
				o.fault("statementPointerTarget", "%q has two annotations of %s", clip(pointer), ownName)
			}
			if !json.Valid([]byte(content)) || content[0] != '{' {
				o.fault("transformedContent", "is not a JSON object")
				continue
			}
			s.overlays[pointer] = &overlay{[]byte(content), o}
		case by == ownName:
		default:
			s.notes.add("Annotation", motivation, pointer, text, content, address, by, string(on))
		}
	}
}

// marked reports whether a statement is a helper of an own export, which
// becomes no record.
func (b *bods) marked(s *bodsStatement) bool {
	over := s.overlays["/recordDetails"]
	if over == nil {
		return false
	}
	var mark struct{ Joint string }
	return json.Unmarshal(over.text, &mark) == nil && mark.Joint != ""
}

// overlay lays what an own annotation says over a record.
func (b *bods) overlay(s *bodsStatement, pointer string, record journal.Record) {
	over := s.overlays[pointer]
	if over == nil {
		return
	}
	id := record.RecordID()
	if err := json.Unmarshal(over.text, record); err != nil {
		over.o.fault("transformedContent", "%s", clip(err.Error()))
	}
	if record.RecordID() != id {
		over.o.fault("transformedContent", "must not hold an id")
	}
	b.overlaid = append(b.overlaid, len(b.set.Entries))
}

// checkOverlaid holds records that own annotations had a part in against the
// schema of files, since annotations may hold anything.
func (b *bods) checkOverlaid() {
	if len(b.overlaid) == 0 || len(b.set.Broken) > 0 {
		return
	}
	var text bytes.Buffer
	w := seed.NewLinesWriter(&text)
	for _, i := range b.overlaid {
		r := b.set.Entries[i].Record
		body, err := journal.Encode(r)
		if err == nil {
			err = w.Write(r.RecordKind(), body)
		}
		if err != nil {
			b.set.Broken = append(b.set.Broken, b.set.Entries[i].Fault("", "%v", err))
			return
		}
	}
	set, err := seed.Read(seed.File{Name: "annotations.jsonl", Content: &text})
	if err != nil {
		b.fault("", 1, "annotations", "%v", err)
		return
	}
	for _, f := range set.Check() {
		e := b.set.Entries[b.overlaid[min(max(f.Line, 1), len(b.overlaid))-1]]
		b.set.Broken = append(b.set.Broken, e.Fault(f.Field, "%s", f.Reason))
	}
}

// bodsID is the id of what a record becomes. Ids in capitals and digits are
// taken over in lower case; any other gets a digest, since small letters would
// not tell them apart.
func bodsID(record string) string {
	if own, ok := strings.CutPrefix(record, ownPrefix); ok && fact.ValidID(own) {
		return own
	}
	if id := bodsPrefix + strings.ToLower(record); plainPattern.MatchString(record) && len(id) <= maxPlain {
		return id
	}
	return digested(record)
}

// digested is an id with the first words of a text and a digest of all of it.
func digested(record string) string {
	if first := words(record, 20); first != "" {
		return bodsPrefix + first + "-" + digest(record)
	}
	return bodsPrefix + digest(record)
}

// partID is the id of what a part of a record becomes.
func partID(record, part string) string {
	if own, ok := strings.CutPrefix(record, ownPrefix); ok && fact.ValidID(own) {
		return own
	}
	if id := bodsID(record) + "-" + part; len(id) <= fact.MaxID {
		return id
	}
	return digested(record) + "-" + part
}

// free takes the first of id, id-2, id-3, … that is not taken.
func (b *bods) free(id, what string) string {
	for n := 1; ; n++ {
		one := id
		if n > 1 {
			end := fmt.Sprintf("-%d", n)
			one = strings.TrimRight(id[:min(len(id), fact.MaxID-len(end))], "-") + end
		}
		if b.claim(one, what) == "" {
			return one
		}
	}
}

// holdingOf is how directOrIndirect reads here.
var holdingOf = map[string]ownership.Holding{
	"direct": ownership.Direct, "indirect": ownership.Indirect, "unknown": ownership.Unspecified,
}
