// The connection on which this browser sends: four m-lines made once, tracks put in and taken out by replaceTrack.
import { watchPath } from "./path.js";

const CAMERA = [
  { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 160_000, maxFramerate: 20 },
  { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 450_000, maxFramerate: 25 },
  { rid: "f", scaleResolutionDownBy: 1, maxBitrate: 1_700_000, maxFramerate: 30 },
];
const SCREEN = [
  { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 500_000, maxFramerate: 15 },
  { rid: "f", scaleResolutionDownBy: 1, maxBitrate: 2_500_000, maxFramerate: 15 },
];
const LINES = [
  ["microphone", "audio", []],
  ["camera", "video", CAMERA],
  ["screen", "video", SCREEN],
  ["screen-audio", "audio", []],
];
let lastId = 0; // rises over all connections of this page: an answer to an earlier one is known by it

export class Publishing {
  constructor({ ice, post, told }) {
    this.post = post;
    this.pc = new RTCPeerConnection({ iceServers: ice, bundlePolicy: "max-bundle" });
    this.senders = {};
    this.needed = {};
    this.isSaving = false;
    for (const [source, kind, encodings] of LINES) {
      const transceiver = this.pc.addTransceiver(kind, { direction: "sendonly", sendEncodings: encodings.map((each) => ({ ...each })) });
      this.senders[source] = transceiver.sender;
    }
    this.work = Promise.resolve();
    this.path = watchPath(this.pc, { told, restart: () => this.offer(true) });
  }

  // One negotiation after the other; what fails is said in the console and the path's patience does the rest.
  offer(isRestart = false) {
    this.work = this.work.then(async () => {
      if (this.pc.signalingState === "closed") return;
      if (isRestart) this.pc.restartIce();
      await this.pc.setLocalDescription(await this.pc.createOffer());
      this.id = lastId += 1;
      const sources = Object.fromEntries(this.pc.getTransceivers().map((each, at) => [each.mid, LINES[at][0]]));
      this.post({ type: "publish", id: this.id, sdp: this.pc.localDescription.sdp, sources });
      if (!isRestart) this.path.begin();
    }).catch(complain);
    return this.work;
  }

  answer({ id, sdp }) {
    this.work = this.work.then(async () => {
      if (id !== this.id || this.pc.signalingState !== "have-local-offer") return;
      await this.pc.setRemoteDescription({ type: "answer", sdp });
      for (const source of Object.keys(this.needed)) await this.apply(source);
    }).catch(complain);
    return this.work;
  }

  async put(source, track) {
    if (this.pc.signalingState === "closed") return;
    await this.senders[source].replaceTrack(track);
    if (track) await this.apply(source);
  }

  // The encodings that somebody needs; nobody needs the others, so they are neither made nor sent.
  async layers(source, active) {
    this.needed[source] = active;
    await this.apply(source);
  }

  // On a poor line nothing larger than the half size is sent.
  async save(isSaving) {
    this.isSaving = isSaving;
    await this.apply("camera");
  }

  async apply(source) {
    if (this.pc.signalingState === "closed") return;
    const sender = this.senders[source];
    const parameters = sender.getParameters();
    if (!parameters.encodings?.length) return;
    const needed = this.needed[source];
    const isNeeded = ({ rid }) => !needed || needed.includes(rid ?? "");
    for (const each of parameters.encodings) {
      each.active = isNeeded(each) && !(this.isSaving && source === "camera" && each.rid === "f");
    }
    await sender.setParameters(parameters).catch(complain);
  }

  close() {
    this.path.stop();
    this.pc.close();
  }
}

const complain = (error) => console.warn("publishing", error);
