// Both connections to the node, made anew when the seat is a new one and mended when the way is lost.
import { Publishing } from "./publishing.js";
import { Receiving } from "./receiving.js";

export class Media {
  // told({publishing, receiving}): new | up | lost | dead; heard(mid, track): something to listen to.
  constructor({ post, told, changed, heard, cleared, refill }) {
    Object.assign(this, { post, told, changed, heard, cleared, refill });
    this.state = { publishing: "new", receiving: "new" };
  }

  // After every welcome. The node forgets the connections of a seat that is new, so they are made anew.
  begin({ ice = [], isSame }) {
    if (isSame && this.publishing && !this.isDead) {
      this.mend();
      return;
    }
    this.close();
    this.cleared();
    this.state = { publishing: "new", receiving: "new" };
    const shared = { ice, post: this.post };
    this.receiving = new Receiving({ ...shared, changed: this.changed, heard: this.heard, told: (state) => this.tell("receiving", state) });
    const publishing = (this.publishing = new Publishing({ ...shared, told: (state) => this.tell("publishing", state) }));
    publishing.save(this.isSaving ?? false);
    this.refill().then(() => publishing.offer());
  }

  // The line is back or the network is another one: whatever is not up gets a new way at once.
  mend(isForced = false) {
    const { publishing, receiving } = this;
    if (isForced || publishing?.pc.connectionState !== "connected" || publishing.pc.signalingState !== "stable") publishing?.path.now();
    if (receiving?.pc && (isForced || receiving.pc.connectionState !== "connected")) receiving.path.now();
  }

  get isDead() {
    return Object.values(this.state).includes("dead");
  }

  tell(which, state) {
    this.state = { ...this.state, [which]: state };
    this.told(this.state);
  }

  async put(source, track) {
    await this.publishing?.put(source, track);
  }

  async save(isSaving) {
    this.isSaving = isSaving;
    await this.publishing?.save(isSaving);
  }

  take(message) {
    if (message.type === "publish_answer") this.publishing?.answer(message);
    if (message.type === "subscribe") this.receiving?.take(message);
    if (message.type === "slots") this.receiving?.point(message.slots);
    if (message.type === "layers") this.publishing?.layers(message.source, message.active);
  }

  close() {
    this.publishing?.close();
    this.receiving?.close();
    this.publishing = this.receiving = null;
  }
}
