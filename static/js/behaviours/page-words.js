// Text over the pictures of pages: <img data-words="address"> gets its words laid over it when it comes into view, so
// that they can be selected, searched with the browser and copied.
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((one) => one.isIntersecting)) lay(entry.target);
}, { rootMargin: "300px" });

async function lay(image) {
  watcher.unobserve(image);
  const answer = await fetch(image.dataset.words, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || image.parentElement?.querySelector(".words")) return;
  const words = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".words");
  if (words) image.after(document.adoptNode(words));
}

function watch() {
  for (const image of document.querySelectorAll("img[data-words]")) {
    if (!image.parentElement.querySelector(".words")) watcher.observe(image);
  }
}

watch();
document.body.addEventListener("htmx:afterSettle", watch);
