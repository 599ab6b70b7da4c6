// Finds people in a long list: letters without diacritics find those with them; who is chosen is said below.
const fold = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");
const MANY = 6;
const rows = (picker) => picker.querySelectorAll(".choice, .part-row");

function filter(picker, typed) {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const choice of rows(picker)) {
    const text = fold(choice.dataset.name ?? choice.textContent);
    choice.hidden = !words.every((word) => text.includes(word));
    if (!choice.hidden) found += 1;
  }
  picker.querySelector("[data-picker-none]").hidden = found > 0;
}

function sayChosen(picker) {
  const words = "parts" in picker.dataset ? chosenParts(picker) : chosenNames(picker).join(", ");
  const line = picker.querySelector("[data-picker-chosen]");
  line.textContent = words;
  line.hidden = !words;
}

function chosenNames(picker) {
  return [...picker.querySelectorAll(":checked")].map((box) => box.closest(".choice").querySelector("span:last-child").firstChild.textContent);
}

// "Chủ trì: Phòng Quản lý vận tải · Phối hợp: Văn phòng, Thanh tra Sở"
function chosenParts(picker) {
  const parts = new Map();
  for (const box of picker.querySelectorAll(":checked")) {
    const [part, name] = [box.nextElementSibling.textContent, box.closest(".part-row").dataset.name];
    parts.set(part, [...(parts.get(part) ?? []), name]);
  }
  return [...parts].map(([part, names]) => `${part}: ${names.join(", ")}`).join(" · ");
}

// One has one part in a document: choosing another takes the first away.
function keepToOnePart(box) {
  for (const other of box.closest(".part-row")?.querySelectorAll("input") ?? []) if (other !== box && box.checked) other.checked = false;
}

function wire(root) {
  for (const picker of root.querySelectorAll("[data-picker]")) {
    picker.querySelector(".picker-find").hidden = rows(picker).length < MANY;
    sayChosen(picker);
  }
}

document.addEventListener("input", (event) => {
  if ("pickerFind" in event.target.dataset) filter(event.target.closest("[data-picker]"), event.target.value);
});
document.addEventListener("change", (event) => {
  const picker = event.target.closest("[data-picker]");
  if (!picker) return;
  keepToOnePart(event.target);
  sayChosen(picker);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !("pickerFind" in (event.target.dataset ?? {}))) return;
  event.preventDefault();
  event.target.closest("[data-picker]").querySelector(":is(.choice, .part-row):not([hidden]) input")?.focus();
});
document.body.addEventListener("htmx:afterSwap", (event) => wire(event.detail.target));
wire(document);
