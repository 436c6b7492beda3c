// Asks again by itself until the service is back. A form is sent with the key that it had, so that it counts once.
const again = document.querySelector("[data-again]");
document.querySelector("[data-waiting]").hidden = false;
// Not everybody in the same second, or the service that comes back goes away again.
const pause = (Number(again.dataset.again) + 3 * Math.random()) * 1000;

function ask() {
  // Without a network the browser would put its own page in the place of this one, and the form would be gone.
  if (!navigator.onLine) return setTimeout(ask, pause);
  if (again instanceof HTMLFormElement) HTMLFormElement.prototype.submit.call(again);
  else window.location.replace(again.href);
}

setTimeout(ask, pause);
