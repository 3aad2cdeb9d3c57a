// Ticks a range of rows with Shift, as lists elsewhere do. Without it each row is ticked by itself.
for (const form of document.querySelectorAll('[data-ticks]')) {
  const ticks = [...form.querySelectorAll('input[name=ticked]')];
  let last = -1;
  form.addEventListener('click', event => {
    const at = ticks.indexOf(event.target);
    if (at < 0) return;
    if (event.shiftKey && last >= 0) {
      for (const tick of ticks.slice(Math.min(at, last), Math.max(at, last) + 1)) tick.checked = event.target.checked;
    }
    last = at;
  });
}
