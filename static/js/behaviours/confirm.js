// "Are you sure?": data-confirm="question" on a button or its form, data-confirm-note for what follows from it,
// data-confirm-yes for the words of the button (else the button's own).
const dialog = document.getElementById("confirm");
const yes = dialog.querySelector("[data-confirm-yes]");
const note = dialog.querySelector("[data-confirm-note]");
let goOn = null;

function ask(source, words, then) {
  dialog.querySelector("h2").textContent = source.dataset.confirm;
  note.textContent = source.dataset.confirmNote ?? "";
  note.hidden = !note.textContent;
  yes.textContent = source.dataset.confirmYes ?? words ?? dialog.dataset.words;
  yes.className = source.matches(".danger, .seal") ? "button seal" : "button main";
  goOn = then;
  dialog.showModal();
}

const asker = (form, button) => [button, form].find((element) => element?.dataset.confirm);

yes.addEventListener("click", () => {
  dialog.close();
  goOn?.();
});

// Forms that htmx sends ask through its own event; the others are stopped here and sent again after "yes".
document.addEventListener("submit", (event) => {
  const form = event.target;
  const source = asker(form, event.submitter);
  if (!source || form.matches("[hx-post], [hx-put], [hx-delete]")) return;
  if (form.dataset.confirmed) {
    delete form.dataset.confirmed;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(source, event.submitter?.textContent.trim(), () => {
    form.dataset.confirmed = "1";
    form.requestSubmit(event.submitter);
  });
}, true);

document.body.addEventListener("htmx:confirm", (event) => {
  const button = event.detail.triggeringEvent?.submitter;
  const source = asker(event.detail.elt, button);
  if (!source) return;
  event.preventDefault();
  ask(source, (button ?? event.detail.elt).textContent.trim().slice(0, 40), () => event.detail.issueRequest(true));
});
