// Watches the way of one PeerConnection: asks for an ICE restart when it is lost, and says when that did not help.
// told(state): "new", "up", "lost", "dead".
const HESITATION = 2500; // "disconnected" often heals by itself
const PATIENCE = 8000; // for a restart, or for the first way
const MOST_RESTARTS = 3;

export function watchPath(pc, { restart, told }) {
  let timer = 0;
  let restarts = 0;
  let isOver = false;
  const settle = (state) => {
    clearTimeout(timer);
    told(state);
  };
  // A way that still carries is renewed in silence: the browser goes over to the new one by itself.
  const retry = () => {
    if (isOver || pc.signalingState === "closed") return;
    const isUp = pc.connectionState === "connected";
    if (restarts >= MOST_RESTARTS) {
      settle(isUp ? "up" : "dead");
      return;
    }
    restarts += 1;
    settle(isUp ? "up" : "lost");
    restart();
    timer = setTimeout(() => (pc.connectionState === "connected" ? look() : retry()), PATIENCE);
  };
  const look = () => {
    const state = pc.connectionState;
    if (state === "connected") {
      restarts = 0;
      settle("up");
    } else if (state === "failed") retry();
    else if (state === "disconnected") {
      clearTimeout(timer);
      timer = setTimeout(retry, HESITATION);
    }
  };
  pc.addEventListener("connectionstatechange", look);
  return {
    // The first offer is out: a way must be found in time.
    begin() {
      clearTimeout(timer);
      timer = setTimeout(() => (pc.connectionState === "connected" ? look() : retry()), PATIENCE);
    },
    // The network changed, or the line came back: do not wait until the browser notices.
    now() {
      restarts = 0;
      clearTimeout(timer);
      retry();
    },
    stop() {
      isOver = true;
      clearTimeout(timer);
    },
  };
}
