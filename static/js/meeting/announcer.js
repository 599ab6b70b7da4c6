// What a screen reader hears, politely: who came and went, hands, recording, being muted. Many at once become one sentence.
import { say } from "./words.js";

const place = document.querySelector("[data-announcer]");
const REST = 700;
let waiting = [];
let timer = 0;

export function announce(sentence) {
  waiting.push(sentence);
  clearTimeout(timer);
  timer = setTimeout(() => {
    place.textContent = waiting.length > 4 ? [...waiting.slice(0, 3), say("and_more", { count: waiting.length - 3 })].join(" ") : waiting.join(" ");
    waiting = [];
  }, REST);
}

// The difference between two states, in sentences.
export function announceChanges(old, now) {
  if (!old.isIn || !now.isIn || old.room.seat !== now.room.seat) return;
  const before = old.room;
  const { room } = now;
  if (before.people !== room.people) announcePeople(before.people, room.people);
  for (const person of room.hands) if (!before.hands.includes(person) && person !== room.me) announce(say("heard_hand", { name: room.people.get(person)?.name ?? "" }));
  for (const each of room.waiting) if (!before.waiting.some((one) => one.person === each.person)) announce(say("heard_knock", { name: each.name }));
  if (!before.recording && room.recording) announce(say("heard_recording"));
  if (before.recording && !room.recording) announce(say("heard_recording_over"));
  if (before.floor !== room.floor && room.floor) announce(say("heard_floor", { name: room.people.get(room.floor)?.name ?? "" }));
  if (before.locked !== room.locked) announce(say(room.locked ? "heard_locked" : "heard_unlocked"));
}

function announcePeople(before, people) {
  for (const [person, { name, screen }] of people) {
    if (!before.has(person)) announce(say("heard_joined", { name }));
    else if (screen && !before.get(person).screen) announce(say("presenting", { name }));
  }
  for (const [person, { name }] of before) if (!people.has(person)) announce(say("heard_left", { name }));
}
