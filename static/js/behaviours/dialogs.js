// Questions over the page: <a data-dialog="id"> opens, [data-close] closes, a click beside it closes too.
// A fragment swapped into <dialog id="dialog"> opens it; the server's HX-Trigger "dialog-close" closes it.
const shared = document.getElementById("dialog");

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.dialog).showModal();
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  if (event.target.tagName === "DIALOG" && !isInside(event.target, event)) event.target.close();
});

function isInside(dialog, { clientX: x, clientY: y, detail }) {
  const box = dialog.getBoundingClientRect();
  return detail === 0 || (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom);
}

document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== shared || !shared.childElementCount) return;
  if (!shared.open) shared.showModal();
  if (matchMedia("(hover: hover)").matches) shared.querySelector("[data-focus], textarea, select, input:not([type=hidden])")?.focus();
});
document.body.addEventListener("dialog-close", () => shared.close());
// Emptied a moment later: htmx still works on the form whose answer closes its dialog.
shared.addEventListener("close", () => setTimeout(() => shared.open || shared.replaceChildren()));
