// Looks on at a meeting's page before its own scripts run: connections, messages, frames; and leads both over a line.
// The routes are {tcp: {port: port}, udp: {port: port}}, from ports of theirs to those of a line.
(() => {
  const routes = ROUTES;
  const watch = (window.watch = { connections: [], heard: [], said: [], slots: {}, frames: {}, before: {} });

  const throughLine = (url) => url.replace(/:(\d+)\//, (whole, port) => (routes.tcp[port] ? `:${routes.tcp[port]}/` : whole));
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(url, ...rest) {
      super(throughLine(String(url)), ...rest);
      this.addEventListener("message", ({ data }) => this === watch.socket && take(JSON.parse(data)));
      this.addEventListener("close", ({ code, reason }) => this === watch.socket && watch.heard.push({ type: "close", code, reason }));
    }

    send(text) {
      const message = JSON.parse(text);
      if (message.type === "join") watch.socket = this;
      watch.said.push({ ...message, at_ms: performance.now() });
      super.send(text);
    }
  };

  function take(message) {
    watch.heard.push({ ...message, at_ms: performance.now() });
    if (message.type === "welcome") watch.slots = {};
    if (message.type === "slots") Object.assign(watch.slots, message.slots);
  }

  const candidates = (sdp) => sdp.replace(/^(a=candidate:\S+ \d+ \S+ \d+ \S+) (\d+)/gm, (whole, head, port) => (routes.udp[port] ? `${head} ${routes.udp[port]}` : whole));
  const Connection = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Connection {
    constructor(...given) {
      super(...given);
      watch.connections.push(this);
      this.addEventListener("track", ({ track }) => track.kind === "video" && look(track));
    }

    setRemoteDescription(description) {
      return super.setRemoteDescription({ type: description.type, sdp: candidates(description.sdp) });
    }
  };

  // Every frame of a track that comes in: how many there were, when the last one was, and the longest time between two.
  function look(track) {
    const video = Object.assign(document.createElement("video"), { muted: true, srcObject: new MediaStream([track]) });
    Object.assign(video.style, { position: "fixed", width: "2px", height: "2px", right: 0, bottom: 0, pointerEvents: "none" });
    document.body.append(video);
    const frame = (now) => {
      const seen = (watch.frames[track.id] ??= { count: 0, longest: 0, first: now });
      if (seen.last) seen.longest = Math.max(seen.longest, now - seen.last);
      Object.assign(seen, { last: now, count: seen.count + 1, height: video.videoHeight });
      video.requestVideoFrameCallback(frame);
    };
    video.requestVideoFrameCallback(frame);
    video.play().catch(() => {});
    track.addEventListener("ended", () => video.remove());
  }

  // The join button: from then on time counts.
  document.addEventListener("submit", () => (watch.joined = performance.timeOrigin + performance.now()), true);

  const living = () => watch.connections.filter((each) => each.connectionState !== "closed");
  const reports = async (type) => (await Promise.all(living().map(async (each) => [...(await each.getStats()).values()]))).flat().filter((each) => each.type === type);

  // What comes in by m-line, with the view that the node says it carries.
  watch.incoming = async () => (await reports("inbound-rtp")).map((each) => ({ ...each, ...watch.slots[each.mid], ...{ frames: watch.frames[each.trackIdentifier] } }));
  watch.outgoing = () => reports("outbound-rtp");
  watch.of = async (person, source) => (await watch.incoming()).find((each) => each.person === person && each.source === source && each.state === "live");

  // What a question of the page's answers as soon as that is something; questions may be asynchronous.
  watch.until = async (ask, argument, patience) => {
    const end = performance.now() + patience;
    for (;;) {
      const answer = await ask(argument);
      if (answer) return answer;
      if (performance.now() > end) throw new Error(`waited ${patience} ms in vain for ${ask}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };

  // Whether somebody is seen and heard by now, or since `clear`: the instant, in milliseconds since the epoch.
  watch.meets = async ([person, source]) => {
    const [picture, sound] = [await watch.of(person, source), await watch.of(person, "microphone")];
    const isHeard = source === "screen" || (sound && sound.totalAudioEnergy > (watch.before[sound.trackIdentifier] ?? 0));
    return picture?.frames?.count && isHeard ? performance.timeOrigin + performance.now() : 0;
  };

  watch.clear = async () => {
    watch.before = Object.fromEntries((await watch.incoming()).map((each) => [each.trackIdentifier, each.totalAudioEnergy]));
    watch.frames = {};
  };
})();
