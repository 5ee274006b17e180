package convert

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promisegraph/promisegraph/fact"
	"github.com/promisegraph/promisegraph/journal"
	"github.com/promisegraph/promisegraph/ownership"
	"github.com/promisegraph/promisegraph/promise"
)

// interestType is what a type of interest becomes.
type interestType struct {
	name  string          // for messages and notes
	part  string          // of the id
	basis ownership.Basis // of a stake
	// loose says that the type does not tell as much as the basis does.
	loose bool
	// post is the title of the position that it is when a person holds it.
	post string
}

var bodsInterests = interestTypes(
	interestType{name: "shareholding", part: "shares", basis: ownership.Equity},
	interestType{name: "votingRights", part: "votes", basis: ownership.Votes},
	interestType{name: "appointmentOfBoard", part: "board", basis: ownership.Control, loose: true},
	interestType{name: "otherInfluenceOrControl", part: "influence", basis: ownership.Control, loose: true},
	interestType{name: "controlViaCompanyRulesOrArticles", part: "rules", basis: ownership.Control},
	interestType{name: "controlByLegalFramework", part: "law", basis: ownership.Control},
	interestType{name: "trustee", part: "trustee", basis: ownership.Control},
	interestType{name: "settlor", part: "settlor", basis: ownership.Control, loose: true},
	interestType{name: "protector", part: "protector", basis: ownership.Control, loose: true},
	interestType{name: "nominee", part: "nominee", basis: ownership.Control, loose: true},
	interestType{name: "nominator", part: "nominator", basis: ownership.Economic, loose: true},
	interestType{name: "beneficiaryOfLegalArrangement", part: "benefit", basis: ownership.Economic},
	interestType{name: "rightsToSurplusAssetsOnDissolution", part: "surplus", basis: ownership.Economic},
	interestType{name: "rightsToProfitOrIncome", part: "profit", basis: ownership.Economic},
	interestType{name: "rightToProfitOrIncomeFromAssets", part: "income", basis: ownership.Economic},
	interestType{name: "enjoymentAndUseOfAssets", part: "use", basis: ownership.Economic, loose: true},
	interestType{name: "rightsGrantedByContract", part: "contract", basis: ownership.Economic, loose: true},
	interestType{name: "conditionalRightsGrantedByContract", part: "option", basis: ownership.Economic, loose: true},
	interestType{name: "unknownInterest", part: "unknown", basis: ownership.Economic, loose: true},
	interestType{name: "unpublishedInterest", part: "hidden", basis: ownership.Economic, loose: true},
	interestType{name: "boardMember", part: "member", post: "member of the board"},
	interestType{name: "boardChair", part: "chair", post: "chair of the board"},
	interestType{name: "seniorManagingOfficial", part: "manager", post: "senior managing official"},
)

func interestTypes(list ...interestType) map[string]interestType {
	all := make(map[string]interestType, len(list))
	for _, t := range list {
		all[t.name] = t
	}
	return all
}

// bodsParty is a party of a relationship: a record, or a reason why there is none.
type bodsParty struct {
	record *bodsRecord
	reason string
}

// bodsRelation is what one statement says of a relationship.
type bodsRelation struct {
	s                *bodsStatement
	holder, company  bodsParty
	components       []string
	interests        []*bodsInterest
	holderID, compID string
}

// bodsInterest is one interest of a statement.
type bodsInterest struct {
	interestType
	number   int    // among those of its type
	key      string // type and number
	at       int    // place in the list
	o        *object
	holding  ownership.Holding
	share    *ownership.Share
	from, to fact.Date
	lines    noteLines
}

// relations reads the statements of a relationship.
func (b *bods) relations(r *bodsRecord) {
	for _, s := range r.versions {
		b.file = s.file
		s.relation = b.readRelation(s)
		r.relation = s.relation
		for _, name := range r.relation.components {
			b.records[name].part = true
		}
	}
}

