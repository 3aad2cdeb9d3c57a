(() => {
  if (!navigator.clipboard) return;
  const copied = document.querySelector('[data-copied]').dataset.copied;
  document.querySelectorAll('[data-copies]').forEach(button => {
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent.replace(/\s+/g, ' ').trim());
      const said = button.nextElementSibling;
      said.textContent = copied;
      setTimeout(() => { said.textContent = '' }, 2000);
    });
  });
})();
