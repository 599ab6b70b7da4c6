// One WebSocket a page. The page names its topics in data-topics (on the body or on any fragment); the server says
// only that a topic changed, and elements with hx-trigger="live:document:7 from:body" fetch themselves anew.
// Every change is also told by kind alone ("live:counters"). What happened between the making of the page and the
// moment it is connected is told first: the page says from which instant on it wants to hear, by the server's clock.
const LONGEST_WAIT = 30000;
const SIGNED_OUT = 4401;
const UNNOTICED = 60; // seconds for which a dead line may look alive
let socket = null;
let topics = [];
let failures = 0;
let timer = 0;
let asked = 0;
const clock = { server: Number(document.body.dataset.since ?? 0), here: performance.now() };
let since = clock.server;

// Never later than the server's own clock, since the server's word was under way for a while.
function serverTime(here = performance.now()) {
  return clock.server + (here - clock.here) / 1000;
}

function wanted() {
  const names = [...document.querySelectorAll("[data-topics]")].flatMap((element) => element.dataset.topics.split(/\s+/));
  return [...new Set(names)].filter(Boolean).sort();
}

function tell(topic, event) {
  for (const name of new Set([topic, topic.split(":")[0]])) {
    document.body.dispatchEvent(new CustomEvent(`live:${name}`, { detail: { topic, event } }));
  }
}

function connect() {
  clearTimeout(timer);
  topics = wanted();
  if (!topics.length) return;
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const opened = (socket = new WebSocket(`${scheme}//${location.host}/live`));
  opened.addEventListener("open", () => opened.send(JSON.stringify({ topics, since })));
  opened.addEventListener("message", ({ data }) => hear(JSON.parse(data)));
  opened.addEventListener("close", ({ code }) => {
    if (opened === socket) lose(code);
  });
}

function hear(message) {
  if (message.topic) {
    tell(message.topic, message.event);
    return;
  }
  document.documentElement.classList.remove("is-offline");
  clock.server = message.now;
  clock.here = performance.now();
  since = 0;
  failures = 0;
}

function lose(code) {
  socket = null;
  since ||= serverTime() - UNNOTICED;
  if (code === SIGNED_OUT) {
    document.body.dispatchEvent(new CustomEvent("signed-out"));
    return;
  }
  failures += 1;
  if (failures > 1) document.documentElement.classList.add("is-offline");
  const wait = Math.min(LONGEST_WAIT, 500 * 2 ** failures);
  timer = setTimeout(connect, wait * (0.7 + 0.6 * Math.random()));
}

function reconnectNow(from) {
  const old = socket;
  since ||= from;
  socket = null;
  old?.close();
  connect();
}

connect();
// What a page fetches by itself says so: it must not count as somebody working, else no session ever ends idle.
document.body.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.triggeringEvent?.type.startsWith("live:")) detail.headers["X-Live"] = "1";
});
document.body.addEventListener("htmx:beforeRequest", () => {
  asked ||= performance.now();
});
document.body.addEventListener("htmx:afterSettle", () => {
  if (wanted().join(" ") !== topics.join(" ")) reconnectNow(serverTime(asked));
  asked = 0;
});
document.body.addEventListener("signed-in", () => socket || connect());
window.addEventListener("online", () => socket?.readyState === WebSocket.OPEN || reconnectNow(serverTime() - UNNOTICED));
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) reconnectNow(1);
});
