// Sends what is kept on this phone, up to five hundred at a time, and waits longer after each failure. The server knows
// every scan by its key, so what is sent twice counts once.

const KEPT = "kept";
const REFUSED = "refused";
const AT_ONCE = 500;
const SOON = 2000;
const LATE = 60000;
const PATIENCE = 30000;
const MINUTE = 60000;

export class Upload extends EventTarget {
  // `addresses` has batch and back; `login` gives a token and who is signed in, nothing to whoever is not, and fails
  // without a network.
  constructor(queue, addresses, login) {
    super();
    Object.assign(this, { queue, addresses, login, atOnce: AT_ONCE, pause: SOON, state: "idle" });
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.hurry());
  }

  hurry() {
    this.pause = SOON;
    clearTimeout(this.timer);
    return this.run();
  }

  // One tab at a time; the others find an empty queue afterwards.
  async run() {
    if (this.isRunning) return;
    this.isRunning = true;
    const send = () => this.sendAll();
    try {
      await (navigator.locks ? navigator.locks.request("points-scanner-upload", send) : send());
    } finally {
      this.isRunning = false;
    }
  }

  async sendAll() {
    for (;;) {
      const all = await this.queue.all(KEPT);
      // Another try, at this desk, is still waiting for its answer.
      const kept = all.filter(({ busy_until }) => !(busy_until > Date.now()));
      if (!kept.length) return all.length ? this.wait("sending") : this.say("idle");
      const login = await this.login().catch(() => "offline");
      if (!login?.token) return this.wait(login ?? "signed-out");
      // What somebody else scanned at this phone is sent in that person's name, or not at all.
      const mine = kept.filter((entry) => entry.reader === login.reader).slice(0, this.atOnce);
      if (!mine.length) return this.say("other-reader");
      this.say("sending");
      const next = await this.send(mine, login).catch(() => "offline");
      if (next !== "go-on") return this.wait(next);
      this.pause = SOON;
    }
  }

  wait(state, seconds) {
    this.say(state);
    // Not all the phones of a square at once.
    const pause = Math.max(this.pause, (this.retryAfter ?? 0) * 1000) * (0.75 + Math.random() / 2);
    this.pause = Math.min(this.pause * 2, LATE);
    this.retryAfter = 0;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), pause);
  }

  say(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }

  async send(entries, login) {
    const body = JSON.stringify({ sent_at: new Date().toISOString(), check_ins: entries.map(asSent) });
    const said = await fetch(this.addresses.batch, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": login.token },
      credentials: "same-origin",
      body,
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (said.ok) {
      await this.settle(entries, (await said.json()).results, login);
      this.atOnce = AT_ONCE;
      return "go-on";
    }
    if (said.status === 401 || said.status === 403) {
      // The page may be older than the login: ask for a new token, and only then for the person.
      const isFirst = !this.askedAnew;
      this.askedAnew = true;
      return (await this.login({ anew: true })) && isFirst ? "go-on" : "signed-out";
    }
    this.retryAfter = Number(said.headers.get("Retry-After")) || 0;
    if (said.status >= 500 || said.status === 429) return "busy";
    if (entries.length > 1) this.atOnce = Math.ceil(entries.length / 2);
    else await this.queue.change([entries[0].key, asRefused(await problemOf(said))]);
    return "go-on";
  }

  async settle(entries, results, login) {
    this.askedAnew = false;
    const answers = new Map(results.map((result) => [result.key, result]));
    const changed = { yes: [], no: [], kept: [] };
    for (const entry of entries) {
      const result = answers.get(entry.key);
      if (result?.check_in) changed.yes.push([entry, result.check_in]);
      else if (result?.problem) this.sort(entry, result, changed);
    }
    // A clock that is hours off is put right by the server; whoever holds the phone is told once.
    const off = changed.yes.map(([entry, { occurred_at }]) => Date.parse(occurred_at) - Date.parse(entry.occurred_at));
    this.clockOff = off.find((difference) => Math.abs(difference) > MINUTE) ?? this.clockOff;
    const back = await this.queue.marked("undo");
    for (const [entry, checkIn] of changed.yes.filter(([{ key }]) => back.has(key))) {
      const isBack = await this.takeBack(entry, checkIn, login);
      if (!isBack) changed.kept.push([entry.key, { state: REFUSED, problem: { code: "take_back_over" } }]);
    }
    const late = new Set(changed.kept.map(([key]) => key));
    await this.queue.settle(changed.yes.map(([entry]) => entry).filter(({ key }) => !late.has(key)), "yes");
    for (const [{ key, shift }, { scan }] of changed.yes) {
      this.dispatchEvent(new CustomEvent("taken", { detail: { key, address: this.addressOf(shift, scan) } }));
    }
    await this.queue.settle(changed.no, "no");
    await this.queue.change(...changed.kept);
    this.dispatchEvent(new Event("change"));
  }

  sort(entry, { status, problem }, changed) {
    if (status >= 500 || status === 429) return;
    // The first try, without a time, had arrived after all: its answer stands.
    if (problem.code === "idempotency_mismatch" && entry.tried && !entry.is_live) {
      changed.kept.push([entry.key, { is_live: true }]);
    } else if (problem.code === "already_checked_in") changed.yes.push([entry, { occurred_at: entry.occurred_at }]);
    else if (entry.told_no) changed.no.push(entry);
    else changed.kept.push([entry.key, asRefused(problem)]);
  }

  addressOf(shift, scan) {
    return this.addresses.back.replace("/0/", `/${shift}/`).replace("/0/", `/${scan}/`);
  }

  async takeBack({ shift }, { scan }, { token }) {
    // In already when it arrived: there is nothing of this scan to take back.
    if (!scan) return true;
    const address = this.addressOf(shift, scan);
    const headers = { "X-CSRFToken": token };
    return (await fetch(address, { method: "POST", headers, credentials: "same-origin" })).ok;
  }
}

export async function problemOf(said) {
  return said.json().catch(() => ({ code: String(said.status), detail: "" }));
}

function asRefused({ code, detail }) {
  return { state: REFUSED, problem: { code, detail } };
}

function asSent({ key, shift, card, direction, device, occurred_at, is_live }) {
  return { key, shift, card, direction, device, ...(is_live ? {} : { occurred_at }) };
}
