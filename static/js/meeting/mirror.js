// Before joining: oneself in the mirror, devices chosen and tried, what is wrong in one sentence each.
import { checkNetwork } from "./check.js";
import { blur, canCapture, canPresent, capture, NoDevice } from "./devices.js";
import { falling, meter, testTone } from "./meter.js";
import { fill, offerBlur, speakerIsFixed, wireLists } from "./picking.js";
import { choices, remember } from "./remembered.js";
import { config, say, sign } from "./words.js";

const root = document.querySelector("[data-mirror]");
const find = (selector) => root.querySelector(selector);
const form = find("[data-mirror-form]");
const lists = Object.fromEntries(["microphone", "camera", "speaker"].map((source) => [source, find(`[data-pick=${source}]`)]));
const switches = Object.fromEntries(["microphone", "camera"].map((source) => [source, find(`[data-mirror-switch=${source}]`)]));
const tracks = { microphone: null, camera: null };
const wanted = { microphone: choices().isMicrophoneOn, camera: choices().isCameraOn };
const problems = { microphone: "", camera: "" };
let network = [];
let stopMeter = () => {};
let isOver = false;

// joins({name, wanted, tracks, speaker}) when the person presses the button; a wanted track may still be on its way.
export async function openMirror(joins) {
  document.querySelector("[data-no-script]").remove();
  root.hidden = false;
  speakerIsFixed(root);
  for (const [source, button] of Object.entries(switches)) button.addEventListener("click", () => turn(source, !isWished(source)));
  wireLists(lists, (source) => source !== "speaker" && wanted[source] && take(source));
  find("[data-tone]").addEventListener("click", () => testTone(lists.speaker.value));
  find("[data-blur-switch]").addEventListener("change", ({ target }) => {
    remember({ isBlurred: target.checked });
    if (tracks.camera) blur(tracks.camera, target.checked);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave(joins);
  });
  const name = form.elements.name;
  if (name && !name.value) name.value = choices().name;
  draw();
  if (!canCapture()) {
    network = [{ name: "check_unable", isWrong: true }];
    return draw();
  }
  await Promise.all([...Object.keys(wanted).filter((source) => wanted[source]).map(take), look()]);
  return fill(lists);
}

async function look() {
  network = await checkNetwork(config);
  draw();
}

// A device that refused counts as off: the next press tries it again.
const isWished = (source) => wanted[source] && !problems[source];

async function turn(source, isOn) {
  wanted[source] = isOn;
  problems[source] = "";
  remember(source === "camera" ? { isCameraOn: isOn } : { isMicrophoneOn: isOn });
  if (isOn) await take(source);
  else release(source);
  draw();
}

async function take(source) {
  release(source);
  problems[source] = "";
  draw();
  try {
    const track = await capture(source, choices()[source]);
    if (!wanted[source] || isOver) track.stop();
    else hold(source, track);
  } catch (error) {
    if (!(error instanceof NoDevice)) throw error;
    problems[source] = error.sentence;
  }
  draw();
  await fill(lists);
}

function hold(source, track) {
  tracks[source] = track;
  track.addEventListener("ended", () => tracks[source] === track && !isOver && take(source));
  if (source === "microphone") {
    stopMeter = meter(track, falling((level) => {
      find("[data-meter]").value = level;
    }));
  } else offerBlur(find("[data-blur]"), track);
}

function release(source) {
  if (source === "microphone") {
    stopMeter();
    find("[data-meter]").value = 0;
  }
  tracks[source]?.stop();
  tracks[source] = null;
}

function draw() {
  for (const [source, button] of Object.entries(switches)) {
    button.setAttribute("aria-pressed", isWished(source));
    button.dataset.on = Boolean(tracks[source]);
    button.classList.toggle("off", !tracks[source]);
    button.setAttribute("aria-label", say(`${source}_${isWished(source) ? "turn_off" : "turn_on"}`));
  }
  const picture = find("[data-own-picture]");
  picture.hidden = !tracks.camera;
  if (picture.srcObject?.getVideoTracks()[0] !== tracks.camera) picture.srcObject = tracks.camera ? new MediaStream([tracks.camera]) : null;
  find("[data-no-picture]").textContent = tracks.camera ? "" : say(problems.camera ? "no_picture" : wanted.camera ? "picture_coming" : "picture_off");
  drawChecks();
}

function drawChecks() {
  const wrong = Object.values(problems).filter(Boolean).map((name) => ({ name, isWrong: true }));
  const all = [...wrong, ...(network.length ? network : [{ name: "check_running", isWrong: false }])];
  if (!canPresent() && matchMedia("(min-width: 720px)").matches) all.push({ name: "check_no_screen", isWrong: false });
  const place = find("[data-checks]");
  const words = all.map(({ name }) => name).join();
  if (place.dataset.words === words) return;
  place.dataset.words = words;
  place.replaceChildren(...all.map(({ name, isWrong }) => {
    const element = document.getElementById("piece-check").content.firstElementChild.cloneNode(true);
    element.classList.toggle("is-wrong", isWrong);
    element.firstElementChild.append(sign(isWrong ? "triangle-alert" : name === "check_good" ? "circle-check" : "info"));
    element.lastElementChild.textContent = say(name);
    return element;
  }));
}

function leave(joins) {
  const name = form.elements.name?.value.trim() ?? config.name;
  if (form.elements.name) remember({ name });
  stopMeter();
  isOver = true;
  root.hidden = true;
  const isOn = (source) => isWished(source) && canCapture();
  joins({ name, wanted: { microphone: isOn("microphone"), camera: isOn("camera") }, tracks, speaker: lists.speaker.value });
}
