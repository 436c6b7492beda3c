// Passkeys: makes one (data-passkey="add"), or shows one (data-passkey="show") with options that stand on the form or are
// fetched from data-from. A browser that knows no passkeys keeps the form hidden.

if (window.PublicKeyCredential && window.isSecureContext) {
  for (const form of document.querySelectorAll("form[data-passkey]")) prepare(form);
}

function prepare(form) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    try {
      const options = await optionsOf(form);
      const made = form.dataset.passkey === "add" ? await create(options) : await show(options);
      form.elements.credential.value = JSON.stringify(written(made));
      // Does not come here again.
      form.submit();
    } catch {
      failed.hidden = false;
      failed.focus();
    }
  });
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.from, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return (await answer.json()).request_options;
}

function create(options) {
  const publicKey = read(options.publicKey);
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  };
  return navigator.credentials.create({ publicKey });
}

function show(options) {
  return navigator.credentials.get({ publicKey: read(options.publicKey) });
}

// Bytes travel as base64url: the challenge, and the id of the user and of each credential.

function read(publicKey) {
  const bytes = { ...publicKey, challenge: decoded(publicKey.challenge) };
  if (publicKey.user) bytes.user = { ...publicKey.user, id: decoded(publicKey.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (publicKey[list]) bytes[list] = publicKey[list].map((known) => ({ ...known, id: decoded(known.id) }));
  }
  return bytes;
}

function written(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const present = parts.filter((part) => response[part]);
  return {
    id: credential.id,
    rawId: encoded(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      ...Object.fromEntries(present.map((part) => [part, encoded(response[part])])),
      ...(response.getTransports ? { transports: response.getTransports() } : {}),
    },
  };
}

function decoded(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
}

function encoded(buffer) {
  const text = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
