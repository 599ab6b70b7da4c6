// The list under the search box of the bar: arrows walk through it, Escape goes back to the box and empties the list.
const box = document.querySelector(".find [data-search]");
const form = box.form;
const links = () => [...form.querySelectorAll(".find-list a")];

form.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && links().length) {
    event.preventDefault();
    const stops = [box, ...links()];
    const at = stops.indexOf(document.activeElement);
    stops[(at + step + stops.length) % stops.length].focus();
  }
  if (event.key === "Escape") {
    form.querySelector(".find-list").replaceChildren();
    box.focus();
  }
});
