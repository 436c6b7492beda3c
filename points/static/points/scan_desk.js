// The desk of a shift: takes a card, asks the server, says what it said, and keeps what nobody has answered. The same
// card within seconds is one scan.

const SAME_CARD = 5000;
const PATIENCE = 7000;
const TO_TAKE_BACK = 60000;
const DEVICE = "points-scanner-device";
const CACHE = "points-scanner-1";
const SIGNS = "ACDEFGHJKMNPQRTUVWXY34679";

export async function startDesk({ desk, form, module }) {
  const [{ openQueue }, { Upload, problemOf }, cards, { Verdict }, { Panel }] = await Promise.all(
    ["queue", "upload", "cards", "verdict", "panel"].map(module),
  );
  const { shift, direction, checkins, batch, back, pocket: pocketAt } = desk.dataset;
  const queue = await openQueue();
  const field = form.elements.namedItem("text");
  const trying = desk.querySelector("[data-try]");
  const device = nameOfDevice();
  let { reader } = desk.dataset;
  let pocket = await cards.keptPocket(pocketAt).catch(() => {});
  let login;
  let last = {};
  let free = () => {};

  const verdict = new Verdict(document.querySelector("[data-verdict-screen]"), ({ byItself }) => {
    // The camera rested behind it: the card that is still there was answered, however long that took.
    if (byItself) last.at = Date.now();
    field.focus({ preventScroll: true });
    free();
  });
  const upload = new Upload(queue, { batch, back }, signIn);
  const panel = new Panel({ desk, queue, upload, shift, device });

  async function signIn({ anew = false } = {}) {
    if (login && !anew) return login;
    const fetched = await cards.fetchPocket(pocketAt);
    login = fetched.signedOut ? undefined : fetched;
    pocket = login ?? pocket;
    reader = login?.reader ?? reader;
    return login;
  }

  // A card that stays before the camera is seen many times, and answered once.
  async function take(read, { isSeen = false } = {}) {
    const card = read.trim();
    if (last.card === card && Date.now() - last.at < SAME_CARD) {
      last.at = Date.now();
      if (last.said && !verdict.isOpen && !isSeen) verdict.show(...last.said);
      return;
    }
    last = { card, at: Date.now() };
    const seen = { key: crypto.randomUUID(), shift: Number(shift), card, direction, device, reader };
    const said = await (trying.checked ? tryOut(seen) : record(seen));
    last = { card, at: Date.now(), said };
    if (said) verdict.show(...said);
    await panel.show();
  }

  async function record(seen) {
    const busy_until = Date.now() + 2 * PATIENCE;
    const entry = { ...seen, occurred_at: new Date().toISOString(), tried: navigator.onLine, busy_until };
    // Before it is sent: whatever happens from here on, it is not lost.
    await queue.add(entry);
    const answer = navigator.onLine && (await ask(entry).catch(() => undefined));
    // Answered twice means sent twice, under the same key: the other answer stands.
    if (!answer || answer.problem?.code === "idempotency_mismatch") return keep(entry);
    if (answer.check_in) {
      await queue.settle(entry, "yes");
      panel.offerBack({ name: answer.check_in.name, address: backOf(answer.check_in.scan), until: Date.now() + TO_TAKE_BACK });
      return [direction, { who: answer.check_in.name, when: clock(answer.check_in.occurred_at) }];
    }
    // Whoever is in already is in.
    await queue.settle(entry, answer.problem.code === "already_checked_in" ? "yes" : "no");
    return refused(answer.problem, entry.card);
  }

  // Nothing when the server gave no answer that counts.
  async function ask(entry, { simulate = false, isAgain = false } = {}) {
    const { token } = (await signIn({ anew: isAgain })) ?? {};
    if (!token) return undefined;
    const { key, card } = entry;
    const said = await fetch(checkins, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token, "Idempotency-Key": key },
      credentials: "same-origin",
      body: JSON.stringify({ shift: Number(shift), card, direction, device, ...(simulate ? { simulate } : {}) }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (said.ok) return { check_in: await said.json() };
    const problem = await problemOf(said);
    if (said.status === 401 || problem.code === "csrf_failed") {
      return isAgain ? undefined : ask(entry, { simulate, isAgain: true });
    }
    return said.status >= 500 || said.status === 429 ? undefined : { problem };
  }

  async function keep(entry) {
    const found = await cards.judge(entry.card, pocket).catch(() => ({}));
    // What is certainly no card is refused on the spot, and told to the server all the same.
    await queue.change([entry.key, { busy_until: 0, told_no: Boolean(found.code) }]);
    upload.run();
    if (found.code) return [found.code];
    panel.offerBack({ name: found.initial, key: entry.key, until: Date.now() + TO_TAKE_BACK });
    const known = found.isGenuine ? "genuine" : "unchecked";
    return ["kept", { who: found.initial && `${found.initial}＊`, why: desk.dataset[known] }];
  }

  async function tryOut(seen) {
    const answer = await ask(seen, { simulate: true }).catch(() => undefined);
    if (!answer) return ["untried"];
    if (answer.check_in) return ["tried", { who: answer.check_in.name }];
    return refused(answer.problem, seen.card);
  }

  function refused({ code, detail }, card) {
    if (code === "already_checked_in") return ["already", { why: detail }];
    if (code !== "choose_member" || trying.checked) return ["refused", { why: detail }];
    // Who of the family came is chosen on the page.
    field.value = card;
    form.submit();
    return undefined;
  }

  const backOf = (scan) => back.replace("/0/", `/${shift}/`).replace("/0/", `/${scan}/`);
  const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { timeZone: desk.dataset.zone });

  form.addEventListener("submit", (event) => {
    const text = field.value;
    if (text.split(".").length < 3) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    field.value = "";
    verdict.close();
    take(text);
  }, { capture: true });
  // The next card may be read while a refusal is still on the screen.
  addEventListener("keydown", ({ key, target, ctrlKey, metaKey, altKey }) => {
    const isTyped = key.length === 1 && key !== " " && !ctrlKey && !metaKey && !altKey;
    if (!isTyped || target.closest("input, textarea, select")) return;
    verdict.close();
    field.focus();
  });

  desk.hidden = false;
  await cards.throwAwayOld().catch(() => {});
  await panel.show();
  signIn().then(() => keepPage(desk.dataset.worker)).catch(() => {}).finally(() => upload.run());
  return { take, isBusy: () => verdict.isOpen, whenFree: (then) => (free = then) };
}

function nameOfDevice() {
  try {
    const made = () => Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => SIGNS[byte % SIGNS.length]).join("");
    localStorage[DEVICE] ??= made();
    return localStorage[DEVICE];
  } catch {
    return "";
  }
}

// The page itself, for when there is no network: without the last scans, and so without anybody's name.
async function keepPage(worker) {
  if (!navigator.serviceWorker || !globalThis.caches) return;
  await navigator.serviceWorker.register(worker, { updateViaCache: "none" });
  const cache = await caches.open(CACHE);
  for (const way of ["in", "out"]) {
    const page = await fetch(`${location.pathname}?direction=${way}&kept=1`, { credentials: "same-origin" });
    if (page.ok && !page.redirected) await cache.put(`${location.pathname}?direction=${way}`, page);
  }
  const parts = document.querySelectorAll("link[rel=stylesheet], link[rel=modulepreload], link[rel=icon], script[src]");
  await Promise.allSettled(Array.from(parts, (part) => cache.add(part.href || part.src)));
}
