// Holds the running API against the audits of GraphQL over HTTP. Usage: node check-http.mjs PROMISEGRAPH, with an empty
// database in NEO4J_URI, NEO4J_USERNAME and NEO4J_PASSWORD. Run by `make check-http`.
import { serverAudits } from "graphql-http";
import { serve } from "./serve.mjs";

const server = await serve(process.argv[2]);
const faults = [];
try {
  const counts = {};
  for (const audit of serverAudits({ url: server.url, fetchFn: fetch })) {
    const result = await audit.fn();
    counts[result.status] = (counts[result.status] ?? 0) + 1;
    if (result.status !== "ok") faults.push(`audit ${audit.id} ${audit.name}: ${result.reason}`);
  }
  console.log("audits of GraphQL over HTTP:", counts);
  if (counts.ok !== 61) faults.push(`${counts.ok} audits passed, expected 61`);
} finally {
  await server.stop();
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length ? 1 : 0;
