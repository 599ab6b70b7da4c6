// The page of a meeting, put together: the mirror, then the call, then what stands in its place.
import { announceChanges } from "./announcer.js";
import { drawApart, wireApart } from "./apart.js";
import { wireAttaching } from "./attaching.js";
import { drawBanners } from "./banners.js";
import { Call, firstState } from "./call.js";
import { drawChat, wireChat } from "./chat.js";
import { drawClock, drawControls } from "./controls.js";
import { deedsOf } from "./deeds.js";
import { wireKeys, wireToolbar } from "./keys.js";
import { openMirror } from "./mirror.js";
import { drawPeople } from "./people.js";
import { overhear } from "./overheard.js";
import { Quality } from "./quality.js";
import { choices } from "./remembered.js";
import { Showing } from "./showing.js";
import { drawSide, wireSide } from "./side.js";
import { Stage } from "./stage.js";
import { makeStore } from "./store.js";
import { answerQuestions } from "./questions.js";
import { config, say } from "./words.js";

const store = makeStore(firstState(choices()));
const events = new EventTarget();
const call = new Call({ store, events, config, players: document.querySelector("[data-players]") });
const showing = new Showing({ store, post: (message) => call.post(message), views: (state) => stage.views(state) });
const stage = new Stage({ store, media: call.media, own: call.own, shown: () => showing.soon() });
const deeds = deedsOf({ call, store, stage, showing });

wireApart(() => (store.get().phase === "over" ? location.reload() : call.line.hurry()));
wireChat(call);
wireAttaching({ url: config.files_url, store, speak: (text) => call.speak(text) });
wireSide(store);
wireToolbar(document.querySelector(".controls"));
wireKeys(() => store.get().isIn, (name) => deeds[name]?.());
answerQuestions(call, events);

document.querySelector(".meeting").addEventListener("click", pressed);
document.getElementById("network").addEventListener("click", pressed);

function pressed(event) {
  const button = event.target.closest("[data-do], [data-react]");
  if (!button) return;
  if (button.dataset.react) call.post({ type: "react", emoji: button.dataset.react });
  else deeds[button.dataset.do]?.();
}

events.addEventListener("notice", ({ detail: { name, blanks, kind } }) => {
  const message = blanks.sentence || say(name, blanks);
  document.body.dispatchEvent(new CustomEvent("toast", { detail: { message, kind } }));
});
events.addEventListener("seated", () => showing.anew());
if (config.agenda.length && matchMedia("(min-width: 1200px)").matches) store.put({ side: "agenda" });

let last = store.get();
store.watch((state) => {
  drawApart(state);
  drawSide(state);
  drawControls(state);
  drawClock(state);
  drawBanners(state, { hurry: () => call.line.hurry(), unlock: () => call.sound.unlock(), retry: () => call.retryMedia(), audioOnly: deeds["audio-only"], devices: deeds.devices });
  stage.draw(state);
  if (state.side === "people") drawPeople(state, deeds.lead);
  drawChat(state);
  deeds.follow();
  announceChanges(last, state);
  last = state;
});

const begun = new Promise((resolve) => {
  openMirror((wish) => {
    call.join(wish);
    resolve();
  });
});
begun.then(() => {
  new Quality({ store, media: call.media, line: () => call.line });
  overhear(store, call.own);
  setInterval(() => drawClock(store.get()), 1000);
});
