// Looks at each kind of page in Chromium: axe-core finds nothing to complain of, in both themes; nothing is wider than a phone or a wide
// window, in English and German; the HTML is small; the browser logs nothing; without scripts the page says the same. Usage: node
// check-pages.mjs PROMISEGRAPH, with an empty database in NEO4J_URI, NEO4J_USERNAME and NEO4J_PASSWORD; or node check-pages.mjs ADDRESS of a
// running server with the seed data. Run by `make check-pages`.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import puppeteer from "puppeteer-core";
import { serve } from "./serve.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pages = [
  "/", "/search?q=Moschus", "/promises", "/people", "/companies", "/sources",
  "/promises/tesla-ai-spend-2024", "/promises/tesla-h100-count-2024?asOf=2025-02-01", "/promises/wework-ipo-2019",
  "/people/elon-musk", "/companies/xai", "/sources/seed-de", "/evidence/nvidia-email-bookings-2024", "/events/h100-diversion-2023",
  "/rulings/wework-ipo-2019-ruling", "/positions/john-ternus-apple-ceo", "/stakes/aabar-investments-in-tesla-2009-07",
  "/connections", "/connections?of=xai", "/connections?from=nvidia&to=xai", "/scoreboard", "/timeline?of=tesla", "/changes", "/changes/1",
  "/about", "/queries", "/embed?id=tesla-ai-spend-2024", "/embed/tesla-ai-spend-2024", "/people/nobody",
];
const heaviest = 100_000; // bytes of HTML

