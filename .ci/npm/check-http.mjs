// Holds the running API against the audits of GraphQL over HTTP, and has the clients of graphql-ws and graphql-sse ask it.
// Usage: node check-http.mjs PROMISEGRAPH, with an empty database in NEO4J_URI, NEO4J_USERNAME and NEO4J_PASSWORD. Run by
// `make check-http`.
import { serverAudits } from "graphql-http";
import { createClient as createSSE } from "graphql-sse";
import { createClient as createWS } from "graphql-ws";
import WebSocket from "ws";
import { serve } from "./serve.mjs";

const server = await serve(process.argv[2]);
const faults = [];

async function audits() {
  const counts = {};
  for (const audit of serverAudits({ url: server.url, fetchFn: fetch })) {
    const result = await audit.fn();
    counts[result.status] = (counts[result.status] ?? 0) + 1;
    if (result.status !== "ok") faults.push(`audit ${audit.id} ${audit.name}: ${result.reason}`);
  }
  console.log("audits of GraphQL over HTTP:", counts);
  if (counts.ok !== 61) faults.push(`${counts.ok} audits passed, expected 61`);
}

// A query, one with variables, one that does not fit the schema: what each gives, over one client.
async function ask(name, client) {
  const once = (request) =>
    new Promise((done, failed) => {
      let got;
      client.subscribe(request, { next: (r) => (got = r), error: failed, complete: () => done(got) });
    });
  const plain = await once({ query: "{ revision }" });
  if (plain?.data?.revision !== 0) faults.push(`${name}: ${JSON.stringify(plain)}`);
  const named = await once({ query: "query one($id: ID!) { promise(id: $id) { id } }", variables: { id: "nobody" } });
  if (named?.data?.promise !== null || !named?.extensions?.cost) faults.push(`${name}: ${JSON.stringify(named)}`);
  const wrong = await once({ query: "{ nothing }" }).catch((error) => error);
  if (!JSON.stringify(wrong).includes("GRAPHQL_VALIDATION_FAILED")) faults.push(`${name}: ${JSON.stringify(wrong)}`);
  await client.dispose();
  console.log(`${name}: queries are answered`);
}

const timeout = setTimeout(() => {
  console.error("no end after a minute");
  process.exit(1);
}, 60_000);
try {
  await audits();
  await ask("graphql-ws", createWS({ url: server.url.replace("http", "ws"), webSocketImpl: WebSocket, retryAttempts: 0 }));
  await ask("graphql-sse", createSSE({ url: server.url, retryAttempts: 0 }));
} finally {
  clearTimeout(timeout);
  await server.stop();
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length ? 1 : 0;
