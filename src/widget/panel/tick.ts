/** Seconds. */
const LENGTH = 0.04;

/** Of full volume. */
const LOUDNESS = 0.1;

/** Plays one soft tick; in a page that the visitor has not touched yet, or without sound, nothing. */
export function playTick(): void {
  // A sound that waits for a first touch would be heard with that.
  if (navigator.userActivation?.hasBeenActive === false) return;
  try {
    const context = new AudioContext();
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = 880;
    volume.gain.value = LOUDNESS;
    volume.gain.exponentialRampToValueAtTime(0.001, LENGTH);
    tone.connect(volume).connect(context.destination);
    tone.onended = () => void context.close();
    tone.start();
    tone.stop(LENGTH);
  } catch {
    // No sound hardware, or none that a page may use: the badge and the announcement remain.
  }
}
