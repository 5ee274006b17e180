// The peer: @neo4j/graphql behind graphql-yoga, tuned. Parsed and validated documents are kept, nothing is logged, the pool is
// as large as there are clients. Usage: NODE_ENV=production node server.js PORT, with the database in NEO4J_URI,
// NEO4J_USERNAME and NEO4J_PASSWORD. It prints "ready" when it answers.
const http = require("node:http");
const { Neo4jGraphQL } = require("@neo4j/graphql");
const { createYoga } = require("graphql-yoga");
const neo4j = require("neo4j-driver");

async function main() {
  const { NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD } = process.env;
  const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USERNAME, NEO4J_PASSWORD), {
    maxConnectionPoolSize: 64,
    telemetryDisabled: true,
    disableLosslessIntegers: true,
  });
  const features = { filters: { String: { LT: true, LTE: true, GT: true, GTE: true } } }; // dates are texts
  const schema = await new Neo4jGraphQL({ typeDefs: require("./schema"), driver, features }).getSchema();
  const yoga = createYoga({
    schema,
    context: () => ({ sessionConfig: { database: "neo4j", defaultAccessMode: "READ" } }),
    logging: false,
    graphiql: false,
    landingPage: false,
    maskedErrors: false,
    cors: false,
    multipart: false,
    parserAndValidationCache: true,
  });
  http.createServer(yoga).listen(Number(process.argv[2]), "127.0.0.1", () => console.log("ready"));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
