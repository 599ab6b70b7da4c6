// Keys of one letter, as on the portal's other pages: not while one types, not over a question, and they can be switched off.
const SWITCH = "one-letter-keys";
const DEEDS = { m: "microphone", v: "camera", h: "hand", s: "screen", c: "chat", p: "people", g: "layout", f: "full", "?": "keys" };
const isOn = () => localStorage.getItem(SWITCH) !== "off";

export function wireKeys(isIn, press) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !isOn() || !isIn()) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
    const deed = DEEDS[event.key.toLowerCase()];
    if (!deed) return;
    event.preventDefault();
    press(deed);
  });
  const toggle = document.querySelector("#meeting-keys [data-keys-switch]");
  toggle.checked = isOn();
  toggle.addEventListener("change", () => localStorage.setItem(SWITCH, toggle.checked ? "on" : "off"));
}

// Arrows walk along the bar of controls, as in any toolbar.
export function wireToolbar(bar) {
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.target.closest(".menu-list")) return;
    const stops = [...bar.querySelectorAll(":scope > button, :scope > details > summary")].filter((each) => each.offsetParent);
    const at = stops.indexOf(event.target);
    if (at >= 0) stops[(at + step + stops.length) % stops.length].focus();
  });
}
