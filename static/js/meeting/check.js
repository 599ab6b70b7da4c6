// Before joining: can this browser reach the node, and by which way? Each finding is {name, isWrong}, where the name is that
// of a sentence which says what is the matter and what to do.
const PATIENCE = 6000;

export async function checkNetwork({ node_url: url, ice }) {
  const found = [];
  if (!navigator.onLine) return [{ name: "check_offline", isWrong: true }];
  if (url && !(await opens(url))) found.push({ name: "check_socket", isWrong: true });
  const way = ice?.length ? await wayOut(ice) : "";
  if (way === "relay") found.push({ name: "check_relay", isWrong: false });
  if (way === "none") found.push({ name: "check_blocked", isWrong: true });
  if (["slow-2g", "2g", "3g"].includes(navigator.connection?.effectiveType)) found.push({ name: "check_slow", isWrong: false });
  return found.length ? found : [{ name: "check_good", isWrong: false }];
}

// Whether a WebSocket to the node opens. It is closed at once: no seat was asked for.
function opens(url) {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    const timer = setTimeout(() => finish(false), PATIENCE);
    const finish = (isOpen) => {
      clearTimeout(timer);
      socket.close();
      resolve(isOpen);
    };
    socket.addEventListener("open", () => finish(true));
    socket.addEventListener("error", () => finish(false));
  });
}

// "udp" when our own address is seen from outside or a relay answers over UDP, "relay" when only TCP or TLS gets through.
async function wayOut(ice) {
  const pc = new RTCPeerConnection({ iceServers: ice });
  const ways = new Set();
  try {
    pc.createDataChannel("");
    pc.addEventListener("icecandidate", ({ candidate }) => candidate && note(ways, candidate));
    await pc.setLocalDescription(await pc.createOffer());
    await Promise.race([until(() => ways.has("udp") || pc.iceGatheringState === "complete"), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  } finally {
    pc.close();
  }
  return ways.has("udp") ? "udp" : ways.has("relay") ? "relay" : "none";
}

function note(ways, { type, relayProtocol }) {
  if (type === "srflx" || (type === "relay" && relayProtocol === "udp")) ways.add("udp");
  if (type === "relay") ways.add("relay");
}

async function until(isDone) {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 100));
}
