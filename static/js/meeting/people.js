// The list of people: who waits, who asks to speak, who is there, and what whoever leads may do with each.
import { isChair, listed } from "./room.js";
import { initials, say, sign, tone } from "./words.js";

const find = (selector) => document.querySelector(`#panel-people ${selector}`);

export function drawPeople(state, post) {
  const { room } = state;
  fill(find("[data-lobby-list]"), room.waiting, (each) => knocking(each, post));
  find("[data-lobby]").hidden = !isChair(room) || !room.waiting.length;
  const hands = room.hands.map((person) => room.people.get(person)).filter(Boolean);
  fill(find("[data-hands-list]"), hands, (each) => row(each, state, post, true));
  find("[data-hands]").hidden = !hands.length;
  fill(find("[data-people-list]"), listed(room), (each) => row(each, state, post, false));
}

// Rows are made anew only where something changed, so that an open menu and the focus stay where they are.
function fill(list, items, make) {
  const known = new Map([...list.children].map((each) => [each.dataset.person, each]));
  const rows = items.map((item) => {
    const { element, words } = make(item);
    const old = known.get(item.person);
    if (old && (old.dataset.words === words || old.querySelector("details[open]"))) return old;
    element.dataset.person = item.person;
    element.dataset.words = words;
    return element;
  });
  const isSame = rows.length === list.children.length && rows.every((each, at) => each === list.children[at]);
  if (isSame) return;
  const at = document.activeElement?.closest?.("[data-person]")?.dataset.person;
  list.replaceChildren(...rows);
  if (at && !document.activeElement?.closest?.("[data-person]")) rows.find((each) => each.dataset.person === at)?.querySelector("summary, button")?.focus();
}

function copy(piece, { name }, note) {
  const element = document.getElementById(piece).content.firstElementChild.cloneNode(true);
  const face = element.querySelector(".face");
  face.classList.add(tone(name));
  face.textContent = initials(name);
  element.querySelector("[data-name]").textContent = name;
  element.querySelector("[data-note]").textContent = note;
  return element;
}

function knocking(who, post) {
  const element = copy("piece-knock", who, who.unit);
  for (const deed of ["admit", "refuse"]) {
    const button = element.querySelector(`[data-${deed}]`);
    button.setAttribute("aria-label", say(`${deed}_one`, { name: who.name }));
    button.addEventListener("click", () => post({ type: deed, person: who.person }));
  }
  return { element, words: `${who.name} ${who.unit}` };
}

function row(who, state, post, isQueue) {
  const { room, own } = state;
  const isOwn = who.person === room.me;
  const sources = isOwn ? own : who;
  const notes = [isOwn ? say("you") : "", roleWords(who, room), who.unit, who.state === "lost" ? say("tile_away") : ""].filter(Boolean);
  const element = copy("piece-person", who, notes.join(" · "));
  element.classList.toggle("is-away", who.state === "lost");
  element.querySelector(".person-marks").append(...marks(sources, room.lines[who.person], isQueue));
  const offered = deedsFor(who, state, isQueue);
  const menu = element.querySelector("[data-deeds]");
  menu.hidden = !offered.length;
  menu.querySelector("summary").setAttribute("aria-label", say("deeds_for", { name: who.name }));
  menu.querySelector(".menu-list").append(...offered.map(([words, mark, message]) => button(words, mark, () => post(message))));
  return { element, words: JSON.stringify([who.name, notes, sources.microphone, sources.camera, sources.screen, isWeak(room.lines[who.person]), offered]) };
}

const isWeak = (line) => line <= 2;

function roleWords(who, room) {
  if (room.floor === who.person) return say("has_floor");
  return { chair: say("role_chair"), cochair: say("role_cochair"), guest: say("role_guest") }[who.role] ?? "";
}

function marks(sources, line, isQueue) {
  if (isQueue) return [];
  const shown = [[sources.microphone ? "mic" : "mic-off", sources.microphone ? "mic_on" : "mic_off"], [sources.camera ? "video" : "video-off", sources.camera ? "camera_on" : "camera_off"]];
  if (sources.screen) shown.unshift(["monitor-up", "is_presenting"]);
  if (isWeak(line)) shown.unshift(["triangle-alert", "line_weak"]);
  return shown.map(([mark, words]) => {
    const drawing = sign(mark);
    drawing.removeAttribute("aria-hidden");
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", say(words));
    drawing.classList.toggle("is-off", mark.endsWith("-off"));
    return drawing;
  });
}

// [words, drawing, message] for each deed; the node decides whether it is done.
function deedsFor(who, { room }, isQueue) {
  const { person } = who;
  if (person === room.me) return isQueue ? [[say("lower_own"), "hand", { type: "hand", up: false }]] : [];
  if (!isChair(room)) return [];
  const has = room.floor === person;
  const found = [[say(has ? "take_floor" : "give_floor"), "mic", { type: "floor", person, given: !has }]];
  if (isQueue) return [...found, [say("lower_one"), "hand", { type: "lower_hand", person }]];
  if (who.microphone) found.push([say("mute_one"), "mic-off", { type: "mute", person, source: "microphone" }]);
  else found.push([say("ask_unmute"), "mic", { type: "ask_unmute", person }]);
  if (who.camera) found.push([say("stop_camera"), "video-off", { type: "mute", person, source: "camera" }]);
  if (who.screen) found.push([say("stop_screen"), "monitor-x", { type: "mute", person, source: "screen" }]);
  if (room.hands.includes(person)) found.push([say("lower_one"), "hand", { type: "lower_hand", person }]);
  if (room.role === "chair" && who.role !== "chair" && who.role !== "guest") found.push([say(who.role === "cochair" ? "unmake_cochair" : "make_cochair"), "crown", { type: "role", person, role: who.role === "cochair" ? "member" : "cochair" }]);
  if (who.role !== "chair") found.push([say("remove_one"), "user-x", { type: "remove", person, ask: ["remove_ask", who.name] }]);
  return found;
}

function button(words, mark, press) {
  const element = document.getElementById("piece-deed").content.firstElementChild.cloneNode(true);
  element.append(sign(mark), words);
  element.addEventListener("click", press);
  return element;
}
