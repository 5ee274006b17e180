// Handier with a script, whole without.

// What can be copied gets a button.
for (const pre of document.querySelectorAll('pre[data-copy]')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = pre.dataset.copy;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(pre.textContent);
    button.textContent = pre.dataset.copied;
  });
  pre.after(button);
}

// Finds while one types. They are links below the field: arrows lead to them and back, Escape closes.
for (const field of document.querySelectorAll('input[data-suggest]')) {
  const list = document.createElement('div');
  list.className = 'suggest';
  list.hidden = true;
  list.setAttribute('aria-live', 'polite');
  field.after(list);
  let asked;
  let waiting;
  async function suggest() {
    asked?.abort();
    const text = field.value.trim();
    if (text.length < 2) { list.hidden = true; return; }
    asked = new AbortController();
    const address = new URL(field.dataset.suggest, location.href);
    address.searchParams.set('q', text);
    address.searchParams.set('suggest', '1');
    const kind = field.form.elements.kind?.value;
    if (kind) address.searchParams.set('kind', kind);
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) throw new Error(answer.status);
      const found = new DOMParser().parseFromString(await answer.text(), 'text/html');
      list.replaceChildren(...found.body.childNodes);
      list.hidden = document.activeElement !== field;
    } catch (cause) {
      if (cause.name !== 'AbortError') list.hidden = true;
    }
  }
  field.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(suggest, 150); });
  field.form.addEventListener('keydown', (e) => {
    const links = [...list.querySelectorAll('li > .said > a:first-of-type')];
    const at = links.indexOf(document.activeElement);
    if (e.key === 'Escape' && !list.hidden) { list.hidden = true; field.focus(); e.preventDefault(); }
    if (list.hidden || !links.length || (at < 0 && document.activeElement !== field)) return;
    if (e.key === 'ArrowDown') { links[Math.min(at + 1, links.length - 1)].focus(); e.preventDefault(); }
    if (e.key === 'ArrowUp' && at >= 0) { (links[at - 1] || field).focus(); e.preventDefault(); }
  });
  field.form.addEventListener('focusout', (e) => { if (!field.form.contains(e.relatedTarget)) list.hidden = true; });
}

// What is folded away is printed too.
addEventListener('beforeprint', () => { for (const d of document.querySelectorAll('main details:not([open])')) { d.open = true; d.dataset.closed = ''; } });
addEventListener('afterprint', () => { for (const d of document.querySelectorAll('details[data-closed]')) { d.open = false; delete d.dataset.closed; } });
