// The person's own line in figures, and what it means in one sentence.
import { megabits } from "./controls.js";
import { say } from "./words.js";

const dialog = document.getElementById("network");
let timer = 0;

export function openNetwork(store) {
  draw(store);
  dialog.showModal();
  timer = setInterval(() => draw(store), 2000);
}

dialog.addEventListener("close", () => clearInterval(timer));

function draw(store) {
  const { figures, estimate, room } = store.get();
  const grade = room.lines[room.me] ?? figures?.grade ?? 5;
  dialog.querySelector("[data-network-words]").textContent = say(grade >= 4 ? "line_good_words" : grade >= 3 ? "line_fair_words" : "line_poor_words");
  const facts = figures ? [
    ["fact_down", megabits(figures.down)], ["fact_up", megabits(figures.up)], ["fact_rtt", `${figures.rtt} ms`],
    ["fact_loss", `${String(figures.loss).replace(".", ",")} %`], ["fact_way", say(figures.isRelayed ? "way_relay" : "way_direct")],
  ] : [];
  if (figures && estimate) facts.splice(2, 0, ["fact_estimate", megabits(estimate)]);
  dialog.querySelector("[data-network-facts]").replaceChildren(...facts.flatMap(([name, value]) => {
    const [term, detail] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = say(name);
    detail.textContent = value;
    return [term, detail];
  }));
}
