// Passing words: the server's HX-Trigger "toast", or any script's event of that name on the body.
// {message, kind}; "problem" stays until it is closed, the rest leaves by itself unless looked at.
const region = document.getElementById("toasts");
const STAY = 7000;

function show({ message, kind = "done" }) {
  const template = document.getElementById(kind === "problem" ? "toast-problem" : "toast-done");
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.querySelector("span").textContent = message;
  region.append(toast);
  wire(toast);
  while (region.children.length > 4) region.firstElementChild.remove();
}

function wire(toast) {
  const close = toast.querySelector("[data-toast-close]");
  close.hidden = false;
  close.addEventListener("click", () => toast.remove());
  if (toast.dataset.kind === "problem") toast.setAttribute("role", "alert");
  else leaveLater(toast);
}

function leaveLater(toast) {
  const isLookedAt = () => toast.matches(":hover, :focus-within");
  setTimeout(() => (isLookedAt() ? leaveLater(toast) : toast.remove()), STAY);
}

document.body.addEventListener("toast", (event) => show(event.detail));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) region.lastElementChild?.remove();
});

// What the server wrote into the region is put in again, so that a screen reader hears it.
for (const written of [...region.children]) {
  const message = written.querySelector("span").textContent;
  written.remove();
  show({ message, kind: written.dataset.kind });
}

// What an upload heard before it left for another page.
const carried = sessionStorage.getItem("carried-toast");
if (carried) {
  sessionStorage.removeItem("carried-toast");
  show(JSON.parse(carried));
}
