// What the buttons and keys do, by the names in data-do.
import { ask } from "./ask.js";
import { chooseFile } from "./attaching.js";
import { paste } from "./chat.js";
import { Floating } from "./floating.js";
import { openDevices } from "./settings.js";
import { openNetwork } from "./network.js";
import { isChair } from "./room.js";
import { close, open, toggle } from "./side.js";
import { config, say } from "./words.js";

export function deedsOf({ call, store, stage, showing }) {
  const room = () => store.get().room;
  const wish = () => store.get().wish;
  const floating = new Floating({ best: () => stage.bestTrack(store.get()), closed: () => showing.soon() });
  showing.floating = (view) => floating.isOpen && (view.big || view.person === room().speaker);
  document.querySelector("[data-do=pip]").hidden = !Floating.isPossible;
  document.querySelector("[data-do=full]").hidden = !document.fullscreenEnabled;

  // A message that has a question to ask first: {…, ask: [sentence, name]}.
  async function lead({ ask: question, ...message }) {
    const isMeant = !question || (await ask({ title: say(question[0], { name: question[1] }), note: say(`${question[0]}_note`), yes: say(`${question[0]}_yes`), no: say("no_back"), isGrave: true })) === "yes";
    if (isMeant) call.post(message);
  }

  return {
    lead,
    microphone: () => call.toggle("microphone"),
    camera: () => call.toggle("camera"),
    screen: () => call.toggle("screen"),
    hand: () => call.raise(!room().hands.includes(room().me)),
    chat: () => toggle(store, "chat"),
    people: () => toggle(store, "people"),
    agenda: () => open(store, "agenda"),
    "close-side": () => close(store),
    layout: () => call.wish({ mode: wish().mode === "grid" ? "speaker" : "grid", pinned: "" }),
    self: () => call.wish({ isSelfHidden: !wish().isSelfHidden }),
    saving: () => call.wish({ isSaving: !wish().isSaving }),
    "audio-only": () => call.wish({ isAudioOnly: !wish().isAudioOnly }),
    devices: () => openDevices(call),
    network: () => openNetwork(store),
    keys: () => document.getElementById("meeting-keys").showModal(),
    "paste-document": () => paste(new URL(config.document.url, location.origin).href),
    attach: chooseFile,
    pip: async () => (await floating.toggle().catch(() => false)) || call.notice("pip_none"),
    full: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
    "admit-all": () => lead({ type: "admit", person: "*" }),
    "refuse-all": () => lead({ type: "refuse", person: "*", ask: ["refuse_ask", ""] }),
    "lower-all": () => lead({ type: "lower_hand", person: "*" }),
    "mute-all": () => lead({ type: "mute", person: "*", source: "microphone" }),
    moderate: () => lead({ type: "moderate", on: !room().moderated }),
    lock: () => lead({ type: "lock", on: !room().locked }),
    record: () => lead({ type: "record", on: !room().recording, ask: room().recording ? ["record_stop_ask", ""] : ["record_ask", ""] }),
    leave: () => leave(),
    follow: () => floating.isOpen && floating.follow(),
  };

  async function leave() {
    const leads = isChair(room());
    const answer = await ask({ title: say("leave_ask"), note: leads ? say("leave_note_chair") : "", yes: say("leave_yes"), no: say("leave_no"), other: leads ? say("end_all") : "", isGrave: true });
    if (answer === "yes") call.line.leave();
    if (answer === "other") call.post({ type: "end" });
  }
}
