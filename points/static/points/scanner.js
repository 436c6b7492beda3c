// The scanner: keeps the field ready for a keyboard-wedge scanner, sends a form once, and reads cards with the camera
// or from a photograph.

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

const camera = document.querySelector("[data-camera]");
if (form && camera) await seeCards(document.querySelector('link[data-module="camera"]').href);

async function seeCards(address) {
  const { Camera, canSee, readPicture } = await import(address);
  const tools = document.querySelector("[data-camera-tools]");
  const open = tools.querySelector("[data-open]");
  const photo = tools.querySelector("[data-photo]");
  const notice = tools.querySelector("[data-notice]");
  const seen = new Camera(camera, take);
  const say = (text) => (notice.textContent = text);

  tools.hidden = false;
  open.hidden = !canSee();
  open.addEventListener("click", () => seen.open().catch(() => say(notice.dataset.missing)));
  camera.addEventListener("open", () => (say(""), (open.hidden = true)));
  camera.addEventListener("close", () => (open.hidden = false));
  tools.querySelector("[data-choose]").addEventListener("click", () => photo.click());
  photo.addEventListener("change", async () => {
    const [picture] = photo.files;
    if (!picture) return;
    const text = await readPicture(camera.dataset, picture).catch(() => {});
    photo.value = "";
    if (text) take(text);
    else say(notice.dataset.unread);
  });

  function take(text) {
    seen.close();
    field.value = text;
    form.requestSubmit();
  }
}
