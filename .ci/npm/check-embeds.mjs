// Holds what other pages and programs take against public validators and consumers: JSON against its schema, structured
// data, oEmbed as a page of another site finds it, feeds, and the types of the web component. Usage: node check-embeds.mjs
// PROMISEGRAPH, with an empty database in NEO4J_URI, NEO4J_USERNAME and NEO4J_PASSWORD. Run by `make check-embeds`.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { parseAtomFeed } from "feedsmith";
import sdtt from "structured-data-testing-tool";
import presets from "structured-data-testing-tool/presets.js";
import { unfurl } from "unfurl.js";
import { serve } from "./serve.mjs";

const faults = [];
const expect = (right, what) => right || faults.push(what);
const get = async (path) => {
  const response = await fetch(new URL(path, server.url));
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.text();
};

const server = await serve(process.argv[2], "--seed", "--timeout", "60s", "--publisher", "Example Checkers", "--publisher-url", "https://checkers.example");
const origin = new URL(server.url).origin;
try {
  // JSON: every promise is what the schema says, and the schema is one.
  const ajv = formats(new Ajv({ strict: true, allowUnionTypes: true }));
  const valid = ajv.compile(JSON.parse(await get("/schema/promise.json")));
  const table = await get("/promises.csv?kind=promise,claim,estimate,condition,order");
  const ids = [...table.matchAll(/^([a-z0-9-]+),[A-Z]+,/gm)].map((m) => m[1]);
  for (const id of ids) expect(valid(JSON.parse(await get(`/promises/${id}.json`))), `${id}.json: ${ajv.errorsText(valid.errors)}`);
  expect(ids.length >= 80, `${ids.length} promises in the table`);

  // Structured data, as Google wants it.
  for (const [id, schemas] of Object.entries({
    "tesla-million-robotaxis-2020": ["jsonld:Claim", "jsonld:ClaimReview"],
    "tesla-ai-spend-2024": ["jsonld:Claim", "jsonld:ClaimReview"],
    "tesla-autonomy-investors-2024": ["jsonld:Claim"], // a claim, which is not rated
  })) {
    const page = await get(`/promises/${id}`);
    const result = await sdtt.structuredDataTest(page, { schemas, presets: schemas.length > 1 ? [presets.Google] : [] }).catch((error) => error.res ?? { failed: [error] });
    for (const failed of result.failed) faults.push(`structured data of ${id}: ${failed.test ?? failed}: ${failed.error?.message}`);
    expect(schemas.length > 1 || !page.includes("ClaimReview"), `${id} is no promise and has a ClaimReview`);
  }

  // oEmbed, found from the address of a page alone.
  const { oEmbed } = await unfurl(`${origin}/promises/tesla-ai-spend-2024`);
  expect(oEmbed?.type === "rich" && oEmbed.version === "1.0" && oEmbed.width === 560 && oEmbed.height === 440 && oEmbed.html.includes(`${origin}/embed/`), `oEmbed: ${JSON.stringify(oEmbed)}`);

  // Feeds: what RFC 4287 wants of a feed and its entries, as a reader of feeds sees them.
  const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
  for (const path of ["/changes.atom", "/promises/tesla-ai-spend-2024.atom", "/people/elon-musk.atom", "/companies/tesla.atom?lang=de"]) {
    const feed = parseAtomFeed(await get(path));
    const seen = new Set();
    for (const one of [feed, ...(feed.entries ?? [])]) {
      expect(one.id?.startsWith("tag:") && one.title?.value && moment.test(one.updated), `${path}: ${JSON.stringify(one).slice(0, 200)} lacks id, title or updated`);
      expect(!seen.has(one.id), `${path}: ${one.id} twice`);
      expect(one.links?.some((l) => l.rel === "alternate" && URL.canParse(l.href)), `${path}: ${one.id} leads nowhere`);
      expect(one.updated <= feed.updated, `${path}: ${one.id} is newer than the feed`);
      seen.add(one.id);
    }
    expect(feed.authors?.length && feed.entries?.length && feed.links.some((l) => l.rel === "self"), `${path}: no author, entry or link to itself`);
  }
} finally {
  await server.stop();
}

// The web component: its types hold, and its package has what it needs.
const run = (command, ...args) => spawnSync(command, args, { cwd: fileURLToPath(new URL(".", import.meta.url)), encoding: "utf8" });
const types = run("node_modules/.bin/tsc", "--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--moduleResolution", "nodenext", "widget.ts");
expect(types.status === 0, `types of the widget: ${types.stdout}`);
const packed = JSON.parse(run("npm", "pack", "--dry-run", "--json", "../../widget").stdout)[0].files.map((f) => f.path);
expect(["package.json", "promise-status.d.ts", "promise-status.js", "README.md"].every((f) => packed.includes(f)), `package of the widget: ${packed}`);

for (const fault of faults) console.error(fault);
console.log(faults.length ? `${faults.length} faults` : "JSON, structured data, oEmbed, feeds and the widget's package are right");
process.exitCode = faults.length ? 1 : 0;
