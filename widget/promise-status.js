// <promise-status id="…">: where a promise stands, with the date of that status.
// It needs nothing else, sets no style or script inline and writes no HTML, so it
// works under a strict content security policy and with trusted types.

const css = `
:host{display:block;container-type:inline-size;--paper:#fcfbf8;--ink:#1f1d1a;--soft:#5f5a50;--rule:#d9d4c8;--link:#174a86;--good:#1a6640;--bad:#9a2d22;--wait:#755200;--even:#475265}
:host([hidden]){display:none}
:host([theme=dark]){DARK}
@media (prefers-color-scheme:dark){:host(:not([theme=light])){DARK}}
*{box-sizing:border-box;margin:0}
article{--tone:var(--even);height:100%;overflow:auto;display:flex;flex-direction:column;gap:9px;padding:14px 17px 11px;border:1px solid var(--rule);border-block-start:3px solid var(--tone);background:var(--paper);color:var(--ink);font:13px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif;text-align:start;overflow-wrap:anywhere}
.good{--tone:var(--good)}.bad{--tone:var(--bad)}.wait{--tone:var(--wait)}
a{color:var(--link);text-underline-offset:.18em}
p,blockquote{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:var(--n,2);overflow:hidden;flex:none}
blockquote{font:20px/1.36 "Iowan Old Style","Palatino Linotype",Palatino,Charter,Georgia,serif;--n:4}
.soft{color:var(--soft)}
.soft strong{color:var(--ink)}
.is{display:flex;flex-wrap:wrap;align-items:center;gap:4px 11px}
.is b{color:var(--tone);border:1px solid;border-radius:3px;font-size:14.5px;padding:1px 8px}
.re{border-inline-start:2px solid var(--rule);padding-inline-start:11px;--n:5}
.end{margin-top:auto;display:flex;flex-wrap:wrap;justify-content:space-between;gap:1px 14px}
.compact{gap:6px;padding:10px 14px 9px}
.compact blockquote{font-size:17px;line-height:1.32;--n:3}
.compact .re{border:0;padding:0}
.compact p{--n:1}
@container (max-width:419px){article{padding:11px 12px 9px;gap:7px}blockquote{font-size:17px}.re{--n:4}.compact{gap:4px}.compact blockquote{font-size:15px}}
@container (max-width:339px){.full p{--n:1}.full .re{--n:3}.compact blockquote{--n:2}}
`.replace(/DARK/g, "color-scheme:dark;--paper:#17181b;--ink:#e9e6df;--soft:#aca79c;--rule:#3a3c42;--link:#94bdf2;--good:#84cfa3;--bad:#f2a294;--wait:#e0bf6c;--even:#b0bbcc");

const tones = {KEPT: "good", KEPT_LATE: "good", NOT_KEPT: "bad", ABANDONED: "bad", PARTLY_KEPT: "wait", DUE: "wait", STALLED: "wait"};

let sheet;

// What is shown of one address, by all elements of the page together: one request, one timer.
const sources = new Map();

function watch(url, seconds, tell) {
  let s = sources.get(url);
  if (!s) sources.set(url, s = {url, watchers: new Map()});
  s.watchers.set(tell, seconds);
  if (s.text) tell(s.text);
  else load(s);
  plan(s);
  return () => {
    s.watchers.delete(tell);
    plan(s);
    if (!s.watchers.size) sources.delete(url);
  };
}

function plan(s) {
  clearTimeout(s.timer);
  const every = Math.min(...[...s.watchers.values()].filter(Boolean));
  if (every < Infinity) s.timer = setTimeout(() => (document.hidden ? plan(s) : load(s).then(() => plan(s))), every * 1000);
}

