// The token of the page, sent with everything that writes.
export const token = () => document.querySelector("meta[name=csrf]")?.content ?? "";

/** POSTs form fields; resolves with the response, rejects when the server cannot be reached. */
export function post(url, fields, options = {}) {
  return fetch(url, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { "X-CSRFToken": token(), "HX-Request": "true", ...options.headers },
    signal: options.signal,
  });
}

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token();
});
