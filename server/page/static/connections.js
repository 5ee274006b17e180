// Draws the connections. What is drawn is told by the address alone, so that each state can be shared, goes back with the
// browser, and is the same in the list; only where things stand and what is pinned is kept beside it, in the history.
(() => {
  const section = document.getElementById('drawing');
  if (!section || !window.cytoscape) return;
  const words = JSON.parse(section.dataset.words);
  const box = document.getElementById('canvas');
  const panel = section.querySelector('.chosen');
  const slide = document.getElementById('slide');
  const hint = panel.firstElementChild;
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  let begun = new URLSearchParams(location.search).get('from') || ''; // where ways shall start
  let turn = 0; // answers to older questions are dropped

  section.hidden = false;
  for (const e of document.querySelectorAll('.byscript')) e.hidden = false;

  // Colours are those of the page, in its theme.
  function colour(name) {
    const probe = document.createElement('i');
    probe.style.color = `var(--${name})`;
    section.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  }
  const statusColours = {
    KEPT: 'good', KEPT_LATE: 'good', NOT_KEPT: 'bad', ABANDONED: 'bad', PARTLY_KEPT: 'wait', DUE: 'wait', STALLED: 'wait',
  };
  const sans = getComputedStyle(document.querySelector('button')).fontFamily;

  function look() {
    const [ink, paper, tint, soft, link, bad, even] = ['ink', 'paper', 'tint', 'soft', 'link', 'bad', 'even'].map(colour);
    const status = (node) => colour(statusColours[node.data('status')] || 'even');
    return [
      { selector: 'node', style: {
        'font-family': sans, 'font-size': 11, color: ink, label: 'data(text)', 'text-wrap': 'wrap', 'text-max-width': 120, 'text-valign': 'bottom', 'text-margin-y': 4,
        'text-background-color': paper, 'text-background-opacity': .82, 'text-background-padding': 1, 'min-zoomed-font-size': 8,
        width: 20, height: 20, 'background-color': tint, 'border-width': 2, 'border-color': ink } },
      { selector: 'node[kind = "PERSON"], node[kind = "COMPANY"]', style: { 'z-index': 5, 'text-background-opacity': .95 } }, // their names stay readable where lines meet
      { selector: 'node[kind = "PERSON"]', style: { shape: 'ellipse', 'background-color': ink, width: 'data(size)', height: 'data(size)', 'font-size': 14, 'font-weight': 'bold', 'min-zoomed-font-size': 5 } },
      { selector: 'node[kind = "COMPANY"]', style: { shape: 'round-rectangle', width: 'data(size)', height: 'data(size)', 'font-size': 14, 'font-weight': 'bold', 'min-zoomed-font-size': 5 } },
      { selector: 'node[kind = "PROMISE"]', style: { shape: 'diamond', 'border-color': status, 'border-width': 3 } },
      { selector: 'node[kind = "EVENT"]', style: { shape: 'hexagon', 'background-color': bad, 'border-width': 0 } },
      { selector: 'node[kind = "EVIDENCE"]', style: { shape: 'triangle', 'background-color': even, 'border-width': 0 } },
      { selector: 'node[kind = "RULING"]', style: { shape: 'octagon', 'border-color': even } },
      { selector: 'node[kind = "SOURCE"]', style: { shape: 'rectangle', 'border-width': 1 } },
      { selector: 'edge', style: {
        width: 1.2, 'line-color': soft, 'curve-style': 'bezier', 'target-arrow-shape': 'triangle', 'target-arrow-color': soft, 'arrow-scale': .8, opacity: .75,
        'font-family': sans, 'font-size': 10, color: ink, 'text-background-color': paper, 'text-background-opacity': .9, 'text-background-padding': 2, 'min-zoomed-font-size': 8 } },
      { selector: 'edge[kind = "STAKE"]', style: { width: 'mapData(high, 0, 100, 1.5, 7)', 'line-color': link, 'target-arrow-color': link, label: 'data(shown)', opacity: .9 } },
      { selector: 'edge[?disputed]', style: { 'line-style': 'dashed' } },
      { selector: 'edge[kind = "POSITION"]', style: { 'line-style': 'dotted', width: 2, label: 'data(shown)' } },
      { selector: 'edge[kind = "EVENT"]', style: { 'line-color': bad, 'target-arrow-color': bad } },
      { selector: 'node.middle', style: { 'border-width': 5 } },
      { selector: 'node:locked', style: { 'underlay-color': soft, 'underlay-opacity': .3, 'underlay-padding': 5 } },
      { selector: ':selected', style: { 'overlay-color': link, 'overlay-opacity': .25, 'overlay-padding': 5, 'min-zoomed-font-size': 0, opacity: 1 } },
    ];
  }

  const cy = cytoscape({ container: box, style: look(), minZoom: .08, maxZoom: 4, selectionType: 'single', boxSelectionEnabled: false });
  section.cy = cy; // for those who look at the page from outside
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => cy.style(look()));

  const short = (text, most) => (text.length > most ? text.slice(0, most).replace(/\s\S*$/, '') + '…' : text);
  const party = (kind) => kind === 'PERSON' || kind === 'COMPANY';

  // bundle makes one line of all stakes, or posts, between the same two: the latest speaks for them, the others can be read.
  function bundle(edges) {
    const lines = new Map();
    for (const e of edges) {
      const key = e.kind === 'STAKE' || e.kind === 'POSITION' ? [e.kind, e.source, e.target].join(' ') : e.id;
      const line = lines.get(key);
      if (line) line.push(e); else lines.set(key, [e]);
    }
    return [...lines].map(([id, all]) => {
      all.sort((a, b) => (b.date || '').localeCompare(a.date || ''));
      const latest = all.find((e) => e.kind !== 'STAKE' || e.high) || all[0];
      const known = latest.kind !== 'STAKE' || latest.high ? latest.label || '' : '';
      return { high: 0, ...latest, id, all, disputed: all.some((e) => e.disputed), shown: known + (known && all.length > 1 ? ` (+${all.length - 1})` : ''), sources: all.flatMap((e) => e.sources || []) };
    });
  }

  // show puts the answer in place of what was drawn; what stays keeps its place.
  function show(web, places) {
    const first = cy.nodes().empty();
    const edges = bundle(web.edges);
    const degrees = {};
    for (const e of edges) for (const id of [e.source, e.target]) degrees[id] = (degrees[id] || 0) + 1;
    const wanted = new Set([...web.nodes, ...edges].map((x) => x.id));
    cy.batch(() => {
      cy.elements().filter((e) => !wanted.has(e.id())).remove();
      for (const n of web.nodes) {
        const text = party(n.kind) ? n.label : [n.statusWord, short(n.label, 60)].filter(Boolean).join('\n');
        const data = { ...n, text, size: party(n.kind) ? Math.min(60, 20 + 5 * Math.sqrt(degrees[n.id] || 0)) : 20 };
        const known = cy.getElementById(n.id);
        if (known.nonempty()) known.data(data);
        else cy.add({ data, position: beside(n.id, web) });
      }
      for (const e of edges) {
        const known = cy.getElementById(e.id);
        if (known.nonempty()) known.data(e);
        else cy.add({ data: e });
      }
      cy.nodes().removeClass('middle');
      cy.getElementById(section.dataset.of).addClass('middle');
    });
    if (places) {
      for (const node of cy.nodes()) {
        const place = places[node.id()];
        node.unlock();
        if (place) node.position({ x: place[0], y: place[1] });
        if (place && place[2]) node.lock();
      }
      return;
    }
    tidy(first);
  }

  // beside is a place near a neighbour that is drawn already.
  function beside(id, web) {
    for (const e of web.edges) {
      const other = e.source === id ? e.target : e.target === id ? e.source : null;
      const node = other && cy.getElementById(other);
      if (node && node.nonempty()) {
        const angle = id.length * 2.4 + id.charCodeAt(0);
        return { x: node.position('x') + 70 * Math.cos(angle), y: node.position('y') + 70 * Math.sin(angle) };
      }
    }
    return { x: 0, y: 0 };
  }

  function tidy(anew) {
    const fixed = cy.nodes(':locked').map((n) => ({ nodeId: n.id(), position: { ...n.position() } }));
    cy.layout({
      name: 'fcose', quality: anew ? 'proof' : 'default', randomize: anew, animate: !anew && !still.matches && cy.nodes().length < 200, animationDuration: 400,
      fit: true, padding: 30, nodeDimensionsIncludeLabels: cy.nodes().length < 150, idealEdgeLength: cy.nodes().length < 150 ? 130 : 80, nodeRepulsion: cy.nodes().length < 150 ? 24000 : 12000, nodeSeparation: 110, numIter: cy.nodes().length > 250 ? 1500 : 2500,
      packComponents: true, fixedNodeConstraint: fixed.length ? fixed : undefined,
    }).run();
  }

  const places = () => Object.fromEntries(cy.nodes().map((n) => [n.id(), [Math.round(n.position('x')), Math.round(n.position('y')), n.locked() ? 1 : 0]]));

  // go leads to another state; the one before can be come back to.
  function go(change) {
    const query = new URLSearchParams(location.search);
    change(query);
    const depth = (history.state && history.state.depth) || 0;
    history.replaceState({ depth, places: places() }, '');
    history.pushState({ depth: depth + 1 }, '', '?' + query);
    undoable();
  }
  const undoable = () => { section.querySelector('[data-do="undo"]').disabled = !(history.state && history.state.depth); };

  // load asks the server for what the address tells, to draw and as a page for the list beside.
  async function load(known) {
    const mine = ++turn;
    box.setAttribute('aria-busy', 'true');
    try {
      const [drawn, page] = await Promise.all([
        fetch('/connections/json' + location.search).then((r) => (r.ok ? r.json() : Promise.reject(r.status))),
        cy.nodes().empty() ? null : fetch(location.href).then((r) => (r.ok ? r.text() : Promise.reject(r.status))),
      ]);
      if (mine !== turn) return;
      if (page) swap(new DOMParser().parseFromString(page, 'text/html'));
      show(drawn, known);
      choose(cy.$(':selected'));
    } catch (cause) {
      if (mine === turn) say(section.dataset.failed);
      throw cause;
    } finally {
      if (mine === turn) box.removeAttribute('aria-busy');
    }
  }

  // swap takes over what the address changed on the page beside the drawing.
  function swap(page) {
    for (const name of ['.day', '.bottom', '[aria-labelledby="list"]', 'a[href^="/connections/graphml"]', 'a[href^="/connections/csv"]']) {
      const [here, there] = [document.querySelector(name), page.querySelector(name)];
      if (here && there) here.replaceWith(there);
    }
  }

  function element(name, text, attributes) {
    const e = document.createElement(name);
    if (text) e.textContent = text;
    for (const key in attributes) e.setAttribute(key, attributes[key]);
    return e;
  }
  function say(text) { panel.replaceChildren(element('p', text)); }

  // choose tells about what was chosen.
  function choose(chosen) {
    if (chosen.empty()) { panel.replaceChildren(hint); return; }
    const d = chosen.data();
    const parts = [];
    if (chosen.isNode()) {
      parts.push(element('p', [d.word, d.when].filter(Boolean).join(' · '), { class: 'soft' }), element('h2', d.label));
      if (d.statusWord) parts.push(element('p', d.statusWord, { class: 's-' + d.status }));
      const acts = element('p', '', { class: 'acts' });
      acts.append(element('a', words.open, { class: 'button', href: d.path }));
      const add = (text, act) => { const b = element('button', text, { type: 'button' }); b.addEventListener('click', act); acts.append(b); };
      add(words.expand, () => expand(chosen));
      add(chosen.locked() ? words.unpin : words.pin, () => pin(chosen));
      add(words.hide, () => hide(chosen));
      add(words.start, () => { begun = d.id; say(words.from.replace('{name}', d.label)); });
      if (begun && begun !== d.id) add(words.end, () => { location.search = ways(begun, d.id); });
      parts.push(acts);
    } else {
      const [from, to] = [chosen.source().data('label'), chosen.target().data('label')];
      parts.push(element('p', d.word, { class: 'soft' }), element('h2', `${short(from, 60)} → ${short(to, 60)}`));
      const list = element('ul');
      for (const e of d.all) {
        const text = [e.label, e.when].filter(Boolean).join(', ') + (e.disputed ? ` (${words.disputed})` : '');
        if (!text) continue;
        const item = element('li');
        item.append(e.path ? element('a', text, { href: e.path }) : text);
        list.append(item);
      }
      if (list.childElementCount) parts.push(list);
    }
    const sources = [...new Map((d.sources || []).map((s) => [s.path, s])).values()];
    if (sources.length) {
      const list = element('ul');
      for (const s of sources) { const item = element('li'); item.append(element('a', s.publisher, { href: s.path })); list.append(item); }
      parts.push(element('p', words.sources, { class: 'soft' }), list);
    } else if (chosen.isNode() || d.path) parts.push(element('p', words.nosource, { class: 'soft' }));
    panel.replaceChildren(...parts);
  }

  function ways(from, to) {
    const query = new URLSearchParams(location.search);
    for (const name of ['of', 'also', 'hide', 'depth', 'limit']) query.delete(name);
    query.set('from', from);
    query.set('to', to);
    return query.toString();
  }

  function expand(node) {
    if (node.empty() || !node.isNode()) return;
    const query = new URLSearchParams(location.search);
    if (query.getAll('also').includes(node.id())) return;
    go((q) => {
      if (!q.has('of')) { // from ways on to what lies around one of their records
        q.set('of', node.id());
        for (const name of ['from', 'to', 'avoid']) q.delete(name);
      } else q.append('also', node.id());
    });
    if (!query.has('of')) { location.reload(); return; }
    load();
  }
  function hide(node) {
    if (node.empty() || !node.isNode()) return;
    const id = node.id();
    go((q) => q.append('hide', id));
    node.unselect();
    load(places());
  }
  function pin(node) {
    if (node.empty() || !node.isNode()) return;
    go(() => {});
    if (node.locked()) node.unlock(); else node.lock();
    choose(node);
  }

  cy.on('select unselect', () => choose(cy.$(':selected')));
  cy.on('dbltap', 'node', (e) => expand(e.target));
  let before;
  cy.on('grab', 'node', () => { before = places(); });
  cy.on('dragfree', 'node', () => { // the place before is what going back leads to
    const now = places();
    const depth = (history.state && history.state.depth) || 0;
    history.replaceState({ depth, places: before }, '');
    history.pushState({ depth: depth + 1, places: now }, '');
    undoable();
  });

  // The drawing by keys: from point to point by the arrows.
  const ahead = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  box.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const chosen = cy.nodes(':selected');
    const act = {
      Enter: () => expand(chosen), p: () => pin(chosen), Delete: () => hide(chosen), Backspace: () => hide(chosen),
      '+': () => zoom(1.3), '-': () => zoom(1 / 1.3), z: () => undo(), Home: () => cy.fit(undefined, 30), Escape: () => cy.$(':selected').unselect(),
    }[e.key];
    if (act) { act(); e.preventDefault(); return; }
    const way = ahead[e.key];
    if (!way) return;
    e.preventDefault();
    const from = chosen.nonempty() ? chosen.position() : null;
    let best = cy.getElementById(section.dataset.of);
    if (best.empty()) best = cy.nodes().first();
    if (from) {
      let least = Infinity;
      best = chosen;
      for (const n of cy.nodes().difference(chosen)) {
        const [x, y] = [n.position('x') - from.x, n.position('y') - from.y];
        const [along, across] = [x * way[0] + y * way[1], Math.abs(x * way[1] + y * way[0])];
        if (along > 0 && along + 2 * across < least) { least = along + 2 * across; best = n; }
      }
    }
    cy.batch(() => { cy.$(':selected').unselect(); best.select(); });
    const at = best.renderedPosition();
    if (at.x < 40 || at.y < 40 || at.x > cy.width() - 40 || at.y > cy.height() - 40) cy.center(best);
  });

  function zoom(by) { cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } }); }
  function undo() { if (history.state && history.state.depth) history.back(); }

  const acts = { tidy: () => { go(() => {}); tidy(false); }, fit: () => cy.fit(undefined, 30), in: () => zoom(1.3), out: () => zoom(1 / 1.3), undo };
  for (const b of section.querySelectorAll('[data-do]')) b.addEventListener('click', acts[b.dataset.do]);

  const kinds = [...section.querySelectorAll('[data-kind]')];
  for (const k of kinds) {
    k.addEventListener('change', () => {
      const chosen = kinds.filter((x) => x.checked);
      if (!chosen.length) { k.checked = true; return; }
      go((q) => { q.delete('via'); for (const x of chosen) q.append('via', x.dataset.kind); });
      load();
    });
  }

  // The slider goes by months; its end is all that is known today.
  const today = section.dataset.today.split('-').map(Number);
  const start = 2004;
  const last = (today[0] - start) * 12 + today[1];
  slide.max = last;
  const endOf = (n) => new Date(Date.UTC(start + Math.floor(n / 12), (n % 12) + 1, 0));
  function tell() {
    const n = Number(slide.value);
    const text = n >= last ? words.today : new Intl.DateTimeFormat(document.documentElement.lang, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(endOf(n));
    slide.nextElementSibling.textContent = text;
    slide.setAttribute('aria-valuetext', text);
  }
  function place() {
    const day = new URLSearchParams(location.search).get('asOf');
    const [year, month] = (day || '').split('-').map(Number);
    slide.value = day ? (year - start) * 12 + (month || 12) - 1 : last;
    tell();
  }
  slide.addEventListener('input', tell);
  slide.addEventListener('change', () => {
    const n = Number(slide.value);
    go((q) => { if (n >= last) q.delete('asOf'); else q.set('asOf', endOf(n).toISOString().slice(0, 10)); });
    load();
  });

  addEventListener('popstate', (e) => {
    undoable();
    place();
    const chosen = new URLSearchParams(location.search).getAll('via');
    for (const k of kinds) k.checked = chosen.length ? chosen.includes(k.dataset.kind) : k.defaultChecked;
    load(e.state && e.state.places);
  });

  // What is saved says where it comes from.
  const caption = () => `promisegraph · ${document.title.replace(/ · promisegraph$/, '')} · ${new URLSearchParams(location.search).get('asOf') || section.dataset.today} · revision ${section.dataset.revision} · ${location.href}`;
  function save(blob, name) {
    const a = element('a', '', { href: URL.createObjectURL(blob), download: name });
    document.body.append(a);
    a.click();
    a.remove();
    setTimeout(() => URL.revokeObjectURL(a.href), 10000);
  }
  const saves = {
    svg: () => save(new Blob([svg()], { type: 'image/svg+xml' }), 'connections.svg'),
    png: async () => {
      const image = new Image();
      image.src = URL.createObjectURL(cy.png({ full: true, scale: 2, maxWidth: 8000, maxHeight: 8000, bg: colour('paper'), output: 'blob' }));
      await image.decode();
      const canvas = element('canvas');
      canvas.width = Math.max(image.width, 900);
      canvas.height = image.height + 44;
      const pen = canvas.getContext('2d');
      pen.fillStyle = colour('paper');
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(image, (canvas.width - image.width) / 2, 0);
      pen.fillStyle = colour('soft');
      pen.font = `20px ${sans}`;
      pen.fillText(caption(), 16, canvas.height - 14, canvas.width - 32);
      URL.revokeObjectURL(image.src);
      canvas.toBlob((blob) => save(blob, 'connections.png'), 'image/png');
    },
  };
  for (const b of document.querySelectorAll('[data-save]')) b.addEventListener('click', () => saves[b.dataset.save]());

  // svg writes the drawing with its texts as texts, and the sources as titles.
  function svg() {
    const room = cy.elements().boundingBox();
    const escape = (text) => String(text).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
    const r = (n) => Math.round(n * 10) / 10;
    const titled = (d) => `<title>${escape([d.word, d.label, d.when, (d.sources || []).map((s) => [s.publisher, s.url].filter(Boolean).join(' ')).join('; ')].filter(Boolean).join(' · '))}</title>`;
    const lines = [];
    const [x, y, w, h] = [room.x1 - 20, room.y1 - 20, Math.max(room.w + 40, 600), room.h + 76];
    lines.push(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="${r(x)} ${r(y)} ${r(w)} ${r(h)}" width="${r(w)}" height="${r(h)}" font-family="${escape(sans)}">`);
    lines.push(`<title>${escape(document.title)}</title><desc>${escape(caption())}</desc><rect x="${r(x)}" y="${r(y)}" width="${r(w)}" height="${r(h)}" fill="${colour('paper')}"/>`);
    for (const e of cy.edges()) {
      const [a, b, m] = [e.sourceEndpoint(), e.targetEndpoint(), e.midpoint()];
      if (!a || !b || isNaN(m.x)) continue;
      const c = { x: 2 * m.x - (a.x + b.x) / 2, y: 2 * m.y - (a.y + b.y) / 2 };
      const dash = { dashed: ' stroke-dasharray="6 4"', dotted: ' stroke-dasharray="1.5 3"' }[e.style('line-style')] || '';
      const [angle, ink] = [Math.atan2(b.y - c.y, b.x - c.x), e.style('line-color')];
      const tip = [0, 2.7, -2.7].map((t) => { const s = t ? 7 : 0; const z = angle + (t ? Math.PI - t / 6 : 0); return `${r(b.x + s * Math.cos(z))},${r(b.y + s * Math.sin(z))}`; }).join(' ');
      lines.push(`<g opacity="${e.style('opacity')}">${titled(e.data())}<path d="M${r(a.x)} ${r(a.y)}Q${r(c.x)} ${r(c.y)} ${r(b.x)} ${r(b.y)}" fill="none" stroke="${ink}" stroke-width="${r(parseFloat(e.style('width')))}"${dash}/><polygon points="${tip}" fill="${ink}"/>`);
      if (e.style('label')) lines.push(`<text x="${r(m.x)}" y="${r(m.y + 3)}" font-size="10" text-anchor="middle" fill="${e.style('color')}" paint-order="stroke" stroke="${colour('paper')}" stroke-width="3">${escape(e.style('label'))}</text>`);
      lines.push('</g>');
    }
    const corners = { diamond: [[0, -1], [1, 0], [0, 1], [-1, 0]], triangle: [[0, -1], [1, 1], [-1, 1]], hexagon: [[-.5, -1], [.5, -1], [1, 0], [.5, 1], [-.5, 1], [-1, 0]], octagon: [[-.4, -1], [.4, -1], [1, -.4], [1, .4], [.4, 1], [-.4, 1], [-1, .4], [-1, -.4]] };
    for (const n of cy.nodes()) {
      const { x: px, y: py } = n.position();
      const [nw, nh] = [n.width() / 2, n.height() / 2];
      const paint = `fill="${n.style('background-color')}" stroke="${n.style('border-color')}" stroke-width="${parseFloat(n.style('border-width'))}"`;
      const shape = n.style('shape');
      lines.push(`<a href="${escape(new URL(n.data('path'), location.href).href)}">${titled(n.data())}`);
      if (shape === 'ellipse') lines.push(`<ellipse cx="${r(px)}" cy="${r(py)}" rx="${r(nw)}" ry="${r(nh)}" ${paint}/>`);
      else if (corners[shape]) lines.push(`<polygon points="${corners[shape].map(([cx, cy2]) => `${r(px + cx * nw)},${r(py + cy2 * nh)}`).join(' ')}" ${paint}/>`);
      else lines.push(`<rect x="${r(px - nw)}" y="${r(py - nh)}" width="${r(2 * nw)}" height="${r(2 * nh)}" rx="${shape === 'round-rectangle' ? 4 : 0}" ${paint}/>`);
      const size = parseFloat(n.style('font-size'));
      const rows = folded(n.data('text'), 22);
      lines.push(`<text font-size="${size}" font-weight="${n.style('font-weight')}" text-anchor="middle" fill="${n.style('color')}" paint-order="stroke" stroke="${colour('paper')}" stroke-width="3">${rows.map((t, i) => `<tspan x="${r(px)}" y="${r(py + nh + 6 + size * (i + .8) * 1.1)}">${escape(t)}</tspan>`).join('')}</text></a>`);
    }
    lines.push(`<text x="${r(x + 12)}" y="${r(y + h - 12)}" font-size="10" fill="${colour('soft')}">${escape(caption())}</text></svg>`);
    return lines.join('\n');
  }
  // folded breaks a text at words.
  function folded(text, width) {
    const rows = [];
    for (const part of text.split('\n')) {
      let row = '';
      for (const word of part.split(' ')) {
        if (row && (row + ' ' + word).length > width) { rows.push(row); row = word; } else row = row ? row + ' ' + word : word;
      }
      rows.push(row);
    }
    return rows;
  }

  undoable();
  place();
  load(history.state && history.state.places);
})();
