// Microphone, camera and speaker exchanged in the middle of the call.
import { falling, meter, testTone } from "./meter.js";
import { fill, offerBlur, speakerIsFixed, wireLists } from "./picking.js";

const dialog = document.getElementById("devices");
const lists = Object.fromEntries(["microphone", "camera", "speaker"].map((source) => [source, dialog.querySelector(`[data-set=${source}]`)]));
let isWired = false;
let stopMeter = () => {};

export async function openDevices(call) {
  if (!isWired) wire(call);
  dialog.showModal();
  await fill(lists);
  watch(call);
  offerBlur(dialog.querySelector("[data-set-blur]"), call.own.tracks.camera);
}

function wire(call) {
  isWired = true;
  speakerIsFixed(dialog);
  wireLists(lists, async (source, id) => {
    if (source === "speaker") call.sound.choose(id);
    else await call.own.exchange(source);
    watch(call);
  });
  dialog.querySelector("[data-set-tone]").addEventListener("click", () => testTone(lists.speaker.value));
  dialog.querySelector("[data-blur-switch]").addEventListener("change", ({ target }) => call.own.setBlur(target.checked));
  dialog.addEventListener("close", () => stopMeter());
}

function watch(call) {
  stopMeter();
  const track = call.own.tracks.microphone;
  const bar = dialog.querySelector("[data-set-meter]");
  bar.hidden = !track;
  stopMeter = track ? meter(track, falling((level) => { bar.value = level; })) : () => {};
}
