// Reads codes with the camera, or from a photograph: with the reader of the browser, or where it has none with one of
// our own, which is fetched only then.

const BETWEEN_LOOKS = 150;
const BACK = "environment";
const FRONT = "user";
const QR = { formats: ["qr_code"] };
const KEPT = "points-scanner-1";

let reader;

export function canSee() {
  // Browsers give the camera to secure pages only.
  return Boolean(navigator.mediaDevices?.getUserMedia);
}

export async function readPicture(tools, picture) {
  reader ??= findReader(tools);
  const codes = await (await reader).detect(picture);
  return codes[0]?.rawValue;
}

async function findReader({ detector, wasm }) {
  // Some browsers have the interface and nothing behind it.
  const own = globalThis.BarcodeDetector;
  if (own && (await own.getSupportedFormats().catch(() => [])).includes("qr_code")) return new own(QR);
  await run(detector);
  const { BarcodeDetector, prepareZXingModule } = globalThis.BarcodeDetectionAPI;
  // Left alone, it would ask a foreign host for its module.
  prepareZXingModule({ overrides: { locateFile: () => wasm } });
  // Without a network the camera reads on.
  globalThis.caches
    ?.open(KEPT)
    .then((cache) => cache.addAll([detector, wasm]))
    .catch(() => {});
  return new BarcodeDetector(QR);
}

function run(address) {
  return new Promise((done, failed) => {
    const script = Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed });
    document.head.append(script);
  });
}

// The camera of a page: `place` holds the video and its buttons; `take` gets each text that was read.
export class Camera {
  constructor(place, take) {
    this.place = place;
    this.take = take;
    this.video = place.querySelector("[data-video]");
    this.torch = place.querySelector("[data-torch]");
    this.turn = place.querySelector("[data-turn]");
    this.facing = BACK;
    this.isResting = false;
    this.torch.addEventListener("click", () => this.light(this.torch.getAttribute("aria-pressed") !== "true"));
    this.turn.addEventListener("click", () => this.turnRound());
    place.querySelector("[data-close]").addEventListener("click", () => this.close());
    // A phone that was in a pocket has taken the camera away.
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
  }

  get isOpen() {
    return Boolean(this.video.srcObject);
  }

  async open() {
    await this.see(this.facing);
    this.place.hidden = false;
    this.place.dispatchEvent(new Event("open"));
    this.look(this.video.srcObject);
  }

  async see(facing) {
    this.stop();
    const wanted = { facingMode: facing, width: { ideal: 1280 }, height: { ideal: 720 } };
    this.video.srcObject = await navigator.mediaDevices.getUserMedia({ video: wanted });
    this.facing = facing;
    await this.video.play();
    const [track] = this.video.srcObject.getVideoTracks();
    this.torch.hidden = !track.getCapabilities?.().torch;
    this.torch.setAttribute("aria-pressed", "false");
    const devices = await navigator.mediaDevices.enumerateDevices();
    this.turn.hidden = devices.filter(({ kind }) => kind === "videoinput").length < 2;
  }

  async turnRound() {
    const before = this.facing;
    const other = before === BACK ? FRONT : BACK;
    await this.see(other).catch(() => this.see(before));
    this.look(this.video.srcObject);
  }

  async light(isOn) {
    const [track] = this.video.srcObject.getVideoTracks();
    await track.applyConstraints({ advanced: [{ torch: isOn }] }).catch(() => {});
    this.torch.setAttribute("aria-pressed", String(isOn));
  }

  async look(stream) {
    if (this.video.srcObject !== stream) return;
    if (!this.isResting && !document.hidden) {
      const text = await readPicture(this.place.dataset, this.video).catch(() => {});
      if (text && !this.isResting && this.video.srcObject === stream) await this.take(text);
    }
    setTimeout(() => this.look(stream), BETWEEN_LOOKS);
  }

  wake() {
    const ended = this.video.srcObject?.getVideoTracks().some(({ readyState }) => readyState === "ended");
    if (ended) this.open().catch(() => this.close());
  }

  stop() {
    this.video.srcObject?.getTracks().forEach((track) => track.stop());
    this.video.srcObject = null;
  }

  close() {
    this.stop();
    this.place.hidden = true;
    this.place.dispatchEvent(new Event("close"));
  }
}
