// The organiser's screen: counts down, fetches the next code before the old one ends, and says so when it cannot.

const POLL_SECONDS = 5;

const screen = document.querySelector("[data-code]");
let secondsLeft = read();
let secondsToPoll = POLL_SECONDS;
let isAsking = false;

function read() {
  return Number(screen.querySelector("[data-seconds]").dataset.seconds);
}

async function ask() {
  if (isAsking) return;
  isAsking = true;
  try {
    const answer = await fetch(screen.dataset.code, { cache: "no-store", signal: AbortSignal.timeout(8000) });
    if (!answer.ok || answer.redirected) throw new Error(`${answer.status}`);
    screen.innerHTML = await answer.text();
    // The shift is over; the page says so.
    if (!screen.querySelector("[data-seconds]")) return location.reload();
    delete screen.dataset.stale;
    secondsLeft = read();
  } catch {
    // A code that is over must not be scanned: it would only be refused.
    if (secondsLeft <= 0) showOffline();
  } finally {
    isAsking = false;
    secondsToPoll = POLL_SECONDS;
  }
}

function showOffline() {
  if ("stale" in screen.dataset) return;
  screen.dataset.stale = "";
  const notice = document.createElement("p");
  notice.className = "pt-code__offline";
  notice.role = "alert";
  notice.textContent = screen.dataset.offline;
  screen.prepend(notice);
}

function tick() {
  secondsLeft -= 1;
  secondsToPoll -= 1;
  screen.querySelector("[data-countdown]").value = Math.max(0, secondsLeft);
  screen.querySelector("[data-seconds-left]").textContent = Math.max(0, secondsLeft);
  if (secondsLeft <= 0 || secondsToPoll <= 0) ask();
}

// The browser takes the lock back whenever the page is hidden.
function stayAwake() {
  navigator.wakeLock?.request("screen").catch(() => {});
}

function comeBack() {
  if (document.hidden) return;
  stayAwake();
  ask();
}

setInterval(tick, 1000);
document.addEventListener("visibilitychange", comeBack);
stayAwake();
