// A thin line over the page while htmx waits for an answer; a word when none came.
let waiting = 0;
const show = () => document.documentElement.classList.toggle("is-loading", waiting > 0);

document.body.addEventListener("htmx:beforeRequest", () => {
  waiting += 1;
  show();
  document.getElementById("problem")?.replaceChildren();
});
document.body.addEventListener("htmx:afterRequest", () => {
  waiting = Math.max(0, waiting - 1);
  show();
});
document.body.addEventListener("htmx:sendError", () => {
  const message = document.querySelector("[data-offline]")?.textContent.trim();
  if (message) document.body.dispatchEvent(new CustomEvent("toast", { detail: { message, kind: "problem" } }));
});
