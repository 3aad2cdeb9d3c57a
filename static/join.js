// The waiting screen: counts down in words, at most once a minute, opens the door when it is time, and asks now and then whether
// something is new. Without it the page says the same when loaded again.
(() => {
  const box = document.querySelector('[data-screen]');
  if (!box) return;
  const starts = Date.parse(box.dataset.starts), skew = Date.parse(box.dataset.now) - Date.now(); // a wrong clock opens no door too late
  const now = () => Date.now() + skew;
  const relative = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'always' });
  const inWords = minutes => minutes < 90 ? relative.format(minutes, 'minute')
    : minutes < 36 * 60 ? relative.format(Math.round(minutes / 60), 'hour')
    : relative.format(Math.round(minutes / 1440), 'day');

  const before = box.querySelector('[data-opens]'), door = box.querySelector('[data-door]');
  const count = () => {
    const words = before.querySelector('[data-countdown]'), opens = Date.parse(before.dataset.opens);
    if (now() >= opens + 500) return open();
    const sentence = words.dataset.countdown.replace('{in}', inWords(Math.ceil((starts - now()) / 60000)));
    if (words.textContent !== sentence) words.textContent = sentence;
    setTimeout(count, Math.min(opens + 500 - now(), 60000 - now() % 60000) + 50);
  };
  const open = () => {
    before.hidden = true;
    door.hidden = false;
    const said = door.querySelector('[data-open]');
    if (said) said.textContent = said.dataset.open;
  };
  if (before) count();

  // the room opens beside this page, so that it can still say where everybody went
  const form = box.querySelector('[data-enter]');
  if (form) {
    form.target = '_blank';
    form.addEventListener('submit', () => wait(3000));
  }

  let tag = '', timer;
  const line = box.querySelector('[data-line]');
  const show = screen => {
    const spot = line.querySelector('span');
    if (spot.textContent !== screen.line) spot.textContent = screen.line;
    line.hidden = !screen.line;
    if (screen.state !== box.dataset.state) location.reload();
  };
  const ask = async () => {
    try {
      const headers = tag ? { 'If-None-Match': tag } : {};
      const answer = await fetch(box.dataset.screen, { headers, cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(10000) });
      if (answer.ok) {
        tag = answer.headers.get('ETag') ?? '';
        show(await answer.json());
      }
    } catch { /* the next one may get through */ }
    wait(every());
  };
  const every = () => { // milliseconds: often around the start, and never all screens at once
    const minutes = Math.abs(starts - now()) / 60000;
    const least = minutes < 20 ? 10000 : minutes < 120 ? 30000 : 180000;
    return least * (1 + Math.random());
  };
  const wait = milliseconds => {
    clearTimeout(timer);
    timer = setTimeout(ask, milliseconds);
  };
  document.addEventListener('visibilitychange', () => { if (!document.hidden) wait(Math.random() * 2000); });
  window.addEventListener('pageshow', event => { if (event.persisted) ask(); });
  wait(every());
})();
