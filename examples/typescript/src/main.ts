// What became of a promise, and what speaks for and against it. Usage: node dist/main.js [ID]
import { graphql } from "./gql/index.js";
import type { TypedDocumentString } from "./gql/graphql.js";

const endpoint = process.env.PROMISEGRAPH_URL ?? "http://127.0.0.1:8080/graphql";

const dossier = graphql(`
  query Dossier($id: ID!) {
    promise(id: $id) {
      statement
      madeOn
      status
      speaker { name }
      evidence(first: 5) {
        edges {
          stance
          node { summary publishedOn }
        }
      }
    }
  }
`);

// The server knows documents by their hash: first only the hash is sent, the text when the server asks for it.
async function ask<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data> {
  const sha256Hash = document.__meta__?.hash as string;
  for (const query of [undefined, document.toString()]) {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json" },
      body: JSON.stringify({ query, variables, extensions: { persistedQuery: { version: 1, sha256Hash } } }),
    });
    const answer = (await response.json()) as { data?: Data; errors?: { message: string; extensions?: { code?: string } }[] };
    const code = answer.errors?.[0]?.extensions?.code;
    if (code === "PERSISTED_QUERY_NOT_FOUND") continue;
    if (answer.errors || !answer.data) throw new Error(`${code}: ${answer.errors?.[0]?.message}`);
    return answer.data;
  }
  throw new Error("the server does not take the document");
}

const { promise } = await ask(dossier, { id: process.argv[2] ?? "tesla-ai-spend-2024" });
if (!promise) throw new Error("no such promise");
console.log(`${promise.speaker?.name}, ${promise.madeOn}: ${promise.statement}\n${promise.status}`);
for (const { stance, node } of promise.evidence.edges) console.log(`- ${stance} (${node.publishedOn ?? "not dated"}): ${node.summary}`);
