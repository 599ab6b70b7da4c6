// A question over the call, as a promise: "yes", "no" or "other". Escape and a click beside it mean no, unless it must be answered.
const dialog = document.getElementById("ask");
const part = (name) => dialog.querySelector(`[data-ask-${name}]`);
let settle = null;
let queue = Promise.resolve();

export function ask(question) {
  const answer = queue.then(() => show(question));
  queue = answer.catch(() => {});
  return answer;
}

function show({ title, note = "", yes, no, other = "", isGrave = false, isNeeded = false }) {
  part("title").textContent = title;
  part("note").textContent = note;
  part("note").hidden = !note;
  part("yes").textContent = yes;
  part("yes").className = isGrave ? "button seal" : "button main";
  part("no").textContent = no;
  part("other").textContent = other;
  part("other").hidden = !other;
  dialog.dataset.needed = isNeeded ? "1" : "";
  dialog.showModal();
  return new Promise((resolve) => {
    settle = resolve;
  });
}

for (const name of ["yes", "no", "other"]) part(name).addEventListener("click", () => finish(name));
dialog.addEventListener("cancel", (event) => {
  if (dialog.dataset.needed) event.preventDefault();
});
dialog.addEventListener("close", () => finish("no"));

function finish(answer) {
  const done = settle;
  settle = null;
  if (dialog.open) dialog.close();
  done?.(answer);
}
