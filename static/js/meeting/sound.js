// What is heard: one <audio> element for each receiving audio m-line, all on the chosen speaker. Plain elements, no
// audio graph: only so does the browser's echo cancellation know what comes out of the speaker.
export class Sound {
  constructor(place, silenced) {
    this.place = place;
    this.silenced = silenced; // told when the browser lets nothing play until the person touches the page
    this.players = new Map();
    this.speaker = "";
  }

  attach(mid, track) {
    const player = this.players.get(mid) ?? document.createElement("audio");
    player.autoplay = true;
    player.srcObject = new MediaStream([track]);
    this.players.set(mid, player);
    this.place.append(player);
    this.send(player);
    player.play().catch(() => this.silenced(true));
  }

  async unlock() {
    const results = await Promise.allSettled([...this.players.values()].map((player) => player.play()));
    this.silenced(results.some((each) => each.status === "rejected"));
  }

  choose(speaker) {
    this.speaker = speaker;
    for (const player of this.players.values()) this.send(player);
  }

  send(player) {
    if (player.setSinkId && this.speaker) player.setSinkId(this.speaker).catch(() => player.setSinkId(""));
  }

  clear() {
    for (const player of this.players.values()) player.remove();
    this.players.clear();
  }
}
