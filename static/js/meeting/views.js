// What one tile says: pure words from the state. Why a picture is missing is always said.
import { partsOf } from "./choosing.js";
import { SETTLED } from "./receiving.js";
import { say } from "./words.js";

const HEARD = 12; // of 100: below it is a room's hum

export function viewOf(key, state, { trackOf, slotOf }) {
  const { room, own, wish, frozen, reactions } = state;
  const { person: id, source } = partsOf(key);
  const isOwn = id === room.me;
  const told = room.people.get(id) ?? { person: id, name: "", unit: "", state: "here" };
  const person = isOwn ? { ...told, ...own, state: "here" } : told;
  const slot = isOwn ? null : slotOf(id, source);
  const isOn = person[source];
  const track = isOn ? trackOf(id, source) : null;
  const state_ = !isOn ? "none" : isOwn || slot?.state === "live" ? "live" : slot ? "paused" : "none";
  const level = room.lines[id] ?? 5;
  return {
    person, source, isOwn, track, state: track ? state_ : "none",
    why: why({ person, source, isOwn, isOn, slot, wish, isFrozen: frozen.has(key), level }),
    isTalking: source === "camera" && person.microphone && (room.levels[id] > HEARD || room.speaker === id),
    isPinned: wish.pinned === key,
    hand: source === "camera" ? room.hands.indexOf(id) + 1 : 0,
    reaction: source === "camera" ? reactions.get(id)?.emoji ?? "" : "",
    isWeak: level <= 2,
    label: label(person, source, isOwn),
  };
}

function label(person, source, isOwn) {
  if (source === "screen") return isOwn ? say("presenting_self") : say("presenting", { name: person.name });
  return isOwn ? say("self", { name: person.name }) : person.name;
}

function why({ person, source, isOwn, isOn, slot, wish, isFrozen, level }) {
  if (person.state === "lost") return say("tile_away");
  if (isOwn || !isOn) return "";
  if (wish.isAudioOnly) return say("tile_audio_only");
  if (slot?.state === "paused" && slot.why && slot.why !== "muted" && performance.now() - slot.at >= SETTLED - 20) return say(`tile_${slot.why}`);
  if (isFrozen) return say(level <= 2 ? "tile_frozen_theirs" : "tile_frozen", { name: person.name });
  if (!slot && source === "screen") return say("tile_coming");
  return "";
}
