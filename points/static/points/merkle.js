// The arithmetic of a proof: SHA-256, the path up the tree (RFC 6962), the signature (Ed25519). The same as verify.py.

export class Wrong extends Error {}

const text = new TextEncoder();

export function bytes(base64) {
  if (typeof base64 !== "string") throw new Wrong("bad-form");
  try {
    return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  } catch {
    throw new Wrong("bad-form");
  }
}

async function hash(...parts) {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined));
}

function isSame(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** The root to which a leaf and the hashes beside its path lead: RFC 9162, 2.1.3.2. */
export async function rootFrom(leaf, position, size, hashes) {
  if (!Number.isSafeInteger(position) || position < 0 || position >= size) throw new Wrong("bad-root");
  // Halves, not shifts: a shift would cut numbers beyond 32 bits.
  const half = (number) => Math.floor(number / 2);
  let [number, last, root] = [position, size - 1, leaf];
  for (const beside of hashes) {
    if (last === 0) throw new Wrong("bad-root");
    if (number % 2 || number === last) {
      root = await hash([1], beside, root);
      while (number % 2 === 0 && number) [number, last] = [half(number), half(last)];
    } else {
      root = await hash([1], root, beside);
    }
    [number, last] = [half(number), half(last)];
  }
  if (last) throw new Wrong("bad-root");
  return root;
}

/** Name and key of a text such as `example.org/points+1a2b3c4d+AQ…`. */
async function keyIn(written) {
  const [name, number, data] = String(written).split(/\+(.*?)\+(.*)/s);
  const key = bytes(data);
  const id = (await hash(text.encode(`${name}\n`), key)).slice(0, 4);
  if (key.length !== 33 || key[0] !== 1 || hex(id) !== number) throw new Wrong("bad-form");
  return { name, id, key: key.slice(1) };
}

function hex(data) {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Size and root of a checkpoint; `signature` is true, or null where the browser knows no Ed25519. */
async function opened(checkpoint, publicKey) {
  const [body, signatures] = String(checkpoint).split("\n\n");
  const [name, size, root] = body.split("\n");
  const signer = await keyIn(publicKey);
  const line = (signatures ?? "").split("\n").find((found) => found.startsWith(`\u2014 ${signer.name} `));
  if (name !== signer.name || !/^\d+$/.test(size) || !line) throw new Wrong("bad-signature");
  const data = bytes(line.split(" ")[2]);
  if (!isSame(data.slice(0, 4), signer.id)) throw new Wrong("bad-signature");
  const isSigned = await signed(signer.key, text.encode(`${body}\n`), data.slice(4));
  if (isSigned === false) throw new Wrong("bad-signature");
  return { size: Number(size), root: bytes(root), signature: isSigned };
}

async function signed(key, message, signature) {
  try {
    const usable = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify({ name: "Ed25519" }, usable, signature, message);
  } catch {
    return null;
  }
}

/** Throws `Wrong` unless the record of the proof stands under its checkpoint. */
export async function check(proof) {
  if (!proof || typeof proof.record !== "string" || !Array.isArray(proof.hashes)) throw new Wrong("bad-form");
  const head = await opened(proof.checkpoint, proof.public_key);
  const leaf = await hash([0], bytes(proof.salt), text.encode(proof.record));
  const root = await rootFrom(leaf, proof.position, head.size, proof.hashes.map(bytes));
  if (!isSame(root, head.root)) throw new Wrong("bad-root");
  return { size: head.size, isSigned: head.signature === true, record: JSON.parse(proof.record) };
}
