export type Sound = "good" | "bad" | "ask";

/** Loudness from 0 to 1; the bad tone is the one that must be heard across the counter. */
const TONES: Readonly<Record<Sound, readonly { readonly hz: number; readonly seconds: number; readonly loudness: number }[]>> = {
  good: [{ hz: 880, seconds: 0.16, loudness: 0.25 }],
  bad: [{ hz: 220, seconds: 0.35, loudness: 0.6 }],
  // Up a third: it asks.
  ask: [
    { hz: 523, seconds: 0.12, loudness: 0.35 },
    { hz: 659, seconds: 0.18, loudness: 0.35 },
  ],
};
/** Without a soft end a tone ends in a click. */
const FADE_SECONDS = 0.02;

export interface Sounds {
  play(sound: Sound): void;
  /** Browsers keep audio silent until a person has touched the page: call it on any key or touch. */
  unlock(): void;
}

export function createSounds(isOn: () => boolean): Sounds {
  let context: AudioContext | null = null;
  const open = (): AudioContext | null => {
    if (context === null && typeof AudioContext !== "undefined") context = new AudioContext();
    return context;
  };
  return {
    play(sound) {
      const audio = isOn() ? open() : null;
      if (audio === null || audio.state !== "running") return;
      let at = audio.currentTime;
      for (const tone of TONES[sound]) {
        const oscillator = audio.createOscillator();
        const gain = audio.createGain();
        oscillator.frequency.value = tone.hz;
        gain.gain.setValueAtTime(tone.loudness, at);
        gain.gain.setValueAtTime(tone.loudness, at + tone.seconds - FADE_SECONDS);
        gain.gain.linearRampToValueAtTime(0, at + tone.seconds);
        oscillator.connect(gain).connect(audio.destination);
        oscillator.start(at);
        oscillator.stop(at + tone.seconds);
        at += tone.seconds;
      }
    },
    unlock() {
      if (isOn())
        open()
          ?.resume()
          .catch(() => undefined);
    },
  };
}