const faults = new Set();
const given = process.argv[2];
const server = given.startsWith("http") ? { url: given, stop: () => {} } : await serve(given, "--seed", "--timeout", "60s");
const origin = new URL(server.url).origin;
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  const page = await browser.newPage();
  await page.setBypassCSP(true); // for axe alone: pages load nothing else
  page.setDefaultTimeout(90_000);
  let at = "";
  page.on("console", (m) => m.type() === "error" && !m.text().includes("status of 40") && faults.add(`${at}: the browser says: ${m.text()}`));
  page.on("pageerror", (e) => faults.add(`${at}: the browser says: ${e.message}`));
  page.on("request", (r) => r.url().startsWith("http") && !r.url().startsWith(origin) && faults.add(`${at}: asks ${r.url()}`));
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  const words = () => page.evaluate(() => document.querySelector("main, body").innerText.length);
  const audit = async (theme) => {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
    const { violations } = await page.evaluate((source) => { if (!window.axe) (0, eval)(source); return window.axe.run({ resultTypes: ["violations"] }); }, axe);
    for (const v of violations) for (const n of v.nodes) faults.add(`${at}, ${theme}: ${v.id}: ${v.help}: ${n.target} ${n.html.slice(0, 120)} ${n.failureSummary.slice(0, 200)}`);
  };
  for (const path of pages) {
    at = path;
    const pinned = (name, value) => path + (path.includes("?") ? "&" : "?") + name + "=" + value;
    await page.setViewport({ width: 1400, height: 900 });
    const response = await page.goto(origin + path, { waitUntil: "load" });
    const html = await response.text();
    if (response.status() !== (path.endsWith("nobody") ? 404 : 200)) faults.add(`${path}: ${response.status()}`);
    if (Buffer.byteLength(html) > heaviest) faults.add(`${path}: ${Buffer.byteLength(html)} bytes of HTML`);
    for (const theme of ["light", "dark"]) await audit(theme);
    if ((await wide()) > 0) faults.add(`${path}: ${await wide()} pixels too wide for 1400`);
    await page.setViewport({ width: 320, height: 700 });
    if ((await wide()) > 0) faults.add(`${path}: ${await wide()} pixels too wide for 320`);
    await page.goto(origin + pinned("lang", "de"), { waitUntil: "load" });
    if ((await page.evaluate(() => document.documentElement.lang)) !== "de") faults.add(`${path}: no German`);
    if ((await wide()) > 0) faults.add(`${path}: in German ${await wide()} pixels too wide for 320`);
    const said = await words();
    await page.setJavaScriptEnabled(false);
    await page.goto(origin + pinned("lang", "de"), { waitUntil: "load" });
    await page.setJavaScriptEnabled(true);
    if ((await words()) < said * 0.5) faults.add(`${path}: says less than half without scripts`);
  }
  at = "from search to export";
  await travel(await browser.newPage());
  at = "by keys alone";
  await byKeys(await browser.newPage());
} catch (error) {
  faults.add(`${at}: ${error.stack}`);
} finally {
  await browser.close();
  await server.stop();
}
// travel goes where a reporter would: from a name to a promise, its speaker, what lies around him, the ways to another party, and takes
// the drawing along. What is saved names its sources.
async function travel(page) {
  page.setDefaultTimeout(60_000);
  await page.setViewport({ width: 1400, height: 900 });
  const follow = async (selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);
  await page.goto(origin + "/");
  await page.type("main input[name=q]", "10 billion training inference");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await follow('main a[href^="/promises/tesla-ai-spend-2024"]');
  await follow('.byline a[href^="/people/elon-musk"]');
  await follow('a.button[href^="/connections?of=elon-musk"]');
  const drawn = () => page.waitForFunction(() => document.getElementById("drawing").cy?.nodes().length > 5 && !document.getElementById("canvas").hasAttribute("aria-busy"));
  await drawn();
  // The kinds, a day and what lies around a neighbour are drawn, and undone.
  const count = () => page.evaluate(() => document.getElementById("drawing").cy.nodes().length);
  const before = await count();
  await page.click('[data-kind="PROMISE"]');
  await page.waitForFunction((n) => document.getElementById("drawing").cy.nodes().length < n, {}, before);
  await page.click('[data-do="undo"]');
  await page.waitForFunction((n) => document.getElementById("drawing").cy.nodes().length === n, {}, before);
  await page.evaluate(() => document.getElementById("drawing").cy.getElementById("tesla").select());
  await page.waitForFunction(() => document.querySelector(".chosen h2")?.textContent === "Tesla, Inc.");
  const press = (text) => page.evaluate((t) => [...document.querySelectorAll(".chosen button")].find((b) => b.textContent === t).click(), text);
  await press("Pin");
  expect(await page.evaluate(() => document.getElementById("drawing").cy.getElementById("tesla").locked()), "a pinned point moves");
  await page.goto(origin + "/connections?from=nvidia&to=xai");
  await drawn();
  const ways = await page.$$eval(".paths > li", (list) => list.length);
  expect(ways > 1, `${ways} ways from Nvidia to xAI`);
  const avoid = await page.$(".paths a[href*=avoid]");
  await Promise.all([page.waitForNavigation(), avoid.click()]);
  expect(await page.$(".chip"), "the hub that is avoided is not told");
  await drawn();
  // What the buttons save is caught where it is made.
  const saved = (kind) => page.evaluate((kind) => new Promise((found) => {
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => { if (blob.type.startsWith("image/" + kind)) blob.slice(0, 2e6).text().then(found); return make(blob); };
    document.querySelector(`[data-save="${kind.slice(0, 3)}"]`).click();
  }), kind);
  const svg = await saved("svg");
  expect(svg.includes("</svg>") && /<title>[^<]*https?:\/\//.test(svg) && svg.includes("revision"), "the SVG names no sources");
  expect((await saved("png")).slice(1, 4) === "PNG", "no PNG");
  for (const format of ["csv", "graphml"]) {
    const href = await page.$eval(`a[href^="/connections/${format}"]`, (a) => a.href);
    expect(/https?:\/\/(?!127)/.test(await (await fetch(href)).text()), `the ${format} names no sources`);
  }
}

// byKeys reads and draws without a mouse.
async function byKeys(page) {
  page.setDefaultTimeout(60_000);
  await page.goto(origin + "/connections?of=xai");
  await page.waitForFunction(() => document.getElementById("drawing").cy?.nodes().length > 3);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement.classList.contains("skip")), "the first key does not lead past the menu");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => location.hash === "#main"), "the way past the menu leads nowhere");
  for (let i = 0; i < 40 && (await page.evaluate(() => document.activeElement.id !== "canvas")); i++) await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement.id === "canvas"), "no key leads into the drawing");
  const before = await page.evaluate(() => document.getElementById("drawing").cy.nodes().length);
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.querySelector(".chosen h2"));
  await page.keyboard.press("Delete");
  await page.waitForFunction((n) => document.getElementById("drawing").cy.nodes().length < n, {}, before);
  await page.keyboard.press("z");
  await page.waitForFunction((n) => document.getElementById("drawing").cy.nodes().length === n, {}, before);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement.id !== "canvas"), "no key leads out of the drawing");
}

function expect(right, what) {
  if (!right) faults.add(`${at}: ${what}`);
}

for (const fault of faults) console.log(fault);
console.log(`${pages.length} pages in two themes, two widths, two languages, with scripts and without: ${faults.size ? `${faults.size} faults` : "nothing to complain of"}`);
process.exitCode = faults.size ? 1 : 0;
