// Questions that others put to this person: to unmute, and to be recorded.
import { ask } from "./ask.js";
import { say } from "./words.js";

export function answerQuestions(call, events) {
  events.addEventListener("asked", ({ detail: { kind, by } }) => (kind === "consent" ? consent(call, by) : unmute(call, by)));
}

async function unmute(call, by) {
  const answer = await ask({ title: say("unmute_ask", { name: by }), yes: say("unmute_yes"), no: say("unmute_no") });
  if (answer === "yes" && !call.own.isOn.microphone) call.own.turn("microphone", true);
}

async function consent(call, by) {
  const answer = await ask({ title: say("consent_ask", { name: by }), note: say("consent_note"), yes: say("consent_yes"), no: say("consent_no"), isNeeded: true });
  call.post({ type: "consent", yes: answer === "yes" });
  if (answer !== "yes") call.line.leave();
}
