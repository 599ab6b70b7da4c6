// The connection on which this browser hears and sees: the node offers, we answer, and `slots` says what each m-line
// carries. Which track belongs to which view: `trackOf(person, source)`.
import { watchPath } from "./path.js";

export const SETTLED = 1500; // ms in which a slot that begins or changes may be without a picture, and nobody need say why

const LOSSY = 2; // of 100
const LOSSY_ROUNDS = 6;
const MOST_HELD = 400;

export class Receiving {
  constructor({ ice, post, told, changed, heard }) {
    Object.assign(this, { post, told, changed, heard, ice });
    this.slots = {};
    this.pc = null;
    this.target = null; // ms that pictures are held back
    this.lossy = 0; // rounds for which the line still counts as one that loses packets
    this.lastId = 0;
    this.work = Promise.resolve();
  }

  take({ id, sdp }) {
    this.work = this.work.then(async () => {
      if (id < this.lastId) return;
      this.lastId = id;
      this.pc ??= this.begin();
      await this.pc.setRemoteDescription({ type: "offer", sdp });
      await this.pc.setLocalDescription(await this.pc.createAnswer());
      this.post({ type: "subscribed", id, sdp: this.pc.localDescription.sdp });
      this.path.begin();
      this.changed();
    }).catch((error) => console.warn("receiving", error));
    return this.work;
  }

  begin() {
    const pc = new RTCPeerConnection({ iceServers: this.ice, bundlePolicy: "max-bundle" });
    pc.addEventListener("track", ({ track, transceiver, receiver }) => {
      if (track.kind === "audio") this.heard(transceiver.mid, track);
      else receiver.jitterBufferTarget = this.target;
    });
    this.path = watchPath(pc, { told: this.told, restart: () => this.post({ type: "restart" }) });
    return pc;
  }

  // On a line that loses packets pictures are shown a little later, so that what is sent again still comes in time.
  soften(loss, rtt) {
    this.lossy = loss >= LOSSY ? LOSSY_ROUNDS : Math.max(0, this.lossy - 1);
    const target = this.lossy ? Math.min(MOST_HELD, Math.ceil((3 * rtt + 100) / 50) * 50) : null;
    if (target === this.target) return;
    this.target = target;
    for (const { receiver } of this.pc?.getTransceivers() ?? []) {
      if (receiver.track.kind === "video") receiver.jitterBufferTarget = target;
    }
  }

  // A slot that is named replaces what was known of it; a view that moved to another slot leaves its old one.
  point(slots) {
    const at = performance.now();
    const next = { ...this.slots };
    for (const [mid, slot] of Object.entries(slots)) next[mid] = { ...slot, at: slot.state === next[mid]?.state ? next[mid].at : at };
    for (const [mid, slot] of Object.entries(this.slots)) {
      if (mid in slots || slot.state === "empty") continue;
      if (Object.values(slots).some((each) => each.person === slot.person && each.source === slot.source)) delete next[mid];
    }
    this.slots = next;
    this.changed();
    setTimeout(this.changed, SETTLED);
  }

  slotOf(person, source) {
    return Object.entries(this.slots).find(([, each]) => each.state !== "empty" && each.person === person && each.source === source);
  }

  trackOf(person, source) {
    const mid = this.slotOf(person, source)?.[0];
    return mid === undefined ? null : this.pc?.getTransceivers().find((each) => each.mid === mid)?.receiver.track ?? null;
  }

  close() {
    this.path?.stop();
    this.pc?.close();
    this.pc = null;
  }
}
