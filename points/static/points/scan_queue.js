// What was scanned and not answered yet: in a database of the browser, until the server has said yes or no. It survives
// a reload, a closed tab and a flat battery. A refusal stays too, until somebody has read it.

const NAME = "points-scanner";
const QUEUE = "queue";
const COUNTS = "counts";
const KEPT = "kept";
const REFUSED = "refused";

export async function openQueue() {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore(QUEUE, { keyPath: "key" }).createIndex("state", "state");
    asked.result.createObjectStore(COUNTS);
  };
  const database = await answer(asked);
  // Another tab with a newer page must not wait for this one.
  database.onversionchange = () => database.close();
  navigator.storage?.persist?.().catch(() => {});
  return new Queue(database);
}

function answer(asked) {
  return new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

function end(transaction) {
  return new Promise((done, failed) => {
    transaction.oncomplete = () => done();
    transaction.onabort = transaction.onerror = () => failed(transaction.error);
  });
}

class Queue {
  constructor(database) {
    this.database = database;
  }

  async add(entry) {
    const change = this.database.transaction(QUEUE, "readwrite");
    change.objectStore(QUEUE).add({ ...entry, state: KEPT });
    await end(change);
  }

  // Pairs of a key and what is new; an entry that has left meanwhile stays away.
  async change(...changes) {
    const change = this.database.transaction(QUEUE, "readwrite");
    const store = change.objectStore(QUEUE);
    for (const [key, fields] of changes) {
      const entry = await answer(store.get(key));
      if (entry) store.put({ ...entry, ...fields });
    }
    await end(change);
  }

  // The server has answered: the entries leave, and the counters of their shifts go up.
  async settle(settled, name) {
    const entries = [settled].flat();
    const change = this.database.transaction([QUEUE, COUNTS], "readwrite");
    const counts = change.objectStore(COUNTS);
    for (const entry of entries) {
      const kept = await answer(change.objectStore(QUEUE).getKey(entry.key));
      // Another tab was told the same.
      if (kept === undefined) continue;
      change.objectStore(QUEUE).delete(entry.key);
      const place = `${entry.shift}:${name}`;
      counts.put(((await answer(counts.get(place))) ?? 0) + 1, place);
    }
    await end(change);
  }

  async read(key) {
    return answer(this.database.transaction(QUEUE).objectStore(QUEUE).get(key));
  }

  async all(state) {
    const found = this.database.transaction(QUEUE).objectStore(QUEUE).index("state").getAll(state);
    return (await answer(found)).sort((one, other) => (one.occurred_at < other.occurred_at ? -1 : 1));
  }

  // Keys of the entries with this mark.
  async marked(name) {
    return new Set((await this.all(KEPT)).filter((entry) => entry[name]).map(({ key }) => key));
  }

  async counts(shift) {
    const look = this.database.transaction([QUEUE, COUNTS]);
    const states = look.objectStore(QUEUE).index("state");
    const counts = look.objectStore(COUNTS);
    const [kept, refused, yes, no] = await Promise.all(
      [states.count(KEPT), states.count(REFUSED), counts.get(`${shift}:yes`), counts.get(`${shift}:no`)].map(answer),
    );
    return { yes: yes ?? 0, kept, no: (no ?? 0) + refused };
  }
}
