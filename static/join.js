// Counts down in words, at most once a minute, and shows the door when it opens. Without it the page says the same when loaded again.
(() => {
  const box = document.querySelector('[data-opens]');
  if (!box) return;
  const words = box.querySelector('[data-countdown]'), door = box.querySelector('[data-door]');
  const opens = Date.parse(box.dataset.opens), starts = Date.parse(box.dataset.starts);
  const relative = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: 'always' });
  const inWords = minutes => minutes < 90 ? relative.format(minutes, 'minute')
    : minutes < 36 * 60 ? relative.format(Math.round(minutes / 60), 'hour')
    : relative.format(Math.round(minutes / 1440), 'day');
  const tick = () => {
    const now = Date.now();
    if (now >= opens) {
      for (const waiting of box.querySelectorAll('p')) waiting.hidden = waiting !== door;
      return;
    }
    const sentence = words.dataset.countdown.replace('{in}', inWords(Math.ceil((starts - now) / 60000)));
    if (words.dataset.countdown && words.textContent !== sentence) words.textContent = sentence;
    setTimeout(tick, Math.min(opens - now, 60000 - now % 60000) + 50);
  };
  tick();
})();
