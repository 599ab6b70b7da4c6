// What follows when the line to the node is gone: pure, from the close code to {then, wait, phase, why}.
// then: "stop", "again" (ask the portal for a seat and join), wait in milliseconds; see docs/meeting-protocol.md.
const STEPS = [0, 300, 1200, 2700, 4800, 7000];
const FULL_WAIT = 15000;
const RATE_WAIT = 5000;

const stop = (why) => ({ then: "stop", wait: 0, why });
const again = (wait, why) => ({ then: "again", wait, why });

// `tries` counts the failures in a row, `isSecond` says that a fresh token was refused too, `chance` is in 0…1.
export function afterClose(code, reason, { tries, isSecond = false, chance = 0.5 }) {
  switch (code) {
    case 4400: return stop("broken");
    case 4401: return isSecond ? stop("expired") : again(0, "lost");
    case 4403: return stop("removed");
    case 4404: return stop(["ended", "refused", "sealed", "locked", "consent"].includes(reason) ? reason : "ended");
    case 4408: return stop("replaced");
    case 4409: return again(tries ? rung(tries, chance) : 0, "moved");
    case 4429: return again(RATE_WAIT, "lost");
    case 4503: return again(FULL_WAIT, "full");
    default: return again(rung(tries, chance), "lost");
  }
}

// What follows when the portal gives no seat: `status` 0 means that it could not be reached.
export function afterRefusal(status, code, { tries, chance = 0.5 }) {
  if (status === 503 && code === "full") return again(FULL_WAIT, "full");
  if (status === 0 || status === 429 || status >= 500) return again(rung(Math.max(tries, 1), chance), "lost");
  return stop(code || { 401: "signed_out", 403: "forbidden", 404: "missing", 410: "ended" }[status] || "forbidden");
}

// 0, 0.3, 1.2, 2.7, 4.8, then every 7 s, a little apart so that a whole room does not come back in one instant.
export function rung(tries, chance) {
  const step = STEPS[Math.min(tries, STEPS.length - 1)];
  return Math.round(step * (0.85 + 0.3 * chance));
}
