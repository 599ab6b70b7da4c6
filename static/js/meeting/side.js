// The panel beside the tiles: which of agenda, people and chat is open. Its tabs go by arrow keys.
const side = document.querySelector("[data-side]");
const tabs = [...side.querySelectorAll("[role=tab]")];

export function wireSide(store) {
  side.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) open(store, tab.dataset.tab);
  });
  side.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step && event.target.matches("[role=tab]")) {
      const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
      open(store, next.dataset.tab);
      next.focus();
    } else if (event.key === "Escape" && !event.target.closest("details[open]")) close(store);
  });
}

let opener = null;

export function toggle(store, name) {
  if (store.get().side === name) {
    close(store);
    return;
  }
  opener = document.activeElement;
  open(store, name);
  requestAnimationFrame(() => (name === "chat" ? document.getElementById("chat-text") : document.getElementById(`tab-${name}`))?.focus());
}

export function open(store, name) {
  store.put({ side: name, ...(name === "chat" ? { unread: 0 } : {}) });
}

export function close(store) {
  const left = side.contains(document.activeElement) ? document.activeElement : null;
  store.put({ side: "" });
  // Opened by a key, it goes back to the page itself: what is hidden would keep the keys until the next frame.
  left?.blur();
  if (left && opener !== document.body) opener?.focus?.();
}

export function drawSide({ side: name }) {
  side.hidden = !name;
  side.closest("[data-call]").classList.toggle("has-side", Boolean(name));
  for (const tab of tabs) {
    const isOpen = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", isOpen);
    tab.tabIndex = isOpen ? 0 : -1;
    document.getElementById(tab.getAttribute("aria-controls")).hidden = !isOpen;
  }
}
