// Keeps the figures of an event as they are now, while somebody looks at them. Without it they stay as they were when the page was loaded.
(() => {
  const figures = document.querySelector('[data-figures]');
  if (!figures) return;
  const every = 20000, troublesAtMost = 3;
  let tag = '', troubles = 0, asked = Date.now(), timer;

  const show = texts => {
    for (const spot of document.querySelectorAll('[data-live]')) {
      const text = texts[spot.dataset.live];
      if (text !== undefined && spot.textContent !== text) spot.textContent = text;
    }
  };
  const ask = async () => {
    asked = Date.now();
    try {
      const headers = tag ? { 'If-None-Match': tag } : {};
      const answer = await fetch(figures.dataset.figures, { headers, redirect: 'error', signal: AbortSignal.timeout(10000) });
      if (answer.ok) {
        show(await answer.json());
        tag = answer.headers.get('ETag') ?? '';
      } else if (answer.status !== 304) throw new Error(answer.statusText);
      troubles = 0;
    } catch {
      troubles += 1;
    }
    wait(every);
  };
  const wait = milliseconds => { // a little more or less, so that many desks do not ask at once
    clearTimeout(timer);
    if (!document.hidden && troubles < troublesAtMost) timer = setTimeout(ask, milliseconds * (.85 + Math.random() * .3));
  };
  document.addEventListener('visibilitychange', () => wait(Math.max(0, asked + every - Date.now())));
  wait(every);
})();
