// Makes or shows a passkey when its button is pressed. Without JavaScript the one-time code remains.
const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const readable = (options) => {
  options.challenge = decode(options.challenge);
  if (options.user) options.user.id = decode(options.user.id);
  for (const one of [...(options.allowCredentials ?? []), ...(options.excludeCredentials ?? [])]) one.id = decode(one.id);
  return options;
};

const written = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[name]) response[name] = encode(credential.response[name]);
  return JSON.stringify({ id: credential.id, rawId: encode(credential.rawId), type: credential.type, response });
};

const run = async (button) => {
  const { passkey, from, to, csrf } = button.dataset;
  const publicKey = readable(await (await fetch(from)).json());
  const credential = await navigator.credentials[passkey]({ publicKey });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
  const told = await (await fetch(to, { method: "POST", headers, body: written(credential) })).json();
  if (told.trouble) throw new Error(told.trouble);
  location.assign(told.onward);
};

for (const button of document.querySelectorAll("button[data-passkey]"))
  button.addEventListener("click", () => {
    run(button).catch((error) => {
      document.querySelector("[data-passkey-trouble]").textContent = error.message;
    });
  });