// A look after the first asks with the ETag of the last answer: the browser does that.
function load(s) {
  return s.loading ||= fetch(s.url, {credentials: "omit", cache: s.text ? "no-cache" : "default"})
    .then((r) => (r.ok ? r.text() : Promise.reject(Error(`${s.url}: ${r.status}`))))
    .then((text) => {
      if (text !== s.text) for (const tell of s.watchers.keys()) tell((s.text = text));
    })
    .catch((error) => {
      for (const tell of s.watchers.keys()) tell(s.text, error);
    })
    .finally(() => (s.loading = 0));
}

function make(tag, attributes, ...children) {
  const e = document.createElement(tag);
  for (const name in attributes) if (attributes[name]) e.setAttribute(name, attributes[name]);
  e.append(...children.filter(Boolean));
  return e;
}

export class PromiseStatus extends HTMLElement {
  static observedAttributes = ["id", "lang", "view", "asof", "live", "host"];
  static host = "";

  connectedCallback() {
    if (!this.shadowRoot) {
      sheet ||= new CSSStyleSheet();
      sheet.replaceSync(css);
      this.attachShadow({mode: "open"}).append(make("slot"));
      this.shadowRoot.adoptedStyleSheets = [sheet];
    }
    this.stop?.();
    const get = (name) => this.getAttribute(name);
    const query = new URLSearchParams();
    const lang = get("lang") || document.documentElement.lang;
    if (lang) query.set("lang", lang);
    if (get("asof")) query.set("asOf", get("asof"));
    const live = get("live");
    this.stop = watch(
      `${get("host") || PromiseStatus.host}/promises/${encodeURIComponent(this.id)}.json${query.size ? "?" + query : ""}`,
      live === null ? 0 : Math.max(15, Number(live) || 60),
      (text, error) => this.show(text, error),
    );
  }

  disconnectedCallback() {
    this.stop();
  }

  attributeChangedCallback(name, before, now) {
    if (this.stop && this.isConnected && before !== now) this.connectedCallback();
  }

  // Without an answer the page's own link stays, which carries its date.
  show(text, error) {
    if (error) this.dispatchEvent(new CustomEvent("promise-error", {detail: error, bubbles: true}));
    if (error || !text) return;
    const p = JSON.parse(text);
    const l = p.labels;
    const full = this.getAttribute("view") !== "compact";
    const date = (iso, words) => make("time", {datetime: iso}, words);
    const made = p.madeOn && date(p.madeOn, " · " + l.madeOn);
    const words = make("blockquote", {}, make(p.quote ? "q" : "span", {lang: p.quote?.lang || "en", dir: "auto"}, p.quote?.text || p.statement));
    const answer = p.response ? make("span", {lang: "en", dir: "auto"}, p.response.summary) : p.contradicts.items && l.noResponse;
    this.shadowRoot.replaceChildren(make("article", {class: `${full ? "full" : "compact"} ${(p.kind === "PROMISE" && tones[p.status]) || ""}`, lang: l.lang, dir: l.dir},
      make("p", {class: "soft"}, make("strong", {}, make("bdi", {}, p.speaker.name)), p.company.id !== p.speaker.id && " " + l.company, made),
      words,
      full && p.quote && make("p", {class: "soft"}, l.meaning + " ", make("span", {lang: "en", dir: "ltr"}, p.statement)),
      make("div", {class: "is", "aria-live": this.hasAttribute("live") && "polite"}, make("b", {}, l.status), make("span", {}, l.balance)),
      full && make("p", {class: "soft"}, l.reason),
      answer && make("p", {class: "re"}, make("span", {}, make("strong", {}, l.response + " "), answer)),
      make("div", {class: "end soft"}, date(p.asOf, l.asOf), make("a", {href: p.url, target: "_blank", rel: "noopener"}, l.more)),
    ));
    this.dispatchEvent(new CustomEvent("promise-status", {detail: p, bubbles: true}));
  }
}

/** Makes <promise-status> known to the page. host is where the graph is served: https://example.org */
export function define(host) {
  if (host) PromiseStatus.host = host;
  if (!customElements.get("promise-status")) customElements.define("promise-status", PromiseStatus);
}
