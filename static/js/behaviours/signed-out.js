// When the session ended while somebody typed: ask to sign in in another tab, then send again with a new token.
const dialog = document.getElementById("signed-out");
const stillOut = dialog.querySelector("[data-still-out]");
let again = null;

function ask(form) {
  again = form;
  stillOut.hidden = true;
  dialog.querySelector("[data-retry]").hidden = false;
  if (!dialog.open) dialog.showModal();
}

// The token belongs to the session, so the new session's token is read from a page fetched with it.
async function newToken() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.body.dataset.viewer === document.body.dataset.viewer ? page.querySelector("meta[name=csrf-token]")?.content : null;
}

function useToken(token) {
  document.querySelector("meta[name=csrf-token]").content = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "x-csrf-token": token }));
  for (const field of document.querySelectorAll("input[name=_csrf]")) field.value = token;
}

dialog.querySelector("[data-retry]").addEventListener("click", async () => {
  const token = await newToken().catch(() => null);
  stillOut.hidden = Boolean(token);
  if (!token) return;
  useToken(token);
  dialog.close();
  document.body.dispatchEvent(new CustomEvent("signed-in"));
  if (again?.isConnected) again.requestSubmit();
});

document.body.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.xhr.status !== 401) return;
  event.preventDefault();
  ask(event.target.closest("form"));
});
document.body.addEventListener("signed-out", (event) => ask(event.detail?.form));