func (b *bods) readRelation(s *bodsStatement) *bodsRelation {
	d := s.details
	rel := &bodsRelation{s: s, holder: b.party(d, "interestedParty", "entity", "person"), company: b.party(d, "subject", "entity")}
	if rel.holder.record != nil && rel.holder.record == rel.company.record {
		b.oddity(d, "interestedParty", "is the subject itself")
	}
	var component noteLines
	b.component(d, &component)
	for i, name := range d.texts("componentRecords") {
		at := fmt.Sprintf("componentRecords[%d]", i)
		switch part := b.records[name]; {
		case part == nil:
			d.fault(at, "there is no statement of the record %s", clip(name))
		case part == b.records[s.o.optional("recordId")]:
			d.fault(at, "is the record itself")
		default:
			rel.components = append(rel.components, name)
		}
	}
	if len(component) > 0 && len(rel.components) > 0 {
		d.fault("componentRecords", "must be empty in a component")
	}
	count := map[string]int{}
	for i, o := range d.each("interests") {
		in := b.interest(o, rel, component)
		in.at = i
		count[in.name]++
		in.number = count[in.name]
		in.key = fmt.Sprintf("%s %d", in.name, in.number)
		rel.interests = append(rel.interests, in)
	}
	d.known(b, "isComponent", "componentRecords", "subject", "interestedParty", "interests")
	return rel
}

// party reads who holds or what is held: the id of a record or a reason.
func (b *bods) party(d *object, name string, kinds ...string) bodsParty {
	v := d.keys[name]
	switch {
	case v == nil:
		d.fault(name, "is missing")
		return bodsParty{}
	case v.keys != nil:
		o := d.child(name)
		_, reason := word(o, "reason", bodsReasons)
		o.known(b, "reason", "description")
		if more := clean(o.optional("description")); more != "" {
			reason += partMark + more
		}
		return bodsParty{reason: reason}
	}
	id := d.text(name)
	r := b.records[id]
	switch {
	case id == "":
		return bodsParty{}
	case r == nil && b.statements[id] != "":
		d.fault(name, "%q is the id of a statement: use the id of its record", clip(id))
		return bodsParty{}
	case r == nil:
		d.fault(name, "there is no statement of the record %q", clip(id))
		return bodsParty{}
	case !slices.Contains(kinds, r.kind):
		d.fault(name, "%q is a record of type %s: %s is needed here", clip(id), r.kind, strings.Join(kinds, " or "))
		return bodsParty{}
	}
	return bodsParty{record: r}
}

func (b *bods) interest(o *object, rel *bodsRelation, component noteLines) *bodsInterest {
	in := &bodsInterest{o: o, interestType: bodsInterests["unknownInterest"], holding: ownership.Unspecified}
	if o.keys["type"] == nil {
		b.oddity(o, "type", "is missing: an interest of unknown type")
	} else if _, t := word(o, "type", bodsInterests); t.name != "" {
		in.interestType = t
	}
	if o.keys["directOrIndirect"] != nil {
		if _, h := word(o, "directOrIndirect", holdingOf); h != "" {
			in.holding = h
		}
	}
	in.lines.add("Interest", in.name)
	in.lines.add("Details", o.optional("details"))
	if o.keys["beneficialOwnershipOrControl"] != nil && o.flag("beneficialOwnershipOrControl") {
		in.lines.add("Beneficial", "yes")
	}
	in.lines = append(in.lines, component...)
	if len(rel.components) > 0 {
		if in.holding == ownership.Direct {
			b.oddity(o, "directOrIndirect", "is direct, but the record lists components: it was taken as indirect")
		}
		in.holding = ownership.Indirect
		in.lines.add("Components", rel.components...)
	}
	in.from, _ = o.moment("startDate", false)
	in.to, _ = o.moment("endDate", false)
	if in.from.Valid() && in.to.Valid() && in.from.First() > in.to.Last() {
		o.fault("endDate", "%s is before %s (startDate)", in.to, in.from)
	}
	if share := o.child("share"); share != nil {
		in.share = b.share(share, &in.lines)
	}
	o.known(b, "type", "directOrIndirect", "beneficialOwnershipOrControl", "details", "share", "startDate", "endDate")
	return in
}

// percent reads a figure of a share.
func (o *object) percent(name string) (figure float64, given bool) {
	v := o.keys[name]
	if v == nil {
		return 0, false
	}
	n, ok := v.text.(interface{ Float64() (float64, error) })
	if !ok {
		o.fault(name, "must be a number, not %s", v.kind)
		return 0, false
	}
	figure, err := n.Float64()
	if err != nil || !(figure >= 0 && figure <= 100) {
		o.fault(name, "%s is not a percentage between 0 and 100", clip(fmt.Sprint(v.text)))
		return 0, false
	}
	return figure, true
}

