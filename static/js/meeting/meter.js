// How loud the microphone is, and a tone for the speaker. Only what is one's own goes through an audio graph.
let context = null;
const audio = () => (context ??= new AudioContext());

// Calls `tell(0…100)` ten times a second until stopped; gives the function that stops it.
export function meter(track, tell) {
  const source = audio().createMediaStreamSource(new MediaStream([track]));
  const analyser = audio().createAnalyser();
  analyser.fftSize = 4096; // some 85 ms, so that hardly anything falls between two looks
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    if (audio().state === "suspended") audio().resume().catch(() => {});
    analyser.getFloatTimeDomainData(samples);
    tell(loudness(samples));
  }, 100);
  return () => {
    clearInterval(timer);
    source.disconnect();
  };
}

// What a bar shows of it: it rises at once and falls slowly, so that a short word is seen too.
export function falling(tell) {
  let shown = 0;
  return (level) => tell((shown = Math.max(level, Math.floor(shown * 0.8))));
}

// -60 dB and below is 0, -6 dB and above is 100.
export function loudness(samples) {
  const power = samples.reduce((sum, each) => sum + each * each, 0) / samples.length;
  const decibels = 10 * Math.log10(power + 1e-12);
  return Math.round(Math.min(100, Math.max(0, ((decibels + 60) / 54) * 100)));
}

// Two soft notes on the chosen speaker.
export async function testTone(speaker) {
  await audio().resume();
  const target = audio().createMediaStreamDestination();
  const player = new Audio();
  player.srcObject = target.stream;
  if (speaker && player.setSinkId) await player.setSinkId(speaker).catch(() => {});
  const start = audio().currentTime + 0.05;
  for (const [at, pitch] of [[0, 523], [0.28, 659]]) note(target, start + at, pitch);
  await player.play();
  setTimeout(() => player.pause(), 1500);
}

function note(target, at, pitch) {
  const oscillator = audio().createOscillator();
  const gain = audio().createGain();
  oscillator.frequency.value = pitch;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.25, at + 0.03);
  gain.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
  oscillator.connect(gain).connect(target);
  oscillator.start(at);
  oscillator.stop(at + 0.55);
}
