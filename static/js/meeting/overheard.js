// Two things that nobody notices by themselves: speaking into a microphone that is off, and one that hears nothing at all.
import { meter } from "./meter.js";

const LOUD = 62;
const SPOKEN = 8; // tenths of a second of loud sound
const SILENT = 120;

export function overhear(store, own) {
  let track = null;
  let stop = () => {};
  let [loud, still, calm] = [0, 0, 0];

  const hear = (level) => {
    const { own: { microphone }, isSpeakingMuted, isSilent } = store.get();
    loud = !microphone && level > LOUD ? loud + 1 : Math.max(0, loud - 0.3);
    still = microphone && level === 0 ? still + 1 : 0;
    calm = loud > 0 ? 0 : calm + 1;
    if (!isSpeakingMuted && loud > SPOKEN) store.put({ isSpeakingMuted: true });
    if (isSpeakingMuted && (microphone || calm > 30)) store.put({ isSpeakingMuted: false });
    if (Boolean(isSilent) !== still > SILENT) store.put({ isSilent: still > SILENT });
  };

  store.watch(() => {
    const now = own.tracks.microphone;
    if (now === track) return;
    stop();
    track = now;
    [loud, still] = [0, 0];
    stop = track ? meter(track, hear) : () => {};
  });
}
