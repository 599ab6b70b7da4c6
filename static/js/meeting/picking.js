// Lists of devices to choose from, the same before the call and in it, with the meter, the tone and the blur.
import { blur, canBlur, canChooseSpeaker, devices } from "./devices.js";
import { choices, remember } from "./remembered.js";
import { say } from "./words.js";

export function speakerIsFixed(root) {
  for (const element of root.querySelectorAll("[data-speaker]")) element.hidden = !canChooseSpeaker();
}

// Fills the lists; what was chosen before stays chosen as long as it is there.
export async function fill(lists) {
  const found = await devices();
  for (const [source, list] of Object.entries(lists)) {
    const options = found[source].map(({ id, label }, at) => new Option(label || say(`${source}_number`, { number: at + 1 }), id));
    if (!options.length) options.push(new Option(say(source === "speaker" ? "speaker_default" : `${source}_missing_short`), ""));
    list.replaceChildren(...options);
    list.disabled = options.length === 1 && options[0].value === "";
    const wanted = choices()[source];
    if (found[source].some(({ id }) => id === wanted)) list.value = wanted;
  }
  return found;
}

// chosen(source, id) after it was remembered.
export function wireLists(lists, chosen) {
  for (const [source, list] of Object.entries(lists)) {
    list.addEventListener("change", () => {
      remember({ [source]: list.value });
      chosen(source, list.value);
    });
  }
  navigator.mediaDevices?.addEventListener?.("devicechange", () => fill(lists));
}

export function offerBlur(label, track) {
  label.hidden = !canBlur(track);
  const box = label.querySelector("input");
  box.checked = choices().isBlurred;
  if (!label.hidden && box.checked) blur(track, true);
}
