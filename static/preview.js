// Shows the page as it will read while it is typed. Without it the Preview button does the same.
(() => {
  const form = document.querySelector('form[data-draft]');
  if (!form) return;
  let waiting, turn = 0;

  const ask = () => {
    const typed = new FormData(form), request = new XMLHttpRequest(), mine = ++turn;
    typed.set('act', 'preview');
    request.open('POST', location.pathname);
    request.responseType = 'document'; // parsed without running anything, which Trusted Types allow
    request.addEventListener('load', () => {
      const fresh = request.response?.querySelector('[data-preview]');
      if (fresh && mine === turn) document.querySelector('[data-preview]').replaceWith(fresh);
    });
    request.send(typed);
  };
  form.addEventListener('input', ({ target }) => {
    if (!/^(title|summary|text)_|^(zone|starts|ends)/.test(target.name ?? '')) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, 300);
  });
})();
