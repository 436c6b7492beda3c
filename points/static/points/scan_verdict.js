// The verdict over the whole screen: a word, an icon, a colour, a sound and a buzz. After a success it goes by itself,
// after a failure it stays until somebody has seen it.

const GOES_AFTER = 2000;
const SOUNDS = {
  good: { tones: [[880, 0.14]], buzz: [60] },
  kept: { tones: [[520, 0.1], [700, 0.1]], buzz: [40, 60, 40] },
  warn: { tones: [[440, 0.16], [440, 0.16]], buzz: [120, 80, 120] },
  bad: { tones: [[200, 0.4]], buzz: [400] },
};

let speaker;

export class Verdict {
  constructor(screen, whenGone) {
    this.screen = screen;
    this.place = screen.querySelector("[data-verdict-place]");
    this.whenGone = whenGone;
    // A browser lets nobody sound before the first touch.
    addEventListener("pointerdown", () => (speaker ??= new AudioContext()), { once: true });
    screen.addEventListener("click", (event) => event.target.closest("[data-next]") && this.close());
    addEventListener("keydown", (event) => this.isOpen && event.key === "Escape" && this.close());
  }

  get isOpen() {
    return !this.screen.hidden;
  }

  // `name` is that of a template; its places are filled with `texts`.
  show(name, texts = {}) {
    const said = document.querySelector(`template[data-verdict="${name}"]`).content.cloneNode(true);
    for (const place of said.querySelectorAll("[data-fill]")) {
      place.textContent = texts[place.dataset.fill] ?? "";
      place.hidden = !place.textContent;
    }
    const verdict = said.firstElementChild;
    const { mood } = verdict.dataset;
    this.screen.hidden = false;
    this.place.replaceChildren(said);
    sound(SOUNDS[mood]);
    clearTimeout(this.timer);
    if ("goes" in verdict.dataset) this.timer = setTimeout(() => this.close({ byItself: true }), GOES_AFTER);
    else verdict.querySelector("[data-next]").focus();
  }

  close({ byItself = false } = {}) {
    clearTimeout(this.timer);
    if (!this.isOpen) return;
    this.screen.hidden = true;
    this.place.replaceChildren();
    this.whenGone({ byItself });
  }
}

function sound({ tones, buzz }) {
  navigator.vibrate?.(buzz);
  if (!speaker || speaker.state !== "running") return;
  let at = speaker.currentTime;
  for (const [pitch, length] of tones) {
    const tone = new OscillatorNode(speaker, { frequency: pitch });
    const loudness = new GainNode(speaker, { gain: 0.3 });
    tone.connect(loudness).connect(speaker.destination);
    loudness.gain.setTargetAtTime(0, at + length, 0.02);
    tone.start(at);
    tone.stop(at + length + 0.1);
    at += length + 0.06;
  }
}
