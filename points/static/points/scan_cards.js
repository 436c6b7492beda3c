// Knows a genuine card without a network: by the public keys, and by digests of the cards that were revoked or are
// expected. What a phone holds for that is thrown away when the shift is over.

const CACHE = "points-scanner-1";
const POCKET = "/scanner/pocket/";
const DIGEST_LETTERS = 20;
const SIGNATURE_BYTES = 64;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

// The pocket as the server gives it now, and kept; `signedOut` when it gives none.
export async function fetchPocket(address) {
  const said = await fetch(address, { cache: "no-store", credentials: "same-origin", signal: AbortSignal.timeout(8000) });
  if (said.redirected || said.status === 401 || said.status === 403) return { signedOut: true };
  if (!said.ok) throw new TypeError();
  const { token, reader, ...pocket } = await said.json();
  const kept = new Response(JSON.stringify({ ...pocket, reader }), { headers: { "Content-Type": "application/json" } });
  if (globalThis.caches) await (await caches.open(CACHE)).put(address, kept);
  return { ...pocket, token, reader };
}

export async function keptPocket(address) {
  const kept = await globalThis.caches?.match(address, { cacheName: CACHE });
  const pocket = await kept?.json();
  return pocket && Date.parse(pocket.until) > Date.now() ? pocket : undefined;
}

export async function throwAwayOld() {
  if (!globalThis.caches) return;
  const cache = await caches.open(CACHE);
  for (const request of await cache.keys()) {
    if (!new URL(request.url).pathname.endsWith(POCKET)) continue;
    const { until } = await (await cache.match(request)).json();
    if (Date.parse(until) > Date.now()) continue;
    await cache.delete(request);
    await cache.delete(new URL(request.url).pathname.replace(POCKET, "/scanner/"), { ignoreSearch: true });
  }
}

// `code` when the card is certainly refused; else `isGenuine` when it certainly is one, and the initial of whoever is
// expected with it.
export async function judge(text, pocket) {
  const [version, serial, letters, ...rest] = text.trim().toUpperCase().split(".");
  if (!["V1", "V2"].includes(version) || !letters || rest.length) return { code: "card_unreadable" };
  if (!pocket) return {};
  const isGenuine = version === "V2" ? await isSigned(serial, letters, pocket.keys) : undefined;
  if (isGenuine === false) return { code: "card_unreadable" };
  const digest = await digestOf(serial, pocket.salt);
  if (pocket.revoked.includes(digest)) return { code: "card_revoked" };
  return { isGenuine, initial: pocket.expected[digest] };
}

// Undefined when this browser cannot tell.
export async function isSigned(serial, letters, keys) {
  const signature = bytesOf(letters);
  if (!signature) return false;
  const message = new TextEncoder().encode(`V2.${serial}`);
  let known;
  for (const key of keys) {
    try {
      const bytes = Uint8Array.from(atob(key), (sign) => sign.charCodeAt(0));
      const imported = await crypto.subtle.importKey("raw", bytes, { name: "Ed25519" }, false, ["verify"]);
      if (await crypto.subtle.verify({ name: "Ed25519" }, imported, signature, message)) return true;
      known = false;
    } catch {
      return undefined;
    }
  }
  return known;
}

// Of the one spelling that a signature has; undefined for every other.
function bytesOf(letters) {
  const bytes = new Uint8Array(SIGNATURE_BYTES);
  let [bits, held, place] = [0, 0, 0];
  for (const letter of letters) {
    const value = LETTERS.indexOf(letter);
    if (value < 0) return undefined;
    bits = ((bits << 5) | value) & 0xfff;
    held += 5;
    if (held < 8) continue;
    held -= 8;
    bytes[place++] = (bits >> held) & 0xff;
  }
  const isWhole = letters.length === Math.ceil((SIGNATURE_BYTES * 8) / 5) && place === SIGNATURE_BYTES;
  return isWhole && (bits & ((1 << held) - 1)) === 0 ? bytes : undefined;
}

async function digestOf(serial, salt) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(salt + serial));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, DIGEST_LETTERS);
}
