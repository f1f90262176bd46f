// Wakes the authenticator on a press, and sends its answer with the form.
'use strict';

const passkeyForm = document.querySelector('form[data-passkey]');
const passkeyNote = document.querySelector('[data-passkey-note]');

const bytesOf = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0));
const textOf = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

const readDescriptors = (known) => (known || []).map((one) => ({ ...one, id: bytesOf(one.id) }));

const readOptions = (options) => ({
  ...options,
  challenge: bytesOf(options.challenge),
  ...(options.user && { user: { ...options.user, id: bytesOf(options.user.id) } }),
  ...(options.excludeCredentials && { excludeCredentials: readDescriptors(options.excludeCredentials) }),
  ...(options.allowCredentials && { allowCredentials: readDescriptors(options.allowCredentials) }),
});

const writeAnswer = (credential) => {
  const said = credential.response;
  const response = { clientDataJSON: textOf(said.clientDataJSON) };
  if (said.attestationObject) {
    response.attestationObject = textOf(said.attestationObject);
    response.transports = said.getTransports ? said.getTransports() : [];
  } else {
    response.authenticatorData = textOf(said.authenticatorData);
    response.signature = textOf(said.signature);
    response.userHandle = said.userHandle ? textOf(said.userHandle) : null;
  }
  return JSON.stringify({
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
};

if (passkeyForm && window.PublicKeyCredential) {
  passkeyForm.hidden = false;
  document.querySelector('[data-passkey-missing]')?.remove();
  const publicKey = readOptions(JSON.parse(passkeyForm.dataset.passkey));
  passkeyForm.addEventListener('submit', async (event) => {
    if (passkeyForm.elements.credential.value) return;
    event.preventDefault();
    event.stopPropagation();
    if (passkeyNote) passkeyNote.hidden = true;
    try {
      const credential = passkeyForm.dataset.make
        ? await navigator.credentials.create({ publicKey })
        : await navigator.credentials.get({ publicKey });
      passkeyForm.elements.credential.value = writeAnswer(credential);
      passkeyForm.requestSubmit();
    } catch {
      // Cancelled, timed out, or no such passkey here: the browser doesn't say which.
      if (passkeyNote) passkeyNote.hidden = false;
    }
  });
}
