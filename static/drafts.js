// Keeps what is typed in this browser until it is saved: a closed tab, an expired session or a server's error loses nothing.
// The page works without it. organizer.js forgets what the server says it has saved.
(() => {
  const form = document.querySelector('form[data-draft]');
  if (!form) return;
  const mine = form.elements.draft, prefix = `draft:${form.dataset.draft}:`, aMonth = 30 * 24 * 3600 * 1000;
  const isFresh = !mine.value; // not a page that came back with what was typed
  mine.value ||= Date.now().toString(36) + Math.random().toString(36).slice(2, 10);

  const isTyped = name => !['csrfmiddlewaretoken', 'draft', 'event'].includes(name) && !name.startsWith('keep_');
  const typed = () => [...new FormData(form)].filter(([name]) => isTyped(name));
  const words = values => JSON.stringify(values.filter(([name]) => name !== 'opened'));
  const before = words(typed());

  let waiting;
  const keep = () => {
    clearTimeout(waiting);
    if (isFresh && words(typed()) === before) return localStorage.removeItem(prefix + mine.value);
    try { localStorage.setItem(prefix + mine.value, JSON.stringify({ at: Date.now(), values: typed() })) } catch { /* full, or not allowed */ }
  };
  form.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(keep, 300) });
  form.addEventListener('submit', keep);
  addEventListener('pagehide', () => { if (waiting) keep() });

  const kept = Object.keys(localStorage).filter(key => key.startsWith(prefix) && key !== prefix + mine.value)
    .map(key => ({ key, ...JSON.parse(localStorage[key]) })).sort((a, b) => b.at - a.at);
  for (const old of kept) if (Date.now() - old.at > aMonth || words(old.values) === before) localStorage.removeItem(old.key);
  const last = kept.find(old => old.key in localStorage);
  const offer = document.querySelector('[data-draft-offer]');
  if (!last || !offer) return;

  const line = offer.querySelector('[data-words]');
  const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long', timeStyle: 'short' }).format(last.at);
  line.textContent = line.dataset.words.replace('{time}', when);
  offer.hidden = false;

  const bringBack = () => {
    const values = new Map(last.values);
    for (const field of [...form.elements].filter(field => field.name && isTyped(field.name) && field.type !== 'submit')) {
      if (field.type === 'checkbox') field.checked = values.has(field.name);
      else if (field.type === 'radio') field.checked = values.get(field.name) === field.value;
      else if (values.has(field.name)) field.value = values.get(field.name);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    keep();
  };
  offer.addEventListener('click', ({ target }) => {
    const act = target.closest('button')?.dataset.act;
    if (!act) return;
    if (act === 'back') bringBack();
    localStorage.removeItem(last.key);
    offer.hidden = true;
    form.querySelector('input:not([type=hidden]), select, textarea')?.focus();
  });
})();
