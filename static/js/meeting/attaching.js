// A file for everybody: it goes to the portal, through its door, and what is said in the chat is a link to it.
import { say } from "./words.js";

const LONGEST = 10 * 60 * 1000;

export function wireAttaching({ url, store, speak }) {
  const input = document.querySelector("[data-attach]");
  input?.addEventListener("change", async () => {
    const [file] = input.files;
    input.value = "";
    if (file) await send(file, { url, store, speak });
  });
}

export const chooseFile = () => document.querySelector("[data-attach]").click();

async function send(file, { url, store, speak }) {
  const id = `file-${file.name}-${performance.now()}`;
  const others = () => store.get().unsent.filter((each) => each.id !== id);
  store.put({ unsent: [...others(), { id, text: say("file_sending", { name: file.name }), problem: "" }] });
  const told = await upload(file, url).catch(() => ({}));
  if (told.url) {
    store.put({ unsent: others() });
    speak(say("file_said", { name: told.name || file.name, url: new URL(told.url, location.origin).href }));
  } else store.put({ unsent: [...others(), { id, text: file.name, problem: told.sentence || say("file_not_sent") }] });
}

async function upload(file, url) {
  const body = new FormData();
  body.append("file", file);
  const token = document.querySelector("meta[name=csrf-token]").content;
  const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRF-Token": token, Accept: "application/json" }, signal: AbortSignal.timeout(LONGEST) });
  return answer.json();
}
