// What stands beside the scanner: three counters (the server said yes; kept on this phone; no), how the sending goes,
// the last scan with the way back, and the refusals that nobody has read yet.

const REFUSED = "refused";

export class Panel {
  constructor({ desk, queue, upload, shift, device }) {
    Object.assign(this, { desk, queue, upload, shift });
    desk.querySelector("[data-device]").textContent = device;
    upload.addEventListener("change", () => this.show());
    upload.addEventListener("taken", ({ detail }) => {
      if (this.offered?.key === detail.key) this.offered = { ...this.offered, ...detail };
    });
    addEventListener("offline", () => this.show());
    addEventListener("online", () => this.show());
    this.last = desk.querySelector("[data-last]");
    this.last.querySelector("button").addEventListener("click", () => this.takeBack());
  }

  async show() {
    const counts = await this.queue.counts(this.shift);
    for (const place of this.desk.querySelectorAll("[data-count]")) place.textContent = counts[place.dataset.count];
    this.showState(counts);
    await this.showRefused();
  }

  showState({ kept }) {
    const state = !navigator.onLine ? "offline" : kept ? this.upload.state : "idle";
    for (const place of this.desk.querySelectorAll("[data-state]")) place.hidden = place.dataset.state !== state;
    const off = this.desk.querySelector("[data-clock-off]");
    off.hidden = !this.upload.clockOff;
    if (!off.hidden) off.querySelector("[data-minutes]").textContent = Math.round(Math.abs(this.upload.clockOff) / 60000);
  }

  async showRefused() {
    const refused = await this.queue.all(REFUSED);
    const part = this.desk.querySelector("[data-refused]");
    part.hidden = !refused.length;
    const row = part.querySelector("template").content.firstElementChild;
    const rows = refused.map((entry) => {
      const made = row.cloneNode(true);
      const at = new Date(entry.occurred_at).toLocaleTimeString(document.documentElement.lang, { timeZone: this.desk.dataset.zone });
      made.querySelector("[data-at]").textContent = at;
      made.querySelector("[data-why]").textContent = entry.problem.detail || this.desk.dataset.tooLate;
      made.querySelector("button").addEventListener("click", () => this.read(entry));
      return made;
    });
    part.querySelector("[data-rows]").replaceChildren(...rows);
  }

  async read(entry) {
    await this.queue.settle(entry, "no");
    await this.show();
  }

  // For a minute: of a scan that the server took, or of one that is still here.
  offerBack(offered) {
    this.offered = offered;
    this.last.hidden = false;
    this.last.querySelector("[data-who]").textContent = offered.name ?? "";
    this.say("");
    this.last.querySelector("button").hidden = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.last.hidden = true), offered.until - Date.now());
  }

  say(text) {
    this.last.querySelector("[data-said]").textContent = text;
  }

  async takeBack() {
    const { address, key } = this.offered;
    const button = this.last.querySelector("button");
    button.disabled = true;
    try {
      const isTaken = await (address ? this.takeBackThere(address) : this.takeBackHere(key));
      this.say(isTaken ? this.last.dataset.done : this.last.dataset.failed);
      button.hidden = isTaken;
    } catch {
      this.say(this.last.dataset.failed);
    } finally {
      button.disabled = false;
    }
  }

  async takeBackThere(address) {
    const { token } = (await this.upload.login({ anew: true })) ?? {};
    const headers = { "X-CSRFToken": token };
    const said = await fetch(address, { method: "POST", headers, credentials: "same-origin", signal: AbortSignal.timeout(8000) });
    return said.ok;
  }

  // It goes to the server nevertheless, and is taken back there: nothing that was scanned disappears.
  async takeBackHere(key) {
    await this.queue.change([key, { undo: true }]);
    return Boolean(await this.queue.read(key));
  }
}
