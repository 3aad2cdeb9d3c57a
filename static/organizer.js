// Suggests the zone of the browser where none was chosen. The page works without it.
(() => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const select of document.querySelectorAll('select[data-suggest-zone]')) {
    if (select.value === 'UTC' && [...select.options].some(option => option.value === here)) select.value = here;
  }
})();

// Forgets what was kept of a form while it was typed (drafts.js), now that the server has saved it.
for (const { dataset: { saved } } of document.querySelectorAll('[data-saved]')) {
  for (const key of Object.keys(localStorage)) if (key.startsWith('draft:') && key.endsWith(`:${saved}`)) localStorage.removeItem(key);
}

// On a phone the tabs scroll sideways: the one that is open is in sight (`scroll-initial-target` does it where browsers know it).
document.querySelector('.tabs [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
