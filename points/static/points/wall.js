// The wall fills the whole screen where the browser lets it, and gives it back by the same button.

const button = document.querySelector("[data-full-screen]");

function show() {
  for (const word of button.querySelectorAll("[data-when]")) {
    word.hidden = (word.dataset.when === "full") !== Boolean(document.fullscreenElement);
  }
}

async function turn() {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await document.documentElement.requestFullscreen();
}

button.addEventListener("click", () => turn().catch(() => {}));
document.addEventListener("fullscreenchange", show);
button.hidden = !document.fullscreenEnabled;
show();
