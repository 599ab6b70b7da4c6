// One tile: a picture or a face, a name, and why there is no picture. Knows nothing of the others.
import { initials, say, sign, tone } from "./words.js";

export function makeTile(key) {
  const element = document.getElementById("piece-tile").content.firstElementChild.cloneNode(true);
  element.dataset.key = key;
  const find = (selector) => element.querySelector(selector);
  const parts = { video: find("video"), face: find(".face"), why: find(".tile-why"), react: find(".tile-react"), hand: find(".tile-hand"), name: find(".who-name"), mark: find(".who-mark"), line: find(".who-line"), pin: find(".tile-pin") };
  parts.video.addEventListener("resize", () => element.classList.toggle("is-upright", parts.video.videoHeight > parts.video.videoWidth));
  return { element, parts, track: null, drawn: {} };
}

// view: {person, source, isOwn, track, state: live | paused | none, why, isTalking, isPinned, hand, reaction, isWeak, label}.
export function drawTile(tile, view) {
  const { element, parts } = tile;
  const { person, source } = view;
  attach(tile, view.state === "live" ? view.track : null, view);
  change(tile, "tone", tone(person.name), (value, old) => {
    parts.face.classList.remove(old);
    parts.face.classList.add(value);
    parts.face.textContent = initials(person.name);
  });
  change(tile, "label", view.label, (value) => {
    parts.name.textContent = value;
    element.setAttribute("aria-label", value);
    parts.video.setAttribute("aria-label", value);
  });
  change(tile, "mark", source === "screen" ? "monitor-up" : person.microphone ? "mic" : "mic-off", (value) => parts.mark.replaceChildren(sign(value)));
  change(tile, "why", view.why, (value) => show(parts.why, value));
  change(tile, "hand", view.hand, (value) => {
    parts.hand.hidden = !value;
    parts.hand.querySelector("b").textContent = value || "";
  });
  change(tile, "react", view.reaction, (value) => show(parts.react, value));
  change(tile, "line", view.isWeak, (value) => parts.line.replaceChildren(...(value ? [weak()] : [])));
  change(tile, "pin", view.isPinned, (value) => {
    parts.pin.replaceChildren(sign(value ? "pin-off" : "pin"));
    parts.pin.setAttribute("aria-pressed", value);
  });
  change(tile, "pinLabel", `${view.isPinned} ${view.label}`, () => parts.pin.setAttribute("aria-label", say(view.isPinned ? "unpin" : "pin", { name: view.label })));
  element.classList.toggle("is-talking", view.isTalking);
  element.classList.toggle("is-muted", !person.microphone && source === "camera");
  element.classList.toggle("is-own", view.isOwn && source === "camera");
  element.classList.toggle("is-screen", source === "screen");
  element.classList.toggle("is-away", person.state === "lost");
}

function change(tile, name, value, draw) {
  const old = tile.drawn[name];
  if (old === value) return;
  tile.drawn[name] = value;
  draw(value, old ?? `no-${name}`);
}

function show(element, words) {
  element.hidden = !words;
  element.textContent = words || "";
}

function weak() {
  const drawing = sign("triangle-alert");
  drawing.setAttribute("role", "img");
  drawing.removeAttribute("aria-hidden");
  drawing.setAttribute("aria-label", say("line_weak"));
  return drawing;
}

// A slot that was pointed at somebody else still has the other's last picture: it is shown when a new one has come.
function attach(tile, track, { isOwn }) {
  if (tile.track === track) return;
  tile.track = track;
  const { video } = tile.parts;
  video.hidden = true;
  video.srcObject = track ? new MediaStream([track]) : null;
  if (!track) return;
  const reveal = () => {
    if (tile.track === track) video.hidden = false;
  };
  if (isOwn || !video.requestVideoFrameCallback) video.addEventListener("loadeddata", reveal, { once: true });
  else video.requestVideoFrameCallback(() => setTimeout(reveal, 60));
  video.play().catch(() => {});
}
