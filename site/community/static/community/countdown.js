// Until another code may be asked for: the button waits and says how long. Without this module the page says the time.

for (const button of document.querySelectorAll("[data-seconds]")) {
  const label = button.querySelector("span");
  const words = label.textContent;
  const end = performance.now() + Number(button.dataset.seconds) * 1000;

  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    button.disabled = left > 0;
    label.textContent = left > 0 ? button.dataset.waiting.replace("{seconds}", left) : words;
    if (left > 0) setTimeout(tick, 1000);
    else document.getElementById(button.dataset.notice)?.setAttribute("hidden", "");
  };
  tick();
}
