// The scanner: a keyboard-wedge scanner types into the field, the camera and photographs read cards. What is a card goes
// to the server at once, and stays on this phone until there was an answer; what is a name or a number goes the way of
// the page.

const module = (name) => import(document.querySelector(`link[data-module="${name}"]`).href);
const form = document.querySelector("[data-scan]");
const field = form?.elements.namedItem("text");

field?.focus({ preventScroll: true });

for (const sent of document.querySelectorAll("form[method=post]")) {
  sent.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (sent.dataset.sent) event.preventDefault();
    sent.dataset.sent = "yes";
  });
}
// Back from the page of the result the form is fresh again.
addEventListener("pageshow", () => document.querySelectorAll("form").forEach((sent) => delete sent.dataset.sent));

const desk = document.querySelector("[data-desk]");
if (form) {
  // Where the browser keeps nothing, the pages answer one by one.
  const started = desk && (await module("desk").then(({ startDesk }) => startDesk({ desk, form, module })).catch(() => {}));
  await seeCards(started?.take ?? takeByPage, started);
}

function takeByPage(text) {
  field.value = text;
  form.requestSubmit();
}

async function seeCards(take, started) {
  const place = document.querySelector("[data-camera]");
  const tools = document.querySelector("[data-camera-tools]");
  const { Camera, canSee, readPicture } = await module("camera");
  const open = tools.querySelector("[data-open]");
  const photo = tools.querySelector("[data-photo]");
  const notice = tools.querySelector("[data-notice]");
  const say = (text) => (notice.textContent = text);
  const camera = new Camera(place, async (text) => {
    // A desk goes on looking; the page of a result has a camera of its own.
    camera.isResting = true;
    if (!started) camera.close();
    await take(text, { isSeen: true });
    camera.isResting = started?.isBusy() ?? false;
  });

  started?.whenFree(() => (camera.isResting = false));
  tools.hidden = false;
  open.hidden = !canSee();
  open.addEventListener("click", () => camera.open().catch(() => say(notice.dataset.missing)));
  place.addEventListener("open", () => (say(""), (open.hidden = true)));
  place.addEventListener("close", () => (open.hidden = false));
  tools.querySelector("[data-choose]").addEventListener("click", () => photo.click());
  photo.addEventListener("change", async () => {
    const [picture] = photo.files;
    if (!picture) return;
    const text = await readPicture(place.dataset, picture).catch(() => {});
    photo.value = "";
    if (text) take(text);
    else say(notice.dataset.unread);
  });
}
