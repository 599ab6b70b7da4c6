// The bar of controls, the head and the menu as they stand now; pressing is told by the name in data-do.
import { canPresent } from "./devices.js";
import { isChair } from "./room.js";
import { say, sign } from "./words.js";

const all = (selector) => document.querySelectorAll(`[data-call] ${selector}`);
const deed = (name) => document.querySelector(`.controls [data-do="${name}"]`);

export function drawControls(state) {
  const { own, room, wish, side, unread, phase } = state;
  for (const source of ["microphone", "camera", "screen"]) drawSource(deed(source), source, own[source]);
  deed("screen").hidden = !canPresent();
  const isUp = room.hands.includes(room.me);
  press("hand", isUp, say(isUp ? "hand_down" : "hand_up"));
  press("saving", wish.isSaving);
  press("audio-only", wish.isAudioOnly);
  press("moderate", room.moderated);
  press("lock", room.locked);
  press("record", Boolean(room.recording));
  for (const name of ["chat", "people"]) deed(name).setAttribute("aria-expanded", side === name);
  for (const element of all("[data-leading]")) element.hidden = !isChair(room);
  badge("[data-unread]", unread, "unread");
  badge("[data-knocks]", isChair(room) ? room.waiting.length : 0, "knocks");
  words("[data-record-words]", say(room.recording ? "record_stop" : "record_start"));
  words("[data-layout-words]", say(wish.mode === "grid" ? "layout_speaker" : "layout_grid"));
  words("[data-self-words]", say(wish.isSelfHidden ? "self_show" : "self_hide"));
  for (const element of all("[data-count]")) element.textContent = element.closest("[role=tab]") ? room.people.size : say("people_count", { count: room.people.size });
  all("[data-level] .icon")[0].replaceWith(sign(room.locked ? "lock" : "lock-open"));
  document.querySelector("[data-call]").classList.toggle("is-lost", phase !== "in");
}

function drawSource(button, source, isOn) {
  button.classList.toggle("off", !isOn && source !== "screen");
  button.classList.toggle("on", isOn && source === "screen");
  button.dataset.on = isOn;
  button.setAttribute("aria-label", say(`${source}_${isOn ? "turn_off" : "turn_on"}`));
}

function press(name, isOn, label) {
  for (const button of document.querySelectorAll(`[data-do="${name}"]`)) {
    button.setAttribute("aria-pressed", isOn);
    if (label) button.setAttribute("aria-label", label);
    button.classList.toggle("on", isOn);
  }
}

function badge(selector, count, name) {
  for (const element of all(selector)) {
    element.hidden = !count;
    element.textContent = count > 99 ? "99+" : count || "";
    if (count) element.setAttribute("aria-label", say(name, { count }));
  }
}

function words(selector, sentence) {
  for (const element of all(selector)) if (element.textContent !== sentence) element.textContent = sentence;
}

// Runs by itself once a second: how long the recording runs, and what the line carries.
export function drawClock({ room, offset, figures, media, phase }) {
  const tag = document.querySelector("[data-recording]");
  tag.hidden = !room.recording;
  if (room.recording) words("[data-recording-words]", say("recording_for", { time: minutes(Date.now() + offset - room.recording.since) }));
  const [mark, sentence] = network(figures, media, phase, room);
  const button = document.querySelector(".call-head [data-do=network]");
  words("[data-network]", sentence);
  button.setAttribute("aria-label", say("network_label", { words: sentence }));
  if (button.dataset.mark !== mark) button.querySelector(".icon").replaceWith(sign(mark));
  button.dataset.mark = mark;
}

function network(figures, media, phase, room) {
  if (phase !== "in") return ["wifi-off", say("network_lost")];
  if (Object.values(media).some((each) => each === "lost" || each === "dead")) return ["signal-low", say("network_searching")];
  const grade = room.lines[room.me] ?? figures?.grade ?? 5;
  const speed = figures ? megabits(figures.down + figures.up) : "";
  const name = grade >= 4 ? "network_good" : grade >= 3 ? "network_fair" : "network_poor";
  return [["", "signal-low", "signal-low", "signal-medium", "signal-high", "signal-high"][grade], speed ? `${say(name)} · ${speed}` : say(name)];
}

// "1,2 Mb/s" or "340 kb/s", as Vietnamese writes numbers.
export function megabits(kilobits) {
  if (kilobits < 1000) return `${Math.round(kilobits)} kb/s`;
  return `${new Intl.NumberFormat("vi", { maximumFractionDigits: 1, minimumFractionDigits: 1 }).format(kilobits / 1000)} Mb/s`;
}

function minutes(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
