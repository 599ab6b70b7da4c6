// The call: joins line, room, media and what this person sends, and writes all of it into the store.
import { Line } from "./line.js";
import { Media } from "./media.js";
import { Own } from "./own.js";
import { isChair, mayUnmute, NOBODY, receive } from "./room.js";
import { remember } from "./remembered.js";
import { Sound } from "./sound.js";

const MEDIA = new Set(["publish_answer", "subscribe", "slots", "layers"]);

export function firstState(choices) {
  return {
    phase: "mirror", why: "", sentence: "", tries: 0, ahead: 0, isIn: false, room: NOBODY, media: { publishing: "new", receiving: "new" },
    own: { microphone: false, camera: false, screen: false }, tracks: 0, isMuffled: false, offset: 0, figures: null, frozen: new Set(),
    wish: { mode: choices.mode, pinned: "", isSelfHidden: choices.isSelfHidden, isSaving: choices.isSaving, isAudioOnly: false },
    side: "", unread: 0, unsent: [], reactions: new Map(), estimate: 0,
  };
}

export class Call {
  // events: an EventTarget that hears "notice" {kind, words…}, "asked" {kind, by} and "message" (everything from the node).
  constructor({ store, events, config, players }) {
    Object.assign(this, { store, events, config });
    this.sound = new Sound(players, (isMuffled) => store.put({ isMuffled }));
    this.own = new Own({ put: (source, track) => this.media.put(source, track), told: (source, on) => this.ownChanged(source, on), trouble: (name) => this.notice(name, {}, "problem") });
    this.media = new Media({
      post: (message) => this.post(message), told: (media) => store.put({ media }), changed: () => store.put({ tracks: store.get().tracks + 1 }),
      heard: (mid, track) => this.sound.attach(mid, track), cleared: () => this.sound.clear(), refill: () => this.own.refill(),
    });
  }

  // wanted: {microphone, camera} bool; tracks: those that the mirror has already, to be taken over.
  join({ name, wanted, tracks, speaker }) {
    this.sound.choose(speaker);
    this.line = new Line({
      seatUrl: this.config.seat_url, name, wanted: () => ({ microphone: this.own.isOn.microphone, camera: this.own.isOn.camera }),
      tell: (told) => this.lineChanged(told), hear: (message) => this.hear(message),
    });
    for (const source of ["microphone", "camera"]) {
      if (tracks[source]) this.own.hold(source, tracks[source]);
      if (wanted[source]) this.own.turn(source, true);
    }
    this.line.open();
    navigator.connection?.addEventListener?.("change", () => this.networkChanged());
    window.addEventListener("pagehide", (event) => event.persisted || this.post({ type: "leave" }));
  }

  lineChanged({ phase, why, sentence, tries = 0, ahead = 0 }) {
    const was = this.store.get();
    const isIn = phase === "in" || (was.isIn && !["over", "waiting", "joining"].includes(phase));
    this.store.put({ phase, why, sentence, tries, ahead, isIn });
    if (phase === "over") this.close();
  }

  hear(message) {
    if (MEDIA.has(message.type)) this.media.take(message);
    else this.take(message);
    this.events.dispatchEvent(new CustomEvent("message", { detail: message }));
  }

  take(message) {
    const { room } = this.store.get();
    const next = receive(room, message);
    if (next !== room) this.store.put({ room: next });
    this[`on_${message.type}`]?.(message);
  }

  on_welcome(message) {
    this.store.put({ offset: message.now - Date.now() });
    this.seated(message);
  }

  on_resumed(message) {
    this.seated(message);
  }

  // Whatever the node may have missed while the line was away is said again.
  seated(message) {
    this.media.begin(message);
    for (const source of ["microphone", "camera", "screen"]) this.post({ type: "state", source, on: this.own.isOn[source] });
    this.events.dispatchEvent(new CustomEvent("seated"));
  }

  on_estimate({ down }) {
    this.store.put({ estimate: down });
  }

