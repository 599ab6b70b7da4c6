// Asks the portal for a seat: the address of the node and a token that lives two minutes.
// The browser asks over a connection that it kept; when the network has changed that one is dead and never answers, and
// only giving up makes it take another. So the first attempts are short.
const PATIENCES = [3000, 3000, 3000, 6000, 10000];

// {url, token, name}, or throws NoSeat with `status` (0: the portal could not be reached), `code` and `sentence`.
export class NoSeat extends Error {
  constructor(status, code = "", sentence = "") {
    super(code || `status ${status}`);
    Object.assign(this, { status, code, sentence });
  }
}

export async function askForSeat(url, name, tries) {
  const token = document.querySelector("meta[name=csrf-token]").content;
  let answer;
  try {
    answer = await fetch(url, {
      method: "POST", body: new URLSearchParams({ name }), signal: AbortSignal.timeout(PATIENCES[Math.min(tries, PATIENCES.length - 1)]), redirect: "error",
      headers: { "X-CSRF-Token": token, Accept: "application/json" },
    });
  } catch {
    throw new NoSeat(0);
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new NoSeat(answer.status, told.code, told.sentence);
  return told;
}
