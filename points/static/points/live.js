// Keeps a part of a page as the server has it: asks whether it has changed, more and more rarely while nobody answers,
// and not at all while nobody looks.

const EVERY = 5000;
const AT_MOST = 60000;
const PATIENCE = 8000;

const place = document.querySelector("[data-live]");
const states = document.querySelectorAll("[data-live-state]");
const stamp = document.querySelector("[data-live-stamp]");
const since = document.querySelector("[data-live-since]");
let version = place.dataset.liveVersion;
let answeredAt = new Date();
let pause = EVERY;
let timer;

async function ask() {
  clearTimeout(timer);
  try {
    const options = { cache: "no-store", headers: { "If-None-Match": version }, signal: AbortSignal.timeout(PATIENCE) };
    const answer = await fetch(place.dataset.live, options);
    if (answer.redirected || answer.status === 403) return say("signed-out");
    if (answer.status !== 304) {
      if (!answer.ok) throw new Error(`${answer.status}`);
      show(await answer.text());
      version = answer.headers.get("ETag") ?? version;
    }
    answeredAt = new Date();
    pause = EVERY;
    say("on");
  } catch {
    pause = Math.min(2 * pause, AT_MOST);
    since.textContent = answeredAt.toLocaleTimeString(document.documentElement.lang);
    say("lost");
  }
  if (!document.hidden) timer = setTimeout(ask, pause);
}

// Whoever goes through the list with the keyboard stays where they are.
function show(text) {
  const address = place.contains(document.activeElement) && document.activeElement.getAttribute("href");
  place.innerHTML = text;
  if (address) place.querySelector(`[href="${CSS.escape(address)}"]`)?.focus({ preventScroll: true });
}

function say(name) {
  for (const state of states) state.hidden = state.dataset.liveState !== name;
  stamp.hidden = true;
}

document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : ask()));
addEventListener("online", ask);
timer = setTimeout(ask, EVERY);
say("on");
