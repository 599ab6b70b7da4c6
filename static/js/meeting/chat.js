// The chat: what was said, what is on its way, what was refused. Addresses in it become links; nothing else is markup.
import { say } from "./words.js";

const ADDRESS = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;
const clock = new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit" });
const list = document.querySelector("[data-messages]");
const form = document.querySelector("[data-chat-form]");
const box = form.querySelector("textarea");
const closed = document.querySelector("[data-chat-closed]");

export function wireChat(call) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return;
    call.speak(text);
    box.value = "";
    grow();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  box.addEventListener("input", grow);
}

export function paste(address) {
  box.setRangeText(`${box.value && !box.value.endsWith(" ") ? " " : ""}${address} `, box.selectionStart, box.selectionEnd, "end");
  box.focus();
  grow();
}

function grow() {
  box.rows = Math.min(5, Math.max(1, box.value.split("\n").length));
}

export function drawChat({ room, unsent, side }) {
  const isOpen = room.chat && !room.sealed;
  form.hidden = !isOpen;
  closed.hidden = isOpen;
  closed.textContent = isOpen ? "" : say(room.sealed ? "chat_sealed" : "chat_closed");
  if (side !== "chat") return;
  const wanted = [...room.messages, ...unsent.map((each) => ({ ...each, person: room.me, name: "", at: 0 }))];
  const words = wanted.map((each, at) => wordsOf(each, wanted[at - 1])).join();
  if (list.dataset.words === words) return;
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60 || !list.dataset.words;
  const known = new Map([...list.children].map((each) => [each.dataset.words, each]));
  list.replaceChildren(...wanted.map((each, at) => known.get(wordsOf(each, wanted[at - 1])) ?? message(each, room.me, wanted[at - 1])));
  list.dataset.words = words;
  if (isAtEnd) list.scrollTop = list.scrollHeight;
}

const follows = (each, before) => Boolean(before && before.person === each.person && each.at - before.at < 120000);
const wordsOf = (each, before) => `${each.id} ${each.at} ${each.problem ?? ""} ${follows(each, before)}`;

function message(each, me, before) {
  const element = document.getElementById("piece-message").content.firstElementChild.cloneNode(true);
  element.dataset.words = wordsOf(each, before);
  element.classList.toggle("is-own", each.person === me);
  element.classList.toggle("is-following", follows(each, before));
  element.querySelector("b").textContent = each.person === me ? say("you") : each.name;
  const time = element.querySelector("time");
  if (each.at) {
    time.dateTime = new Date(each.at).toISOString();
    time.textContent = clock.format(each.at);
  } else time.textContent = each.problem ? "" : say("sending");
  element.querySelector(".message-text").append(...linked(each.text), ...(each.link && !each.text.includes(each.link) ? [" ", anchor(each.link)] : []));
  const problem = element.querySelector(".message-problem");
  problem.hidden = !each.problem;
  problem.textContent = each.problem === "offline" ? say("not_sent") : each.problem ?? "";
  return element;
}

// Text as text, addresses as links that open beside the meeting.
function linked(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    parts.push(text.slice(from, found.index), anchor(found[0]));
    from = found.index + found[0].length;
  }
  return [...parts, text.slice(from)];
}

function anchor(address) {
  const element = document.createElement("a");
  const target = new URL(address, location.origin);
  if (!["http:", "https:"].includes(target.protocol)) return document.createTextNode(address);
  Object.assign(element, { href: target.href, target: "_blank", rel: "noopener noreferrer" });
  element.textContent = target.origin === location.origin ? target.pathname + target.search : address;
  return element;
}
