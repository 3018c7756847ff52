/** A short soft tone, for those who do not look: the page is about to clear itself. */

export function chime() {
  try {
    const audio = new AudioContext();
    const tone = audio.createOscillator();
    const level = audio.createGain();
    tone.frequency.value = 660;
    level.gain.setValueAtTime(0.0001, audio.currentTime);
    level.gain.exponentialRampToValueAtTime(0.15, audio.currentTime + 0.05);
    level.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.6);
    tone.connect(level).connect(audio.destination);
    tone.onended = () => void audio.close();
    tone.start();
    tone.stop(audio.currentTime + 0.6);
  } catch {
    // A station without sound shows the warning only.
  }
}
