// Passkeys: the browser is asked for one when the form is sent, and what it answers goes along in `credential`.
// Where the browser has none to offer, the forms stay hidden.
(() => {
  if (!window.PublicKeyCredential || !window.webauthnJSON) return;
  const show = (selector, shown) => { for (const part of document.querySelectorAll(selector)) part.hidden = !shown };
  const options = async form => form.dataset.passkey === 'sign in'
    ? (await (await fetch(form.action, { headers: { Accept: 'application/json' } })).json()).request_options
    : Object.values(JSON.parse(document.getElementById('passkey-options').textContent))[0];

  const add = asked => {
    Object.assign(asked.publicKey.authenticatorSelection, { residentKey: 'required', requireResidentKey: true, userVerification: 'required' });
    return webauthnJSON.create(asked);
  };

  show('[data-passkey-missing]', false);
  show('form[data-passkey]', true);
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.addEventListener('submit', async event => {
      event.preventDefault();
      show('[data-passkey-trouble]', false);
      try {
        const asked = await options(form);
        const credential = form.dataset.passkey === 'add' ? await add(asked) : await webauthnJSON.get(asked);
        form.elements.credential.value = JSON.stringify(credential);
        form.submit();
      } catch { show('[data-passkey-trouble]', true) }
    });
  }
})();
