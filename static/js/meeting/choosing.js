// Who is shown, in which order, and who is shown large: pure, from the room and one's own wishes.
// The key of a tile is "person camera" or "person screen".
export const keyOf = (person, source) => `${person} ${source}`;

export function partsOf(key) {
  const [person, source] = key.split(" ");
  return { person, source };
}

// {keys, main, corner}. wish: {mode: grid | speaker, pinned: key or "", isSelfHidden, isUpright, capacity: how many fit}.
export function choose(room, wish) {
  const people = [...room.people.values()].filter((each) => !(each.person === room.me && wish.isSelfHidden && room.people.size > 1));
  const screens = people.filter((each) => each.screen).map((each) => keyOf(each.person, "screen"));
  const order = inOrder(people, room, (wish.capacity ?? Infinity) - screens.length);
  const keys = [...screens, ...order.map((each) => keyOf(each.person, "camera"))];
  const main = mainOf(room, wish, screens, keys);
  const own = keyOf(room.me, "camera");
  const isPair = people.length === 2 && wish.isUpright && !main.length && !screens.length && keys.includes(own);
  return { keys, main, corner: isPair ? own : "" };
}

// A pin wins, then what is presented, then (by one's wish) who has the floor or speaks.
function mainOf(room, wish, screens, keys) {
  if (wish.pinned && keys.includes(wish.pinned)) return [wish.pinned];
  const others = screens.filter((key) => partsOf(key).person !== room.me);
  if (others.length) return [others.at(-1)];
  if (room.floor && room.floor !== room.me && keys.includes(keyOf(room.floor, "camera"))) return [keyOf(room.floor, "camera")];
  if (wish.mode !== "speaker" || keys.length < 2) return [];
  const heard = [room.speaker, ...room.recent].filter((person) => person && person !== room.me);
  const key = heard.map((person) => keyOf(person, "camera")).find((each) => keys.includes(each));
  const anybody = keys.find((each) => partsOf(each).person !== room.me);
  return key ?? anybody ? [key ?? anybody] : [];
}

// The chair, oneself, then by arrival: nobody's tile moves because somebody speaks. Only where not all fit, those with a
// camera come first, and who spoke lately takes the place of the last ones that fit.
function inOrder(people, room, capacity) {
  const rank = (each) => (each.role === "chair" ? 0 : each.person === room.me ? 1 : 2);
  const isCrowded = people.length > capacity;
  const byCamera = (a, b) => (isCrowded ? Number(b.camera) - Number(a.camera) : 0);
  const order = [...people].sort((a, b) => rank(a) - rank(b) || byCamera(a, b) || (a.since ?? 0) - (b.since ?? 0) || (a.person < b.person ? -1 : 1));
  return isCrowded ? bringForward(order, room.recent.slice(0, 4), capacity) : order;
}

function bringForward(order, recent, capacity) {
  const next = [...order];
  let seat = capacity - 1;
  for (const person of recent) {
    const at = next.findIndex((each) => each.person === person);
    while (seat > 1 && recent.includes(next[seat].person)) seat -= 1;
    if (at < capacity || seat <= 1) continue;
    [next[seat], next[at]] = [next[at], next[seat]];
    seat -= 1;
  }
  return next;
}
