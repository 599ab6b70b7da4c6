// What the line really carries, from getStats every two seconds: for the head of the page, the node, and frozen tiles.
import { keyOf } from "./choosing.js";

const EVERY = 2000;
const TELL_EVERY = 5; // rounds
const STILL = 2; // rounds without a new picture make a frozen tile

export class Quality {
  constructor({ store, media, line }) {
    Object.assign(this, { store, media, line });
    this.last = null;
    this.still = new Map();
    this.round = 0;
    this.freezes = 0;
    this.timer = setInterval(() => this.look().catch(() => {}), EVERY);
  }

  async look() {
    const { publishing, receiving } = this.media;
    if (this.store.get().phase !== "in" || !publishing) return;
    const [up, down] = await Promise.all([publishing.pc.getStats(), receiving?.pc?.getStats() ?? new Map()]);
    const now = sums(up, down, performance.now());
    if (this.last && now.at > this.last.at) this.tell(now, this.last);
    this.last = now;
    this.findFrozen(now);
  }

  tell(now, before) {
    const rate = (name) => Math.max(0, Math.round(((now[name] - before[name]) * 8) / (now.at - before.at)));
    const [lost, got] = [Math.max(0, now.lost - before.lost), Math.max(0, now.got - before.got)];
    const loss = lost + got ? Math.round((1000 * lost) / (lost + got)) / 10 : 0;
    const rtt = Math.round(now.rtt ?? this.line().rtt ?? 0);
    const figures = { rtt, loss, down: rate("down"), up: rate("up"), isRelayed: now.isRelayed, grade: grade(rtt, loss) };
    this.media.receiving?.soften(loss, rtt);
    figures.isPoor = this.isPoorFor(figures.grade <= 2);
    this.freezes += Math.max(0, now.freezes - before.freezes);
    this.store.put({ figures });
    this.round += 1;
    if (this.round % TELL_EVERY) return;
    this.line().post({ type: "quality", rtt, loss, down: figures.down, up: figures.up, freezes: this.freezes });
    this.freezes = 0;
  }

  // One bad moment is no bad line.
  isPoorFor(isPoor) {
    this.poorRounds = isPoor ? (this.poorRounds ?? 0) + 1 : Math.max(0, (this.poorRounds ?? 0) - 1);
    return this.poorRounds >= 4;
  }

  findFrozen({ frames }) {
    const { receiving } = this.media;
    const frozen = new Set();
    for (const [mid, slot] of Object.entries(receiving?.slots ?? {})) {
      if (slot.state !== "live" || !(mid in frames)) continue;
      const key = keyOf(slot.person, slot.source);
      const old = this.still.get(mid);
      const isMoving = !old || old.key !== key || old.frames !== frames[mid];
      const rounds = isMoving ? 0 : old.rounds + 1;
      this.still.set(mid, { key, frames: frames[mid], rounds });
      // A presented page that nobody turns sends nothing new, and that is no fault.
      if (rounds >= STILL && slot.source === "camera") frozen.add(key);
    }
    const known = this.store.get().frozen;
    if (frozen.size !== known.size || [...frozen].some((key) => !known.has(key))) this.store.put({ frozen });
  }
}

// One sum over both connections. Bytes, packets; rtt in milliseconds.
export function sums(up, down, at) {
  const total = { at, up: 0, down: 0, lost: 0, got: 0, freezes: 0, rtt: undefined, isRelayed: false, frames: {} };
  for (const each of up.values()) {
    if (each.type === "outbound-rtp") total.up += each.bytesSent ?? 0;
    if (each.type === "candidate-pair" && each.nominated && each.state === "succeeded") addPair(total, each, up);
  }
  for (const each of down.values()) {
    if (each.type === "candidate-pair" && each.nominated && each.state === "succeeded") addPair(total, each, down);
    if (each.type !== "inbound-rtp") continue;
    total.down += each.bytesReceived ?? 0;
    total.lost += Math.max(0, each.packetsLost ?? 0);
    total.got += each.packetsReceived ?? 0;
    total.freezes += each.freezeCount ?? 0;
    if (each.kind === "video" && each.mid !== undefined) total.frames[each.mid] = each.framesDecoded ?? 0;
  }
  return total;
}

function addPair(total, pair, report) {
  if (pair.currentRoundTripTime !== undefined) total.rtt = Math.max(total.rtt ?? 0, pair.currentRoundTripTime * 1000);
  total.isRelayed ||= report.get(pair.localCandidateId)?.candidateType === "relay";
}

// 5 is a line one does not notice, 1 is one on which not even speech is safe.
export function grade(rtt, loss) {
  if (loss > 20 || rtt > 1200) return 1;
  if (loss > 8 || rtt > 600) return 2;
  if (loss > 4 || rtt > 350) return 3;
  return loss > 1.5 || rtt > 200 ? 4 : 5;
}
