// A form is sent once: a second click while the first is under way does nothing.
const isSending = (form) => form.dataset.sending === "1";

function begin(form, button) {
  form.dataset.sending = "1";
  form.setAttribute("aria-busy", "true");
  if (button) button.setAttribute("aria-disabled", "true");
}

function end(form) {
  delete form.dataset.sending;
  form.removeAttribute("aria-busy");
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

document.addEventListener("submit", (event) => {
  if (!isSending(event.target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

// Last in line: whoever wanted to stop or take over the sending has done so by now.
window.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.method === "get") return;
  begin(form, event.submitter);
});

document.body.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.tagName === "FORM" && !event.defaultPrevented) begin(event.target, event.detail.requestConfig.triggeringEvent?.submitter);
});
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.requestConfig.elt.tagName === "FORM") end(detail.requestConfig.elt);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(end));
