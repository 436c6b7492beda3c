/* The service worker of the plugin's pages. ADDRESSES stands before it; points/portal/worker.py says what it keeps. */

const CARD = "points-card-1";
const OFFLINE = "points-offline-1";
/* What scan_desk.js keeps: the page of a shift's scanner, which names nobody. What was scanned waits in the database of
   the page: it belongs to the shift, and is sent by whoever scanned it. */
const SCANNER = "points-scanner-1";
const SCANNERS = /\/shift\/\d+\/scanner\/$/;
const KEPT_DAYS = 30;
/* On a weak network a card that is here is better than one that is on its way. */
const PATIENCE = 4000;
const READER = "Points-Reader";
const KEPT_AT = "Points-Kept-At";
const PARTS = ["style", "script", "image"];

/* Life --------------------------------------------------------------------------------------------------------- */

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(Promise.allSettled([keepOffline(), keepCard(ADDRESSES.card), keepCard(ADDRESSES.large)]));
});

self.addEventListener("activate", (event) => event.waitUntil(dropOldCaches().then(() => self.clients.claim())));

async function dropOldCaches() {
  const names = await caches.keys();
  const old = names.filter((name) => /^points-(card|offline|scanner)-/.test(name) && ![CARD, OFFLINE, SCANNER].includes(name));
  return Promise.all(old.map((name) => caches.delete(name)));
}

/* What is asked for -------------------------------------------------------------------------------------------- */

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (request.method === "GET") event.respondWith(page(event, address));
    else if (address.pathname === ADDRESSES.logout) event.waitUntil(Promise.all([forget(), caches.delete(SCANNER)]));
  } else if (request.method === "GET" && (PARTS.includes(request.destination) || address.pathname.endsWith(".wasm"))) {
    event.respondWith(part(request));
  }
});

async function page(event, address) {
  const isCard = address.pathname === ADDRESSES.card;
  const kept = isCard ? await keptCard(address) : await keptScanner(address);
  try {
    const answer = await (kept ? soon(fetch(event.request)) : fetch(event.request));
    if (kept && [502, 503, 504].includes(answer.status)) return kept;
    await lookWhoReads(answer, address);
    if (isCard && answer.ok) event.waitUntil(keepBoth(address, answer.clone()));
    return answer;
  } catch {
    return kept ?? (await caches.match(ADDRESSES.offline, { cacheName: OFFLINE })) ?? Response.error();
  }
}

async function keptScanner({ pathname, searchParams }) {
  if (!SCANNERS.test(pathname)) return undefined;
  const way = searchParams.get("direction") === "out" ? "out" : "in";
  return caches.match(`${pathname}?direction=${way}`, { cacheName: SCANNER });
}

async function part(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request, { ignoreVary: true })) ?? Response.error();
  }
}

function soon(answer) {
  const late = new Promise((_, refuse) => setTimeout(refuse, PATIENCE));
  return Promise.race([answer, late]);
}

/* The card: of one person, and for a month at most --------------------------------------------------------------- */

let forgotten = 0;

function keyOf(address) {
  return address.searchParams.has("large") ? ADDRESSES.large : ADDRESSES.card;
}

async function keptCard(address) {
  const kept = await caches.match(keyOf(address), { cacheName: CARD });
  if (!kept) return undefined;
  if (Date.now() - Number(kept.headers.get(KEPT_AT)) < KEPT_DAYS * 86400000) return kept;
  await forget();
  return undefined;
}

async function keepBoth(address, answer) {
  const key = keyOf(address);
  await keep(key, answer);
  await keepCard(key === ADDRESSES.card ? ADDRESSES.large : ADDRESSES.card);
}

async function keepCard(key) {
  const answer = await fetch(key, { redirect: "manual" });
  if (answer.ok) await keep(key, answer);
}

async function keep(key, answer) {
  const reader = answer.headers.get(READER);
  if (!reader) return;
  const turn = forgotten;
  const text = await answer.text();
  const headers = new Headers({ [READER]: reader, [KEPT_AT]: Date.now() });
  for (const name of ["Content-Type", "Content-Security-Policy"]) {
    if (answer.headers.has(name)) headers.set(name, answer.headers.get(name));
  }
  // The page says that it is a copy, and of when.
  const copy = new Response(text.replace("data-pt-kept hidden", "data-pt-kept"), { headers });
  await (await caches.open(CARD)).put(key, copy);
  await keepParts(CARD, text);
  // Somebody logged out meanwhile.
  if (turn !== forgotten) await forget();
}

async function forget() {
  forgotten += 1;
  await caches.delete(CARD);
}

async function lookWhoReads(answer, address) {
  const isOwn = [ADDRESSES.card, ADDRESSES.home].includes(address.pathname);
  const isRefused = answer.type === "opaqueredirect" || (answer.status >= 400 && answer.status < 500);
  if (isOwn && isRefused) return forget();
  const reader = answer.headers.get(READER);
  const kept = reader && (await caches.match(ADDRESSES.card, { cacheName: CARD }));
  return kept && kept.headers.get(READER) !== reader ? forget() : undefined;
}

/* The page for everything else ----------------------------------------------------------------------------------- */

async function keepOffline() {
  const answer = await fetch(ADDRESSES.offline);
  if (!answer.ok) return;
  await (await caches.open(OFFLINE)).put(ADDRESSES.offline, answer.clone());
  await keepParts(OFFLINE, await answer.text());
}

/* Style sheets, icons and scripts that a page links. ------------------------------------------------------------- */

const PART = /<(?:link [^>]*rel="(?:stylesheet|icon)"[^>]*|script [^>]*)>/g;

async function keepParts(name, text) {
  const links = Array.from(text.matchAll(PART), ([tag]) => /(?:href|src)="([^"]+)"/.exec(tag)?.[1]);
  const parts = links.filter((link) => link && new URL(link, location.href).origin === location.origin);
  const cache = await caches.open(name);
  await Promise.allSettled(parts.map((link) => cache.add(link)));
}
