// Words above the tiles: the state of the line and of the media, each with what to do. They go when they are over.
import { say } from "./words.js";

const place = document.querySelector("[data-banners]");

// deeds: {hurry, unlock, retry, audioOnly, devices}.
export function drawBanners(state, deeds) {
  const wanted = bannersOf(state);
  for (const old of [...place.children]) if (!wanted.some(([name]) => name === old.dataset.name)) old.remove();
  for (const [name, words, deed] of wanted) {
    const banner = [...place.children].find((each) => each.dataset.name === name) ?? make(name, deed, deeds);
    const span = banner.querySelector("span");
    if (span.textContent !== words) span.textContent = words;
  }
}

function bannersOf({ phase, media, isMuffled, isIn, room, wish, figures, isSpeakingMuted, isSilent }) {
  const found = [];
  if (!isIn) return found;
  if (phase === "lost") found.push(["lost", say("banner_lost"), "hurry"]);
  else if (phase === "moved") found.push(["moved", say("banner_moved")]);
  else if (phase === "full") found.push(["full", say("banner_full"), "hurry"]);
  else if (Object.values(media).includes("dead")) found.push(["dead", say("banner_blocked"), "retry"]);
  else if (Object.values(media).includes("lost")) found.push(["path", say("banner_path")]);
  if (isMuffled) found.push(["muffled", say("banner_muffled"), "unlock"]);
  if (room.sealed) found.push(["sealed", say("banner_sealed")]);
  if (isSpeakingMuted) found.push(["speaking", say("banner_speaking")]);
  if (isSilent) found.push(["silent", say("banner_silent"), "devices"]);
  if (wish.isAudioOnly) found.push(["audio", say("banner_audio_only"), "audioOnly"]);
  else if (figures?.isPoor) found.push(["poor", say("banner_poor"), "audioOnly"]);
  return found;
}

const BUTTONS = { hurry: "try_now", unlock: "let_hear", retry: "try_again", audioOnly: "toggle_audio_only", devices: "choose_device" };

function make(name, deed, deeds) {
  const banner = document.getElementById("piece-banner").content.firstElementChild.cloneNode(true);
  banner.dataset.name = name;
  const button = banner.querySelector("button");
  if (deed) {
    button.hidden = false;
    button.textContent = say(name === "audio" ? "see_again" : BUTTONS[deed]);
    button.addEventListener("click", deeds[deed]);
  }
  place.append(banner);
  return banner;
}
