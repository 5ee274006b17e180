// Makes the forms of the desk handier: nothing is lost on reload, and the quote is taken from the text.

const place = (name) => `draft:${name}:${location.search}`;

// Saved: what was kept of the form is of no use any more.
const saved = document.querySelector('[data-saved]');
if (saved) {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(`draft:${saved.dataset.saved}:`)) localStorage.removeItem(key);
  }
}

for (const form of document.querySelectorAll('form[data-draft]')) {
  const key = place(form.dataset.draft);
  const fields = () => [...form.elements].filter((e) => e.name && e.type !== 'submit' && e.type !== 'hidden');
  const keep = () => {
    const values = fields().map((e) => [e.name, e.type === 'checkbox' ? `${e.value}=${e.checked}` : e.value]);
    localStorage.setItem(key, JSON.stringify(values));
  };
  // What the server sends back with its answer is newer than what was kept.
  if ('entered' in form.dataset) keep();
  else {
    const kept = JSON.parse(localStorage.getItem(key) ?? '[]');
    fields().forEach((e, i) => {
      const [name, value] = kept[i] ?? [];
      if (name !== e.name) return;
      if (e.type === 'checkbox') e.checked = value === `${e.value}=true`;
      else if (value) e.value = value;
    });
  }
  form.addEventListener('input', keep);
}

for (const button of document.querySelectorAll('button[data-mark]')) {
  const text = document.getElementById(button.dataset.mark);
  const quote = document.getElementById(button.dataset.into);
  button.hidden = false;
  button.addEventListener('click', () => {
    const marked = text.value.slice(text.selectionStart, text.selectionEnd).trim();
    if (!marked) { text.focus(); return; }
    quote.value = marked;
    quote.dispatchEvent(new Event('input', { bubbles: true }));
    quote.focus();
  });
}

document.getElementById('wrong')?.focus();
