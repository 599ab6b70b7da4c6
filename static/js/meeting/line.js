// The WebSocket to the node, kept: seat, join, and back again by the ladder. Knows nothing of what messages mean but
// join, waiting, welcome, resumed, moved and pong.
// Tells by `tell`: {phase: joining | waiting | in | lost | moved | full | over, why, sentence}, and messages by `hear`.
import { afterClose, afterRefusal } from "./ladder.js";
import { askForSeat, NoSeat } from "./seat.js";

const PING_EVERY = 5000;
const SILENCE = 12000; // a line that answers nothing for so long is dead, though the browser has not noticed
const OPENING = 8000; // until the WebSocket is open
const ENTRY = 12000; // until the node says that one is in, or waits

export class Line {
  constructor({ seatUrl, name, wanted, tell, hear }) {
    Object.assign(this, { seatUrl, name, wanted, tell, hear });
    Object.assign(this, { seat: "", seq: 0, tries: 0, socket: null, phase: "new", isSecond: false, heardAt: 0 });
    window.addEventListener("online", () => this.hurry());
  }

  get isIn() {
    return this.phase === "in";
  }

  async open() {
    clearTimeout(this.timer);
    const attempt = (this.attempt = {});
    if (this.phase === "new") this.say("joining");
    try {
      const seat = await askForSeat(this.seatUrl, this.name, this.tries);
      if (attempt === this.attempt) this.connect(seat);
    } catch (refusal) {
      if (!(refusal instanceof NoSeat)) throw refusal;
      if (attempt === this.attempt) this.follow(afterRefusal(refusal.status, refusal.code, this.chances()), refusal.sentence);
    }
  }

  connect({ url, token }) {
    const socket = (this.socket = new WebSocket(url));
    const opening = setTimeout(() => this.drop(socket), OPENING);
    socket.addEventListener("open", () => {
      clearTimeout(opening);
      this.heardAt = performance.now();
      this.post({ type: "join", version: 1, token, seat: this.seat, last_seq: this.seq, ...this.wanted() });
      this.beat = setInterval(() => this.ping(socket), PING_EVERY);
      this.entry = setTimeout(() => this.drop(socket), ENTRY);
    });
    socket.addEventListener("message", ({ data }) => socket === this.socket && this.receive(JSON.parse(data)));
    socket.addEventListener("close", ({ code, reason }) => {
      clearTimeout(opening);
      if (socket === this.socket) this.lose(code, reason);
    });
  }

  receive(message) {
    this.heardAt = performance.now();
    if (message.seq > this.seq) this.seq = message.seq;
    if (message.type === "pong") this.rtt = performance.now() - message.at;
    else if (message.type === "waiting") this.wait(message);
    else if (message.type === "moved") this.lose(4409, "");
    if (message.type === "welcome" || message.type === "resumed") {
      clearTimeout(this.entry);
      const isSame = message.seat === this.seat;
      Object.assign(this, { seat: message.seat, seq: message.seq, tries: 0, isSecond: false });
      this.hear({ ...message, isSame });
      this.say("in");
    } else if (message.type !== "pong") this.hear(message);
  }

  wait(message) {
    clearTimeout(this.entry);
    this.tries = 0;
    this.say("waiting", message);
  }

  // Ends this socket without waiting for its farewell, which a dead line never gives.
  drop(socket) {
    if (socket !== this.socket) return;
    socket.close();
    this.lose(1006, "");
  }

  ping(socket) {
    if (performance.now() - this.heardAt > SILENCE) this.drop(socket);
    else this.post({ type: "ping", at: Math.round(performance.now()) });
  }

  lose(code, reason) {
    clearInterval(this.beat);
    clearTimeout(this.entry);
    const old = this.socket;
    this.socket = null;
    if (old?.readyState === WebSocket.OPEN) old.close();
    const next = afterClose(code, reason, this.chances());
    this.isSecond = code === 4401;
    this.follow(next);
  }

  follow({ then, wait, why }, sentence = "") {
    if (then === "stop") {
      this.say("over", { why, sentence });
      return;
    }
    this.tries += 1;
    this.say(why, { sentence, tries: this.tries });
    this.timer = setTimeout(() => this.open(), wait);
  }

  chances() {
    return { tries: this.tries, isSecond: this.isSecond, chance: Math.random() };
  }

  // The network is back, or the person presses "try now".
  hurry() {
    if (!["lost", "moved", "full"].includes(this.phase)) return;
    this.tries = 0;
    this.socket = null;
    this.open();
  }

  // After "replaced", "ended" by mistake, "expired": from the beginning, by the person's wish.
  again() {
    Object.assign(this, { tries: 0, isSecond: false, phase: "new", seq: 0 });
    this.open();
  }

  // The line's own path changed (another network): do not wait until it is found dead.
  renew() {
    if (this.socket && this.isIn) this.drop(this.socket);
  }

  post(message) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  leave() {
    clearTimeout(this.timer);
    clearInterval(this.beat);
    clearTimeout(this.entry);
    this.post({ type: "leave" });
    const socket = this.socket;
    this.socket = this.attempt = null;
    socket?.close(1000);
    this.say("over", { why: "left" });
  }

  say(phase, more = {}) {
    this.phase = phase;
    this.tell({ why: "", sentence: "", ...more, phase });
  }
}
