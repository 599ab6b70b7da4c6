// Camera, microphone, screen: asked for, and what is wrong said by the name of a sentence.
const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };

// A device refused; `sentence` is the name of one: camera_denied, microphone_in_use, …
export class NoDevice extends Error {
  constructor(source, error) {
    super(`${source}: ${error.name}`);
    this.source = source;
    this.sentence = `${source}_${WHY[error.name] ?? "failed"}`;
  }
}

const WHY = {
  NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "missing", DevicesNotFoundError: "missing",
  NotReadableError: "in_use", TrackStartError: "in_use", AbortError: "in_use",
};

export const canCapture = () => Boolean(navigator.mediaDevices?.getUserMedia && window.RTCPeerConnection);
export const canPresent = () => Boolean(navigator.mediaDevices?.getDisplayMedia);
export const canChooseSpeaker = () => "setSinkId" in HTMLMediaElement.prototype;

// One live track of "microphone" or "camera"; a remembered device that is gone is no reason to fail.
export async function capture(source, id) {
  const wish = source === "camera" ? PICTURE : SOUND;
  const kind = source === "camera" ? "video" : "audio";
  const ask = async (constraints) => (await navigator.mediaDevices.getUserMedia({ [kind]: constraints })).getTracks()[0];
  try {
    return dressed(source, await ask(id ? { ...wish, deviceId: { exact: id } } : wish));
  } catch (error) {
    if (!["OverconstrainedError", "NotFoundError"].includes(error.name) || !id) throw new NoDevice(source, error);
    return dressed(source, await ask(wish).catch((again) => { throw new NoDevice(source, again); }));
  }
}

function dressed(source, track) {
  track.contentHint = source === "camera" ? "motion" : "speech";
  return track;
}

// {screen, audio}: the tracks of what is presented; null when the person thought better of it.
export async function present() {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({
      video: { frameRate: { ideal: 15, max: 15 } }, audio: true, systemAudio: "include", surfaceSwitching: "include", selfBrowserSurface: "exclude",
    });
    const [screen] = stream.getVideoTracks();
    const [audio = null] = stream.getAudioTracks();
    screen.contentHint = "detail";
    if (audio) audio.contentHint = "music";
    return { screen, audio };
  } catch (error) {
    if (error.name === "NotAllowedError" || error.name === "AbortError") return null;
    throw new NoDevice("screen", error);
  }
}

// {microphone, camera, speaker}: lists of {id, label}; labels are empty until something was allowed.
export async function devices() {
  const all = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  const of = (kind) => all.filter((each) => each.kind === kind && each.deviceId).map(({ deviceId, label }) => ({ id: deviceId, label }));
  return { microphone: of("audioinput"), camera: of("videoinput"), speaker: of("audiooutput") };
}

// Blur is the browser's own or none at all.
export const canBlur = (track) => track?.getCapabilities?.().backgroundBlur?.includes(true) ?? false;
export const blur = (track, isOn) => track.applyConstraints({ backgroundBlur: isOn }).catch(() => {});
