// <form data-upload> with a [data-dropzone]: drag or choose, progress, cancel, and what is wrong beside the box.
// The answer leads on: HX-Redirect, a followed redirect, the same form again with problems, or new content.
const size = (bytes) => new Intl.NumberFormat("vi", { maximumFractionDigits: 1 }).format(bytes / 1048576) + " MB";

function parts(form) {
  const zone = form.querySelector("[data-dropzone]");
  const find = (name) => zone.querySelector(name);
  return { zone, input: find("input[type=file]"), problem: find("[data-upload-problem]"), transfer: find("[data-transfer]"), name: find("[data-transfer-name]"), bar: find("progress"), words: find("[data-transfer-words]"), cancel: find("[data-transfer-cancel]"), target: find(".dropzone-target") };
}

function ready(form) {
  const { zone, input } = parts(form);
  if (zone.classList.contains("is-ready")) return;
  zone.classList.add("is-ready");
  zone.querySelector("[data-dropzone-words]").hidden = false;
  const over = (event) => {
    event.preventDefault();
    zone.classList.toggle("is-over", event.type === "dragover");
  };
  for (const type of ["dragover", "dragleave", "drop"]) zone.addEventListener(type, over);
  zone.addEventListener("drop", (event) => {
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("change", () => choose(form));
}

function choose(form) {
  const { zone, input, transfer, name, words, bar, cancel } = parts(form);
  const files = [...input.files];
  complain(form, "");
  transfer.hidden = files.length === 0;
  if (!files.length) return;
  name.textContent = files.map((file) => file.name).join(", ");
  words.textContent = size(files.reduce((sum, file) => sum + file.size, 0));
  bar.hidden = true;
  cancel.onclick = () => reset(form);
  const most = Number(zone.dataset.mostBytes);
  if (most && files.some((file) => file.size > most)) {
    reset(form);
    complain(form, zone.dataset.tooLarge);
  } else if ("auto" in form.dataset) form.requestSubmit();
}

function reset(form) {
  const { input, transfer, target } = parts(form);
  input.value = "";
  transfer.hidden = true;
  target.hidden = false;
}

function complain(form, sentence) {
  const { zone, problem } = parts(form);
  problem.textContent = sentence;
  problem.hidden = !sentence;
  zone.classList.toggle("has-problem", Boolean(sentence));
}

function send(form) {
  const { bar, words, cancel, target, transfer } = parts(form);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("x-csrf-token", document.querySelector("meta[name=csrf-token]").content);
  request.setRequestHeader("HX-Request", "true");
  form.dataset.sending = "1";
  bar.hidden = transfer.hidden = false;
  target.hidden = true;
  cancel.onclick = () => request.abort();
  request.upload.onprogress = ({ loaded, total }) => {
    bar.value = (loaded / total) * 100;
    words.textContent = `${words.dataset.sending}: ${size(loaded)} / ${size(total)}`;
  };
  request.upload.onload = () => {
    bar.removeAttribute("value");
    words.textContent = words.dataset.checking;
  };
  request.onload = () => answered(form, request);
  request.onerror = () => failed(form, words.dataset.lost);
  request.onabort = () => failed(form, "");
  request.onloadend = () => delete form.dataset.sending;
  request.send(new FormData(form));
}

function failed(form, sentence) {
  reset(form);
  complain(form, sentence);
}

function answered(form, request) {
  if (request.status === 401) {
    failed(form, parts(form).words.dataset.ended);
    document.body.dispatchEvent(new CustomEvent("signed-out"));
    return;
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  if (request.status < 400) {
    arrived(form, request, page);
    return;
  }
  const same = form.id && page.getElementById(form.id);
  if (same) takeOver(form, same);
  else failed(form, page.querySelector("[data-problem]")?.textContent.trim() || parts(form).words.dataset.lost);
}

function arrived(form, request, page) {
  form.dispatchEvent(new CustomEvent("sent", { bubbles: true }));
  const goal = request.getResponseHeader("HX-Redirect") ?? (request.responseURL === form.action ? null : request.responseURL);
  const toast = page.querySelector("#toasts [data-toast]");
  if (goal) {
    if (toast) sessionStorage.setItem("carried-toast", JSON.stringify({ message: toast.textContent.trim(), kind: toast.dataset.kind }));
    location.assign(goal);
    return;
  }
  const content = page.body.firstElementChild;
  const old = content?.id && document.getElementById(content.id);
  if (old) takeOver(old, content);
  else reset(form);
}

function takeOver(old, fresh) {
  const adopted = document.adoptNode(fresh);
  old.replaceWith(adopted);
  window.htmx?.process(adopted);
  adopted.querySelector("[data-focus]")?.focus();
  wire(document);
}

function wire(root) {
  root.querySelectorAll("form[data-upload]").forEach(ready);
}

window.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !("upload" in form.dataset) || !parts(form).input.files.length) return;
  event.preventDefault();
  send(form);
});
document.body.addEventListener("htmx:afterSwap", () => wire(document));
wire(document);
