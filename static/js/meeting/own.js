// What this person sends: microphone, camera, screen; switched, exchanged, and taken up again when a device goes.
import { blur, canBlur, capture, NoDevice, present } from "./devices.js";
import { choices, remember } from "./remembered.js";

export class Own {
  // put(source, track): to the connection; told(source, isOn): to the node and the screen; trouble(sentence name).
  constructor({ put, told, trouble }) {
    Object.assign(this, { put, told, trouble });
    this.tracks = { microphone: null, camera: null, screen: null, "screen-audio": null };
    this.isOn = { microphone: false, camera: false, screen: false };
    this.work = Promise.resolve();
  }

  // One switch after the other, so that a double press ends where it should.
  turn(source, isOn) {
    this.work = this.work.then(() => this.switch(source, isOn)).catch((error) => this.fail(source, error));
    return this.work;
  }

  async switch(source, isOn) {
    if (source === "screen") return isOn ? this.startScreen() : this.stopScreen();
    if (isOn) await this.start(source);
    else await this.stop(source);
    return undefined;
  }

  async start(source) {
    let track = this.tracks[source];
    if (track?.readyState !== "live") track = await capture(source, choices()[source]);
    if (this.isClosed) {
      track.stop();
      return;
    }
    this.hold(source, track);
    if (source === "camera" && choices().isBlurred && canBlur(track)) await blur(track, true);
    await this.put(source, track);
    this.say(source, true);
  }

  // A camera that is off is let go, so that its light goes out; a microphone stays at hand to be quick, unheard.
  async stop(source) {
    await this.put(source, null);
    if (source === "camera") this.release(source);
    this.say(source, false);
  }

  async startScreen() {
    const shown = await present();
    if (!shown) return;
    this.hold("screen", shown.screen);
    this.tracks["screen-audio"] = shown.audio;
    await this.put("screen", shown.screen);
    await this.put("screen-audio", shown.audio);
    this.say("screen", true);
    if (shown.audio) this.told("screen-audio", true);
  }

  async stopScreen() {
    const hadSound = this.tracks["screen-audio"] !== null;
    for (const source of ["screen", "screen-audio"]) {
      await this.put(source, null);
      this.release(source);
    }
    if (hadSound) this.told("screen-audio", false);
    this.say("screen", false);
  }

  hold(source, track) {
    if (this.tracks[source] === track) return;
    this.release(source);
    this.tracks[source] = track;
    track.addEventListener("ended", () => this.tracks[source] === track && this.lost(source));
  }

  release(source) {
    const track = this.tracks[source];
    this.tracks[source] = null;
    track?.stop();
  }

  // Unplugged, taken by the system, or "stop sharing" pressed in the browser's own bar.
  lost(source) {
    if (source === "screen") return this.turn("screen", false);
    const wasOn = this.isOn[source];
    this.tracks[source] = null;
    if (!wasOn) return undefined;
    this.trouble(`${source}_lost`);
    return this.turn(source, true);
  }

  // Another device was chosen; or the same one again after a telephone call took it.
  exchange(source) {
    this.work = this.work.then(async () => {
      if (!this.isOn[source]) return this.release(source);
      const track = await capture(source, choices()[source]);
      this.hold(source, track);
      return this.put(source, track);
    }).catch((error) => this.fail(source, error));
    return this.work;
  }

  async setBlur(isOn) {
    remember({ isBlurred: isOn });
    if (this.tracks.camera) await blur(this.tracks.camera, isOn);
  }

  // A new connection gets what is on.
  async refill() {
    for (const [source, track] of Object.entries(this.tracks)) {
      const isOn = source === "screen-audio" ? this.isOn.screen : this.isOn[source];
      if (track && isOn) await this.put(source, track);
    }
  }

  say(source, isOn) {
    this.isOn = { ...this.isOn, [source]: isOn };
    this.told(source, isOn);
  }

  async fail(source, error) {
    this.trouble(error instanceof NoDevice ? error.sentence : `${source}_failed`);
    if (this.isOn[source]) await this.stop(source);
  }

  close() {
    this.isClosed = true;
    for (const source of Object.keys(this.tracks)) this.release(source);
  }
}
