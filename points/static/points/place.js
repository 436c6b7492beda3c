// Compares on the phone where it is with where the activity is, and sends one word. The position goes nowhere.

const EARTH = 6_371_000;
const PATIENCE = 10_000;
const RIGHT = Math.PI / 180;

const place = document.querySelector("[data-place]");
const form = place.querySelector("form");
const button = place.querySelector("[data-place-tell]");
const denied = place.querySelector("[data-place-denied]");

// Along the surface; a phone's own doubt about its position is taken off.
function metersFrom({ latitude, longitude, accuracy }) {
  const [north, east] = [Number(place.dataset.latitude), Number(place.dataset.longitude)];
  const half = Math.sin(((latitude - north) * RIGHT) / 2) ** 2;
  const across = Math.cos(north * RIGHT) * Math.cos(latitude * RIGHT) * Math.sin(((longitude - east) * RIGHT) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.sqrt(half + across)) - accuracy;
}

function tell(position) {
  form.elements.word.value = metersFrom(position.coords) <= Number(place.dataset.meters) ? "near" : "far";
  form.submit();
}

function leaveIt() {
  button.disabled = false;
  denied.hidden = false;
}

if (navigator.geolocation) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    denied.hidden = true;
    navigator.geolocation.getCurrentPosition(tell, leaveIt, { enableHighAccuracy: false, timeout: PATIENCE });
  });
}
