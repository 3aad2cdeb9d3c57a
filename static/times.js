// Reads times back as a sentence while they are typed. Without it the button beside them asks the server the same.
(() => {
  const names = ['zone', 'starts', 'starts_which', 'ends', 'ends_which'], zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

  for (const box of document.querySelectorAll('[data-read-back]')) {
    const form = box.closest('form'), line = box.querySelector('p'), button = box.querySelector('button');
    const offer = needed => { button.hidden = !needed; button.type = needed ? 'submit' : 'button' }; // Enter means the form's own button
    let turn = 0;

    const ask = async () => {
      const typed = new FormData(form), mine = ++turn;
      const said = new URLSearchParams({ zone: box.dataset.zone, minutes: box.dataset.minutes, zones: `${box.dataset.zones} ${zone}` });
      for (const name of names) if (typed.get(name)) said.set(name, typed.get(name));
      const answer = await fetch(`${box.dataset.readBack}?${said}`, { redirect: 'error' });
      const { sentence, refused } = await answer.json();
      if (mine !== turn) return; // somebody typed on meanwhile
      line.textContent = sentence;
      line.classList.toggle('badt', refused);
      offer(refused); // a time that comes twice is asked for by the server
    };

    let waiting;
    const askSoon = () => { clearTimeout(waiting); waiting = setTimeout(() => ask().catch(() => offer(true)), 150) };
    form.addEventListener('input', event => { if (names.includes(event.target.name)) askSoon() });
    offer(false);
    askSoon();
  }
})();
