// The room as the node tells it: one pure step from a room and a message to the next room. No page, no clock.
const MOST_MESSAGES = 200;

export const NOBODY = {
  seat: "", me: "", role: "member", seq: 0, title: "", people: new Map(), hands: [], messages: [], waiting: [],
  locked: false, moderated: false, recording: null, floor: "", speaker: "", recent: [], sealed: false, chat: true,
  levels: {}, lines: {},
};

const steps = {
  welcome: (room, { seat, person, role, seq, room: told }) => ({
    ...NOBODY, ...told, seat, me: person, role, seq,
    people: new Map((told.people ?? []).map((each) => [each.person, each])),
    hands: told.hands ?? [], messages: told.messages ?? [], waiting: told.waiting ?? [], levels: {}, lines: room.lines,
    speaker: told.speaker ?? "", floor: told.floor ?? "", recent: room.recent,
  }),
  joined: (room, { who }) => ({ ...room, people: new Map(room.people).set(who.person, who), waiting: without(room.waiting, who.person) }),
  changed: (room, { person, seq: _seq, type: _type, ...change }) => {
    const known = room.people.get(person);
    if (!known) return room;
    const role = person === room.me && change.role ? change.role : room.role;
    return { ...room, role, people: new Map(room.people).set(person, { ...known, ...change }) };
  },
  left: (room, { person }) => {
    const people = new Map(room.people);
    people.delete(person);
    return { ...room, people, hands: room.hands.filter((each) => each !== person), recent: room.recent.filter((each) => each !== person) };
  },
  knock: (room, { person, name, unit }) => ({ ...room, waiting: [...without(room.waiting, person), { person, name, unit }] }),
  unknock: (room, { person }) => ({ ...room, waiting: without(room.waiting, person) }),
  speaker: (room, { person }) => ({ ...room, speaker: person, recent: person ? [person, ...room.recent.filter((each) => each !== person)] : room.recent }),
  levels: (room, { levels }) => ({ ...room, levels }),
  lines: (room, { lines }) => ({ ...room, lines: { ...room.lines, ...lines } }),
  hands: (room, { hands }) => ({ ...room, hands }),
  said: (room, { message }) => ({ ...room, messages: [...room.messages.filter((each) => each.id !== message.id), message].slice(-MOST_MESSAGES) }),
  settings: (room, { locked, moderated, recording, sealed, chat }) => ({ ...room, ...given({ locked, moderated, recording, sealed, chat }) }),
  floor: (room, { person }) => ({ ...room, floor: person }),
};

// The room after a message; messages that say nothing about the room leave it as it is.
export function receive(room, message) {
  const next = Object.hasOwn(steps, message.type) ? steps[message.type](room, message) : room;
  return message.seq > next.seq ? { ...next, seq: message.seq } : next;
}

const without = (list, person) => list.filter((each) => each.person !== person);
const given = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

export const isChair = (room) => room.role === "chair" || room.role === "cochair";

// Whether this person may switch the microphone on by themselves.
export const mayUnmute = (room) => !room.moderated || isChair(room) || room.floor === room.me;

// People in the order of a list: oneself, chairs, raised hands, then by name as Vietnamese sorts it, given name first.
export function listed(room) {
  const rank = (each) => (each.person === room.me ? 0 : each.role === "chair" ? 1 : each.role === "cochair" ? 2 : 3);
  return [...room.people.values()].sort((a, b) => rank(a) - rank(b) || givenNameFirst(a.name).localeCompare(givenNameFirst(b.name), "vi"));
}

function givenNameFirst(name) {
  const parts = name.trim().split(/\s+/);
  return [parts.at(-1), ...parts.slice(0, -1)].join(" ");
}