// share reads a share. A range whose upper end does not belong to it says so in lines.
func (b *bods) share(o *object, lines *noteLines) *ownership.Share {
	exact, isExact := o.percent("exact")
	lo, hasLo := o.percent("minimum")
	hi, hasHi := o.percent("maximum")
	over, hasOver := o.percent("exclusiveMinimum")
	under, hasUnder := o.percent("exclusiveMaximum")
	o.known(b, "exact", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
	if hasLo && hasOver {
		o.fault("exclusiveMinimum", "stands beside minimum: give one of them")
	}
	if hasHi && hasUnder {
		o.fault("exclusiveMaximum", "stands beside maximum: give one of them")
	}
	least, most := max(lo, over), 100.0
	if hasHi {
		most = hi
	}
	if hasUnder {
		most = min(most, under)
	}
	bounded := hasHi || hasUnder
	switch {
	case least > most || least == most && (hasOver || hasUnder):
		o.fault("", "nothing lies between the least, %v, and the greatest, %v", least, most)
	case isExact && (exact < least || exact > most):
		o.fault("exact", "%v is not between the least, %v, and the greatest, %v", exact, least, most)
	case isExact:
		return &ownership.Share{Qualifier: ownership.Exact, Percent: exact}
	case (hasLo || hasOver) && bounded:
		if hasUnder {
			lines.add("Share excludes", fmt.Sprint(most))
		}
		return &ownership.Share{Qualifier: ownership.Range, Min: least, Max: most, Over: hasOver}
	case hasOver:
		return &ownership.Share{Qualifier: ownership.MoreThan, Percent: over}
	case hasLo:
		return &ownership.Share{Qualifier: ownership.AtLeast, Percent: lo}
	case hasUnder:
		return &ownership.Share{Qualifier: ownership.LessThan, Percent: under}
	case hasHi:
		return &ownership.Share{Qualifier: ownership.AtMost, Percent: hi}
	default:
		b.oddity(o, "", "says nothing: the share is unknown")
	}
	return nil
}

// relationship makes stakes and positions of a relationship, from the newest
// statement, and of what earlier ones say otherwise.
func (b *bods) relationship(r *bodsRecord) {
	if len(b.set.Broken) > 0 {
		return // the set is refused: the parties need not be there
	}
	rels := make([]*bodsRelation, len(r.versions))
	for i, s := range r.versions {
		rels[i] = s.relation
	}
	for i := len(rels) - 1; i >= 0; i-- {
		rel := rels[i]
		b.file = rel.s.file
		if i == len(rels)-1 {
			b.parties(r, rel)
			for _, in := range rel.interests {
				if rel.s.status == "closed" && in.to == "" {
					b.oddity(in.o, "endDate", "is missing though the record is closed: it ends on the day of the closing statement")
					b.take(r, rel, in, ending{to: rel.s.date}, b.since(rels, i, in))
					continue
				}
				b.take(r, rel, in, ending{}, b.since(rels, i, in))
			}
			continue
		}
		b.earlier(r, rels, i)
	}
}

// find is the interest of a relation with a key.
func (rel *bodsRelation) find(key string) *bodsInterest {
	for _, in := range rel.interests {
		if in.key == key {
			return in
		}
	}
	return nil
}

// same reports whether two statements agree on who holds what share how.
func same(a *bodsRelation, x *bodsInterest, b *bodsRelation, y *bodsInterest) bool {
	return a.holder == b.holder && a.company == b.company && x.holding == y.holding &&
		(x.share == nil) == (y.share == nil) && (x.share == nil || *x.share == *y.share)
}

// over reports whether the interest had ended before a day.
func (in *bodsInterest) over(day fact.Date) bool { return in.to != "" && in.to.Last() < day }

// since is the day of the first statement that says what the statement i says
// of an interest, where an earlier one says otherwise. A statement of an
// interest that was over by then tells of all its time.
func (b *bods) since(rels []*bodsRelation, i int, in *bodsInterest) fact.Date {
	at := rels[i].s.date
	if in.over(at) {
		return ""
	}
	for k := i - 1; k >= 0; k-- {
		before := rels[k].find(in.key)
		if before == nil {
			return ""
		}
		if !same(rels[i], in, rels[k], before) {
			return at
		}
		at = rels[k].s.date
	}
	return ""
}

// earlier takes what an earlier statement says and the next one does not.
func (b *bods) earlier(r *bodsRecord, rels []*bodsRelation, i int) {
	rel, next := rels[i], rels[i+1]
	named := false
	for _, in := range rel.interests {
		after := next.find(in.key)
		if after != nil && (same(rel, in, next, after) || after.over(next.s.date)) {
			continue
		}
		if !named {
			b.parties(r, rel)
			named = true
		}
		end := ending{}
		if in.to == "" || after != nil && in.to.Last() > next.s.date {
			end.to = next.s.date
		}
		end.old = true
		b.take(r, rel, in, end, b.since(rels, i, in))
	}
}

// ending is how an interest ended, where the data does not say when.
type ending struct {
	to  fact.Date
	old bool // it stands in an earlier statement
}

// parties finds the ids of both sides. One that is not told becomes a company
// without a name if there is anything to hold.
func (b *bods) parties(r *bodsRecord, rel *bodsRelation) {
	side := func(p bodsParty, part, name string, kind promise.CompanyKind) string {
		if p.record != nil {
			return p.record.id
		}
		if len(rel.interests) == 0 {
			return ""
		}
		lines := noteLines{}
		lines.add("Record", r.name)
		lines.add("Unspecified", strings.Split(p.reason, partMark)...)
		c := &promise.Company{ID: b.free(partID(r.name, part), r.name), Name: name, Kind: kind, Provenance: rel.s.provenance(lines)}
		b.add(c, rel.s.details, map[string]string{})
		return c.ID
	}
	rel.holderID = side(rel.holder, "holder", "Unnamed holder", promise.InvestorGroup)
	rel.compID = side(rel.company, "company", unnamedCompany, promise.Business)
	if c := b.companies[rel.compID]; c != nil && rel.holderID == "" {
		c.Note = strings.TrimLeft(c.Note+"\nNo holder told: "+rel.holder.reason+partMark+r.name, "\n")
	}
}

// take makes a stake or position of an interest. Since is the day from which
// statements say so, where earlier ones say otherwise.
func (b *bods) take(r *bodsRecord, rel *bodsRelation, in *bodsInterest, end ending, since fact.Date) {
	lines := noteLines{}
	if !rel.s.own {
		lines.add("Record", r.name)
	}
	lines = append(lines, in.lines...)
	from, to := in.from, in.to
	var unverified []string
	if since != "" && from.First() < since {
		from = since
		unverified = append(unverified, "from")
		lines.add("Held since", string(in.from))
	}
	if end.to != "" {
		to = end.to
		if from.First() > to.Last() {
			to = from.Last()
		}
		unverified = append(unverified, "to")
	}
	p := rel.s.provenance(lines)
	p.UnverifiedFields = unverified
	part := in.part
	if in.number > 1 {
		part += fmt.Sprintf("-%d", in.number)
	}
	id := partID(r.name, part)
	if end.old {
		id = b.free(partID(r.name, part+"-"+string(rel.s.date)), r.name)
	} else if before := b.claim(id, r.name); before != "" {
		rel.s.o.fault("recordId", "its id %s is that of %s", id, clip(before))
	}
	pointer := fmt.Sprintf("/recordDetails/interests/%d", in.at)
	if in.post != "" && rel.holder.record != nil && rel.holder.record.kind == "person" {
		post := &ownership.Position{ID: id, Person: rel.holderID, Company: rel.compID, Title: in.post, From: from, To: to, Provenance: p}
		b.overlay(rel.s, pointer, post)
		b.addInterest(post, in)
		return
	}
	if in.post != "" {
		if c := b.companies[rel.compID]; c != nil {
			lines := noteLines(slices.DeleteFunc([]string{c.Note}, func(note string) bool { return note == "" }))
			lines.add("Post", in.name, rel.holderID, string(from), string(to))
			c.Note = lines.String()
		}
		return
	}
	if in.loose {
		p.UnverifiedFields = append([]string{"basis"}, p.UnverifiedFields...)
	}
	stake := &ownership.Stake{
		ID: id, Holders: []string{rel.holderID}, Company: rel.compID, Share: in.share, Basis: in.basis, Holding: in.holding,
		From: from, To: to, AsOf: since, Through: b.through(rel), Provenance: p,
	}
	b.overlay(rel.s, pointer, stake)
	b.addInterest(stake, in)
}

func (b *bods) addInterest(record journal.Record, in *bodsInterest) {
	b.add(record, in.o, map[string]string{"id": "type", "basis": "type", "title": "type", "share": "share", "from": "startDate", "to": "endDate", "holding": "directOrIndirect"})
}

// through are the companies that stand between both sides of a relationship
// with components.
func (b *bods) through(rel *bodsRelation) []string {
	var ids []string
	add := func(r *bodsRecord) {
		if r != nil && r.kind == "entity" && r != rel.holder.record && r != rel.company.record && !slices.Contains(ids, r.id) {
			ids = append(ids, r.id)
		}
	}
	for _, name := range rel.components {
		part := b.records[name]
		if part.kind == "entity" {
			add(part)
		}
		if part.relation != nil {
			add(part.relation.holder.record)
			add(part.relation.company.record)
		}
	}
	return ids
}
