// Lets the browser keep the card for when there is no network. Without a worker the page is as it was.
const { ptWorker } = document.querySelector("[data-pt-worker]").dataset;
navigator.serviceWorker?.register(ptWorker, { updateViaCache: "none" }).catch(() => {});
