// A list beside a reader: the row whose document is shown is the current one, also after the list came anew; where
// the list made room for the reader (a phone), the reading starts at its top and a screen reader is led there.
const isShown = (row) => row.pathname === location.pathname;

function mark() {
  for (const row of document.querySelectorAll("[data-list] a.row[hx-get]")) {
    if (!isShown(row)) row.removeAttribute("aria-current");
    else {
      row.setAttribute("aria-current", "true");
      row.classList.remove("is-new");
    }
  }
}

document.body.addEventListener("htmx:pushedIntoHistory", mark);
document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  mark();
  const row = detail.requestConfig?.elt;
  if (!row?.matches?.("[data-list] a.row")) return;
  const reader = detail.target.closest(".reader");
  reader?.scrollTo(0, 0);
  if (row.offsetParent) return;
  window.scrollTo(0, 0);
  reader?.setAttribute("tabindex", "-1");
  reader?.focus({ preventScroll: true });
});
