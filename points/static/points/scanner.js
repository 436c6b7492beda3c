// The scanner: keeps the field ready for a keyboard-wedge scanner, sends a form once, and reads cards with the camera
// where the browser can read codes by itself.

const form = document.querySelector("[data-scan]");
const field = form?.elements.namedItem("text");

field?.focus({ preventScroll: true });

for (const sent of document.querySelectorAll("form[method=post]")) {
  sent.addEventListener("submit", (event) => {
    if (sent.dataset.sent) event.preventDefault();
    sent.dataset.sent = "yes";
  });
}
// Back from the page of the result the form is fresh again.
addEventListener("pageshow", () => document.querySelectorAll("form").forEach((sent) => delete sent.dataset.sent));

const button = form?.querySelector("[data-camera]");

if (button && navigator.mediaDevices && (await readsCodes())) {
  button.hidden = false;
  button.addEventListener("click", openCamera, { once: true });
}

async function readsCodes() {
  // Some browsers have the interface and nothing behind it.
  return "BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

async function openCamera() {
  const video = form.querySelector("[data-video]");
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.hidden = false;
    button.hidden = true;
    await video.play();
    watch(video, new BarcodeDetector({ formats: ["qr_code"] }));
  } catch {
    button.disabled = true;
    button.querySelector("span").textContent = button.dataset.missing;
  }
}

async function watch(video, detector) {
  const [found] = await detector.detect(video).catch(() => []);
  if (!found) {
    setTimeout(() => watch(video, detector), 150);
    return;
  }
  field.value = found.rawValue;
  video.srcObject.getTracks().forEach((track) => track.stop());
  form.requestSubmit();
}
