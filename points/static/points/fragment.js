// Fills a place in a page that anybody may keep with what belongs to this visitor alone.
const places = document.querySelectorAll("[data-pt-fragment]");

async function fill(place) {
  try {
    const options = { cache: "no-store", signal: AbortSignal.timeout(15000) };
    const answer = await fetch(place.dataset.ptFragment, options);
    // A page that came in its place, such as that of a failure, is none.
    if (!answer.ok || answer.redirected) return;
    place.innerHTML = await answer.text();
  } catch {
    // The link that stands there leads to the same.
  }
}

for (const place of places) {
  const empty = place.innerHTML;
  fill(place);
  // The browser keeps the page for its way back, and the next one at this phone may be somebody else.
  addEventListener("pagehide", () => (place.innerHTML = empty));
  addEventListener("pageshow", (event) => event.persisted && fill(place));
}
