// Small courtesies of forms: the summary of what is wrong gets the focus, a day typed as 8 digits gets its slashes,
// [data-back] goes back.
function greet(root) {
  root.querySelector("[data-focus]")?.focus();
  for (const back of root.querySelectorAll("[data-back]")) back.hidden = history.length < 2;
}

document.addEventListener("change", (event) => {
  const field = event.target;
  if ("day" in field.dataset) {
    const digits = /^(\d{2})(\d{2})(\d{4})$/.exec(field.value.trim());
    if (digits) field.value = digits.slice(1).join("/");
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-back]")) history.back();
});
document.body.addEventListener("htmx:afterSwap", (event) => greet(event.detail.target));
greet(document);