  on_muted({ by, source }) {
    if (this.own.isOn[source]) this.own.turn(source, false);
    this.notice(`muted_${source}`, { name: this.nameOf(by) });
  }

  on_refused({ code, sentence }) {
    this.notice("refused", { sentence }, "problem");
    if (["moderated", "floor", "muted"].includes(code) && this.own.isOn.microphone && !mayUnmute(this.store.get().room)) this.own.turn("microphone", false);
  }

  on_unsaid({ id, sentence }) {
    this.store.put({ unsent: this.store.get().unsent.map((each) => (each.id === id ? { ...each, problem: sentence } : each)) });
  }

  on_said({ message }) {
    const { unsent, side, unread, room } = this.store.get();
    const isOwn = message.person === room.me;
    const index = unsent.findIndex((each) => each.id === message.id || (isOwn && each.text.trim() === message.text.trim()));
    this.store.put({ unsent: unsent.filter((_each, at) => at !== index), unread: side === "chat" || isOwn ? unread : unread + 1 });
  }

  on_reacted({ person, emoji }) {
    const at = performance.now();
    this.store.put({ reactions: new Map(this.store.get().reactions).set(person, { emoji, at }) });
    setTimeout(() => {
      const reactions = new Map(this.store.get().reactions);
      if (reactions.get(person)?.at === at) reactions.delete(person);
      this.store.put({ reactions });
    }, 4000);
  }

  on_asked_unmute({ by }) {
    if (!this.own.isOn.microphone) this.events.dispatchEvent(new CustomEvent("asked", { detail: { kind: "unmute", by: this.nameOf(by) } }));
  }

  on_consent_asked({ by }) {
    // Who started the recording has been asked before it began.
    if (by === this.store.get().room.me) return this.post({ type: "consent", yes: true });
    this.events.dispatchEvent(new CustomEvent("asked", { detail: { kind: "consent", by: this.nameOf(by) } }));
  }

  ownChanged(source, on) {
    this.post({ type: "state", source, on });
    if (source === "screen-audio") return;
    this.store.put({ own: { ...this.own.isOn }, tracks: this.store.get().tracks + 1 });
    if (source === "microphone") remember({ isMicrophoneOn: on });
    if (source === "camera") remember({ isCameraOn: on });
  }

  toggle(source) {
    const { room } = this.store.get();
    const on = !this.own.isOn[source];
    if (source === "microphone" && on && !mayUnmute(room)) return this.notice("moderated_now");
    return this.own.turn(source, on);
  }

  raise(up) {
    this.post({ type: "hand", up });
  }

  speak(text) {
    const id = crypto.getRandomValues(new Uint32Array(4)).reduce((word, each) => word + each.toString(36), "");
    const isSent = this.post({ type: "say", id, text });
    this.store.put({ unsent: [...this.store.get().unsent, { id, text, problem: isSent ? "" : "offline" }] });
  }

  wish(change) {
    const wish = { ...this.store.get().wish, ...change };
    this.store.put({ wish });
    remember({ mode: wish.mode, isSelfHidden: wish.isSelfHidden, isSaving: wish.isSaving });
    if ("isSaving" in change) this.media.save(wish.isSaving);
    if (change.isAudioOnly && this.own.isOn.camera) this.own.turn("camera", false);
  }

  // Wi-Fi to mobile: the old way is dead before anybody notices.
  networkChanged() {
    if (!this.store.get().isIn) return;
    this.line.renew();
    this.media.mend(true);
  }

  retryMedia() {
    this.media.begin({ ice: this.media.publishing?.pc.getConfiguration().iceServers, isSame: false });
  }

  post(message) {
    return this.line?.post(message) ?? false;
  }

  nameOf(person) {
    return this.store.get().room.people.get(person)?.name ?? "";
  }

  get leads() {
    return isChair(this.store.get().room);
  }

  notice(name, blanks = {}, kind = "done") {
    this.events.dispatchEvent(new CustomEvent("notice", { detail: { name, blanks, kind } }));
  }

  close() {
    this.own.close();
    this.media.close();
    this.sound.clear();
  }
}
