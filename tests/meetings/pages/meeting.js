// The least that speaks docs/meeting-protocol.md: joins, publishes a fake camera and microphone, shows everybody.
// Tests drive it by `meeting.*` and judge it by `meeting.stats()`.
const CAMERA = [["q", 4, 160_000], ["h", 2, 450_000], ["f", 1, 1_700_000]];
const SCREEN = [["h", 2, 500_000], ["f", 1, 2_500_000]];
const SOURCES = ["microphone", "camera", "screen", "screen-audio"];
const encodings = (list) => list.map(([rid, scaleResolutionDownBy, maxBitrate]) => ({ rid, scaleResolutionDownBy, maxBitrate }));

class Meeting {
  constructor() {
    this.heard = [];
    this.slots = {};
    this.people = new Set();
    this.offers = 0;
    this.tile = { width: 640, height: 480, big: false };
    this.options = { saving: false, audio_only: false };
    this.frozen = { longest: 0, last: {} };
  }

  async join({ address, token, person, seat = "", size = { width: 640, height: 480 } }) {
    Object.assign(this, { person, begun: performance.now() });
    this.stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: size });
    this.socket = new WebSocket(address);
    this.socket.addEventListener("message", ({ data }) => this.take(JSON.parse(data)));
    this.socket.addEventListener("close", ({ code, reason }) => (this.closed = { code, reason }));
    await new Promise((done, failed) => Object.assign(this.socket, { onopen: done, onerror: failed }));
    this.say("join", { version: 1, token, seat, last_seq: 0, microphone: true, camera: true });
  }

  say(type, fields = {}) {
    this.socket.send(JSON.stringify({ type, ...fields }));
  }

  take(message) {
    this.heard.push(message);
    this[`on_${message.type}`]?.(message);
  }

  on_welcome({ room, seat }) {
    this.seat = seat;
    for (const { person } of room.people) this.people.add(person);
    this.publish();
    this.show();
  }

  on_joined({ who }) {
    this.people.add(who.person);
    this.show();
  }

  on_left({ person }) {
    this.people.delete(person);
    this.show();
  }

  async publish() {
    this.sending = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    const [sound] = this.stream.getAudioTracks();
    const [picture] = this.stream.getVideoTracks();
    this.sending.addTransceiver(sound, { direction: "sendonly" });
    this.camera = this.sending.addTransceiver(picture, { direction: "sendonly", sendEncodings: encodings(CAMERA) });
    this.screen = this.sending.addTransceiver("video", { direction: "sendonly", sendEncodings: encodings(SCREEN) });
    this.sending.addTransceiver("audio", { direction: "sendonly" });
    await this.offer();
  }

  async offer() {
    await this.sending.setLocalDescription(await this.sending.createOffer());
    const sources = Object.fromEntries(this.sending.getTransceivers().map(({ mid }, at) => [mid, SOURCES[at]]));
    this.say("publish", { id: (this.offers += 1), sdp: this.sending.localDescription.sdp, sources });
  }

  async on_publish_answer({ sdp }) {
    await this.sending.setRemoteDescription({ type: "answer", sdp });
  }

  async on_layers({ source, active }) {
    const { sender } = source === "camera" ? this.camera : this.screen;
    const parameters = sender.getParameters();
    for (const each of parameters.encodings) each.active = active.includes(each.rid);
    await sender.setParameters(parameters);
  }

  async on_subscribe({ id, sdp }) {
    this.receiving ??= this.receive();
    await this.receiving.setRemoteDescription({ type: "offer", sdp });
    await this.receiving.setLocalDescription(await this.receiving.createAnswer());
    this.say("subscribed", { id, sdp: this.receiving.localDescription.sdp });
  }

  receive() {
    const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    pc.addEventListener("track", ({ track, transceiver }) => {
      const element = document.createElement(track.kind);
      Object.assign(element, { srcObject: new MediaStream([track]), autoplay: true, muted: track.kind === "video" });
      document.body.append(element);
      element.play().catch(() => {});
      if (track.kind === "video") this.watch(element, transceiver.mid);
    });
    return pc;
  }

  // The longest time between two frames of each m-line, since the last `clear`.
  watch(element, mid) {
    const frame = (now) => {
      const since = this.frozen.last[mid];
      if (since) this.frozen.longest = Math.max(this.frozen.longest, now - since);
      this.frozen.last[mid] = now;
      element.requestVideoFrameCallback(frame);
    };
    element.requestVideoFrameCallback(frame);
  }

  clear() {
    this.frozen = { longest: 0, last: {} };
  }

  on_slots({ slots }) {
    Object.assign(this.slots, slots);
  }

  show(change = {}) {
    Object.assign(this.tile, change);
    const others = [...this.people].filter((person) => person !== this.person);
    const views = others.flatMap((person) => ["camera", "screen"].map((source) => ({ person, source, ...this.tile })));
    this.say("show", { views, ...this.options });
  }

  // The network is another one: both connections look for a new way.
  async mend() {
    this.sending.restartIce();
    await this.offer();
    this.say("restart");
  }

  // What came in by m-line: {a0: {...}, v0: {...}} of those that have packets.
  async stats() {
    const found = {};
    for (const each of (await this.receiving?.getStats())?.values() ?? []) {
      if (each.type === "inbound-rtp" && each.packetsReceived) found[each.mid] = each;
    }
    return found;
  }

  async sent() {
    return [...(await this.sending.getStats()).values()].filter(({ type }) => type === "outbound-rtp");
  }
}

window.meeting = new Meeting();
