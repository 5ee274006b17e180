// The part of the graph that the questions ask for, as promisegraph lays it out. Where @neo4j/graphql would read more than is
// asked for, a field has a statement of its own, as its manual advises.
const day = "toString(date())";

module.exports = /* GraphQL */ `
type Record @node {
  id: ID!
  name: String
}

type Company @node {
  id: ID!
  name: String!
  stakes: [Stake!]! @relationship(type: "HELD_BY", direction: IN)
}

type Stake @node {
  id: ID!
  dateKey: String!
  shareText: String
  company: [Company!]! @relationship(type: "STAKE_IN", direction: OUT)
}

type Person @node {
  id: ID!
  name: String!
  promises: [Promise!]! @relationship(type: "MADE_BY", direction: IN)
}

type Promise @node {
  id: ID!
  kind: String!
  statement: String!
  madeOnFirst: String!
  deadlineOn: String
  deadlineOnLast: String!
  speaker: [Record!]! @relationship(type: "MADE_BY", direction: OUT)
  company: [Record!]! @relationship(type: "MADE_FOR", direction: OUT)
  evidence: [Evidence!]! @relationship(type: "BEARS_ON", direction: IN, properties: "Bearing")
  standings: [Standing!]! @relationship(type: "STANDING_OF", direction: IN)
  status: String @cypher(statement: """
    MATCH (this)<-[:STANDING_OF]-(t:Standing) WHERE t.from <= ${day} AND t.until > ${day} RETURN t.status AS status
  """, columnName: "status")
  evidenceCount: Int @cypher(statement: "RETURN COUNT { (this)<-[:BEARS_ON]-() } AS n", columnName: "n")
}

type Standing @node {
  status: String!
  from: String!
  until: String!
}

type Bearing @relationshipProperties {
  stance: String!
}

type Evidence @node {
  id: ID!
  summary: String! @alias(property: "statement")
  publishedOn: String
  publishedOnFirst: String!
  sources: [Source!]! @relationship(type: "CITES", direction: OUT, properties: "Citation")
}

type Citation @relationshipProperties {
  order: Int!
}

type Source @node {
  id: ID!
  publisher: String
  title: String
}

type Way { ids: [ID!]! }
type Hit { id: ID! }

type Query {
  way(from: ID!, to: ID!): [Way!]! @cypher(statement: """
    MATCH (a:Record {id: $from}), (b:Record {id: $to})
    MATCH p = shortestPath((a)-[:HELD_BY|STAKE_IN|POST_AT|MADE_BY|MADE_FOR*..8]-(b))
    RETURN {ids: [n IN nodes(p) | n.id]} AS way
  """, columnName: "way")
  find(words: String!): [Hit!]! @cypher(statement: """
    CALL db.index.fulltext.queryNodes('texts', $words, {limit: 20}) YIELD node, score
    MATCH (node)-[:TEXT_OF|NAMES|QUOTE_OF|VARIANT_OF]->(m:Record)
    RETURN {id: m.id} AS hit
  """, columnName: "hit")
}
`;
