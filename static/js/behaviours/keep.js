// What is typed into <form data-keep="document:7:opinion"> stays in this browser tab until it was sent, so that a
// session that ended while typing loses nothing. Never passwords, codes, files or hidden fields; gone at sign-out.
const PREFIX = `kept:${document.body.dataset.viewer}:`;
const PENDING = `${PREFIX}sent`;
const NEVER = "[type=password], [type=hidden], [type=file], [autocomplete=one-time-code], [data-no-keep]";
const key = (form) => PREFIX + form.dataset.keep;
const typedHere = new Set();

// A fragment that comes anew while somebody types leaves the field alone that has the focus.
if (window.Idiomorph) Idiomorph.defaults.ignoreActiveValue = true;

function fields(form) {
  return [...form.elements].filter((field) => field.name && !field.matches(NEVER) && field.tagName !== "BUTTON");
}

const isBox = (field) => field.type === "checkbox" || field.type === "radio";

function keep(form) {
  const typed = fields(form).map((field) => [field.name, isBox(field) ? field.value : "", isBox(field) ? field.checked : field.value]);
  sessionStorage.setItem(key(form), JSON.stringify(typed));
}

function restore(form) {
  const kept = JSON.parse(sessionStorage.getItem(key(form)) ?? "[]");
  let changed = false;
  for (const [name, choice, typed] of kept) {
    const field = fields(form).find((one) => one.name === name && (!isBox(one) || one.value === choice));
    if (!field) continue;
    const property = isBox(field) ? "checked" : "value";
    if (field[property] === typed) continue;
    field[property] = typed;
    changed = true;
  }
  if (changed && !typedHere.has(key(form))) offerToDrop(form);
}

function offerToDrop(form) {
  const notice = document.getElementById("kept-notice").content.firstElementChild.cloneNode(true);
  form.prepend(notice);
  notice.querySelector("[data-drop]").addEventListener("click", () => {
    sessionStorage.removeItem(key(form));
    form.reset();
    notice.remove();
  });
}

function forgetOthers() {
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith("kept:") && !name.startsWith(PREFIX)) sessionStorage.removeItem(name);
  }
}

// A form that went by plain POST has arrived when the next page neither shows it again nor tells of a problem.
function settlePending() {
  const sent = sessionStorage.getItem(PENDING);
  if (!sent || document.querySelector("[data-unsent]")) return;
  sessionStorage.removeItem(PENDING);
  const isHere = [...document.querySelectorAll("form[data-keep]")].some((form) => key(form) === sent && form.querySelector(".has-problem, .summary"));
  if (!isHere) sessionStorage.removeItem(sent);
}

if (document.body.dataset.viewer) {
  forgetOthers();
  settlePending();
}
const restoreIn = (root) => root.querySelectorAll("form[data-keep]").forEach(restore);
restoreIn(document);

document.addEventListener("input", ({ target }) => {
  if (!target.form?.dataset.keep) return;
  typedHere.add(key(target.form));
  keep(target.form);
});
window.addEventListener("submit", (event) => {
  const form = event.target;
  if ("logout" in form.dataset) sessionStorage.clear();
  else if (form.dataset.keep && !event.defaultPrevented) sessionStorage.setItem(PENDING, key(form));
});
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.requestConfig.elt; // by now the answer may have taken the form away
  if (form.dataset.keep && detail.successful) sessionStorage.removeItem(key(form));
});
document.body.addEventListener("sent", ({ target }) => target.dataset.keep && sessionStorage.removeItem(key(target)));
document.body.addEventListener("htmx:afterSettle", (event) => restoreIn(event.detail.target));
