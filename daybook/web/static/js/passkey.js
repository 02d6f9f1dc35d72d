// Passkeys. A form with data-passkey="create" or "get" asks the browser first, and is sent with its answer. What is
// asked stands in data-options, or is fetched from data-options-url.
import { post } from "./csrf.js";

const toBytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const known = (list) => (list ?? []).map((each) => ({ ...each, id: toBytes(each.id) }));

function asked({ publicKey: key }) {
  const question = { ...key, challenge: toBytes(key.challenge) };
  if (key.user) question.user = { ...key.user, id: toBytes(key.user.id) };
  if (key.excludeCredentials) question.excludeCredentials = known(key.excludeCredentials);
  if (key.allowCredentials) question.allowCredentials = known(key.allowCredentials);
  return { publicKey: question };
}

function answered(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  return JSON.stringify({ id: credential.id, rawId: toText(credential.rawId), type: credential.type, response, clientExtensionResults: {} });
}

async function options(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await post(form.dataset.optionsUrl, {});
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** One line beside the button: what went wrong, in the page's own words. */
function say(form, error) {
  const place = form.querySelector("[data-passkey-said]");
  const known = { InvalidStateError: "have", SecurityError: "host" }[error.name] ?? (error.name === "NotAllowedError" ? "stopped" : "failed");
  place.textContent = place.dataset[known] ?? place.dataset.failed;
  place.hidden = false;
}

document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    const field = form.matches("[data-passkey]") && form.querySelector("[data-passkey-answer]");
    if (!field || field.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if ("asking" in form.dataset) return;
    form.dataset.asking = "";
    const button = event.submitter;
    button?.setAttribute("aria-busy", "true");
    form.querySelector("[data-passkey-said]").hidden = true;
    try {
      field.value = answered(await navigator.credentials[form.dataset.passkey](asked(await options(form))));
      button?.removeAttribute("aria-busy");
      form.requestSubmit(button);
    } catch (error) {
      say(form, error);
    } finally {
      button?.removeAttribute("aria-busy");
      delete form.dataset.asking;
    }
  },
  true,
);

/** A browser without passkeys is not offered any. */
function offer() {
  for (const part of document.querySelectorAll("[data-passkey-here][hidden]")) part.hidden = !window.PublicKeyCredential;
  for (const part of document.querySelectorAll("[data-passkey-not-here]")) part.hidden = !!window.PublicKeyCredential;
}

offer();
document.addEventListener("htmx:afterSwap", offer);
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const field of document.querySelectorAll("[data-passkey-answer]")) field.value = "";
});
