// Choices that this browser keeps for the next meeting: devices, muted or not, layout. Never anything said.
const PLACE = "meeting-choices";
const FIRST = { microphone: "", camera: "", speaker: "", isMicrophoneOn: true, isCameraOn: true, isBlurred: false, mode: "grid", isSaving: false, isSelfHidden: false, name: "" };

export function choices() {
  try {
    return { ...FIRST, ...JSON.parse(localStorage.getItem(PLACE) ?? "{}") };
  } catch {
    return { ...FIRST };
  }
}

export function remember(change) {
  try {
    localStorage.setItem(PLACE, JSON.stringify({ ...choices(), ...change }));
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}
