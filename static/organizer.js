// Suggests the zone of the browser where none was chosen. The page works without it.
(() => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const select of document.querySelectorAll('select[data-suggest-zone]')) {
    if (select.value === 'UTC' && [...select.options].some(option => option.value === here)) select.value = here;
  }
})();
