// <form data-keep-place>: after it was sent and the page came again, everything stands where it stood, so that one
// saves a draft in the middle of a long text and goes on there.
const NAME = `place:${location.pathname}`;
const scrolled = () => [document.scrollingElement, ...document.querySelectorAll(".stage, .pages")];

window.addEventListener("submit", ({ target, defaultPrevented }) => {
  if (defaultPrevented || !("keepPlace" in target.dataset)) return;
  sessionStorage.setItem(NAME, JSON.stringify(scrolled().map((box) => box.scrollTop)));
});

const kept = sessionStorage.getItem(NAME);
sessionStorage.removeItem(NAME);
if (kept && !document.querySelector(".summary")) {
  const places = JSON.parse(kept);
  scrolled().forEach((box, at) => box.scrollTo(0, places[at] ?? 0));
}
