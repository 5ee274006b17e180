// People, companies and their names.

// fields: Party
name: n.name
lang: n.lang

// fields: Company
kind: n.kind

// edge: Query.person
MATCH (m:Record:Person {id: $id})

// edge: Query.company
MATCH (m:Record:Company {id: $id})

// edge: Query.people
// order: PartyOrder.NAME ASC
MATCH (m:Person)

// edge: Query.companies
// order: PartyOrder.NAME ASC
MATCH (m:Company)

// orders: PartyOrder
NAME: m.nameKey
ID: m.id

// filters: PersonFilter
ids: m.id IN $v
nameStartsWith: EXISTS { (m)<-[:NAMES|TEXT_OF]-(e:Text) WHERE e.key STARTS WITH $v.key }
postIn: EXISTS { (m)<-[:HELD_BY]-(:Position)-[:POST_AT]->(e) WHERE e.id IN $v }
unverified: m.unverified = $v

// filters: CompanyFilter
ids: m.id IN $v
nameStartsWith: EXISTS { (m)<-[:NAMES|TEXT_OF]-(e:Text) WHERE e.key STARTS WITH $v.key }
kind: m.kind IN $v
unverified: m.unverified = $v

// edge: Party.names
// order: m.order
// where kinds: m.kind IN $kinds
MATCH (n)<-[r:NAMES]-(m:Name)

// fields: Name
text: n.text
kind: n.kind
lang: n.lang
script: n.script
from: n.from
to: n.to
unverified: n.unverified
unverifiedFields: n.unverifiedFields
note: n.note

// edge: Name.party
MATCH (n)-[r:NAMES]->(m:Record)

// edge: Name.sources
// order: r.order
MATCH (n)-[r:CITES]->(m:Source)

// edge: Party.memberOf
// order: m.id
MATCH (n)<-[r:HAS_MEMBER]-(m:Company)

// edge: Company.members
// order: r.order
MATCH (n)-[r:HAS_MEMBER]->(m:Record)

// edge: Company.succeeds
// order: r.order
MATCH (n)-[r:SUCCEEDS]->(m:Company)

// edge: Company.succeededBy
// order: m.id
MATCH (n)<-[r:SUCCEEDS]-(m:Company)

// fields: Succession
on: r.on
note: r.note

// embed: Succession.company

// edge: Party.slips
// order: m.id
MATCH (n)<-[r:CONCERNS]-(m:Slip)
