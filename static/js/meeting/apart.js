// What stands in the place of the call: waiting in the lobby, coming in, and every way in which it ends.
import { has, say, sign } from "./words.js";

const root = document.querySelector("[data-state]");
const find = (name) => root.querySelector(`[data-state-${name}]`);
const MARKS = { waiting: "clock", joining: "refresh-cw", lost: "wifi-off", moved: "refresh-cw", full: "users", left: "log-out", ended: "circle-check", removed: "user-x", refused: "ban", locked: "lock", consent: "log-out", replaced: "monitor", sealed: "shield-alert", expired: "clock", name: "user" };
// After these the person may try again; after the others nothing would change.
const AGAIN = { left: "join_again", replaced: "take_back", expired: "join_again", early: "try_again", locked: "try_again", consent: "join_again", broken: "join_again", lost: "try_now", full: "try_now", name: "join_again", signed_out: "join_again", none: "try_again" };

export function wireApart(again) {
  find("again").addEventListener("click", again);
}

let shown = "";

export function drawApart(state) {
  const name = nameOf(state);
  root.hidden = !name;
  document.querySelector("[data-call]").hidden = !state.isIn || state.phase === "over";
  if (!name) {
    shown = "";
    return;
  }
  const sentence = state.sentence || say(`state_${name}_words`, { count: state.ahead });
  find("words").textContent = sentence;
  find("again").hidden = !(name in AGAIN);
  if (name in AGAIN) find("again").textContent = say(AGAIN[name]);
  if (shown === name) return;
  shown = name;
  find("mark").replaceChildren(sign(MARKS[name] ?? "circle-alert"));
  find("title").textContent = say(`state_${name}`);
  root.dataset.name = name;
  root.focus();
}

function nameOf({ phase, why, isIn }) {
  if (phase === "mirror" || phase === "in" || (isIn && phase !== "over")) return "";
  if (phase !== "over") return phase;
  return has(`state_${why}`) ? why : "broken";
}
