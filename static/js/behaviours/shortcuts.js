// Keys: Ctrl K and / search, j k walk in [data-list], Enter opens (a link does that itself), ? shows the keys,
// Ctrl Enter sends a form with data-ctrl-enter. Keys of one letter can be switched off (WCAG 2.1.4).
const SWITCH = "one-letter-keys";
const isOn = () => localStorage.getItem(SWITCH) !== "off";
const isTyping = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

const deeds = { "/": search, j: () => walk(1), k: () => walk(-1), "?": showKeys };

function search() {
  const box = document.querySelector("[data-search]");
  box?.focus();
  box?.select();
}

function walk(step) {
  const rows = [...document.querySelectorAll("[data-list] a.row")].filter((row) => row.offsetParent);
  const from = document.activeElement.closest("a.row") ?? document.querySelector("[data-list] a.row[aria-current]");
  const at = rows.indexOf(from);
  const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function showKeys() {
  document.getElementById("keys")?.showModal();
}

document.addEventListener("keydown", (event) => {
  const isWithControl = event.ctrlKey || event.metaKey;
  if (isWithControl && event.key.toLowerCase() === "k") {
    event.preventDefault();
    search();
    return;
  }
  if (isWithControl && event.key === "Enter") {
    event.target.closest?.("form[data-ctrl-enter]")?.requestSubmit();
    return;
  }
  if (isWithControl || event.altKey || !isOn() || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const deed = deeds[event.key];
  if (!deed) return;
  event.preventDefault();
  deed();
});

const toggle = document.querySelector("[data-keys-switch]");
if (toggle) {
  toggle.checked = isOn();
  toggle.addEventListener("change", () => localStorage.setItem(SWITCH, toggle.checked ? "on" : "off"));
}
